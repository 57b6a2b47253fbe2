"""The writer gives the same bytes for the same certificate, safe names, and whole files."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreissverify.certificates import certificate_name, checker, to_json, write_certificate
from tests.certificates.support.by_hand import GOOD


@pytest.mark.parametrize("name", GOOD)
def test_what_is_written_is_read_and_accepted(name: str, tmp_path: Path) -> None:
    document = GOOD[name]()
    path = write_certificate(document, tmp_path)
    assert path == tmp_path / certificate_name("tests::statement")
    assert checker.load(str(path)) == document
    assert checker.main([str(path)]) == 0


def test_bytes_do_not_depend_on_the_order_of_fields() -> None:
    document = GOOD["transient peak above R3"]()
    backwards = json.loads(json.dumps(document), object_pairs_hook=lambda p: dict(reversed(p)))
    assert list(backwards) != list(document)
    assert to_json(backwards) == to_json(document)
    assert to_json(document).endswith("}\n") and to_json(document).isascii()


def test_what_json_cannot_hold_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "kept.json"
    target.write_text("old")
    document = GOOD["transient peak above R3"]()
    for bad in (float("nan"), float("inf"), {1, 2}, object(), "x" * checker.MAX_BYTES):
        with pytest.raises((ValueError, TypeError)):
            write_certificate({**document, "note": bad}, target)
    assert target.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["kept.json"]


def test_a_failed_replacement_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(source: object, target: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="disk full"):
        write_certificate(GOOD["transient peak above R3"](), tmp_path / "new.json")
    assert list(tmp_path.iterdir()) == []


@given(st.text())
def test_names_are_safe(identifier: str) -> None:
    name = certificate_name(identifier)
    assert name.endswith(".json") and len(name) < 120
    assert name.isascii() and not name.startswith((".", "-"))
    assert not set(name) & set('/\\:*?"<>|\0\n ')


@given(st.text(), st.text())
def test_names_keep_statements_apart(one: str, other: str) -> None:
    assert (certificate_name(one) == certificate_name(other)) == (one == other)
