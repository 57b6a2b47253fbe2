"""The page of new results names every statement of theirs, and what it says of each is so."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from kreissverify.theorems.library import bundled_statements
from tests.paths import ROOT

PAGE = (ROOT / "docs" / "new-results.md").read_text(encoding="utf-8")
FAMILIES = ("N1", "N2", "TS", "C1", "C2", "C3", "W", "Q", "St", "HB", "Nesterov", "OG", "Ca", "Al")
ID = re.compile(rf"\b(?:{'|'.join(FAMILIES)})\b(?:\.\w+)*")
EXPECTED = {s.id: s.expect for s in bundled_statements() if s.id.split(".")[0] in FAMILIES}


def rows() -> Iterator[list[str]]:
    """Yield the cells of each row: the part, what is proved, what is not."""
    for line in PAGE.splitlines():
        if line.startswith("| ") and not line.startswith(("| part", "| ---")):
            yield line.removeprefix("|").removesuffix("|").split("|")


def test_every_statement_is_named_and_every_name_is_one() -> None:
    named = {x for _, proved, other in rows() for x in ID.findall(f"{proved} {other}")}
    assert len(EXPECTED) > 70
    assert named >= EXPECTED.keys()
    assert {x for x in named if "." in x} <= EXPECTED.keys()


@pytest.mark.parametrize("verdict", ["proved", "supported"])
def test_each_stands_in_its_column(verdict: str) -> None:
    of_column = 1 if verdict == "proved" else 2
    found = {x for cells in rows() for x in ID.findall(cells[of_column])}
    assert {x for x, expect in EXPECTED.items() if expect == verdict} <= found
    if verdict == "proved":
        assert {EXPECTED[x] for x in found if x in EXPECTED} <= {"proved", "refuted"}
