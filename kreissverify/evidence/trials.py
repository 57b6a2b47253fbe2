"""The trials of one statement: many instances, each decided rigorously, and what they add up to."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from kreissverify.evidence.binding import Binding
from kreissverify.evidence.decide import Decision, decide
from kreissverify.evidence.enclosures import QuantityCache
from kreissverify.evidence.rounding import rounded
from kreissverify.evidence.sampling import bindings, screening_stacks, stacked
from kreissverify.evidence.screen import is_bound, margins
from kreissverify.numbers.comparison import Outcome
from kreissverify.theorems import Statement

__all__ = ["Trials", "run_trials"]

_CHUNK = 50
_MOST_VACUOUS = 4  # attempts allowed for each instance that is wanted
_SUSPICIOUS = -1e-9  # a float margin below this is worth an exact look
_MOST_SUSPECTS = 8


@dataclass
class Trials:
    """What was found on the instances tried so far.

    Attributes
    ----------
    holds, indeterminate, vacuous, screened
        Counts, as in `TheoremReport`.
    violations
        Instances that violate the statement, rigorously.
    open_cases
        Instances that could not be decided, with the reason.
    tightness
        The largest ratio of the smaller to the larger side met in floats.
    """

    holds: int = 0
    indeterminate: int = 0
    vacuous: int = 0
    screened: int = 0
    violations: list[Binding] = field(default_factory=list)
    open_cases: list[tuple[Binding, Decision]] = field(default_factory=list)
    tightness: float | None = None

    @property
    def decided(self) -> int:
        """The number of instances decided rigorously, one way or the other."""
        return self.holds + len(self.violations)

    def record(self, binding: Binding, decision: Decision) -> None:
        """Count one decision."""
        if decision.vacuous:
            self.vacuous += 1
        elif decision.outcome is Outcome.HOLDS:
            self.holds += 1
        elif decision.outcome is Outcome.VIOLATED:
            self.violations.append(binding)
        else:
            self.indeterminate += 1
            self.open_cases.append((binding, decision))

    def see_ratio(self, margin: float) -> None:
        """Take note of how close a bound came to being met."""
        ratio = 1 - margin
        if np.isfinite(ratio):
            self.tightness = max(ratio, self.tightness or 0.0)


def run_trials(
    statement: Statement, instances: int, seed: int, cache: QuantityCache, budget: float
) -> Trials:
    """Try a statement: screen in floats, then decide `instances` of its instances rigorously.

    Parameters
    ----------
    statement
        The statement.
    instances
        How many instances are to be decided.
    seed
        The seed of the sequence of instances.
    cache
        Enclosures shared between statements.
    budget
        Seconds after which no further instance is begun.
    """
    trials = Trials()
    deadline = time.monotonic() + budget
    _decide_suspects(statement, seed, instances, cache, trials)
    source = bindings(statement, seed)
    attempts = 0
    while trials.decided < instances and attempts < _MOST_VACUOUS * instances:
        chunk = list(islice(source, min(_CHUNK, instances)))
        attempts += len(chunk)
        for binding in _by_margin(statement, chunk, trials):
            if time.monotonic() > deadline:
                return trials
            trials.record(binding, decide(statement, binding, cache))
    return trials


def _by_margin(statement: Statement, chunk: list[Binding], trials: Trials) -> Iterator[Binding]:
    """Yield a chunk of instances, those that look worst in floats first."""
    suspicion = np.full(len(chunk), np.inf)
    for places, stack in stacked(chunk):
        suspicion[places] = margins(statement, stack).suspicion
    if is_bound(statement.conclusion):
        trials.see_ratio(float(suspicion.min()))
    for place in np.argsort(suspicion, kind="stable"):
        yield chunk[place]


def _decide_suspects(
    statement: Statement, seed: int, instances: int, cache: QuantityCache, trials: Trials
) -> None:
    """Screen float instances, and take those that seem to violate the statement to exact ones."""
    for stack in screening_stacks(statement, seed, 10 * instances):
        suspicion = margins(statement, stack).suspicion
        trials.screened += len(suspicion)
        if is_bound(statement.conclusion):
            trials.see_ratio(float(suspicion.min()))
        for place in np.argsort(suspicion)[:2]:
            if suspicion[place] < _SUSPICIOUS and len(trials.violations) < _MOST_SUSPECTS:
                _decide_suspect(statement, rounded(statement, stack, int(place)), cache, trials)


def _decide_suspect(
    statement: Statement, candidates: Iterator[Binding], cache: QuantityCache, trials: Trials
) -> None:
    for binding in candidates:
        decision = decide(statement, binding, cache)
        if decision.outcome is Outcome.VIOLATED:
            trials.record(binding, decision)
            return
