"""Proved bounds of the spectral radius for many matrices at once, by repeated squares.

ρ(J)^N is at most ‖J^N‖, and at least |tr J^N|/n: the two are apart by a factor of n times what J is
from normal, of which the N-th root is taken, N = 2ᵏ.
"""

from __future__ import annotations

import numpy as np

from kreissverify.numbers.float_ball_matrix import FloatBall, norm_bounds_of_stack
from kreissverify.numbers.intervals import Intervals

__all__ = ["spectral_radius_bounds"]

_SQUARINGS = 24  # relative errors double with each: 2²⁴ roundings are some 1e-8


def spectral_radius_bounds(balls: FloatBall) -> Intervals:
    """Return bounds of ρ, as narrow as so many squares of float balls tell.

    Parameters
    ----------
    balls
        Matrices, of shape (N, n, n).
    """
    count, n = balls.mid.shape[:2]
    low, high = np.zeros(count), np.full(count, np.inf)
    power = balls
    for k in range(_SQUARINGS + 1):
        norms = norm_bounds_of_stack(power, 1e-3 if k < _SQUARINGS else 1e-11)[1]
        if not np.isfinite(norms).any():
            break
        high = np.minimum(high, _root(Intervals.exactly(norms), k).upper)
        low = np.maximum(low, _root(abs(_trace(power)) * (1 / Intervals.exactly([n])), k).lower)
        with np.errstate(all="ignore"):
            power = power @ power
    return Intervals(np.where(np.isfinite(low), low, 0.0), high)


def _trace(power: FloatBall) -> Intervals:
    """Return bounds of the traces, of shape (N,)."""
    entries = np.diagonal(power.mid, axis1=1, axis2=2), np.diagonal(power.rad, axis1=1, axis2=2)
    found = Intervals.exactly(np.zeros(len(power.mid)))
    for mid, rad in zip(*(x.T for x in entries), strict=True):
        found = found + Intervals.around(mid, rad)
    return found


def _root(values: Intervals, k: int) -> Intervals:
    """Return the 2ᵏ-th root of numbers that are not negative, by logarithms: 0 for 0 from below."""
    positive = Intervals(np.maximum(values.lower, 5e-324), np.maximum(values.upper, 1e-300))
    found = (positive.log() * Intervals.exactly([2.0**-k])).exp()
    return Intervals(np.where(values.lower > 1e-300, found.lower, 0.0), found.upper)
