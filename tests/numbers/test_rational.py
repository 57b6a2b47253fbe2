"""Exact rationals: what becomes one, and the simplest in an interval."""

import math
from fractions import Fraction

import pytest
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st

from kreissverify.numbers.rational import (
    as_fmpq,
    as_fraction,
    rational_string,
    simplest_between,
    square_root,
)

fractions = st.fractions(min_value=-30, max_value=30, max_denominator=40)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_means_its_exact_value(x):
    assert as_fraction(as_fmpq(x)) == Fraction(x)


@given(fractions)
def test_strings_make_the_round_trip(q):
    value = as_fmpq(q)
    assert as_fmpq(rational_string(value)) == value
    assert Fraction(rational_string(value)) == q


@pytest.mark.parametrize("value", [math.nan, math.inf, "1/0", "abc", ""])
def test_what_is_no_number_is_a_value_error(value):
    with pytest.raises(ValueError, match="expected"):
        as_fmpq(value)


@pytest.mark.parametrize("value", [None, True, 1j, [1]])
def test_what_is_no_real_type_is_a_type_error(value):
    with pytest.raises(TypeError, match="expected a rational number"):
        as_fmpq(value)


@given(fractions, fractions)
def test_the_simplest_fraction_has_the_least_denominator(p, q):
    low, high = min(p, q), max(p, q)
    found = as_fraction(simplest_between(as_fmpq(low), as_fmpq(high)))
    assert low <= found <= high
    for denominator in range(1, found.denominator):
        assert math.floor(high * denominator) < math.ceil(low * denominator)


def test_the_simplest_between_needs_an_interval():
    with pytest.raises(ValueError, match="low"):
        simplest_between(fmpq(2), fmpq(1))


@given(st.fractions(min_value=0, max_value=100, max_denominator=50))
def test_square_roots_of_squares_are_found_and_no_others(q):
    value = as_fmpq(q)
    assert square_root(value * value) == value
    assert square_root(value * value + fmpq(1, 10**12) + fmpq(1, 7 * 10**15)) is None
