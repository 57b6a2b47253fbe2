"""What a maximum search starts from and what it finds, for one matrix and for a stack."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import ComplexArray, FloatArray

__all__ = ["BatchOfMaxima", "LocalMaximum", "StartingPoints", "point", "snapped_angle"]

IntArray = NDArray[np.intp]

# For a real matrix a maximum on the real axis is found at an angle of the order of the square root
# of rounding, 1e-8. On the axis itself points and vectors are real, and certificates shorter; a
# true maximum so close to the axis would differ from its value there by about 1e-14 only.
_ON_AXIS = 1e-7


@dataclass(frozen=True)
class LocalMaximum:
    """A local maximum of (|z|-1)‖R(z)‖ of one matrix, as floats know it.

    The value of K in floats, the lower bound of its enclosure and the spectral portrait are all
    made from this.

    Attributes
    ----------
    excess
        |z| - 1. It is kept apart from z, whose modulus has lost its digits where it is small.
    angle
        arg z.
    value
        (|z|-1)‖R(z)‖.
    left, right
        Unit vectors of shape (n,) with (zI-J) right = σ left, σ = excess/value; None from searches
        that do not form them.
    error
        An estimate of the relative error of `value` as the height of this maximum; nan from
        searches that do not estimate it.
    """

    excess: float
    angle: float
    value: float
    left: ComplexArray | None = None
    right: ComplexArray | None = None
    error: float = math.nan

    @property
    def z(self) -> complex:
        """The point."""
        return point(self.excess, self.angle)

    @property
    def norm(self) -> float:
        """‖R(z)‖."""
        return self.value / self.excess


@dataclass(frozen=True)
class BatchOfMaxima:
    """Local maxima of many matrices, or many of one: arrays of the same shape.

    Attributes
    ----------
    excess, angle
        |z| - 1 and arg z.
    sigma
        The smallest singular values of zI - J there.
    """

    excess: FloatArray
    angle: FloatArray
    sigma: FloatArray

    @classmethod
    def unknown(cls, count: int) -> BatchOfMaxima:
        """Return room for so many maxima, to be filled by `put`."""
        return cls(*(np.empty(count) for _ in range(3)))

    def put(self, where: IntArray, found: BatchOfMaxima) -> None:
        """Write maxima to the given places."""
        self.excess[where], self.angle[where] = found.excess, found.angle
        self.sigma[where] = found.sigma

    def __getitem__(self, some: IntArray | NDArray[np.bool_]) -> BatchOfMaxima:
        return BatchOfMaxima(self.excess[some], self.angle[some], self.sigma[some])

    def one(self, index: int) -> LocalMaximum:
        """Return one of the maxima."""
        excess = float(self.excess[index])
        return LocalMaximum(excess, float(self.angle[index]), excess / float(self.sigma[index]))

    @property
    def value(self) -> FloatArray:
        """(|z|-1)‖R(z)‖."""
        return self.excess / self.sigma

    @property
    def z(self) -> ComplexArray:
        """The points z = r e^{iθ}."""
        return np.asarray((1 + self.excess) * np.exp(1j * self.angle))


@dataclass(frozen=True)
class StartingPoints:
    """Points from which local maxima are looked for: arrays of the same shape.

    Attributes
    ----------
    log_excess, angle
        log(|z|-1) and arg z.
    height
        The logarithms of the values that are expected at the maxima above them.
    """

    log_excess: FloatArray
    angle: FloatArray
    height: FloatArray


def snapped_angle(angle: float) -> float:
    """Return 0 or π for a point next to the real axis, the angle itself elsewhere."""
    if abs(math.sin(angle)) < _ON_AXIS:
        return 0.0 if math.cos(angle) > 0 else math.pi
    return angle


def point(excess: float, angle: float) -> complex:
    """Return z = (1 + excess)e^{i·angle}, exactly real at the angles 0 and π."""
    radius = 1 + excess
    if angle in (0.0, math.pi):
        return complex(math.copysign(radius, math.cos(angle)), 0.0)
    return complex(radius * math.cos(angle), radius * math.sin(angle))
