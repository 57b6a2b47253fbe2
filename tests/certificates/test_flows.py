"""Continuous time in the checker: abscissae at the boundary, exponentials with their errors."""

from __future__ import annotations

import time
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreissverify.certificates import checker

ENTRY = st.integers(-3, 3).map(Fraction)
ZERO, ONE = Fraction(0), Fraction(1)
Rows = list[list[Fraction]]


@pytest.fixture(autouse=True)
def _budget() -> None:
    checker.BUDGET.left = 10**15


def square(n: int) -> st.SearchStrategy[Rows]:
    return st.lists(st.lists(ENTRY, min_size=n, max_size=n), min_size=n, max_size=n)


MATRICES = st.integers(1, 4).flatmap(square)


@given(MATRICES)
def test_the_abscissa_agrees_with_floats(M: Rows) -> None:
    alpha = float(np.linalg.eigvals(np.array(M, dtype=float)).real.max())
    for shift, at_most in ((Fraction(-1, 10), False), (Fraction(1, 10), True)):
        for strict in (False, True):
            assert checker.abscissa_at_most(M, Fraction(alpha) + shift, strict) is at_most


@settings(max_examples=30, deadline=None)
@given(MATRICES, st.fractions(-3, 3, max_denominator=7))
def test_an_abscissa_met_exactly(S: Rows, v: Fraction) -> None:
    """vI plus a skew matrix has all eigenvalues on Re z = v, also where some are defective."""
    skew = checker.plus(S, checker.transposed(S), -1)
    zero = checker.scalar(ZERO, len(S))
    M = checker.plus(checker.scalar(v, len(S)), skew)
    corner = checker.stacked(checker.side_by_side(M, zero), checker.side_by_side(S, M))
    for J in (M, corner):
        assert checker.abscissa_at_most(J, v)
        assert not checker.abscissa_at_most(J, v, strict=True)
        assert not checker.abscissa_at_most(J, v - Fraction(1, 10**9))
        assert checker.abscissa_at_most(J, v + Fraction(1, 10**9), strict=True)


@pytest.mark.parametrize("shift", [-2, -1, 0, 1, 2])
def test_an_eigenvalue_that_is_taken_to_infinity(shift: int) -> None:
    """1 is: diag(1, -5) has the abscissa 1, and is not stable."""
    J = [[ONE, ZERO], [ZERO, Fraction(-5)]]
    v = Fraction(shift)
    assert checker.abscissa_at_most(J, v) == (v >= 1)
    assert checker.abscissa_at_most(J, v, strict=True) == (v > 1)


def distance(C: Rows, r: Fraction, A: Rows) -> tuple[mpmath.mpf, mpmath.mpf]:
    """Return ‖e^A - C‖_F, with 2000 digits, and r."""
    with mpmath.workdps(2000):
        exact = mpmath.expm(
            mpmath.matrix([[mpmath.mpf(x.numerator) / x.denominator for x in row] for row in A]),
            method="taylor",
        )
        made = mpmath.matrix([[mpmath.mpf(x.numerator) / x.denominator for x in row] for row in C])
        return mpmath.norm(exact - made), mpmath.mpf(r.numerator) / r.denominator


@settings(max_examples=25, deadline=None)
@given(MATRICES, st.fractions(0, 12, max_denominator=9))
def test_an_exponential_is_within_its_error(M: Rows, t: Fraction) -> None:
    A = checker.multiple(t, M)
    C, r = checker.exponential(A, ZERO)
    gap, error = distance(C, r, A)
    assert gap <= error
    assert error <= mpmath.mpf(2) ** -180 * max(abs(x) for row in C for x in row)


STIFF = {
    "stiff": [[-(10**5), 3, 0], [7, -1, 10**4], [0, 0, Fraction(-1, 1000)]],
    "growing": [[3, 40], [0, 5]],
    "decaying": [[-300, 5], [0, -200]],
    "fast": [[0, -(10**4)], [10**4, 0]],
    "nilpotent": [[0, 0, 0], [10**6, 0, 0], [0, 10**6, 0]],
}


@pytest.mark.parametrize("name", STIFF)
def test_hard_exponentials(name: str) -> None:
    A = [[Fraction(x) for x in row] for row in STIFF[name]]
    C, r = checker.exponential(A, ZERO)
    gap, error = distance(C, r, A)
    assert gap <= error and error < mpmath.mpf(2) ** -180 * max(abs(x) for row in C for x in row)


def test_a_level_spares_the_digits_of_what_is_far_below_it() -> None:
    A = [[Fraction(-(10**4))]]
    checker.BUDGET.left = 10**7
    C, r = checker.exponential(A, ONE)
    assert abs(C[0][0]) + r < Fraction(1, 10**20)


@pytest.mark.slow
@pytest.mark.parametrize("entry", [10**18, -(10**18), 10**29, 10**31, 10**3000])
@pytest.mark.parametrize("n", [1, 8])
def test_no_exponential_takes_long(entry: int, n: int) -> None:
    checker.BUDGET.left = checker.WORK
    A = [[Fraction(entry, 1 + i + j) for i in range(n)] for j in range(n)]
    start = time.process_time()
    with pytest.raises(checker.Rejected, match="work"):
        checker.exponential(A, ZERO)
    assert time.process_time() - start < 20


@given(MATRICES, st.fractions(0, 3, max_denominator=4), st.integers(1, 40), st.data())
def test_a_line_shows_no_more_than_is_true(
    M: Rows, x: Fraction, g: int, data: st.DataObject
) -> None:
    S = data.draw(square(len(M)))
    stable = checker.plus(M, checker.scalar(Fraction(8), len(M)), -1)
    P = checker.multiple(
        Fraction(1, 16),
        checker.plus(checker.product(checker.transposed(S), S), checker.scalar(ONE, len(M))),
    )
    if checker.line_holds(stable, x, Fraction(g, 8), P):
        A = np.array(stable, dtype=float)
        assert np.linalg.eigvals(A).real.max() < x
        z = float(x) + 1j * np.linspace(-30, 30, 61)
        stack = z[:, None, None] * np.eye(len(M)) - A
        assert 1 / np.linalg.svd(stack, compute_uv=False).min() <= g / 8 * (1 + 1e-12)


@given(st.fractions(-3, 2, max_denominator=9), st.fractions(-2, 20, max_denominator=12), ENTRY)
def test_a_scalar_line_shows_no_more_than_is_true(a: Fraction, p: Fraction, g: Fraction) -> None:
    """For n = 1 and x = 0 the resolvent norm is 1/|a| for a < 0."""
    if checker.line_holds([[a]], ZERO, g, [[p]]):
        assert a < 0 and g * -a >= 1
    if p > 0 and g > 0:
        corner = -2 * a * p - 1
        assert checker.line_holds([[a]], ZERO, g, [[p]]) == (
            corner >= 0 and corner * g * g >= p * p
        )


@given(
    st.fractions(0, 3, max_denominator=8),
    st.fractions("1/8", 3, max_denominator=8),
    st.fractions("1/8", 9, max_denominator=8),
    st.fractions("1/8", 9, max_denominator=8),
)
def test_the_peak_between_two_lines(x: Fraction, step: Fraction, g: Fraction, h: Fraction) -> None:
    """On a grid p·min(chord, 1/(p-w)) is below the bound, which is the smaller maximum."""
    y = x + step
    bound = float(checker.line_peak(x, g, y, h))
    p = np.linspace(float(x), float(y), 2001)
    chord = p * float(g) * np.exp(-np.log(float(g / h)) / float(step) * (p - float(x)))
    w = float(y - 1 / h)
    left = np.where(p > w, p / np.where(p > w, p - w, 1.0), np.inf)
    assert bound >= np.minimum(chord, left).max() * (1 - 1e-9)
    whole = left.max() if float(x) > w else np.inf
    assert bound <= min(chord.max(), max(whole, 1.0)) * (1 + 1e-6)
