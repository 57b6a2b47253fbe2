"""Deciding what follows over the real numbers, by two solvers that must not disagree.

A question is "premises and not claim": unsatisfiable means that the claim follows. Before that,
every quotient and root of the claim is shown to have a value, and every quantity that may be +∞ to
be finite. No solver is asked what a stored certificate shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import sympy
from sympy.logic.boolalg import Boolean

from kreissverify.derivations.deciders.asked import (
    RealQuestion,
    note,
    note_open,
    searched_decision,
)
from kreissverify.derivations.deciders.decision import Decision
from kreissverify.derivations.deciders.smtlib import Obligation, question, together
from kreissverify.derivations.deciders.solvers import Answer, ask, ask_briefly
from kreissverify.derivations.deciders.stored_certificates import stored_decision
from kreissverify.derivations.terms.formulas import (
    Finite,
    conjuncts,
    is_extended,
    is_operator_relation,
)
from kreissverify.derivations.terms.matrix_terms import Invertible, has_inverse
from kreissverify.expressions.conditions import MatrixCondition

__all__ = [
    "by_solvers",
    "contradictory",
    "decide_implication",
    "real_premises",
    "undefined_part",
    "value_conditions",
]

_KINDS = {
    sympy.Ne: "the division", sympy.Ge: "the root", sympy.Gt: "the logarithm",
    Invertible: "the inverse in", sympy.Or: "the power",
}  # fmt: skip
_SILENCES = {
    Answer.UNKNOWN: "no answer within its limit of work",
    Answer.MISSING: "not installed",
    Answer.UNREADABLE: "cannot read the question",
}


def decide_implication(premises: Sequence[Boolean], claim: Boolean) -> Decision:
    """Decide whether a claim over the reals follows from premises.

    Operator relations among the premises are left aside. A stored certificate must show it, or at
    least one solver, and none may deny it.

    Parameters
    ----------
    premises
        Conditions whose terms are known to have values.
    claim
        A condition over the reals, or that a quantity is finite.

    Returns
    -------
    Decision
        Shown, with what showed it; or not, with the reason.

    Examples
    --------
    >>> from sympy import Symbol
    >>> from kreissverify.derivations.deciders.reals import decide_implication
    >>> x = Symbol("x", real=True)
    >>> decide_implication([x > 2], x**2 > 4).shown
    True
    """
    parts = conjuncts(premises)
    # What needs no solver comes first: a premise may also be about quantities that are infinite.
    if claim is sympy.true or claim in parts:
        return Decision(True, ("premise",), "")
    if isinstance(claim, Invertible):
        return _decide_inverse(parts, claim)
    # No solver reads that an inverse exists: in one case, it is shown where that is a premise.
    if isinstance(claim, sympy.Implies) and isinstance(claim.args[1], Invertible):
        return decide_implication([*premises, claim.args[0]], claim.args[1])
    if is_operator_relation(claim):
        return Decision(False, (), f"{claim} was not shown")
    # That a quantity is finite is no formula over the reals: only the other parts are for solvers.
    if isinstance(claim, sympy.And) and any(isinstance(x, Finite) for x in claim.args):
        return _each(premises, conjuncts([claim]))
    finite = finite_quantities(parts)
    if isinstance(claim, Finite):
        known = _all_finite(claim.args[0], finite)
        return Decision(known, ("premise",) if known else (), f"{claim} was not shown")
    real = real_premises(parts)
    text, obligations, extended = question(real, claim)
    reason = _infinite(extended, finite) or _first_open(parts, obligations)
    if reason:
        return Decision(False, (), reason, text)
    asked = RealQuestion(tuple(real), claim, text)
    decision = stored_decision(asked) or searched_decision(asked) or by_solvers(asked)
    if decision.shown:
        note(replace(asked, text=decision.question, means=decision.means))
    else:
        note_open(asked)
    return decision


def by_solvers(asked: RealQuestion) -> Decision:
    """Decide a question by the solvers, who are asked at first with few assertions."""
    decision = _ask_all(asked.text)
    if decision.shown:
        return decision
    # What is known of quantities by themselves is said only where it is needed: solvers are quick
    # on few.
    informed, _, _ = question(asked.premises, asked.claim, informed=True)
    return decision if informed == asked.text else _ask_all(informed)


def _decide_inverse(premises: Sequence[Boolean], claim: Invertible) -> Decision:
    """Decide whether a matrix is invertible by its form, from those that are known to be."""
    known = [x.matrix for x in premises if isinstance(x, Invertible)]
    if has_inverse(claim.matrix, known):
        return Decision(True, ("premise",), "")
    return Decision(False, (), f"{claim} was not shown")


def undefined_part(premises: Sequence[Boolean], claim: Boolean) -> str:
    """Return which quotient, root or quantity of a claim was not shown to have a finite value.

    Nothing is returned if all were.

    Raises
    ------
    DerivationError
        If the claim has a term that is no real number, such as an operator.
    """
    parts = conjuncts(premises)
    _, obligations, extended = question((), claim)
    infinite = _infinite(extended, finite_quantities(parts))
    return infinite or _first_open(parts, obligations)


def value_conditions(condition: Boolean) -> list[Boolean]:
    """Return what has to hold for every quotient, root and logarithm of it to have a value.

    They are to be taken from a condition before it is specialised: y/x at x = y is written as 1.
    """
    if is_operator_relation(condition) or isinstance(condition, Finite):
        return []
    _, obligations, _ = question((), condition)
    return [sympy.Implies(sympy.And(*x.path), x.condition) for x in obligations]


def _infinite(extended: set[sympy.Basic], finite: set[sympy.Basic]) -> str:
    names = ", ".join(sorted(str(x) for x in extended - finite))
    return f"{names} may be infinite: show that it is finite first" if names else ""


def _each(premises: Sequence[Boolean], claims: Sequence[Boolean]) -> Decision:
    decisions = [decide_implication(premises, c) for c in claims]
    failed = next((d for d in decisions if not d.shown), None)
    means = sorted(set().union(*(d.means for d in decisions)))
    return failed or Decision(True, tuple(means), "", together([d.question for d in decisions]))


def _first_open(premises: Sequence[Boolean], obligations: list[Obligation]) -> str:
    for obligation in dict.fromkeys(obligations):
        decision = decide_implication([*premises, *obligation.path], obligation.condition)
        if not decision.shown:
            return (
                f"{_KINDS[type(obligation.condition)]} {obligation.term} "
                f"was not shown to have a value ({decision.reason})"
            )
    return ""


def _ask_all(text: str) -> Decision:
    answers = ask(text)
    slow = [name for name, answer in answers.items() if answer is Answer.SLOW]
    # What a solver was kept from saying by a clock might be "sat", or one more means: no verdict
    # rests on a question that another machine would answer otherwise.
    if slow:
        reason = f"the machine was too slow: {' and '.join(slow)} did not come to the limit of work"
        return Decision(False, (), reason, text)
    # One word is enough for a claim, as a solver often finds no answer. But "sat" beside
    # "unsat" means that one of them is wrong, and nothing says which.
    agree = tuple(name for name, answer in answers.items() if answer is Answer.UNSAT)
    deny = [name for name, answer in answers.items() if answer is Answer.SAT]
    if agree and not deny:
        return Decision(True, agree, "", text)
    if deny:
        reason = f"{' and '.join(deny)} found a case in which it fails"
        if agree:
            reason = f"the solvers disagree: {reason}, {' and '.join(agree)} none"
        return Decision(False, (), reason, text)
    said = ", ".join(f"{name}: {_SILENCES[answer]}" for name, answer in answers.items())
    return Decision(False, (), f"no solver decided it ({said})", text)


def contradictory(premises: Sequence[Boolean]) -> bool:
    """Say whether a solver shows that the premises contradict each other."""
    if sympy.false in conjuncts(premises):
        return True
    real = real_premises(premises)
    asked = RealQuestion(tuple(real), sympy.false, question(real, sympy.false)[0])
    stored = stored_decision(asked)
    if stored is not None:
        found = stored.shown
    else:
        text, _, _ = question(real, None, informed=True)
        # To help the author alone: what follows from contradictory premises is not false.
        found = ask_briefly(text) is Answer.UNSAT
    if not found:
        note_open(asked)  # also where it is stored so: what is written next says it again
    return found


def real_premises(premises: Sequence[Boolean]) -> list[Boolean]:
    """Return the premises over the reals, each without a quantity that may be +∞.

    A solver takes every quantity for a real number, of which ∞ ≥ x and ∞ = ∞ + 1 say too much.
    """
    parts = conjuncts(premises)
    finite = finite_quantities(parts)
    return [p for p in parts if _is_real(p, finite)]


def finite_quantities(premises: Sequence[Boolean]) -> set[sympy.Basic]:
    """Return the quantities that premises show to be real numbers.

    Either it is said, or there is a bound by something finite from above (no quantity is -∞).
    """
    finite: set[sympy.Basic] = {p.args[0] for p in premises if isinstance(p, Finite)}
    bounds = [pair for p in premises for pair in _upper_bounds(p)]
    grown = True
    while grown:  # a bound may be finite only by another one, as in K ≤ G, G ≤ 2
        new = {x for x, bound in bounds if x not in finite and _all_finite(bound, finite)}
        finite |= new
        grown = bool(new)
    return finite


def _upper_bounds(premise: Boolean) -> list[tuple[sympy.Expr, sympy.Expr]]:
    if isinstance(premise, (sympy.Le, sympy.Lt)):
        pairs = [(premise.lhs, premise.rhs)]
    elif isinstance(premise, (sympy.Ge, sympy.Gt)):
        pairs = [(premise.rhs, premise.lhs)]
    elif isinstance(premise, sympy.Eq):
        pairs = [(premise.lhs, premise.rhs), (premise.rhs, premise.lhs)]
    else:
        pairs = []
    return [(x, bound) for x, bound in pairs if is_extended(x)]


def _is_real(premise: Boolean, finite: set[sympy.Basic]) -> bool:
    """Say whether a solver can be given a premise: all its quantities are real numbers."""
    if isinstance(premise, Finite) or is_operator_relation(premise):
        return False
    # A condition on matrices within others: to leave a premise aside is always sound.
    if premise.atoms(MatrixCondition, Invertible):
        return False
    return _all_finite(premise, finite)


def _all_finite(node: sympy.Basic, finite: set[sympy.Basic]) -> bool:
    return _extended_terms(node) <= finite


@cache
def _extended_terms(node: sympy.Basic) -> frozenset[sympy.Basic]:
    """Return the quantities and infinite numbers in a term: what may be no real number."""
    if is_extended(node) or node in (sympy.oo, -sympy.oo, sympy.zoo, sympy.nan):
        return frozenset({node})
    # A symbol is a real number, by its assumptions.
    parts = (x for x in node.args if not isinstance(x, sympy.Symbol))
    return frozenset().union(*map(_extended_terms, parts))
