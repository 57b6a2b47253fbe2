"""The local maxima of a map of log((|z|-1)‖R(z)‖) on circles, for many matrices at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities.maximisation.batched.estimates import Estimates
from kreissverify.quantities.maximisation.local_maximum import StartingPoints

__all__ = ["highest_nodes", "local_maxima"]

IntArray = NDArray[np.intp]

# The longest radial step on log(r-1) that a slope suggests. Circles are 0.9 apart: from beyond half
# of that the next circle is the better start.
_STEEPEST = 0.6


def local_maxima(
    excess: FloatArray, angles: FloatArray, found: Estimates, count: int
) -> StartingPoints:
    """Return the highest local maxima of a map of log((r-1)‖R‖) on circles.

    Between neighbouring angles the cubic of their heights and slopes is maximised, and a slope
    along the radius g promises g²/2: -d² log((r-1)G(r))/d(log(r-1))² ≤ 1 at a maximum, by
    convexity.

    Parameters
    ----------
    excess
        r - 1 on the circles, of shape (B, q), increasing.
    angles
        The angles on each circle, of shape (B, p), sorted.
    found
        Estimates at all q·p points of each matrix, of shape (B, q·p).
    count
        How many maxima are wanted of each matrix.

    Returns
    -------
    StartingPoints
        Of shape (B, count). Where there are fewer, the highest points of circles: on a flat ridge
        a maximum between circles need be no maximum of the map.
    """
    shape = (*excess.shape, angles.shape[1])
    logs = np.log(excess)
    turn = np.exp(1j * angles)[:, None, :]
    slope = found.slope.reshape(shape) * turn
    height = logs[:, :, None] + np.log(found.norm.reshape(shape))
    height = np.nan_to_num(height, nan=-np.inf, posinf=-np.inf)
    radial = np.nan_to_num(1 - excess[:, :, None] * slope.real)
    along = np.nan_to_num((1 + excess)[:, :, None] * slope.imag)
    height, moves = _between(height, along, np.diff(angles, axis=1)[:, None, :])
    radial = np.clip(radial, -_STEEPEST, _STEEPEST)
    height = height + radial**2 / 2
    chosen = _with_circles(height, highest_nodes(height, count))
    batch = np.arange(len(excess))[:, None]
    i, j = chosen[:, :, 0], chosen[:, :, 1]
    return StartingPoints(
        logs[batch, i] + radial[batch, i, j],
        angles[batch, j] + moves[batch, i, j],
        height[batch, i, j],
    )


def _between(
    height: FloatArray, slope: FloatArray, width: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return heights raised to maxima of cubics beside them, and how far away these are."""
    rise = np.diff(height, axis=2)
    left, right = slope[:, :, :-1] * width, slope[:, :, 1:] * width
    with np.errstate(all="ignore"):
        # t in (0, 1) with left + 2bt + 3at² = 0 and a falling derivative
        b, a = 3 * rise - 2 * left - right, left + right - 2 * rise
        t = left / (-b + np.sqrt(np.maximum(b * b - 3 * a * left, 0)))
        gain = t * (left + t * (b + t * a))
    inside = (left > 0) & (right < 0) & (t > 0) & (t < 1) & np.isfinite(rise)
    from_left, from_right = inside & (rise <= 0), inside & (rise > 0)
    raised, moves = height.copy(), np.zeros_like(height)
    for nodes, mine, there, gained in (
        (slice(0, -1), from_left, t * width, gain),
        (slice(1, None), from_right, (t - 1) * width, gain - rise),
    ):
        higher = mine & (height[:, :, nodes] + gained > raised[:, :, nodes])
        raised[:, :, nodes] = np.where(higher, height[:, :, nodes] + gained, raised[:, :, nodes])
        moves[:, :, nodes] = np.where(higher, there, moves[:, :, nodes])
    return raised, moves


def _with_circles(height: FloatArray, chosen: IntArray) -> IntArray:
    """Replace repeated nodes (B, count, 2) by the highest nodes of circles, the highest first."""
    best = height.argmax(axis=2)  # of shape (B, q)
    tops = np.take_along_axis(height, best[:, :, None], axis=2)[:, :, 0]
    circles = np.argsort(-tops, axis=1)
    places = chosen[:, :, 0] * height.shape[2] + chosen[:, :, 1]
    order = np.argsort(places, axis=1, kind="stable")
    repeated = np.zeros(places.shape, dtype=bool)
    same = np.diff(np.take_along_axis(places, order, axis=1), axis=1) == 0
    np.put_along_axis(repeated, order[:, 1:], same, axis=1)
    rank = np.minimum(np.cumsum(repeated, axis=1) - 1, circles.shape[1] - 1)
    i = np.take_along_axis(circles, np.maximum(rank, 0), axis=1)
    other = np.stack([i, np.take_along_axis(best, i, axis=1)], axis=-1)
    return np.where(repeated[:, :, None], other, chosen)


def highest_nodes(values: FloatArray, count: int) -> IntArray:
    """Return indices (B, count, 2) of the highest local maxima of fields (B, p, q).

    The highest one is repeated where there are fewer.
    """
    padded = np.pad(values, ((0, 0), (1, 1), (1, 1)), constant_values=-np.inf)
    across = np.maximum(
        np.maximum(padded[:, :, :-2], padded[:, :, 2:]), padded[:, :, 1:-1]
    )  # the maximum of three neighbours along the circle
    around = np.maximum(np.maximum(across[:, :-2], across[:, 1:-1]), across[:, 2:])
    ranked = np.where(values >= around, values, -np.inf).reshape(len(values), -1)
    if ranked.shape[1] < count:
        ranked = np.pad(ranked, ((0, 0), (0, count - ranked.shape[1])), constant_values=-np.inf)
    order = np.argpartition(-ranked, count - 1, axis=1)[:, :count]
    ranks = np.take_along_axis(ranked, order, axis=1)
    best = order[np.arange(len(order)), ranks.argmax(axis=1)]
    order = np.where(np.isneginf(ranks), best[:, None], order)
    order = np.minimum(order, values[0].size - 1)
    return np.stack(np.unravel_index(order, values.shape[1:]), axis=-1)
