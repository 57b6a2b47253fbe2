"""The Lyapunov bound by semidefinite programming: both ends proved, and narrow."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st
from kreissverify.quantities.lyapunov.sdp import is_installed, optimal_form

from kreissverify.certificates import checker
from kreissverify.matrices import Matrix
from kreissverify.numbers.rational import as_fmpq, as_fraction
from kreissverify.quantities import enclose
from kreissverify.quantities.lyapunov import sdp as lyapunov_sdp
from kreissverify.quantities.lyapunov.dual import proved_square_below
from kreissverify.quantities.lyapunov.forms import proved_form, trial_forms
from kreissverify.quantities.maps import lyapunov_bound as lyapunov

needs_solver = pytest.mark.skipif(not is_installed(), reason="the extra sdp is not installed")
L = lyapunov.QUANTITY


def comparison(gamma: str, kappa: int) -> Matrix:
    g = fmpq(*map(int, gamma.split("/")))
    return Matrix([[g, 0], [kappa * (1 - g), g]])


def random_stable(seed: int, size: int) -> Matrix:
    array = np.random.default_rng(seed).normal(size=(size, size))
    return Matrix(array * 0.97 / np.abs(np.linalg.eigvals(array)).max())


@needs_solver
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


@needs_solver
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


@needs_solver
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


@needs_solver
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
        square = proved_square_below(J.exact, factor)
        assert 1 <= square <= form[2] / form[1]


def test_weak_duality_shows_what_one_step_shows() -> None:
    """X = xxᵀ with Jx = 3y, x ⊥ y: S = xxᵀ - 9yyᵀ, so that L² ≥ 9."""
    square = proved_square_below(Matrix([[0, 0], [3, 0]]).exact, np.array([[1.0], [0.0]]))
    assert as_fmpq(8.999999) < square <= 9


def test_without_the_extra_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (lyapunov, lyapunov_sdp):
        monkeypatch.setattr(module, "is_installed", lambda: False)
    J = random_stable(0, 3)
    with pytest.raises(ImportError, match=r"pip install 'kreissverify\[sdp\]'"):
        optimal_form(J)
    assert enclose(L, J, rtol=1e-6).is_finite  # wide, and as good as before
