"""The formats of a run are a registry, open to a user's."""

from __future__ import annotations

from pathlib import Path

import pytest

from kreissverify.reports import register, report_names, unregister
from kreissverify.reports.verification.formats import FORMATS
from kreissverify.theorems import collect

FILE = """
from kreissverify import BlockTriangular, K, theorem
from kreissverify.reports import register

@theorem(source="the limit at infinity")
def at_least_one(J: BlockTriangular):
    return K(J) >= 1

def words(run):
    return "{}"

register("words.md", words)
"""


def test_a_file_that_is_read_again_brings_its_report_anew(tmp_path: Path) -> None:
    file, other = tmp_path / "a.py", tmp_path / "b.py"
    try:
        for text in ("one", "two"):
            file.write_text(FILE.format(text), encoding="utf-8")
            assert not collect([file]).errors
        assert FORMATS["words.md"](None) == "two"  # type: ignore[arg-type]
        other.write_text(FILE, encoding="utf-8")
        (error,) = collect([other]).errors
        assert "words.md: there is a report of this name already" in error.message
    finally:
        unregister("words.md")
    assert "words.md" not in report_names()


def test_no_report_of_the_package_can_be_replaced() -> None:
    with pytest.raises(ValueError, match=r"verify\.json: there is a report of this name"):
        register("verify.json", lambda run: "")
