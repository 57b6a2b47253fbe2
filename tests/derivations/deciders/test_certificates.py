"""Exact certificates over the reals: found, short, and refused once anything in them is changed."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Abs, And, Eq, Integer, Max, Ne, Or, Piecewise, Rational, asinh, exp, log, sqrt
from sympy.logic.boolalg import Boolean

from kreissverify import BlockTriangular, theorem
from kreissverify.derivations import derive
from kreissverify.derivations.certified import with_certificates
from kreissverify.derivations.deciders.asked import RealQuestion
from kreissverify.derivations.deciders.positivstellensatz.certificates import (
    Either,
    Product,
    RealCertificate,
    Refutation,
    Sign,
    Sum,
    verifies,
)
from kreissverify.derivations.deciders.positivstellensatz.decider import certify
from kreissverify.derivations.deciders.positivstellensatz.polynomials import (
    ONE,
    constant,
    unknown,
)
from kreissverify.derivations.deciders.positivstellensatz.search import refute
from kreissverify.derivations.deciders.positivstellensatz.system import system_of

a, b, c, x, y = sympy.symbols("a b c x y", real=True)
p, q = sympy.symbols("p q", positive=True)
t = sympy.Symbol("t", integer=True, nonnegative=True)

TRUE: dict[str, tuple[list[Boolean], Boolean]] = {
    "a product": ([x > 2], x**2 > 4),
    "a square": ([], x**2 + y**2 >= 2 * x * y),
    "squares of several terms": (
        [x < y, y < a], 1 - 2 * b + b**2 + (x * c - y) ** 2 + x**2 * y**2 * a**2 >= 0),
    "a root of squares": ([x < y, y < a], sqrt(1 - 2 * b + b**2 + x**2 * c**2 * y**2) >= 0),
    "a quotient": ([x >= 0, x < 1, y > 1], 1 / (y - x) > 0),
    "a quotient by either sign": ([Ne(x, 0), Eq(y, 1 / x)], Ne(y, 0)),
    "a root": ([x >= 0], sqrt(1 + x) >= 1),
    "roots": ([x >= 0, y >= 0, x <= y], sqrt(x) <= sqrt(y)),
    "an absolute value": ([], Abs(x - y) >= x - y),
    "a maximum": ([x <= 1, y <= 2], Max(x, y) <= 2),
    "cases": ([x >= 0], Piecewise((x, x >= 1), (1, True)) >= 1),
    "either": ([Or(x >= 1, x <= -1)], x**2 >= 1),
    "both": ([x > 0, y > 0], And(x * y > 0, x + y > 0)),
    "an equation": ([Eq(x**2, y**2), x > 0, y > 0], Eq(x, y)),
    "a linear system": ([Eq(x + y, 3), Eq(x - y, 1)], Eq(x * y, 2)),
    "a value of its own": ([y >= exp(x)], y > 0),
    "powers": ([a >= 0, a <= 1], a ** (t + 1) <= a**t),
    "a logarithm": ([log(p) >= 1, q >= log(p)], q >= 1),
    "asinh grows": ([x < y], asinh(x) < asinh(y)),
    "asinh in an exponent": ([y >= exp(asinh(x))], y > x),
    "a contradiction": ([x > 0, x < 0], sympy.false),
    "what is e": ([x >= sympy.E], x > sympy.Rational(27, 10)),
}  # fmt: skip
FALSE: dict[str, tuple[list[Boolean], Boolean]] = {
    "no product": ([x > 2], x**2 > 5),
    "the square of a product": ([], x**2 * y**2 + 1 > 2 * x * y),
    "one square too few": ([], 1 - 2 * x + x**2 - y**2 >= 0),
    "the strict one": ([], x**2 + y**2 > 2 * x * y),
    "the wrong case": ([Or(x >= 1, x <= -1)], x >= 1),
    "a quotient without a sign": ([x < 1], 1 / (1 - x) > 1),
    "a root of anything": ([], sqrt(x) >= 0),
    "1 divided by 0": ([x >= 0], 1 / x > 0),
}


def question(premises: list[Boolean], claim: Boolean) -> RealQuestion:
    return RealQuestion(tuple(premises), claim)


@pytest.mark.parametrize("name", TRUE)
def test_what_follows_has_a_certificate(name: str) -> None:
    premises, claim = TRUE[name]
    found = certify(question(premises, claim))
    assert found is not None
    assert verifies(premises, claim, found)


@pytest.mark.parametrize("name", FALSE)
def test_what_does_not_follow_has_none(name: str) -> None:
    assert certify(question(*FALSE[name])) is None


def test_a_certificate_names_what_it_uses() -> None:
    premises = [y > 7, x > 2, b > c]
    found = certify(question(premises, x**2 > 4))
    assert found is not None and found.premises == (1,) and len(found.unknowns) == 1


def test_a_certificate_is_of_its_question_only() -> None:
    found = certify(question([x > 2], x**2 > 4))
    assert found is not None
    assert not verifies([x > 2], x**2 > 5, found)
    assert not verifies([x > 1], x**2 > 4, found)
    assert not verifies([y > 2], x**2 > 4, found)
    assert not verifies([], x**2 > 4, found)
    assert not verifies([x > 2], exp(x) > 4, found)


def changed(node: Refutation) -> Iterator[Refutation]:
    """Yield a refutation with one thing changed in it."""
    if isinstance(node, Sum):
        for i, one in enumerate(node.products):
            for new in (
                replace(one, coefficient=one.coefficient + 1),
                replace(one, coefficient=-one.coefficient),
                replace(one, square=unknown(0) + constant(2)),
                replace(one, relations=one.relations[1:]) if one.relations else None,
            ):
                if new is not None:
                    yield Sum((*node.products[:i], new, *node.products[i + 1 :]), node.equations)
            yield Sum((*node.products[:i], *node.products[i + 1 :]), node.equations)
        for i, (factor, equation) in enumerate(node.equations):
            pair = (factor + ONE, equation)
            yield Sum(node.products, (*node.equations[:i], pair, *node.equations[i + 1 :]))
    elif isinstance(node, Either):
        yield Either(node.fact, node.cases[1:])
        for i, case in enumerate(node.cases):
            for new in changed(case):
                yield Either(node.fact, (*node.cases[:i], new, *node.cases[i + 1 :]))
    else:
        yield Sign(node.polynomial, node.cases[1:])
        for i, (sign, case) in enumerate(node.cases):
            for new in changed(case):
                yield Sign(node.polynomial, (*node.cases[:i], (sign, new), *node.cases[i + 1 :]))


@pytest.mark.parametrize("name", TRUE)
def test_a_changed_certificate_is_refused(name: str) -> None:
    premises, claim = TRUE[name]
    found = certify(question(premises, claim))
    assert found is not None
    mutants = list(changed(found.refutation))
    assert mutants
    for mutant in mutants:
        assert not verifies(premises, claim, replace(found, refutation=mutant))


def test_a_sum_needs_a_strict_term() -> None:
    """0 ≥ 0 is no contradiction, and neither is a strict relation times a square."""
    premises, claim = [x >= 0], x >= 0
    system = system_of(premises, claim)
    (denied,) = [r for r in system.facts if getattr(r, "sign", "") == ">"]
    (given_one,) = [r for r in system.facts if getattr(r, "sign", "") == ">="]
    strict = Product(Fraction(1), (denied,))  # type: ignore[arg-type]
    other = Product(Fraction(1), (given_one,))  # type: ignore[arg-type]
    squared = [replace(one, square=unknown(0)) for one in (strict, other)]
    for products, right in (((strict, other), True), (tuple(squared), False), ((), False)):
        certificate = RealCertificate(system.table, (0,), Sum(products))
        assert verifies(premises, claim, certificate) is right


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(-3, 3), min_size=3, max_size=3), st.integers(-3, 3))
def test_nothing_false_is_certified(coefficients: list[int], bound: int) -> None:
    """A quadratic has a certificate that it is above a bound if and only if it is."""
    u, v, w = coefficients
    value = (u * x + v) ** 2 + w
    found = certify(question([x >= 0, x <= 1], value >= bound))
    ends = [Fraction(v) ** 2 + w, Fraction(u + v) ** 2 + w]
    least = Fraction(w) if u and 0 <= Fraction(-v, u) <= 1 else min(ends)
    assert (found is not None) == (least >= bound)


@pytest.mark.slow
def test_work_ends_by_its_count() -> None:
    """A question that is far out of reach is undecided, and no error."""
    degrees: Any = sum((x - k) ** 2 * (y + k) ** 2 for k in range(6)) - sympy.Rational(1, 10**9)
    assert refute(system_of([], degrees > 0)) is None


@theorem(source="for the tests")
def small(J: BlockTriangular) -> Any:
    """c² + 2 is at least 2c."""
    return J.c**2 + 2 >= 2 * J.c


@small.derivation
def _(proof: Any) -> None:
    z = proof.real("z")
    line = proof.squares("a tangent", z**2 + 1 >= 2 * z, [(1, z - 1)], given=[z >= 0])
    proof.qed(proof.at(line, {z: proof.J.c}))


def test_steps_record_what_they_ask() -> None:
    derivation = derive(small)
    assert derivation is not None and derivation.is_complete
    questions = {fact.name: [str(x.claim) for x in fact.questions] for fact in derivation.facts}
    assert questions["conclusion"] == ["c**2 + 2 >= 2*c"]
    assert all("(check-sat)" in x.text for fact in derivation.facts for x in fact.questions)
    last = with_certificates(derivation).facts
    assert "certificate" in last[-1].means and "certificate" not in last[0].means


@pytest.mark.parametrize("size", [Integer(10) ** 400, Rational(1, 10**400)])
def test_coefficients_beyond_floats_are_no_failure(size: Rational) -> None:
    for claim in (x**2 > size**2 / 10, x > 0):
        found = certify(RealQuestion((x > size,), claim))
        assert found is None or verifies((x > size,), claim, found)
