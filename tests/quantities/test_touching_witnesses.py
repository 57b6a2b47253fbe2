"""Bounds that are attained: short witnesses are found at any size, and decided by the checker."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from kreissverify.certificates import checker
from kreissverify.matrices.matrix import Matrix
from kreissverify.quantities.base import enclose, registry
from kreissverify.quantities.touching_witnesses import attaining_vector, touched

NILPOTENT = [[0, 2, 0], [0, 0, 0], [0, 0, "1/2"]]
ROTATION = [["3/5", "-4/5", 0], ["4/5", "3/5", 0], [0, 0, "1/2"]]


def accepted(name: str, matrix: Matrix, sides: Any) -> bool:
    """Return whether the checker takes both bounds."""
    checker.BUDGET.left = checker.WORK
    form = [[Fraction(int(x.p), int(x.q)) for x in row] for row in matrix.real_form.exact.tolist()]
    shown = (checker.bound_shown(form, "J", 1, name, (), side, dict(sides[side])) for side in sides)
    return all(value > 0 for value in shown)


@pytest.mark.parametrize(
    ("name", "rows", "value"),
    [
        ("w", NILPOTENT, "1"), ("w", [[0, 1], [-1, 0]], "1"), ("w", [["1i", 0], [0, "1/2"]], "1"),
        ("norm", ROTATION, "1"), ("rho", ROTATION, "1"),
        ("norm", [[3, 0, 0], [4, 0, 0], [0, 0, 1]], "5"),
    ],
)  # fmt: skip
def test_both_bounds_are_sharp(name: str, rows: Any, value: str) -> None:
    matrix = Matrix(rows)
    shown = enclose(registry()[name], matrix, rtol=1e-6)
    wide = {
        "lower": {"value": str(Fraction(value) * Fraction(999_999, 1_000_000))},
        "upper": {"value": str(Fraction(value) * Fraction(1_000_001, 1_000_000))},
    }
    near = dict(shown.certificate) if shown.certificate else wide
    sharp = touched(name, matrix, near)
    assert sharp["lower"]["value"] == sharp["upper"]["value"] == value
    assert accepted(name, matrix, sharp)


def test_what_is_not_attained_is_left_as_it_was() -> None:
    golden = Matrix([[1, 1], [1, 0]])
    for name in ("norm", "rho"):
        near = {"lower": {"value": "1618/1000"}, "upper": {"value": "1619/1000"}}
        assert touched(name, golden, near) == near
    assert touched("K", golden, {"lower": {"value": "1"}}) == {"lower": {"value": "1"}}
    assert touched("norm", golden, {"lower": {"value": "1"}, "upper": {"value": "inf"}})


def test_a_vector_that_is_nearly_right_is_rounded() -> None:
    matrix = Matrix([[1, 0], [0, 0]]).exact
    near = [["1", "1/1000000"], ["1/9999999", "0"]]
    assert attaining_vector(matrix, 1, near) == [["1", "0"], ["0", "0"]]
    assert attaining_vector(matrix, 2, near) is None
