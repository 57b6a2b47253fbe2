"""Proved bounds of the numerical radius for many matrices at once: one vector, and a polygon."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.float_ball_matrix import FloatBall
from kreissverify.numbers.float_positive_definite import proved_definite
from kreissverify.numbers.intervals import Intervals

__all__ = ["numerical_radius_at_most", "numerical_radius_bounds"]

_UNIT = 2.0**-53
_ANGLES = 48  # half-planes that enclose the numerical range: 1/cos(π/96) is 1.0005
_NARROWEST = 2e-3  # the relative width that a polygon of so many sides allows
_LARGEST, _LEAST = 1e60, 1e-60  # norms whose squares stay within float64


def numerical_radius_bounds(balls: FloatBall, rtol: float) -> Intervals:
    """Return bounds of w, of relative width about rtol where that is 2e-3 at least.

    Parameters
    ----------
    balls
        Matrices, of shape (N, n, n).
    rtol
        The relative width.
    """
    count = len(balls.mid)
    low, high = np.zeros(count), np.full(count, np.inf)
    size = np.abs(balls.mid).max(axis=(1, 2), initial=0.0)
    usual = (size < _LARGEST) & (size > _LEAST) & np.isfinite(balls.rad).all((1, 2))
    places = np.flatnonzero(usual)
    if places.size:
        some = balls.chosen(places)
        low[places] = _from_below(some)
        bounds = low[places] * (1 + max(rtol / 2, _NARROWEST))
        shown = numerical_radius_at_most(some, bounds)
        high[places[shown]] = bounds[shown]
    return Intervals(low, high)


def _from_below(balls: FloatBall) -> FloatArray:
    """Return |v*Jv|/v*v at the eigenvectors v of Re(e^(iθ)J) to the largest eigenvalues.

    A product of n terms is off by at most 2(n+3)u of the sum of their moduli (Higham, 2nd ed., 3.5
    and 3.6); the margins are four times that.
    """
    n, best = balls.mid.shape[-1], np.zeros(len(balls.mid))
    transpose = balls.mid.swapaxes(1, 2)
    for k in range(_ANGLES + 1):
        turn = np.exp(1j * np.pi * k / _ANGLES)
        vectors = np.linalg.eigh((turn * balls.mid + turn.conjugate() * transpose) / 2)[1][:, :, -1]
        size = np.abs(vectors)
        value = np.abs((vectors.conj() * (balls.mid @ vectors[:, :, None])[:, :, 0]).sum(axis=1))
        spread = balls.rad + 16 * (n + 4) * _UNIT * np.abs(balls.mid)
        error = (size * (spread @ size[:, :, None])[:, :, 0]).sum(axis=1) * (1 + 2.0**-40)
        length = np.square(size).sum(axis=1) * (1 + 2.0**-40)
        found = np.where(length > 0, (value - error) / np.where(length > 0, length, 1.0), 0.0)
        best = np.maximum(best, np.nan_to_num(found * (1 - 2.0**-45)))
    return np.asarray(best)


def numerical_radius_at_most(balls: FloatBall, bounds: FloatArray) -> NDArray[np.bool_]:
    """Say for which matrices w(J) ≤ b is proved: mostly where w(J) ≤ b·cos(π/2m).

    The numerical range lies in the polygon of the half-planes Re(e^(iθ)w) ≤ h at 2m equal angles,
    whose corners are at most h/cos(π/2m) from 0. Re(e^(iθ)J) ⪯ hI is shown by Cholesky, of its
    real form. For real J the angles θ and -θ are one.

    Parameters
    ----------
    balls
        Matrices, of shape (N, n, n).
    bounds
        b > 0, of shape (N,).
    """
    count, n = len(balls.mid), balls.mid.shape[-1]
    shown = np.ones(count, dtype=bool)
    symmetric = (balls.mid + balls.mid.swapaxes(1, 2)) / 2
    skew = (balls.mid - balls.mid.swapaxes(1, 2)) / 2
    spread = np.maximum(balls.rad, balls.rad.swapaxes(1, 2)) + 2.0**-50 * (
        np.abs(balls.mid) + np.abs(balls.mid.swapaxes(1, 2))
    )
    spread = np.tile(spread, (1, 2, 2))
    heights = bounds * (np.cos(np.pi / (2 * _ANGLES)) * (1 - 2.0**-48))
    shown &= np.isfinite(spread).all((1, 2)) & np.isfinite(heights)
    for k in range(_ANGLES + 1):
        left = np.flatnonzero(shown)
        if left.size == 0:
            break
        cosine, sine = np.cos(np.pi * k / _ANGLES), np.sin(np.pi * k / _ANGLES)
        part = cosine * symmetric[left], sine * skew[left]
        middle = np.empty((left.size, 2 * n, 2 * n))
        middle[:, :n, :n] = middle[:, n:, n:] = heights[left, None, None] * np.eye(n) - part[0]
        middle[:, :n, n:], middle[:, n:, :n] = part[1], -part[1]
        # rounding of the difference on the diagonal, and of the angle itself
        size = np.abs(middle) + heights[left, None, None] * np.eye(2 * n)
        room = spread[left] + 2.0**-50 * size
        shown[left] = proved_definite(middle, room)
    return shown
