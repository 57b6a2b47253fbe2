"""Planted errors: a derivation with one thing changed, which should then not go through.

A mutant changes one claim (a coefficient or a constant by 1, a sign, an exponent, ≤ to <), drops
one condition of the theorem, or gives a step the premises of the step before. It is killed if some
step is then not shown. One that survives states something that is still true: the changed claim was
shown, by the same means as any other.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sympy
from sympy.logic.boolalg import Boolean

from kreissverify.derivations.derivation import derive
from kreissverify.derivations.errors import DerivationError, NotShown
from kreissverify.derivations.facts import Fact
from kreissverify.derivations.formulas import Below, Same
from kreissverify.derivations.proof import Proof
from kreissverify.theorems import Statement

__all__ = ["Mutant", "mutants"]

_SURVIVES = {
    "hypothesis": "the argument does not need this condition",
    "uses": "the step needs no more than these",
    "claim": "the changed claim is true too, it was shown, and it is enough for what follows",
}
_STRICT = {sympy.Le: sympy.Lt, sympy.Ge: sympy.Gt}


@dataclass(frozen=True)
class Mutant:
    """One planted error and what became of it.

    Attributes
    ----------
    step, change
        Where and what was changed.
    killed
        Whether the derivation failed then.
    reason
        At which step it failed, and why; for a survivor, why that is no fault.
    """

    step: str
    change: str
    killed: bool
    reason: str


class _Mutated(Proof):
    """A proof that changes the k-th thing that can be changed in it."""

    def __init__(
        self,
        statement: Statement,
        prove: Callable[[Statement], Any],
        plan: _Plan | None = None,
    ) -> None:
        self.plan = plan
        self.decided: list[tuple[str, Boolean, tuple[int, ...]]] = []
        super().__init__(statement, prove)
        if plan is not None and plan.kind == "hypothesis":
            kept = [c for i, c in enumerate(self.context) if i != plan.place]
            self._context = tuple(kept)

    def _submitted(
        self, name: str, claim: Boolean, uses: Sequence[Fact]
    ) -> tuple[Boolean, Sequence[Fact]]:
        place = len(self.decided)
        self.decided.append((name, claim, tuple(map(self.steps.index, uses))))
        plan = self.plan
        if plan is None or plan.place != place or plan.kind == "hypothesis":
            return claim, uses
        if plan.kind == "claim":
            return plan.claim, uses
        return claim, [self.steps[i] for i in plan.uses]


@dataclass(frozen=True)
class _Plan:
    kind: str
    place: int
    step: str
    change: str
    claim: Boolean = sympy.true
    uses: tuple[int, ...] = ()


def mutants(statement: Statement, each: int = 3, seed: int = 0) -> Iterator[Mutant]:
    """Yield mutants of a statement's derivation, each with what became of it.

    Parameters
    ----------
    statement
        A statement whose derivation is complete.
    each
        How many changed claims to try at each step.
    seed
        Equal seeds plant equal errors.
    """
    whole = _Mutated(statement, _believed)
    (write,) = statement.derivations
    write(whole)
    generator = random.Random(f"{seed} {statement.digest}")
    for plan in _plans(whole, each, generator):
        yield _outcome(statement, write, plan)


def _believed(statement: Statement) -> None:
    found = derive(statement)
    if found is None or not found.is_complete:
        raise NotShown(statement.id, "it is not proved")


def _plans(whole: _Mutated, each: int, generator: random.Random) -> Iterator[_Plan]:
    for place, condition in enumerate(whole.context):
        if isinstance(condition, sympy.Ge) and condition.lhs.is_nonnegative and condition.rhs == 0:
            continue  # the symbol says so itself: dropping the condition changes nothing
        yield _Plan("hypothesis", place, "hypotheses", f"without {condition}")
    for place, (name, claim, uses) in enumerate(whole.decided):
        changed = list(dict.fromkeys(_changed(claim)))
        for new in generator.sample(changed, min(each, len(changed))):
            yield _Plan("claim", place, name, f"{claim} became {new}", claim=new)
        before = whole.decided[place - 1] if place else (name, claim, ())
        if set(uses) - set(before[2]):
            change = f"with the premises of {before[0]!r}"
            yield _Plan("uses", place, name, change, uses=before[2])


def _outcome(statement: Statement, write: Callable[[Any], Any], plan: _Plan) -> Mutant:
    try:
        proof = _Mutated(statement, _believed, plan)
        write(proof)
    except (NotShown, DerivationError) as error:
        return Mutant(plan.step, plan.change, True, str(error))
    except Exception as error:  # the author's code met a claim that it did not expect
        return Mutant(plan.step, plan.change, True, f"{type(error).__name__}: {error}")
    return Mutant(plan.step, plan.change, False, _SURVIVES[plan.kind])


def _changed(claim: Boolean) -> Iterator[Boolean]:
    """Yield claims that differ from one in a single place."""
    if isinstance(claim, (Same, Below)):
        for side in _expressions(claim.rhs):
            yield type(claim)(claim.lhs, side)
        return
    if type(claim) in _STRICT:
        yield _STRICT[type(claim)](claim.lhs, claim.rhs, evaluate=False)
    if isinstance(claim, sympy.core.relational.Relational):
        for lhs in _expressions(claim.lhs):
            yield claim.func(lhs, claim.rhs, evaluate=False)
        for rhs in _expressions(claim.rhs):
            yield claim.func(claim.lhs, rhs, evaluate=False)
        return
    for i, part in enumerate(claim.args):
        if isinstance(part, Boolean):
            for new in _changed(part):
                yield claim.func(*claim.args[:i], new, *claim.args[i + 1 :])


def _expressions(e: sympy.Expr) -> Iterator[sympy.Expr]:
    """Yield terms that differ from one by 1 in a number, by a sign, or in an exponent."""
    if e.is_Integer or e.is_Rational:
        yield e + 1
        yield e - 1
        return
    if e.is_Add:
        for term in e.args:
            yield e - 2 * term
    if e.is_Mul and e.is_commutative:
        yield 2 * e
    if e.is_Symbol and e.is_commutative:
        yield e + 1
        return
    if e.is_Add or e.is_Mul or e.is_Pow:
        for i, part in enumerate(e.args):
            for new in _expressions(part):
                yield e.func(*e.args[:i], new, *e.args[i + 1 :])
