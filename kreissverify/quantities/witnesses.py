"""Certificates of enclosures: witnesses of both bounds, in the terms of the certificate format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

from flint import fmpq, fmpq_mat

from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.extended import INFINITY, Extended, is_finite
from kreissverify.numbers.rational import rational_string

__all__ = ["Deferred", "certified", "infinite", "matrix_strings", "two_sided", "value_string"]


class Deferred(Mapping[str, Any]):
    """A mapping with the sides "lower" and "upper", made at its first use.

    Most enclosures decide a comparison and are forgotten; writing out the witnesses of one takes
    longer than finding them.
    """

    def __init__(self, make: Callable[[], Mapping[str, Any]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> Mapping[str, Any]:
        return self._make()

    def __getitem__(self, side: str) -> Any:
        return self._made[side]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


def value_string(value: Extended) -> str:
    """Return ``"p/q"``, or ``"inf"``."""
    return rational_string(value) if is_finite(value) else "inf"


def matrix_strings(matrix: fmpq_mat) -> list[list[str]]:
    """Return the rows of a rational matrix as strings."""
    return [[rational_string(x) for x in row] for row in matrix.tolist()]


def certified(
    low: Extended,
    high: Extended,
    below: Mapping[str, Any] | None = None,
    above: Mapping[str, Any] | None = None,
) -> Enclosure:
    """Return the enclosure [low, high] with the witnesses of its bounds.

    Parameters
    ----------
    low, high
        The proved bounds.
    below, above
        What witnesses them beside their values; None where there is no witness.
    """
    # a side without a witness is left out: a checker takes what is there
    certificate = {}
    if below is not None:
        certificate["lower"] = {"value": value_string(low), **below}
    if above is not None:
        certificate["upper"] = {"value": value_string(high), **above}
    return Enclosure.between(low, high, certificate)


def two_sided(found: Enclosure) -> Enclosure:
    """Return an enclosure whose finite bounds are their own witnesses: a checker decides them."""
    low, high = found.lower.value, found.upper.value
    return certified(low, high, {} if is_finite(low) else None, {} if is_finite(high) else None)


def infinite(radius: fmpq) -> Enclosure:
    """Return +∞, witnessed by ρ ≥ radius: above 1, or for G(r) at least r."""
    return certified(INFINITY, INFINITY, {"rho": rational_string(radius)})
