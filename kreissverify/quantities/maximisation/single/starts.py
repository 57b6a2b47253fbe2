"""A map of h‖R(z)‖ of one matrix by cheap estimates, and its local maxima: where to start.

Heights and slopes are those of `single.newton`, taken at many points at once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.quantities.curves import CIRCLES, Curves
from kreissverify.quantities.maximisation.local_maximum import StartingPoints
from kreissverify.quantities.maximisation.saddle_free_newton import (
    differenced_hessian,
    expected_gain,
)
from kreissverify.quantities.maximisation.single.grid import Grid, distances
from kreissverify.quantities.maximisation.single.newton import bounded_steps
from kreissverify.quantities.resolvent.schur import Resolvent

__all__ = ["WarmStarts", "improved", "mapped"]

IntArray = NDArray[np.intp]

_WARM_STEPS = 3  # of Lanczos, from vectors of a neighbouring point: slopes to some per cent
_CHUNK = 200_000  # entries of the vectors of one batch
# How much lower than the best a first estimate may be, an empirical choice: few Lanczos steps from
# a random vector give too little, and the maximum of a cell is higher than its nodes.
_COMPETES = math.log(0.4)
_MOST_STARTS = 48  # empirical: it bounds the time for matrices whose map is nearly flat
_DIP = 0.1  # how much lower than the neighbouring circles a start may be, for the same reasons


@dataclass(frozen=True)
class WarmStarts(StartingPoints):
    """Starting points (k,) of one matrix, with what the search already knows there.

    Attributes
    ----------
    width
        The scale of t, of shape (k,): the distance to the spectrum over |dz/dt|.
    vectors
        Approximate right singular vectors of zI - T as columns, of shape (n, k).
    """

    width: FloatArray
    vectors: ComplexArray

    def __getitem__(self, keep: IntArray) -> WarmStarts:
        return WarmStarts(
            self.log_excess[keep],
            self.angle[keep],
            self.height[keep],
            self.width[keep],
            self.vectors[:, keep],
        )


def mapped(
    resolvent: Resolvent,
    grid: Grid,
    steps: int,
    *,
    sharp: bool = False,
    curves: Curves = CIRCLES,
) -> WarmStarts:
    """Return the local maxima of estimates on the grid, the highest first.

    Parameters
    ----------
    resolvent
        The matrix.
    grid
        Where to look.
    steps
        How many Lanczos steps an estimate takes, from one vector for all points.
    sharp
        Whether the estimates are good enough for tolerances relative to the height above 1.
    curves
        Circles or lines.

    Raises
    ------
    OverflowError
        If heights are beyond the range of float64, so that there is no start.
    """
    points = curves.points(grid.excess, grid.angle)
    logs = np.log(grid.excess)
    random = np.random.default_rng(resolvent.n)
    start = random.standard_normal((resolvent.n, 2)) @ np.array([1, 1j])
    height = np.empty(points.size)
    vectors = np.empty((resolvent.n, points.size), dtype=np.complex128)
    size = max(16, _CHUNK // resolvent.n)
    for first in range(0, points.size, size):
        part = slice(first, first + size)
        some = points[part]
        starts = np.repeat(start[:, None], some.size, axis=1)
        found = resolvent.estimates(some, starts, steps)
        height[part] = logs[part] + np.log(found.norm)
        vectors[:, part] = found.vectors
    chosen = _local_maxima(grid, height, sharp)
    if chosen.size == 0:
        raise OverflowError("the resolvent is beyond the range of float64 wherever it was asked")
    width = distances(points[chosen], resolvent.eigenvalues)
    width /= curves.speed(grid.excess[chosen])
    return WarmStarts(logs[chosen], grid.angle[chosen], height[chosen], width, vectors[:, chosen])


def _local_maxima(grid: Grid, height: FloatArray, sharp: bool) -> IntArray:
    """Return points no lower than their neighbours, with some tolerance, that may compete.

    `sharp` says that the estimates are good enough for tolerances relative to the height above 1.
    """
    last = np.append(np.diff(grid.level) > 0, True)
    first = np.append(True, last[:-1])
    left = np.where(first, -np.inf, np.roll(height, 1))
    right = np.where(last, -np.inf, np.roll(height, -1))
    on_circle = (height >= left) & (height >= right)
    highest = float(height.max())
    near = min(1.0, 10 * highest) if sharp and highest > 0 else 1.0
    competes = height > highest + _COMPETES * near
    across = np.full(height.size, -np.inf)
    starts = np.append(np.flatnonzero(first), height.size)
    for k in range(len(grid.levels)):
        here = slice(starts[k], starts[k + 1])
        for other in (k - 1, k + 1):
            if 0 <= other < len(grid.levels):
                there = slice(starts[other], starts[other + 1])
                line = np.interp(grid.angle[here], grid.angle[there], height[there])
                across[here] = np.maximum(across[here], line)
    chosen = np.flatnonzero(on_circle & competes & (height > across - _DIP * near))
    return chosen[np.argsort(-height[chosen])][:_MOST_STARTS]


def improved(
    resolvent: Resolvent,
    starts: WarmStarts,
    offset: float,
    competes: float,
    curves: Curves = CIRCLES,
) -> WarmStarts:
    """Take one step of Newton's method from all starts; heights are those then expected.

    Parameters
    ----------
    resolvent
        The matrix.
    starts
        Points (k,).
    offset
        The difference in log h, and in t over its scale, over which slopes are compared.
    competes
        How much less than the highest, in the logarithm, a start may promise to be kept (≤ 0).
    curves
        Circles or lines.
    """
    count = starts.angle.size
    first = starts.log_excess
    x = np.concatenate([first, first + offset, first])
    angle = np.concatenate([starts.angle, starts.angle, starts.angle + offset * starts.width])
    excess = np.exp(x)
    points, (dx, dt) = curves.points(excess, angle), curves.tangents(excess, angle)
    found = resolvent.estimates(points, np.tile(starts.vectors, 3), _WARM_STEPS)
    height = x + np.log(found.norm)
    gx = 1 - (dx * found.slope).real
    gt = -(dt * found.slope).real * np.tile(starts.width, 3)
    gx, gt, height = gx.reshape(3, count), gt.reshape(3, count), height.reshape(3, count)
    gradient = np.stack([gx[0], gt[0]], axis=1)
    step = bounded_steps(gradient, differenced_hessian(tuple(gx), tuple(gt), offset))
    gain = np.maximum(expected_gain(gradient, step), 0)
    # next to an eigenvalue slopes may be no numbers: such a start stays where it is
    still = ~(np.isfinite(step).all(axis=1) & np.isfinite(gain))
    step[still], gain[still] = 0, 0
    new = WarmStarts(
        first + step[:, 0],
        starts.angle + step[:, 1] * starts.width,
        height[0] + gain,
        starts.width,
        found.vectors[:, :count],
    )
    # of points on an eigenvalue the height is infinite, and none is as high
    highest = float(np.max(height, where=np.isfinite(height), initial=-np.inf))
    kept = new.height > highest + competes
    kept[new.height.argmax()] = True
    return new[np.flatnonzero(kept)]
