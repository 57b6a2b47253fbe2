"""Numbers of a report as they are printed: bounds stay bounds with fewer digits."""

from __future__ import annotations

import math
from decimal import ROUND_CEILING, ROUND_FLOOR

from kreissverify.numbers.decimals import decimal_text
from kreissverify.numbers.rational import as_fmpq

__all__ = ["at_least", "at_most", "ends", "with_error"]

# A bound that exceeds the next decimal by a rounding, as 0.3 does as a float, is that decimal.
_ROUNDING = 1e-12
_ALL_DIGITS = 17  # of a float


def at_least(x: float, digits: int) -> str:
    """Return a lower bound to some digits: no more than it is, but for a rounding.

    >>> at_least(1.23456, 4), at_least(1.2349, 3), at_least(0.1 + 0.2, 4)
    ('1.234', '1.23', '0.3')
    """
    return _text(x + _ROUNDING * abs(x), digits, ROUND_FLOOR)


def at_most(x: float, digits: int) -> str:
    """Return an upper bound to some digits: no less than it is, but for a rounding.

    >>> at_most(1.2341, 4), at_most(0.1 + 0.2, 4)
    ('1.235', '0.3')
    """
    return _text(x - _ROUNDING * abs(x), digits, ROUND_CEILING)


def with_error(x: float, error: float, digits: int) -> str:
    """Return a lower bound and how much larger it may be, the digits that are cut off included.

    >>> with_error(1.23456, 1e-6, 4), with_error(0.25, 0.0014, 4)
    ('1.234 (+0.0006)', '0.25 (+0.002)')
    """
    shown = at_least(x, digits)
    return f"{shown} ({_more(x + error - float(shown), x)})"


def ends(low: float, high: float, error: float, digits: int) -> tuple[str, str, str]:
    """Return the ends of an interval that is seen from inside, and how far outward they may be.

    Of one that is narrower than its digits there are more, until its ends are in order.

    >>> ends(0.12345, 1.5, 1e-9, 3)
    ('0.124', '1.5', '+0.0006')
    >>> ends(0.12345, 0.12345, 1e-9, 3)
    ('0.12345', '0.12345', '+2e-9')
    """
    several = ((at_most(low, d), at_least(high, d)) for d in range(digits, _ALL_DIGITS + 1))
    shown = next((x for x in several if float(x[0]) <= float(x[1])), (repr(low), repr(high)))
    beyond = max(float(shown[0]) - low + error, high + error - float(shown[1]))
    return (*shown, _more(beyond, max(abs(low), abs(high))))


def _more(error: float, of: float) -> str:
    """Return how much more a bound may be: few steps of an iteration may leave that open."""
    if not math.isfinite(error):
        return "+ unknown"
    return "+0" if error <= 2 * _ROUNDING * abs(of) else f"+{_text(error, 1, ROUND_CEILING)}"


def _text(x: float, digits: int, rounding: str) -> str:
    return decimal_text(as_fmpq(x), digits, rounding) if math.isfinite(x) else str(x)
