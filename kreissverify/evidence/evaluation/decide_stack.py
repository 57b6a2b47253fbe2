"""Deciding a statement on many exact instances at once, in intervals: what is clear, and no more.

Most instances of a statement are far from equality, and a stack of coarse bounds decides them for a
tenth of the time of single enclosures. The others are for `decide`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import sympy
from numpy.typing import NDArray

from kreissverify.evidence.evaluation.ball_stack import BallStack
from kreissverify.evidence.evaluation.decide import LADDER, Decision
from kreissverify.evidence.evaluation.float_stack import FloatStack
from kreissverify.evidence.evaluation.inequality_sides import bound_sides
from kreissverify.evidence.evaluation.interval_arithmetic import IntervalArithmetic, Truths
from kreissverify.expressions.errors import StatementError
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.evaluator import Evaluator, UnknownTerm
from kreissverify.instances.membership import objection
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.intervals import Intervals
from kreissverify.numbers.three_valued import Outcome
from kreissverify.system.work import count_work
from kreissverify.theorems import Statement, change_of

__all__ = ["STACK_WIDTH", "StackDecisions", "decide_stack"]

# The widths tried of stacks: the first two of single instances. At narrower ones it is equalities
# that are left, which are decided exactly.
_WIDTHS = LADDER[:2]
STACK_WIDTH = _WIDTHS[-1]
"""The narrowest width that is tried of stacks."""
_MOST_ROWS = 12  # of matrices: larger ones keep the linear algebra busy one by one
# Rough seconds for a member of two rows, and how they grow: fitted to K and M up to 8 rows.
_MEMBER, _OF_SIZE = 0.0005, 1.0


@dataclass
class StackDecisions:
    """What is decided of the instances of a stack.

    Attributes
    ----------
    decisions
        Those that were decided, by their places.
    narrow
        The places of others of which every quantity is known to the narrowest width tried: there
        wide enclosures of single instances would show no more.
    """

    decisions: dict[int, Decision] = field(default_factory=dict)
    narrow: set[int] = field(default_factory=set)


def decide_stack(
    statement: Statement, floats: FloatStack, members: Sequence[Binding]
) -> StackDecisions:
    """Decide a statement on instances of equal sizes, as far as coarse bounds do.

    An instance that seems to violate it is left to `decide`, whose word a counterexample rests on.

    Parameters
    ----------
    statement
        The statement.
    floats
        The instances rounded to floats, each entry to the nearest one.
    members
        The exact instances.
    """
    found = StackDecisions()
    if floats.widest > _MOST_ROWS or change_of(statement) is not None:
        return found
    open_ = [k for k, x in enumerate(members) if objection(statement.parts, x) is None]
    for rtol in _WIDTHS:
        if not open_:
            break
        stack = BallStack(floats, members).chosen(open_)
        count_work(_MEMBER * len(open_) * (floats.widest / 2) ** _OF_SIZE)
        try:
            decided, is_narrow = _at_width(statement, stack, rtol)
        except (UnknownTerm, StatementError):  # single instances say what is wrong with it
            return found
        found.decisions |= {open_[k]: decision for k, decision in decided.items()}
        found.narrow = {open_[k] for k in np.flatnonzero(is_narrow).tolist()}
        open_ = [k for k in open_ if k not in found.decisions]
    found.narrow -= {*found.decisions}
    return found


def _at_width(
    statement: Statement, stack: BallStack, rtol: float
) -> tuple[dict[int, Decision], NDArray[np.bool_]]:
    arithmetic = IntervalArithmetic(stack, rtol)
    evaluator: Evaluator[Intervals, Truths] = Evaluator(arithmetic)
    premise = arithmetic.conjunction([evaluator.truth(h) for h in statement.hypotheses])
    vacuous = premise.fails.copy()
    with np.errstate(all="ignore"):
        conclusion = evaluator.truth(statement.conclusion)
        ratios = _ratios(statement.conclusion, evaluator, len(stack))
    holds = premise.holds & conclusion.holds & ~arithmetic.doubtful & ~vacuous
    decided = {k: Decision(Outcome.HOLDS, True, rtol) for k in np.flatnonzero(vacuous).tolist()}
    for k in np.flatnonzero(np.broadcast_to(holds, len(stack))).tolist():
        ratio = float(ratios[k])
        known = ratio if np.isfinite(ratio) else None
        decided[k] = Decision(Outcome.HOLDS, False, rtol, (), known)
    return decided, ~arithmetic.wide


def _ratios(
    conclusion: sympy.Basic, evaluator: Evaluator[Intervals, Truths], count: int
) -> FloatArray:
    """Return lower bounds of smaller/larger side, NaN where there is none: see `met_ratio`."""
    best = np.full(count, np.nan)
    for small, large in bound_sides(conclusion):
        lower = (evaluator.number(small) / evaluator.number(large)).lower
        best = np.fmax(best, np.where(np.isfinite(lower), lower, np.nan))
    return best
