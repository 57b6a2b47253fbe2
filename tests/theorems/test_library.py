"""The bundled library (proofs/): every statement is read, sourced, expected and printable."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from kreissverify.theorems import (
    Collection,
    MatrixEquality,
    Statement,
    Unsupported,
    bundled_files,
    collect,
)
from tests.paths import PROOFS

FILES = sorted(path for path in PROOFS.glob("*.py") if not path.name.startswith("_"))

FALSE = {
    "R3.bounds_peak",
    "R5",
    "R6",
    "R6.with_R3",
    "R6.step",
    "R7.destabilises",
    "R7.stable",
    "R8",
    "R10",
    "R11",
    "Al",
}


@pytest.fixture(scope="module")
def library() -> Collection:
    return collect(bundled_files())


def test_every_file_is_read(library: Collection) -> None:
    assert library.errors == ()
    assert {statement.file.name for statement in library.statements} == {f.name for f in FILES}


def test_every_reported_and_every_exact_statement_is_there(library: Collection) -> None:
    ids = {statement.id for statement in library.statements}
    assert {f"R{i}" for i in (1, 2, 3, 4, 5, 6, 8, 9, 10, 11)} <= ids
    assert {"E1", "E2", "E3", "E4", "E5.lower", "E6.powers", "E7.law", "E8"} <= ids
    assert {"N1", "N1.attained", "N2.noise", "TS.bound", "W", "HB", "Nesterov", "Ca", "Al"} <= ids
    assert {"Q.kreiss", "Q.lyapunov", "N2.constant", "N2.powers", "OG", "HB.attained"} <= ids
    assert {"comparison.kreiss", "comparison.peak", "comparison.resolvent"} <= ids


def test_what_is_expected(library: Collection) -> None:
    expected = {statement.id: statement.expect for statement in library.statements}
    assert {i for i, verdict in expected.items() if verdict == "refuted"} == FALSE
    assert set(expected.values()) <= {"refuted", "supported", "proved"}


def test_what_is_said_of_each(library: Collection) -> None:
    for statement in library.statements:
        assert statement.source and statement.doc, statement.id
        assert statement.text().startswith("for every "), statement.id
        assert statement.latex(), statement.id
    assert len({statement.digest for statement in library.statements}) == len(library.statements)


def test_false_statements_can_be_written_in_a_certificate(library: Collection) -> None:
    for statement in library.statements:
        if statement.id in FALSE:
            assert statement.tree()["conclusion"]


def test_which_statements_are_outside_the_certificate_format(library: Collection) -> None:
    outside = {s.id for s in library.statements if not _has_tree(s)}
    assert outside == {"R1", "E4.terms"}


def _has_tree(statement: Statement) -> bool:
    try:
        statement.tree()
    except Unsupported:
        return False
    return not statement.conclusion.has(MatrixEquality)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_says_how_far_it_is_proved(path: Path) -> None:
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    assert "Status: " in text
