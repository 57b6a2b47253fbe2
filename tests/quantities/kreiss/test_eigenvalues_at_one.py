"""Unstable matrices of which other eigenvalues are 1: as of a player without curvature."""

import math

import numpy as np
import pytest

from kreissverify import K
from kreissverify.numbers.arrays import FloatArray


def symmetric(size: int, seed: int, largest: float) -> FloatArray:
    random = np.random.default_rng(seed)
    turn = np.linalg.qr(random.standard_normal((size, size)))[0]
    made = turn @ np.diag([largest, *np.linspace(0.2, 0.99, size - 1)]) @ turn.T
    return np.asarray((made + made.T) / 2)


@pytest.mark.parametrize("largest", [1 + 1e-8, 1.001, 1.5, -1.5])
@pytest.mark.parametrize("size", [3, 12])
def test_an_eigenvalue_on_the_circle_hides_none_beyond_it(largest: float, size: int) -> None:
    """On the unit circle the resolvent is infinite: it says nothing of the eigenvalue outside."""
    for count in (1, 3):
        zeros = np.zeros((size, count))
        matrix = np.block([[symmetric(size, count, largest), zeros], [zeros.T, np.eye(count)]])
        assert K(matrix) == math.inf
        estimate = K.estimate(matrix)
        assert estimate.value == math.inf and estimate.error == 0


def test_slopes_that_are_no_numbers_next_to_an_eigenvalue() -> None:
    """Six eigenvalues within 4e-11 of 1: all starts of the search were lost, and it raised."""
    pairs = [[0.0, 7.4, 0, 0, 0, 0], [7.4, 0.0, 0, 0, 0, 0]]
    others = [
        [0, 0, 0.0, 8.7, -13.0, -27.6],
        [0, 0, 8.7, 0.0, -28.4, -3.9],
        [0, 0, -13.0, -28.4, 0.0, 4.6],
        [0, 0, -27.6, -3.9, 4.6, 0.0],
    ]
    matrix = np.eye(6) + 1e-12 * np.array([*pairs, *others])
    assert K(matrix) == math.inf
