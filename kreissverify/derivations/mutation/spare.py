"""Changes of premises that leave a proof of the same claims: decided anew, and by two means.

The step was shown with the change. That alone is no reason to call it harmless, as a kernel that
takes no notice of premises would say the same. So what the step asks is looked at, and each
question is put once more: to both solvers, or to a stored certificate, which is multiplied out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sympy.logic.boolalg import Boolean

from kreissverify.derivations.deciders.asked import RealQuestion
from kreissverify.derivations.deciders.reals import by_solvers
from kreissverify.derivations.deciders.smtlib import question as smtlib_question
from kreissverify.derivations.deciders.solvers import SOLVERS
from kreissverify.derivations.deciders.stored_certificates import certified_from
from kreissverify.derivations.fact import Fact
from kreissverify.derivations.foundations import is_exact
from kreissverify.derivations.terms.formulas import conjuncts

__all__ = ["are_independent", "is_spare"]


def is_spare(before: Fact, after: Fact) -> bool:
    """Say whether premises that a step has lost serve its exactness alone.

    They do if an exact certificate is made with one of them, or if one of them is shown exactly and
    is word for word what the step has to show without it; and if all that the step asks without
    them is shown twice. Without any of it they would be of no use, and not spare.

    Parameters
    ----------
    before, after
        The step, and the same claim with other premises.
    """
    lost = _known(before) - _known(after)
    asked = {x.claim for x in after.questions}
    # A step that asks less than before would be shown by less.
    if not {x.claim for x in before.questions} <= asked:
        return False
    exact = {*conjuncts([used.claim for used in before.uses if is_exact(used)])}
    serves = any(lost & (certified_from(question) or set()) for question in before.questions)
    return (serves or bool(lost & exact & asked)) and _are_shown_twice(after, lost)


def are_independent(steps: Sequence[Fact], context: Sequence[Boolean]) -> bool:
    """Say whether steps that have exchanged what they claim are each shown twice.

    Parameters
    ----------
    steps
        The steps after the exchange.
    context
        What holds throughout.
    """
    return all(_asks_its_claim(x, context) and _are_shown_twice(x, set()) for x in steps)


def _asks_its_claim(fact: Fact, context: Sequence[Boolean]) -> bool:
    """Say whether a step asks for what it claims, from what it may use and no more."""
    known = {*conjuncts(context)} | _known(fact)
    return any(x.claim == fact.claim and {*x.premises} <= known for x in fact.questions)


def _are_shown_twice(fact: Fact, lost: set[Boolean]) -> bool:
    return all(not lost & {*x.premises} and _is_shown_twice(x) for x in fact.questions)


def _known(fact: Fact) -> set[Boolean]:
    """Return what a step is given and uses, in parts."""
    said: Sequence[Boolean] = [*fact.given, *(used.claim for used in fact.uses)]
    return {*conjuncts(said)}


def _is_shown_twice(question: RealQuestion) -> bool:
    if certified_from(question) is not None:
        return True
    # as it stands, not by the text that was asked then
    text, _, _ = smtlib_question(question.premises, question.claim)
    found = by_solvers(replace(question, text=text))
    return found.shown and {*SOLVERS} <= {*found.means}
