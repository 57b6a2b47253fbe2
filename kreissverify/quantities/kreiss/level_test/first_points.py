"""Where tangents touch that make a chain with few vertices, by what a map says of log(rG).

In x = log h the curve log(k·speed/h) leaves a tangent as κ(x-t)²/2, κ = 1/speed. If log(rG) is q²
below it, a tangent in t can reach as far as the v with v - t = e·q(v), e² = 2·room/κ, and the next
one touches as far behind it. Where q is linear, q(v) grows by the factor (1+s)/(1-s) from one to
the next, s = eq': so between two places there are log(q₁/q₀)/(2 artanh s) of them. Next to the peak
q² = tol + cx²/2, of which that is the uniform steps of asinh(x√(c/2 tol)).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities.curves import CIRCLES, Curves
from kreissverify.quantities.kreiss.level_test.tangent_chain import ROOM, end_ratio
from kreissverify.quantities.maximisation.single.ascent import Ascent
from kreissverify.quantities.maximisation.single.small import SmallMap

__all__ = ["first_points"]

_SIDES = np.array([[-1.0], [1.0]])
_NODES = np.linspace(0, 1, 24)  # on each side, for the integral of the density of points
# In log h, around the peak: there its own parabola is better than the map, whose circles are 0.9
# apart. Farther out its own error, of third order, is as large.
_NEAR = 0.5
_FLATTEST = 1e-4  # the least curvature of a ridge: with none the points would be √tol apart
_STEEPEST = 0.97  # s, of which 1 is a guide as steep as a tangent
_BESIDE = np.array([-2.0, -1.0, -0.5, 0.5, 1.0, 2.0])  # from the peak, where it is looked at also
_APART = 1e-6  # of the first and the last point from the peak
_LONGEST = 1.0  # of v - t, for which the parabola of the curve is good
_BESIDE_ONE = 0.1  # of log G(1), above what the first circle says of it


def first_points(
    array: NDArray[Any], peak: Ascent, field: SmallMap, log_bound: float, last: float
) -> FloatArray:
    """Return h of the points, increasing, of shape (m,).

    Parameters
    ----------
    array
        J, of shape (n, n).
    peak
        The highest maximum known.
    field
        The map.
    log_bound
        log k, more than the height of the peak.
    last
        See `TangentChain`.
    """
    curves, top = field.curves, peak.maximum
    at, tolerance = math.log(top.excess), log_bound - math.log(top.value)
    known = _heights(array, peak, field)
    ends = _ends(at, known, log_bound, curves, last)
    curvature = max(-peak.curvature, _FLATTEST) / 2
    scale = math.sqrt(tolerance / curvature)
    phi = _NODES * np.arcsinh(np.abs(ends - at) / scale)[:, None]
    away = scale * np.sinh(phi)
    x = at + _SIDES * away
    q = _rooms(known, log_bound, tolerance, curvature, at, away)
    step = np.diff(away, axis=1)
    middle = np.sqrt(q[:, 1:] * q[:, :-1])
    reach = np.sqrt(2 * ROOM * curves.speed(np.exp((x[:, 1:] + x[:, :-1]) / 2)))
    reach = np.minimum(reach, _LONGEST / middle)
    s = np.clip(reach * np.diff(q, axis=1) / np.maximum(step, 1e-300), -_STEEPEST, _STEEPEST)
    s = np.where(np.abs(s) < 1e-6, 1e-6, s)
    count = np.zeros_like(x)
    np.cumsum(step / (2 * reach * middle) * (s / np.arctanh(s)), axis=1, out=count[:, 1:])
    parts = [max(1, math.ceil(total)) for total in count[:, -1].tolist()]
    left, right = (
        np.interp(np.arange(1, m + 1) * (own[-1] / m), own, nodes)
        for m, own, nodes in zip(parts, count, phi, strict=True)
    )
    found = top.excess * np.exp(scale * np.sinh(np.concatenate([-left[::-1], [0.0], right])))
    found[parts[0]] = top.excess
    return np.asarray(found)


def _heights(array: NDArray[Any], peak: Ascent, field: SmallMap) -> tuple[FloatArray, FloatArray]:
    """Return log h, increasing, and log(h‖R‖) as the map has it or at the t of the peak, if higher.

    Beyond the peak singular values are alike, and estimates do not tell which node is highest.
    """
    top = peak.maximum
    x = np.concatenate([field.x, math.log(top.excess) + _BESIDE])
    points = field.curves.points(np.exp(x), np.full(x.size, top.angle))
    shifted = points[:, None, None] * np.eye(len(array)) - array
    sigma = np.linalg.svd(shifted, compute_uv=False)[:, -1]
    height = x - np.log(np.maximum(sigma, 1e-300))
    height[: field.x.size] = np.maximum(height[: field.x.size], field.height)
    order = x.argsort()
    return x[order], height[order]


def _rooms(
    known: tuple[FloatArray, FloatArray],
    log_bound: float,
    tolerance: float,
    curvature: float,
    at: float,
    away: FloatArray,
) -> FloatArray:
    """Return q on both sides of the peak, of shape (2, p).

    Parameters
    ----------
    known
        log h and heights.
    log_bound, tolerance
        log k, and how much it is above the peak.
    curvature
        c/2.
    at, away
        log h of the peak, and distances from it, of shape (2, p).
    """
    x, height = known
    room = np.maximum(log_bound - height, tolerance)
    # a parabola with a term of third order for what is known at the ends of its range
    ends = np.interp(at + _SIDES * _NEAR, x, room)
    bend = np.clip((ends - tolerance) / (curvature * _NEAR**2) - 1, -0.9, 2.0) / _NEAR
    near = tolerance + curvature * away**2 * (1 + bend * np.minimum(away, _NEAR))
    far = np.interp(at + _SIDES * away, x, np.sqrt(room))
    return np.where(away < _NEAR, np.sqrt(near), far)


def _ends(
    at: float,
    known: tuple[FloatArray, FloatArray],
    log_bound: float,
    curves: Curves,
    last: float,
) -> FloatArray:
    """Return log h of the first and the last point, of shape (2,)."""
    x, height = known
    if curves is CIRCLES:
        ends = _innermost(x[0], height[0], log_bound), _outermost(x, height, log_bound)
    else:
        # lines to the left of the peak, from the peak on, with xG(x) ≤ 1
        below = np.flatnonzero((x < at) & (height < -_BESIDE_ONE))
        end = x[below[-1]] if below.size else x[0] + min(-_BESIDE_ONE - height[0], 0.0)
        ends = end - math.log(end_ratio(log_bound)), math.log(last)
    return np.array([min(ends[0], at - _APART), max(ends[1], at + _APART)])


def _innermost(x: float, height: float, log_bound: float) -> float:
    """Return log h of the tangent that is above G(1) on the circle 1.

    Its level there is log k - log h + (1 + 1/h)·log(1+h), which is log k + 1 - log h for small h.
    """
    rise = log_bound - (height - x) - _BESIDE_ONE
    inner = math.exp(height)  # h₁‖R‖ on the first circle: 1/G(1) ≥ 1/‖R‖ - h₁
    rise += math.log1p(-inner) if inner < 0.5 else -0.7
    log_h = rise + 1
    for _ in range(4):
        h = math.exp(log_h)
        log_r = math.log1p(h)
        value = (1 + 1 / h) * log_r - log_h + rise
        log_h += value / max(log_r / h, 1e-3)
    return log_h


def _outermost(x: FloatArray, height: FloatArray, log_bound: float) -> float:
    """Return log h of the tangent that is at log k where log(rG) is below it, and falls as 1/r."""
    h = np.exp(x)
    level = height + np.log1p(1 / h)  # log(rG)
    low = level < ROOM * log_bound
    low &= np.flip(np.logical_and.accumulate(np.flip(low)))
    if low.any():
        log_r = float(np.log1p(h[int(low.argmax())]))
    else:
        log_r = float(np.log1p(h[-1]) + math.log(level[-1] / (ROOM * log_bound)))
    # log(1+h) + h·log(1+1/h) = log r, of which the left is log h + 1 for large h
    log_h = log_r - 1
    for _ in range(6):
        h0 = math.exp(log_h)
        inner = h0 * math.log1p(1 / h0)
        log_h += (log_r - math.log1p(h0) - inner) / max(inner, 1e-3)
    return log_h
