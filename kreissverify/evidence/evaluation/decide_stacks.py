"""Deciding a statement on many exact instances at once, in intervals: what is clear, and no more.

Most instances of a statement are far from equality, and a stack of coarse bounds decides them for a
tenth of the time of single enclosures. The others are for `decide`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import sympy

from kreissverify.evidence.evaluation.ball_stack import BallStack
from kreissverify.evidence.evaluation.decide import LADDER, Decision
from kreissverify.evidence.evaluation.float_stack import FloatStack
from kreissverify.evidence.evaluation.inequality_sides import bound_sides
from kreissverify.evidence.evaluation.interval_arithmetic import IntervalArithmetic, Truths
from kreissverify.evidence.evaluation.padding import MOST_ROWS
from kreissverify.expressions.errors import StatementError
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.evaluator import Evaluator, UnknownTerm
from kreissverify.instances.membership import objection
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.intervals import Intervals
from kreissverify.numbers.three_valued import Outcome
from kreissverify.system.work import count_work
from kreissverify.theorems import Statement, change_of

__all__ = ["STACK_WIDTH", "Group", "StackDecisions", "decide_stacks"]

# The widths tried of stacks: the first two of single instances. At narrower ones it is equalities
# that are left, which are decided exactly.
_WIDTHS = LADDER[:2]
STACK_WIDTH = _WIDTHS[-1]
"""The narrowest width that is tried of stacks."""
# Rough seconds for a member of two rows, and how they grow: fitted to K and M up to 8 rows.
_MEMBER, _OF_SIZE = 0.0005, 1.0


#: The places of instances of equal sizes, and their stack.
Group = tuple[list[int], FloatStack]


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


def decide_stacks(
    statement: Statement, members: Sequence[Binding], groups: Sequence[Group]
) -> StackDecisions:
    """Decide a statement on many instances, as far as coarse bounds do.

    An instance that seems to violate it is left to `decide`, whose word a counterexample rests on.

    Parameters
    ----------
    statement
        The statement.
    members
        The exact instances.
    groups
        Of those of equal sizes, the places and their stack: each entry rounded to the nearest
        float. Not all places need occur.
    """
    found = StackDecisions()
    if change_of(statement) is not None:
        return found
    open_ = [
        k
        for places, floats in groups
        for k in places
        if floats.widest <= MOST_ROWS and objection(statement.parts, members[k]) is None
    ]
    for rtol in _WIDTHS:
        stacks = list(_stacks(members, groups, {*open_}))
        if not stacks:
            break
        for _, stack in stacks:
            count_work(_MEMBER * len(stack) * (stack.floats.widest / 2) ** _OF_SIZE)
        try:
            narrow = _at_width(statement, stacks, rtol, found.decisions)
        except (UnknownTerm, StatementError):  # single instances say what is wrong with it
            return found
        # where a quantity was not bounded to this width it will not be to a narrower one
        open_ = [k for k in open_ if k in narrow and k not in found.decisions]
        found.narrow = {*open_} if rtol == STACK_WIDTH else set()
    return found


def _stacks(
    members: Sequence[Binding], groups: Sequence[Group], open_: set[int]
) -> Iterator[tuple[list[int], BallStack]]:
    """Yield what is left of the groups, with the places."""
    for places, floats in groups:
        left = [i for i, k in enumerate(places) if k in open_]
        if left:
            stack = BallStack(floats, [members[k] for k in places])
            yield [places[i] for i in left], stack.chosen(left)


def _at_width(
    statement: Statement,
    stacks: Sequence[tuple[list[int], BallStack]],
    rtol: float,
    decided: dict[int, Decision],
) -> set[int]:
    """Add what is decided at a width; return the places where all quantities are known to it."""
    each = [IntervalArithmetic(stack, rtol) for _, stack in stacks]
    IntervalArithmetic.know_together(each, statement.atoms())
    narrow: set[int] = set()
    for (places, _), arithmetic in zip(stacks, each, strict=True):
        _decide_one(statement, places, arithmetic, decided)
        narrow |= {places[k] for k in np.flatnonzero(~arithmetic.wide).tolist()}
    return narrow


def _decide_one(
    statement: Statement,
    places: list[int],
    arithmetic: IntervalArithmetic,
    decided: dict[int, Decision],
) -> None:
    """Add what is decided of one stack, whose places these are."""
    count = len(places)
    evaluator: Evaluator[Intervals, Truths] = Evaluator(arithmetic)
    premise = arithmetic.conjunction([evaluator.truth(h) for h in statement.hypotheses])
    with np.errstate(all="ignore"):
        conclusion = evaluator.truth(statement.conclusion)
        ratios = _ratios(statement.conclusion, evaluator, count)
    holds = premise.holds & conclusion.holds & ~arithmetic.doubtful & ~premise.fails
    for k in np.flatnonzero(premise.fails).tolist():
        decided[places[k]] = Decision(Outcome.HOLDS, True, arithmetic.rtol)
    for k in np.flatnonzero(holds).tolist():
        ratio = float(ratios[k])
        known = ratio if np.isfinite(ratio) else None
        decided[places[k]] = Decision(Outcome.HOLDS, False, arithmetic.rtol, (), known)


def _ratios(
    conclusion: sympy.Basic, evaluator: Evaluator[Intervals, Truths], count: int
) -> FloatArray:
    """Return lower bounds of smaller/larger side, NaN where there is none: see `met_ratio`."""
    best = np.full(count, np.nan)
    for small, large in bound_sides(conclusion):
        lower = (evaluator.side(small) / evaluator.side(large)).lower
        best = np.fmax(best, np.where(np.isfinite(lower), lower, np.nan))
    return best
