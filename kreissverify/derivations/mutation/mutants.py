"""Planted errors: a derivation with one thing changed, which should then not go through.

A mutant changes one claim (a coefficient or a constant by 1, a sign, an exponent, ≤ to <) or the
point of a step by calculus, drops one condition of the theorem or of a step, or one fact that a
step uses, exchanges what two neighbouring steps claim, or gives a step the premises of the step
before. It is killed if some step is then not shown. If all are, the mutant is a derivation of the
same theorem, and its kind is decided: see `survivors`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import sympy
from sympy.logic.boolalg import Boolean

from kreissverify.derivations.deciders.decision import Decision
from kreissverify.derivations.derivation import derive
from kreissverify.derivations.errors import DerivationError, StepNotShown
from kreissverify.derivations.mutation.operators import changed, changed_terms
from kreissverify.derivations.mutation.replay import ReplayedProof, Step
from kreissverify.derivations.mutation.survivors import Survivor, survivor
from kreissverify.theorems import Statement

__all__ = ["Mutant", "Mutants", "mutants"]

_FACTS = ("uses", "facts")  # the arguments that name earlier facts


@dataclass(frozen=True)
class Mutant:
    """One planted error and what became of it.

    Attributes
    ----------
    kind
        What was changed: a ``hypothesis``; a ``claim``, a ``point``, a ``condition``, a ``premise``
        or the ``premises`` of a step; or the ``order`` of two.
    step, change
        Where, and how.
    failed
        The step that was then not shown; empty if all were.
    reason
        Why it was not shown; for a survivor, what was decided about it.
    verdict
        ``killed``, ``equivalent``, or what kind of true statement it is.
    """

    kind: str
    step: str
    change: str
    failed: str
    reason: str
    verdict: str

    @property
    def killed(self) -> bool:
        """Whether the error was noticed."""
        return self.verdict == "killed"


@dataclass(frozen=True)
class _Plan:
    kind: str
    step: str
    change: str
    places: dict[int, dict[str, Any]]  # what is replaced in which steps


class _Mutated(ReplayedProof):
    """A derivation in which one thing is changed."""

    def __init__(self, whole: ReplayedProof, plan: _Plan) -> None:
        dropped = frozenset(plan.places if plan.kind == "hypothesis" else ())
        super().__init__(whole.statement, _believed, whole.known, dropped)
        self._plan = plan
        self.changed: list[Step] = []

    def _example(self, claim: Boolean, decision: Decision) -> str:
        return ""  # nobody reads of so many

    def _submitted(self, step: Step) -> Step:
        if self._plan.kind != "hypothesis" and step.place in self._plan.places:
            new = dict(self._plan.places[step.place])
            for name in new.keys() & set(_FACTS):
                new[name] = tuple(self.steps[i] for i in new[name])
            step = step.with_arguments(**new)
            self.changed.append(step)
        return step


@dataclass(frozen=True)
class Mutants:
    """The errors to be planted in one derivation.

    Attributes
    ----------
    possible
        How many there are, of which some may have been drawn.
    outcomes
        Yields each that is planted, with what became of it.
    """

    possible: int
    outcomes: Iterator[Mutant]


def mutants(statement: Statement, each: int = 3, seed: int = 0, most: int | None = None) -> Mutants:
    """Plant errors in a statement's derivation.

    Parameters
    ----------
    statement
        A statement whose derivation is complete.
    each
        How many changed claims to try at each step: all would be dozens for a long claim.
    seed
        Equal seeds plant equal errors.
    most
        How many errors to plant at most: of more, so many are drawn. By default all.

    Returns
    -------
    Mutants
        How many errors there are, and an iterator that plants one after the other.
    """
    # Once as it is: every mutant takes from this run what its change does not touch.
    whole = ReplayedProof(statement, _believed, {})
    (write,) = statement.derivations
    write(whole)
    # By the statement also, so that one of them alone has the errors that it has among all.
    generator = random.Random(f"{seed} {statement.digest}")
    plans = list(_plans(whole, each, generator))
    # In the order of the steps: what a mutant shows anew the next one may look up.
    drawn = sorted(generator.sample(range(len(plans)), min(most or len(plans), len(plans))))
    return Mutants(len(plans), (_outcome(whole, write, plans[i]) for i in drawn))


def _believed(statement: Statement) -> None:
    found = derive(statement)
    if found is None or not found.is_complete:
        raise StepNotShown(statement.id, "it is not proved")


def _plans(whole: ReplayedProof, each: int, generator: random.Random) -> Iterator[_Plan]:
    for place, condition in enumerate(whole.context):
        # c ≥ 0 is also an assumption of the symbol c, and 0 ≤ 1 is true: nothing would change.
        if condition.func(*condition.args) is sympy.true or _says_the_symbol_itself(condition):
            continue
        yield _Plan("hypothesis", "hypotheses", f"without {condition}", {place: {}})
    before: Step | None = None
    for step in whole.submitted:
        if step.states_its_claim:
            claim = step.arguments["claim"]
            for other in _some(changed(claim), each, generator):
                change = f"{claim} became {other}"
                yield _Plan("claim", step.name, change, {step.place: {"claim": other}})
        yield from _moved(step, each, generator)
        yield from _dropped(whole, step)
        if step.states_its_claim:
            if before is not None:
                yield from _swapped(whole, before, step)
            before = step


def _some(candidates: Iterator[Any], each: int, generator: random.Random) -> list[Any]:
    """Return a few of them, all different."""
    new = list(dict.fromkeys(candidates))
    return generator.sample(new, min(each, len(new)))


def _says_the_symbol_itself(condition: Boolean) -> bool:
    match condition:
        case sympy.Ge(lhs=symbol, rhs=sympy.S.Zero):
            return bool(symbol.is_nonnegative)
        case sympy.Gt(lhs=symbol, rhs=sympy.S.Zero):
            return bool(symbol.is_positive)
    return False


def _moved(step: Step, each: int, generator: random.Random) -> Iterator[_Plan]:
    """Yield plans that take another point for the one where a step by calculus compares."""
    point = sympy.sympify(step.arguments.get("at", sympy.oo))
    for other in _some(changed_terms(point), each, generator):
        yield _Plan("point", step.name, f"at {other}, not {point}", {step.place: {"at": other}})


def _dropped(whole: ReplayedProof, step: Step) -> Iterator[_Plan]:
    """Yield plans that leave out one condition of a step, or one fact that it uses."""
    given = list(step.arguments.get("given", ()))
    for condition in given:
        rest = [x for x in given if x is not condition]
        change = f"without the condition {condition}"
        yield _Plan("condition", step.name, change, {step.place: {"given": rest}})
    for argument in _FACTS:
        used = whole.places(step, argument)
        for i, place in enumerate(used):
            change = f"without the premise {whole.steps[place].name}"
            kept = {argument: used[:i] + used[i + 1 :]}
            yield _Plan("premise", step.name, change, {step.place: kept})


def _swapped(whole: ReplayedProof, before: Step, step: Step) -> Iterator[_Plan]:
    """Yield plans that exchange claims, or hand on premises, between neighbouring steps."""
    first, second = before.arguments["claim"], step.arguments["claim"]
    # Only between steps of one method: another refuses the form of the claim, which is no news.
    if before.method == step.method and first != second:
        places = {before.place: {"claim": second}, step.place: {"claim": first}}
        yield _Plan("order", step.name, "exchanged with the step before", places)
    uses = whole.places(before)
    if set(whole.places(step)) - set(uses):
        change = "with the premises of the step before"
        yield _Plan("premises", step.name, change, {step.place: {"uses": uses}})


def _outcome(whole: ReplayedProof, write: Callable[[Any], Any], plan: _Plan) -> Mutant:
    def mutant(failed: str, reason: str, verdict: str) -> Mutant:
        return Mutant(plan.kind, plan.step, plan.change, failed, reason, verdict)

    try:
        proof = _Mutated(whole, plan)
        write(proof)
    except StepNotShown as error:
        return mutant(error.step, error.reason, "killed")
    except DerivationError as error:
        return mutant(plan.step, str(error), "killed")
    except Exception as error:  # the author's code met a claim that it did not expect
        return mutant(plan.step, f"{type(error).__name__}: {error}", "killed")
    found: Survivor = survivor(plan.kind, whole, proof, proof.changed)
    return mutant("", found.reason, found.verdict)
