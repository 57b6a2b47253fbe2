"""Polynomials of the checker: roots by multiplicity and inside, signs; the numerical radius."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce

from hypothesis import given, settings
from hypothesis import strategies as st

from kreissverify.certificates import checker
from kreissverify.instances.kinds.shared.membership import meets
from kreissverify.matrices.exact_matrix import as_exact_matrix
from kreissverify.numbers.rational import as_fmpq

ROOTS = st.sampled_from([Fraction(k, 6) for k in (-12, -7, -6, -5, -3, 0, 1, 2, 4, 6, 7, 9)])
FACTORED = st.dictionaries(ROOTS, st.integers(1, 4), max_size=4)
#: x² + 1 and x² - 1/2, whose roots are not real, or not rational and inside.
OTHERS = st.lists(st.sampled_from([(1, 0, 1), (Fraction(-1, 2), 0, 1)]), max_size=3)
SIGNS = st.sampled_from([Fraction(1), Fraction(-1), Fraction(-2, 3)])


def multiplied(p: list[Fraction], q: list[Fraction]) -> list[Fraction]:
    made = [Fraction(0)] * (len(p) + len(q) - 1)
    for i, x in enumerate(p):
        for j, y in enumerate(q):
            made[i + j] += x * y
    return made


def polynomial(
    roots: dict[Fraction, int], others: list[tuple[int, ...]], sign: Fraction
) -> list[Fraction]:
    factors = [[-x, Fraction(1)] for x, times in roots.items() for _ in range(times)]
    return reduce(multiplied, [*factors, *(list(map(Fraction, x)) for x in others)], [sign])


@given(FACTORED, OTHERS, SIGNS)
@settings(max_examples=50)
def test_signs_on_the_interval(
    roots: dict[Fraction, int], others: list[tuple[int, ...]], sign: Fraction
) -> None:
    checker.BUDGET.left = checker.WORK
    p = polynomial(roots, others, sign)
    irrational = sum(x[0] < 0 for x in others)
    turns = any(times % 2 and -1 < x < 1 for x, times in roots.items()) or irrational % 2
    # Without a change of sign the one at a point of the interval that is no root tells.
    point = next(Fraction(k, 101) for k in range(101) if Fraction(k, 101) not in roots)
    assert checker.nonnegative_inside(p) == (not turns and checker.value(p, point) > 0)


@given(FACTORED, OTHERS, SIGNS)
@settings(max_examples=50)
def test_roots_by_multiplicity_and_inside(
    roots: dict[Fraction, int], others: list[tuple[int, ...]], sign: Fraction
) -> None:
    checker.BUDGET.left = checker.WORK
    found = checker.by_multiplicity(polynomial(roots, others, sign))
    for times, factor in enumerate(found, 1):
        here = [x for x, k in roots.items() if k == times]
        extra = [x for x in set(others) if others.count(x) == times]
        assert factor == polynomial(dict.fromkeys(here, 1), extra, Fraction(1))
        inside = sum(-1 < x < 1 for x in here) + 2 * sum(x[0] < 0 for x in extra)
        assert checker.roots_between(factor, -1, 1) == inside


ENTRIES = st.fractions(-3, 3, max_denominator=3)


MATRICES = st.integers(1, 3).flatmap(
    lambda n: st.lists(st.lists(ENTRIES, min_size=n, max_size=n), min_size=n, max_size=n)
)


@given(MATRICES, st.fractions(-1, 6, max_denominator=8))
@settings(max_examples=20)
def test_the_numerical_radius_is_that_of_the_package(
    rows: list[list[Fraction]], v: Fraction
) -> None:
    checker.BUDGET.left = checker.WORK
    X = as_exact_matrix([[as_fmpq(x) for x in row] for row in rows])
    assert checker.numerical_radius_at_most(rows, v) == meets(X, "numerical_radius", as_fmpq(v))
