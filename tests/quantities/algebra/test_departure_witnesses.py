"""Witnesses of the departure from normality, decided by the checker."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import pytest
from flint import fmpq

from kreissverify import departure
from kreissverify.certificates import checker
from kreissverify.matrices.matrix import Matrix
from kreissverify.quantities.algebra.departure_witnesses import departure_bounds


def random_rows(n: int, seed: int) -> list[list[fmpq]]:
    source = Random(seed)
    return [[fmpq(source.randint(-5, 5), source.randint(1, 4)) for _ in range(n)] for _ in range(n)]


CASES: dict[str, Any] = {
    "normal": [[0, -1], [1, 0]],
    "triangular": [[1, 0, 0], [2, "1/2", 0], [3, 0, -1]],
    "real eigenvalues": [[1, 2], [3, 4]],
    "complex eigenvalues": [[1, 2], [-3, 1]],
    "defective": [[1, 1], [-1, -1]],
    "defective and not nilpotent": [[3, 1, 0], [-1, 1, 0], [1, 1, 2]],
    "complex": [["1+i", "2"], ["3i", "1-i"]],
    "complex and triangular": [["1+i", "2"], ["0", "1-i"]],
    **{f"random {n}": random_rows(n, n) for n in (3, 4, 6)},
}


@pytest.mark.parametrize("name", CASES)
def test_the_checker_takes_both_bounds_and_no_sharper_ones(name: str) -> None:
    matrix = Matrix(CASES[name])
    sides = departure_bounds(matrix)
    low, high = (float(Fraction(sides[side]["value"])) for side in ("lower", "upper"))
    square = float(departure(matrix)) ** 2
    # five digits of the square at least, which are more than most statements ask for
    assert low <= square * (1 + 1e-12) + 1e-12 and square <= high * (1 + 1e-12) + 1e-12
    assert high - low <= 1e-5 * max(square, 1)
    form = [[Fraction(int(x.p), int(x.q)) for x in row] for row in matrix.real_form.exact.tolist()]
    copies = len(form) // matrix.n
    for side, sign in (("lower", 1), ("upper", -1)):
        checker.BUDGET.left = checker.WORK
        arguments = (form, "J", copies, "departure2", (), side)
        checker.bound_shown(*arguments, dict(sides[side]))
        beyond = Fraction(sides[side]["value"]) + sign * Fraction(high - low + 1e-4)
        with pytest.raises(checker.Rejected):
            checker.bound_shown(*arguments, {**sides[side], "value": str(beyond)})
