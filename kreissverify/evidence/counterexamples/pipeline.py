"""The one way to a counterexample: candidates, decided violated, shrunk, certified, written.

Candidates come from `sources` in an order. Each is decided exactly; one that violates the statement
is shrunk to what a person would have chosen; what the standalone checker then accepts is kept, if
it is simpler than what is known. A violation that cannot be certified refutes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kreissverify.evidence.counterexamples.certificate_file import write_certificate
from kreissverify.evidence.counterexamples.certify import NotCertified, certificate, require_known
from kreissverify.evidence.counterexamples.shrink import (
    READABLE,
    largest_height,
    shrink,
    simplicity,
)
from kreissverify.evidence.counterexamples.sources import Source
from kreissverify.evidence.evaluation.decide import decide
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.numbers.three_valued import Outcome
from kreissverify.system.work import Budget, BudgetIsSpent
from kreissverify.theorems import Statement

__all__ = ["Certified", "Effort", "Pipeline"]


@dataclass(frozen=True)
class Effort:
    """How much is done for a counterexample.

    Attributes
    ----------
    budget
        After which no further candidate is taken up.
    violated
        How many violated candidates are shrunk and certified at most; None for all.
    decisions
        How many instances each shrinking decides at most.
    shrinking
        Of the budget's unit, for each shrinking; None for a third of what is left, so that a
        shrinking that leads nowhere leaves as much for two others.
    readable
        Of the budget's unit: how much is spent, once a counterexample is certified, on one with
        shorter entries; 0 takes the first one.
    """

    budget: Budget = field(default_factory=lambda: Budget(math.inf))
    violated: int | None = None
    decisions: int = 300
    shrinking: float | None = None
    readable: float = 0.0


@dataclass(frozen=True)
class Certified:
    """A counterexample with the file of its certificate."""

    binding: Binding
    certificate: Path


class Pipeline:
    """What becomes of one statement's candidates; an interruption leaves the best so far.

    Parameters
    ----------
    statement
        The statement.
    effort
        How much is done.
    among
        Which instances come into question.
    notice
        Called with a line on what is being done.

    Attributes
    ----------
    best
        The simplest counterexample that is certified; None before there is one.
    first
        The first violated candidate, certified or not.
    pending
        The violated candidate that is, or was last, worked on.
    route
        The source that `best` came from, before there is one that of the first violated candidate.
    reason
        Why the last candidate that could not be certified was not.
    """

    def __init__(
        self,
        statement: Statement,
        effort: Effort,
        *,
        among: Callable[[Binding], bool] = lambda binding: True,
        notice: Callable[[str], None] = lambda message: None,
    ) -> None:
        self.statement, self.effort = statement, effort
        self.among, self.notice = among, notice
        self.best: Binding | None = None
        self.first: Binding | None = None
        self.pending: Binding | None = None
        self.route = self.reason = ""
        self._document: dict[str, Any] | None = None
        self._cache = QuantityCache()
        self._tried = 0

    @property
    def left(self) -> float:
        """What is left of the budget."""
        return self.effort.budget.left

    @property
    def is_satisfied(self) -> bool:
        """Whether a counterexample is certified that need not be made more readable."""
        if self.best is None:
            return False
        return self.effort.readable == 0 or largest_height(self.best) <= READABLE

    def run(self, sources: Iterable[Source]) -> None:
        """Take candidates in turn until one ends in a certificate, or the effort is spent."""
        for source in sources:
            self.notice(source.name)
            for binding in self._violated(source):
                self.pending, self.route = binding, self.route or source.name
                self.first = self.first or binding
                self._tried += 1
                if self._is_beyond_certificates():  # as any other would be
                    return
                self._consider(binding, source)
                if self.is_satisfied or self._is_spent():
                    return
            if self.left < 0:
                return

    def _is_beyond_certificates(self) -> bool:
        try:
            require_known(self.statement)
        except NotCertified as error:
            self.reason = str(error)
            return True
        return False

    def _is_spent(self) -> bool:
        most = self.effort.violated
        return self.left < 0 or (most is not None and self._tried >= most)

    def _violated(self, source: Source) -> Iterator[Binding]:
        """Yield the candidates that violate the statement and come into question."""
        count = 0
        for binding in source.members():
            if self.left < 0 or count == source.violated:
                return
            if source.is_decided or self._is_violated(binding):
                count += 1
                if self.among(binding):
                    yield binding

    def _is_violated(self, binding: Binding) -> bool:
        return decide(self.statement, binding, self._cache).outcome is Outcome.VIOLATED

    def _consider(self, binding: Binding, source: Source) -> None:
        """Shrink and certify a candidate, and keep it if it is simpler than what is known."""
        as_it_is = None
        if source.is_certified_first:
            as_it_is = self._certificate(binding)
            if as_it_is is None:
                return
        self.notice("shrinking")
        for found in self._simplest_first(binding):
            if self.best is not None and simplicity(found) >= simplicity(self.best):
                return
            known = as_it_is if found is binding else None
            document = known or self._certificate(found)
            if document is not None:
                self.best, self._document, self.route = found, document, source.name
                if self.effort.readable > 0:
                    self.effort.budget.shorten(self.effort.readable)
                return

    def _certificate(self, binding: Binding) -> dict[str, Any] | None:
        try:
            return certificate(self.statement, binding)
        except NotCertified as error:
            self.reason = str(error)
            return None

    def _simplest_first(self, binding: Binding) -> Iterator[Binding]:
        """Yield the candidate as shrunk, which may be beyond certificates; then as it is."""
        amount = self.effort.shrinking
        yield shrink(
            self.statement,
            binding,
            decisions=self.effort.decisions,
            # at least one, or nothing at all would be shrunk as the budget runs out
            budget=self.effort.budget.part(max(1.0, self.left / 3) if amount is None else amount),
            among=self.among,
        )
        yield binding

    def finish(self, amount: float) -> None:
        """Certify the candidate that was being shrunk as the run was ended, if nothing else is."""
        if self.best is None and self.pending is not None:
            within = self.effort.budget.part(amount)
            with suppress(*BudgetIsSpent, NotCertified), within.limit():
                self._document = certificate(self.statement, self.pending)
                self.best = self.pending

    def written(self, folder: Path) -> Certified | None:
        """Write the certificate of the best counterexample into a folder, made if need be."""
        if self.best is None or self._document is None:
            return None
        folder.mkdir(parents=True, exist_ok=True)
        return Certified(self.best, write_certificate(self._document, folder))
