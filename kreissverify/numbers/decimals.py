"""Enclosures as decimals, rounded outward: what is printed is as true as what was proved."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from typing import TYPE_CHECKING

from kreissverify.numbers.extended import Extended, is_finite
from kreissverify.numbers.rational import rational_string

if TYPE_CHECKING:  # an enclosure shows itself by these functions
    from kreissverify.numbers.enclosure import Enclosure

__all__ = ["decimal_text", "enclosure_record", "enclosure_text", "end_text", "value_text"]

#: Exact values with longer texts are shown as intervals of decimals.
SHORT = 24


def decimal_text(value: Extended, digits: int, rounding: str = ROUND_HALF_EVEN) -> str:
    """Return a number to some significant digits, rounded in the given direction.

    Parameters
    ----------
    value
        A rational, or an infinity.
    digits
        Significant digits.
    rounding
        A direction of the module `decimal`.

    Returns
    -------
    str
        Plain between 1e-5 and 1e9, with an exponent beyond.
    """
    if not is_finite(value):
        return "inf" if value > 0 else "-inf"
    context = Context(prec=digits, rounding=rounding)
    # not by as_float, which rounds to the nearest: the direction must hold for the digits shown
    quotient = context.divide(Decimal(int(value.p)), Decimal(int(value.q)))
    # beyond, zeros would have to be counted
    plain = 1e-5 <= abs(float(quotient)) < 1e9 or quotient == 0
    return f"{quotient.normalize():f}" if plain else f"{quotient.normalize():.{digits - 1}e}"


def value_text(enclosure: Enclosure, digits: int = 7) -> str:
    """Return the value for display: the digits that both ends agree on, at most `digits`."""
    low, high = enclosure.lower.value, enclosure.upper.value
    if is_finite(low) and not is_finite(high):
        return f"at least {end_text(low, digits, up=False)}"
    # as many digits as both ends agree on when rounded: none is shown that is not certain
    for count in range(digits, 1, -1):
        if (text := decimal_text(low, count)) == decimal_text(high, count):
            return text
    return enclosure_text(enclosure, 3)


def end_text(end: Extended, digits: int, *, up: bool) -> str:
    """Return one end, rounded away from the inside of its enclosure.

    Parameters
    ----------
    end
        One end of an enclosure.
    digits
        Significant digits.
    up
        Whether it is the upper end.

    Returns
    -------
    str
        A number that the enclosure does not reach beyond.
    """
    return decimal_text(end, digits, ROUND_CEILING if up else ROUND_FLOOR)


def enclosure_text(enclosure: Enclosure, digits: int = 10) -> str:
    """Return ``[lower, upper]`` with ends rounded outward, or ``= p/q`` where that is short."""
    ends = enclosure.lower.value, enclosure.upper.value
    if enclosure.is_exact:
        text = rational_string(ends[0]) if is_finite(ends[0]) else decimal_text(ends[0], digits)
        if len(text) <= SHORT:
            return f"= {text}"
    low, high = end_text(ends[0], digits, up=False), end_text(ends[1], digits, up=True)
    return f"[{low}, {high}]"


def enclosure_record(enclosure: Enclosure) -> dict[str, object]:
    """Return the JSON record of an enclosure: exact ends as strings, and the middle as a float."""
    ends = {"lower": enclosure.lower.value, "upper": enclosure.upper.value}
    texts = {
        name: rational_string(end) if is_finite(end) else decimal_text(end, 1)
        for name, end in ends.items()
    }
    return {**texts, "value": enclosure.midpoint(), "width": enclosure.width}
