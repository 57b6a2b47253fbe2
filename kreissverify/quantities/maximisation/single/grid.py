"""Where to sample the resolvent of one matrix: circles, and angles as dense as the spectrum asks.

log‖R(z)‖ varies on the scale of the distance from z to the spectrum, and r - 1 on its own scale:
the circles are geometric in r - 1, and the step along a circle is a fraction of that distance. The
same holds of lines and x.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.quantities.curves import CIRCLES, Curves

__all__ = ["Grid", "adapted_grid", "distances", "outer_grid"]

IntArray = NDArray[np.intp]

_RATIO = 2.0  # of r - 1 from circle to circle
_STEP = 0.5  # along a circle, of the distance to the spectrum
_CLOSE = 0.1  # r - 1 over that distance, below which no step is halved
_LOWEST = 0.1  # r - 1 on the first circle, over 1 - ρ
_CHUNK = 400_000  # distances held at once


@dataclass(frozen=True)
class Grid:
    """Points of curves, sorted by curve and coordinate.

    Attributes
    ----------
    levels
        h on the curves, increasing.
    level
        The curve of every point.
    angle
        Its coordinate t; in [0, π], or at least 0 on lines, for real matrices.
    """

    levels: FloatArray
    level: IntArray
    angle: FloatArray

    @property
    def excess(self) -> FloatArray:
        """The height h of every point."""
        return np.asarray(self.levels[self.level])


def distances(points: ComplexArray, eigenvalues: ComplexArray) -> FloatArray:
    """Return the distance from every point to the nearest eigenvalue."""
    result = np.empty(points.size)
    rows = max(1, _CHUNK // eigenvalues.size)
    for start in range(0, points.size, rows):
        gaps = points[start : start + rows, None] - eigenvalues
        result[start : start + rows] = (gaps.real**2 + gaps.imag**2).min(axis=1)
    return np.sqrt(result)


def adapted_grid(
    eigenvalues: ComplexArray,
    norm: float,
    *,
    real: bool,
    most: int,
    curves: Curves = CIRCLES,
) -> Grid:
    """Return a grid as dense as the distances to the spectrum ask.

    Parameters
    ----------
    eigenvalues
        Those of the matrix, of shape (n,).
    norm
        About its spectral norm.
    real
        Whether it is real, so that the upper half-plane suffices.
    most
        About how many points there may be: where more are asked for, the grid becomes coarser.
    curves
        Circles or lines.
    """
    size = curves.unit + norm
    gap = max(-float(curves.heights(eigenvalues).max()), 1e-10 * size)
    # at a maximum r - 1 is of the order of a distance to the spectrum, or up to that of the norm
    low, high = _LOWEST * gap, 3 * size
    count = 2 + math.ceil(math.log(high / low) / math.log(_RATIO))
    levels = np.geomspace(low, high, count)
    uniform = _uniform(curves, norm, real)
    level, left, right = _first_intervals(levels, eigenvalues, real, uniform, curves)
    step, close = _STEP, _CLOSE
    kept = [(level[:0], left[:0], right[:0])]
    total = 0
    while level.size:
        middle = (left + right) / 2
        away = distances(curves.points(levels[level], middle), eigenvalues)
        length = curves.speed(levels[level]) * (right - left)
        split = (length > step * away) & (levels[level] > close * (away - length / 2))
        kept.append((level[~split], left[~split], right[~split]))
        total += kept[-1][0].size
        level, left, right, middle = level[split], left[split], right[split], middle[split]
        if total + 2 * level.size > most:  # over the budget: what is left is split less finely
            step, close = 1.5 * step, min(1.0, 2 * close)
        level = np.concatenate([level, level])
        left, right = np.concatenate([left, middle]), np.concatenate([middle, right])
    level, left, right = (np.concatenate(parts) for parts in zip(*kept, strict=True))
    if real or curves is not CIRCLES:  # the last end of every curve
        level = np.concatenate([level, np.arange(count)])
        left = np.concatenate([left, np.full(count, uniform[-1])])
    order = np.lexsort((left, level))
    return Grid(levels, level[order], left[order])


def _uniform(curves: Curves, norm: float, real: bool) -> FloatArray:
    """Return uniform coordinates: all angles, or the ordinates of the numerical range."""
    most = math.pi if curves is CIRCLES else 1.1 * norm
    return np.linspace(0, most, 9) if real else np.linspace(-most, most, 17)


def outer_grid(norm: float, *, real: bool) -> Grid:
    """Return far circles, where (|z|-1)‖R(z)‖ - 1 is about (λ_max(Re e^{-iθ}J) - 1)/|z|.

    Three of them, as its maximum over |z| is broad, and 64 steps of angle in a half-plane: both are
    empirical choices.
    """
    levels = (1 + norm) * np.array([2.0, 8.0, 64.0])
    angles = np.linspace(0, np.pi, 65) if real else np.linspace(-np.pi, np.pi, 128, endpoint=False)
    level = np.repeat(np.arange(levels.size), angles.size)
    return Grid(levels, level, np.tile(angles, levels.size))


def _first_intervals(
    levels: FloatArray,
    eigenvalues: ComplexArray,
    real: bool,
    uniform: FloatArray,
    curves: Curves,
) -> tuple[IntArray, FloatArray, FloatArray]:
    """Return intervals between uniform coordinates and those of the eigenvalues near by.

    Parameters
    ----------
    levels, eigenvalues, real, curves
        As for `adapted_grid`.
    uniform
        Coordinates on every curve.
    """
    own = curves.places(eigenvalues)
    if real:
        own = np.abs(own)
    order = np.argsort(own)
    own, depth = own[order], -curves.heights(eigenvalues)[order]
    level, left, right = [], [], []
    for k, excess in enumerate(levels):
        near = excess > _CLOSE * (depth + excess)
        ends = _thinned(uniform, own[near], _STEP * (depth[near] + excess) / 2)
        level.append(np.full(ends.size - 1, k))
        left.append(ends[:-1])
        right.append(ends[1:])
    return np.concatenate(level), np.concatenate(left), np.concatenate(right)


def _thinned(uniform: FloatArray, own: FloatArray, room: FloatArray) -> FloatArray:
    """Return the uniform angles and, of the sorted others, those that are not too close."""
    kept: list[float] = []
    last = -math.inf
    for angle, least in zip(own.tolist(), room.tolist(), strict=True):
        if angle - last > least:
            kept.append(angle)
            last = angle
    ends = np.unique(np.concatenate([uniform, kept]))
    least = 1e-9 * room.min(initial=float(uniform[-1] - uniform[0]))
    return np.asarray(ends[np.concatenate([[True], np.diff(ends) > least])])
