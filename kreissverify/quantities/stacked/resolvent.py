"""Proved bounds of G(J, r) for many matrices at once: a point from below, a circle from above."""

from __future__ import annotations

import numpy as np

from kreissverify.numbers.float_ball_matrix import FloatBall
from kreissverify.numbers.intervals import Intervals
from kreissverify.quantities.maximisation.batched.search import highest_on_circles
from kreissverify.quantities.stacked.circles import circles_proved, resolvents_from_below

__all__ = ["resolvent_bounds"]

_LARGEST = 1e60  # entries whose squares and gains stay within float64
_TRIES = 2  # the second with what the first has left open, four times as wide


def resolvent_bounds(balls: FloatBall, radii: Intervals, rtol: float) -> Intervals:
    """Return bounds of the supremum of ‖(zI-J)⁻¹‖ over |z| ≥ r, about rtol apart.

    Parameters
    ----------
    balls
        Matrices, of shape (N, n, n).
    radii
        r, of shape (N,).
    rtol
        The relative width.
    """
    count = len(balls.mid)
    low, high = np.zeros(count), np.full(count, np.inf)
    usual = np.abs(balls.mid).max(axis=(1, 2), initial=0.0) < _LARGEST
    usual &= np.isfinite(balls.rad).all((1, 2)) & (radii.lower > 1e-3) & (radii.upper < 1e3)
    usual[usual] = np.abs(np.linalg.eigvals(balls.mid[usual])).max(axis=1) < radii.lower[usual]
    places = np.flatnonzero(usual)
    if places.size == 0:
        return Intervals(low, high)
    some = balls.chosen(places)
    inner, outer = radii.lower[places], radii.upper[places]
    found = highest_on_circles(some.mid, inner - 1)
    # outside, whatever the rounding of the point
    points = (1 + 2.0**-50) * outer * np.exp(1j * found.angle)
    low[places] = resolvents_from_below(some, points)
    open_, width = np.flatnonzero(low[places] > 0), np.log1p(rtol)
    for _ in range(_TRIES):
        # G falls in r, and rG(r) is what the circle bounds
        gains = inner[open_] * low[places[open_]] * np.exp(0.8 * width)
        shown = circles_proved(some.chosen(open_), inner[open_], gains, 0.8 * width)
        bound = np.nextafter(gains / inner[open_], np.inf)
        high[places[open_[shown]]] = bound[shown]
        open_, width = open_[~shown], 4 * width
        if open_.size == 0:
            break
    return Intervals(low, high)
