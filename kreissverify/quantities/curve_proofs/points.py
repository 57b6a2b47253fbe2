"""A scale for the radius of a circle, and short dyadic numbers."""

from __future__ import annotations

import numpy as np
from flint import arb, fmpq

from kreissverify.numbers.arrays import FloatArray

__all__ = ["dyadic", "scales"]


def scales(radius: FloatArray) -> FloatArray:
    """Return s with 1 ≤ r/s for small r, a power of two: G_J(r) = G_{J/s}(r/s)/s without rounding.

    The search works with r - 1, which would lose the digits of a small radius.
    """
    return np.asarray(np.where(radius < 1, np.exp2(np.frexp(radius)[1] - 1.0), 1.0))


def dyadic(value: arb, places: int) -> fmpq:
    """Return a value rounded down to so many binary places, at least 4.

    Fewer places would move the point by more than the scale on which ‖R‖ varies.
    """
    # the floor is of a midpoint: a rational near the point is wanted, and its witness is exact
    whole = (value.mid() * arb(2) ** max(places, 4)).mid().floor().unique_fmpz()
    return fmpq(int(whole or 0), 1 << max(places, 4))
