"""What the search for maxima of a resolvent asks of the curves that it goes along.

The curves are named by their height h: |z| = 1 + h, or Re z = h. A point is z(h, t), with t the
angle or the ordinate. K is the supremum of h‖R(z)‖ over h > 0 for both.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import numpy as np

from kreissverify.numbers.arrays import ComplexArray, FloatArray

__all__ = ["Curves"]


class Curves(ABC):
    """Curves of constant height about, or to the right of, a spectrum."""

    #: What a curve is called, and its radius or abscissa, in messages.
    curve: str
    level_name: str
    norm_name: str
    objective: str
    edge: str
    quantity_name: str
    level_meaning: str
    #: The height of level 0: r = 1 + h and x = h are called levels.
    unit: int
    #: The least height of a whole turn; infinite for lines.
    turn: float
    #: Coordinates of the real axis, of which real matrices are symmetric.
    axis: tuple[float, ...]

    @abstractmethod
    def point(self, level: float, t: float) -> complex:
        """Return the point of a curve, exactly real on the real axis."""

    @abstractmethod
    def points(self, height: FloatArray, t: FloatArray) -> ComplexArray:
        """Return points z(h, t), of the shape that the arrays broadcast to."""

    @abstractmethod
    def speed(self, height: Any) -> Any:
        """Return |dz/dt|."""

    @abstractmethod
    def scale(self, height: Any) -> Any:
        """Return the length in t on which heights vary, for steps and least curvatures.

        An angle is a number by itself, an ordinate as large as the matrix: steps in log h and y/h
        do not depend on the units of the matrix.
        """

    @abstractmethod
    def tangents(self, height: Any, t: Any) -> tuple[Any, Any]:
        """Return dz/dlog h and dz/dt, of numbers or arrays."""

    @abstractmethod
    def bends(self, height: Any, t: Any) -> tuple[Any, Any, Any]:
        """Return the second derivatives of z in (log h, log h), (log h, t) and (t, t)."""

    @abstractmethod
    def heights(self, points: ComplexArray) -> FloatArray:
        """Return h of points."""

    @abstractmethod
    def levels(self, points: ComplexArray) -> FloatArray:
        """Return the levels of points, with all digits: 1 + h loses those of small radii."""

    @abstractmethod
    def places(self, points: ComplexArray) -> FloatArray:
        """Return t of points."""

    @abstractmethod
    def between(self, first: Any, second: Any) -> Any:
        """Return the difference of two coordinates, the short way round."""

    @abstractmethod
    def snapped(self, t: float, sigma: float) -> float:
        """Return the coordinate of the real axis for a point next to it, else t itself.

        Parameters
        ----------
        t
            The coordinate.
        sigma
            The smallest singular value of zI - A there.
        """

    @abstractmethod
    def convex(self, height: Any) -> Any:
        """Return u(h) such that log G + log speed is a convex function of u (three circles)."""

    @abstractmethod
    def from_convex(self, value: Any) -> Any:
        """Return the h of which `convex` is a value."""

    def rounded(self, height: float) -> float:
        """Return the height that a point computed in floats has."""
        return (self.unit + height) - self.unit

    def weights(self, height: Any) -> Any:
        """Return the logarithm of what G is multiplied by to be nonincreasing: r or 1."""
        return np.log(self.speed(height))
