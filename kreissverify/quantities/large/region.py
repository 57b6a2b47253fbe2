"""Where a quantity looks at the resolvent: outside the unit circle, or right of the imaginary axis.

A point of either region has a height, |z|-1 or Re z, which is 0 on its boundary, and a position
along it, arg z or Im z. What follows is written in these two, once for maps and for flows.
"""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from flint import fmpq

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.quantities.large.proof import modulus_below

__all__ = ["HALF_PLANE", "OUTSIDE", "HalfPlane", "OutsideOfCircle", "Region"]

# A maximum of a real matrix on the real axis is found at a position of the order of the square root
# of rounding, beside the distance to the spectrum. On the axis itself all vectors are real, and
# factorisations four times cheaper.
_ON_AXIS = 1e-6


class Region(Protocol):
    """A half-plane or the outside of a circle, with heights above its boundary and positions."""

    @property
    def name(self) -> str:
        """What its boundary is called, for messages."""
        ...

    @property
    def lowest(self) -> float:
        """The height that every point exceeds: -1 at the centre of the circle, or -∞."""
        ...

    def point(self, height: float, position: float) -> complex:
        """Return z; exactly real on the real axis."""
        ...

    def points(self, heights: FloatArray, positions: FloatArray) -> ComplexArray:
        """Return many."""
        ...

    def height(self, z: complex) -> float:
        """Return |z|-1 or Re z."""
        ...

    def height_below(self, z: complex) -> fmpq:
        """Return a rational number at most the height, within a unit of 80 bits."""
        ...

    @property
    def origin(self) -> int:
        """What the height is counted from: |z| is 1 more than it, Re z no more."""
        ...

    def position(self, z: complex) -> float:
        """Return arg z or Im z."""
        ...

    def derivatives(self, z: complex) -> tuple[complex, complex]:
        """Return dz/dheight and dz/dposition."""
        ...

    def folded(self, positions: FloatArray, *, real: bool) -> FloatArray:
        """Return the same positions in one turn; for a real matrix in the upper half-plane."""
        ...

    def spread(self, size: float, count: int, *, real: bool) -> FloatArray:
        """Return about so many positions from which nothing up to |z| = size is far."""
        ...

    def snapped(self, position: float, scale: float) -> float:
        """Return the position on the real axis if it is next to this one, beside the scale."""
        ...


@dataclass(frozen=True)
class OutsideOfCircle:
    """|z| > 1, where K and the other quantities of maps look."""

    name: str = "unit circle"
    lowest: float = -1.0
    origin: int = 1

    def point(self, height: float, position: float) -> complex:
        """Return (1 + height) e^{i·position}."""
        if position in (0.0, math.pi, -math.pi):
            return complex(math.copysign(1 + height, math.cos(position)), 0.0)
        return cmath.rect(1 + height, position)

    def points(self, heights: FloatArray, positions: FloatArray) -> ComplexArray:
        """Return many."""
        return np.asarray((1 + heights) * np.exp(1j * positions))

    def height(self, z: complex) -> float:
        """Return |z|-1."""
        return abs(z) - 1

    def height_below(self, z: complex) -> fmpq:
        """Return a rational number at most |z|-1."""
        return modulus_below(z) - 1

    def position(self, z: complex) -> float:
        """Return arg z."""
        return cmath.phase(z)

    def derivatives(self, z: complex) -> tuple[complex, complex]:
        """Return z/|z| and iz."""
        return z / abs(z), 1j * z

    def folded(self, positions: FloatArray, *, real: bool) -> FloatArray:
        """Return angles in [-π, π], or [0, π]."""
        turned = np.remainder(positions + np.pi, 2 * np.pi) - np.pi
        within = np.where(np.abs(positions) <= np.pi, positions, turned)
        return np.abs(within) if real else within

    def spread(self, size: float, count: int, *, real: bool) -> FloatArray:
        """Return angles at equal distances."""
        if real:
            return np.linspace(0.0, np.pi, count)
        return np.linspace(-np.pi, np.pi, 2 * count - 2, endpoint=False)

    def snapped(self, position: float, scale: float) -> float:
        """Return 0 or π next to it."""
        if abs(math.sin(position)) < _ON_AXIS * min(1.0, scale):
            return 0.0 if math.cos(position) > 0 else math.pi
        return position


@dataclass(frozen=True)
class HalfPlane:
    """Re z > 0, where the Kreiss constant and the other quantities of flows look."""

    name: str = "imaginary axis"
    lowest: float = -math.inf
    origin: int = 0

    def point(self, height: float, position: float) -> complex:
        """Return height + i·position."""
        return complex(height, position)

    def points(self, heights: FloatArray, positions: FloatArray) -> ComplexArray:
        """Return many."""
        return np.asarray(heights + 1j * positions)

    def height(self, z: complex) -> float:
        """Return Re z."""
        return z.real

    def height_below(self, z: complex) -> fmpq:
        """Return Re z."""
        return fmpq(*z.real.as_integer_ratio())

    def position(self, z: complex) -> float:
        """Return Im z."""
        return z.imag

    def derivatives(self, z: complex) -> tuple[complex, complex]:
        """Return 1 and i."""
        return 1.0 + 0j, 1j

    def folded(self, positions: FloatArray, *, real: bool) -> FloatArray:
        """Return positions, nonnegative ones for a real matrix."""
        return np.abs(positions) if real else positions

    def spread(self, size: float, count: int, *, real: bool) -> FloatArray:
        """Return 0 and positions that are geometric, over three decades up to the size."""
        above = size * np.concatenate([[0.0], np.geomspace(1e-3, 1.0, count - 1)])
        return above if real else np.concatenate([-above[:0:-1], above])

    def snapped(self, position: float, scale: float) -> float:
        """Return 0 next to it."""
        return 0.0 if abs(position) < _ON_AXIS * scale else position


OUTSIDE = OutsideOfCircle()
HALF_PLANE = HalfPlane()
