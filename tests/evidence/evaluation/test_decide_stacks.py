"""What stacks decide is what single instances decide; they leave open what may have no value."""

from __future__ import annotations

from itertools import islice

import pytest

from kreissverify import BlockTriangular, K, Piecewise, Real, SelfReferential, log, norm, theorem
from kreissverify.evidence.evaluation.decide import decide, hypotheses_hold
from kreissverify.evidence.evaluation.decide_stacks import StackDecisions, decide_stacks
from kreissverify.evidence.sampling.bindings import bindings
from kreissverify.evidence.sampling.stacking import stacked
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.numbers.three_valued import Outcome
from kreissverify.theorems import Statement, bundled_statement


def decided(
    statement: Statement, count: int, seed: int = 0
) -> tuple[list[Binding], StackDecisions]:
    members = list(islice(bindings(statement, seed), count))
    return members, decide_stacks(statement, members, list(stacked(statement, members)))


@theorem(source="a planted error")
def false_by_little(J: BlockTriangular):
    """K ≤ κ/4 + 1/κ holds for κ ≥ 2; a tenth less does not."""
    kappa = J.c / (1 - J.gamma)
    return K(J) <= Piecewise((9 * (kappa / 4 + 1 / kappa) / 10, kappa >= 2), (1, True))


@theorem(source="a planted error")
def false_of_numbers(J: SelfReferential):
    return norm(J) <= J.gamma + J.b + J.c / 2


@theorem(source="a term without a value")
def without_value(J: BlockTriangular, x: Real(at_least=0, below=1)):
    return log(x - 1) <= K(J)


@pytest.mark.parametrize(
    ("id", "least"),
    [("R3", 8), ("E1", 4), ("comparison.peak", 4), ("E6.powers", 4), ("R2", 8), ("R8", 4)],
)
def test_they_agree_with_single_decisions(id: str, least: int) -> None:
    statement = bundled_statement(id)
    members, found = decided(statement, 16)
    assert len(found.decisions) >= least
    for place, decision in found.decisions.items():
        single = decide(statement, members[place], QuantityCache())
        assert decision.outcome is single.outcome is Outcome.HOLDS
        # single decisions hold also where the conclusion does, whatever the hypotheses are
        premise = hypotheses_hold(statement, members[place], QuantityCache())
        assert premise is (Outcome.VIOLATED if decision.vacuous else Outcome.HOLDS)
        if decision.ratio is not None and single.ratio is not None:
            assert decision.ratio <= 1


@pytest.mark.parametrize("statement", [false_by_little, false_of_numbers], ids=lambda s: s.id)
def test_a_violated_instance_never_holds(statement: Statement) -> None:
    members, found = decided(statement, 30)
    outcomes = [decide(statement, x, QuantityCache()).outcome for x in members]
    assert Outcome.VIOLATED in outcomes
    for place in found.decisions:
        assert outcomes[place] is Outcome.HOLDS


def test_what_may_have_no_value_is_left_open() -> None:
    _, found = decided(without_value, 8)
    assert not found.decisions


def test_what_is_no_member_is_left_open() -> None:
    statement = bundled_statement("R3")
    strange = SelfReferential([["1/2"]], [["1/3"]], [[1]], [["1/2"]], "1/2")
    given = [Binding.of("J", strange)]
    found = decide_stacks(statement, given, list(stacked(statement, given)))
    assert not found.decisions and not found.narrow
