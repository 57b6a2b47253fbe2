"""Where a quantity of a large matrix looks: outside the unit circle, or right of the axis.

It is the curves of `quantities.curves` with what a search without eigenvalues needs besides: where
to begin on a curve, what is next to the real axis, and a proved height.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from flint import fmpq

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.quantities.curves import CIRCLES, LINES, Curves
from kreissverify.quantities.large.proof import modulus_below

__all__ = ["HALF_PLANE", "OUTSIDE", "Region"]

# A maximum of a real matrix on the real axis is found at a position of the order of the square root
# of rounding, beside the distance to the spectrum. On the axis itself all vectors are real, and
# factorisations four times cheaper.
_ON_AXIS = 1e-6


@dataclass(frozen=True)
class Region:
    """The points of positive height |z|-1 or Re z, each with its position arg z or Im z.

    Attributes
    ----------
    curves
        Circles or lines.
    """

    curves: Curves

    @property
    def name(self) -> str:
        """What its boundary is called, for messages."""
        return self.curves.edge

    @property
    def lowest(self) -> float:
        """The height that every point exceeds: -1 at the centre of the circle, or -∞."""
        return -1.0 if self._round else -math.inf

    @property
    def origin(self) -> int:
        """What the height is counted from: |z| is 1 more than it, Re z no more."""
        return self.curves.unit

    @property
    def _round(self) -> bool:
        return self.curves is CIRCLES

    def point(self, height: float, position: float) -> complex:
        """Return z; exactly real on the real axis."""
        return self.curves.point(self.curves.unit + height, position)

    def points(self, heights: FloatArray, positions: FloatArray) -> ComplexArray:
        """Return many."""
        return self.curves.points(heights, positions)

    def height(self, z: complex) -> float:
        """Return |z|-1 or Re z."""
        return float(self.curves.heights(np.asarray(z)))

    def height_below(self, z: complex) -> fmpq:
        """Return a rational number at most the height, within a unit of 80 bits."""
        if self._round:
            return modulus_below(z) - 1
        return fmpq(*z.real.as_integer_ratio())

    def position(self, z: complex) -> float:
        """Return arg z or Im z."""
        return float(self.curves.places(np.asarray(z)))

    def derivatives(self, z: complex) -> tuple[complex, complex]:
        """Return dz/dheight and dz/dposition."""
        return (z / abs(z), 1j * z) if self._round else (1.0 + 0j, 1j)

    def folded(self, positions: FloatArray, *, real: bool) -> FloatArray:
        """Return the same positions in one turn; for a real matrix in the upper half-plane."""
        within = positions
        if self._round:
            turned = self.curves.between(positions, 0.0)
            within = np.where(np.abs(positions) <= np.pi, positions, turned)
        return np.abs(within) if real else within

    def spread(self, size: float, count: int, *, real: bool) -> FloatArray:
        """Return about so many positions from which nothing up to |z| = size is far.

        Angles at equal distances; or 0 and ordinates that are geometric, over three decades up to
        the size.
        """
        if self._round:
            if real:
                return np.linspace(0.0, np.pi, count)
            return np.linspace(-np.pi, np.pi, 2 * count - 2, endpoint=False)
        above = size * np.concatenate([[0.0], np.geomspace(1e-3, 1.0, count - 1)])
        return above if real else np.concatenate([-above[:0:-1], above])

    def snapped(self, position: float, scale: float) -> float:
        """Return the position on the real axis if it is next to this one, beside the scale."""
        if not self._round:
            return 0.0 if abs(position) < _ON_AXIS * scale else position
        if abs(math.sin(position)) < _ON_AXIS * min(1.0, scale):
            return 0.0 if math.cos(position) > 0 else math.pi
        return position


OUTSIDE, HALF_PLANE = Region(CIRCLES), Region(LINES)
