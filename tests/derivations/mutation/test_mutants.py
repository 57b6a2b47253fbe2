"""Planted errors are noticed at the step that fails; what is not noticed is told apart."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
import sympy
from sympy import And

from kreissverify import BlockTriangular, K, theorem
from kreissverify.derivations import Proof
from kreissverify.derivations.deciders.decision import Decision
from kreissverify.derivations.mutation import mutants as mutations_module
from kreissverify.derivations.mutation import replay
from kreissverify.derivations.mutation.mutants import Mutant, mutants
from kreissverify.derivations.mutation.operators import changed
from kreissverify.derivations.steps.ledger import ledger_of
from kreissverify.theorems import Statement


@theorem(source="for the tests")
def with_room(J: BlockTriangular) -> Any:
    return And(J.c**2 + 3 >= J.c, K(J) >= 1)


@with_room.derivation
def _(p: Proof) -> None:
    c, x = p.J.c, p.real("x")
    square = p.reals("a square", x**2 - 2 * x + 1 >= 0)
    large = p.reals("large", x**2 > 4, given=[x > 2, x > 1])
    at_c = p.at(square, {x: c})
    spare = p.reals("to spare", c**2 + 3 >= 2 * c + 2, uses=[at_c])
    idle = p.reals("nothing of it", 1 - p.J.gamma > 0, uses=[spare])
    p.at(large, {x: c + 3})
    name = p.let("V", c + 2)
    V = name.claim.lhs
    positive = p.reals("from a name", 2 * V > 0, uses=[name])
    exact = p.reals("exactly", V - c >= 2, uses=[name])
    p.reals("from exactly", (V - c) * V >= 2 * V, uses=[exact, positive])
    p.qed(spare, idle, p.by("kreiss.at_least_one", X=p.J))


@theorem(source="for the tests")
def at_any_rate(J: BlockTriangular) -> Any:
    return J.c**2 + 3 >= J.c


@at_any_rate.derivation
def _(p: Proof) -> None:
    p.qed()


@theorem(source="for the tests")
def by_a_lemma(J: BlockTriangular) -> Any:
    return J.c**2 + 4 >= J.c


@by_a_lemma.derivation
def _(p: Proof) -> None:
    p.qed(p.lemma(at_any_rate))


def found(each: int) -> list[Mutant]:
    return list(mutants(with_room, each).outcomes)


@cache
def everything() -> dict[tuple[str, str], Mutant]:
    return {(m.step, m.change): m for m in found(30)}


def changes(claim: sympy.Basic) -> set[str]:
    return {str(x) for x in changed(claim)}


def test_claims_are_changed_in_one_place() -> None:
    x = sympy.Symbol("x", real=True)
    assert changes(x**2 <= 3) == {
        "x**2 < 3", "x**2 <= 2", "x**2 <= 4", "x**3 <= 3", "x <= 3", "(x + 1)**2 <= 3",
    }  # fmt: skip
    assert And(x < 1, x > 2) in set(changed(And(x < 1, x >= 2)))


def test_what_is_noticed_names_the_step_that_fails() -> None:
    by_change = everything()
    there = by_change["a square", "x**2 - 2*x + 1 >= 0 became x**2 - 2*x + 1 > 0"]
    assert there.killed and there.failed == "a square" and "fails" in there.reason
    later = by_change["exactly", "V - c >= 2 became V - c >= 1"]
    assert later.killed and later.failed == "from exactly"
    lost = by_change["large", "without the condition x > 2"]
    assert lost.killed and lost.failed == "large"


def test_a_dropped_premise_is_noticed_where_it_is_needed() -> None:
    by_change = everything()
    needed = [
        ("from exactly", "without the premise exactly"),
        ("from a name", "without the premise let V"),
        ("conclusion", "without the premise kreiss.at_least_one"),
    ]
    assert all(by_change[key].kind == "premise" and by_change[key].killed for key in needed)
    idle = by_change["nothing of it", "without the premise to spare"]
    assert idle.verdict == "not needed" and "shown without it by" in idle.reason


def test_what_is_not_noticed_is_decided() -> None:
    verdicts = {key: m for key, m in everything().items() if not m.killed}
    idle = verdicts["large", "without the condition x > 1"]
    assert idle.verdict == "not needed" and "z3" in idle.reason
    same = verdicts["nothing of it", "1 - gamma > 0 became 2 - gamma > 0"]
    assert same.verdict == "true" and "under the hypotheses alone" in same.reason
    swapped = verdicts["nothing of it", "with the premises of the step before"]
    assert swapped.verdict == "shown otherwise"
    changes = {"2*V > -1": "weaker", "3*V > 0": "equivalent", "2*V > 1": "stronger"}
    for change, verdict in changes.items():
        assert verdicts["from a name", f"2*V > 0 became {change}"].verdict == verdict, change


def test_a_condition_of_the_theorem_is_unused_only_if_no_lemma_supposes_it() -> None:
    def without_rate(statement: Statement) -> Mutant:
        every = mutants(statement).outcomes
        return next(m for m in every if m.change == "without gamma < 1")

    unused = without_rate(at_any_rate)
    assert unused.verdict == "unused" and "prove the theorem without it" in unused.reason
    # what the lemma says is proved for members of its class, and J need not be one any more
    needed = without_rate(by_a_lemma)
    assert needed.killed and needed.failed == "at_any_rate" and "gamma < 1" in needed.reason
    assert without_rate(with_room).killed


def test_of_many_errors_some_are_drawn() -> None:
    some = mutants(with_room, 2, most=5)
    drawn = [(m.step, m.change) for m in some.outcomes]
    every = [(m.step, m.change) for m in mutants(with_room, 2).outcomes]
    assert len(drawn) == 5 and some.possible == len(every) > 5
    assert drawn == [x for x in every if x in drawn]
    all_of_them = mutants(with_room, 2, most=10**6).outcomes
    assert [(m.step, m.change) for m in all_of_them] == every


def test_nothing_false_is_taken_from_the_first_run(monkeypatch: pytest.MonkeyPatch) -> None:
    replayed = [(m.change, m.verdict, m.failed) for m in found(4)]
    monkeypatch.setattr(replay, "_frozen", lambda argument: object())  # nothing is known again
    assert [(m.change, m.verdict, m.failed) for m in found(4)] == replayed


def test_a_checker_that_believes_everything_notices_less(monkeypatch: pytest.MonkeyPatch) -> None:
    noticed = sum(m.killed for m in found(2))
    shown = Decision(True, ("z3",), "")
    for module in ("proof", "decided", "checked"):
        name = f"kreissverify.derivations.steps.{module}.decide_implication"
        monkeypatch.setattr(name, lambda *args, **options: shown)
    monkeypatch.setattr(Proof, "_tried", lambda *args, **options: ())
    monkeypatch.setattr(Proof, "_take", lambda proof, fact: ledger_of(proof).take(fact))
    assert sum(m.killed for m in found(2)) < noticed / 2


def test_equal_seeds_plant_equal_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutations_module, "_outcome", lambda whole, write, plan: _noted(plan))
    plans = [[m.change for m in mutants(with_room, 2, seed).outcomes] for seed in (0, 0, 1)]
    assert plans[0] == plans[1] != plans[2]


def _noted(plan: Any) -> Mutant:
    return Mutant(plan.kind, plan.step, plan.change, "", "", "killed")
