"""The instances of one batch, and their float margins: all are bounded, the nearest evaluated."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kreissverify.campaigns.plan import Plan
from kreissverify.evidence.evaluation.float_gap import UNSEEN, FloatGap
from kreissverify.evidence.evaluation.float_stack import FloatStack
from kreissverify.evidence.evaluation.margins import holds_by_far, margins
from kreissverify.evidence.sampling.bindings import DrawnParts, DrawnStack, drawn_stacks
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.numbers.arrays import FloatArray as Array
from kreissverify.theorems import Statement

__all__ = ["Drawn", "Screening", "drawn_batch", "evaluated_gaps", "member", "screened"]

Mask = NDArray[np.bool_]
Places = NDArray[np.intp]
#: Instances of equal sizes.
Drawn = DrawnStack | DrawnParts

_NEAR = 1e-6  # relative gap of the two sides up to which margins are always evaluated
# Gaps that are told apart where no margin is evaluated: `decide` saves work by a gap of 1e-3 or
# 1e-1, and nothing by what lies between.
_FAR, _FARTHER = 1e-3, 1e-1
# Margins evaluated before it is asked which instances may be tighter still: with one, bounds are
# asked for again after each; with many, some are evaluated that the first would have cleared.
_AT_ONCE = 4


@dataclass(frozen=True)
class Screening:
    """The margins of a batch (see `float_arithmetic`), in the order of its instances.

    Attributes
    ----------
    premise
        The least margin of the hypotheses.
    conclusion
        The margin of the conclusion; where it was not evaluated, a number that it is not below.
    evaluated
        Whether it was; otherwise a bound in floats cleared the instance.
    """

    premise: Array
    conclusion: Array
    evaluated: Mask

    def gap(self, place: int) -> FloatGap:
        """Return how far apart the sides are on one instance: a bound where none was evaluated."""
        margins = abs(float(self.conclusion[place])), abs(float(self.premise[place]))
        if any(map(math.isnan, margins)):
            return UNSEEN
        return FloatGap(min(margins), is_bound=not self.evaluated[place])


def drawn_batch(statement: Statement, plan: Plan, number: int) -> list[Drawn]:
    """Return the instances of a batch, a function of the plan and its number.

    Parameters
    ----------
    statement
        The statement.
    plan
        The campaign's plan.
    number
        The number of the batch.

    Returns
    -------
    list of DrawnStack or DrawnParts
        Its instances by the sizes of their matrices.
    """
    seed = plan.seed_of(number)
    return list(drawn_stacks(statement, seed, plan.batch_size, statement.digest))


def member(stacks: Sequence[Drawn], place: int) -> Binding:
    """Return one instance of a batch exactly.

    Raises
    ------
    InvalidMatrix
        If rounding has moved its blocks out of its class.
    """
    for drawn in stacks:
        if place < len(drawn):
            return drawn.binding(place)
        place -= len(drawn)
    raise IndexError("place: expected one in the batch")


def screened(statement: Statement, stacks: Sequence[Drawn], wanted: Mask) -> Screening:
    """Screen a batch in floats.

    The instances that no bound clears by 1e-6 are evaluated, and whatever may be tighter than all
    of these: so the least margin of the batch is among the evaluated. For those that are `wanted`
    it is also told by which gap they are cleared.

    Parameters
    ----------
    statement
        The statement.
    stacks
        The instances of the batch.
    wanted
        Of shape (N,): whether an instance is in the random sample that will be decided.

    Returns
    -------
    Screening
        Margins, each of shape (N,).
    """
    parts: list[Screening] = []
    first, least = 0, np.inf
    for drawn in stacks:
        end = first + len(drawn)
        stack = _Stack(statement, drawn.floats, least)
        stack.screen(wanted[first:end])
        parts.append(stack.found)
        first, least = end, stack.least
    return Screening(
        np.concatenate([part.premise for part in parts]),
        np.concatenate([part.conclusion for part in parts]),
        np.concatenate([part.evaluated for part in parts]),
    )


def evaluated_gaps(
    statement: Statement, stacks: Sequence[Drawn], places: Sequence[int]
) -> dict[int, FloatGap]:
    """Return how far apart the sides are on some instances, in floats and not by a bound.

    Parameters
    ----------
    statement
        The statement.
    stacks
        The instances of the batch.
    places
        The places in the batch that are asked for.
    """
    found: dict[int, FloatGap] = {}
    first = 0
    for drawn in stacks:
        here = np.array([k - first for k in places if first <= k < first + len(drawn)], dtype=int)
        if here.size:
            seen = margins(statement, drawn.floats.chosen(here))
            sizes = np.minimum(abs(seen.premise), abs(seen.conclusion)).tolist()
            found |= {
                first + k: UNSEEN if math.isnan(size) else FloatGap(size)
                for k, size in zip(here.tolist(), sizes, strict=True)
            }
        first += len(drawn)
    return found


class _Stack:
    """The screening of one stack; `least` is the least margin met so far in the batch."""

    def __init__(self, statement: Statement, floats: FloatStack, least: float) -> None:
        self.statement, self.floats, self.least = statement, floats, least
        count = len(floats)
        self.found = Screening(np.ones(count), np.full(count, _NEAR), np.zeros(count, dtype=bool))

    def screen(self, wanted: Mask) -> None:
        """Clear what a bound can clear, and evaluate the rest and the tightest."""
        every = np.arange(len(wanted))
        near = self._uncleared(every, _FAR)
        self.found.conclusion[np.setdiff1d(every, near)] = _FAR
        self._evaluate(self._uncleared(near, _NEAR))
        self._find_least(near)
        if self.least > _FAR:
            self._find_least(every)
        far = np.flatnonzero(wanted & (self.found.conclusion == _FAR))
        self.found.conclusion[np.setdiff1d(far, self._uncleared(far, _FARTHER))] = _FARTHER

    def _find_least(self, left: Places) -> None:
        """Evaluate a few at a time, until bounds show that all others have larger margins."""
        left = left[~self.found.evaluated[left]]
        while left.size and self.least > _NEAR:
            if self.least < 1:
                left = self._uncleared(left, self.least)
            chosen = self._likeliest(left)[:_AT_ONCE]
            self._evaluate(chosen)
            left = np.setdiff1d(left, chosen)

    def _likeliest(self, left: Places) -> Places:
        """Return those left by the largest gap that leaves any, by bisection of its logarithm."""
        low, high = math.log(_NEAR), math.log(min(self.least, 0.9))
        # to a tenth in the gap: finer, more bounds would be asked for than margins are saved
        while left.size > _AT_ONCE and high - low > 0.1:
            middle = (low + high) / 2
            some = self._uncleared(left, math.exp(middle))
            if some.size:
                left, high = some, middle
            else:
                low = middle
        return left

    def _uncleared(self, places: Places, gap: float) -> Places:
        if places.size == 0:
            return places
        return places[~holds_by_far(self.statement, self.floats.chosen(places), gap)]

    def _evaluate(self, places: Places) -> None:
        if places.size == 0:
            return
        seen = margins(self.statement, self.floats.chosen(places))
        found = self.found
        found.premise[places], found.conclusion[places] = seen.premise, seen.conclusion
        found.evaluated[places] = True
        self.least = min(self.least, float(seen.suspicion.min()))
