"""Contradictions found in a process of their own are those that are found here."""

from __future__ import annotations

from pathlib import Path

import pytest

from kreissverify.evidence import consistency_beside
from kreissverify.evidence.cache.documents import written
from kreissverify.evidence.consistency import contradictions
from kreissverify.evidence.consistency_beside import contradictions_beside
from kreissverify.theorems import Statement, collect

SEED = 0
FILE = """
from kreissverify import BlockTriangular, K, theorem

@theorem(source="a test")
def below(J: BlockTriangular):
    return K(J) <= J.c / 8

@theorem(source="a test")
def above(J: BlockTriangular):
    return K(J) >= 1 + J.c / 16
"""


def refused(*_: object) -> tuple[()]:
    raise AssertionError("they are found by the other process")


@pytest.fixture
def statements(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Statement, ...]:
    monkeypatch.setattr(consistency_beside, "_MANY", 2)
    file = tmp_path / "both.py"
    file.write_text(FILE)
    return collect([file]).statements


def test_they_are_the_same(
    statements: tuple[Statement, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = contradictions(statements, SEED)
    assert [x.statements for x in expected] == [("above", "below")]
    monkeypatch.setattr(consistency_beside, "contradictions", refused)
    with contradictions_beside(statements, SEED, 2) as find:
        assert written(find(statements, SEED)) == written(expected)


def test_where_its_file_has_changed_they_are_found_here(
    statements: tuple[Statement, ...],
) -> None:
    statements[0].file.write_text(FILE.replace("J.c / 8", "J.c / 9"))
    with contradictions_beside(statements, SEED, 2) as find:
        assert written(find(statements, SEED)) == written(contradictions(statements, SEED))


def test_what_fails_there_is_done_here(
    statements: tuple[Statement, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> tuple[()]:
        raise ValueError("no process can be started")

    monkeypatch.setattr(consistency_beside, "unordered_results", fails)
    with contradictions_beside(statements, SEED, 2) as find:
        assert written(find(statements, SEED)) == written(contradictions(statements, SEED))


def test_one_process_does_nothing_beside(statements: tuple[Statement, ...]) -> None:
    with contradictions_beside(statements, SEED, 1) as find:
        assert find is contradictions
