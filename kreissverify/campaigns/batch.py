"""One batch of a campaign: its instances screened in floats, and some of them decided.

A batch is a function of the plan and its number alone. All its instances are screened. Those that
look nearest to violating the statement, and a random sample, are made exact and decided rigorously.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from kreissverify.campaigns.plan import Plan
from kreissverify.campaigns.screening import Screening, drawn_batch, member, screened
from kreissverify.evidence.counterexamples.certify import instance_record
from kreissverify.evidence.evaluation.decide import decide
from kreissverify.evidence.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.evidence.evaluation.inequality_sides import bound_sides
from kreissverify.evidence.sampling.bindings import DrawnStack
from kreissverify.evidence.sampling.trials import fault_text
from kreissverify.matrices import InvalidMatrix
from kreissverify.numbers.three_valued import Outcome
from kreissverify.theorems import Statement

__all__ = ["run_batch"]

_NEAR = 1e-6  # float margin below which an instance is decided
_MOST_NEAR = 20  # of a batch: some bounds are met on half of their class
_SEEMS_VIOLATED = -1e-9
_VACUOUS = -1e-6  # float margin of the hypotheses below which the statement says nothing
_SEPARABLE, _NARROWEST = 2e-6, 1e-4  # a margin from the first on is decided as the second is


@dataclass
class _Decided:
    """What the decisions of a batch came to (see `run_batch`)."""

    holds: int = 0
    open: int = 0
    vacuous: int = 0
    cleared: int = 0
    violations: list[dict[str, object]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def run_batch(statement: Statement, plan: Plan, number: int) -> dict[str, object]:
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
    dict
        ``screened`` in floats, of which ``settled`` by a bound and not by its margin, and
        ``irrelevant`` for failing a hypothesis by far; ``near`` to violating it or beyond, of which
        ``passed over`` for want of time; ``sampled`` at random. Of those decided: ``holds``,
        ``violated``, ``open``, ``vacuous`` for failing a hypothesis; ``cleared`` are those that
        seemed violated in floats and hold. ``tightest`` is the place of the largest ratio of the
        two sides, in floats; ``violations`` are exact instances; ``faults`` defects of ours.
    """
    rng = np.random.default_rng([plan.seed_of(number), 11])
    sampled = np.zeros(plan.batch_size, dtype=bool)
    sampled[rng.choice(plan.batch_size, plan.sample, replace=False)] = True
    stacks = drawn_batch(statement, plan, number)
    found = screened(statement, stacks, sampled)
    relevant = found.premise >= _VACUOUS
    near = np.flatnonzero(relevant & found.evaluated & ~(found.conclusion >= _NEAR))
    near = near[np.argsort(found.conclusion[near], kind="stable")]
    chosen = near[:_MOST_NEAR]
    drawn = np.setdiff1d(np.flatnonzero(sampled & relevant), chosen)
    decided, cache = _Decided(), QuantityCache()
    for place in (*chosen.tolist(), *drawn.tolist()):
        try:
            _decide(statement, stacks, found, place, cache, decided)
        except Exception as error:  # a defect must neither pass for evidence nor end the campaign
            decided.faults.append(f"instance {place}: {fault_text(error)}")
    return {
        "batch": number,
        "screened": plan.batch_size,
        "settled": int(np.sum(~found.evaluated)),
        "irrelevant": int(np.sum(~relevant)),
        "near": near.size,
        "passed over": near.size - chosen.size,
        "sampled": drawn.size,
        "holds": decided.holds,
        "violated": len(decided.violations),
        "open": decided.open,
        "vacuous": decided.vacuous,
        "cleared": decided.cleared,
        "tightest": _tightest(statement, found),
        "violations": decided.violations,
        "faults": decided.faults,
    }


def _decide(
    statement: Statement,
    stacks: Sequence[DrawnStack],
    found: Screening,
    place: int,
    cache: QuantityCache,
    decided: _Decided,
) -> None:
    """Decide one instance and count the outcome."""
    try:
        binding = member(stacks, place)
    except InvalidMatrix:
        decided.open += 1
        return
    conclusion = float(found.conclusion[place])
    decision = decide(statement, binding, cache, _apart(conclusion, float(found.premise[place])))
    if decision.vacuous:
        decided.vacuous += 1
    elif decision.outcome is Outcome.HOLDS:
        decided.holds += 1
        decided.cleared += conclusion < _SEEMS_VIOLATED
    elif decision.outcome is Outcome.VIOLATED:
        decided.violations.append({"place": place, **instance_record(binding)})
    else:
        decided.open += 1


def _apart(conclusion: float, premise: float) -> float:
    """Return how far the sides seem apart, as `decide` takes it."""
    margin = min(abs(conclusion), abs(premise))
    if math.isnan(margin):
        return math.inf
    return max(margin, _NARROWEST) if margin >= _SEPARABLE else margin


def _tightest(statement: Statement, found: Screening) -> dict[str, object] | None:
    """Return the place of the least margin as a ratio of the smaller to the larger side."""
    relevant = found.evaluated & (found.premise >= 0) & ~np.isnan(found.conclusion)
    if not bound_sides(statement.conclusion) or not relevant.any():
        return None
    margins = np.where(relevant, found.conclusion, np.inf)
    place = int(np.argmin(margins))
    margin = float(margins[place])
    ratio = 1 - margin if margin >= 0 else 1 / max(1 + margin, 1e-300)
    return {"place": place, "ratio": float(f"{ratio:.9g}")}
