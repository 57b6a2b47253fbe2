"""The extended rationals: exact rationals, -∞ and +∞, as ends of enclosures."""

from __future__ import annotations

import math
from typing import TypeGuard

from flint import fmpq

from kreissverify.numbers.rational import as_fmpq

__all__ = ["INFINITY", "Extended", "as_extended", "at_most", "below", "is_finite"]

Extended = fmpq | float  # a float end is +inf or -inf and nothing else
INFINITY = math.inf


def as_extended(value: object) -> Extended:
    """Return `value` as an exact rational or as ±∞ (see `as_fmpq` for what is accepted).

    Examples
    --------
    >>> as_extended("1/3"), as_extended(math.inf)
    (1/3, inf)
    """
    if isinstance(value, float) and math.isinf(value):
        return value
    return as_fmpq(value)


def is_finite(value: Extended) -> TypeGuard[fmpq]:
    """Say whether `value` is a rational."""
    return isinstance(value, fmpq)


def below(a: Extended, b: Extended) -> bool:
    """Decide a < b exactly."""
    if isinstance(a, fmpq) and isinstance(b, fmpq):
        return bool(a < b)
    # python-flint does not compare rationals with infinities; -∞, a rational and ∞ have ranks
    return _rank(a) < _rank(b)


def at_most(a: Extended, b: Extended) -> bool:
    """Decide a ≤ b exactly."""
    return not below(b, a)  # the order is total: an end is never NaN


def _rank(value: Extended) -> int:
    if isinstance(value, fmpq):
        return 0
    return 1 if value > 0 else -1
