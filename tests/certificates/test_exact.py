"""Exact decisions about matrices: definiteness, norms, spectral radii; also at the boundary."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreissverify.certificates import checker

ENTRY = st.integers(-3, 3).map(Fraction)
ONE, ZERO = Fraction(1), Fraction(0)


@pytest.fixture(autouse=True)
def _budget() -> None:
    checker.BUDGET.left = 10**15


def rows(columns: int) -> st.SearchStrategy[list[list[Fraction]]]:
    row = st.lists(ENTRY, min_size=columns, max_size=columns)
    return st.lists(row, min_size=columns, max_size=columns)


MATRICES = st.integers(1, 4).flatmap(rows)


@given(MATRICES)
def test_grams_are_semidefinite_and_definite_just_when_regular(M: list[list[Fraction]]) -> None:
    """MᵀM often has zero pivots, and is definite just when M has full rank."""
    gram = checker.product(checker.transposed(M), M)
    rank = np.linalg.matrix_rank(np.array(M, dtype=float))
    assert checker.semidefinite(gram)
    assert checker.semidefinite(gram, strict=True) == (rank == len(M))


@given(MATRICES)
def test_semidefiniteness_agrees_with_principal_minors(M: list[list[Fraction]]) -> None:
    S = checker.plus(M, checker.transposed(M))
    n = len(S)
    minors = [
        round(float(np.linalg.det(np.array([[float(S[i][j]) for j in kept] for i in kept]))))
        for mask in range(1, 1 << n)
        if (kept := [i for i in range(n) if mask >> i & 1])
    ]
    assert checker.semidefinite(S) == (min(minors) >= 0)


@pytest.mark.parametrize("corner", [0, 5])
def test_a_zero_pivot_needs_a_zero_column(corner: int) -> None:
    S = [[ZERO, ONE], [ONE, Fraction(corner)]]
    assert not checker.semidefinite(S)
    assert not checker.semidefinite([[Fraction(corner), ONE], [ONE, ZERO]])
    assert checker.semidefinite([[ZERO, ZERO], [ZERO, Fraction(corner)]])


@given(MATRICES)
def test_norm_and_radius_agree_with_floats(M: list[list[Fraction]]) -> None:
    A = np.array(M, dtype=float)
    norm, radius = float(np.linalg.norm(A, 2)), float(np.abs(np.linalg.eigvals(A)).max())
    for factor, below in ((Fraction(9, 10), False), (Fraction(11, 10), True)):
        if norm > 0:
            assert checker.norm_at_most(M, Fraction(norm) * factor) is below
        if radius > 0.1:
            assert checker.radius_at_most(M, Fraction(radius) * factor) is below
            assert checker.radius_at_most(M, Fraction(radius) * factor, strict=True) is below


@settings(deadline=None)  # 60 ms of work, but deadlines are of the clock of a shared machine
@given(st.integers(1, 5), st.permutations(range(5)), st.integers(-3, 3))
def test_a_radius_met_exactly(n: int, order: list[int], entry: int) -> None:
    """Permutations have all eigenvalues on the unit circle; below them, anything may be coupled."""
    chosen = [i for i in order if i < n]
    block = [[Fraction(int(chosen[i] == j)) for j in range(n)] for i in range(n)]
    zeros = [[ZERO] * n for _ in range(n)]
    coupled = [[Fraction(entry)] * n for _ in range(n)]
    M = [a + b for a, b in zip(block, zeros, strict=True)]
    M += [a + b for a, b in zip(coupled, block, strict=True)]
    assert checker.radius_at_most(M, ONE) and not checker.radius_at_most(M, ONE, strict=True)
    assert not checker.radius_at_most(M, ONE - Fraction(1, 10**12))
    assert checker.radius_at_most(M, ONE + Fraction(1, 10**12), strict=True)


@given(MATRICES, st.integers(0, 12))
def test_powers(M: list[list[Fraction]], t: int) -> None:
    expected = np.linalg.matrix_power(np.array(M, dtype=object), t) if t else np.eye(len(M))
    assert np.array_equal(np.array(checker.power(M, Fraction(t))), expected)


def test_work_is_bounded() -> None:
    checker.BUDGET.left = 10**6
    n = 12
    M = [[Fraction(1, i + j + 1) for j in range(n)] for i in range(n)]
    with pytest.raises(checker.Rejected, match="work"):
        checker.radius_at_most(M, ONE)


SMALL = st.fractions(min_value=-20, max_value=20, max_denominator=12)


@given(st.fractions(min_value=-2, max_value=2, max_denominator=9), SMALL, SMALL)
def test_a_scalar_circle_shows_no_more_than_is_true(a: Fraction, p: Fraction, g: Fraction) -> None:
    """For n = 1 and r = 1 the resolvent norm is 1/(1 - |a|) if |a| < 1, and no circle otherwise."""
    if checker.circle_holds([[a]], ONE, g, [[p]]):
        assert abs(a) < 1 and g * (1 - abs(a)) >= 1
    if p > 0 and g > 0:
        corner, last = p - a * a * p - 1, g * g - p
        expected = corner >= 0 and last >= 0 and corner * last >= (a * p) ** 2
        assert checker.circle_holds([[a]], ONE, g, [[p]]) == expected


@given(MATRICES, st.integers(1, 9), st.integers(1, 40), st.data())
def test_a_circle_shows_no_more_than_is_true(
    M: list[list[Fraction]], r: int, g: int, data: st.DataObject
) -> None:
    S = data.draw(rows(len(M)))
    P = checker.plus(checker.product(checker.transposed(S), S), checker.scalar(2 * ONE, len(M)))
    if checker.circle_holds(M, Fraction(r), Fraction(g, 8), P):
        z = r * np.exp(2j * np.pi * np.arange(60) / 60)
        stack = z[:, None, None] * np.eye(len(M)) - np.array(M, dtype=float)
        assert 1 / np.linalg.svd(stack, compute_uv=False).min() <= g / 8 * (1 + 1e-12)
