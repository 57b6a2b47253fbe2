"""Golden sections of many intervals at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from kreissverify.numbers.arrays import FloatArray

__all__ = ["golden_sections"]


_GOLDEN = (5**0.5 - 1) / 2


def golden_sections(
    function: Callable[[FloatArray], FloatArray], low: FloatArray, high: FloatArray, steps: int
) -> tuple[FloatArray, FloatArray]:
    """Return intervals narrowed around a maximum, each step by 0.618.

    Both inner points are evaluated in each step: the one that could be kept is another for each
    interval, and the function takes them all at once.

    Parameters
    ----------
    function
        From points (p,), one in each interval, to values (p,).
    low, high
        The ends of the intervals, of shape (p,).
    steps
        How many sections; 32 narrow an interval to 2e-7 of its length.
    """
    for _ in range(steps):
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        rises = function(left) < function(right)
        low, high = np.where(rises, left, low), np.where(rises, high, right)
    return low, high
