"""Noise gain, Lyapunov bound, spectral and numerical radius: values, facts, closed forms."""

import mpmath
import numpy as np
import pytest
import sympy
from flint import fmpq, fmpq_mat
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kreissverify.matrices import BlockTriangular, Matrix, SelfReferential
from kreissverify.numbers.enclosure import less_equal
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.three_valued import Outcome
from kreissverify.quantities import enclose
from kreissverify.quantities.algebra.spectral_norm import QUANTITY as NORM
from kreissverify.quantities.lyapunov.forms import proved_form
from kreissverify.quantities.maps.lyapunov_bound import QUANTITY as L
from kreissverify.quantities.maps.noise_gain import QUANTITY as H
from kreissverify.quantities.maps.noise_gain import stationary_covariance
from kreissverify.quantities.maps.numerical_radius import QUANTITY as W
from kreissverify.quantities.maps.power_norm import QUANTITY as POWER_NORM
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO
from kreissverify.quantities.maps.transient_peak import QUANTITY as M
from kreissverify.quantities.numerical_radius_proofs import proved_above

entries = st.fractions(min_value=-2, max_value=2, max_denominator=6).map(
    lambda q: fmpq(q.numerator, q.denominator)
)


@st.composite
def stable_matrices(draw: st.DrawFn, low: int = 1, high: int = 3) -> Matrix:
    """Rational matrices, scaled to ρ between 1/2 and 0.98 or so."""
    size = draw(st.integers(low, high))
    raw = fmpq_mat(size, size, draw(st.lists(entries, min_size=size**2, max_size=size**2)))
    radius = np.abs(np.linalg.eigvals(Matrix(raw).array)).max()
    target = draw(st.sampled_from([0.5, 0.9, 0.98]))
    if radius < 1e-3:
        return Matrix(raw)
    return Matrix(raw * fmpq(int(1000 * target / radius), 1000))


unit = st.fractions(min_value=0, max_value="49/50", max_denominator=50)
couplings = st.fractions(min_value=0, max_value=20, max_denominator=12)


@st.composite
def comparison_matrices(draw: st.DrawFn) -> tuple[fmpq, fmpq, fmpq]:
    """γ, b and c with bc < (1-γ)²."""
    gamma, c = draw(unit), draw(couplings)
    b = draw(st.sampled_from([0, "1/100", "1/10", 2]))
    values = tuple(fmpq(sympy.Rational(x).p, sympy.Rational(x).q) for x in (gamma, b, c))
    assume(values[1] * values[2] < (1 - values[0]) ** 2)
    return values


def exactly(value: mpmath.mpf) -> fmpq:
    return fmpq(int(value.man)) * fmpq(2) ** int(value.exp)


def holds(a, b) -> bool:
    return less_equal(a, b) is not Outcome.VIOLATED


@settings(max_examples=60, deadline=None)
@given(stable_matrices(), st.integers(0, 6))
def test_classical_inequalities(matrix, t):
    """ρ ≤ w ≤ ‖J‖ ≤ 2w, ‖Jᵗ‖ ≤ M ≤ L, H ≥ n, M² ≤ H: none may be violated."""
    rho, w, norm, m, lyapunov, h = (enclose(q, matrix) for q in (RHO, W, NORM, M, L, H))
    assert holds(rho, w)
    assert holds(w, norm)
    assert holds(norm, 2 * w)
    assert holds(enclose(POWER_NORM, matrix, t), m)
    assert holds(m, lyapunov)
    assert less_equal(h, m * 0 + (matrix.n - fmpq(1, 10**9))) is Outcome.VIOLATED
    assert holds(m**2, h)
    wrong = (w + norm) * (1 + fmpq(1, 10**5))
    assert not holds(wrong, w) or norm.upper.value == 0


def test_a_flat_maximum_over_the_directions_is_found_in_high_precision() -> None:
    """Floats see the angle to 1e-4 only: λ_max grows from there by less than their precision."""
    matrix = Matrix([["-1557/2000", "-1557/2000"], ["519/2000", "-1557/2000"]])
    assert abs(exactly(W.highprec(matrix, digits=30)) - fmpq(519, 500)) < fmpq(1, 10**28)


@settings(max_examples=40, deadline=None)
@given(stable_matrices(), st.sampled_from([1e-2, 1e-9]))
@pytest.mark.parametrize("quantity", [RHO, W, H])
def test_enclosures_contain_the_values_of_mpmath(quantity, matrix, rtol):
    shown = enclose(quantity, matrix, rtol=rtol)
    value = quantity.highprec(matrix, digits=30)
    near, slack = exactly(value), fmpq(1, 10**22)
    assert shown.lower.value <= near * (1 + slack) + slack
    assert near * (1 - slack) - slack <= shown.upper.value
    assert shown.width <= 1.01 * rtol * float(value) + 1e-300
    assert quantity(matrix) == pytest.approx(float(value), rel=1e-6, abs=1e-7)


@settings(max_examples=40, deadline=None)
@given(comparison_matrices())
@pytest.mark.parametrize("quantity", [RHO, W, H, L])
def test_closed_forms_on_the_comparison_matrix(quantity, parameters):
    gamma, b, c = parameters
    closed = quantity.closed_form(gamma, b, c)
    assume(closed is not None)
    matrix = Matrix(fmpq_mat([[gamma, b], [c, gamma]]))
    exact = quantity.exact(matrix)
    assert abs(sympy.N(closed - exact, 30)) < 1e-20
    shown = enclose(quantity, matrix, rtol=1e-12)
    digits = sympy.Rational(str(sympy.N(closed, 40)))
    value, slack = fmpq(int(digits.p), int(digits.q)), fmpq(1, 10**30)
    assert shown.lower.value <= value * (1 + slack)
    assert value * (1 - slack) <= shown.upper.value
    assert not shown.contains(value * (1 + fmpq(1, 10**9))) or value == 0


@settings(max_examples=60, deadline=None)
@given(stable_matrices(1, 4))
def test_the_stationary_covariance_solves_its_equation(matrix):
    covariance = stationary_covariance(matrix.exact)
    assert covariance is not None
    identity = Matrix(np.eye(matrix.n)).exact
    assert covariance == matrix.exact * covariance * matrix.exact.transpose() + identity


def test_the_noise_gain_of_unstable_matrices_is_infinite():
    for rows in ([[1]], [[0, 1], [-1, 0]], [[2, 0], [0, "1/2"]], [["5/4", 1], [0, "1/3"]]):
        assert enclose(H, rows).lower.value == np.inf
        assert H.exact(Matrix(rows)) == sympy.oo
        assert H(rows) == np.inf


@pytest.mark.parametrize("size", [9, 10, 40])
def test_a_size_does_not_change_whether_the_noise_gain_is_finite(size):
    """SciPy's Lyapunov solver changes at n = 10: findings/scipy-lyapunov-at-ten.sh."""
    on_the_circle = np.diag([1.0] + [0.5] * (size - 1))
    assert H(on_the_circle) == np.inf
    with pytest.raises(Refused, match="spectral radius is 1"):
        enclose(H, on_the_circle)
    on_the_circle[0, 0] = 2
    assert enclose(H, on_the_circle).lower.value == np.inf


@pytest.mark.parametrize("rtol", [1e-2, 1e-8, 1e-13])
def test_the_noise_gain_of_larger_matrices(rtol):
    rng = np.random.default_rng(0)
    a = rng.normal(size=(9, 9))
    matrix = Matrix(0.99 * a / np.abs(np.linalg.eigvals(a)).max())
    shown = enclose(H, matrix, rtol=rtol)
    value = exactly(H.highprec(matrix, digits=25))
    assert shown.lower.value <= value * (1 + fmpq(1, 10**20))
    assert value * (1 - fmpq(1, 10**20)) <= shown.upper.value
    assert shown.width <= rtol * shown.midpoint()
    with pytest.raises(Refused, match="spectral radius is 1"):
        enclose(H, np.eye(8))


def direct_lyapunov(matrix: np.ndarray) -> float:
    """Minimise cond(P) over P = [[1, p], [p, q]] on a refined grid: an independent bound."""
    best, centre, width = np.inf, np.array([0.0, 0.0]), 6.0
    for _ in range(60):
        offsets = np.linspace(-1, 1, 21) * width
        angle, height = np.meshgrid(centre[0] + offsets, centre[1] + offsets)
        q = np.exp(height)
        p = np.tanh(angle) * np.sqrt(q)
        form = np.stack([np.stack([np.ones_like(p), p], -1), np.stack([p, q], -1)], -2)
        gap = form - matrix.T @ form @ matrix
        values = np.linalg.eigvalsh(form)
        allowed = np.linalg.eigvalsh(gap)[..., 0] >= -1e-13
        condition = np.where(
            allowed & (values[..., 0] > 0), values[..., 1] / values[..., 0], np.inf
        )
        k = np.unravel_index(np.argmin(condition), condition.shape)
        if condition[k] < best:
            best, centre = condition[k], np.array([angle[k], height[k]])
        width *= 0.8
    return float(np.sqrt(best))


@settings(max_examples=25, deadline=None)
@given(stable_matrices(2, 2))
def test_the_planar_lyapunov_bound_is_the_minimum(matrix):
    assume(np.abs(np.linalg.eigvals(matrix.array)).max() < 0.95)
    value = L(matrix)
    found = direct_lyapunov(matrix.array)
    assert value <= found * (1 + 1e-6)
    if found < 50:
        assert found <= value * (1 + 2e-2)


@settings(max_examples=40, deadline=None)
@given(stable_matrices(2, 2))
def test_planar_lyapunov_values_agree(matrix):
    shown = enclose(L, matrix, rtol=1e-12)
    exact = sympy.N(L.exact(matrix), 30)
    assert float(shown.lower) <= float(exact) * (1 + 1e-14)
    assert float(exact) <= float(shown.upper) * (1 + 1e-14)
    assert L(matrix) == pytest.approx(float(exact), rel=1e-9)
    assert "upper" in shown.certificate


small = st.fractions(min_value="-9/10", max_value="9/10", max_denominator=10)


@settings(max_examples=25, deadline=None)
@given(st.lists(small, min_size=4, max_size=4), st.lists(couplings, min_size=4, max_size=4))
def test_the_lyapunov_bound_of_the_triangular_class(diagonal, coupling):
    """L(J) ≤ max(1, c/(1-γ²)) is decided for every member, in the strict or the exact way."""
    a, d = np.diag([str(x) for x in diagonal[:2]]), np.diag([str(x) for x in diagonal[2:]])
    clean = [[["0" if x == "" else x for x in row] for row in block.tolist()] for block in (a, d)]
    c = [[str(x) for x in coupling[:2]], [str(x) for x in coupling[2:]]]
    jacobian = BlockTriangular(clean[0], c, clean[1])
    bound = jacobian.c / (1 - jacobian.gamma**2)
    shown = enclose(L, jacobian, rtol=1e-2)
    assert holds(shown, bound) or shown.upper.value == 1
    assert float(shown.upper) <= max(1.0, bound.midpoint()) * (1 + 1e-12)
    assert L(jacobian) <= max(1.0, bound.midpoint()) * (1 + 1e-7)


def test_the_lyapunov_bound_of_the_self_referential_class():
    jacobian = SelfReferential(
        [["1/2", 0], [0, "-1/2"]], [["1/10", 0], [0, 0]], [[2, 1], [0, 1]], [["1/3", 0], [0, 0]]
    )
    bound = enclose(L, jacobian.comparison.upper)
    shown = enclose(L, jacobian)
    assert float(shown.upper) <= float(bound.upper) * (1 + 1e-9)


def test_lyapunov_of_unstable_and_defective_matrices():
    assert enclose(L, [["5/4", 0], [1, "1/2"]]).lower.value == np.inf
    assert enclose(L, [[1, 1], [0, 1]]).lower.value == np.inf
    assert L([[1, 1], [0, 1]]) == np.inf
    assert enclose(L, [[0, -1], [1, 0]]).upper.value == 1
    rotation = [[0, -4], ["1/4", 0]]  # similar to a rotation by diag(4, 1)
    assert enclose(L, rotation).contains(4)


def test_only_forms_that_do_not_grow_are_proved():
    matrix = fmpq_mat([[fmpq(1, 2), 0], [3, fmpq(1, 2)]])
    one = fmpq(1)
    identity = fmpq_mat([[1, 0], [0, 1]])
    good = fmpq_mat([[1, 0], [0, fmpq(1, 16)]])
    assert proved_form(matrix, [(identity, one, one)]) is None
    slight = fmpq_mat([[fmpq(1, 2), 0], [fmpq(4, 5), fmpq(1, 2)]])  # of norm 1.04
    assert proved_form(slight, [(identity, one, one)]) is None
    assert proved_form(matrix, [(good, fmpq(1, 16), one)]) is not None
    assert proved_form(matrix, [(good, fmpq(1, 15), one)]) is None
    assert proved_form(matrix, [(good, fmpq(1, 16), fmpq(15, 16))]) is None
    assert proved_form(matrix, [(good, fmpq(0), one)]) is None


def test_no_bound_below_the_numerical_radius_is_proved():
    matrix = fmpq_mat([[fmpq(1, 2), 0], [1, fmpq(1, 2)]])  # w = 1
    assert proved_above(matrix, fmpq(1), fmpq(1001, 1000)) is not None
    assert proved_above(matrix, fmpq(1001, 1000), fmpq(999, 1000)) is None
    assert proved_above(matrix, fmpq(1), fmpq(1)) is None


def test_exact_spectral_radii():
    assert enclose(RHO, [["1/4", "1/8"], [8, "1/4"]]).lower.value == fmpq(5, 4)
    assert enclose(RHO, [[0, -2], [2, 0]]).lower.value == 2
    assert enclose(RHO, [[1, 5, 7], [0, -3, 1], [0, 0, 2]]).upper.value == 3
    jacobian = BlockTriangular([["1/2", "1/4"], ["1/4", 0]], [[1, 2], [3, 4]], [["1/5", 0], [0, 0]])
    assert enclose(RHO, jacobian, rtol=1e-20).contains(0) is False
    shown = enclose(RHO, jacobian, rtol=1e-20)
    assert float(shown.lower) == pytest.approx((1 / 2 + np.sqrt(1 / 2)) / 2, rel=1e-15)


def test_numerical_radius_on_the_boundary_of_kreiss_one():
    """w(T) = 1 exactly at κ = 2, and its certificate is exact."""
    shown = enclose(W, [["1/2", 0], [1, "1/2"]])
    assert shown.is_exact
    assert shown.upper.value == 1
    assert enclose(W, [[0, 0], [0, 0]]).upper.value == 0
    rotated = enclose(W, [[0, -1], [1, 0]], rtol=1e-9)
    assert rotated.contains(1)
    assert rotated.width < 2e-9


@pytest.mark.parametrize("quantity", [RHO, W, H, L, M])
def test_float64_works_on_stacks(quantity):
    stack = np.array([[[[0.5, 0.0], [k, 0.5]] for k in (0.0, 1.0, 10.0)]])
    values = quantity.float64(stack)
    assert values.shape == (1, 3)
    for k, value in zip((0, 1, 10), values[0], strict=True):
        assert value == pytest.approx(quantity([["1/2", 0], [k, "1/2"]]))
    threes = quantity.float64(np.stack([0.5 * np.eye(3), np.diag([1.0, 0.2], -1)]))
    assert threes.shape == (2,)
