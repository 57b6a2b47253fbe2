"""Floats that once were wrong without a word, each with its right value."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest

from kreissverify import H, Refused, enclose, norm, rho, stein_bound, w
from tests.quantities.support.hostile import godunov

GODUNOV = godunov()
COMPLEX = np.array([[0.5 + 0.2j, 3], [0, -0.4j]])


def companion(root: Fraction, n: int) -> list[list[Any]]:
    """Return the companion matrix of (z - root)ⁿ, exactly."""
    last = [-math.comb(n, k) * (-root) ** (n - k) for k in range(n)]
    return [[int(j == i + 1) for j in range(n)] for i in range(n - 1)] + [last]


def test_godunovs_matrix() -> None:
    assert rho(GODUNOV) == pytest.approx(0.5, rel=1e-12)
    assert H(GODUNOV) == pytest.approx(3.46197696003994e26, rel=1e-12)
    assert stein_bound(GODUNOV) == pytest.approx(1.86e13, rel=1e-2)
    for quantity in (rho, H, stein_bound):
        assert quantity.float64(GODUNOV).one().error == math.inf


def test_the_companion_of_a_power() -> None:
    assert H(companion(Fraction(1, 2), 20)) == pytest.approx(3.8091222e17, rel=1e-7)
    assert rho(companion(Fraction(15, 16), 5)) == pytest.approx(15 / 16, rel=1e-14)
    with mpmath.workdps(20):
        found = H.highprec(companion(Fraction(99, 100), 8), digits=16)
        assert abs(found / mpmath.mpf("2.667439107048608e33") - 1) < 1e-14


def test_an_eigenvalue_half_a_unit_below_one() -> None:
    matrix = np.diag([1 - 2.0**-53, 0.5])
    with mpmath.workdps(20):
        exact = 1 / (1 - (1 - mpmath.mpf(2) ** -53) ** 2) + mpmath.mpf(4) / 3
        assert abs(H.highprec(matrix, digits=18) - exact) < 1
    assert H(matrix) == 4503599627370498


def test_a_chain_of_floats_is_refused_with_its_fractions() -> None:
    with pytest.raises(Refused, match=r'"9/10", "1/10", "1/2"'):
        H(np.array([[0.9, 0.1], [0.5, 0.5]]))
    assert H([["9/10", "1/10"], ["1/2", "1/2"]]) == math.inf
    assert stein_bound([["9/10", "1/10"], ["1/2", "1/2"]]) == math.inf


def test_the_numerical_radius_of_a_direct_sum() -> None:
    a, b, c, d = "2997/5000", "999/1250", "5/13", "12/13"
    matrix = [[a, "-" + b, 0, 0], [b, a, 0, 0], [0, 0, c, "-" + d], [0, 0, d, c]]
    assert w(matrix) == pytest.approx(1, rel=1e-12)
    with mpmath.workdps(40):
        assert abs(w.highprec(matrix, digits=30) - 1) < 1e-29
    assert enclose(w, matrix, rtol=1e-9).contains(1)


def test_a_needle_between_the_angles_of_the_grid() -> None:
    # w = 1 along one direction only, within 1e-3 of it; elsewhere a disc of radius .999999
    angle = 0.2
    disc = np.zeros((2, 2))
    disc[0, 1] = 2 * 0.999999
    point = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    matrix = np.block([[disc, np.zeros((2, 2))], [np.zeros((2, 2)), point]])
    assert w(matrix) == pytest.approx(1, rel=1e-12)


def test_complex_stacks_are_not_cast_to_real() -> None:
    right = {rho: math.hypot(0.5, 0.2), w: 1.7763909, H: 14.5272608}
    for quantity, value in right.items():
        found = quantity.float64(COMPLEX[None])
        assert found.values[0] == pytest.approx(value, rel=1e-7)
        assert found.errors[0] < 1e-8 * value


@pytest.mark.parametrize("size", [1e-300, 1e-150, 1e150, 1e300])
def test_sizes_near_the_ends_of_the_range(size: float) -> None:
    array = np.array([[0.5, 0.25, 0.1], [0.1, 0.3, 0.2], [0.0, 0.7, 0.1]])
    for quantity in (rho, w, norm):
        assert quantity(array * size) == pytest.approx(quantity(array) * size, rel=1e-12)
    if size < 1:
        assert H(array * size) == 3 and stein_bound(array * size) == 1


def test_high_precision_beyond_sixty_digits() -> None:
    golden = [[1, 1, 0], [1, 0, 0], [0, 0, "1/2"]]
    with mpmath.workdps(130):
        for quantity in (rho, norm, w):
            found = quantity.highprec(golden, digits=120)
            assert abs(found - (1 + mpmath.sqrt(5)) / 2) < mpmath.mpf(10) ** -118
