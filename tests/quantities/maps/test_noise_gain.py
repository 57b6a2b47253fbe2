"""The noise gain H: its covariance, infinite values, larger matrices."""

import numpy as np
import pytest
import sympy
from flint import fmpq
from hypothesis import given, settings

from kreissverify.matrices import Matrix
from kreissverify.quantities import enclose
from kreissverify.quantities.maps.noise_gain import QUANTITY as H
from kreissverify.quantities.maps.noise_gain import stationary_covariance
from tests.quantities.support.rational_matrices import exactly, stable_matrices


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
    assert enclose(H, on_the_circle).lower.value == np.inf
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
    assert enclose(H, np.eye(8)).lower.value == np.inf
