"""What several quantities share: inequalities, high precision, closed forms, stacks."""

import numpy as np
import pytest
import sympy
from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from kreissverify.matrices import Matrix
from kreissverify.numbers.enclosure import less_equal
from kreissverify.numbers.three_valued import Outcome
from kreissverify.quantities import enclose
from kreissverify.quantities.algebra.spectral_norm import QUANTITY as NORM
from kreissverify.quantities.maps.lyapunov_bound import QUANTITY as L
from kreissverify.quantities.maps.noise_gain import QUANTITY as H
from kreissverify.quantities.maps.numerical_radius import QUANTITY as W
from kreissverify.quantities.maps.power_norm import QUANTITY as POWER_NORM
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO
from kreissverify.quantities.maps.transient_peak import QUANTITY as M
from tests.quantities.support.rational_matrices import (
    comparison_matrices,
    exactly,
    holds,
    stable_matrices,
)


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
    if quantity is H:  # whose form is of b = 0: discarding the others is too much for Hypothesis
        b = fmpq(0)
    closed = quantity.closed_form(gamma, b, c)
    assert closed is not None
    matrix = Matrix(fmpq_mat([[gamma, b], [c, gamma]]))
    exact = quantity.exact(matrix)
    assert abs(sympy.N(closed - exact, 30)) < 1e-20
    shown = enclose(quantity, matrix, rtol=1e-12)
    digits = sympy.Rational(str(sympy.N(closed, 40)))
    value, slack = fmpq(int(digits.p), int(digits.q)), fmpq(1, 10**30)
    assert shown.lower.value <= value * (1 + slack)
    assert value * (1 - slack) <= shown.upper.value
    assert not shown.contains(value * (1 + fmpq(1, 10**9))) or value == 0


@pytest.mark.parametrize("quantity", [RHO, W, H, L, M])
def test_float64_works_on_stacks(quantity):
    stack = np.array([[[[0.5, 0.0], [k, 0.5]] for k in (0.0, 1.0, 10.0)]])
    values = quantity.float64(stack).values
    assert values.shape == (1, 3)
    for k, value in zip((0, 1, 10), values[0], strict=True):
        assert value == pytest.approx(quantity([["1/2", 0], [k, "1/2"]]))
    threes = quantity.float64(np.stack([0.5 * np.eye(3), np.diag([1.0, 0.2], -1)])).values
    assert threes.shape == (2,)
