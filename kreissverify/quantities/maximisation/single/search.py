"""The global maximum of h‖R(z)‖ for one matrix: a map, its local maxima, Newton's method.

Nothing here is rigorous.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from kreissverify.quantities.curves import CIRCLES, Curves
from kreissverify.quantities.maximisation.local_maximum import LocalMaximum
from kreissverify.quantities.maximisation.single.grid import Grid, adapted_grid
from kreissverify.quantities.maximisation.single.newton import maximum_above
from kreissverify.quantities.maximisation.single.starts import WarmStarts, improved, mapped
from kreissverify.quantities.resolvent.schur import Resolvent

__all__ = ["highest_maximum"]

IntArray = NDArray[np.intp]

_MOST_POINTS = 3000  # of the map: its time is in proportion, and beyond it the grid is coarser
_STEPS = 3  # of Lanczos, from random vectors
# Far out all singular values are alike, so that Lanczos steps converge slowly, and heights differ
# by less than 2 %: there the estimates have to be good.
_FAR_STEPS = 16
# Offsets of the differences of slopes, coarse first as in `batched.newton`, and how much lower than
# the best the logarithm of the height then expected may be.
_SORTING = ((0.1, -0.35), (0.02, -0.25))
_MARGIN = 0.02  # and that of a height which a step of Newton's method promises
_MAY_RISE = 10.0  # margins below the best, from where the next common step may still lead to it
_FEW = 3  # starts that are cheaper to finish than to sort out by another common step
# In log(r-1), and in θ over its scale: starts lead to the maximum that they are so close to. Too
# large, and a higher neighbour is lost; too small, and the same maximum is found several times.
_SAME = 0.05
_POLISHED = 24  # starts that are finished at most: it bounds the time where heights are all alike


def highest_maximum(
    resolvent: Resolvent,
    far: Grid,
    *,
    real: bool,
    near_one: float,
    is_one: Callable[[], bool],
    curves: Curves = CIRCLES,
) -> LocalMaximum | None:
    """Return the highest local maximum found; None if K = 1 instead.

    Parameters
    ----------
    resolvent
        The matrix, whose spectral radius is at most 1 (or its abscissa 0; or barely more).
    far
        Where peaks are looked for that are nearly 1.
    real
        Whether the matrix is real, so that the upper half-plane suffices.
    near_one
        The value up to which it is asked whether K = 1, and peaks are looked for far out.
    is_one
        Says so.
    curves
        Circles or lines.
    """
    grid = adapted_grid(
        resolvent.eigenvalues, resolvent.norm, real=real, most=_MOST_POINTS, curves=curves
    )
    starts = mapped(resolvent, grid, _STEPS, curves=curves)
    for offset, competes in _SORTING:
        starts = improved(resolvent, starts, offset, competes, curves)
    if starts.height.max() > math.log(near_one):
        return _highest(resolvent, starts, real, curves)
    if is_one():
        return None
    outer = mapped(resolvent, far, _FAR_STEPS, sharp=True, curves=curves)
    found = [_highest(resolvent, some, real, curves) for some in (starts, outer)]
    return max(found, key=lambda maximum: maximum.value)


def _highest(resolvent: Resolvent, starts: WarmStarts, real: bool, curves: Curves) -> LocalMaximum:
    """Ascend from the highest starts; where many are as high, all take further steps first.

    Parameters
    ----------
    resolvent, real, curves
        As for `highest_maximum`.
    starts
        Where to begin.
    """
    margin = _MARGIN
    starts = starts[_distinct(starts, _MAY_RISE * margin, curves)]
    for offset in (0.01, 0.005):
        if np.sum(starts.height > starts.height.max() - margin) > _FEW:
            starts = improved(resolvent, starts, offset, -2 * margin, curves)
            margin /= 3
    best: LocalMaximum | None = None
    found: list[LocalMaximum] = []
    for i in np.argsort(-starts.height)[:_POLISHED].tolist():
        # a start is left out if a step of Newton's method promised clearly less than the best
        if best is not None and starts.height[i] < math.log(best.value) - margin:
            break
        if any(_is_near(starts, i, maximum) for maximum in found):
            continue
        maximum = maximum_above(
            resolvent,
            float(starts.log_excess[i]),
            float(starts.angle[i]),
            float(starts.width[i]),
            starts.vectors[:, i],
            real=real,
            curves=curves,
        )
        found.append(maximum)
        if best is None or maximum.value > best.value:
            best = maximum
    assert best is not None
    return best


def _distinct(starts: WarmStarts, room: float, curves: Curves) -> IntArray:
    """Return the starts within the room of the highest, without those next to a higher one."""
    kept: list[int] = []
    for i in np.argsort(-starts.height).tolist():
        if starts.height[i] < starts.height.max() - room and kept:
            break
        x, angle = starts.log_excess[kept] - starts.log_excess[i], starts.angle[kept]
        turn = np.abs(curves.between(angle, starts.angle[i]))
        if not ((np.abs(x) < _SAME) & (turn < _SAME * starts.width[i])).any():
            kept.append(i)
    return np.array(kept, dtype=np.intp)


def _is_near(starts: WarmStarts, i: int, maximum: LocalMaximum) -> bool:
    """Say whether a start is so near to a maximum that it leads there."""
    x = math.log(maximum.excess)
    turn = abs(float(maximum.curves.between(float(starts.angle[i]), maximum.angle)))
    return abs(float(starts.log_excess[i]) - x) < _SAME and turn < _SAME * float(starts.width[i])
