"""The writer gives the same text for the same certificate, and safe names."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreissverify.certificates import certificate_name, checker, to_json
from tests.certificates.support.by_hand import GOOD


def test_the_text_does_not_depend_on_the_order_of_fields() -> None:
    document = GOOD["transient peak above R3"]()
    backwards = json.loads(json.dumps(document), object_pairs_hook=lambda p: dict(reversed(p)))
    assert list(backwards) != list(document)
    assert to_json(backwards) == to_json(document)
    assert to_json(document).endswith("}\n") and to_json(document).isascii()


def test_what_json_cannot_hold_is_refused() -> None:
    document = GOOD["transient peak above R3"]()
    for bad in (float("nan"), float("inf"), {1, 2}, object(), "x" * checker.MAX_BYTES):
        with pytest.raises((ValueError, TypeError)):
            to_json({**document, "note": bad})


@given(st.text())
def test_names_are_safe(identifier: str) -> None:
    name = certificate_name(identifier)
    assert name.endswith(".json") and len(name) < 120
    assert name.isascii() and not name.startswith((".", "-"))
    assert not set(name) & set('/\\:*?"<>|\0\n ')


@given(st.text(), st.text())
def test_names_keep_statements_apart(one: str, other: str) -> None:
    assert (certificate_name(one) == certificate_name(other)) == (one == other)
