"""Powers with symbolic exponents, asinh, e and π, over the reals and by calculus."""

from collections.abc import Callable
from typing import Any

import pytest
import sympy
from sympy import E, Eq, Ge, Rational, asinh, exp, log, pi, sqrt

from kreissverify import Integer, Real, theorem
from kreissverify.derivations import DerivationError, Proof, StepNotShown


@theorem(source="for the tests")
def decay(
    gamma: Real(at_least=0, below=1),  # type: ignore[valid-type]
    c: Real(above=0),  # type: ignore[valid-type]
    t: Integer(at_least=0),  # type: ignore[valid-type]
    k: Integer(at_least=1),  # type: ignore[valid-type]
) -> Any:
    return c * gamma**t <= c


def proof() -> Any:
    return Proof(decay, lambda lemma: None)


def on_a_segment(p: Any, claim: Callable[[Any, Any], Any], at: Callable[[Any], Any]) -> Any:
    x, n = p.real("x"), p.natural("n")
    return p.calculus("s", claim(x, n), of=x, at=at(n), given=[x >= 0, x <= 1])


def for_all(p: Any, claim: Callable[[Any], Any], at: Any = 0, **more: Any) -> Any:
    x = p.real("x")
    given = [x >= 0] if more.get("right") else []
    return p.calculus("s", claim(x), of=x, at=at, given=given)


SHOWN: dict[str, Callable[[Any], Any]] = {
    "γᵗ is at most 1": lambda p: p.reals("s", p.gamma**p.t <= 1),
    "γᵗ falls": lambda p: p.reals("s", p.gamma ** (p.t + 1) <= p.gamma**p.t),
    "γ·γᵏ⁻¹ is γᵏ": lambda p: p.reals(
        "s", Eq(p.gamma * p.gamma ** (p.k - 1), p.gamma**p.k, evaluate=False)
    ),
    "γᵗ⁻¹ for γ > 0": lambda p: p.reals(
        "s", p.gamma ** (p.t - 1) > p.gamma**p.t, given=[p.gamma > 0]
    ),
    "an identity of powers": lambda p: p.identity(
        "s", Eq((1 + p.c) ** (p.t + 2), (1 + p.c) ** p.t * (1 + 2 * p.c + p.c**2), evaluate=False)
    ),
    "Bernoulli's inequality": lambda p: for_all(
        p, lambda x: 1 + (p.t + 1) * x <= (1 + x) ** (p.t + 1), right=True
    ),
    "x(1-x)ⁿ has its maximum at 1/(n+1)": lambda p: on_a_segment(
        p, lambda x, n: x * (1 - x) ** n * (n + 1) <= 1, lambda n: 1 / (n + 1)
    ),
    "a real exponent": lambda p: for_all(p, lambda x: p.c**x >= 1 + x * log(p.c)),
    "asinh x is at most x": lambda p: for_all(p, lambda x: asinh(x) <= x, right=True),
    "asinh x is at least log(1+x)": lambda p: for_all(
        p, lambda x: asinh(x) >= log(1 + x), right=True
    ),
    "asinh grows": lambda p: p.reals("s", asinh(p.gamma) <= asinh(p.c), given=[p.gamma <= p.c]),
    "asinh has a sign": lambda p: p.reals("s", asinh(p.c) > 0),
    "e to asinh": lambda p: p.reals("s", exp(asinh(p.c)) > 2 * p.c),
    "e to twice asinh": lambda p: p.identity(
        "s", Eq(exp(2 * asinh(p.c)), 1 + 2 * p.c**2 + 2 * p.c * sqrt(1 + p.c**2), evaluate=False)
    ),
    "e and π": lambda p: p.reals("s", Ge(pi * p.c, E * p.c + Rational(2, 5) * p.c, evaluate=False)),
}

DENIED: dict[str, tuple[Callable[[Any], Any], str]] = {
    "γᵗ rises": (lambda p: p.reals("s", p.gamma ** (p.t + 1) >= p.gamma**p.t), "fails|false"),
    "γᵗ⁻¹ at γ = 0 and t = 0": (
        lambda p: p.reals("s", Ge(p.gamma ** (p.t - 1), 0, evaluate=False)),
        "the power .* was not shown to have a value",
    ),
    "an odd power of what may be negative": (
        lambda p: p.reals("s", p.real("x") ** (p.t + 1) >= 0),
        "false|fails",
    ),
    "a real exponent of what may be 0": (
        lambda p: p.reals("s", Ge(p.gamma ** p.real("x"), 0, evaluate=False)),
        "was not shown to have a value",
    ),
    "γˣ at γ = 0 by calculus": (
        lambda p: for_all(p, lambda x: p.gamma**x >= 0),
        "was not shown to have a value|the base of a power|unknown kind",
    ),
    "Bernoulli the other way": (
        lambda p: for_all(p, lambda x: 1 + (p.t + 1) * x >= (1 + x) ** (p.t + 1), right=True),
        "fails|false",
    ),
    "asinh x is above x": (lambda p: p.reals("s", asinh(p.c) > p.c), "fails|false"),
    "asinh falls": (
        lambda p: p.reals("s", asinh(p.gamma) >= asinh(p.c), given=[p.gamma < p.c]),
        "fails|false",
    ),
    "e is above 2.72": (lambda p: p.reals("s", E * p.c > Rational(272, 100) * p.c), "fails|false"),
    "a cube root": (
        lambda p: for_all(p, lambda x: (1 + x**2) ** Rational(1, 3) >= 1),
        "unknown derivative in x",
    ),
}


@pytest.mark.parametrize("name", SHOWN)
def test_it_is_shown(name: str) -> None:
    fact = SHOWN[name](proof())
    assert {"z3", "identity"} & set(fact.means)
    assert "points" in fact.means


@pytest.mark.parametrize("name", DENIED)
def test_it_is_denied(name: str) -> None:
    attempt, reason = DENIED[name]
    with pytest.raises((StepNotShown, DerivationError), match=reason):
        attempt(proof())


def test_what_the_axioms_say_is_true() -> None:
    """Of powers and asinh at many numbers; what a question asserts must exclude none of them."""
    x, t = sympy.Symbol("x", real=True), sympy.Symbol("t", integer=True, nonnegative=True)
    for base in (Rational(-3, 2), -1, 0, Rational(1, 3), 1, 2):
        for power in (0, 1, 2, 5):
            value = base**power
            assert not (base >= 0) or value >= 0
            assert not (base > 0) or value > 0
            assert not (base >= 1) or value >= 1
            assert not (0 <= base <= 1) or value <= 1
            assert base ** (power + 1) == base * value
    for a in map(sympy.sympify, (-5, -1, 0, Rational(1, 9), 3)):
        assert asinh(a) ** 2 <= a**2 and asinh(a) * a >= 0
    assert related(x**t, x ** (t + 2)) == 2


def related(low: Any, high: Any) -> int:
    from kreissverify.derivations.terms.powers import related_powers

    ((first, _, shift),) = related_powers(low, [high])
    assert first == low
    return shift
