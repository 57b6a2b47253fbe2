"""The trials of one statement: many instances, each decided rigorously, and what they add up to."""

from __future__ import annotations

import math
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kreissverify.evidence.evaluation.decide import Decision, decide, sharpened_ratio
from kreissverify.evidence.evaluation.decide_stacks import STACK_WIDTH, Group, decide_stacks
from kreissverify.evidence.evaluation.float_gap import UNSEEN, FloatGap
from kreissverify.evidence.evaluation.margins import margins_of_stacks, premises_of_stacks
from kreissverify.evidence.sampling.bindings import bindings, screening_stacks
from kreissverify.evidence.sampling.covered_ranges import CoveredRanges
from kreissverify.evidence.sampling.rounding import rounded
from kreissverify.evidence.sampling.small_instances import small_violations
from kreissverify.evidence.sampling.stacking import stacked
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.numbers.three_valued import Outcome
from kreissverify.system.work import Budget
from kreissverify.theorems import Statement

__all__ = ["Trials", "fault_text", "run_trials", "sharpened_ratios"]

# Instances drawn at once, after the first chunk, for each that is still wanted: some are vacuous or
# stay open, and a third chunk costs nearly as much as a second, as a stack of ten takes nearly the
# time of one of fifty.
_SPARE = 1.25
# At least, and at most, so many at once: memory of stacks grows with their members.
_LEAST_CHUNK, _MOST_CHUNK = 10, 250
# At most so many where a violation is known: further ones are soon enough, and end the trials.
_VIOLATED_CHUNK = 50
# Draws for each instance that is wanted: most may fail the hypotheses. A hypothesis that fewer than
# one in thirty satisfies would else be drawn for without an end.
_MOST_ATTEMPTS = 30
# A float margin of the hypotheses below this ends the matter: far above the rounding errors of
# margins, so that an instance that satisfies them is not counted as vacuous.
_CLEARLY_VACUOUS = -1e-6
# A float margin below this is worth an exact look: equalities, which every sharp bound has, come
# out within some 1e-12 of 0 in floats.
_SUSPICIOUS = -1e-9
_FEW_VACUOUS = 0.3  # a share: to bound these also costs less than to look for the peaks anew
_MOST_SHORT = 4  # short instances that seem to violate a statement: the shortest ones
_SCREENED = 3  # float instances for each exact one: enough to meet what the exact ones do not have
# Suspects found violated after which the screening looks no further: the trials that follow find
# more where there are more.
_MOST_SUSPECTS = 8
_ENOUGH_VIOLATIONS = 20  # to choose a counterexample from; more of them add nothing
_KEPT = 3  # instances whose ratio is looked at again in narrow enclosures, which take their time


@dataclass
class Trials:
    """What was found on the instances tried so far.

    Attributes
    ----------
    holds, indeterminate, vacuous, undefined, screened
        Counts, as in `TheoremReport`.
    without_value
        What has no value on the first instance that was left out for it, in a sentence.
    violations
        Instances that violate the statement, rigorously.
    open_cases
        Instances that could not be decided, with the reason.
    closest
        The instances on which a bound was most nearly met, with a lower bound of the ratio of its
        smaller to its larger side.
    covered
        How far the instances that were decided reach.
    fault
        The defect that ended the trials early, empty if there was none.
    """

    holds: int = 0
    indeterminate: int = 0
    vacuous: int = 0
    undefined: int = 0
    without_value: str = ""
    screened: int = 0
    violations: list[Binding] = field(default_factory=list)
    open_cases: list[tuple[Binding, Decision]] = field(default_factory=list)
    closest: list[tuple[float, Binding]] = field(default_factory=list)
    covered: CoveredRanges = field(default_factory=CoveredRanges)
    fault: str = ""

    @property
    def decided(self) -> int:
        """The number of instances decided rigorously, one way or the other."""
        return self.holds + len(self.violations)

    def record(self, binding: Binding, decision: Decision) -> None:
        """Count one decision."""
        self._see_ratio(binding, decision.ratio)
        if decision.vacuous:
            self.vacuous += 1
        elif decision.outcome is Outcome.HOLDS:
            self.holds += 1
            self.covered.see(binding)
        elif decision.outcome is Outcome.VIOLATED:
            self.violations.append(binding)
            self.covered.see(binding)
        elif decision.undefined:
            self.undefined += 1
            self.without_value = self.without_value or decision.refusals[0]
        else:
            self.indeterminate += 1
            self.open_cases.append((binding, decision))

    def _see_ratio(self, binding: Binding, ratio: float | None) -> None:
        if ratio is not None:
            self.closest = sorted([*self.closest, (ratio, binding)], key=_ratio)[-_KEPT:]


def _ratio(entry: tuple[float, Binding]) -> float:
    return entry[0]


def run_trials(
    statement: Statement,
    instances: int,
    seed: int,
    cache: QuantityCache,
    budget: float,
    among: Callable[[Binding], bool] = lambda binding: True,
    first: Sequence[Binding] = (),
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
        Work after which no further instance is begun, in the rough seconds of `system.work`.
    among
        Which instances come into question; the others are as if they were not drawn.
    first
        Instances that are decided before all others.

    Returns
    -------
    Trials
        What was found, also where a defect of ours ended them.
    """
    trials = Trials()
    try:
        for binding in first:
            trials.record(binding, decide(statement, binding, cache))
        _decide_suspects(statement, seed, instances, cache, trials, among)
        _decide_members(statement, seed, instances, cache, trials, Budget(budget), among)
    except Exception as error:  # a defect must neither pass for evidence nor end the whole run
        trials.fault = fault_text(error)
    return trials


def fault_text(error: Exception) -> str:
    """Return what a defect says of itself, and where."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({Path(frame.filename).name}:{frame.lineno})"


def _decide_members(
    statement: Statement,
    seed: int,
    instances: int,
    cache: QuantityCache,
    trials: Trials,
    budget: Budget,
    among: Callable[[Binding], bool],
) -> None:
    source = bindings(statement, seed)
    attempts = 0
    while trials.decided < instances and attempts < _MOST_ATTEMPTS * instances:
        drawn = list(islice(source, _chunk(trials, instances, attempts)))
        if not drawn:  # there are no more instances, as of a closed statement
            return
        attempts += len(drawn)
        chunk = list(filter(among, drawn))
        for binding, known in _worst_first(statement, chunk, trials):
            if budget.is_spent or len(trials.violations) >= _ENOUGH_VIOLATIONS:
                return
            decision = known.decision
            if decision is None:
                decision = decide(statement, binding, cache, known.gap, below=known.below)
            trials.record(binding, decision)


def _chunk(trials: Trials, instances: int, attempts: int) -> int:
    """Return how many instances to draw next, by how many of those drawn so far were decided.

    At first as many as are asked for: where all of them are decided, so many are.
    """
    if not attempts:
        return min(instances, _MOST_CHUNK)
    share = max(trials.decided / attempts, 1 / _MOST_ATTEMPTS)
    wanted = math.ceil(_SPARE * (instances - trials.decided) / share)
    most = _VIOLATED_CHUNK if trials.violations else _MOST_CHUNK
    return min(max(wanted, _LEAST_CHUNK), most)


@dataclass(frozen=True)
class _Known:
    """What stacks tell of an instance.

    Attributes
    ----------
    gap
        How far the nearest of its relations is from equality, in floats.
    decision
        What was decided rigorously, if anything was.
    below
        The width below which single enclosures may show more.
    """

    gap: FloatGap
    decision: Decision | None = None
    below: float = math.inf


def _worst_first(
    statement: Statement, chunk: list[Binding], trials: Trials
) -> Iterator[tuple[Binding, _Known]]:
    """Yield the instances that satisfy the hypotheses: those that stacks decide, then the others.

    Of these come first those that look worst in floats.
    """
    groups = list(stacked(statement, chunk))
    premise = np.empty(len(chunk))
    for (places, _), margin in zip(
        groups, premises_of_stacks(statement, [stack for _, stack in groups]), strict=True
    ):
        premise[places] = margin
    vacuous = premise < _CLEARLY_VACUOUS
    trials.vacuous += int(np.count_nonzero(vacuous))
    found = decide_stacks(statement, chunk, _relevant(groups, vacuous))
    # what is decided already costs nothing more, wherever the budget ends
    for place, decision in found.decisions.items():
        if not vacuous[place]:
            yield chunk[place], _Known(UNSEEN, decision)
    # the sides in floats take as long as their bounds: they are asked where these are not apart
    left = np.ones(len(chunk), dtype=bool)
    left[list(found.decisions)] = False
    open_ = _kept(groups, left & ~vacuous)
    suspicion = np.full(len(chunk), np.inf)
    seen = margins_of_stacks(statement, [stack for _, stack in open_])
    for (places, _), of_stack in zip(open_, seen, strict=True):
        suspicion[places] = of_stack.suspicion
    for place in sorted((k for places, _ in open_ for k in places), key=lambda k: suspicion[k]):
        gap = FloatGap(float(min(abs(suspicion[place]), abs(premise[place]))))
        yield chunk[place], _Known(gap, below=STACK_WIDTH if place in found.narrow else math.inf)


def _relevant(groups: list[Group], vacuous: NDArray[np.bool_]) -> list[Group]:
    """Return the groups without the instances that clearly fail the hypotheses.

    Where these are few they stay: what is known of a stack is known of it as a whole.
    """
    few = np.count_nonzero(vacuous) < _FEW_VACUOUS * len(vacuous)
    return groups if few else _kept(groups, ~vacuous)


def _kept(groups: list[Group], chosen: NDArray[np.bool_]) -> list[Group]:
    """Return what is left of the groups at the chosen places."""
    left = []
    for places, stack in groups:
        kept = [k for k, place in enumerate(places) if chosen[place]]
        if kept:
            left.append(([places[k] for k in kept], stack.chosen(np.array(kept))))
    return left


def _decide_suspects(
    statement: Statement,
    seed: int,
    instances: int,
    cache: QuantityCache,
    trials: Trials,
    among: Callable[[Binding], bool],
) -> None:
    """Screen float instances, and take those that seem to violate the statement to exact ones."""
    if not statement.is_about_one_class:
        # Draws seldom meet the pairs of matrices on which a statement fails; short ones are many.
        for binding in islice(filter(among, small_violations(statement)), _MOST_SHORT):
            _decide_suspect(statement, iter((binding,)), cache, trials)
    stacks = list(screening_stacks(statement, seed, _SCREENED * instances))
    for stack, seen in zip(stacks, margins_of_stacks(statement, stacks), strict=True):
        suspicion = seen.suspicion
        trials.screened += len(suspicion)
        for place in np.argsort(suspicion)[:2]:  # of each size the worst two are much alike
            if suspicion[place] < _SUSPICIOUS and len(trials.violations) < _MOST_SUSPECTS:
                candidates = filter(among, rounded(statement, stack, int(place)))
                _decide_suspect(statement, candidates, cache, trials)


def _decide_suspect(
    statement: Statement, candidates: Iterator[Binding], cache: QuantityCache, trials: Trials
) -> None:
    for binding in candidates:
        decision = decide(statement, binding, cache)
        if decision.outcome is Outcome.VIOLATED:
            trials.record(binding, decision)
            return


def sharpened_ratios(
    statement: Statement, trials: Trials, cache: QuantityCache
) -> list[tuple[float, Binding]]:
    """Return the instances on which a bound was most nearly met, the nearest of them last.

    Parameters
    ----------
    statement
        The statement.
    trials
        What was found on its instances.
    cache
        Enclosures shared with other work.

    Returns
    -------
    list of (float, Binding)
        Each with a ratio that is proved to be met there, at most the supremum; empty where no
        ratio was met.
    """
    found = []
    for ratio, binding in trials.closest:
        sharper = sharpened_ratio(statement, binding, cache)
        found.append((ratio if sharper is None else max(ratio, sharper), binding))
    return sorted(found, key=_ratio)
