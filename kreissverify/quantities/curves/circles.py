"""Circles |z| = r = 1 + h about the origin, and angles along them."""

from __future__ import annotations

import cmath
import math
from typing import Any

import numpy as np

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.quantities.curves.curves import Curves

__all__ = ["CIRCLES", "Circles"]

# For a real matrix a maximum on the real axis is found at an angle of the order of the square root
# of rounding, 1e-8. On the axis itself points and vectors are real, and certificates shorter; a
# true maximum so close to the axis would differ from its value there by about 1e-14 only.
_ON_AXIS = 1e-7


class Circles(Curves):
    """Circles |z| = 1 + h."""

    curve, level_name, unit = "circle", "r", 1
    norm_name, objective, edge = "G", "(r-1)G(r)", "unit circle"
    quantity_name, level_meaning = "K", "radius"
    turn, axis = 2 * math.pi, (0.0, math.pi)

    def point(self, level: float, t: float) -> complex:
        """Return r e^{it}."""
        if t in (0.0, math.pi, -math.pi):
            return complex(math.copysign(level, math.cos(t)), 0.0)
        return cmath.rect(level, t)

    def points(self, height: FloatArray, t: FloatArray) -> ComplexArray:
        """Return (1 + h)e^{it}."""
        return np.asarray((1 + height) * np.exp(1j * t))

    def speed(self, height: Any) -> Any:
        """Return r."""
        return 1 + height

    def scale(self, height: Any) -> Any:
        """Return 1."""
        return height * 0 + 1.0

    def tangents(self, height: Any, t: Any) -> tuple[Any, Any]:
        """Return he^{it} and iz."""
        turn = _turn(t)
        return height * turn, 1j * (1 + height) * turn

    def bends(self, height: Any, t: Any) -> tuple[Any, Any, Any]:
        """Return he^{it}, ihe^{it} and -z."""
        turn = _turn(t)
        return height * turn, 1j * height * turn, -(1 + height) * turn

    def heights(self, points: ComplexArray) -> FloatArray:
        """Return |z| - 1."""
        return np.abs(points) - 1

    def levels(self, points: ComplexArray) -> FloatArray:
        """Return |z|."""
        return np.asarray(np.abs(points))

    def places(self, points: ComplexArray) -> FloatArray:
        """Return arg z."""
        return np.angle(points)

    def between(self, first: Any, second: Any) -> Any:
        """Return the angle from the second to the first, in [-π, π)."""
        return np.remainder(first - second + np.pi, 2 * np.pi) - np.pi

    def snapped(self, t: float, sigma: float) -> float:
        """Return 0 or π for an angle next to them."""
        if abs(math.sin(t)) < _ON_AXIS:
            return 0.0 if math.cos(t) > 0 else math.pi
        return t

    def convex(self, height: Any) -> Any:
        """Return log r."""
        return np.log1p(height)

    def from_convex(self, value: Any) -> Any:
        """Return e^u - 1."""
        return np.expm1(value)


def _turn(t: Any) -> Any:
    # plain numbers where they are: NumPy's take ten times as long
    return cmath.rect(1, t) if isinstance(t, float) else np.exp(1j * t)


CIRCLES = Circles()
