"""What a planted error that was not noticed is: decided by the means that decide a step.

A changed claim was shown, and so was all that comes after it: the mutant is a derivation of the
same theorem. Under the theorem's hypotheses and what the step is given, without the facts it uses,
the changed claim is then decided by itself, and compared with the claim, both ways. A condition or
a premise that can be left out is not needed, as the steps were shown without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy
from sympy.logic.boolalg import Boolean

from kreissverify.derivations.deciders.decision import Decision
from kreissverify.derivations.deciders.reals import decide_implication, value_conditions
from kreissverify.derivations.mutation.replay import ReplayedProof, Step
from kreissverify.derivations.terms.formulas import finiteness, is_operator_relation
from kreissverify.derivations.terms.noncommutative_polynomials import (
    difference,
    is_zero,
    polynomial,
)
from kreissverify.theorems import MatrixEquality

__all__ = ["Survivor", "survivor"]


@dataclass(frozen=True)
class Survivor:
    """What a mutant that was not killed is, and what decided that.

    Attributes
    ----------
    verdict
        ``true`` (by itself), ``equivalent``, ``weaker``, ``stronger``, ``different``: what a
        changed claim is; ``not needed`` or ``shown otherwise``.
    reason
        In a sentence, with the means.
    """

    verdict: str
    reason: str


def survivor(kind: str, whole: ReplayedProof, proof: ReplayedProof, step: Step | None) -> Survivor:
    """Return what a mutant is that was not killed.

    Parameters
    ----------
    kind
        What was changed, as in `Mutant`.
    whole, proof
        The derivation itself, and the mutant's.
    step
        The changed step, if a step was changed.
    """
    if step is None:  # a hypothesis of the theorem
        reason = f"the {len(proof.steps)} steps are shown without it: this argument does not use it"
        return Survivor("not needed", reason)
    if kind == "order" and _inferences(proof) == _inferences(whole):
        return Survivor("equivalent", "the same claims from the same premises, in another order")
    means = _named(proof.shown[step.place].means)
    if kind != "claim":
        how = {"premises": "from these", "order": "there also", "point": "there also"}.get(
            kind, "without it"
        )
        verdict = "not needed" if how == "without it" else "shown otherwise"
        return Survivor(verdict, f"the step is shown {how} by {means}")
    old = whole.submitted[step.place].arguments["claim"]
    base = [*proof.context, *step.arguments.get("given", ())]
    return _compared(base, old, step.arguments["claim"], means)


def _inferences(proof: ReplayedProof) -> set[object]:
    """Return what each step claims, where, and from what; not in which order, nor its name."""
    return {(x.claim, x.given, frozenset(used.claim for used in x.uses)) for x in proof.steps}


def _compared(base: Sequence[Boolean], old: Boolean, new: Boolean, means: str) -> Survivor:
    # Without the claim first: what is true by itself says nothing about the step, and would also
    # count as weaker.
    alone = _implies(base, sympy.true, new)
    if alone.shown:
        return Survivor("true", f"true under the hypotheses alone by {_named(alone.means)}")
    after, before = _implies(base, old, new), _implies(base, new, old)
    if after.shown and before.shown:
        decided = _named({*after.means, *before.means})
        return Survivor("equivalent", f"the same claim: each follows from the other by {decided}")
    if after.shown:
        reason = f"weaker: it follows from the claim by {_named(after.means)}, and is enough"
        return Survivor("weaker", reason)
    shown = f"it is also true: shown from the same premises by {means}"
    if before.shown:
        return Survivor("stronger", f"stronger, and {shown}")
    return Survivor("different", f"not the same, but {shown}")


def _implies(base: Sequence[Boolean], premise: Boolean, claim: Boolean) -> Decision:
    """Decide whether one claim follows from another; that both have values was shown before."""
    # Identities of matrices are compared by no solver; a changed one is then "different" at most.
    if isinstance(claim, MatrixEquality):
        return Decision(False, (), "")
    # Relations of operators are told apart as polynomials; that one implies another is not tried.
    if is_operator_relation(claim):
        sides = [claim] if premise is sympy.true else [claim, premise]
        gaps = [difference(polynomial(x.lhs), polynomial(x.rhs)) for x in sides]
        same = is_zero(difference(gaps[0], *gaps[1:] or [{}]))
        return Decision(same, ("identity",) if same else (), "")
    values = (x for part in (premise, claim) for x in (*finiteness(part), *value_conditions(part)))
    return decide_implication([*base, *values, premise], claim)


def _named(means: Sequence[str] | set[str]) -> str:
    return ", ".join(sorted(means))
