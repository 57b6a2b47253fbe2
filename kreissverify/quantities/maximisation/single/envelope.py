"""G of one small matrix as singular values on a few circles or lines show it: a guide, no bound."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities.curves import CIRCLES, Curves
from kreissverify.quantities.maximisation.single.ascent import Ascent

__all__ = ["Envelope", "Knots", "knots"]

IntArray = NDArray[np.intp]

# In log(r-1), around a maximum: there its own parabola is better than the cubics between circles
# that are 0.9 apart. Farther out its own error, of third order, is as large.
_NEAR = 0.3
# The longest step along a circle that second derivatives are believed for, and the largest gain: an
# estimate that is too low is found out, one that is too high leaves no room for circles.
_WIDEST, _MOST_GAIN = 0.2, 0.02


@dataclass(frozen=True)
class Knots:
    """Points of curves: x = log h, log‖R‖ and its derivative along x, and t; (q,)."""

    x: FloatArray
    height: FloatArray
    slope: FloatArray
    angle: FloatArray

    def __getitem__(self, some: IntArray) -> Knots:
        return Knots(*(column[some] for column in vars(self).values()))

    def with_(self, other: Knots) -> Knots:
        """Return both, in the order of circles."""
        pairs = zip(vars(self).values(), vars(other).values(), strict=True)
        both = Knots(*(np.concatenate(pair) for pair in pairs))
        return both[np.argsort(both.x, kind="stable")]

    def tangents(self, height: FloatArray, curves: Curves) -> FloatArray:
        """Return the highest of their tangents in log r (or in x), of shape (p,) for h of (p,).

        log G is convex in it: where a point is the highest of its curve, it is above them.
        """
        excess = np.exp(self.x)
        # d log h/du is |dz/dt|/h for both u = log r and u = x
        steep = self.slope * curves.speed(excess) / excess
        lines = self.height + steep * (curves.convex(height)[:, None] - curves.convex(excess))
        return np.asarray(lines.max(axis=1, initial=-np.inf))


def knots(
    array: NDArray[np.generic],
    excess: FloatArray,
    angles: FloatArray,
    *,
    moved: bool = True,
    curves: Curves = CIRCLES,
) -> Knots:
    """Return log‖R(z)‖ with its derivatives in log h, at the maxima that the angles are near.

    Parameters
    ----------
    array
        J, of shape (n, n).
    excess, angles
        h and t, of shape (q,).
    moved
        Whether a step along the curve is taken, with the height then expected.
    curves
        Circles or lines.
    """
    dx, dt = curves.tangents(excess, angles)
    _, bend_xt, bend_tt = curves.bends(excess, angles)
    left, values, right = np.linalg.svd(
        curves.points(excess, angles)[:, None, None] * np.eye(len(array))
        - array.astype(np.complex128)
    )
    sigma = np.maximum(values[:, -1], 1e-300)
    a = (left.conj().swapaxes(1, 2) @ right[:, -1, :, None].conj())[:, :, 0]
    b = (right @ left[:, :, -1:])[:, :, 0]
    gap = values[:, -1:] - values
    # singular values that meet have no second derivatives: their repulsion is left out
    gap = np.where(np.abs(gap) <= 1e-9 * values, np.inf, gap)
    repelled, mirrored = 1 / gap, 1 / (sigma[:, None] + values)
    s = ((np.abs(a) ** 2 + np.abs(b) ** 2) * (repelled + mirrored)).sum(axis=1)
    t = 2 * (a * b.conj() * (repelled - mirrored)).sum(axis=1)
    p = a[:, -1]
    gx, gt = (dx * p).real / sigma, (dt * p).real / sigma
    xt = (s * (dx * dt.conj()).real + (t * dx * dt).real) / 2 + (bend_xt * p).real
    tt = (s * np.abs(dt) ** 2 + (t * dt * dt).real) / 2 + (bend_tt * p).real
    curvature = gt * gt - tt / sigma
    # a step of Newton's method along the circle; none where it is no small one to a maximum
    scale = curves.scale(excess)
    step = gt / np.minimum(curvature, -1e-8 / scale**2)
    gain = -gt * step / 2
    good = moved & (curvature < 0) & (np.abs(step) < _WIDEST * scale) & (gain < _MOST_GAIN)
    step = np.where(good, step, 0.0)
    height = -np.log(sigma) + np.where(good, gain, 0.0)
    return Knots(np.log(excess), height, -gx + (gx * gt - xt / sigma) * step, angles + step)


@dataclass(frozen=True)
class Envelope:
    """Estimates of log G.

    Attributes
    ----------
    knots
        The highest points of some circles, in their order.
    peak
        A maximum of (|z|-1)‖R(z)‖, with the second derivative along its ridge.
    found
        Points that were found to be higher than was estimated.
    """

    knots: Knots
    peak: Ascent
    found: Knots

    def log_norms(self, excess: FloatArray) -> FloatArray:
        """Return log G at h ≥ 0, of shape (p,)."""
        with np.errstate(divide="ignore"):
            x = np.log(excess)
        first = self.knots.x[0], self.knots.height[0], self.knots.slope[0]
        # along a line in r: the first circle is far closer to r = 1 than the spectrum is
        inside = first[1] + first[2] * (np.exp(np.minimum(x - first[0], 0.0)) - 1)
        between = np.where(x < first[0], inside, self._between(x))
        top = self.peak.maximum
        away = x - np.log(top.excess)
        near = np.abs(away) < _NEAR
        away = np.where(near, away, 0.0)
        # the height is stationary at the maximum, so that log‖R‖ falls with slope -1 there
        own = np.log(top.norm) - away + self.peak.curvature * away**2 / 2
        return np.maximum(np.where(near, own, between), self.found.tangents(excess, top.curves))

    def _top(self) -> Knots:
        """Return the peak as one: with it the cubics beside it are as much shorter."""
        top = self.peak.maximum
        values = np.log(top.excess), np.log(top.norm), -1.0, top.angle
        return Knots(*(np.array([value]) for value in values))

    def _between(self, x: FloatArray) -> FloatArray:
        """Return the cubics through two knots; beyond the last log(rG) falls as 1/r.

        On lines ‖R‖⁻¹ - x is about constant there.
        """
        k = self.knots.with_(self._top())
        i = np.clip(np.searchsorted(k.x, x) - 1, 0, k.x.size - 2)
        step = k.x[i + 1] - k.x[i]
        t = np.maximum(x - k.x[i], 0) / step
        rise = k.height[i + 1] - k.height[i]
        left, right = k.slope[i] * step, k.slope[i + 1] * step
        cubic = k.height[i] + t * (
            left + t * (3 * rise - 2 * left - right + t * (left + right - 2 * rise))
        )
        excess, last = np.exp(np.maximum(x, k.x[-1])), np.exp(k.x[-1])
        if self.peak.maximum.curves is CIRCLES:
            beyond = (k.height[-1] + np.log1p(last)) * (last / excess) - np.log1p(excess)
        else:
            beyond = -np.log(np.exp(-k.height[-1]) + excess - last)
        return np.where(x > k.x[-1], beyond, cubic)
