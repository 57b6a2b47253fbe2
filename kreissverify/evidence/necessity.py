"""Which hypotheses of a statement are needed: each is dropped in turn.

Instances on which one hypothesis fails, and all the others hold, are decided against the
conclusion. If one violates it, the hypothesis is needed, and a certificate of that instance shows
it. If none does, it is reported as not needed on as many instances: no proof that it can go, but a
reason to try.

What is dropped is in `weakenings`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kreissverify.evidence.counterexamples.certify import NotCertified
from kreissverify.evidence.counterexamples.shortest import counterexample
from kreissverify.evidence.evaluation.instance_record import InstanceRecord
from kreissverify.evidence.kinds import DroppedHypothesis
from kreissverify.evidence.sampling.rounding import height
from kreissverify.evidence.sampling.trials import Trials, run_trials
from kreissverify.evidence.weakenings import Weakened, weakenings
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.matrices.symbolic import SymbolicMatrix
from kreissverify.theorems import Statement

__all__ = ["necessity"]

# Instances for each hypothesis. A hypothesis that is needed mostly shows it on the first ones, and
# for one that is not, forty are a hint, as more would be.
_MOST_INSTANCES = 40
# Rough seconds of work (see `system.work`) for each hypothesis, and again for the certificate of a
# violated instance: a statement has up to half a dozen of them, and this is on top of its trials.
_BUDGET = 10.0


def necessity(
    statement: Statement, instances: int, seed: int, certificates: Path, cache: QuantityCache
) -> Iterator[DroppedHypothesis]:
    """Yield for each hypothesis whether it is needed.

    Parameters
    ----------
    statement
        A statement that is not refuted.
    instances
        How many instances are to be decided for each hypothesis, at most 40.
    seed, certificates, cache
        See `verify`.

    Yields
    ------
    DroppedHypothesis
        What was decided without it, for each `assume` in turn, then for those of the class.
    """
    for weakened in weakenings(statement):
        number = min(instances, _MOST_INSTANCES)
        trials = run_trials(weakened.statement, number, seed, cache, _BUDGET, weakened.among)
        dropped = DroppedHypothesis(
            hypothesis=weakened.dropped,
            holds=trials.holds,
            violated=len(trials.violations),
            left_open=trials.indeterminate,
            fault=trials.fault,
            is_about_norms=weakened.is_symmetry and _only_of_norms(weakened.statement),
        )
        yield _shown(dropped, weakened, trials, certificates) if trials.violations else dropped


def _shown(
    dropped: DroppedHypothesis, weakened: Weakened, trials: Trials, certificates: Path
) -> DroppedHypothesis:
    """Add an instance that needs the hypothesis, with its certificate if one can be made."""
    statement, violations = weakened.statement, trials.violations
    try:
        found = counterexample(statement, violations, certificates, weakened.among, _BUDGET)
    except NotCertified as error:  # decided rigorously all the same
        shortest = error.violation or min(violations, key=height)
        violation = InstanceRecord.of(shortest)
        return replace(dropped, violation=violation, not_certified=str(error))
    violation = InstanceRecord.of(found.binding)
    return replace(dropped, violation=violation, certificate=found.certificate)


def _only_of_norms(statement: Statement) -> bool:
    """Say whether a statement has no matrix but T and its parts, which depend on norms alone."""
    conditions = (*statement.hypotheses, statement.conclusion)
    matrices = set().union(*(x.atoms(SymbolicMatrix) for x in conditions))
    return all("comparison" in x.path for x in matrices)
