"""Numbers drawn for the variables of a step lie where its premises can hold, ends among them."""

import random

from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st
from sympy import Rational, Symbol, symbols

from kreissverify.derivations.points.drawn_numbers import Range, drawn, ranges, short_rational

x, y = symbols("x y", real=True)
ends = st.fractions(min_value=-5, max_value=5, max_denominator=20)


def _many(of: Range, count: int = 400) -> list[fmpq]:
    generator = random.Random(0)
    return [drawn(of, generator) for _ in range(count)]


def _is_in(value: fmpq, of: Range) -> bool:
    above = of.lower is None or (value > of.lower if of.lower_is_strict else value >= of.lower)
    below = of.upper is None or (value < of.upper if of.upper_is_strict else value <= of.upper)
    return above and below


@given(ends, ends, st.booleans(), st.booleans(), st.integers(0, 10**6))
def test_what_is_drawn_lies_in_its_range(a, b, left: bool, right: bool, seed: int) -> None:
    lower, upper = (fmpq(e.numerator, e.denominator) for e in sorted((a, b)))
    generator = random.Random(seed)
    both = [Range(lower, upper, left, right)] if lower < upper else []
    for of in (*both, Range(lower, None, left), Range(None, upper, False, right), Range()):
        for _ in range(20):
            assert _is_in(drawn(of, generator), of), of


def test_ends_are_drawn_if_they_belong_to_the_range() -> None:
    closed, half = Range(fmpq(1), fmpq(2)), Range(fmpq(1), fmpq(2), True, False)
    assert {fmpq(1), fmpq(2)} <= set(_many(closed))
    assert fmpq(2) in _many(half) and fmpq(1) not in _many(half)
    assert fmpq(3) in _many(Range(fmpq(3))) and fmpq(3) not in _many(Range(fmpq(3), None, True))


def test_premises_that_bound_a_variable_are_met() -> None:
    premises = [x > 0, Rational(1, 2) >= x, x <= 7, x < y, y >= 3, y > 2]
    found = ranges(premises, [x, y])
    assert found[x] == Range(fmpq(0), fmpq(1, 2), lower_is_strict=True)
    assert found[y] == Range(fmpq(3))


def test_an_end_that_is_strict_counts_before_the_same_one_that_is_not() -> None:
    for premises in ([x > 1, x >= 1], [x >= 1, x > 1]):
        assert ranges(premises, [x])[x] == Range(fmpq(1), None, lower_is_strict=True)
    for premises in ([x < 1, x <= 1], [x <= 1, x < 1]):
        assert ranges(premises, [x])[x] == Range(None, fmpq(1), upper_is_strict=True)


def test_integers_are_drawn_half_of_the_time() -> None:
    n = Symbol("n", integer=True, positive=True)
    generator = random.Random(0)
    values = [short_rational(n, generator) for _ in range(400)]
    assert all(value > 0 for value in values)
    whole = sum(value.q == 1 for value in values)
    assert 200 < whole < 400


def test_gamma_is_below_one() -> None:
    gamma = Symbol("gamma", real=True)
    generator = random.Random(0)
    values = [short_rational(gamma, generator) for _ in range(400)]
    assert all(0 <= value < 1 for value in values) and fmpq(0) in values
