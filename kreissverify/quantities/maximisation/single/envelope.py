"""G(r) of one small matrix as a map of estimates shows it: a curve through a few circles.

A guide to where circles are worth testing, no bound.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities.maximisation.single.ascent import Ascent

__all__ = ["Envelope"]

# In log(r-1), around a maximum: there its own parabola is better than the cubics between circles
# that are 0.9 apart, whose error is about 0.9⁴/384. Farther out its own error, of third order, is
# as large.
_NEAR = 0.4


@dataclass(frozen=True)
class Envelope:
    """Estimates of log G on circles.

    Attributes
    ----------
    x, height, slope
        log(r-1) on the circles of the map, increasing, log G there and d log G/d log(r-1), of shape
        (q,).
    at_one
        log G(1).
    peak
        A maximum of (|z|-1)‖R(z)‖, with the second derivative along its ridge.
    """

    x: FloatArray
    height: FloatArray
    slope: FloatArray
    at_one: float
    peak: Ascent

    def log_norms(self, excess: FloatArray) -> FloatArray:
        """Return log G at r - 1 ≥ 0, of shape (p,)."""
        with np.errstate(divide="ignore"):
            x = np.log(excess)
        found = np.where(x < self.x[0], self._inside(excess), self._between(x))
        top = self.peak.maximum
        away = x - np.log(top.excess)
        near = np.abs(away) < _NEAR
        away = np.where(near, away, 0.0)
        # the height is stationary at the maximum, so that log‖R‖ falls with slope -1 there
        own = np.log(top.norm) - away + self.peak.curvature * away**2 / 2
        return np.where(near, own, found)

    def _inside(self, excess: FloatArray) -> FloatArray:
        """Return the chord from r = 1 to the first circle, above the convex curve."""
        share = excess / np.exp(self.x[0])
        return np.asarray(self.at_one + share * (self.height[0] - self.at_one))

    def _between(self, x: FloatArray) -> FloatArray:
        i = np.clip(np.searchsorted(self.x, x) - 1, 0, self.x.size - 2)
        step = self.x[i + 1] - self.x[i]
        t = (x - self.x[i]) / step
        rise = self.height[i + 1] - self.height[i]
        left, right = self.slope[i] * step, self.slope[i + 1] * step
        cubic = self.height[i] + t * (
            left + t * (3 * rise - 2 * left - right + t * (left + right - 2 * rise))
        )
        # far out rG(r) is nearly constant, and G falls as 1/r
        beyond = self.height[-1] - (x - self.x[-1])
        return np.where(x > self.x[-1], beyond, cubic)
