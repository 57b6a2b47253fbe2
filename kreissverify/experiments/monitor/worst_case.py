"""The worst case that radii and couplings allow, why it is infinite, and which steps end that.

For plain descent: with d_i the distance of a player's radius from 1 and b, c the couplings, the
worst Kreiss constant over the class is that of T = [[1 - d₁, b], [c, 1 - d₂]], finite if and only
if bc < d₁d₂ (statement E3 with a radius for each block). A player whose curvatures lie in [μ, L]
has d = min(step·μ, 2 - step·L), and its coupling is step·‖G‖: so no step sizes make the worst case
finite unless ‖G_xy‖‖G_yx‖ < μ_x·μ_y.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities import registry

__all__ = [
    "Curvature",
    "comparison",
    "finite",
    "largest_common_factor",
    "largest_factor",
    "worst_K",
]


@dataclass(frozen=True)
class Curvature:
    """Step size times the ends of the curvatures of a player: [step·μ, step·L]."""

    low: float
    high: float

    def gap(self, factor: float = 1.0) -> float:
        """Return d with the step multiplied by a factor."""
        return min(factor * self.low, 2 - factor * self.high)

    def per_step(self, factor: float) -> float:
        """Return d over the factor."""
        return min(self.low, 2 / factor - self.high)


def comparison(
    gaps: Sequence[float], b: float, c: float, schedule: Sequence[Sequence[int]]
) -> FloatArray:
    """Return the comparison matrix T of an update: the product of those of its stages.

    Each stage moves some players: their rows are those of [[1 - d₁, b], [c, 1 - d₂]], and the
    others those of the identity. Norms of products are at most products of norms, block by block.

    Parameters
    ----------
    gaps
        d₁ and d₂.
    b, c
        The norms of the couplings.
    schedule
        The players that each stage moves.

    Returns
    -------
    array
        T, of shape (2, 2).
    """
    rows = np.array([[1 - gaps[0], b], [c, 1 - gaps[1]]])
    whole = np.eye(2)
    for stage in schedule:
        one = np.eye(2)
        one[list(stage)] = rows[list(stage)]
        whole = one @ whole
    return whole


def finite(gaps: Sequence[float], b: float, c: float) -> bool:
    """Whether every member of the class is stable: d₁, d₂ > 0 and bc < d₁d₂.

    It does not depend on the order of the players: det(I - T) of the alternating update is
    d₁d₂ - bc as well.
    """
    return min(gaps) > 0 and b * c < gaps[0] * gaps[1]


def worst_K(gaps: Sequence[float], b: float, c: float, schedule: Sequence[Sequence[int]]) -> float:
    """Return K(T), the largest Kreiss constant of the class (N1; E2 is d₁ = d₂).

    Parameters
    ----------
    gaps
        d₁ and d₂.
    b, c
        The norms of the couplings.
    schedule
        The players that each stage moves.

    Returns
    -------
    float
        K(T), infinite where a member is unstable.
    """
    if not finite(gaps, b, c):
        return math.inf
    return float(registry()["K"].estimate(comparison(gaps, b, c, schedule)).value)


def largest_common_factor(x: Curvature, y: Curvature, product: float) -> float | None:
    """Return the supremum of the s for which both steps times s give a finite worst case.

    The condition is e_x(s)·e_y(s) > product, e_i(s) = min(low, 2/s - high), which decreases in s:
    constant, then one factor in the branch 2/s - high, then both.

    Parameters
    ----------
    x, y
        The curvatures of the players.
    product
        bc with the present steps.

    Returns
    -------
    float or None
        s; None where no steps do: not both curvatures are positive, or their product is at
        most bc.
    """
    if min(x.low, y.low) <= 0 or x.low * y.low <= product:
        return None
    first, second = sorted((x, y), key=lambda player: 2 / (player.low + player.high))
    one = 2 / (first.high + product / second.low)
    if one <= 2 / (second.low + second.high):
        return one
    # (u - h₁)(u - h₂) = bc for u = 2/s, the larger root
    middle, half = (x.high + y.high) / 2, (x.high - y.high) / 2
    return 2 / (middle + math.hypot(half, math.sqrt(product)))


def largest_factor(player: Curvature, other: Curvature, product: float) -> float | None:
    """Return the same where only one player's step is multiplied, the other's kept as it is."""
    kept = other.per_step(1.0)
    if kept <= 0 or player.low <= 0 or player.low * kept <= product:
        return None
    return 2 / (player.high + product / kept)
