"""Bounds as decimals, rounded outward: what is printed is as true as what was proved."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal

from flint import fmpq

from kreissverify.numbers.extended import Extended, is_finite
from kreissverify.numbers.rational import as_fraction, rational_string

__all__ = ["agreed_text", "decimal_text", "end_text", "formatted", "interval_text"]

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


_SPEC = re.compile(
    r"(?P<place>(?:.?[<>^])?)(?P<sign>[-+ ]?)(?P<width>\d*)(?:\.(?P<digits>\d+))?(?P<kind>[efg]?)"
)
_MOST_DIGITS = 10_000  # of a format: more is a slip, and would take seconds


def formatted(low: Extended, high: Extended, spec: str) -> str:
    """Return an enclosure in a format of numbers: as many of the digits asked for as are certain.

    A digit is shown if both ends, rounded to it, agree; where none is, the text is the interval,
    with its ends rounded outward to the digits asked for.

    Parameters
    ----------
    low, high
        The ends of an enclosure.
    spec
        As of floats: ``[[fill]align][sign][width][.digits][e|f|g]``.

    Raises
    ------
    ValueError
        If the format is another one.
    """
    parts = _SPEC.fullmatch(spec)
    digits = int(parts["digits"] or 6) if parts else 0
    if parts is None or digits > _MOST_DIGITS:
        raise ValueError(f"format: expected one of floats, such as '.6f' or '.4g', got {spec!r}")
    rounded = _ROUNDED[parts["kind"] or "g"]
    text = _certain(low, high, digits, rounded)
    if text[0].isdigit() and parts["sign"] in ("+", " "):
        text = parts["sign"] + text
    return f"{text:{parts['place'] or '>'}{parts['width']}}"


def _certain(low: Extended, high: Extended, digits: int, rounded: Rounded) -> str:
    if not is_finite(low) or not is_finite(high):
        return agreed_text(low, high, max(digits, 2))
    # fewer digits may agree though one more does not, as of 0.4999 and 0.5001
    for count in range(digits, -1, -1):
        if (text := rounded(low, count, ROUND_HALF_EVEN)) == rounded(high, count, ROUND_HALF_EVEN):
            return text
    ends = rounded(low, digits, ROUND_FLOOR), rounded(high, digits, ROUND_CEILING)
    return f"[{ends[0]}, {ends[1]}]"


#: A number, digits, and a direction of rounding in; its text out.
Rounded = Callable[[fmpq, int, str], str]


def _fixed(value: fmpq, decimals: int, rounding: str) -> str:
    """Return a number to some decimals, rounded once: a quotient of decimals would round twice."""
    shifted = as_fraction(value * fmpq(10) ** decimals)
    whole = shifted.numerator // shifted.denominator
    if rounding == ROUND_CEILING:
        whole = -(-shifted.numerator // shifted.denominator)
    elif rounding == ROUND_HALF_EVEN:
        whole = round(shifted)
    digits = str(abs(whole)).rjust(decimals + 1, "0")
    point = len(digits) - decimals
    text = digits[:point] + ("." + digits[point:] if decimals else "")
    return f"-{text}" if whole < 0 else text


def _scientific(value: fmpq, decimals: int, rounding: str) -> str:
    context = Context(prec=decimals + 1, rounding=rounding)
    return f"{context.divide(Decimal(int(value.p)), Decimal(int(value.q))):.{decimals}e}"


def _general(value: fmpq, digits: int, rounding: str) -> str:
    count = max(digits, 1)
    text = decimal_text(value, count, rounding)
    # 15 to 21 agree in one digit, which is not shown as 20: its 0 would seem to be certain too
    return text if Decimal(text).adjusted() < count else _scientific(value, count - 1, rounding)


_ROUNDED: dict[str, Rounded] = {"e": _scientific, "f": _fixed, "g": _general}
