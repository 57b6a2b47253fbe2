"""Deciding a statement on one exact instance, by enclosures that narrow until they separate."""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import sympy
from sympy.core.relational import Relational

from kreissverify.evidence.evaluation.float_gap import UNSEEN, FloatGap
from kreissverify.evidence.evaluation.inequality_sides import met_ratio
from kreissverify.evidence.evaluation.thresholds import decided_thresholds
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import (
    EnclosureArithmetic,
    QuantityCache,
)
from kreissverify.expressions.evaluation.evaluator import Evaluator
from kreissverify.expressions.evaluation.exact_arithmetic import ExactArithmetic
from kreissverify.instances.membership import objection
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.radicals import NotRadical
from kreissverify.numbers.three_valued import Outcome, all_of
from kreissverify.quantities.symbolic import QuantityExpr
from kreissverify.system.work import count_work
from kreissverify.theorems import MatrixCondition, Statement, change_of, inverted

__all__ = ["LADDER", "Decision", "decide", "hypotheses_hold", "sharpened_ratio"]

LADDER = (1e-1, 1e-3, 1e-6, 1e-9, 1e-12)
"""Relative widths asked of quantities, one after the other, until the sides separate."""

# From this width on an equality is likelier than a near miss, and is decided exactly. Earlier,
# exact arithmetic would be tried on every instance, though it is slower than two wide enclosures;
# later, narrow enclosures would be computed in vain on every bound that is attained.
_EXACT_FROM = 1e-6
# Rows up to which the symmetries that decide are tried: there are 2^(n-1) of them.
_EXACT_SIZE = 4
# Rows up to which values are looked up exactly. A norm of n rows is a number of degree 2n, and a
# difference of two needs about 4n² times as many bits as there are in an entry: milliseconds.
_ALGEBRAIC_SIZE = 10
# A float gap below this is an equality, or as good as one: it is below what the widths tried on
# large matrices separate, so those between the widest and the narrowest are skipped.
_TOUCHING = 1e-6
# A width times this is what two sides of it take of the distance between them, with some to spare;
# and what one side takes beside another that is known exactly.
_BOTH_SIDES, _ONE_SIDE = 2.5, 1.25
# The widest that is asked of a quantity: sides may be a hundred times apart.
_WIDEST = 1.0
# Rough seconds of one decision by symmetry, and of one with values, which SymPy compares.
_BY_SYMMETRY, _BY_VALUES = 0.002, 0.05
_THRESHOLDS = frozenset({"rho", "norm", "w"})
# The width at which a ratio is sharpened: four digits of it are printed.
_NARROW = 1e-6


_Decided = dict[Any, Outcome]


@dataclass(frozen=True)
class Decision:
    """The outcome on one instance.

    Attributes
    ----------
    outcome
        Whether the statement (hypotheses imply conclusion) holds there.
    vacuous
        Whether a hypothesis fails, so that the instance says nothing.
    rtol
        The relative width that decided; 0 for exact arithmetic.
    refusals
        Why quantities could not be enclosed, where that left the outcome open.
    ratio
        A lower bound of smaller/larger side of the conclusion, where it is a bound.
    undefined
        Whether something has no value there, such as ∞ - ∞, and is not claimed to have one: the
        instance is then left out. `refusals` says what.
    """

    outcome: Outcome
    vacuous: bool
    rtol: float
    refusals: tuple[str, ...] = ()
    ratio: float | None = None
    undefined: bool = False


def decide(
    statement: Statement,
    binding: Binding,
    cache: QuantityCache,
    gap: FloatGap = UNSEEN,
    *,
    below: float = math.inf,
) -> Decision:
    """Decide a statement on an instance rigorously, or report it indeterminate.

    Parameters
    ----------
    statement
        The statement.
    binding
        The exact instance and the exact parameters.
    cache
        Enclosures shared between statements.
    gap
        How far the sides seem apart in floats. It only saves work: of a large matrix, widths that
        cannot separate them are left out, and where it seems to meet a bound exactly all but the
        widest and the narrowest.
    below
        Only widths below it are tried, as bounds to this one were seen not to decide.

    Returns
    -------
    Decision
        The outcome, and what it took.
    """
    reason = objection(statement.parts, binding)
    if reason is not None:  # no instance of the statement: it shows nothing of it, either way
        return Decision(Outcome.INDETERMINATE, False, 0.0, (reason,))
    changed = change_of(statement)
    if changed is not None:  # by the code of its author, which has run since it was stated
        return Decision(Outcome.INDETERMINATE, False, 0.0, (changed,))
    # of single relations, by whichever means decided them: one may need exact values, another one
    # enclosures
    decided: _Decided = {}
    if _fails_a_threshold(statement, binding, decided):
        return Decision(Outcome.HOLDS, True, 0.0)
    refusals: tuple[str, ...] = ()
    rows = _largest(statement, binding)
    small = rows <= _EXACT_SIZE
    if small and _may_tie(statement):
        # costs little, and decides what is attained by symmetry before any enclosure
        count_work(_BY_SYMMETRY)
        by_symmetry = _exactly(statement, binding, decided, values=False)
        if by_symmetry.outcome is not Outcome.INDETERMINATE:
            return by_symmetry
    for rtol in (x for x in _ladder(rows, gap, _sides(statement)) if x < below):
        if rows <= _ALGEBRAIC_SIZE and rtol == _EXACT_FROM:
            count_work(_BY_VALUES)
            decision = _exactly(statement, binding, decided, values=True)
            if decision.outcome is not Outcome.INDETERMINATE:
                return decision
        decision = _at_tolerance(statement, binding, rtol, cache, decided)
        if decision.outcome is not Outcome.INDETERMINATE:
            return decision
        if decision.refusals and decision.refusals == refusals:
            break  # a narrower enclosure will be refused for the same reason
        refusals = decision.refusals
    return _at_thresholds(statement, binding, decision.rtol, cache, decided) or decision


def _may_tie(statement: Statement) -> bool:
    """Say whether a quantity is asked of two matrices, which a symmetry may carry to each other."""
    names = [x.name for x in statement.atoms()]
    return len({*names}) < len(names)


def _fails_a_threshold(statement: Statement, binding: Binding, decided: _Decided) -> bool:
    """Say whether a hypothesis compares ρ with a number and fails, which is decided first.

    Stability is what most statements assume, and on the circle no enclosure decides it: whatever
    the conclusion asks would be enclosed at all widths, for nothing.
    """
    for hypothesis in statement.hypotheses:
        decided |= decided_thresholds(hypothesis, binding, frozenset({"rho"}))
    given = (x for h in statement.hypotheses for x in sympy.And.make_args(h))
    return any(decided.get(x) is Outcome.VIOLATED for x in given)


def _at_thresholds(
    statement: Statement, binding: Binding, rtol: float, cache: QuantityCache, decided: _Decided
) -> Decision | None:
    """Decide with every comparison of ρ, ‖·‖ and w with a number decided exactly, if there is one.

    It comes last: an exact decision costs more than enclosures that are apart. What is enclosed
    besides is enclosed already, at the width that was tried last.
    """
    known = len(decided)
    for condition in statement.conditions:
        decided |= decided_thresholds(condition, binding, _THRESHOLDS)
    if len(decided) == known:
        return None
    found = _at_tolerance(statement, binding, rtol, cache, decided)
    return None if found.outcome is Outcome.INDETERMINATE else replace(found, rtol=0.0)


def _sides(statement: Statement) -> float:
    """Return what a width is multiplied with to compare it with the distance of two sides."""
    relations = {x for c in statement.conditions for x in c.atoms(Relational)}
    both = any(all(side.has(QuantityExpr) for side in x.args) for x in relations)
    return _BOTH_SIDES if both else _ONE_SIDE


def _ladder(size: int, gap: FloatGap, sides: float = _BOTH_SIDES) -> tuple[float, ...]:
    """Return the widths that are worth their time for matrices of a size.

    An enclosure costs at least the cube of the size, and more for each digit. So all widths are
    tried on 2×2 matrices, and on larger ones the one that separates sides so far apart; then the
    narrowest, which are never left out: a float gap is no proof, and may be wrong.
    """
    if size <= 2:
        return LADDER
    narrowest = LADDER[2:4] if size <= _EXACT_SIZE else LADDER[2:3]
    if not math.isfinite(gap.size):
        return (*LADDER[:2], *narrowest)
    if gap.seems_below(_TOUCHING):
        return (LADDER[0], *narrowest)  # the widest is enough where enclosures are exact
    return (*(x for x in (_separating(gap.size, sides),) if x > narrowest[0]), *narrowest)


def _separating(gap: float, sides: float) -> float:
    """Return the widest power of ten of which sides may be off, and are apart all the same.

    Powers of ten alone, as enclosures are shared by their widths. A gap is the share of the larger
    side, and a width one of the smaller side: sides with a gap of 0.99 are a hundred times apart.
    """
    apart = gap / max(1 - gap, LADDER[-1]) if gap < 1 else 1 / LADDER[-1]
    return float(min(_WIDEST, 10.0 ** math.floor(math.log10(max(apart, LADDER[-1]) / sides))))


def _at_tolerance(
    statement: Statement, binding: Binding, rtol: float, cache: QuantityCache, decided: _Decided
) -> Decision:
    arithmetic = EnclosureArithmetic(binding, rtol, cache)
    evaluator: Evaluator[Enclosure, Outcome] = Evaluator(arithmetic, decided, _is_open)
    premise = all_of(evaluator.truth(h) for h in statement.hypotheses)
    refusals = arithmetic.refusals
    if premise is Outcome.VIOLATED:
        return Decision(Outcome.HOLDS, True, rtol)
    if arithmetic.undefined:  # it is left out, whatever the others say
        undefined = tuple(arithmetic.undefined)
        return Decision(Outcome.INDETERMINATE, False, rtol, undefined, undefined=True)
    conclusion = evaluator.truth(statement.conclusion)
    if conclusion is Outcome.INDETERMINATE and _lacks_an_inverse(statement, binding):
        conclusion = Outcome.VIOLATED
    ratio = met_ratio(statement.conclusion, evaluator)
    outcome = evaluator.implication(premise, conclusion)
    reasons = (*arithmetic.undefined, *refusals)
    return Decision(outcome, False, rtol, reasons, ratio, bool(arithmetic.undefined))


def _exactly(
    statement: Statement, binding: Binding, decided: _Decided, *, values: bool
) -> Decision:
    arithmetic = ExactArithmetic(binding, values=values)
    # SymPy factors integers beyond 1e308 through a float, which overflows
    failures = (NotRadical, OverflowError)
    evaluator: Evaluator[sympy.Expr, Outcome]
    evaluator = Evaluator(arithmetic, decided, _is_open, failures)
    premise = all_of(evaluator.truth(h) for h in statement.hypotheses)
    if premise is Outcome.VIOLATED:
        return Decision(Outcome.HOLDS, True, 0.0)
    outcome = evaluator.implication(premise, evaluator.truth(statement.conclusion))
    if outcome is Outcome.INDETERMINATE or arithmetic.undefined:
        return Decision(Outcome.INDETERMINATE, False, 0.0)
    ratio = None
    with suppress(*failures):
        ratio = met_ratio(statement.conclusion, evaluator)
    return Decision(outcome, False, 0.0, (), ratio)


def _is_open(outcome: Outcome) -> bool:
    return outcome is Outcome.INDETERMINATE


def _largest(statement: Statement, binding: Binding) -> int:
    """Return the most rows of a matrix in it of which a quantity is asked."""
    if binding.is_of_one_class:
        return binding.instance.n
    return max((binding.size(x.matrix.rows) for x in statement.atoms()), default=binding.widest)


def _lacks_an_inverse(statement: Statement, binding: Binding) -> bool:
    """Say whether an inverse that the conclusion claims to exist does not."""
    # Only what is claimed outright: inside Or and Implies it is claimed of some instances only.
    parts = sympy.And.make_args(statement.conclusion)
    claims = (x for x in parts if isinstance(x, (MatrixCondition, Relational)))
    matrices = (x for claim in claims for x in inverted(claim))
    arithmetic = EnclosureArithmetic(binding, _NARROW, QuantityCache())
    return any(_is_singular(x, arithmetic) for x in matrices)


def _is_singular(matrix: sympy.MatrixExpr, arithmetic: EnclosureArithmetic) -> bool:
    try:
        return not any(arithmetic.matrix(matrix).determinant())
    except ZeroDivisionError:  # an inverse inside of it
        return True
    except Refused:  # a factor that is not known exactly decides nothing
        return False


def sharpened_ratio(statement: Statement, binding: Binding, cache: QuantityCache) -> float | None:
    """Return how nearly a bound is met on one instance, from narrow enclosures.

    Parameters
    ----------
    statement
        The statement.
    binding
        The exact instance and the exact parameters.
    cache
        Enclosures shared with other work.

    Returns
    -------
    float or None
        A lower bound of the ratio; None where the statement is no bound, or the ratio has none.
    """
    evaluator: Evaluator[Enclosure, Outcome] = Evaluator(
        EnclosureArithmetic(binding, _NARROW, cache)
    )
    return met_ratio(statement.conclusion, evaluator)


def hypotheses_hold(statement: Statement, binding: Binding, cache: QuantityCache) -> Outcome:
    """Decide whether all hypotheses hold on one instance, at a moderate width.

    Parameters
    ----------
    statement
        The statement.
    binding
        The exact instance and the exact parameters.
    cache
        Enclosures shared with other work.

    Returns
    -------
    Outcome
        Of all hypotheses together; indeterminate where a width of 1e-3 does not decide it.
    """
    try:
        exact: Evaluator[sympy.Expr, Outcome] = Evaluator(ExactArithmetic(binding, values=False))
        outcome = all_of(exact.truth(h) for h in statement.hypotheses)
    except (NotRadical, OverflowError):
        outcome = Outcome.INDETERMINATE
    if outcome is not Outcome.INDETERMINATE:
        return outcome
    evaluator: Evaluator[Enclosure, Outcome] = Evaluator(
        EnclosureArithmetic(binding, LADDER[1], cache)
    )
    return all_of(evaluator.truth(h) for h in statement.hypotheses)
