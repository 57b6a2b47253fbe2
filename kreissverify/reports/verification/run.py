"""One run over a library of statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kreissverify.evidence.consistency import Contradiction
from kreissverify.evidence.verdict import TheoremReport, Verdict
from kreissverify.reports.figures.picture import Picture
from kreissverify.theorems import CollectionError

__all__ = ["Run"]


@dataclass(frozen=True)
class Run:
    """The results of one run so far.

    Attributes
    ----------
    complete
        Whether each statement that was collected has a report.
    interrupted
        Whether it was ended by Ctrl-C.
    consistency
        The pairs of statements that cannot both hold.
    waiting
        The ids of the statements that were not looked at yet.
    pictures
        The figures of a finished run, by statement (see `reports.figures.page`).
    """

    reports: tuple[TheoremReport, ...]
    errors: tuple[CollectionError, ...]
    seed: int
    instances: int
    complete: bool = True
    consistency: tuple[Contradiction, ...] = ()
    waiting: tuple[str, ...] = ()
    pictures: Mapping[str, tuple[Picture, ...]] = field(default_factory=dict)
    interrupted: bool = False

    @property
    def as_expected(self) -> bool:
        """Whether every statement could be read, has a verdict, and has the expected one."""
        # of the statements that were collected: all of no reports are as expected
        looked_at = self.complete and not self.waiting and not self.errors
        return looked_at and all(report.as_expected for report in self.reports)

    @property
    def cached(self) -> int:
        """How many of the verdicts are of an earlier run."""
        return sum(report.cached for report in self.reports)

    @property
    def seconds(self) -> float:
        """The work of this run, in seconds of the processes that did it."""
        return sum(report.seconds for report in self.reports if not report.cached)

    @property
    def unexpected(self) -> tuple[TheoremReport, ...]:
        """The reports whose verdict differs from what their file expects."""
        return tuple(report for report in self.reports if not report.as_expected)

    @property
    def unresolved(self) -> tuple[Contradiction, ...]:
        """The pairs that cannot both hold, and of which none has been refuted."""
        refuted = {x.id for x in self.reports if x.verdict is Verdict.REFUTED}
        return tuple(x for x in self.consistency if refuted.isdisjoint(x.statements))
