"""The instances of one batch, and their float margins: all are bounded, the nearest evaluated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kreissverify.campaigns.plan import Plan
from kreissverify.evidence.binding import Binding
from kreissverify.evidence.sampling import DrawnStack, drawn_stacks
from kreissverify.evidence.screen import margins, settled_by_far
from kreissverify.theorems import Statement

__all__ = ["Screening", "drawn_batch", "member", "screened"]

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

_FAR = 1e-3  # relative gap of the two sides up to which margins are always evaluated


@dataclass(frozen=True)
class Screening:
    """The margins of a batch (see `evidence.floats`), in the order of its instances.

    Attributes
    ----------
    premise
        The least margin of the hypotheses.
    conclusion
        The margin of the conclusion; at least 1e-3, and not known (NaN), where not evaluated.
    evaluated
        Whether it was; otherwise a bound in floats settled it by far.
    """

    premise: Array
    conclusion: Array
    evaluated: Mask


def drawn_batch(statement: Statement, plan: Plan, number: int) -> list[DrawnStack]:
    """Return the instances of a batch, a function of the plan and its number."""
    seed = plan.seed_of(number)
    return list(drawn_stacks(statement, seed, plan.batch_size, statement.digest))


def member(stacks: Sequence[DrawnStack], place: int) -> Binding:
    """Return one instance of a batch exactly.

    Raises
    ------
    InvalidMatrix
        If rounding has moved its blocks out of its class.
    """
    for drawn in stacks:
        if place < len(drawn.members):
            return drawn.binding(place)
        place -= len(drawn.members)
    raise IndexError("place: expected one in the batch")


def screened(statement: Statement, stacks: Sequence[DrawnStack], wanted: Mask) -> Screening:
    """Screen a batch in floats.

    Evaluated are the instances that are `wanted`, those that no bound settles by far, and whatever
    may be tighter than all of these: so the least margin of the batch is among the evaluated.
    """
    parts: list[Screening] = []
    first, least = 0, np.inf
    for drawn in stacks:
        end = first + len(drawn.members)
        part, least = _stack(statement, drawn, wanted[first:end], least)
        parts.append(part)
        first = end
    return Screening(
        np.concatenate([part.premise for part in parts]),
        np.concatenate([part.conclusion for part in parts]),
        np.concatenate([part.evaluated for part in parts]),
    )


def _stack(
    statement: Statement, drawn: DrawnStack, wanted: Mask, least: float
) -> tuple[Screening, float]:
    """Screen one stack; `least` is the least margin of the stacks before, and with this one."""
    floats = drawn.floats
    count = len(wanted)
    found = Screening(np.ones(count), np.full(count, np.nan), np.zeros(count, dtype=bool))

    def evaluate(some: Mask, least: float) -> float:
        places = np.flatnonzero(some)
        if places.size == 0:
            return least
        seen = margins(statement, floats.chosen(places))
        found.premise[places], found.conclusion[places] = seen.premise, seen.conclusion
        found.evaluated[places] = True
        return min(least, float(seen.suspicion.min()))

    chosen = wanted | ~settled_by_far(statement, floats, _FAR)
    chosen[0] = True
    least = evaluate(chosen, least)
    if _FAR < least < 1 and not found.evaluated.all():
        looser = settled_by_far(statement, floats, least)
        least = evaluate(~looser & ~found.evaluated, least)
    return found, least
