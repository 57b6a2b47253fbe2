"""The Stein bound √cond(P), P = JᵀPJ + I: its faces agree, and it is above L and M."""

from __future__ import annotations

import math

import numpy as np
import pytest
import sympy
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from kreissverify.matrices import Matrix
from kreissverify.numbers.enclosure import less_equal
from kreissverify.numbers.rational import as_fmpq
from kreissverify.numbers.three_valued import Outcome
from kreissverify.quantities import enclose
from kreissverify.quantities.maps.lyapunov_bound import QUANTITY as L
from kreissverify.quantities.maps.stein_bound import QUANTITY as STEIN


def random_stable(seed: int, size: int, radius: float = 0.97) -> Matrix:
    array = np.random.default_rng(seed).normal(size=(size, size))
    return Matrix(array * radius / np.abs(np.linalg.eigvals(array)).max())


@pytest.mark.parametrize(("gamma", "c"), [("0", 3), ("9/10", 0), ("1/2", "1/3"), ("99/100", 40)])
def test_the_closed_form_on_the_comparison_matrix(gamma: str, c: object) -> None:
    T = Matrix([[gamma, 0], [c, gamma]])
    closed = STEIN.closed_form(T.exact[0, 0], fmpq(0), T.exact[1, 0])
    assert closed is not None and abs(sympy.N(closed - STEIN.exact(T), 30)) < 1e-25
    shown = enclose(STEIN, T, rtol=1e-12)
    value = float(closed)
    assert float(shown.lower) <= value * (1 + 1e-15) and value <= float(shown.upper) * (1 + 1e-15)
    assert shown.width <= 1e-12 * value
    assert STEIN(T) == pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize("kappa", [1, 10, 1000])
def test_its_limit_as_the_gap_closes(kappa: int) -> None:
    """e^(asinh(κ/2)), approached like 1-γ."""
    gap = fmpq(1, 10**6)
    closed = STEIN.closed_form(1 - gap, fmpq(0), kappa * gap)
    assert float(closed) == pytest.approx(math.exp(math.asinh(kappa / 2)), rel=2e-6)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 6), st.sampled_from([0.3, 0.97]))
def test_the_faces_agree_and_it_is_above_the_best_bound(
    seed: int, size: int, radius: float
) -> None:
    J = random_stable(seed, size, radius)
    shown = enclose(STEIN, J, rtol=1e-9)
    value, slack = as_fmpq(STEIN.highprec(J)), fmpq(1, 10**25)
    assert shown.lower.value <= value * (1 + slack)
    assert value * (1 - slack) <= shown.upper.value
    assert shown.width <= 1e-9 * float(shown.upper)
    assert less_equal(enclose(L, J, rtol=1e-1), shown) is not Outcome.VIOLATED


def test_it_is_enclosed_at_a_coupling_of_sixty_digits() -> None:
    """A solver of linear systems may call it singular: findings/mpmath-determinant-zero.sh."""
    J = Matrix([["1/2", 0], ["1e60", "1/2"]])
    shown = enclose(STEIN, J, rtol=1e-9)
    value = sympy.N(STEIN.exact(J), 30)
    assert float(shown.lower) <= value * (1 + 1e-15) and value <= float(shown.upper) * (1 + 1e-15)
    assert STEIN(J) == pytest.approx(float(value), rel=1e-9)


def test_of_a_symmetric_matrix_it_weighs_the_time_to_decay() -> None:
    """P = (I - J²)⁻¹: M is 1, and the bound √((1-a²)/(1-γ²)) is as large as one likes."""
    shown = enclose(STEIN, [["99/100", 0, 0], [0, "1/10", 0], [0, 0, 0]], rtol=1e-12)
    value = 1 / math.sqrt(1 - 0.99**2)
    assert float(shown.lower) == pytest.approx(value) == float(shown.upper)
    assert STEIN([["99/100", 0], [0, 0]]) == pytest.approx(value)


def test_without_stability_it_is_infinite() -> None:
    for rows in ([[1]], [[0, 1], [-1, 0]], [[2, 0], [0, "1/2"]]):
        assert enclose(STEIN, rows).lower.value == np.inf
        assert STEIN.exact(Matrix(rows)) == sympy.oo
        assert STEIN(rows) == np.inf == STEIN.highprec(Matrix(rows))
    assert enclose(STEIN, 2 * np.eye(7)).lower.value == np.inf
    assert enclose(STEIN, np.eye(7)).lower.value == np.inf
