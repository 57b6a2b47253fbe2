"""How far apart floats see the sides of a statement: the distance itself, or a bound of it."""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["UNSEEN", "FloatGap"]


@dataclass(frozen=True)
class FloatGap:
    """What floats say of the relative distance of the two sides of the nearest relation.

    Attributes
    ----------
    size
        The distance, at least 0; or a number that it is not below.
    is_bound
        Whether it is such a number only: the sides may then be any distance farther apart, so that
        a small one is no sign of an equality.
    """

    size: float
    is_bound: bool = False

    def seems_below(self, size: float) -> bool:
        """Say whether the distance itself came out below `size`: a bound never says so."""
        return not self.is_bound and self.size < size


UNSEEN = FloatGap(math.inf)
"""No evaluation in floats: nothing is known of the distance, and nothing is left out for it."""
