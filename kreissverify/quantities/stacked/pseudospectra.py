"""Proved bounds of ρ_ε for many matrices at once: a point from below, a circle from above.

ρ_ε(J) ≥ |z| wherever ‖(zI-J)⁻¹‖ ≥ 1/ε, and ρ_ε(J) ≤ r where ‖(zI-J)⁻¹‖ ≤ 1/ε on |z| = r > ρ(J),
by the maximum principle (see `pseudospectra.enclosure`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.float_ball_matrix import FloatBall
from kreissverify.numbers.intervals import Intervals
from kreissverify.quantities.maximisation.batched.search import highest_on_circles
from kreissverify.quantities.pseudospectra.search import radii
from kreissverify.quantities.stacked.circles import circles_proved, resolvents_from_below

__all__ = ["pseudospectral_radius_bounds"]

_LARGEST, _LEAST = 1e60, 1e-60  # of entries and ε, whose squares stay within float64
_SHARE = 0.4  # of the width, on either side of the radius that is estimated


def pseudospectral_radius_bounds(balls: FloatBall, eps: Intervals, rtol: float) -> Intervals:
    """Return bounds of ρ_ε, about rtol apart.

    Parameters
    ----------
    balls
        Matrices, of shape (N, n, n).
    eps
        ε, of shape (N,).
    rtol
        The relative width.
    """
    count = len(balls.mid)
    low, high = np.zeros(count), np.full(count, np.inf)
    places = np.flatnonzero(_usual(balls, eps))
    if places.size == 0:
        return Intervals(low, high)
    some, inner, outer = balls.chosen(places), eps.lower[places], eps.upper[places]
    estimates = radii(some.mid, inner)
    low[places] = _from_below(some, inner, estimates, rtol)
    beyond = estimates * (1 + _SHARE * rtol)
    # rG(r) does not grow with r, so that it is below r/ε by as much as r is above the estimate
    shown = circles_proved(some, beyond, beyond / outer * (1 - 2.0**-50), np.log1p(_SHARE * rtol))
    high[places[shown]] = beyond[shown]
    return Intervals(low, high)


def _usual(balls: FloatBall, eps: Intervals) -> NDArray[np.bool_]:
    size = np.abs(balls.mid).max(axis=(1, 2), initial=0.0)
    # a single unusual entry, such as 1e-300, is as good as 0 beside ε
    known = np.isfinite(balls.rad).all((1, 2)) & (size < _LARGEST)
    return np.asarray(known & (eps.lower > _LEAST) & (eps.upper < _LARGEST))


def _from_below(
    balls: FloatBall, eps: FloatArray, estimates: FloatArray, rtol: float
) -> FloatArray:
    """Return moduli of points with ‖(zI-J)⁻¹‖ ≥ 1/ε, 0 where none is shown.

    On a circle within the one that is estimated, and beyond the spectrum: there the resolvent is
    larger in some direction.
    """
    spectral = np.abs(np.linalg.eigvals(balls.mid)).max(axis=1)
    moduli = np.maximum(estimates * (1 - _SHARE * rtol), (spectral + estimates) / 2)
    # the search is of circles near the unit circle
    scaled = balls.mid / moduli[:, None, None]
    angles = highest_on_circles(scaled, np.zeros(len(moduli))).angle
    points = moduli * np.exp(1j * angles)
    shown = resolvents_from_below(balls, points) * eps * (1 - 2.0**-50) >= 1
    return np.where(shown, np.abs(points) * (1 - 2.0**-50), 0.0)
