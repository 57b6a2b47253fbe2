"""Sums of squares whose weights the author does not give."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from sympy import symbols

from kreissverify import K, Real, theorem
from kreissverify.certificates import proof_checker
from kreissverify.derivations import derive
from kreissverify.derivations.deciders.expansion import is_sum_of_squares
from kreissverify.derivations.deciders.squares import summed_squares
from kreissverify.derivations.proof_files.document import proof_document

x, y, z = symbols("x y z", real=True)

FOUND = {
    "completed": (x**2 - 2 * x * y + 3 * y**2 - 4 * y + 5, []),
    "completed, of rank 1": ((x + 2 * y - 3) ** 2, []),
    "by roots": (x**4 - x**2 * y**2 + y**4, [x**2 - y**2, x * y]),
    "by one root of two": (7 * (x - y) ** 2, [x + y, x - y]),
    "by a pair and a root": (z * (x - y) ** 2 + 3 * x**2 / 5, [(z, x - y), x]),
    "by quotients": (3 * (x + 1 / x) ** 2 + y**2 / x**2, [y / x, x + 1 / x]),
}
NOT_FOUND = {
    "below 0": (x**2 - 1, []),
    "a product": (x * y, []),
    "of degree 4": (x**4 + 1, []),
    "no sum of these": (x**2 + y**2, [x, x + y]),
    "weights below 0": (x**2 - y**2, [x, y]),
    "nothing": (x - x, [x]),
}


@pytest.mark.parametrize("name", FOUND)
def test_weights_are_found(name: str) -> None:
    gap, terms = FOUND[name]
    pairs = summed_squares(gap, terms)
    assert pairs and is_sum_of_squares(gap, pairs)
    assert all(weight == z or weight > 0 for weight, _ in pairs)


@pytest.mark.parametrize("name", NOT_FOUND)
def test_weights_that_are_not_there_are_not_found(name: str) -> None:
    assert not summed_squares(*NOT_FOUND[name])


def derived(terms: Any, least: int) -> Any:
    @theorem(source="a test")
    def quadratic(a: Real(), b: Real()):
        return a**2 - 2 * a * b + 2 * b**2 + 2 * b + 1 >= least

    @quadratic.derivation
    def _(p: Any) -> None:
        p.qed(p.squares("squares", p.statement.conclusion, *terms(p)))

    return derive(quadratic)


@pytest.mark.parametrize("terms", [(), (x,)])
def test_squares_of_quantities_are_not_found_and_raise_nothing(terms: Any) -> None:
    A, B = sympy.MatrixSymbol("A", 2, 2), sympy.MatrixSymbol("B", 2, 2)
    assert summed_squares((K(A) - K(B)) ** 2, terms) is None


@pytest.mark.parametrize("terms", [lambda p: (), lambda p: ([p.a - p.b, p.b + 1],)])
def test_a_step_without_weights_is_shown_and_written(terms: Any) -> None:
    found = derived(terms, 0)
    assert found.is_complete, found.reason
    document = proof_document(found)
    assert proof_checker.check(document).holes == []
    weights = [pair[0] for pair in document["theorems"][0]["steps"][0]["terms"]]
    assert weights == [{"num": "1"}, {"num": "1"}]


@pytest.mark.parametrize(
    ("terms", "least", "reason"),
    [
        (lambda p: (), 1, "no completed squares were found for"),
        (lambda p: ([p.a - p.b, p.b + 1],), 2, "no weights were found for"),
        (lambda p: ([(1, p.a - p.b), (1, p.b + 1)],), 3, "the sum of squares is not"),
    ],
)
def test_a_step_that_is_false_is_not_shown(terms: Any, least: int, reason: str) -> None:
    found = derived(terms, least)  # another statement each: what is derived is kept
    assert not found.is_complete and reason in found.reason
