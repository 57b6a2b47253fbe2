"""Where ‖R(z)‖ reaches given levels on circles or lines, from eigenvalues: all of one at once.

See `resolvent.level_set` for the eigenproblems.

Floats, no proof: a crossing at which the level is exceeded by rounding may be missed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.quantities.curves import CIRCLES, Curves
from kreissverify.quantities.resolvent.level_set import crossing_angles, ordinates

__all__ = ["Exceeded", "exceeded_levels"]

# ||ζ| - 1| of eigenvalues that count as on the circle. Near a maximum that stays below its level by
# a share m they are about √(2m) of the distance to the spectrum away, and rounding by a share e of
# σ moves them by √(2e), which is allowed for three times. Larger values cost singular values at
# some more angles, smaller ones might miss a crossing.
_ON_CIRCLE = 1e-4
_UNIT = 2.0**-50
_SAME = 1e-12  # angles so close are those of one tangency, in which crossings meet


@dataclass(frozen=True)
class Exceeded:
    """Curves on which a level is exceeded: arrays of shape (k,).

    Attributes
    ----------
    circle
        Its index.
    angle
        Where ‖R‖ is largest, of the angles that were looked at.
    norm
        ‖R‖ there.
    """

    circle: NDArray[np.intp]
    angle: FloatArray
    norm: FloatArray


def exceeded_levels(
    array: NDArray[Any],
    excess: FloatArray,
    gains: FloatArray,
    pole: float,
    curves: Curves = CIRCLES,
) -> Exceeded:
    """Return the circles |z| = 1 + excess on which r‖R(z)‖ exceeds the gain somewhere.

    Or the lines Re z = excess on which ‖R(z)‖ does.

    Parameters
    ----------
    array
        J, real or complex, of shape (n, n).
    excess
        r - 1, of shape (m,), where r exceeds the spectral radius.
    gains
        The levels of r‖R‖, of shape (m,).
    pole
        1 or -1: the better of r and -r to send to infinity, away from the highest peak.
    curves
        Circles or lines.
    """
    speed = curves.speed(excess)
    lost = _UNIT * gains * (1 + np.linalg.norm(array) / speed)
    near = np.maximum(_ON_CIRCLE, 3 * np.sqrt(2 * lost))
    if curves is CIRCLES:
        found, away = crossing_angles(array / speed[:, None, None], 1 / gains, pole)
    else:
        found, away = ordinates(array, excess, 1 / gains)
    circle, index = np.nonzero(away < near[:, None])
    angles = found[circle, index]
    if circle.size == 0:
        return Exceeded(circle, np.empty(0), np.empty(0))
    circle, angles = _looked_at(circle, angles, curves, real=not np.iscomplexobj(array))
    points = curves.points(excess[circle], angles)
    norms = 1 / _least_singular_values(array, points)
    over = norms * speed[circle] > gains[circle]
    circle, angles, norms = circle[over], angles[over], norms[over]
    order = np.lexsort((-norms, circle))
    first = order[np.append(True, np.diff(circle[order]) > 0)] if order.size else order
    return Exceeded(circle[first], angles[first], norms[first])


def _least_singular_values(array: NDArray[Any], points: ComplexArray) -> FloatArray:
    shifted = points[:, None, None] * np.eye(len(array)) - array
    return np.maximum(np.linalg.svd(shifted, compute_uv=False)[:, -1], 1e-300)


def _looked_at(
    circle: NDArray[np.intp], angles: FloatArray, curves: Curves, *, real: bool
) -> tuple[NDArray[np.intp], FloatArray]:
    """Return the crossings and the angles between neighbours: between two a level is exceeded."""
    some = np.unique(circle)
    if real:  # symmetric about the real axis: between -θ and θ is 0
        angles, ends = np.abs(angles), np.repeat(curves.axis, some.size)
    elif curves is not CIRCLES:
        ends = np.empty(0)
    else:  # the first crossing once more, at the end of the turn
        first = np.full(int(circle.max()) + 1, np.inf)
        np.minimum.at(first, circle, angles)
        ends = first[some] + 2 * np.pi
    circle = np.concatenate([circle, np.resize(some, ends.size)[: ends.size]])
    angles = np.concatenate([angles, ends])
    order = np.lexsort((angles, circle))
    circle, angles = circle[order], angles[order]
    new = np.append(True, (np.diff(circle) > 0) | (np.diff(angles) > _SAME))
    circle, angles = circle[new], angles[new]
    same = np.flatnonzero(np.diff(circle) == 0)
    between = (angles[same] + angles[same + 1]) / 2
    return np.concatenate([circle, circle[same]]), np.concatenate([angles, between])
