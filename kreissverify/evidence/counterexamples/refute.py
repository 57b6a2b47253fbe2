"""The search for a counterexample: many sources, the first that ends in an accepted certificate.

See `sources` for their order and `pipeline` for what becomes of a candidate. Finding nothing shows
nothing: the worst ratio met is reported, as a near-miss.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kreissverify.evidence.counterexamples.comparison_sides import sides
from kreissverify.evidence.counterexamples.pipeline import Effort, Pipeline
from kreissverify.evidence.counterexamples.sources import SEEMING, of_search
from kreissverify.evidence.kinds import Side
from kreissverify.evidence.sampling.rounding import rounded
from kreissverify.evidence.worst_ratio.maximise import Extreme, maximise
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.system.work import Budget, BudgetIsSpent, require_budget
from kreissverify.theorems import Statement

__all__ = ["Refutation", "refute"]

# Rough seconds of work (see `system.work`): so much as a user waits for. More finds members that
# are violated by less, or only beside narrow maxima.
_WORK = 30.0

# Spent on a counterexample with shorter entries, once one is certified.
_FOR_READABLE = 10.0
# To certify, and to enclose, what was found as the budget was spent. Short instances take far
# less; without this limit a large one would make the budget meaningless.
_GRACE = 3.0
# Of what is left, for the maximisation: the rest shrinks and certifies what it finds. Where a
# counterexample is certified already, only a more readable one is sought, and half is enough.
_SEARCH_SHARE, _FURTHER_SHARE = 0.8, 0.5


@dataclass(frozen=True)
class Refutation:
    """What a search for a counterexample came to.

    Attributes
    ----------
    statement
        The statement.
    seed
        The seed of the search.
    binding
        The counterexample, decided exactly and shrunk; None if none was certified.
    certificate
        Its certificate, which the standalone checker accepts; None likewise.
    sides
        Both sides of each comparison in the conclusion, on the counterexample.
    route
        How it was found.
    nearest
        The worst member met in floats, whether or not it violates the statement.
    evaluated
        How many members were looked at in floats by the maximisation.
    interrupted
        Whether the search was ended from outside.
    timed_out
        Whether its budget was spent before all routes were taken.
    reason
        Why there is no certificate, if an instance violates the statement; else empty.
    seconds
        How long it took.
    """

    statement: Statement
    seed: int
    binding: Binding | None
    certificate: Path | None
    sides: tuple[Side, ...]
    route: str
    nearest: Extreme | None
    evaluated: int
    interrupted: bool
    timed_out: bool
    reason: str
    seconds: float


class _Maximisation:
    """The last source: members near the worst ones of the class; `nearest` is the worst so far."""

    def __init__(self, pipeline: Pipeline, seed: int) -> None:
        self.pipeline, self.seed = pipeline, seed
        self.nearest: Extreme | None = None

    def members(self) -> Iterator[Binding]:
        """Yield exact members near each float one that seems to violate the statement."""
        pipeline = self.pipeline
        share = _SEARCH_SHARE if pipeline.best is None else _FURTHER_SHARE
        statement = pipeline.statement
        for extreme in maximise(
            statement, seed=self.seed, budget=pipeline.effort.budget.part(share * pipeline.left)
        ):
            self.nearest = extreme
            pipeline.notice(f"maximising: worst ratio {extreme.ratio:.9g}")
            if extreme.violation > SEEMING:
                yield from rounded(statement, extreme.stack, 0)


def refute(
    statement: Statement,
    *,
    seed: int = 0,
    budget: float | None = None,
    certificates: Path | str = "certificates",
    notice: Callable[[str], None] = lambda message: None,
) -> Refutation:
    """Search for a counterexample, shrink it, and write its certificate.

    Parameters
    ----------
    statement
        The statement.
    seed
        Equal seeds search in equal ways, and with no budget equally far, on every machine.
    budget
        Seconds of the clock after which the search ends, also amid a long computation; certifying
        what was found by then may take a few more. What is found within them depends on the
        machine. By default the work of about half a minute is counted instead (see `system.work`).
    certificates
        The folder in which the certificate is written.
    notice
        Called with a line on what is being done.

    Returns
    -------
    Refutation
        With a certificate if one was made that the checker accepts. Without one nothing is shown:
        that no counterexample was found is no evidence of truth.

    Raises
    ------
    ValueError
        If the budget is not a positive number.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from kreissverify.theorems import bundled_statement
    >>> with TemporaryDirectory() as folder:
    ...     found = refute(bundled_statement("R6"), budget=20, certificates=folder)
    >>> print(found.binding)
    J = [[0, 1/2], [3, 0]], gamma = 0
    """
    require_budget(budget)
    began = time.monotonic()
    granted = Budget(_WORK if budget is None else budget, timed=budget is not None)
    pipeline = Pipeline(statement, Effort(granted, readable=_FOR_READABLE), notice=notice)
    maximisation = _Maximisation(pipeline, seed)
    interrupted = timed_out = False
    try:
        with granted.limit():
            pipeline.run(of_search(statement, seed, maximisation.members))
    except BudgetIsSpent:
        timed_out = True
    except KeyboardInterrupt:
        interrupted = True
    pipeline.finish(_GRACE)
    written = pipeline.written(Path(certificates))
    nearest = maximisation.nearest
    return Refutation(
        statement=statement,
        seed=seed,
        binding=pipeline.best,
        certificate=None if written is None else written.certificate,
        sides=_sides(statement, pipeline.best, granted.part(_GRACE)),
        route=pipeline.route,
        nearest=nearest,
        evaluated=nearest.evaluations if nearest else 0,
        interrupted=interrupted,
        timed_out=timed_out or (pipeline.left < 0 and not interrupted),
        reason="" if written is not None else pipeline.reason,
        seconds=time.monotonic() - began,
    )


def _sides(statement: Statement, binding: Binding | None, within: Budget) -> tuple[Side, ...]:
    """Enclose both sides of the conclusion on a counterexample; () where that takes too long."""
    with suppress(*BudgetIsSpent), within.limit():
        return sides(statement, binding) if binding is not None else ()
    return ()
