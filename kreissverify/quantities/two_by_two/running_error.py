"""Float64 arrays that carry a bound of their error through every operation.

With u = 2⁻⁵³ the computed x∘y is the exact one of the floats, but for u of it; to this come the
errors of x and y, as the operation carries them on (J. H. Wilkinson; N. J. Higham, Accuracy and
Stability of Numerical Algorithms (2002), 3.3). The bounds are floats themselves, and rounded to
nearest: their own relative error of 1e-14 is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kreissverify.numbers.arrays import FloatArray

__all__ = ["Rounded"]

_UNIT = 2.0**-53
_LEAST = 5e-324  # what underflow loses of a product, a quotient or a root


@dataclass(frozen=True, eq=False)
class Rounded:
    """Numbers known to within an error: two arrays of one shape.

    Examples
    --------
    >>> third = Rounded.of(np.array([1.0])) / Rounded.of(np.array([3.0]))
    >>> float(third.error[0]) < 1e-15
    True
    """

    value: FloatArray
    error: FloatArray

    @classmethod
    def of(cls, stored: FloatArray) -> Rounded:
        """Return floats that may be the roundings of other numbers."""
        value = np.asarray(stored, dtype=np.float64)
        return cls(value, np.abs(value) * _UNIT)

    def __add__(self, other: Rounded | int) -> Rounded:
        x = _rounded(other)
        value = self.value + x.value
        return Rounded(value, self.error + x.error + np.abs(value) * _UNIT)

    def __neg__(self) -> Rounded:
        return Rounded(-self.value, self.error)

    def __sub__(self, other: Rounded | int) -> Rounded:
        return self + -_rounded(other)

    def __rsub__(self, other: int) -> Rounded:
        return -self + other

    def __mul__(self, other: Rounded | int) -> Rounded:
        x = _rounded(other)
        value = self.value * x.value
        carried = np.abs(self.value) * x.error + (np.abs(x.value) + x.error) * self.error
        return Rounded(value, carried + np.abs(value) * _UNIT + _LEAST)

    def __truediv__(self, other: Rounded | int) -> Rounded:
        x = _rounded(other)
        value = self.value / x.value
        # |p/q - p'/q'| ≤ (|p - p'| + |p/q|·|q - q'|)/|q'|; a divisor that may be 0 leaves no bound
        least = np.abs(x.value) - x.error
        carried = (self.error + np.abs(value) * x.error) / np.where(least > 0, least, np.nan)
        error = carried + np.abs(value) * _UNIT + _LEAST
        return Rounded(value, np.where(np.isnan(error), np.inf, error))

    __radd__ = __add__
    __rmul__ = __mul__

    def __abs__(self) -> Rounded:
        return Rounded(np.abs(self.value), self.error)

    def sqrt(self) -> Rounded:
        """Return the square root of numbers that are known not to be negative."""
        value = np.sqrt(np.maximum(self.value, 0.0))
        # |√x - √x'| = |x - x'|/(√x + √x'), and at most √|x - x'|
        below = np.sqrt(np.maximum(self.value - self.error, 0.0))
        with np.errstate(all="ignore"):
            carried = np.fmin(self.error / (value + below), np.sqrt(self.error))
        return Rounded(value, carried + value * _UNIT + _LEAST)

    def through(self, function: Callable[[FloatArray], FloatArray], slope: FloatArray) -> Rounded:
        """Return a function of the numbers.

        Parameters
        ----------
        function
            Computed to 2 units in the last place.
        slope
            A bound of its derivative near the numbers.
        """
        value = function(self.value)
        return Rounded(value, self.error * slope + 4 * np.abs(value) * _UNIT + _LEAST)


def _rounded(value: Rounded | int) -> Rounded:
    if isinstance(value, Rounded):
        return value
    return Rounded(np.asarray(float(value)), np.asarray(0.0))  # small integers are exact
