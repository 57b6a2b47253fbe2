"""Points of circles and lines in balls, and rational ones that lie on them exactly.

A point of a curve is named by a coordinate s: z = turn·r(1-s²+2is)/(1+s²) on circles, turn = ±1,
and z = x + is on lines, so that rational s gives rational z.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from flint import acb, arb, fmpq

from kreissverify.quantities.curves.circles import CIRCLES
from kreissverify.quantities.curves.curves import Curves

__all__ = [
    "Along",
    "along",
    "ball_height",
    "ball_level",
    "ball_place",
    "ball_point",
    "coordinate",
    "exact_height",
    "on_curve",
]


class Along(NamedTuple):
    """A point in balls, and dz/ds."""

    z: acb
    tangent: acb


def ball_point(curves: Curves, height: float, t: float) -> acb:
    """Return z(h, t) without rounding |z| - 1 away where it is small."""
    if curves is not CIRCLES:
        return acb(arb(height), arb(t))
    radius = 1 + arb(height)
    if t in (0.0, math.pi):
        return acb(radius if t == 0 else -radius)
    return (radius * acb(0, arb(t)).exp()).mid()


def ball_level(curves: Curves, z: acb) -> arb:
    """Return |z| or Re z."""
    return abs(z) if curves is CIRCLES else z.real


def ball_height(curves: Curves, z: acb) -> arb:
    """Return |z| - 1 or Re z."""
    return ball_level(curves, z) - curves.unit


def ball_place(curves: Curves, z: acb) -> arb:
    """Return arg z or Im z."""
    return z.arg() if curves is CIRCLES else z.imag


def exact_height(curves: Curves, real: fmpq, imag: fmpq) -> arb:
    """Return a ball that contains |z| - 1 or Re z."""
    if curves is not CIRCLES:
        return arb(real)
    return (abs(arb(real)) if imag == 0 else arb(real * real + imag * imag).sqrt()) - 1


def coordinate(curves: Curves, t: float, sigma: float) -> tuple[float, int]:
    """Return s, and ±1, of a point; s = 0 for a real point.

    Parameters
    ----------
    curves
        Circles or lines.
    t
        The angle or the ordinate.
    sigma
        The smallest singular value there.
    """
    t = curves.snapped(t, sigma)
    if curves is not CIRCLES:
        return t, 1
    if t in (0.0, math.pi):
        return 0.0, 1 if t == 0 else -1
    # of both halves of the circle the one in which |s| ≤ 1: s is there as well conditioned as θ
    if abs(t) <= math.pi / 2:
        return math.tan(t / 2), 1
    return math.tan((t - math.copysign(math.pi, t)) / 2), -1


def along(curves: Curves, level: fmpq, s: arb, turn: int) -> Along:
    """Return the point of coordinate s, and dz/ds there.

    Parameters
    ----------
    curves, level
        The curve.
    s, turn
        The coordinate.
    """
    if curves is not CIRCLES:
        return Along(acb(arb(level), s), acb(0, 1))
    denominator = 1 + s * s
    z = turn * arb(level) * acb(1 - s * s, 2 * s) / denominator
    return Along(z, acb(0, 2) * z / denominator)


def on_curve(curves: Curves, level: fmpq, s: fmpq, turn: int) -> tuple[fmpq, fmpq]:
    """Return the rational point of rational coordinate s, which lies on the curve exactly.

    Parameters
    ----------
    curves, level
        The curve.
    s, turn
        The coordinate.
    """
    if curves is not CIRCLES:
        return level, s
    scale = turn * level / (1 + s * s)
    return (1 - s * s) * scale, 2 * s * scale
