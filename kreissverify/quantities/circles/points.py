"""Points of a circle: a scale for its radius, a rational coordinate, and short dyadic numbers."""

from __future__ import annotations

import math

import numpy as np
from flint import arb, fmpq

from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities.maximisation.local_maximum import snapped_angle

__all__ = ["dyadic", "half_tangent", "scales"]


def scales(radius: FloatArray) -> FloatArray:
    """Return s with 1 ≤ r/s for small r, a power of two: G_J(r) = G_{J/s}(r/s)/s without rounding.

    The search works with r - 1, which would lose the digits of a small radius.
    """
    return np.asarray(np.where(radius < 1, np.exp2(np.frexp(radius)[1] - 1.0), 1.0))


def half_tangent(angle: float) -> tuple[float, int]:
    """Return s and ±1 with e^{iθ} = ±(1-s²+2is)/(1+s²), |s| ≤ 1; s = 0 for a real direction."""
    angle = snapped_angle(angle)
    if angle in (0.0, math.pi):
        return 0.0, 1 if angle == 0 else -1
    # of both halves of the circle the one in which |s| ≤ 1: s is there as well conditioned as θ
    if angle <= math.pi / 2:
        return math.tan(angle / 2), 1
    return math.tan((angle - math.pi) / 2), -1


def dyadic(value: arb, places: int) -> fmpq:
    """Return a value rounded down to so many binary places, at least 4.

    Fewer places would move the point by more than the scale on which ‖R‖ varies.
    """
    # the floor is of a midpoint: a rational near the point is wanted, and its witness is exact
    whole = (value.mid() * arb(2) ** max(places, 4)).mid().floor().unique_fmpz()
    return fmpq(int(whole or 0), 1 << max(places, 4))
