"""Seeded randomness and small-height rationals.

Only ``Random.random`` is used: its stream is guaranteed across Python versions, so that an instance
is a function of (seed, index) alone, on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Protocol, TypeVar

from flint import fmpq

__all__ = [
    "Source",
    "chance",
    "choice",
    "generator",
    "integer",
    "log_uniform",
    "ratio",
    "shuffled",
    "signed",
]

Item = TypeVar("Item")


class Source(Protocol):
    """What randomness is drawn from: `random.Random`, or NumPy's `Generator`."""

    def random(self) -> float:
        """Return a float in [0, 1)."""
        ...


def generator(*labels: object) -> Random:
    """Return the random source that belongs to some labels, such as a class, a seed, an index."""
    return Random("/".join(map(str, labels)))


def integer(source: Source, low: int, high: int) -> int:
    """Return an integer in [low, high], each as likely.

    Parameters
    ----------
    source
        The randomness.
    low, high
        The ends, both included.
    """
    return low + int(source.random() * (high - low + 1))


def choice(source: Source, items: Sequence[Item]) -> Item:
    """Return one of some items, each as likely."""
    return items[integer(source, 0, len(items) - 1)]


def chance(source: Source, probability: float) -> bool:
    """Return True with the given probability."""
    return source.random() < probability


def shuffled(source: Source, items: Sequence[Item]) -> list[Item]:
    """Return the items in random order."""
    left = list(items)
    return [left.pop(integer(source, 0, len(left) - 1)) for _ in range(len(left))]


def signed(source: Source, value: fmpq) -> fmpq:
    """Return the value or its negative."""
    return value if chance(source, 0.5) else -value


def ratio(source: Source, denominators: Sequence[int] = (2, 3, 4, 5, 6, 8, 10)) -> fmpq:
    """Return a fraction of small height in (0, 1)."""
    q = choice(source, denominators)
    return fmpq(integer(source, 1, q - 1), q)


def log_uniform(source: Source, low: float, high: float) -> fmpq:
    """Return about 10^u for uniform u in [low, high], rounded to one or two digits.

    Parameters
    ----------
    source
        The randomness.
    low, high
        The ends of the exponent.
    """
    exponent = low + source.random() * (high - low)
    whole = int(exponent // 1)
    # two digits: a longer fraction would slow exact arithmetic down and show nothing else
    mantissa = round(10 ** (exponent - whole) * 10)
    if chance(source, 0.5):
        mantissa = 10 * max(1, round(mantissa / 10))
    value = fmpq(mantissa, 10)
    return value * fmpq(10**whole) if whole >= 0 else value / fmpq(10**-whole)
