"""The Lyapunov bound by semidefinite programming: both ends proved, and narrow."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from kreissverify.certificates import checker
from kreissverify.matrices import Matrix
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.rational import as_fraction
from kreissverify.quantities import enclose, registry
from kreissverify.quantities.lyapunov.dual import proved_square_below, square_below
from kreissverify.quantities.lyapunov.forms import proved_form, trial_forms
from kreissverify.quantities.lyapunov.optimal_form import optimal_form
from kreissverify.quantities.maps import lyapunov_bound as lyapunov

L = lyapunov.QUANTITY


def comparison(gamma: str, kappa: int) -> Matrix:
    g = fmpq(*map(int, gamma.split("/")))
    return Matrix([[g, 0], [kappa * (1 - g), g]])


def random_stable(seed: int, size: int) -> Matrix:
    array = np.random.default_rng(seed).normal(size=(size, size))
    return Matrix(array * 0.97 / np.abs(np.linalg.eigvals(array)).max())


@pytest.mark.parametrize(
    ("gamma", "kappa"),
    [("9/10", 4), ("9/10", 1000), ("99/100", 30), ("999/1000", 4), ("999/1000", 1000)],
)
def test_on_the_comparison_matrix_it_is_the_closed_form_to_8_digits(gamma: str, kappa: int) -> None:
    T = comparison(gamma, kappa)
    known = T.exact[1, 0] / (1 - T.exact[0, 0] ** 2)  # E8: max(1, c/(1-γ²))
    square, form = optimal_form(T)
    assert form is not None and known > 1
    assert square <= known**2 <= form[2] / form[1]
    assert form[2] / form[1] <= square * (1 + fmpq(1, 10**8)) ** 2


@pytest.mark.parametrize(("seed", "size"), [(0, 3), (1, 5), (2, 8)])
def test_both_ends_are_narrow_and_the_form_passes_the_standalone_checker(
    seed: int, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checker.BUDGET, "left", 10**9, raising=False)
    J = random_stable(seed, size)
    shown = enclose(L, J, rtol=1e-6)
    assert 0 <= shown.width <= 1e-6 * float(shown.upper)
    wide = enclose(L, J, rtol=1e-3)  # without the program: from M to a trial form
    assert wide.lower.value <= shown.lower.value and shown.upper.value < wide.upper.value
    assert shown.certificate is not None
    witness = shown.certificate["upper"]
    rows = [[Fraction(x) for x in row] for row in witness["P"]]
    value = Fraction(witness["value"])
    matrix = [[as_fraction(x) for x in row] for row in J.exact.tolist()]
    assert checker.lyapunov_upper(matrix, value, rows)
    assert not checker.lyapunov_upper(matrix, value * Fraction(999999, 10**6), rows)


def test_of_a_direct_sum_it_is_the_larger_one() -> None:
    """Of one rotated by a rational orthogonal matrix also: L is 10/3 there, by E8."""
    blocks = [comparison("1/2", 10), comparison("3/4", 3)]
    both = fmpq_mat(4, 4)
    for k, block in enumerate(blocks):
        for i in (0, 1):
            for j in (0, 1):
                both[2 * k + i, 2 * k + j] = block.exact[i, j]
    v = fmpq_mat(4, 1, [1, 2, -1, 3])
    reflection = Matrix(np.eye(4)).exact - v * v.transpose() * fmpq(2, 15)
    shown = enclose(L, Matrix(reflection * both * reflection), rtol=1e-6)
    known = fmpq(20, 3)
    assert max(float(L(block)) for block in blocks) == pytest.approx(20 / 3)
    assert shown.contains(known) and shown.width < 1e-6


@pytest.mark.parametrize(
    ("J", "width"),
    [
        ([["1/2", 0, 0], [500_000, "1/2", 0], [0, 0, "1/3"]], 1e-6),  # L = 2e6/3
        ([[0.9, 2, 0, 0], [0, 0.9, 2, 0], [0, 0, 0.9, 2], [0, 0, 0, 0.9]], 1e-6),
        ([[1 - 1e-9, 0, 0], [1e-9, 1 - 1e-9, 0], [3, 1, "1/2"]], 0.05),  # ρ is nearly 1
    ],
)
def test_badly_conditioned_forms(J: list[list[object]], width: float) -> None:
    shown = enclose(L, J, rtol=1e-6)
    assert float(shown.lower) > 1 and shown.width <= width * float(shown.upper)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 4), st.sampled_from([1, 2, 4]))
def test_weak_duality_never_passes_a_proved_form(seed: int, size: int, columns: int) -> None:
    """Whatever the multiplier is; the best of the columns that an unstable direction suggests."""
    J = random_stable(seed, size)
    form = proved_form(J.exact, trial_forms(J))
    assert form is not None
    rng = np.random.default_rng(seed + 1)
    eigenvector = np.linalg.svd(J.array)[2][:1].T
    for factor in (rng.normal(size=(size, columns)), eigenvector):
        X = Matrix(factor @ factor.T).exact
        square = square_below(X - J.exact * X * J.exact.transpose())
        assert 1 <= square <= form[2] / form[1]


def test_weak_duality_shows_what_one_step_shows() -> None:
    """X = xxᵀ with Jx = 3y, x ⊥ y: X - JXJᵀ = xxᵀ - 9yyᵀ, so that L² ≥ 9."""
    J, X = Matrix([[0, 0], [3, 0]]).exact, fmpq_mat([[1, 0], [0, 0]])
    assert proved_square_below(J, X, X) == 9
    assert fmpq(8999999, 10**6) < square_below(X - J * X * J.transpose()) <= 9
    assert proved_square_below(J, X, X * fmpq(9, 10)) == 1  # W ⪰ X - JXJᵀ fails
    assert proved_square_below(J, -X, X) == 1  # X ⪰ 0 fails


@pytest.mark.parametrize(
    ("J", "value"),
    [
        ([["1/2", 1, 0], [0, "1/2", 1], [0, 0, "1/2"]], 2.0207622264933),
        ([[0.5, 1, 0], [-0.1, 0, 1], [-0.1, 0, 0]], 1.1353187586262),
        ([["1/2", 0, 0], [3, "1/2", 0], [0, 0, "1/3"]], 4.0),
        ([["1/2", 0, 0], [1, "1/2", 0], [0, 0, "1/3"]], 4 / 3),
    ],
)
def test_of_larger_matrices_it_is_right(J: list[list[object]], value: float) -> None:
    assert L(J) == pytest.approx(value, rel=1e-9)
    found = L.estimate(J)
    assert abs(found.value - value) <= found.error + 1e-12 and found.error <= 1e-8 * value


def test_where_the_bounds_are_wide_it_is_refused_and_said_how_wide() -> None:
    J = np.diag([1e6] * 7, 1) + np.diag(np.linspace(0.9, 0.99, 8))
    with pytest.raises(Refused, match=r"^L: (between|at least) \S+"):
        L(J)
    assert L.estimate(J).error > 0
    with pytest.raises(Refused, match="exactly for n <= 2"):
        L.highprec([[0.5, 1, 0], [-0.1, 0, 1], [-0.1, 0, 0]])


def test_entries_of_1e160_are_answered_or_refused_in_one_sentence() -> None:
    for J in ([[0.5, 1e160, 0], [0, 0.5, 1], [0, 0, 0.25]], [[0.5, 1e160], [0, 0.25]]):
        for face in (lambda J: L(J), lambda J: enclose(L, J).upper):
            try:
                assert float(face(J)) > 1e159
            except Refused as refusal:
                assert "\n" not in str(refusal)


def test_a_wide_look_reaches_down_to_what_the_kreiss_constant_shows() -> None:
    """L ≥ K + √(K²-1), where no program is solved."""
    J = random_stable(3, 4)
    k = registry()["K"](J)
    wide = enclose(L, J, rtol=1e-2)
    assert float(wide.lower) >= (k + (k * k - 1) ** 0.5) * (1 - 1e-2)
    assert float(wide.lower) <= L(J) <= float(wide.upper)


def test_stacks_have_errors_that_reach_the_value() -> None:
    stack = np.stack([random_stable(seed, 4).array for seed in range(12)])
    found = L.float64(stack)
    values = np.array([L(one) for one in stack])
    assert (np.abs(found.values - values) <= found.errors).all()
    assert (found.values >= values * (1 - 1e-9)).all()


@pytest.mark.slow
def test_against_conic_programming() -> None:
    """The optimum by cvxpy with Clarabel, where the extra `sdp` is installed."""
    cvxpy = pytest.importorskip("cvxpy")
    pytest.importorskip("clarabel")
    for seed in range(20):
        J = random_stable(seed, 3 + seed % 4).array
        P, t, size = cvxpy.Variable(J.shape, symmetric=True), cvxpy.Variable(), len(J)
        identity = np.eye(size)
        rules = [P >> identity, t * identity - P >> 0, P - J.T @ P @ J >> 0]
        cvxpy.Problem(cvxpy.Minimize(t), rules).solve(solver=cvxpy.CLARABEL)
        assert L(J) == pytest.approx(float(t.value) ** 0.5, rel=1e-5)
