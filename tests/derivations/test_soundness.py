"""Attempts to prove what is false, or what was not shown: each fails, and says at which step."""

from collections.abc import Callable
from typing import Any

import pytest
import sympy
from sympy import Eq, Ge, Piecewise, Symbol, exp, log, sqrt

from kreissverify import (
    K,
    power_norm,
)
from kreissverify.derivations import (
    DerivationError,
    Fact,
    Proof,
    StepNotShown,
)
from kreissverify.theorems import StatementError
from tests.derivations.support.proofs import at_least_one, proof

Attempt = Callable[[Proof], Any]


def local(p: Proof) -> sympy.Symbol:
    return p.real("x")


def quotient_at(p: Proof, k: Any) -> Any:
    """y/(y + k) + k ≥ 1, which is 1 ≥ 1 at k = 0, but has no value if y is 0 also."""
    return p.real("y") / (p.real("y") + k) + k >= 1


ATTEMPTS: dict[str, tuple[Attempt, str]] = {
    "a false inequality": (lambda p: p.reals("s", p.J.gamma > 0), "it is false at|fails"),
    "< for ≤": (lambda p: p.reals("s", p.J.c > 0), "fails"),
    "a quotient that may vanish": (
        lambda p: p.reals("s", Ge(p.J.c / p.J.gamma, 0, evaluate=False)),
        "the division",
    ),
    "a quotient that vanishes in one case": (
        lambda p: p.reals("s", Piecewise((1 / local(p), local(p) >= 0), (1, True)) ** 2 >= 0),
        "the division",
    ),
    "a root of what may be negative": (
        lambda p: p.reals("s", Ge(sqrt(local(p)), 0, evaluate=False)),
        "the root",
    ),
    "an identity with a pole": (
        lambda p: p.identity("s", Eq((p.J.c**2 - 1) / (p.J.c - 1), p.J.c + 1, evaluate=False)),
        "the division",
    ),
    "an identity that is none": (
        lambda p: p.identity("s", Eq((p.J.c + 1) ** 2, p.J.c**2 + 1, evaluate=False)),
        "do not agree",
    ),
    "a root of a square": (
        lambda p: p.identity("s", Eq(sqrt(local(p) ** 2), local(p), evaluate=False)),
        "do not agree",
    ),
    "an infinite quantity": (
        lambda p: p.reals("s", K(p.J) ** 2 / (K(p.J) ** 2 + 1) < 1),
        "infinite",
    ),
    "a difference of infinities": (
        lambda p: p.identity("s", Eq(K(p.J) * (p.J.c + 1) - K(p.J) * p.J.c, K(p.J))),
        "may be infinite",
    ),
    "an infinite number by name": (lambda p: p.let("V", K(p.J)), "may be infinite"),
    "a number that depends on a variable": (
        lambda p: p.let("V", local(p) + 1),
        "depends on a variable",
    ),
    "a name that is taken": (lambda p: p.real("gamma"), "is taken"),
    "an unknown symbol": (lambda p: p.reals("s", Symbol("q", real=True) > 0), "unknown"),
    "γ under another name": (
        lambda p: p.reals("s", Ge(Symbol("gamma", real=True), 0, evaluate=False)),
        "unknown symbol",
    ),
    "a contradiction given": (
        lambda p: p.reals("s", Eq(p.J.c, 7), given=[p.J.gamma > 2]),
        "contradicts",
    ),
    "squares with a negative weight": (
        lambda p: p.squares("s", p.J.c * 2 >= p.J.c**2 + 1, [(-1, p.J.c - 1)]),
        "the weight",
    ),
    "squares that do not add up": (
        lambda p: p.squares("s", p.J.c**2 + 2 >= p.J.gamma, [(1, p.J.c)]),
        "the sum of squares is not",
    ),
    "an unknown fact": (
        lambda p: p.by("no.such"),
        "unknown fact: 'no.such'; expected one of ",
    ),
    "terms that a fact has not": (lambda p: p.by("kreiss.at_least_one", Y=p.J), "expected the"),
    "an unknown lemma": (lambda p: p.lemma("no.such"), "no.such"),
    "a lemma that is not proved": (lambda p: p.lemma(at_least_one), "nothing is proved"),
    "a supremum over a fixed radius": (
        lambda p: p.by("kreiss.supremum", X=p.J, bound=5, r=sympy.Integer(2)),
        "has no attribute|must be a new variable",
    ),
    "an operator as a number": (
        lambda p: p.reals("s", Symbol("N", commutative=False) > 0),
        "Invalid|invalid|expected a real variable|no condition|unknown|comparison",
    ),
    "a number that refers to itself": (
        lambda p: p.let("V", Symbol("V", real=True) + 1),
        "unknown symbol V",
    ),
    "squares of what is not real": (
        lambda p: p.squares("s", -(local(p) ** 2) >= 0, [(1, sympy.I * local(p))]),
        "kind of real term",
    ),
    "squares of roots of what may be negative": (
        lambda p: p.squares("s", local(p) >= 0, [(1, sqrt(local(p)))]),
        "the root",
    ),
    "a logarithm of what may be negative": (
        lambda p: p.reals("s", log(local(p)) ** 2 >= 0),
        "the logarithm",
    ),
    "an exponential of what may have no value": (
        lambda p: p.reals("s", exp(1 / local(p)) > 0),
        "the division",
    ),
    "a quantity of what may have no value": (
        lambda p: p.let("V", power_norm(p.J, 1 / p.J.c)),
        "the division",
    ),
    "an unknown symbol in what is cited": (
        lambda p: p.by("kreiss.value", X=p.J, r=2 + Symbol("q", real=True) ** 2),
        "unknown symbol q",
    ),
    "a step added by hand": (
        lambda p: p.steps.append(Fact("by hand", "reals", sympy.false)),  # type: ignore[attr-defined]
        "append",
    ),
    "a hypothesis added by hand": (
        lambda p: setattr(p, "context", (sympy.false,)),
        "no setter",
    ),
    "a logarithm's sign": (
        lambda p: p.reals("s", log(2 + local(p)) >= 0, given=[local(p) >= 0]),
        "fails",
    ),
    "a fact by hand": (
        lambda p: p.qed(Fact("by hand", "reals", K(p.J) >= 1)),
        "another derivation",
    ),
    "an end that does not follow": (lambda p: p.qed(), "it is false at|may be infinite"),
    "a condition that has no value for particular values": (
        lambda p: p.at(
            p.reals("s", sympy.Ne(p.real("y"), 0), given=[p.real("y") / p.real("z") > 0]),
            {p.real("y"): p.real("z")},
        ),
        "Ne",
    ),
    "a fact by hand, for a particular value": (
        lambda p: p.at(Fact("by hand", "reals", local(p) <= 10**9), {local(p): 10**10}),
        "another derivation",
    ),
    "weights that can be read once": (
        lambda p: p.squares(
            "s",
            Ge(10**20 - local(p) ** 2, 0, evaluate=False),
            (term for term in [(-1, local(p)), (10**20, 1)]),  # type: ignore[arg-type]
        ),
        "the weight -1",
    ),
    "conditions that can be read once": (
        lambda p: p.at(
            p.reals("s", local(p) <= 3, given=(x for x in [local(p) <= 3])),  # type: ignore[arg-type]
            {local(p): 4},
        ),
        "fails",
    ),
    "a cited fact of what may have no value": (
        lambda p: p.by("power.product", x=local(p), y=1 / local(p), n=p.natural("k")),
        "it needs Ne",
    ),
    "a cited fact of what is not real": (
        lambda p: p.by("power.product", x=sympy.I, y=sympy.I, n=p.natural("k")),
        "kind of real term",
    ),
    "a text for a term": (lambda p: p.by("power.monotone", x="0", y=1, n=2), "term, got '0'"),
    "an induction from what has no value": (
        lambda p: p.induction(
            "s",
            p.reals("at 0", quotient_at(p, 0), given=[p.real("y") >= 0]),
            p.reals(
                "from k to k + 1",
                quotient_at(p, p.natural("k") + 1),
                given=[quotient_at(p, p.natural("k")), p.real("y") >= 0],
            ),
            p.natural("k"),
        ),
        "the division",
    ),
    "facts that are none": (
        lambda p: p.reals("s", p.J.c >= 0, uses=[p.J.c >= 0]),  # type: ignore[list-item]
        "expected a list of facts",
    ),
    "no list of conditions": (
        lambda p: p.reals("s", p.J.c >= 0, given=p.J.c >= 0),
        "expected a list of conditions",
    ),
    "a condition that is none": (lambda p: p.reals("s", 3), "expected a condition"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_it_is_not_shown(name: str) -> None:
    attempt, reason = ATTEMPTS[name]
    with pytest.raises(
        (StepNotShown, DerivationError, StatementError, TypeError, AttributeError), match=reason
    ):
        attempt(proof())
