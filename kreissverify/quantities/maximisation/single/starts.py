"""A map of (|z|-1)‖R(z)‖ by cheap estimates, and its local maxima: where to climb from.

Heights and slopes are those of `kreiss_climb`, taken at all points of a batch at once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.quantities.maximisation.single.grid import Grid, distances
from kreissverify.quantities.maximisation.single.newton import ascent
from kreissverify.quantities.resolvent.schur import Resolvent

__all__ = ["Starts", "climbed", "mapped"]

IntArray = NDArray[np.intp]

_WARM_STEPS = 3
_CHUNK = 200_000  # entries of the vectors of one batch
_COMPETES = math.log(0.4)  # how much lower than the best a first estimate may be
_MOST_STARTS = 48


@dataclass
class Starts:
    """Points to climb from, with the step at which slopes are differenced, and vectors."""

    x: FloatArray
    angle: FloatArray
    width: FloatArray  # the scale of angles
    vectors: ComplexArray
    height: FloatArray

    def best(self, keep: IntArray) -> Starts:
        return Starts(
            self.x[keep],
            self.angle[keep],
            self.width[keep],
            self.vectors[:, keep],
            self.height[keep],
        )


def mapped(resolvent: Resolvent, grid: Grid, steps: int, *, sharp: bool = False) -> Starts:
    """Return the local maxima of estimates on the grid, the highest first."""
    points = (1 + grid.excess) * np.exp(1j * grid.angle)
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
    width = distances(points[chosen], resolvent.eigenvalues) / np.abs(points[chosen])
    return Starts(logs[chosen], grid.angle[chosen], width, vectors[:, chosen], height[chosen])


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
    chosen = np.flatnonzero(on_circle & competes & (height > across - 0.1 * near))
    return chosen[np.argsort(-height[chosen])][:_MOST_STARTS]


def climbed(resolvent: Resolvent, starts: Starts, offset: float, competes: float) -> Starts:
    """Take one step of Newton's method from all starts; heights are those then expected."""
    count = starts.x.size
    x = np.concatenate([starts.x, starts.x + offset, starts.x])
    angle = np.concatenate([starts.angle, starts.angle, starts.angle + offset * starts.width])
    turn = np.exp(1j * angle)
    excess = np.exp(x)
    points = (1 + excess) * turn
    found = resolvent.estimates(points, np.tile(starts.vectors, 3), _WARM_STEPS)
    height = x + np.log(found.norm)
    gx = 1 - (excess * turn * found.slope).real
    gt = -(1j * points * found.slope).real * np.tile(starts.width, 3)
    gx, gt, height = gx.reshape(3, count), gt.reshape(3, count), height.reshape(3, count)
    hessian = np.empty((count, 2, 2))
    hessian[:, 0, 0] = (gx[1] - gx[0]) / offset
    hessian[:, 1, 1] = (gt[2] - gt[0]) / offset
    hessian[:, 0, 1] = hessian[:, 1, 0] = (gt[1] - gt[0] + gx[2] - gx[0]) / (2 * offset)
    step = np.array(
        [ascent(g, h) for g, h in zip(np.stack([gx[0], gt[0]], 1), hessian, strict=True)]
    )
    gain = (gx[0] * step[:, 0] + gt[0] * step[:, 1]) / 2
    new = Starts(
        starts.x + step[:, 0],
        starts.angle + step[:, 1] * starts.width,
        starts.width,
        found.vectors[:, :count],
        height[0] + np.maximum(gain, 0),
    )
    return new.best(np.flatnonzero(new.height > height.max() + competes))
