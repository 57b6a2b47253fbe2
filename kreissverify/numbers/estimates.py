"""Floats that say how far off they may be: a value with the estimate of its error."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from kreissverify.numbers.arrays import FloatArray

__all__ = ["RIGHT", "Estimate", "Estimates"]

# The relative error up to which a value is given as a float without a word: half of the digits of
# float64. More would send well-conditioned matrices to higher precision, less would be no promise.
RIGHT = 1e-8


class Estimate(NamedTuple):
    """A float with an estimate of its absolute error, which is no proof.

    The error is nonnegative; it allows for the rounding of the entries and parameters to float64
    also. Where it is infinite, nothing is known of the value; an infinite value with error 0 is
    infinite.

    Examples
    --------
    >>> Estimate(2.0, 1e-12).is_right, Estimate(2.0, 1e-3).is_right
    (True, False)
    >>> Estimate(float("inf"), 0.0).is_right, Estimate(float("nan"), float("inf")).is_right
    (True, False)
    """

    value: float
    error: float

    @property
    def is_right(self) -> bool:
        """Whether the value is right to 1e-8 relative, by the estimate of its error."""
        if math.isinf(self.value):
            return self.error == 0
        return self.error <= RIGHT * abs(self.value)


class Estimates(NamedTuple):
    """The values of a stack of matrices, and the estimates of their absolute errors.

    Both of the shape of the stack without its last two axes. What is said of `Estimate` holds of
    each.

    Examples
    --------
    >>> found = Estimates(np.array([1.0, 2.0]), np.array([1e-15, np.inf]))
    >>> found.are_right.tolist(), found.one(0)
    ([True, False], Estimate(value=1.0, error=1e-15))
    """

    values: FloatArray
    errors: FloatArray

    @classmethod
    def unsure(cls, values: Any) -> Estimates:
        """Return values of whose errors nothing is known."""
        array = np.asarray(values, dtype=np.float64)
        return cls(array, np.full(array.shape, math.inf))

    @property
    def have_open_signs(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Whether the errors leave open on which side of 0 values are; not of an exact 0."""
        return (np.abs(self.values) <= self.errors) & (self.errors > 0)

    @property
    def are_right(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which values are right to 1e-8 relative, by the estimates of their errors."""
        bound = np.where(np.isinf(self.values), 0.0, RIGHT * np.abs(self.values))
        return np.asarray(self.errors <= bound)  # nan ≤ nan is false

    def one(self, index: int | tuple[int, ...] = ()) -> Estimate:
        """Return the estimate of one member; without an index, that of a stack of shape ()."""
        return Estimate(float(self.values[index]), float(self.errors[index]))

    def reshaped(self, shape: tuple[int, ...]) -> Estimates:
        """Return the same in another shape."""
        return Estimates(self.values.reshape(shape), self.errors.reshape(shape))
