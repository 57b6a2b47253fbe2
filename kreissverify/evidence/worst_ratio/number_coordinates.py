"""Coordinates of numbers: from all reals to an interval, dense near its ends."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from kreissverify.instances.parameter_domains import Domain, Integer
from kreissverify.numbers.arrays import FloatArray as Array

__all__ = ["are_within", "number_range", "numbers_at"]

# Decades from the middle of an interval to its ends. With more, the distance to an end has fewer
# than seven digits left in float64; with fewer, a supremum at an open end would not show.
_ENDS = 9.0


def number_range(of: Domain) -> tuple[float, float]:
    """Return the range of the coordinate of a number.

    Parameters
    ----------
    of
        What it ranges over. An end by name is an end.
    """
    low, high = _has_end(of, "above", "at_least"), _has_end(of, "below", "at_most")
    if low and high:
        return -_ENDS, _ENDS
    if not low and not high:
        return -10.0, 10.0  # of the arcsinh: up to 10⁴ on both sides, dense near 0
    return -6.0, 6.0  # decades from the one end: larger numbers seldom matter


def _has_end(of: Domain, *names: str) -> bool:
    return any(name in of.ends for name in names)


def _end(of: Domain, names: tuple[str, str], numbers: Mapping[str, Array]) -> Array | None:
    """Return an end on a stack, a number or that of another parameter; None if there is none."""
    end = next((of.ends[name] for name in names if name in of.ends), None)
    if end is None:
        return None
    return numbers[end] if isinstance(end, str) else np.asarray(float(end))


def numbers_at(
    of: Domain,
    x: Array,
    numbers: Mapping[str, Array] | None = None,
    least: Array | None = None,
) -> Array:
    """Return numbers of a domain: ends that are included are reached, others approached.

    Parameters
    ----------
    of
        The domain.
    x
        The coordinates, of shape (N,), in the range of `number_range`.
    numbers
        The numbers that are ends by name, each of shape (N,).
    least
        What they are besides no less than, of shape (N,).
    """
    low, high = (
        _end(of, names, numbers or {}) for names in (("above", "at_least"), ("below", "at_most"))
    )
    if least is not None:
        low = least if low is None else np.maximum(low, least)
    if low is not None and high is not None:
        share = _share(x)
        # the last decade is the end itself: a search reaches it without meeting one point exactly
        share = np.where((x <= -_ENDS + 1) & (of.at_least is not None), 0.0, share)
        share = np.where((x >= _ENDS - 1) & (of.at_most is not None), 1.0, share)
        values = low + (high - low) * share
    elif low is not None:
        values = low + 10**x
    else:
        values = np.sinh(x) if high is None else high - 10**x
    return _whole(of, values, low, high) if isinstance(of, Integer) else np.asarray(values)


def are_within(
    of: Domain, x: Array, numbers: Mapping[str, Array], least: Array | None = None
) -> Array:
    """Say which numbers, of shape (N,), lie in a domain; see `numbers_at`."""
    compared = {
        "above": np.greater,
        "at_least": np.greater_equal,
        "below": np.less,
        "at_most": np.less_equal,
    }
    good = np.ones(np.shape(x), dtype=bool) if least is None else x >= least
    for name, compare in compared.items():
        end = _end(of, (name, name), numbers)
        good = good if end is None else good & compare(x, end)
    return np.asarray(good)


def _whole(of: Domain, values: Array, low: Array | None, high: Array | None) -> Array:
    first = -np.inf if low is None else np.ceil(low)
    last = np.inf if high is None else np.floor(high)
    if low is not None and of.above is not None:
        first = np.floor(low) + 1
    if high is not None and of.below is not None:
        last = np.ceil(high) - 1
    return np.asarray(np.minimum(np.maximum(np.round(values), first), last))


def _share(x: Array) -> Array:
    """Return the number in (0, 1) that is x decades from its middle, of odds 10ˣ."""
    return np.asarray(1 / (1 + 10.0**-x))
