"""The pseudospectral radius and the distance to instability."""

import math
from pathlib import Path

import numpy as np
import pytest
import sympy
from flint import fmpq, fmpq_mat
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kreissverify import (
    BlockTriangular,
    Real,
    distance_to_instability,
    kreiss_constant,
    maximal_resolvent_norm,
    pseudospectral_radius,
    resolvent_norm,
    spectral_radius,
    theorem,
)
from kreissverify.evidence import Verdict, verify
from kreissverify.matrices import InvalidMatrix, Matrix
from kreissverify.matrices.gallery import grcar
from kreissverify.numbers.errors import Refused
from kreissverify.quantities import enclose
from kreissverify.quantities.base import OutsideDomain
from kreissverify.quantities.pseudospectra.search import radii

number = st.integers(-8, 8).map(lambda p: fmpq(p, 8))
levels = st.integers(-20, 6).map(lambda k: fmpq(3, 2) * fmpq(2) ** k)


@st.composite
def matrices(draw: st.DrawFn, high: int = 4) -> Matrix:
    n = draw(st.integers(1, high))
    return Matrix([[draw(number) for _ in range(n)] for _ in range(n)])


def as_float(q: fmpq) -> float:
    return int(q.p) / int(q.q)


def float_radius(J: Matrix, eps: fmpq) -> float:
    return float(pseudospectral_radius.float64(J.array, as_float(eps)).values)


# ---- known values ----------------------------------------------------------------------------


@pytest.mark.parametrize("eps", ["1/1000", "1/3", "5"])
def test_a_jordan_block(eps: str) -> None:
    """σ_min([[x, 0], [-c, x]]) = ε where x² = ε(ε+c)."""
    e = fmpq(sympy.Rational(eps).p, sympy.Rational(eps).q)
    J = [["1/2", 0], [3, "1/2"]]
    value = 0.5 + math.sqrt(as_float(e * (e + 3)))
    assert pseudospectral_radius(J, eps) == pytest.approx(value, rel=1e-15)
    assert float(pseudospectral_radius.exact(Matrix(J), e)) == pytest.approx(value, rel=1e-15)


@settings(max_examples=30, deadline=None)
@given(st.lists(number, min_size=1, max_size=4), levels)
def test_a_normal_matrix_moves_by_eps(diagonal: list[fmpq], eps: fmpq) -> None:
    """ρ_ε = ρ + ε, here for a diagonal matrix and for a plane rotation scaled."""
    n = len(diagonal)
    J = Matrix(fmpq_mat(n, n, [diagonal[i] if i == j else 0 for i in range(n) for j in range(n)]))
    expected = max(map(abs, diagonal)) + eps
    assert enclose(pseudospectral_radius, J, eps, rtol=1e-9).contains(expected)
    turn = Matrix([[0, diagonal[0]], [-diagonal[0], 0]])
    shown = enclose(pseudospectral_radius, turn, eps, rtol=1e-9)
    assert shown.contains(abs(diagonal[0]) + eps)


def test_no_perturbation_leaves_the_spectral_radius() -> None:
    J = [["1/3", 1, 2], [0, "-1/3", 1], ["1/7", 0, "1/3"]]
    assert pseudospectral_radius(J, 0) == pytest.approx(spectral_radius(J), rel=1e-14)
    assert enclose(pseudospectral_radius, J, 0) == enclose(spectral_radius, J)


def test_a_perturbation_far_below_float64() -> None:
    """ρ_ε - ρ = √(ε(3+ε)) = 1.7e-12 for ε = 1e-24: an enclosure tells it from ρ."""
    J = [["1/2", 0], [3, "1/2"]]
    shown = enclose(pseudospectral_radius, J, "1e-24", rtol=1e-18)
    assert shown.lower.value > fmpq(1, 2)
    gap = float(shown.lower.value - fmpq(1, 2)), float(shown.upper.value - fmpq(1, 2))
    assert gap[0] <= math.sqrt(3e-24) <= gap[1] <= gap[0] * 1.0001


def test_the_distance_to_instability_of_two() -> None:
    J = [["1/2", 0], [3, "1/2"]]  # G(1) = 6 + 2√10, so its reciprocal is (√10-3)/2
    value = 1 / (6 + 2 * math.sqrt(10))  # where no digits cancel
    assert distance_to_instability(J) == pytest.approx(value, rel=1e-14)
    assert float(distance_to_instability.exact(Matrix(J))) == pytest.approx(value, rel=1e-14)
    shown = enclose(distance_to_instability, J, rtol=1e-10)
    assert float(shown.lower) <= value * (1 + 1e-15) and value <= float(shown.upper) * (1 + 1e-15)
    assert not float(shown.lower) <= value * (1 - 1e-9)  # a planted error of 1e-9 is seen
    assert not value * (1 + 1e-9) <= float(shown.upper)


@pytest.mark.parametrize("J", [[["5/4", 1], [0, "1/2"]], [[1, 1], [0, 0]], [[0, 1], [-1, 0]]])
def test_an_unstable_matrix_has_no_distance_to_go(J: object) -> None:
    assert distance_to_instability(J) == 0.0
    assert distance_to_instability.exact(Matrix(J)) == 0
    assert enclose(distance_to_instability, J).contains(0)


# ---- properties ------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(matrices(), levels)
def test_the_enclosure_contains_float64_and_high_precision(J: Matrix, eps: fmpq) -> None:
    shown = enclose(pseudospectral_radius, J, eps, rtol=1e-7)
    low, high = float(shown.lower), float(shown.upper)
    assert low <= high <= low * (1 + 1e-7)
    assert low * (1 - 1e-11) <= float_radius(J, eps) <= high * (1 + 1e-11)
    precise = pseudospectral_radius.highprec(J, eps, digits=25)
    assert low * (1 - 1e-15) <= precise <= high * (1 + 1e-15)
    assert not low * (1 + 1e-6) <= float_radius(J, eps)  # a planted error of 1e-6 is seen


@settings(max_examples=30, deadline=None)
@given(matrices(), levels, levels)
def test_it_grows_at_least_as_fast_as_eps(J: Matrix, eps: fmpq, more: fmpq) -> None:
    """ρ_{ε+η} ≥ ρ_ε + η: an eigenvalue z of J + E becomes z(1+η/|z|) for J + E + (ηz/|z|)I."""
    small, large = float_radius(J, eps), float_radius(J, eps + more)
    assert large >= (small + as_float(more)) * (1 - 1e-10)
    assert small >= (spectral_radius(J) + as_float(eps)) * (1 - 1e-10)
    assert small <= (np.linalg.norm(J.array, 2) + as_float(eps)) * (1 + 1e-12)


@settings(max_examples=30, deadline=None)
@given(matrices(), levels, st.integers(0, 2**32 - 1))
def test_orthogonal_similarity_and_transposition_change_nothing(
    J: Matrix, eps: fmpq, seed: int
) -> None:
    turn = np.linalg.qr(np.random.default_rng(seed).standard_normal((J.n, J.n)))[0]
    level = max(as_float(eps), 1e-3)
    value = float(pseudospectral_radius.float64(J.array, level).values)
    for other in (turn @ J.array @ turn.T, J.array.T):
        same = float(pseudospectral_radius.float64(other, level).values)
        assert same == pytest.approx(value, rel=1e-9)


@settings(max_examples=30, deadline=None)
@given(matrices(), levels, st.floats(0, 6.3), st.floats(0, 1))
def test_the_resolvent_is_below_one_over_eps_beyond_it(
    J: Matrix, eps: fmpq, angle: float, beyond: float
) -> None:
    radius = float_radius(J, eps)
    z = (radius * (1 + 1e-9) + beyond) * np.exp(1j * angle)
    assert resolvent_norm(J, z) <= (1 + 1e-6) / as_float(eps)
    assert maximal_resolvent_norm.float64(J.array, radius).values * as_float(eps) == pytest.approx(
        1, rel=1e-5
    )


@settings(max_examples=10, deadline=None)
@given(matrices(3))
def test_the_kreiss_constant_is_the_fastest_growth(J: Matrix) -> None:
    """K = sup over ε > 0 of (ρ_ε-1)/ε, attained at ε = (|z|-1)/K for the maximiser z of K."""
    if spectral_radius(J) > 0.95:
        J = Matrix(J.exact * fmpq(1, 4))
    assume(spectral_radius(J) < 0.95)
    K = kreiss_constant(J)
    eps = np.exp(np.linspace(np.log(1e-6), np.log(1e5), 200))
    stack = np.broadcast_to(J.array, (eps.size, *J.array.shape))
    quotients = (radii(stack, eps) - 1) / eps
    assert K * (1 - 1e-2) <= quotients.max() <= K * (1 + 1e-9)


@settings(max_examples=30, deadline=None)
@given(matrices())
def test_the_distance_is_where_the_pseudospectrum_meets_the_circle(J: Matrix) -> None:
    """ρ_ε = 1 at ε = distance to instability, and the distance is at most 1 - ρ."""
    J = Matrix(J.exact * fmpq(1, 4))
    radius = spectral_radius(J)
    assume(radius < 0.98)
    shown = enclose(distance_to_instability, J, rtol=1e-7)
    assert shown.lower.value * (1 + fmpq(1, 10**7)) >= shown.upper.value
    value = float(distance_to_instability.float64(J.array).values)
    assert float(shown.lower) * (1 - 1e-12) <= value <= float(shown.upper) * (1 + 1e-12)
    assert distance_to_instability.highprec(J) == pytest.approx(value, rel=1e-10)
    assert value <= (1 - radius) * (1 + 1e-12)
    assert pseudospectral_radius.float64(J.array, value).values == pytest.approx(1, rel=1e-9)


def test_a_stack_is_its_matrices() -> None:
    stack = np.random.default_rng(2).standard_normal((3, 2, 5, 5)) / 2
    for quantity, args in ((pseudospectral_radius, (0.01,)), (distance_to_instability, ())):
        values = quantity.float64(stack, *args).values
        assert values.shape == (3, 2)
        assert values[1, 0] == quantity.float64(stack[1, 0], *args).values


def test_a_larger_matrix() -> None:
    J = Matrix(grcar(24) / 2.5)
    shown = enclose(pseudospectral_radius, J, "1/100000", rtol=1e-6)
    assert float(shown.upper) <= float(shown.lower) * (1 + 1e-6)
    assert float(shown.lower) <= float_radius(J, fmpq(1, 10**5)) <= float(shown.upper)


# ---- wrong input -----------------------------------------------------------------------------


@pytest.mark.parametrize("eps", [-1, "-1/2"])
def test_a_negative_level_is_outside_the_domain(eps: object) -> None:
    for ask in (pseudospectral_radius, lambda J, e: enclose(pseudospectral_radius, J, e)):
        with pytest.raises(OutsideDomain, match=r"^eps: expected eps >= 0"):
            ask(np.eye(2), eps)
    with pytest.raises(OutsideDomain, match=r"^eps: expected eps >= 0"):
        pseudospectral_radius.float64(np.eye(2), float("nan"))


@pytest.mark.parametrize("eps", ["small", float("nan"), math.inf, None, 1j])
def test_a_level_that_is_no_number(eps: object) -> None:
    with pytest.raises((ValueError, TypeError), match=r"^eps: expected"):
        pseudospectral_radius(np.eye(2), eps)


def test_wrong_matrices_and_arguments() -> None:
    with pytest.raises(InvalidMatrix, match="square"):
        pseudospectral_radius(np.ones((2, 3)), 1)
    with pytest.raises(InvalidMatrix, match="finite"):
        distance_to_instability([[math.nan]])
    with pytest.raises(TypeError, match="expected arguments \\(matrix, eps\\)"):
        pseudospectral_radius(np.eye(2))
    with pytest.raises(TypeError, match="expected arguments \\(matrix\\)"):
        distance_to_instability(np.eye(2), 1)


def test_on_the_circle_the_distance_is_zero() -> None:
    turning = [["3/5", "4/5", 1], ["-4/5", "3/5", 1], [0, 0, 0]]  # |eigenvalue| = 1
    assert distance_to_instability(turning) == 0
    assert enclose(distance_to_instability, turning).upper.value == 0
    with pytest.raises(Refused, match='"3/5", "-4/5", "4/5"'):
        distance_to_instability(np.array([[0.6, -0.8], [0.8, 0.6]]))


# ---- statements ------------------------------------------------------------------------------


@pytest.mark.slow
def test_they_stand_in_statements(tmp_path: Path) -> None:
    @theorem(source="ρ_ε of the comparison matrix", expect="supported")
    def reaches(J: BlockTriangular, eps: Real(above=0, below=2)):  # type: ignore[valid-type]
        worst = J.gamma + sympy.sqrt(eps * (eps + J.c))
        return pseudospectral_radius(J, eps) <= worst

    @theorem(source="G(1) of the comparison matrix", expect="supported")
    def stays(J: BlockTriangular):
        return distance_to_instability(J) >= (1 - J.gamma) ** 2 / (1 - J.gamma + J.c)

    @theorem(source="a hope", expect="refuted")
    def as_if_normal(J: BlockTriangular):
        return distance_to_instability(J) >= (1 - J.gamma) / 2

    @theorem(source="as if also normal", expect="refuted")
    def never_beyond(J: BlockTriangular, eps: Real(above=0)):  # type: ignore[valid-type]
        return pseudospectral_radius(J, eps) <= J.gamma + eps

    for statement in (reaches, stays):
        report = verify(statement, instances=15)
        assert report.verdict is Verdict.SUPPORTED, report.reason
    for statement in (as_if_normal, never_beyond):
        report = verify(statement, instances=15, certificates=tmp_path)
        assert report.verdict is Verdict.REFUTED and report.certificate is not None
