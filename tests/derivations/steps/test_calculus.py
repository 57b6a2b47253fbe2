"""Steps by calculus: true maxima are shown, and whatever is not one is refused, with the reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sympy import Abs, Eq, Rational, exp, log, oo, sqrt

from kreissverify import BlockTriangular, G, K, Real, theorem
from kreissverify.derivations import DerivationError, Fact, Proof, StepNotShown
from kreissverify.derivations.deciders import extrema, solvers
from kreissverify.derivations.deciders.intervals import interval_of
from kreissverify.derivations.deciders.limits import near_infinity
from kreissverify.derivations.deciders.solvers import Answer
from tests.derivations.support.proofs import refuse

Step = Callable[[Proof, sympy.Symbol], Fact]
NUMBERS = st.fractions(-4, 4, max_denominator=3)


@theorem(source="for the tests")
def at_least_one(J: BlockTriangular, t: Real(above=0)) -> Any:  # type: ignore[valid-type]
    return K(J) >= 1


def begun() -> tuple[Proof, sympy.Symbol]:
    p = Proof(at_least_one, refuse)
    return p, p.real("x")


def at_strong_coupling(p: Proof, x: sympy.Symbol) -> Fact:
    s = p.reals("s", p.J.c + 1 > 0)
    bound = sqrt(1 + p.J.c * x) - x <= p.J.c / 4 + 1 / p.J.c
    best = p.J.c / 4 - 1 / p.J.c
    return p.calculus("E1's", bound, of=x, at=best, uses=[s], given=[x >= 0, p.J.c > 2])


SHOWN: dict[str, tuple[Step, str]] = {
    "concave on the line": (
        lambda p, x: p.calculus("s", x <= exp(x - 1), of=x, at=1),
        "concave in x, with derivative 0 at x = 1",
    ),
    "convex on a half-line": (
        lambda p, x: p.calculus("s", x + p.parameter("t") ** 2 / x >= 2 * p.parameter("t"),
                                of=x, at=p.parameter("t"), given=[x > 0]),
        "convex in x, with derivative 0 at x = t",
    ),
    "a rise and a fall": (
        lambda p, x: p.calculus("s", x * exp(1 - x) <= 1, of=x, at=1),
        "increases up to x = 1 and decreases from there",
    ),
    "an end": (
        lambda p, x: p.calculus("s", log(1 / x) >= 2 * (1 - x) / (1 + x), of=x, at=1,
                                given=[x > 0, x <= 1]),
        "decreases up to x = 1",
    ),
    "an end that is not included": (
        lambda p, x: p.calculus("s", exp(-x) * (1 + x) <= 1, of=x, at=0, given=[x > 0]),
        "decreases from x = 0 on",
    ),
    "the other end, and strictly": (
        lambda p, x: p.calculus("s", x**2 < 5, of=x, at=2, given=[x >= 0, x <= 2]),
        "increases up to x = 2",
    ),
    "a limit": (
        lambda p, x: p.calculus("s", x / sqrt(x**2 + 1) <= 1, of=x, at=oo, given=[x >= 0]),
        "increases with x, and the claim holds in the limit",
    ),
    "a limit from above": (
        lambda p, x: p.calculus("s", (x + 1) / x > Rational(1, 2), of=x, at=oo, given=[x > 0]),
        "decreases with x, and the claim holds in the limit",
    ),
    "a limit with a parameter": (
        lambda p, x: p.calculus("s", (x - p.J.gamma) / (x + p.J.c) <= 1, of=x, at=oo,
                                given=[x >= 1]),
        "increases with x",
    ),
    "both sides with the variable, in the limit": (
        lambda p, x: p.calculus("s", x <= x + 1 / (x + 1), of=x, at=oo, given=[x >= 0]),
        "increases with x",
    ),
    "a root that vanishes at an end": (
        lambda p, x: p.calculus("s", sqrt(x * (1 - x)) <= Rational(1, 2), of=x, at=Rational(1, 2),
                                given=[x >= 0, x <= 1]),
        "concave in x, with derivative 0 at x = 1/2",
    ),
    "a case distinction without the variable": (
        lambda p, x: p.calculus(
            "s", x / (x + sympy.Piecewise((p.J.c, p.J.c > 1), (1, True))) <= 1, of=x, at=oo,
            given=[x > 0],
        ),
        "increases with x",
    ),
    "a parameter of the class": (at_strong_coupling, "concave in x, with derivative 0"),
}  # fmt: skip

REFUSED: dict[str, tuple[Step, str]] = {
    "a value that is too small": (
        lambda p, x: p.calculus("s", x * (4 - x) <= 3, of=x, at=2), "at x = 2: .*it is false|fails"
    ),
    "< where it is attained": (
        lambda p, x: p.calculus("s", x < exp(x - 1), of=x, at=1), "at x = 1: .*fails"
    ),
    "< where it is the limit": (
        lambda p, x: p.calculus("s", x / (x + 1) < 1, of=x, at=oo, given=[x >= 0]),
        "in the limit x → ∞: .*fails",
    ),
    "a point that is no maximum": (
        lambda p, x: p.calculus("s", x * (4 - x) <= 5, of=x, at=1), "the derivative for .*fails"
    ),
    "a local maximum": (
        lambda p, x: p.calculus("s", x**3 - 3 * x <= 2, of=x, at=-1), "the derivative for .*fails"
    ),
    "a saddle": (
        lambda p, x: p.calculus("s", x**3 <= 0, of=x, at=0), "the derivative for x > 0: .*fails"
    ),
    "a point outside": (
        lambda p, x: p.calculus("s", x * (4 - x) <= 4, of=x, at=2, given=[x >= 3]),
        "that 2 is a point of the interval: .*fails",
    ),
    "a pole between": (
        lambda p, x: p.calculus("s", 1 / x <= -1, of=x, at=-1, given=[x >= -1]), "the division"
    ),
    "a pole at the end": (
        lambda p, x: p.calculus("s", -1 / x <= 1, of=x, at=0, given=[x > 0]), "the division"
    ),
    "a root of what may be negative": (
        lambda p, x: p.calculus("s", sqrt(x) <= 1, of=x, at=1, given=[x <= 1]), "the root"
    ),
    "a logarithm of what may be negative": (
        lambda p, x: p.calculus("s", log(x) <= 0, of=x, at=1, given=[x <= 1]), "the logarithm"
    ),
    "a corner of a root": (
        lambda p, x: p.calculus("s", -sqrt(x**2 - 2 * x + 1) <= 0, of=x, at=1), "under the root"
    ),
    "no limit": (
        lambda p, x: p.calculus("s", x <= 5, of=x, at=oo, given=[x >= 0]), "a limit of x: .*fails"
    ),
    "a limit that is not approached from below": (
        lambda p, x: p.calculus("s", 1 / x <= 0, of=x, at=oo, given=[x > 0]),
        "increasing in x: .*fails",
    ),
    "an unknown limit": (
        lambda p, x: p.calculus("s", -sqrt(1 + sqrt(1 + 1 / x)) <= -sqrt(2), of=x, at=oo,
                                given=[x > 0]),
        "unknown limit of ",
    ),
    "a premise that holds elsewhere": (
        lambda p, x: p.calculus("s", x <= 1, of=x, at=1, given=[x <= 1, x >= 0],
                                uses=[p.reals("large", x >= 2, given=[x >= 2])]),
        "'large' needs x >= 2",
    ),
}  # fmt: skip

MISUSED: dict[str, tuple[Step, str]] = {
    "no inequality": (
        lambda p, x: p.calculus("s", Eq(x, x**2), of=x, at=1),
        "an inequality x <= y",
    ),
    "an integer": (
        lambda p, x: p.calculus("s", p.natural("k") <= 5, of=p.natural("k"), at=5),
        "expected a variable by `real`",
    ),
    "a parameter": (
        lambda p, x: p.calculus("s", p.parameter("t") > 0, of=p.parameter("t"), at=0),
        "expected a variable by `real`",
    ),
    "no bound": (
        lambda p, x: p.calculus("s", x**2 > 0, of=x, at=1, given=[x**2 > 1]),
        r"step 's': x\*\*2 > 1: expected a bound on x",
    ),
    "a bound that moves": (
        lambda p, x: p.calculus("s", x**2 > 0, of=x, at=1, given=[x > 2 * x - 1]),
        "expected a bound",
    ),
    "a point that moves": (
        lambda p, x: p.calculus("s", x <= x**3, of=x, at=x),
        "expected a point without x",
    ),
    "an unknown point": (
        lambda p, x: p.calculus("s", x <= x**3, of=x, at=sympy.Symbol("q", real=True)),
        "unknown symbol q",
    ),
    "no half-line": (
        lambda p, x: p.calculus("s", x <= 5, of=x, at=oo, given=[x <= 5]),
        "bounded from above",
    ),
    "a text for a point": (
        lambda p, x: p.calculus("s", x <= x**3, of=x, at="1"),
        "expected a number or a term, got '1'",
    ),
    "a condition for a fact": (
        lambda p, x: p.calculus("s", x <= x**3, of=x, at=1, uses=[x > 0]),  # type: ignore[list-item]
        "uses: expected a list of facts, got x > 0",
    ),
    "one condition for a list": (
        lambda p, x: p.calculus("s", x <= x**3, of=x, at=1, given=x > 0),
        "given: expected a list of conditions, got x > 0",
    ),
    "a corner": (lambda p, x: p.calculus("s", -Abs(x) <= x, of=x, at=0), "unknown derivative in x"),
    "a power without a derivative here": (
        lambda p, x: p.calculus("s", (1 + x**2) ** Rational(1, 3) >= 1, of=x, at=0),
        "unknown derivative in x",
    ),
    "a quantity": (
        lambda p, x: p.calculus("s", G(p.J, x) >= 0, of=x, at=2, given=[x > 1]),
        "unknown derivative in x",
    ),
}


@pytest.mark.parametrize("name", SHOWN)
def test_it_is_shown_by_two_solvers_and_points(name: str) -> None:
    step, note = SHOWN[name]
    fact = step(*begun())
    assert fact.kind == "calculus"
    assert note in fact.note
    assert {"z3", "cvc5", "points"} <= set(fact.means)
    assert fact.question.count("(check-sat)") == fact.question.count("(reset)") + 1 >= 2


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_a_maximum_is_refused(name: str) -> None:
    step, why = REFUSED[name]
    with pytest.raises(StepNotShown) as refusal:
        step(*begun())
    assert re.search(why, refusal.value.reason)


@pytest.mark.parametrize("name", MISUSED)
def test_misuse_is_named(name: str) -> None:
    step, why = MISUSED[name]
    with pytest.raises(DerivationError, match=why):
        step(*begun())


def test_conditions_that_can_be_read_once_are_kept() -> None:
    p, x = begun()
    fact = p.calculus("s", x <= 3, of=x, at=3, given=(bound for bound in [x <= 3]))
    assert fact.given == (x <= 3,)


def test_a_premise_that_has_no_value_at_the_point_says_nothing() -> None:
    p, x = begun()
    fact = p.reals("f", sympy.Implies(x > 0, 1 / x > 0))
    assert p.calculus("s", -x <= 0, of=x, at=0, given=[x >= 0], uses=[fact]).kind == "calculus"


def test_a_fact_holds_for_all_values_in_the_interval_and_for_no_other() -> None:
    p, x = begun()
    fact = p.calculus("s", x * (2 - x) <= 0, of=x, at=2, given=[x >= 2])
    assert p.at(fact, {x: p.J.c + 2}).claim == ((p.J.c + 2) * -p.J.c <= 0)
    with pytest.raises(StepNotShown, match="fails"):
        p.at(fact, {x: 1})


@pytest.mark.parametrize("wrong", [lambda f, x: -f.diff(x), lambda f, x: f.diff(x) + 1])
def test_a_wrong_derivative_shows_nothing_false(
    monkeypatch: pytest.MonkeyPatch, wrong: Callable[..., Any]
) -> None:
    """The claim is also evaluated at points, so that an error in the derivatives is met."""
    monkeypatch.setattr(extrema, "_derivative", wrong)
    p, x = begun()
    with pytest.raises(StepNotShown):
        p.calculus("a minimum", (x - 1) ** 2 <= 0, of=x, at=1)
    with pytest.raises(StepNotShown):
        p.calculus("a slope", x * (1 - x) <= 0, of=x, at=0, given=[x >= 0])


@pytest.mark.parametrize("missing", ["z3", "cvc5"])
def test_one_solver_is_enough_and_none_is_not(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    def one(text: str) -> dict[str, Answer]:
        return {**asked(text), missing: Answer.MISSING}

    def none(text: str) -> dict[str, Answer]:
        return dict.fromkeys(solvers.SOLVERS, Answer.UNKNOWN)

    asked = solvers.ask
    step, _ = SHOWN["concave on the line"]
    monkeypatch.setattr("kreissverify.derivations.deciders.reals.ask", one)
    fact = step(*begun())
    assert missing not in fact.means and len(fact.ways) == 2
    monkeypatch.setattr("kreissverify.derivations.deciders.reals.ask", none)
    with pytest.raises(StepNotShown, match="no solver decided it"):
        step(*begun())


@settings(max_examples=40, deadline=None)
@given(st.lists(NUMBERS, min_size=2, max_size=4), NUMBERS, NUMBERS, st.booleans())
def test_what_is_shown_of_a_polynomial_is_true(
    coefficients: list[Fraction], point: Fraction, slack: Fraction, half_line: bool
) -> None:
    p, x = begun()
    f = sum((sympy.Rational(a) * x**k for k, a in enumerate(coefficients)), sympy.S.Zero)
    assume(f.has(x))
    bound = f.xreplace({x: sympy.Rational(point)}) + sympy.Rational(slack)
    domain = [x >= sympy.Rational(point) - 1] if half_line else []
    values = [Fraction(k, 4) for k in range(-80, 81) if not half_line or k >= 4 * (point - 1)]
    true = all(f.xreplace({x: sympy.Rational(v)}) <= bound for v in values)
    try:
        below = sympy.Le(f, bound, evaluate=False)
        p.calculus("s", below, of=x, at=sympy.Rational(point), given=domain)
    except StepNotShown:
        return
    assert true


@settings(max_examples=30, deadline=None)
@given(st.fractions(Fraction(1, 4), 4, max_denominator=4), NUMBERS, NUMBERS)
def test_every_parabola_has_its_vertex(a: Fraction, m: Fraction, top: Fraction) -> None:
    p, x = begun()
    vertex, height = sympy.Rational(m), sympy.Rational(top)
    f = sympy.expand(height - sympy.Rational(a) * (x - vertex) ** 2)
    below, strictly = (kind(f, height, evaluate=False) for kind in (sympy.Le, sympy.Lt))
    assert p.calculus("s", below, of=x, at=vertex).kind == "calculus"
    with pytest.raises(StepNotShown):
        p.calculus("s", strictly, of=x, at=vertex)


@settings(max_examples=60, deadline=None)
@given(st.lists(NUMBERS, min_size=2, max_size=4), st.lists(NUMBERS, min_size=1, max_size=3),
       st.booleans())  # fmt: skip
def test_a_function_near_infinity_is_the_function(
    above: list[Fraction], below: list[Fraction], rooted: bool
) -> None:
    x, u = sympy.Symbol("x", real=True), sympy.Symbol("u", real=True)
    first, second = (
        sum((sympy.Rational(a) * x**k for k, a in enumerate(some)), sympy.S.Zero)
        for some in (above, below)
    )
    assume(second != 0)
    f = first / second + (sqrt(first**2 + second**2) if rooted else 0)
    g = near_infinity(f, x, u)
    for value in (Rational(1, 7), Rational(1, 1000)):
        there = second.xreplace({x: 1 / value**2})
        if there != 0:
            gap = f.xreplace({x: 1 / value**2}) - g.xreplace({u: value})
            assert sympy.N(gap, 30, chop=True) == 0 or sympy.simplify(gap) == 0


def test_roots_have_neither_zero_nor_pole_at_infinity() -> None:
    x, u = sympy.Symbol("x", real=True), sympy.Symbol("u", real=True)
    assert near_infinity(sqrt(x**4 + x), x, u).xreplace({u: sympy.S.Zero}) is sympy.zoo
    assert near_infinity(sqrt(x**4 + x) / x**2, x, u).xreplace({u: sympy.S.Zero}) == 1
    assert near_infinity(1 / sqrt(x**3 + 1), x, u).xreplace({u: sympy.S.Zero}) == 0


def test_an_interval_is_read_from_bounds_either_way_round() -> None:
    x, a = sympy.symbols("x a", real=True)
    interval, others = interval_of("s", x, [sympy.Lt(a, x), x <= 3, a > 0])
    assert interval.bounds == (x > a, x <= 3) and others == (a > 0,)
    assert interval.is_bounded_above
    assert interval.interior.bounds == (x > a, x < 3)
    assert interval.closure.bounds == (x >= a, x <= 3)
    assert interval.contains(sympy.Integer(2)) == (sympy.Gt(2, a), sympy.Le(2, 3, evaluate=False))
