"""Bounds as decimals, rounded outward: what is printed is as true as what was proved."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal

from kreissverify.numbers.extended import Extended, is_finite
from kreissverify.numbers.rational import rational_string

__all__ = ["agreed_text", "decimal_text", "end_text", "interval_text"]

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


def agreed_text(low: Extended, high: Extended, digits: int = 7) -> str:
    """Return the digits that two ends agree on, at most `digits`; else the interval.

    Parameters
    ----------
    low, high
        The ends of an enclosure.
    digits
        Significant digits.
    """
    if is_finite(low) and not is_finite(high):
        return f"at least {end_text(low, digits, up=False)}"
    # as many digits as both ends agree on when rounded: none is shown that is not certain
    for count in range(digits, 1, -1):
        if (text := decimal_text(low, count)) == decimal_text(high, count):
            return text
    return interval_text(low, high, 3)


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


def interval_text(low: Extended, high: Extended, digits: int = 10) -> str:
    """Return ``[low, high]`` with ends rounded outward, or ``= p/q`` where that is short.

    Parameters
    ----------
    low, high
        The ends of an enclosure.
    digits
        Significant digits.
    """
    if low == high:
        text = rational_string(low) if is_finite(low) else decimal_text(low, digits)
        if len(text) <= SHORT:
            return f"= {text}"
    return f"[{end_text(low, digits, up=False)}, {end_text(high, digits, up=True)}]"
