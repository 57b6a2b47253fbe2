"""Where to look first: a map of what a subspace knows, and points above eigenvalues."""

from __future__ import annotations

import math

import numpy as np

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.quantities.large.objective import Objective
from kreissverify.quantities.large.region import Region

__all__ = ["apart", "distinct_eigenvalues", "grid"]

_RATIO = 2.5  # of heights
_LOWEST = 0.1  # height of the first row of points, over the least depth of an eigenvalue
_FEWEST = 1e-13  # depth, beside the size, that is looked for at least
_UNIFORM = 17  # positions of each row in any case
# Points beside an eigenvalue, in distances to it: resolvents change on that scale.
_BESIDE = np.array([-2.0, -1.0, -0.4, 0.0, 0.4, 1.0, 2.0])
_MOST_OF_MAP = 40  # eigenvalues that points are put beside


def grid(
    region: Region,
    objective: Objective,
    eigenvalues: ComplexArray,
    size: float,
    *,
    real: bool,
) -> tuple[FloatArray, FloatArray]:
    """Return heights and positions of the points of a map, denser where eigenvalues are near."""
    depths = np.array([-region.height(x) for x in eigenvalues])
    places = np.array([region.position(x) for x in eigenvalues])
    uniform = region.spread(size, _UNIFORM, real=real)
    heights, positions = [], []
    for height in _levels(region, objective, depths, size).tolist():
        away = np.maximum(height + depths, _FEWEST * size)
        beside = (places[:, None] + away[:, None] * _BESIDE).ravel()
        near = np.repeat(away, _BESIDE.size)
        beside = region.folded(beside, real=real)
        row = _thinned(
            np.concatenate([uniform, beside]), np.append(np.full(uniform.size, size), near)
        )
        heights.append(np.full(row.size, height))
        positions.append(row)
    return np.concatenate(heights), np.concatenate(positions)


def _levels(region: Region, objective: Objective, depths: FloatArray, size: float) -> FloatArray:
    if objective.level is not None:
        return np.array([objective.level])
    base = 0.0
    if objective.bound is not None:  # heights above the highest eigenvalue known
        base = -float(depths.min(initial=-region.lowest if math.isfinite(region.lowest) else size))
        low = min(objective.bound, size)
        gaps = np.geomspace(low, 3 * (1 + size) + 2 * objective.bound, 16)
        return base + gaps
    inside = depths[depths > 0]
    least = float(inside.min(initial=1e-2 * size))
    low, high = max(_LOWEST * least, _FEWEST), 3 * (1 + size)
    count = 2 + math.ceil(math.log(high / low) / math.log(_RATIO))
    return np.geomspace(low, high, count)


def _thinned(positions: FloatArray, rooms: FloatArray) -> FloatArray:
    """Return sorted positions, without those closer to the last than a share of their room."""
    kept: list[float] = []
    order = np.argsort(positions)
    for k in order.tolist():
        if not kept or positions[k] - kept[-1] > 0.2 * min(rooms[k], 1.0e300):
            kept.append(float(positions[k]))
    return np.array(kept)


def apart(
    heights: FloatArray, positions: FloatArray, scores: FloatArray, room: FloatArray, most: int
) -> list[tuple[float, float, float]]:
    """Return the highest points, none within the room of a higher one: height, position, score."""
    kept: list[int] = []
    for k in np.argsort(-scores, kind="stable").tolist():
        if len(kept) == most or scores[k] == -math.inf:
            break
        if all(abs(positions[k] - positions[j]) > max(room[k], room[j]) for j in kept):
            kept.append(k)
    return [(float(heights[k]), float(positions[k]), float(scores[k])) for k in kept]


def distinct_eigenvalues(
    region: Region, eigenvalues: ComplexArray, most: int, *, real: bool
) -> ComplexArray:
    """Return the outermost eigenvalues, one of each cluster, and of each conjugate pair."""
    kept: list[complex] = []
    if real:
        eigenvalues = np.where(eigenvalues.imag < 0, eigenvalues.conj(), eigenvalues)
    order = np.argsort([-region.height(x) for x in eigenvalues], kind="stable")
    for value in eigenvalues[order].tolist():
        depth = abs(region.height(value))
        if all(abs(value - other) > 0.5 * depth for other in kept):
            kept.append(value)
        if len(kept) == most:
            break
    return np.array(kept, dtype=np.complex128)
