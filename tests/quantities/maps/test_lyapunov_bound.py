"""The Lyapunov bound L: minima of the plane, the bounds of classes, forms that are proved."""

import numpy as np
import pytest
import sympy
from flint import fmpq, fmpq_mat
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kreissverify.matrices import BlockTriangular, SelfReferential
from kreissverify.quantities import enclose
from kreissverify.quantities.lyapunov.forms import proved_form
from kreissverify.quantities.maps.lyapunov_bound import QUANTITY as L
from tests.quantities.support.rational_matrices import couplings, holds, stable_matrices


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
