"""Norms of float64 balls stay bounds where squares underflow."""

from fractions import Fraction

import numpy as np
import pytest

from kreissverify.numbers.float_ball_matrix import (
    FloatBall,
    frobenius_upper,
    norm_bounds,
    norm_bounds_of_stack,
)


@pytest.mark.parametrize("exponent", [0, -100, -139, -141, -155, -160, -162, -170, -250, -300])
def test_the_frobenius_norm_is_bounded_at_every_scale(exponent: int) -> None:
    entry = float(f"1e{exponent}")
    bound = Fraction(frobenius_upper(np.full((3, 3), entry)))
    assert bound >= 3 * Fraction(entry)
    assert bound <= 3 * Fraction(entry) * (1 + Fraction(1, 10**6)) + Fraction(1, 10**290)


def test_a_tiny_radius_is_not_lost() -> None:
    entry, radius = 1e-160, 1e-165
    ball = FloatBall(np.array([[entry]]), np.array([[radius]]))
    low, high = norm_bounds(ball)
    assert Fraction(low) <= Fraction(entry) - Fraction(radius)
    assert Fraction(high) >= Fraction(entry) + Fraction(radius)


def test_of_no_matrices_there_are_no_norms() -> None:
    none = FloatBall(np.zeros((0, 3, 3)), np.zeros((0, 3, 3)))
    assert [len(x) for x in norm_bounds_of_stack(none)] == [0, 0]
