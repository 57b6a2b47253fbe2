"""Decimals are rounded outward."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import fmpq
from hypothesis import assume, given
from hypothesis import strategies as st

from kreissverify.numbers.enclosure import Enclosure
from kreissverify.reports.render.enclosures import enclosure_record, enclosure_text, value_text

rationals = st.fractions(max_denominator=10**9)


@given(rationals, rationals, st.integers(2, 20))
def test_a_printed_enclosure_contains_what_was_proved(
    a: Fraction, b: Fraction, digits: int
) -> None:
    low, high = sorted([a, b])
    assume(low < high)
    shown = enclosure_text(Enclosure.between(low, high), digits).strip("[]").split(", ")
    assert Fraction(shown[0]) <= low <= high <= Fraction(shown[1])
    assert Fraction(shown[0]) >= low - abs(low) * Fraction(10) ** (1 - digits)
    assert Fraction(shown[1]) <= high + abs(high) * Fraction(10) ** (1 - digits)


@pytest.mark.parametrize(
    ("value", "decimal", "exact"),
    [
        (fmpq(265, 96), "2.760417", "= 265/96"),
        (fmpq(0), "0", "= 0"),
        (fmpq(10**20, 10**18 + 1), "100", "[99.9999, 100]"),
        (fmpq(1, 10**20), "1.000000e-20", "= 1/100000000000000000000"),
        (float("inf"), "inf", "= inf"),
    ],
)
def test_an_exact_value_is_shown_exactly_where_that_is_short(value, decimal, exact) -> None:
    assert value_text(Enclosure.exactly(value)) == decimal
    assert enclosure_text(Enclosure.exactly(value), 6) == exact


def test_a_value_that_is_bounded_from_one_side_only_says_so() -> None:
    assert value_text(Enclosure.between(fmpq(5, 2), float("inf"))) == "at least 2.5"


def test_the_record_has_exact_ends() -> None:
    record = enclosure_record(Enclosure.between(fmpq(1, 3), fmpq(2, 3)))
    assert (record["lower"], record["upper"], record["value"]) == ("1/3", "2/3", 0.5)


def test_a_value_shows_only_digits_that_are_certain() -> None:
    assert value_text(Enclosure.between("1.14377497", "1.14377594")) == "1.1438"
    assert value_text(Enclosure.between("1.1437", "1.1529")) == "[1.14, 1.16]"
    assert value_text(Enclosure.between("0.9999", "1.0001")) == "1"
    assert value_text(Enclosure.between(1, 2)) == "[1, 2]"
