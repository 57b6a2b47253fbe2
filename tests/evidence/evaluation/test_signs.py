"""Traces and determinants have either sign, in statements also."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sympy import Abs, Eq, Max

from kreissverify import (
    SelfReferential,
    cond,
    departure,
    det,
    frobenius,
    norm,
    rank,
    theorem,
    trace,
)
from kreissverify.evidence.evaluation.decide import decide
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.expressions.evaluation.exact_arithmetic import ExactArithmetic
from kreissverify.matrices import Quantifier
from kreissverify.matrices.symbolic import SymbolicInstance
from kreissverify.numbers.radicals import NotRadical
from kreissverify.numbers.three_valued import Outcome

INSTANCE = SelfReferential("-1/2", 2, 1, "-1/3", "1/2")  # det = 1/6 - 2, trace = -5/6
SINGULAR = SelfReferential("1/4", "1/4", "1/4", "1/4", "1/4")  # ρ = 1/2
J_SYMBOL = SymbolicInstance.for_every("J", Quantifier(SelfReferential))


def outcome(body: Callable[[Any], Any], instance: SelfReferential) -> Outcome:
    body.__annotations__ = {"J": SelfReferential}
    statement = theorem(source="tests", id="statement")(body)
    return decide(statement, Binding.of("J", instance), QuantityCache()).outcome


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (lambda J: trace(J) >= 0, Outcome.VIOLATED),
        (lambda J: Eq(6 * trace(J), -5), Outcome.HOLDS),
        (lambda J: Eq(Abs(det(J)), -det(J)), Outcome.HOLDS),
        (lambda J: Eq(Abs(det(J)), det(J)), Outcome.VIOLATED),
        (lambda J: Max(det(J), trace(J)) < 0, Outcome.HOLDS),
        (lambda J: Eq(rank(J), 2), Outcome.HOLDS),
        (lambda J: Eq(departure(J), 1), Outcome.HOLDS),
        (lambda J: frobenius(J) ** 2 <= norm(J) ** 2 + (det(J) / norm(J)) ** 2, Outcome.HOLDS),
        (lambda J: Eq(cond(J) * Abs(det(J)), norm(J) ** 2), Outcome.HOLDS),
    ],
)
def test_decided(body: Callable[[Any], Any], expected: Outcome) -> None:
    assert outcome(body, INSTANCE) is expected


def test_a_condition_number_is_infinite_though_the_radius_is_below_one() -> None:
    assert outcome(lambda J: cond(J) > 10**9, SINGULAR) is Outcome.HOLDS
    orbit = ExactArithmetic(Binding.of("J", SINGULAR), values=False)
    with pytest.raises(NotRadical, match="known to be finite"):
        orbit.add([orbit.quantity(cond(J_SYMBOL), ()), orbit.rational(1, 1)])


def test_of_a_value_that_is_not_looked_up_the_sign_is_not_guessed() -> None:
    orbit = ExactArithmetic(Binding.of("J", INSTANCE), values=False)
    for quantity in (trace, det):
        symbol = orbit.quantity(quantity(J_SYMBOL), ())
        assert symbol.is_nonnegative is None
        with pytest.raises(NotRadical, match="sign is known"):
            orbit.apply("abs", symbol)
    assert orbit.apply("abs", orbit.quantity(norm(J_SYMBOL), ())).is_nonnegative
