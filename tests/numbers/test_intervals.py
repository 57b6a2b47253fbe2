"""Intervals contain what exact arithmetic, or mpmath at 60 digits, finds for points in them."""

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from flint import fmpq
from hypothesis import example, given
from hypothesis import strategies as st

from kreissverify.numbers.intervals import Intervals, joined_intervals

floats = st.floats(allow_nan=False, allow_infinity=False)
moderate = st.floats(-1e6, 1e6)


@st.composite
def points(draw: st.DrawFn) -> tuple[Intervals, float]:
    """Draw an interval, and a float in it."""
    low, middle, high = sorted(draw(st.tuples(floats, floats, floats)))
    return Intervals(np.array([low]), np.array([high])), middle


def holds(found: Intervals, value: Fraction) -> bool:
    """Say whether an exact number is in an interval."""
    low, high = float(found.lower[0]), float(found.upper[0])
    above = low == -math.inf or (low != math.inf and Fraction(low) <= value)
    return above and (high == math.inf or (high != -math.inf and value <= Fraction(high)))


@given(points(), points())
@example((Intervals.exactly([1e308]), 1e308), (Intervals.exactly([1e308]), 1e308))
@example((Intervals.exactly([5e-324]), 5e-324), (Intervals.exactly([0.5]), 0.5))
def test_field_operations_contain_the_exact_result(
    first: tuple[Intervals, float], second: tuple[Intervals, float]
) -> None:
    (x, a), (y, b) = first, second
    assert holds(x + y, Fraction(a) + Fraction(b))
    assert holds(x - y, Fraction(a) - Fraction(b))
    assert holds(x * y, Fraction(a) * Fraction(b))
    if b:
        assert holds(x / y, Fraction(a) / Fraction(b))
    assert holds(abs(x), abs(Fraction(a)))
    assert holds(x.largest(y), max(Fraction(a), Fraction(b)))
    assert holds(x.smallest(y), min(Fraction(a), Fraction(b)))
    for k in (0, 2, 3):
        assert holds(x.power(k), Fraction(a) ** k)


@given(points())
@example((Intervals.exactly([0.0]), 0.0))
@example((Intervals.exactly([5e-324]), 5e-324))
def test_roots_contain_the_exact_one(drawn: tuple[Intervals, float]) -> None:
    x, a = drawn
    low, high = float(x.sqrt().lower[0]), float(x.sqrt().upper[0])
    if float(x.lower[0]) < 0:
        assert (low, high) == (-math.inf, math.inf)
    else:
        assert low >= 0 and Fraction(low) ** 2 <= Fraction(a) <= Fraction(high) ** 2


@given(moderate)
@example(1 + 2.0**-52)
@example(-745.5)
@example(710.0)
def test_functions_contain_what_mpmath_finds(value: float) -> None:
    x = Intervals.exactly([value])
    with mpmath.workdps(60):
        exact = mpmath.mpf(value)
        pairs = [(x.asinh(), mpmath.asinh(exact)), (x.exp(), mpmath.exp(exact))]
        if value > 0:
            pairs += [(x.log(), mpmath.log(exact))]
        if value > -1:
            pairs += [(x.log1p(), mpmath.log1p(exact))]
        for found, true in pairs:
            assert mpmath.mpf(float(found.lower[0])) <= true <= mpmath.mpf(float(found.upper[0]))


def test_what_has_no_value_is_the_whole_line() -> None:
    x = Intervals(np.array([-1.0, 0.0]), np.array([2.0, 0.0]))
    for found in (1 / x, x.log(), (x - 1.0).sqrt()):
        assert np.isneginf(found.lower).all() and np.isposinf(found.upper).all()
    infinite = Intervals.exactly([np.inf])
    assert not (infinite * Intervals.exactly([0.0])).is_bounded[0]
    assert not (infinite - infinite).is_bounded[0]


def test_rationals_are_points_where_they_are_floats() -> None:
    found = Intervals.of_rationals([fmpq(1, 3), fmpq(3, 8), fmpq(10) ** 400, -(fmpq(10) ** 400)])
    assert found.lower[1] == found.upper[1] == 0.375
    assert Fraction(found.lower[0]) < Fraction(1, 3) < Fraction(found.upper[0])
    assert found.upper[2] == np.inf and found.lower[2] > 1e308 and found.lower[3] == -np.inf


def test_parts_are_joined_and_chosen() -> None:
    whole = joined_intervals([Intervals.exactly([1.0, 2.0]), Intervals.unknown(1)])
    assert whole.is_bounded.tolist() == [True, True, False]
    put = whole.put([2], Intervals.exactly([3.0]))
    assert put.upper.tolist() == [1, 2, 3] and put[1:].lower.tolist() == [2, 3]


@pytest.mark.parametrize("exponent", [-1, -2])
def test_negative_powers_are_reciprocals(exponent: int) -> None:
    found = Intervals.exactly([3.0]).power(exponent)
    assert holds(found, Fraction(3) ** exponent)
