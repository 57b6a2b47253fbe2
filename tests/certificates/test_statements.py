"""Statements are evaluated outward, in three values, and written out as they were evaluated."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreissverify.certificates import checker
from tests.certificates.support.by_hand import (
    ONE,
    Document,
    Tree,
    fact,
    instance,
    num,
    op,
    quantity,
    refutation,
    sym,
)

FALSE = op("lt", ONE, ONE)
#: K is known to lie in [1, ∞), M is infinite for the second instance.
STABLE = [["1/2", "0"], ["1/8", "1/2"]]
UNSTABLE = [["1/2", "1"], ["2", "1/2"]]


def decided(tree: Tree, *facts: Document, matrix: list[list[str]] = STABLE) -> bool | None:
    """Return whether the checker takes a formula for true, for false, or for neither."""
    of = instance(matrix, "1/2", parameters={"x": "7/3", "k": "-2"})
    known = [fact("K", lower={"value": "1"}), *facts]
    for answer, conclusion, hypotheses in ((True, FALSE, [tree]), (False, tree, [])):
        try:
            checker.check(refutation(of, conclusion, known, hypotheses))
        except checker.Rejected as error:
            assert "not certainly" in str(error), error
        else:
            return answer
    return None


def near(tree: Tree, value: mpmath.mpf) -> bool:
    """Whether a term is enclosed to 40 digits around a value known to more."""
    radius = max(abs(value), mpmath.mpf(1)) * mpmath.mpf(10) ** -40
    low, high = (exactly(value - radius), exactly(value + radius))
    return decided(op("and", op("gt", tree, low), op("lt", tree, high))) is True


def exactly(x: mpmath.mpf) -> Tree:
    sign, mantissa, exponent, _ = x._mpf_
    return num(Fraction(-mantissa if sign else int(mantissa)) * Fraction(2) ** exponent)


RATIONALS = st.fractions(min_value=-50, max_value=50, max_denominator=10**6)
POSITIVE = st.fractions(min_value=Fraction(1, 10**6), max_value=10**9, max_denominator=10**6)


@given(POSITIVE)
def test_logarithm_and_root(q: Fraction) -> None:
    with mpmath.workdps(80):
        x = mpmath.mpf(q.numerator) / q.denominator
        assert near(op("log", num(q)), mpmath.log(x))
        assert near(op("sqrt", num(q)), mpmath.sqrt(x))
        assert near(op("pow", num(q), num("-2/3")), x ** (mpmath.mpf(-2) / 3))


@given(RATIONALS)
def test_exponential(q: Fraction) -> None:
    with mpmath.workdps(80):
        x = mpmath.mpf(q.numerator) / q.denominator
        assert near(op("mul", op("exp", num(q)), op("exp", num(-q))), mpmath.mpf(1))
        assert near(op("exp", num(q)), mpmath.exp(x)) or q > 20  # relative digits above that


@given(RATIONALS, RATIONALS, st.integers(-5, 5))
def test_rational_arithmetic_is_exact(p: Fraction, q: Fraction, n: int) -> None:
    assert decided(op("eq", op("add", num(p), num(q)), num(p + q))) is True
    assert decided(op("eq", op("mul", num(p), num(q)), num(p * q))) is True
    assert decided(op("eq", op("abs", num(p)), num(abs(p)))) is True
    assert decided(op("le", num(p), num(q))) is (p <= q)
    assert decided(op("ne", op("max", num(p), num(q)), num(max(p, q)))) is False
    if q:
        assert decided(op("eq", op("div", num(p), num(q)), num(p / q))) is True
        assert decided(op("eq", op("pow", num(q), num(n)), num(q**n))) is True
    assert decided(op("eq", op("sqrt", op("mul", num(q), num(q))), num(abs(q)))) is True


K, M = quantity("K"), quantity("M")
#: A value known to lie in [-3, 2], for K may be 1 or more.
SIGNED = op("piecewise", num(-3), op("le", K, ONE), num(2), True)
UNDECIDED = {
    "square of either sign": op("ge", op("pow", SIGNED, num(2)), ONE),
    "fractional power of either sign": op("gt", op("pow", num(-8), num("1/3")), num(-9)),
    "K above 1 only": op("le", K, num(9)),
    "division by what may be zero": op("le", op("div", ONE, op("add", K, num(-2))), num(9)),
    "zero times what may be infinite": op("eq", op("mul", num(0), K), num(0)),
    "a difference with itself": op("eq", op("add", K, op("neg", K)), num(0)),
    "logarithm of zero": op("lt", op("log", num(0)), ONE),
    "logarithm of a negative number": op("lt", op("log", num(-1)), ONE),
    "root of a negative number": op("lt", op("sqrt", num(-1)), num(-9)),
    "division by zero": op("lt", op("div", ONE, num(0)), ONE),
    "power of a negative number": op("lt", op("pow", num(-8), num("1/3")), ONE),
    "zero to a negative power": op("lt", op("pow", num(0), num(-1)), ONE),
    "infinite to the power zero": op("eq", op("pow", K, num(0)), ONE),
    "unknown case": op("eq", op("piecewise", K, op("le", K, num(2)), num(0), True), num(0)),
    "no case": op("eq", op("piecewise", num(0), FALSE), num(0)),
    "unknown or unknown": op("or", op("le", K, num(9)), op("gt", K, num(9))),
    "absolute value of what has none": op("ge", op("abs", op("div", ONE, num(0))), num(0)),
    "square of what has no value": op("ge", op("pow", op("log", num(0)), num(2)), num(0)),
    "maximum with what has no value": op("ge", op("max", op("sqrt", num(-1)), num(9)), num(0)),
    "exponential of what has no value": op("ge", op("exp", op("log", num(-1))), num(0)),
    "infinite to a power that may be zero": op(
        "ge", op("pow", K, op("piecewise", num(0), op("le", K, ONE), num("1/2"), True)), num(0)
    ),
    "a product with what has no value": op("eq", op("mul", num(0), op("log", num(0))), num(0)),
    "logarithms that are equal": op("eq", op("log", num(4)), op("mul", num(2), op("log", num(2)))),
}


@pytest.mark.parametrize("name", UNDECIDED)
def test_undecided(name: str) -> None:
    assert decided(UNDECIDED[name]) is None


LONG = 10**60 + 7
DECIDED = {
    "unknown and false": (op("and", op("le", K, num(9)), FALSE), False),
    "unknown or true": (op("or", op("le", K, num(9)), op("ge", K, ONE)), True),
    "false implies unknown": (op("implies", FALSE, op("le", K, num(9))), True),
    "true implies false": (op("implies", op("ge", K, ONE), FALSE), False),
    "iff": (op("iff", op("iff", FALSE, op("ge", K, ONE)), FALSE), True),
    "not": (op("not", FALSE), True),
    "power zero": (op("eq", op("pow", num(5), num(0)), ONE), True),
    "first case that holds": (
        op("eq", op("piecewise", num(3), FALSE, num(4), op("ge", K, ONE), K, True), num(4)),
        True,
    ),
    "hull of cases": (
        op("le", op("piecewise", num(3), op("le", K, num(2)), num(5), True), num(5)),
        True,
    ),
    "even power of either sign": (op("le", op("pow", SIGNED, num(2)), num(9)), True),
    "even power is not negative": (op("ge", op("pow", SIGNED, num(2)), num(0)), True),
    "absolute value of either sign": (op("lt", op("abs", SIGNED), num(0)), False),
    "reciprocal of what is large": (op("le", op("div", ONE, K), ONE), True),
    "a long root": (
        op("eq", op("sqrt", num(f"{LONG**2}/{10**80}")), num(f"{LONG}/{10**40}")),
        True,
    ),
    "a case that is not taken has no say": (
        op("eq", op("piecewise", num(3), op("ge", K, ONE), op("log", num(0)), True), num(3)),
        True,
    ),
    "constants": (op("lt", op("mul", {"const": "e"}, {"const": "pi"}), num("85397/10000")), False),
    "symbols": (op("eq", op("mul", sym("gamma"), sym("c"), sym("x")), num("7/48")), True),
    "derived norm": (op("eq", quantity("norm", "J.C"), sym("c")), True),
}


@pytest.mark.parametrize("name", DECIDED)
def test_decided(name: str) -> None:
    tree, expected = DECIDED[name]
    assert decided(tree) is expected


@pytest.mark.parametrize("exponent", [-100_000, 100_000, 10**9])
def test_an_exponential_out_of_range_is_rejected(exponent: int) -> None:
    power = op("exp", num(exponent))
    for claim in (op("le", power, num(0)), op("ge", power, num(10**30))):
        of = instance(STABLE, "1/2")
        with pytest.raises(checker.Rejected, match="flow"):
            checker.check(refutation(of, claim, []))


INFINITE = [
    fact("K", lower={"value": "inf", "rho": "3/2"}),
    fact("M", lower={"value": "inf", "rho": "3/2"}),
]


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (op("le", K, num(10**30)), False),
        (op("gt", op("add", op("mul", num(2), K), num(-7)), num(10**30)), True),
        (op("le", op("div", ONE, K), num(0)), True),
        (op("le", K, M), None),
        (op("lt", K, M), None),
        (op("eq", K, M), None),
        (op("lt", op("add", K, op("neg", M)), num(0)), None),
        (op("lt", op("div", K, M), num(2)), None),
        (op("gt", op("log", K), num(99)), True),
        (op("lt", op("exp", op("neg", K)), num("1/1000000")), True),
        (op("gt", op("sqrt", K), num(99)), True),
    ],
)
def test_infinity(tree: Tree, expected: bool | None) -> None:
    assert decided(tree, *INFINITE, matrix=UNSTABLE) is expected


def test_the_statement_is_written_as_it_was_evaluated() -> None:
    gap = op("add", ONE, op("neg", sym("gamma")))
    left = op("mul", sym("c"), op("pow", op("add", K, num("-1/2")), num(2)))
    wrong = op("gt", op("div", op("neg", left), gap), op("max", num(3), op("sqrt", num(2))))
    of = instance(STABLE, "1/2", parameters={"x": "3"})
    shown = checker.check(
        refutation(of, wrong, [fact("K", lower={"value": "1"})], [op("gt", sym("x"), num(0))])
    )
    assert shown == (
        "for SelfReferential (symmetric) [1, 1], J = [[1/2, 0], [1/8, 1/2]], gamma = 1/2, x = 3: "
        "x > 0; "
        "FALSE: (-c*(K(J) - 1/2)^2)/(1 - gamma) > max(3, sqrt(2)) "
        "[(-c*(K(J) - 1/2)^2)/(1 - gamma) = -Infinity to -0.0625; max(3, sqrt(2)) = 3]"
    )
