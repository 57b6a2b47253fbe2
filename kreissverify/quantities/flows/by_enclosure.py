"""Quantities of flows whose floats are the middles of enclosures."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from flint import fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.spectrum.float_position import decided_position
from kreissverify.matrices.spectrum.stability import AXIS
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import RIGHT, Estimate, Estimates
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.rational import as_float, as_fmpq
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.powers.steps import perturbed

__all__ = ["EnclosedQuantity"]

_SAFETY = 4.0  # times the larger of two samples

_WIDTH = 1e-11  # relative, of the enclosures of floats


class EnclosedQuantity(Quantity):
    """A quantity with an enclosure that is fast enough to be its float face also."""

    def value(self, matrix: Matrix, *parameters: fmpq) -> float:
        """Return the middle of an enclosure, right to 1e-8 relative.

        Raises
        ------
        Refused
            If rounding of the entries decides whether it is finite, or no enclosure is so narrow.
        """
        decided_position(matrix, self.name, AXIS)
        shown = self.enclosure(matrix, *parameters, rtol=_WIDTH)
        low, high = shown.lower.value, shown.upper.value
        if not is_finite(low):
            return math.inf
        if not is_finite(high) or high - low > as_fmpq(RIGHT) * low:
            raise Refused(
                f"{self.name}: it is from {float(shown.lower):.12g} to {float(shown.upper):.12g}, "
                "and not enclosed more closely"
            )
        return as_float((low + high) / 2)

    def estimate(self, matrix: Any, *parameters: Any) -> Estimate:
        """Return the middle of an enclosure, and half of its width."""
        subject = self.subject(matrix)
        shown = self.enclosure(subject, *map(self.parameter, parameters), rtol=_WIDTH)
        return estimate_of(shown)

    def one_by_one(self, stack: Any, *parameters: Any) -> Estimates:
        """Return estimates of each matrix of a stack, with what rounding of the entries may do."""
        flat = stack.reshape(-1, *stack.shape[-2:])
        rows = [np.broadcast_to(np.asarray(p), stack.shape[:-2]).reshape(-1) for p in parameters]
        values, errors = np.full(len(flat), np.nan), np.full(len(flat), np.inf)
        for i, one in enumerate(flat):
            try:
                found = self.estimate(one, *(float(row[i]) for row in rows))
            except (Refused, ValueError):
                continue
            values[i] = found.value
            errors[i] = found.error + self.rounding(one, found.value, *(float(r[i]) for r in rows))
        return Estimates(values, errors).reshaped(stack.shape[:-2])

    def rounding(self, array: Any, value: float, *parameters: float) -> float:
        """Return about how much one rounding of each entry moves the value: of two, the larger.

        The enclosures are of the floats as they are: that of a matrix with other last digits tells.
        """
        moved = []
        for one in perturbed(np.asarray(array)[None]):
            try:
                found = self.estimate(one[0], *parameters).value
            except (Refused, ValueError):
                return math.inf
            moved.append(abs(found - value) if found != value else 0.0)
        return _SAFETY * max(moved)


def estimate_of(shown: Enclosure) -> Estimate:
    """Return the middle of an enclosure and half of its width, in floats."""
    low, high = shown.lower.value, shown.upper.value
    if not is_finite(low):
        return Estimate(math.inf, 0.0)
    if not is_finite(high):
        return Estimate(float(shown.lower), math.inf)
    middle = as_float((low + high) / 2)
    return Estimate(middle, as_float((high - low) / 2) + 2.0**-53 * abs(middle))
