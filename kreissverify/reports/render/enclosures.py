"""Enclosures as text and as JSON: their decimals are rounded outward."""

from __future__ import annotations

from kreissverify.numbers.decimals import agreed_text, decimal_text, interval_text
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.rational import rational_string

__all__ = ["enclosure_record", "enclosure_text", "value_text"]


def value_text(enclosure: Enclosure, digits: int = 7) -> str:
    """Return the value for display: the digits that both ends agree on, at most `digits`."""
    return agreed_text(enclosure.lower.value, enclosure.upper.value, digits)


def enclosure_text(enclosure: Enclosure, digits: int = 10) -> str:
    """Return ``[lower, upper]`` with ends rounded outward, or ``= p/q`` where that is short."""
    return interval_text(enclosure.lower.value, enclosure.upper.value, digits)


def enclosure_record(enclosure: Enclosure) -> dict[str, object]:
    """Return the JSON record of an enclosure: exact ends as strings, and the middle as a float.

    With `mark`, why it is wider than was asked for, where it is.
    """
    ends = {"lower": enclosure.lower.value, "upper": enclosure.upper.value}
    texts = {
        name: rational_string(end) if is_finite(end) else decimal_text(end, 1)
        for name, end in ends.items()
    }
    mark = {} if enclosure.mark is None else {"mark": enclosure.mark}
    return {**texts, "value": enclosure.midpoint(), "width": enclosure.width, **mark}
