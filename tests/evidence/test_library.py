"""Runs over several statements: each gets the verdict on itself, with any number of processes."""

from __future__ import annotations

from pathlib import Path

import pytest

from kreissverify import BlockTriangular, K
from kreissverify.evidence import Verdict, verify_library
from kreissverify.theorems import collect, theorem

HEAD = "from kreissverify import BlockTriangular, K, theorem\n"
TWICE = """
@theorem(source="test", id="good", expect="supported")
def bound(J: BlockTriangular):
    return K(J) <= 1 + J.c / (4 * (1 - J.gamma))

@theorem(source="test", id="bad", expect="refuted")
def bound(J: BlockTriangular):
    return K(J) <= 1
"""
LOOP = """
for k in (1, 1000):
    @theorem(source="test", id=f"bound.{k}")
    def bound(J: BlockTriangular(sizes=(1, 1))):
        return K(J) >= k
"""
MADE = """
def made(name, bound):
    @theorem(source="test", id=name)
    def statement(J: BlockTriangular(sizes=(1, 1))):
        return K(J) >= bound

made("one", 1)
made("thousand", 1000)
"""
DYING = """
import multiprocessing, os

@theorem(source="test", expect="supported")
def dying(J: BlockTriangular):
    if multiprocessing.parent_process() is not None:
        os._exit(7)
    return K(J) >= 1
"""
TRUE_THEN_FALSE = [Verdict.SUPPORTED, Verdict.REFUTED]


@pytest.mark.parametrize(
    ("text", "jobs"),
    [
        *((text, 1) for text in (TWICE, LOOP, MADE)),
        (TWICE, 2),
        *(pytest.param(text, 2, marks=pytest.mark.slow) for text in (LOOP, MADE)),
    ],
)
def test_theorems_of_one_name_each_get_their_own_verdict(tmp_path, text: str, jobs: int) -> None:
    (tmp_path / "notes.py").write_text(HEAD + text)
    found = collect([tmp_path / "notes.py"])
    reports = verify_library(found.statements, instances=3, jobs=jobs, certificates=tmp_path)
    assert [x.id for x in reports] == [x.id for x in found.statements]
    assert [x.verdict for x in reports] == TRUE_THEN_FALSE


def test_statements_that_no_file_holds_are_judged_in_two_processes(tmp_path: Path) -> None:
    def made(name: str, bound: int):
        @theorem(source="test", id=name)
        def statement(J: BlockTriangular(sizes=(1, 1))):
            return K(J) >= bound

        return statement

    statements = [made("one", 1), made("thousand", 1000)]
    reports = verify_library(statements, instances=3, jobs=2, certificates=tmp_path)
    assert [x.verdict for x in reports] == TRUE_THEN_FALSE


def test_a_file_that_was_edited_meanwhile_is_not_judged_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "notes.py"
    path.write_text(HEAD + MADE)
    found = collect([path])
    path.write_text(HEAD + MADE.replace('"one", 1', '"one", 1000'))
    reports = verify_library(found.statements, instances=3, jobs=2, certificates=tmp_path)
    assert [x.verdict for x in reports] == TRUE_THEN_FALSE


def test_an_exit_in_a_derivation_ends_no_run(tmp_path: Path) -> None:
    text = "@statement.derivation\n    def _(p): exit()\n"
    (tmp_path / "notes.py").write_text(HEAD + MADE.replace("\n\nmade(", f"\n    {text}\nmade(", 1))
    reports = verify_library(collect([tmp_path]).statements, instances=3, certificates=tmp_path)
    assert [x.verdict for x in reports] == TRUE_THEN_FALSE
    assert "SystemExit" in str(reports[0].evidence[0])


def test_a_statement_whose_process_dies_is_undecided_and_the_others_are_not(tmp_path) -> None:
    (tmp_path / "dying.py").write_text(HEAD + DYING)
    (tmp_path / "notes.py").write_text(HEAD + MADE)
    found = collect([tmp_path / "dying.py", tmp_path / "notes.py"])
    dying, *rest = verify_library(found.statements, instances=3, jobs=2, certificates=tmp_path)
    assert dying.verdict is Verdict.UNDECIDED and not dying.as_expected
    assert "died, twice: it ended by itself, with exit code 7" in dying.reason
    assert [x.verdict for x in rest] == TRUE_THEN_FALSE
