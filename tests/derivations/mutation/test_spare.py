"""Changed premises are harmless only where two means show all that a step asks without them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest
import sympy

from kreissverify.derivations import Fact, derive
from kreissverify.derivations.deciders.decision import Decision
from kreissverify.derivations.mutation import spare
from kreissverify.derivations.mutation.spare import are_independent, is_spare
from kreissverify.theorems import bundled_statement


@cache
def step(name: str) -> Fact:
    """Return a step of OG.one, which the library carries certificates of."""
    found = derive(bundled_statement("OG.one"))
    assert found is not None
    return next(x for x in found.facts if x.name == name)


def without(fact: Fact, lost: Fact) -> Fact:
    """Return a step that asks the same questions without one of the facts that it uses."""
    questions = (
        replace(x, premises=tuple(p for p in x.premises if p != lost.claim), text="", means=())
        for x in fact.questions
    )
    uses = tuple(x for x in fact.uses if x is not lost)
    return replace(fact, uses=uses, questions=tuple(questions))


def test_a_premise_that_only_the_certificate_uses_is_spare() -> None:
    before, root = step("the numerator"), step("a root")
    after = without(before, root)
    assert is_spare(before, after)
    # a kernel that takes no notice of what is left out asks with it all the same
    assert not is_spare(before, replace(after, questions=before.questions))
    # and one that forgets to ask shows everything
    assert not is_spare(before, replace(after, questions=()))
    # what is false without the premise is not shown again, whatever the kernel made of it
    bare = tuple(replace(x, premises=()) for x in after.questions)
    assert not is_spare(before, replace(after, questions=bare))


def test_a_premise_of_no_use_is_not_spare() -> None:
    before, other = step("the numerator"), step("the divisor")
    idle = replace(before, uses=(*before.uses, other))
    assert not is_spare(idle, before)


def test_one_solver_alone_is_not_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    before, root = step("the numerator"), step("a root")
    monkeypatch.setattr(spare, "by_solvers", lambda question: Decision(True, ("z3",)))
    assert not is_spare(before, without(before, root))


def test_steps_that_exchange_their_claims_ask_for_them() -> None:
    first, second = step("a root"), step("the numerator")

    def as_exchanged(fact: Fact, other: Fact) -> Fact:
        questions = (replace(x, means=()) for x in other.questions)
        return replace(fact, claim=other.claim, questions=tuple(questions))

    context: Sequence[sympy.logic.boolalg.Boolean] = first.questions[0].premises
    one, two = as_exchanged(first, second), as_exchanged(second, first)
    assert are_independent([two], context)
    # the numerator was asked with the root, which this step does not use
    assert not are_independent([one], context)
    assert not are_independent([replace(two, claim=second.claim)], context)
