"""Lines Re z = x = h, and ordinates y = Im z along them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.quantities.curves.curves import Curves

__all__ = ["LINES", "Lines"]

# Over σ, on which scale ‖R‖ varies: see the same of circles.
_ON_AXIS = 1e-7


class Lines(Curves):
    """Lines Re z = h."""

    curve, level_name, unit = "line", "x", 0
    norm_name, objective, edge = "G_c", "x·G_c(x)", "imaginary axis"
    quantity_name, level_meaning = "K_c", "abscissa"
    turn, axis = math.inf, (0.0,)

    def point(self, level: float, t: float) -> complex:
        """Return x + it."""
        return complex(level, t)

    def points(self, height: FloatArray, t: FloatArray) -> ComplexArray:
        """Return h + it."""
        return np.asarray(height + 1j * np.asarray(t))

    def speed(self, height: Any) -> Any:
        """Return 1."""
        return height * 0 + 1.0

    def scale(self, height: Any) -> Any:
        """Return h."""
        return height

    def tangents(self, height: Any, t: Any) -> tuple[Any, Any]:
        """Return h and i."""
        return height + 0j, height * 0 + 1j

    def bends(self, height: Any, t: Any) -> tuple[Any, Any, Any]:
        """Return h, 0 and 0."""
        return height + 0j, height * 0j, height * 0j

    def heights(self, points: ComplexArray) -> FloatArray:
        """Return Re z."""
        return np.asarray(np.real(points))

    def levels(self, points: ComplexArray) -> FloatArray:
        """Return Re z."""
        return self.heights(points)

    def places(self, points: ComplexArray) -> FloatArray:
        """Return Im z."""
        return np.asarray(np.imag(points))

    def between(self, first: Any, second: Any) -> Any:
        """Return the difference of the ordinates."""
        return first - second

    def snapped(self, t: float, sigma: float) -> float:
        """Return 0 for an ordinate next to it."""
        return 0.0 if abs(t) < _ON_AXIS * sigma else t

    def convex(self, height: Any) -> Any:
        """Return x."""
        return height

    def from_convex(self, value: Any) -> Any:
        """Return x."""
        return value


LINES = Lines()
