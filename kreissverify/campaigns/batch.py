"""One batch of a campaign: its instances screened in floats, and some of them decided.

A batch is a function of the plan and its number alone. All its instances are screened. Those that
look nearest to violating the statement, and a random sample, are made exact and decided rigorously.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from kreissverify.campaigns.plan import Plan
from kreissverify.campaigns.record import BatchRecord, Counts, Tightest, Violation
from kreissverify.campaigns.screening import (
    Drawn,
    Screening,
    drawn_batch,
    evaluated_gaps,
    member,
    screened,
)
from kreissverify.evidence.evaluation.decide import Decision, decide
from kreissverify.evidence.evaluation.decide_stacks import decide_stacks
from kreissverify.evidence.evaluation.float_gap import FloatGap
from kreissverify.evidence.evaluation.inequality_sides import bound_sides
from kreissverify.evidence.evaluation.instance_record import InstanceRecord
from kreissverify.evidence.sampling.stacking import stacked
from kreissverify.evidence.sampling.trials import fault_text
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.matrices import InvalidMatrix
from kreissverify.numbers.three_valued import Outcome
from kreissverify.theorems import Statement

__all__ = ["run_batch"]

# The float margin below which an instance is decided: a thousand times the errors of margins on
# ill-conditioned members, so that none that is violated passes for clear. With a larger one, bounds
# that are nearly met everywhere would have most of their class decided.
_NEAR = 1e-6
_MOST_NEAR = 20  # of a batch: some bounds are met on half of their class
_SEEMS_VIOLATED = -1e-9  # below it an instance counts as one that floats take for violated
# The float margin of the hypotheses below which the statement says nothing: errors of floats stay
# above it, so that no instance is left out that satisfies them.
_VACUOUS = -1e-6
_LEAST = 1e-300  # a quotient that has underflowed: the ratio stays finite, and the JSON valid


@dataclass
class _Decided:
    """What the decisions of a batch came to (see `BatchRecord`)."""

    batch: int
    holds: int = 0
    open: int = 0
    vacuous: int = 0
    cleared: int = 0
    violations: list[Violation] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def count(self, place: int, binding: Binding, decision: Decision, conclusion: float) -> None:
        """Count the outcome of one instance, of which the conclusion has this float margin."""
        if decision.vacuous:
            self.vacuous += 1
        elif decision.outcome is Outcome.HOLDS:
            self.holds += 1
            self.cleared += conclusion < _SEEMS_VIOLATED
        elif decision.outcome is Outcome.VIOLATED:
            self.violations.append(Violation(self.batch, place, InstanceRecord.of(binding)))
        else:
            self.open += 1


def run_batch(statement: Statement, plan: Plan, number: int) -> BatchRecord:
    """Return the record of one batch.

    Parameters
    ----------
    statement
        The statement.
    plan
        The campaign's plan.
    number
        The number of the batch, from 0.

    Returns
    -------
    BatchRecord
        What came out of it, a function of the plan and the number.
    """
    # The stream of the random sample: apart from those that instances and parameters are drawn
    # from, so that what is decided does not depend on what was drawn.
    rng = np.random.default_rng([plan.seed_of(number), 11])
    sampled = np.zeros(plan.batch_size, dtype=bool)
    sampled[rng.choice(plan.batch_size, plan.sample, replace=False)] = True
    stacks = drawn_batch(statement, plan, number)
    found = screened(statement, stacks, sampled)
    relevant = found.premise >= _VACUOUS
    near = np.flatnonzero(relevant & found.evaluated & ~(found.conclusion >= _NEAR))
    # stable: among equal margins the first ones, on every machine
    near = near[np.argsort(found.conclusion[near], kind="stable")]
    chosen = near[:_MOST_NEAR]
    drawn = np.setdiff1d(np.flatnonzero(sampled & relevant), chosen)
    decided, cache = _Decided(number), QuantityCache()
    places = [*chosen.tolist(), *drawn.tolist()]
    members = _members(stacks, places, decided)
    known = _of_stacks(statement, members, decided)
    gaps = _gaps(statement, stacks, found, [k for k in members if k not in known], decided)
    for place, binding in members.items():
        conclusion = float(found.conclusion[place])
        try:
            decision = known.get(place) or decide(statement, binding, cache, gaps[place])
            decided.count(place, binding, decision, conclusion)
        except Exception as error:  # a defect must neither pass for evidence nor end the campaign
            decided.faults.append(f"instance {place}: {fault_text(error)}")
    counts = Counts(
        screened=plan.batch_size,
        settled=int(np.sum(~found.evaluated)),
        irrelevant=int(np.sum(~relevant)),
        near=near.size,
        passed_over=near.size - chosen.size,
        sampled=drawn.size,
        holds=decided.holds,
        violated=len(decided.violations),
        open=decided.open,
        vacuous=decided.vacuous,
        cleared=decided.cleared,
    )
    return BatchRecord(
        number,
        counts,
        _tightest(statement, found, number),
        tuple(decided.violations),
        tuple(decided.faults),
    )


def _members(
    stacks: Sequence[Drawn], places: Sequence[int], decided: _Decided
) -> dict[int, Binding]:
    """Return the exact instances at some places."""
    found: dict[int, Binding] = {}
    for place in places:
        try:
            found[place] = member(stacks, place)
        except InvalidMatrix:  # rounding moved its blocks past γ: it counts neither way
            decided.open += 1
        except Exception as error:
            decided.faults.append(f"instance {place}: {fault_text(error)}")
    return found


def _of_stacks(
    statement: Statement, members: Mapping[int, Binding], decided: _Decided
) -> dict[int, Decision]:
    """Return what is decided of instances together, by their places in the batch."""
    bindings, places = list(members.values()), list(members)
    try:
        groups = list(stacked(statement, bindings))
        found = decide_stacks(statement, bindings, groups)
    except Exception as error:  # each is decided by itself then
        decided.faults.append(f"instances together: {fault_text(error)}")
        return {}
    return {places[k]: decision for k, decision in found.decisions.items()}


def _gaps(
    statement: Statement,
    stacks: Sequence[Drawn],
    found: Screening,
    places: Sequence[int],
    decided: _Decided,
) -> dict[int, FloatGap]:
    """Return how far apart the sides are, by which the widths of enclosures are chosen.

    The screening has evaluated few: a bound that clears an instance by 1e-6 says little of its gap,
    and an enclosure that is a hundred times too narrow takes the time of twenty floats.
    """
    gaps = {k: found.gap(k) for k in places}
    bounded = [k for k in places if not found.evaluated[k]]
    try:
        gaps |= evaluated_gaps(statement, stacks, bounded)
    except Exception as error:  # what is known decides all the same, if more slowly
        decided.faults.append(f"margins: {fault_text(error)}")
    return gaps


def _tightest(statement: Statement, found: Screening, number: int) -> Tightest | None:
    """Return the place of the least margin as a ratio of the smaller to the larger side."""
    relevant = found.evaluated & (found.premise >= 0) & ~np.isnan(found.conclusion)
    if not bound_sides(statement.conclusion) or not relevant.any():
        return None
    margins = np.where(relevant, found.conclusion, np.inf)
    place = int(np.argmin(margins))
    margin = float(margins[place])
    # a margin is relative to the larger number: 1 - small/large, or large/small - 1 if exceeded
    ratio = 1 - margin if margin >= 0 else 1 / max(1 + margin, _LEAST)
    # nine digits: the last ones of a float ratio differ between machines, and the store must not
    return Tightest(float(f"{ratio:.9g}"), number, place)
