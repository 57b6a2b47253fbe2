"""K of nonnegative 2×2 matrices against exact decisions, which do not use its closed form."""

import pytest
import sympy
from flint import fmpq, fmpq_mat, fmpq_poly
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kreissverify.matrices.matrix import Matrix
from kreissverify.quantities import enclose
from kreissverify.quantities.maps.kreiss_constant import QUANTITY as K
from tests.quantities.support.kreiss_decision import at_most
from tests.quantities.support.polynomial_sign import (
    has_positive_root,
    is_nonnegative_on_positives,
)

GAMMAS = [fmpq(0), fmpq(1, 2), fmpq(99, 100), 1 - fmpq(1, 10**6)]
KAPPAS = [fmpq(1, 100), fmpq(199, 100), fmpq(2), fmpq(201, 100), fmpq(17, 3), fmpq(10**6)]
BACK = [fmpq(0), fmpq(1, 3), 1 - fmpq(1, 10**6)]  # bc/δ²


def comparison(gamma: fmpq, b: fmpq, c: fmpq) -> Matrix:
    return Matrix(fmpq_mat([[gamma, b], [c, gamma]]))


@pytest.mark.parametrize("gamma", GAMMAS)
@pytest.mark.parametrize("kappa", KAPPAS)
@pytest.mark.parametrize("back", BACK)
def test_the_ends_of_an_enclosure_are_decided(gamma: fmpq, kappa: fmpq, back: fmpq) -> None:
    c = kappa * (1 - gamma)
    b = back * (1 - gamma) ** 2 / c
    T = comparison(gamma, b, c)
    bounds = enclose(K, T, rtol=1e-9)
    assert at_most(T.exact, bounds.upper.value)
    assert bounds.lower.value <= 1 or not at_most(
        T.exact, bounds.lower.value * (1 - fmpq(1, 10**30))
    )
    assert bounds.width <= 1e-9


@settings(max_examples=60, deadline=None)
@given(st.fractions(0, 1, max_denominator=9), st.fractions(0, 9, max_denominator=9))
def test_exact_is_the_closed_form_of_triangular_matrices(gamma: object, c: object) -> None:
    g, c_ = fmpq(gamma.numerator, gamma.denominator), fmpq(c.numerator, c.denominator)  # type: ignore[attr-defined]
    assume(g < 1)
    found = K.exact(comparison(g, fmpq(0), c_))
    assert found == K.closed_form(g, fmpq(0), c_)


def test_planted_errors_of_1e_9_are_caught() -> None:
    gamma, c = fmpq(1, 2), fmpq(17, 2)  # κ = 17, K = 17/4 + 1/17
    value = fmpq(17, 4) + fmpq(1, 17)
    t = fmpq_mat([[gamma, fmpq(0)], [c, gamma]])
    assert at_most(t, value)
    assert not at_most(t, value * (1 - fmpq(1, 10**9)))
    bounds = enclose(K, Matrix(t), rtol=1e-10)
    assert bounds.contains(value)
    assert not bounds.contains(value * (1 + fmpq(1, 10**9)))
    assert not bounds.contains(value * (1 - fmpq(1, 10**9)))


def test_signs_do_not_matter() -> None:
    t = comparison(fmpq(1, 2), fmpq(1, 64), fmpq(3))
    turned = Matrix([["-1/2", "1/64"], ["3", "-1/2"]])
    assert enclose(K, t, rtol=1e-9) == enclose(K, turned, rtol=1e-9)


def test_infinite_and_bounded_on_the_unit_circle() -> None:
    assert enclose(K, [[1, 0], [1, 1]]).lower.value == float("inf")
    assert enclose(K, [[2, 0], [0, 0]]).lower.value == float("inf")
    assert enclose(K, [[0, 1], [1, 0]]).upper.value == 1
    # rotations of unequal lengths: power bounded with spectral radius 1
    bounds = enclose(K, [[0, 2], ["1/2", 0]], rtol=1e-9)
    assert float(bounds.lower) == pytest.approx(1.25, rel=1e-9)
    assert K.exact(Matrix([[1, 0], [1, 1]])) == sympy.oo


@given(
    st.lists(st.integers(-6, 6), min_size=1, max_size=5), st.lists(st.integers(1, 40), max_size=8)
)
def test_polynomial_signs(coefficients: list[int], samples: list[int]) -> None:
    assume(coefficients[-1] != 0)
    p = fmpq_poly(coefficients)
    square = p * p
    assert is_nonnegative_on_positives(square)
    if is_nonnegative_on_positives(p):
        assert all(p(fmpq(x, 8)) >= 0 for x in samples)
    if not has_positive_root(p):
        assert len({p(fmpq(x, 8)) > 0 for x in samples}) <= 1


def test_polynomial_roots_are_found() -> None:
    x = fmpq_poly([0, 1])
    touching = (x - 1) * (x - 1) * (x + 2)
    assert has_positive_root(touching)
    assert is_nonnegative_on_positives(touching)
    assert not is_nonnegative_on_positives(touching * (x - 3))
    assert not has_positive_root(x * (x + 1))
