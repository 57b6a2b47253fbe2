"""What a planted error that was not noticed is: decided by the means that decide a step.

A changed claim was shown, and so was all that comes after it: the mutant is a derivation of the
same theorem. Under the theorem's hypotheses and what the step is given, without the facts it uses,
the changed claim is then decided by itself, and compared with the claim, both ways. A condition or
a premise of a step that can be left out is not needed, as the step was shown without it. Where all
steps were shown without a condition of the theorem, what lemmas suppose of their class included,
they prove the theorem without that condition: it says more, and nothing in it is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy
from sympy.logic.boolalg import Boolean

from kreissverify.derivations.deciders.decision import Decision
from kreissverify.derivations.deciders.reals import decide_implication, value_conditions
from kreissverify.derivations.mutation.replay import ReplayedProof, Step
from kreissverify.derivations.mutation.spare import are_independent, is_spare
from kreissverify.derivations.terms.formulas import finiteness, is_operator_relation
from kreissverify.derivations.terms.noncommutative_polynomials import (
    difference,
    is_zero,
    polynomial,
)
from kreissverify.theorems import MatrixEquality

__all__ = ["Survivor", "survivor"]

# What leaves the claim as it is, and changes what it is shown from.
_OF_PREMISES = ("condition", "premise", "premises")


@dataclass(frozen=True)
class Survivor:
    """What a mutant that was not killed is, and what decided that.

    Attributes
    ----------
    verdict
        ``true`` (by itself), ``equivalent``, ``weaker``, ``stronger``, ``different``: what a
        changed claim is; ``not needed`` or ``shown otherwise``: what a step with other premises is;
        ``unused``: what a condition of the theorem is. ``spare``: premises that make a step exact,
        and that the solvers do without. ``independent``: steps that can exchange their premises.
    reason
        In a sentence, with the means.
    """

    verdict: str
    reason: str


def survivor(
    kind: str, whole: ReplayedProof, proof: ReplayedProof, changed: Sequence[Step]
) -> Survivor:
    """Return what a mutant is that was not killed.

    Parameters
    ----------
    kind
        What was changed, as in `Mutant`.
    whole, proof
        The derivation itself, and the mutant's.
    changed
        The changed steps; none if a condition of the theorem was dropped.
    """
    if not changed:
        reason = f"the {len(proof.steps)} steps prove the theorem without it: it is not used"
        return Survivor("unused", reason)
    step, shown = changed[-1], [proof.shown[x.place] for x in changed]
    if kind == "order":
        if _inferences(proof) == _inferences(whole):
            return Survivor(
                "equivalent", "the same claims from the same premises, in another order"
            )
        if are_independent(shown, proof.context):
            return Survivor("independent", "each claim is shown twice from the other's premises")
    means = _named(shown[-1].means)
    if kind != "claim":
        how = {"premises": "from these", "order": "there also", "point": "there also"}.get(
            kind, "without it"
        )
        if kind in _OF_PREMISES and is_spare(whole.shown[step.place], shown[-1]):
            reason = f"shown {how} by each solver for itself; exact by what is left out"
            return Survivor("spare", reason)
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
