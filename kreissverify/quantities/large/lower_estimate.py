"""What is said of a quantity of a large matrix: a lower bound, and an estimate of what it lacks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.decimals import end_text
from kreissverify.numbers.enclosure import Lower
from kreissverify.numbers.estimates import Estimate
from kreissverify.numbers.extended import Extended, is_finite
from kreissverify.numbers.rational import as_float, as_fmpq

__all__ = ["LowerEstimate", "rounded_down"]


@dataclass(frozen=True)
class LowerEstimate:
    """A number that a quantity of a large matrix is at least, and by how much it may be more.

    It is no float, since no comparison `K(A) <= x` could be answered from it; `float` gives the
    value.

    Attributes
    ----------
    quantity
        The name of the quantity.
    value
        The lower bound as a float, rounded down where it is proved. Infinite where an eigenvalue
        was found that makes the quantity infinite.
    error
        An estimate of how much higher the quantity is: the digits that were lost, and what another
        visit to the same peak would gain. That no higher peak is elsewhere is not part of it. It
        is infinite where `note` says what is in doubt.
    lower
        The bound as a proved one: a rational number, from one point and one vector and the entries
        of the matrix in exact arithmetic. None for an operator, whose solutions are believed.
    z
        The point of the bound; an eigenvalue where the value is infinite; None where the bound is
        that of a limit (K ≥ 1).
    u, v
        Unit vectors of shape (n,), (zI-A)v = σu with σ about the smallest singular value.
    points
        How many points z were visited.
    note
        What is in doubt, or empty.
    """

    quantity: str
    value: float
    error: float
    lower: Lower | None
    z: complex | None
    u: NDArray[Any] | None = None
    v: NDArray[Any] | None = None
    points: int = 0
    note: str = ""

    def __float__(self) -> float:
        return self.value

    @property
    def estimate(self) -> Estimate:
        """The value with its error."""
        return Estimate(self.value, self.error)

    def __str__(self) -> str:
        """Return the bound, what is known of it, and what is in doubt."""
        note = f"; {self.note}" if self.note else ""
        proved = None if self.lower is None else self.lower.value
        if proved is not None and not is_finite(proved):
            return f"{self.quantity} = inf (proved{note})"
        if math.isinf(self.value):
            known = "" if proved is None else f"; proved: at least {_at_least(proved, 6)}"
            return f"{self.quantity} = inf by an estimate{note}{known}"
        kind = "a lower bound" if proved is None else "a proved lower bound"
        bound = as_fmpq(self.value) if proved is None else proved
        shown = _at_least(bound, 12)
        # with the digits that are cut off
        beyond = self.error + float(Lower(bound - as_fmpq(shown)))
        error = "unknown" if math.isinf(self.error) else f"{beyond:.1g}"
        return f"{self.quantity} >= {shown} ({kind}; estimated error {error}{note})"

    def __repr__(self) -> str:
        return f"<{self}>"

    def to_dict(self) -> dict[str, Any]:
        """Return what JSON holds of it: no vectors, and nothing infinite as a number."""
        z = self.z
        return {
            "quantity": self.quantity,
            "lower_bound": _shown(self.value),
            "proved": self.lower is not None,
            "estimated_error": _shown(self.error),
            "z": None if z is None else [z.real, z.imag],
            "points": self.points,
            "note": self.note,
        }


def _shown(value: float) -> float | str:
    return value if math.isfinite(value) else str(value)


def rounded_down(bound: Lower) -> float:
    """Return the largest float that a bound is at least."""
    if not is_finite(bound.value):
        return math.inf
    try:
        value = as_float(bound.value)
    except OverflowError:
        return float(np.finfo(np.float64).max)
    return value if as_fmpq(value) <= bound.value else math.nextafter(value, -math.inf)


def _at_least(bound: Extended, digits: int) -> str:
    """Return a text that is proved as well: to the nearest decimal it might not be."""
    return end_text(bound, digits, up=False)
