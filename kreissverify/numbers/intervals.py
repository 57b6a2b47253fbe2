"""Arrays of intervals with float64 ends, rounded outward: rigorous arithmetic of many numbers.

IEEE 754 rounds +, -, ·, / and √ to the nearest float, so the number itself lies between the two
neighbours of what is computed (also where it underflows or overflows). Logarithms and exponentials
are those of NumPy, whose error is below 4 units in the last place; a margin of 2⁻⁴⁸ is 16 of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import fmpq
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.rational import as_float

__all__ = ["Intervals", "joined_intervals"]

_MARGIN = 2.0**-48
_TINY = 1e-300  # above what is lost by underflow, where a function is near 0
_LARGEST = float(np.finfo(np.float64).max)


@dataclass(frozen=True, eq=False)
class Intervals:
    """Numbers x with lower ≤ x ≤ upper, or nothing known of them: two arrays of one shape.

    An end may be infinite. What cannot be bounded, as 1/x where x may be 0, is the whole line.

    Examples
    --------
    >>> third = Intervals.exactly([1.0]) / Intervals.exactly([3.0])
    >>> bool(third.lower[0] < third.upper[0]), float(third.upper[0] - third.lower[0]) < 1e-15
    (True, True)
    >>> root = Intervals.exactly([2.0]).sqrt()
    >>> bool((root * root).contains(2.0)[0])
    True
    """

    lower: FloatArray
    upper: FloatArray

    @classmethod
    def exactly(cls, values: Any) -> Intervals:
        """Return floats as they are."""
        array = np.asarray(values, dtype=np.float64)
        return cls(array, array)

    @classmethod
    def around(cls, values: FloatArray, errors: FloatArray) -> Intervals:
        """Return what is within an error of floats: these themselves where it is 0."""
        known = errors == 0
        return cls(
            np.where(known, values, _down(values - errors)),
            np.where(known, values, _up(values + errors)),
        )

    @classmethod
    def unknown(cls, count: int) -> Intervals:
        """Return numbers of which nothing is known."""
        return cls(np.full(count, -np.inf), np.full(count, np.inf))

    @classmethod
    def of_rationals(cls, values: Sequence[fmpq]) -> Intervals:
        """Return intervals that contain rational numbers: points where these are floats."""
        ends = [_ends(x) for x in values]
        table = np.array(ends, dtype=np.float64).reshape(-1, 2)
        return cls(table[:, 0], table[:, 1])

    @property
    def is_bounded(self) -> NDArray[np.bool_]:
        """Whether both ends are finite."""
        return np.isfinite(self.lower) & np.isfinite(self.upper)

    def __len__(self) -> int:
        return len(self.lower)

    def __getitem__(self, places: Any) -> Intervals:
        return Intervals(self.lower[places], self.upper[places])

    def broadcast(self, count: int) -> Intervals:
        """Return them as an array of shape (count,)."""
        return Intervals(np.broadcast_to(self.lower, count), np.broadcast_to(self.upper, count))

    def contains(self, value: float) -> NDArray[np.bool_]:
        """Say which of them a float lies in."""
        return np.asarray((self.lower <= value) & (value <= self.upper))

    def hull(self, other: Intervals) -> Intervals:
        """Return the smallest intervals that contain both."""
        return Intervals(np.minimum(self.lower, other.lower), np.maximum(self.upper, other.upper))

    def where(self, chosen: NDArray[np.bool_], other: Intervals) -> Intervals:
        """Return these where chosen, and others elsewhere."""
        return Intervals(
            np.where(chosen, self.lower, other.lower), np.where(chosen, self.upper, other.upper)
        )

    def put(self, places: Any, other: Intervals) -> Intervals:
        """Return these with others at some places."""
        lower, upper = self.lower.copy(), self.upper.copy()
        lower[places], upper[places] = other.lower, other.upper
        return Intervals(lower, upper)

    def __neg__(self) -> Intervals:
        return Intervals(-self.upper, -self.lower)

    def __add__(self, other: Intervals | float) -> Intervals:
        x = _intervals(other)
        with np.errstate(all="ignore"):
            return _known(_down(self.lower + x.lower), _up(self.upper + x.upper))

    __radd__ = __add__

    def __sub__(self, other: Intervals | float) -> Intervals:
        return self + -_intervals(other)

    def __rsub__(self, other: float) -> Intervals:
        return -self + other

    def __mul__(self, other: Intervals | float) -> Intervals:
        x = _intervals(other)
        with np.errstate(all="ignore"):
            ends = [a * b for a in (self.lower, self.upper) for b in (x.lower, x.upper)]
            low = np.minimum(np.minimum(ends[0], ends[1]), np.minimum(ends[2], ends[3]))
            high = np.maximum(np.maximum(ends[0], ends[1]), np.maximum(ends[2], ends[3]))
            return _known(_down(low), _up(high))  # 0·∞ is NaN, and carried on by both

    __rmul__ = __mul__

    def reciprocal(self) -> Intervals:
        """Return 1/x, the whole line where x may be 0."""
        with np.errstate(all="ignore"):
            low, high = _down(1 / self.upper), _up(1 / self.lower)
        zero = (self.lower <= 0) & (self.upper >= 0)
        return _known(np.where(zero, np.nan, low), high)

    def __truediv__(self, other: Intervals | float) -> Intervals:
        return self * _intervals(other).reciprocal()

    def __rtruediv__(self, other: float) -> Intervals:
        return self.reciprocal() * other

    def __abs__(self) -> Intervals:
        return Intervals(
            np.maximum(0.0, np.maximum(self.lower, -self.upper)),
            np.maximum(-self.lower, self.upper),
        )

    def power(self, exponent: int) -> Intervals:
        """Return xᵏ, by squares; 1/xᵏ for negative k."""
        if exponent < 0:
            return self.power(-exponent).reciprocal()
        # |x|ᵏ of an even power: x·x alone would not know that a square is not negative
        base = abs(self) if exponent % 2 == 0 else self
        found: Intervals | None = None
        while exponent:
            if exponent % 2:
                found = base if found is None else found * base
            exponent //= 2
            base = base * base if exponent else base
        return Intervals.exactly(np.ones_like(self.lower)) if found is None else found

    def sqrt(self) -> Intervals:
        """Return √x, the whole line where x may be negative."""
        with np.errstate(all="ignore"):
            # NaN for a negative end, and a root is never below 0
            low, high = np.sqrt(self.lower), _up(np.sqrt(self.upper))
            return _known(np.where(low > 0, _down(low), low), high)

    def root_of_nonnegative(self) -> Intervals:
        """Return √x of numbers that are known not to be negative, whatever their lower ends say."""
        return Intervals(np.maximum(self.lower, 0.0), np.maximum(self.upper, 0.0)).sqrt()

    def log(self) -> Intervals:
        """Return log x, the whole line where x may not be positive."""
        positive = np.where(self.lower > 0, self.lower, np.nan)
        return _function(np.log, positive, self.upper)

    def log1p(self) -> Intervals:
        """Return log(1 + x), the whole line where x may not be above -1."""
        inside = np.where(self.lower > -1, self.lower, np.nan)
        return _function(np.log1p, inside, self.upper)

    def exp(self) -> Intervals:
        """Return eˣ."""
        found = _function(np.exp, self.lower, self.upper)
        return Intervals(np.maximum(found.lower, 0.0), found.upper)

    def asinh(self) -> Intervals:
        """Return the inverse hyperbolic sine."""
        return _function(np.arcsinh, self.lower, self.upper)

    def largest(self, other: Intervals) -> Intervals:
        """Return the larger of two numbers each."""
        return Intervals(np.maximum(self.lower, other.lower), np.maximum(self.upper, other.upper))

    def smallest(self, other: Intervals) -> Intervals:
        """Return the smaller of two numbers each."""
        return -(-self).largest(-other)


def joined_intervals(parts: Sequence[Intervals]) -> Intervals:
    """Return intervals of shapes (N₁,), (N₂,), … as one array."""
    return Intervals(
        np.concatenate([x.lower for x in parts]), np.concatenate([x.upper for x in parts])
    )


def _down(values: FloatArray) -> FloatArray:
    return np.asarray(np.nextafter(values, -np.inf))


def _up(values: FloatArray) -> FloatArray:
    return np.asarray(np.nextafter(values, np.inf))


def _known(lower: FloatArray, upper: FloatArray) -> Intervals:
    """Return intervals, the whole line where an end is none."""
    lost = np.isnan(lower) | np.isnan(upper)
    return Intervals(np.where(lost, -np.inf, lower), np.where(lost, np.inf, upper))


def _function(
    function: Callable[[FloatArray], FloatArray], lower: FloatArray, upper: FloatArray
) -> Intervals:
    """Return an increasing function of intervals: see the module on what NumPy's are right to."""
    with np.errstate(all="ignore"):
        low, high = function(lower), function(upper)
        low = low - (np.abs(low) * _MARGIN + _TINY)
        high = high + (np.abs(high) * _MARGIN + _TINY)
        # an infinite end may be an overflow: that of a finite number is above every float below it
        overflown = np.isinf(low) & (low > 0) & np.isfinite(lower)
        low = np.where(overflown, _LARGEST, low)
        return _known(np.where(np.isneginf(lower), function(lower), low), high)


def _intervals(value: Intervals | float) -> Intervals:
    return value if isinstance(value, Intervals) else Intervals.exactly(value)


def _ends(value: fmpq) -> tuple[float, float]:
    try:
        near = as_float(value)
    except OverflowError:
        return (_LARGEST, np.inf) if value > 0 else (-np.inf, -_LARGEST)
    if fmpq(*near.as_integer_ratio()) == value:
        return near, near
    # as_float is the float nearest, and the number is between its neighbours
    return float(np.nextafter(near, -np.inf)), float(np.nextafter(near, np.inf))
