"""What a report prints of a bound is a bound."""

from __future__ import annotations

import math
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from kreissverify.experiments.monitor.printed import at_least, at_most, ends, with_error

NUMBERS = st.floats(-1e12, 1e12, allow_nan=False).filter(lambda x: x == 0 or abs(x) > 1e-12)
ERRORS = st.floats(0, 1e6)
ROUNDING = Fraction(3, 10**12)


@given(NUMBERS, st.integers(1, 6))
def test_bounds_are_rounded_to_their_side(x: float, digits: int) -> None:
    slack = ROUNDING * abs(Fraction(x))
    low, high = (Fraction(f(x, digits)) for f in (at_least, at_most))
    assert low <= Fraction(x) + slack and high >= Fraction(x) - slack
    assert high - low <= Fraction(10) ** (2 - digits) * abs(Fraction(x))


@given(NUMBERS, ERRORS, st.integers(2, 6))
def test_an_error_covers_the_digits_that_are_cut_off(x: float, error: float, digits: int) -> None:
    shown, more = with_error(x, error, digits).removesuffix(")").split(" (+")
    above = Fraction(x) + Fraction(error)
    assert Fraction(shown) + Fraction(more) >= above - ROUNDING * (abs(above) + abs(Fraction(x)))


@given(NUMBERS, st.just(0.0) | ERRORS, ERRORS)
def test_ends_with_their_error_contain_what_they_may_be(
    low: float, width: float, error: float
) -> None:
    high = low + width
    first, last, more = ends(low, high, error, 3)
    outward = Fraction(more.removeprefix("+")) + ROUNDING * (
        abs(Fraction(low)) + abs(Fraction(high))
    )
    assert Fraction(first) - outward <= Fraction(low) - Fraction(error)
    assert Fraction(last) + outward >= Fraction(high) + Fraction(error)
    # and they are ends: of what was seen, as a player of one parameter has one curvature
    slack = ROUNDING * max(abs(Fraction(low)), abs(Fraction(high)))
    assert Fraction(low) - slack <= Fraction(first) <= Fraction(last) <= Fraction(high) + slack


def test_what_is_unknown_is_said() -> None:
    assert with_error(0.5, math.inf, 4) == "0.5 (+ unknown)"
    assert at_least(math.inf, 4) == "inf" and with_error(0.5, 0.0, 4) == "0.5 (+0)"
