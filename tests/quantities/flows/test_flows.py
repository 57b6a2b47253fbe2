"""Quantities of flows: reference values, known formulas, and what relates them to each other."""

from __future__ import annotations

import json
import math

import mpmath
import numpy as np
import pytest
import sympy
from flint import fmpq, fmpq_mat
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kreissverify import H, InvalidMatrix, K, L, M, Matrix, Refused, enclose
from kreissverify import continuous as ct
from kreissverify.numbers.enclosure import less_equal
from kreissverify.numbers.three_valued import Outcome
from kreissverify.quantities.base import OutsideDomain
from kreissverify.quantities.lyapunov.covariance import covariance, doubled_trace, exact_covariance
from tests.paths import ROOT
from tests.quantities.support.rational_matrices import entries

REFERENCE = json.loads((ROOT / "tests/data/continuous_reference.json").read_text())


@pytest.mark.parametrize("name", REFERENCE)
def test_reference_values(name: str) -> None:
    known = REFERENCE[name]
    A = np.array(known["matrix"])
    with mpmath.workdps(20):
        assert ct.M(A) == pytest.approx(float(known["peak"]), rel=1e-9)
        assert abs(ct.M.highprec(A, digits=18) / mpmath.mpf(known["peak"]) - 1) < 1e-15
    for short in ("spectral_abscissa", "numerical_abscissa"):
        assert getattr(ct, short)(A) == pytest.approx(float(known[short]), rel=1e-12)
    at = ct.exp_norm(A, float(known["peak_time"]))
    assert at == pytest.approx(float(known["peak"]), rel=1e-12)


@st.composite
def flows(draw: st.DrawFn) -> Matrix:
    """Stable rational matrices of one to three rows."""
    size = draw(st.integers(1, 3))
    raw = fmpq_mat(size, size, draw(st.lists(entries, min_size=size**2, max_size=size**2)))
    alpha = float(np.linalg.eigvals(Matrix(raw).array).real.max())
    shift = fmpq(int(100 * alpha), 100) + draw(st.sampled_from([fmpq(1, 20), fmpq(1), fmpq(5)]))
    eye = fmpq_mat(size, size, [fmpq(int(i % (size + 1) == 0)) for i in range(size**2)])
    A = Matrix(raw - eye * shift)
    assume(ct.spectral_abscissa.estimate(A).value < -1e-3)
    return A


def euler(A: Matrix, h: fmpq) -> Matrix:
    eye = fmpq_mat(A.n, A.n, [fmpq(int(i % (A.n + 1) == 0)) for i in range(A.n**2)])
    return Matrix(eye + A.exact * h)


def holds(a: object, b: object) -> bool:
    return less_equal(a, b) is not Outcome.VIOLATED  # type: ignore[arg-type]


@settings(max_examples=12, deadline=None)
@given(flows(), st.sampled_from([fmpq(1, 20), fmpq(1, 5), fmpq(1, 2)]))
def test_euler_steps_grow_at_least_as_much(A: Matrix, h: fmpq) -> None:
    """St: M_c ≤ M(I+hA), H_c ≤ h·H(I+hA), L_c ≤ L(I+hA); K and M of I+hA never fall with h."""
    J, half = euler(A, h), euler(A, h / 2)
    assert holds(enclose(ct.M, A), enclose(M, J))
    assert holds(enclose(ct.H, A), enclose(H, J) * h)
    assert holds(enclose(ct.L, A), enclose(L, J))
    for quantity in (K, M):
        assert holds(enclose(quantity, half), enclose(quantity, J))


@settings(max_examples=25, deadline=None)
@given(flows())
def test_a_peak_is_below_the_lyapunov_bound_and_above_every_norm(A: Matrix) -> None:
    peak = enclose(ct.M, A)
    assert holds(peak, enclose(ct.L, A))
    for t in ("1/10", 1, 10):
        assert holds(enclose(ct.exp_norm, A, t), peak)


@settings(max_examples=30, deadline=None)
@given(flows())
def test_the_noise_gain_is_half_the_trace_of_the_inverse_of_a_symmetric_matrix(A: Matrix) -> None:
    S = Matrix((A.exact + A.exact.transpose()) / 2)
    if ct.spectral_abscissa.estimate(S).value < -1e-6:
        trace = sum((S.exact.inv()[i, i] for i in range(A.n)), fmpq(0))
        assert enclose(ct.H, S).lower.value == -trace / 2


def test_the_three_ways_to_a_covariance_agree() -> None:
    random = np.random.default_rng(4)
    array = random.integers(-3, 4, (4, 4)) - 8 * np.eye(4, dtype=int)
    A = Matrix(array.tolist()).exact
    exact = exact_covariance(A)
    assert exact is not None
    P = exact
    residual = A * P + P * A.transpose()
    assert all(residual[i, j] == -int(i == j) for i in range(4) for j in range(4))
    trace = sum((P[i, i] for i in range(4)), fmpq(0))
    refined = covariance(A, fmpq(1, 10**40))
    assert refined is not None and refined.trace.contains(trace) and refined.trace.width < 1e-39
    assert doubled_trace(A, 1e-30).contains(trace)


@pytest.mark.parametrize("kappa", [1, 2, 3, 10, 1000])
def test_the_comparison_matrix_of_one_coupling(kappa: int) -> None:
    """C2 at b = 0: log M_c = acosh(κ/2) - √(1-4/κ²), L_c = max(1, κ/2), H_c = (1 + κ²/4)."""
    T = [[-1, 0], [kappa, -1]]
    with mpmath.workdps(40):
        k = mpmath.mpf(kappa)
        right = mpmath.e ** (mpmath.acosh(k / 2) - mpmath.sqrt(1 - 4 / k**2)) if kappa > 2 else 1
        assert abs(ct.M.highprec(T, digits=30) / right - 1) < 1e-29
        closed = ct.M.closed_form(fmpq(-1), fmpq(0), fmpq(kappa))
        assert abs(mpmath.mpf(sympy.N(closed, 40)) / right - 1) < 1e-29
    assert enclose(ct.L, T).lower.value == max(fmpq(1), fmpq(kappa, 2))
    assert enclose(ct.H, T).lower.value == 1 + fmpq(kappa**2, 4)


def test_the_lyapunov_bound_of_planar_flows_is_q() -> None:
    """Q: X of every real 2×2, complex eigenvalues included."""
    random = np.random.default_rng(1)
    for _ in range(40):
        array = random.integers(-9, 10, (2, 2))
        a = float(np.linalg.eigvals(array).real.max())
        array = array - (math.floor(a) + 1 + int(random.integers(0, 3))) * np.eye(2, dtype=int)
        if np.linalg.eigvals(array).real.max() > -1e-9:
            continue
        with mpmath.workdps(40):
            A = mpmath.matrix(array.tolist())
            tau, det = A[0, 0] + A[1, 1], A[0, 0] * A[1, 1] - A[0, 1] * A[1, 0]
            root = mpmath.sqrt(mpmath.mpc(tau * tau - 4 * det))
            x, y = (tau + root) / 2, (tau - root) / 2
            w2 = sum(e * e for e in A) - abs(x) ** 2 - abs(y) ** 2
            w = mpmath.sqrt(max(w2, mpmath.mpf(0)))
            above = w + mpmath.sqrt(max(w2, mpmath.mpf(0)) + abs(x - y) ** 2)
            below = 2 * mpmath.sqrt(x.real * y.real) + abs(x + mpmath.conj(y))
            right = max(mpmath.mpf(1), above / below)
            assert abs(ct.L.highprec(array.tolist(), digits=30) - right) < 1e-15 * right


@pytest.mark.parametrize("name", ["M", "L", "H"])
def test_what_is_not_bounded(name: str) -> None:
    quantity = getattr(ct, name)
    for rows in ([[1, 0], [0, -1]], [[0, 1], [0, 0]], [["1/1000000000", 0], [0, -1]]):
        assert quantity(rows) == math.inf
        assert enclose(quantity, rows).lower.value == math.inf


def test_bad_parameters_are_told_in_one_sentence() -> None:
    A = [[-1, 1], [0, -2]]
    with pytest.raises(OutsideDomain, match="t: expected a number >= 0, got -1"):
        ct.exp_norm(A, -1)
    with pytest.raises(OutsideDomain, match="delta: expected a positive number, got 0"):
        ct.T(A, 0)
    with pytest.raises(InvalidMatrix):
        ct.M(np.array([[np.nan, 0], [0, -1]]))


def test_floats_that_rounding_puts_off_the_axis_are_refused() -> None:
    rates = np.array([[-0.1, 0.1, 0.0], [0.3, -0.6, 0.3], [0.2, 0.2, -0.4]])
    position = float(ct.spectral_abscissa.highprec(rates))
    if position != 0:
        with pytest.raises(Refused, match="rounding decides whether the exponential is bounded"):
            ct.M(rates)
