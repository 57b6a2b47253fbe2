"""The page of the statement language: complete, and each of its examples is accepted."""

from __future__ import annotations

import re
import warnings
from typing import Any

import pytest
import sympy

import kreissverify
from kreissverify import families, registry, theorem
from kreissverify.evidence.evaluate import Evaluation
from kreissverify.expressions import operations
from kreissverify.instances.annotations import read_class
from kreissverify.instances.kinds import KINDS
from kreissverify.theorems import Statement, StatementError
from tests.paths import DOCS

PAGE = (DOCS / "statement-language.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", PAGE, flags=re.DOTALL | re.MULTILINE)


def rows(section: str) -> list[list[str]]:
    """Return the rows of the table that has a given first heading."""
    (_, _, after) = PAGE.partition(f"| {section} |")
    lines = after.split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def code(cell: str) -> str:
    found = re.search(r"`([^`]+)`", cell)
    assert found is not None, cell
    return found[1]


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    """Return the names of the page after all its blocks have run, one after another."""
    space: dict[str, Any] = {}
    for block in BLOCKS:
        exec(compile(block, "statement-language.md", "exec"), space)
    return space


def test_the_blocks_state_theorems(names) -> None:
    stated = [x for x in names.values() if isinstance(x, Statement)]
    assert len(stated) == PAGE.count("@theorem(") and len(stated) >= 8


def test_the_closed_statement_holds(names) -> None:
    found = names["shear"].on()
    assert isinstance(found, Evaluation) and found.word == "holds"


def test_every_kind_is_there_and_its_example_is_one(names) -> None:
    table = rows("kind of matrix")
    assert [code(row[0]) for row in table] == [kind.__name__ for kind in KINDS]
    for row in table:
        example = eval(code(row[2]), dict(names))
        assert type(example).__name__ == code(row[0])
        if not example.references():
            assert read_class(example) == example


def test_every_family_is_there() -> None:
    (_, _, after) = PAGE.partition("The bundled families:")
    assert re.findall(r"`(\w+)`", after.split("\n\n")[0]) == families.__all__


def test_every_quantity_is_there() -> None:
    table = rows("quantity")
    listed = [(code(row[0]), code(row[1])) for row in table]
    assert listed == [(q.name, q.long_name) for q in registry().values()]


def test_every_operation_is_there() -> None:
    listed = {code(row[0]) for row in rows("operation")}
    conditions = {x for row in rows("condition") for x in re.findall(r"`(\w+)`", row[0])}
    for name in operations.__all__:
        if hasattr(kreissverify, name):
            assert name in listed | conditions, name


def test_every_connective_and_function_is_there() -> None:
    for name in kreissverify.__all__:
        found = getattr(kreissverify, name)
        if getattr(found, "__module__", "").startswith("sympy."):
            assert f"`{name}" in PAGE, name


def stated(text: str, names: dict[str, Any], *, condition: bool) -> Statement:
    """State a theorem of one square matrix A and a number x that has an expression of the page."""

    def body(A, x):
        value = eval(text, {**names, "A": A, "x": x})
        return value if condition else names["norm"](value) >= 0

    body.__annotations__ = {"A": names["Square"](2), "x": names["Real"]()}
    return theorem(source="the page")(body)


@pytest.mark.parametrize("row", rows("operation"), ids=lambda row: row[0])
def test_the_operations_shown_are_accepted(names, row) -> None:
    assert isinstance(stated(code(row[2]), names, condition=False), Statement)


@pytest.mark.parametrize("row", rows("quantity"), ids=lambda row: row[0])
def test_the_quantities_shown_are_accepted(names, row) -> None:
    assert isinstance(stated(f"{code(row[2])} >= -5", names, condition=True), Statement)


@pytest.mark.parametrize("row", rows("condition"), ids=lambda row: row[0])
def test_the_conditions_shown_are_accepted(names, row) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sympy.utilities.exceptions.SymPyDeprecationWarning)
        assert isinstance(stated(code(row[2]), names, condition=True), Statement)


@pytest.mark.parametrize(
    "text",
    [
        "max(norm(A), 1) <= 2",
        "0.1 * norm(A) <= 2",
        "A",
        "1 < norm(A) < 2",
        "__import__('math').sqrt(x) <= 1",
    ],
)
def test_what_the_page_says_is_refused_is(names, text: str) -> None:
    with pytest.raises(StatementError) as told:
        stated(text, names, condition=True)
    assert "\n" not in str(told.value)
