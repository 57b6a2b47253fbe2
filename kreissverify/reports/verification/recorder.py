"""Keeping the results of a run as they come, so that an interruption loses nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kreissverify.evidence.consistency import Contradiction
from kreissverify.evidence.verdict import TheoremReport
from kreissverify.reports.figures.page import pictures
from kreissverify.reports.figures.picture import Picture
from kreissverify.reports.verification.formats import write_reports
from kreissverify.reports.verification.json import verify_json
from kreissverify.reports.verification.run import Run
from kreissverify.system.atomic_file import write_atomically
from kreissverify.theorems import CollectionError, Statement

__all__ = ["RunRecorder"]


@dataclass
class RunRecorder:
    """The results so far, and the files that are rewritten after each one.

    Attributes
    ----------
    order
        The ids of the statements in the order of the library; results arrive in any order.
    directory, json_file
        Where all reports, and one JSON document, are kept up to date (None: nowhere).
    interrupted
        Whether Ctrl-C ended the run.
    """

    order: Sequence[str]
    errors: Sequence[CollectionError]
    seed: int
    instances: int
    directory: Path | None = None
    json_file: Path | None = None
    consistency: tuple[Contradiction, ...] = ()
    pictures: Mapping[str, tuple[Picture, ...]] = field(default_factory=dict)
    interrupted: bool = False
    _kept: dict[str, TheoremReport] = field(default_factory=dict)

    def keep(self, report: TheoremReport) -> None:
        """Take in one result and rewrite the files."""
        self._kept[report.id] = report
        self.write()

    def keep_contradictions(self, found: Sequence[Contradiction]) -> None:
        """Take in the pairs of statements that cannot both hold, and rewrite the files."""
        self.consistency = tuple(found)
        self.write()

    def illustrate(
        self, statements: Sequence[Statement], notice: Callable[[str], None] = lambda what: None
    ) -> None:
        """Draw the pictures of the reports, once, and rewrite the files."""
        if self.directory is not None:
            run = self.run
            self.pictures = pictures(statements, run.reports, self.seed, notice=notice)
            self.write()

    @property
    def run(self) -> Run:
        """The run so far, in the order of the library."""
        reports = tuple(self._kept[id] for id in self.order if id in self._kept)
        return Run(
            reports,
            tuple(self.errors),
            self.seed,
            self.instances,
            complete=len(reports) == len(self.order),
            consistency=self.consistency,
            pictures=self.pictures,
            waiting=tuple(id for id in self.order if id not in self._kept),
            interrupted=self.interrupted,
        )

    def write(self) -> None:
        """Rewrite the files with the run so far."""
        # whole files each time: a reader never meets half of one, and a kill loses one result
        run = self.run
        if self.directory is not None:
            write_reports(run, self.directory)
        if self.json_file is not None:
            write_atomically(self.json_file, verify_json(run))
