"""From violated instances to the shortest one whose certificate the standalone checker accepts."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path

from kreissverify.evidence.counterexamples.certify import NotCertified
from kreissverify.evidence.counterexamples.pipeline import Certified, Effort, Pipeline
from kreissverify.evidence.counterexamples.sources import of_violations
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.system.work import Budget
from kreissverify.theorems import Statement

__all__ = ["counterexample"]

# A third of what `refute` spends: a whole library waits, and most candidates are short already.
_DECISIONS = 100
# Work for each shrinking, in rough seconds. Only large instances take as many; where they run out,
# the result is longer than it might be.
_PATIENCE = 20.0
# Of 79 candidates at most (3 short, 8 given, their comparison matrices, 60 ties): what could not be
# certified forty times most likely has a term that certificates cannot express.
_MOST_TRIALS = 40


def counterexample(
    statement: Statement,
    violations: Sequence[Binding],
    folder: Path,
    among: Callable[[Binding], bool] = lambda binding: True,
    budget: float = math.inf,
) -> Certified:
    """Write the certificate of the shortest counterexample that can be certified.

    Parameters
    ----------
    statement
        The statement.
    violations
        Instances that violate it; short members are looked at besides.
    folder
        Where the certificate is written.
    among
        Which instances come into question.
    budget
        Work after which no further violated instance is tried, in rough seconds.

    Returns
    -------
    Certified
        The counterexample and its certificate's file.

    Raises
    ------
    NotCertified
        If no certificate was made that the checker accepts; the message says why, and `violation`
        is the shortest violated instance.
    """
    effort = Effort(Budget(budget), _MOST_TRIALS, _DECISIONS, _PATIENCE)
    pipeline = Pipeline(statement, effort, among=among)
    pipeline.run(of_violations(statement, violations))
    found = pipeline.written(folder)
    if found is None:
        reason = pipeline.reason or "none of its violated instances was tried"
        raise NotCertified(reason, pipeline.first)
    return found
