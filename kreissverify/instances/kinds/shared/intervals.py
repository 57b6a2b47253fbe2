"""Intervals in which eigenvalues lie: their ends, numbers drawn from them, and float ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from flint import fmpq

from kreissverify.instances.kinds.shared.recipes import drawn_number
from kreissverify.instances.randomness import Source, chance, choice, log_uniform, ratio
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.rational import simplest_between

__all__ = ["Interval", "points"]

_FAR = fmpq(10**6)


@dataclass(frozen=True)
class Interval:
    """An interval of reals, not empty.

    Parameters
    ----------
    low, high
        The ends; None for none.
    open_below
        Whether the lower end, then a number, does not belong to it.
    """

    low: fmpq | None
    high: fmpq | None
    open_below: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether no number lies in it."""
        if self.low is None or self.high is None:
            return False
        return bool(self.low > self.high or (self.open_below and self.low == self.high))

    def contains(self, value: fmpq) -> bool:
        """Return whether a number lies in it."""
        above = self.low is None or value > self.low or (value == self.low and not self.open_below)
        return above and bool(self.high is None or value <= self.high)

    def narrow_centre(self) -> fmpq | None:
        """Return a short number inside, of an interval that is narrow beside it; else None."""
        if self.low is None or self.high is None:
            return None
        middle, quarter = (self.low + self.high) / 2, (self.high - self.low) / 4
        if 2 * quarter >= abs(middle):
            return None
        return simplest_between(middle - quarter, middle + quarter)

    def __str__(self) -> str:
        low = "(-∞" if self.low is None else f"{'(' if self.open_below else '['}{self.low}"
        high = "∞)" if self.high is None else f"{self.high}]"
        return f"{low}, {high}"

    def drawn(self, source: Source) -> fmpq:
        """Return a number of it: an end often, near an end, or in between."""
        while True:  # an end that does not belong to it is drawn now and then
            value = self._drawn(source)
            if self.contains(value):
                return value

    def _drawn(self, source: Source) -> fmpq:
        low, high = self.low, self.high
        if chance(source, 0.1):
            return fmpq(0)  # a singular matrix, if 0 is allowed
        if low is not None and high is not None:
            return low + (high - low) * _share(source)
        if low is None and high is None:
            return _distance(source) * choice(source, (1, -1))
        if low is not None:
            return low + _distance(source)
        assert high is not None
        return high - _distance(source)

    def pairs(self) -> list[tuple[fmpq, fmpq]]:
        """Return pairs of numbers of it, of which corners are made: its ends in the first."""
        low, high = self.low, self.high
        if low is not None and high is not None:
            if self.open_below:
                width = high - low
                return [(low + width / 2, high), (low + width / _FAR, high)]
            return [(low, high)]
        sizes = (fmpq(1), _FAR, 1 / _FAR)
        if low is None and high is None:
            return [(-x, x) for x in sizes]
        if low is None:
            assert high is not None
            return [(high - x, high) for x in sizes]
        if not self.open_below:
            return [(low, low + x) for x in sizes]
        return [(low + 1, low + 2), (low + 1, low + _FAR), (low + 1 / _FAR, low + 1)]


def _share(source: Source) -> fmpq:
    """Return a fraction in [0, 1]: an end in half of the cases, and near an end in some."""
    kind = source.random()
    if kind < 0.5:
        return fmpq(choice(source, (0, 1)))
    if kind < 0.65:
        near = log_uniform(source, -6, -1)
        return near if chance(source, 0.5) else 1 - near
    return ratio(source)


def _distance(source: Source) -> fmpq:
    """Return a distance to an end: 0 often, about 1 mostly, and over twelve decades."""
    kind = source.random()
    if kind < 0.25:
        return fmpq(0)
    return abs(drawn_number(source)) if kind < 0.75 else log_uniform(source, -6, 6)


def points(
    coordinates: FloatArray,
    ends: tuple[FloatArray, FloatArray],
    scale: FloatArray,
    open_below: bool,
) -> FloatArray:
    """Return numbers of intervals, smooth in their coordinates; ends that belong are attained.

    Parameters
    ----------
    coordinates
        Of shape (N, k).
    ends
        The lower and the upper ends of N intervals, infinite where there is none.
    scale
        Of shape (N,): the distance from an end, or from 0, that a coordinate 1 stands for where
        the interval is not bounded.
    open_below
        Whether the lower ends do not belong to the intervals.
    """
    low, high = (np.asarray(x)[:, None] for x in ends)
    size = scale[:, None]
    below, above = np.isfinite(low), np.isfinite(high)
    bounded = below & above
    # sums with the ends that there are; of the others any finite number does, as it is not chosen
    first, last = np.where(below, low, 0.0), np.where(above, high, 0.0)
    if open_below:
        # shares down to 1e-12 of the width: below, a float sum with the end would be the end
        shares = 10.0 ** -np.minimum(coordinates**2, 12.0)
        beyond = size * 10.0 ** np.clip(coordinates, -12.0, 12.0)
        return np.asarray(first + np.where(bounded, (last - first) * shares, beyond))
    shares = (1 + np.sin(coordinates * (np.pi / 2))) / 2
    within = first + (last - first) * shares
    square = size * coordinates**2
    half = np.where(below, first + square, last - square)
    free = size * coordinates
    return np.asarray(np.where(bounded, within, np.where(below | above, half, free)))
