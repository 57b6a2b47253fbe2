"""Every matrix within ε of a given one, and what each bound below says of all of them.

Throughout C is the centre, ε the radius and A = C + E with ‖E‖ ≤ ε in the spectral norm; E may be
complex, so that nothing is asked of A but to be near. Each bound is two-sided, is a proof for every
such A, and tends to the value of C as ε → 0 where the quantity is continuous.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flint import fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.extended import INFINITY, Extended, is_finite
from kreissverify.quantities.base import Quantity

__all__ = ["Neighbourhood", "inverse", "moved", "scaled"]


@dataclass(frozen=True)
class Neighbourhood:
    """The matrices A with ‖A - C‖ ≤ ε, and the width that is asked for.

    Attributes
    ----------
    centre
        C, as the quantity that is asked for takes it.
    shape
        That of C before it was padded with zeros to a square.
    radius
        ε ≥ 0.
    rtol
        The relative width asked of enclosures of quantities of C.
    """

    centre: Matrix
    shape: tuple[int, int]
    radius: fmpq
    rtol: float

    def of(self, quantity: Quantity, *parameters: Any, rtol: float | None = None) -> Enclosure:
        """Return an enclosure of a quantity of the centre."""
        return quantity.enclosure(self.centre, *parameters, rtol=rtol or self.rtol)


def moved(found: Enclosure, distance: fmpq, least: fmpq | None = None) -> Enclosure:
    """Return an enclosure of a number that is within a distance of an enclosed one.

    Parameters
    ----------
    found
        The enclosed number.
    distance
        How far the other number may be, at least 0.
    least
        What the other number is at least, where that is known.
    """
    low, high = found.lower.value, found.upper.value
    low = low - distance if is_finite(low) else low
    high = high + distance if is_finite(high) else high
    if least is not None and is_finite(low):
        low = max(low, least)
    return Enclosure.between(low, high)


def scaled(found: Enclosure, low: fmpq, high: fmpq) -> Enclosure:
    """Return an enclosure of a number between `low` and `high` times a nonnegative enclosed one."""
    below, above = found.lower.value, found.upper.value
    return Enclosure.between(
        below * low if is_finite(below) else below, above * high if is_finite(above) else above
    )


def inverse(found: Enclosure) -> Enclosure:
    """Return an enclosure of 1/x for x in [0, ∞], with 1/0 = ∞ and 1/∞ = 0."""
    return Enclosure.between(_inverse(found.upper.value), _inverse(found.lower.value))


def _inverse(value: Extended) -> Extended:
    if not is_finite(value):
        return fmpq(0)
    return 1 / value if value > 0 else INFINITY
