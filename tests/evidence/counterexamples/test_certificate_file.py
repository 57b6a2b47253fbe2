"""A certificate is written as a whole file, under the name of its statement."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kreissverify.certificates import certificate_name, checker, to_json
from kreissverify.evidence.counterexamples.certificate_file import write_certificate
from tests.certificates.support.by_hand import GOOD


@pytest.mark.parametrize("name", GOOD)
def test_what_is_written_is_read_and_accepted(name: str, tmp_path: Path) -> None:
    document = GOOD[name]()
    path = write_certificate(document, tmp_path)
    assert path == tmp_path / certificate_name("tests::statement")
    assert path.read_bytes() == to_json(document).encode("ascii")
    assert checker.load(str(path)) == document
    assert checker.main([str(path)]) == 0


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
