"""The exact sign of radical expressions."""

import math

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from kreissverify.numbers.radicals import NotRadical, sign

naturals = st.integers(1, 40)


@given(naturals, naturals)
def test_denested_root_is_recognised_as_zero(a: int, b: int) -> None:
    nested = sympy.sqrt(a + b + 2 * sympy.sqrt(a * b), evaluate=False)
    assert sign(sympy.sqrt(a) + sympy.sqrt(b) - nested) == 0


@given(naturals, naturals, st.integers(20, 200))
def test_a_tiny_difference_is_no_zero(a: int, b: int, digits: int) -> None:
    nested = sympy.sqrt(a + b + 2 * sympy.sqrt(a * b), evaluate=False)
    tiny = sympy.Rational(1, 10**digits)
    assert sign(sympy.sqrt(a) + sympy.sqrt(b) - nested - tiny) == -1


@given(st.fractions(-5, 5), st.integers(0, 60), st.fractions(-5, 5).filter(bool))
def test_agrees_with_floats_where_they_are_clear(p, n, q) -> None:
    expression = sympy.Rational(p) + sympy.sqrt(n) / sympy.Rational(q)
    value = float(p) + math.sqrt(n) / float(q)
    if abs(value) > 1e-6:
        assert sign(expression) == (1 if value > 0 else -1)


def test_multiples_of_one_root_count_once() -> None:
    huge = sympy.Integer(10**100 + 1)
    one, other = (sympy.sqrt(x, evaluate=False) for x in (2 * huge**2, sympy.Integer(8) * huge**2))
    assert sign(2 * one - other) == 0
    assert sign(2 * one - other + sympy.Rational(1, 10**300)) == 1


@pytest.mark.parametrize("expression", [sympy.Symbol("x") + 1, sympy.log(2), sympy.pi])
def test_other_functions_are_refused(expression: sympy.Expr) -> None:
    with pytest.raises(NotRadical):
        sign(expression)


def test_a_root_of_a_negative_number_is_refused() -> None:
    with pytest.raises(NotRadical):
        sign(sympy.Pow(-2, sympy.S.Half, evaluate=False) + sympy.sqrt(3))
