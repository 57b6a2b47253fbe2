"""Domains of further parameters: their ends are exact, and their symbols know what they may."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Rational

from kreissverify.theorems import Integer, Real

rationals = st.fractions(-3, 3, max_denominator=8)


@given(rationals, rationals, rationals)
def test_membership_is_what_the_interval_says(a: Fraction, b: Fraction, x: Fraction) -> None:
    low, high = sorted((a, b))
    assert Real(at_least=low, at_most=high).contains(x) == (low <= x <= high)
    if low < high:
        assert Real(above=low, below=high).contains(x) == (low < x < high)
        assert Real(above=low, below=high).contains((low + high) / 2)
    assert Integer(at_least=-3).contains(x) == (x.denominator == 1)


@given(rationals, rationals)
def test_a_symbol_assumes_no_more_than_the_domain(a: Fraction, x: Fraction) -> None:
    for domain in (Real(above=a), Real(at_least=a), Integer(at_least=a), Integer(above=a)):
        symbol = domain.symbol("x")
        assert symbol.is_real
        if domain.contains(x):
            assert not (symbol.is_positive and x <= 0)
            assert not (symbol.is_nonnegative and x < 0)


def test_symbols_know_their_sign() -> None:
    assert Real(above=0).symbol("x").is_positive
    assert Real(at_least=0).symbol("x").is_nonnegative
    assert Integer().symbol("t").is_integer


@pytest.mark.parametrize(
    ("domain", "text"),
    [
        (Real(above=0, at_most="1/2"), "(0, 1/2]"),
        (Real(at_least=-1, below=Rational(1, 3)), "[-1, 1/3)"),
        (Real(at_least=-1), "[-1, ∞)"),
        (Integer(below=7), "(-∞, 7)"),
    ],
)
def test_interval(domain: Real | Integer, text: str) -> None:
    assert domain.interval() == text


@pytest.mark.parametrize(
    ("kind", "ends", "message"),
    [
        (Real, {"above": 0.5}, r"above: .*float 0\.5; write Rational\(1, 2\)"),
        (Real, {"above": "a half"}, "above: expected a rational number"),
        (Real, {"above": 0, "at_least": 1}, "either above or at_least"),
        (Real, {"above": 1, "at_most": 1}, r"no number lies in \(1, 1\]"),
        (Real, {"at_least": 2, "at_most": 1}, "no number lies in"),
        (Integer, {"above": 0, "below": 1}, "no number lies in"),
    ],
)
def test_wrong_ends(kind: Any, ends: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        kind(**ends)
