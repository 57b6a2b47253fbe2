"""Keeping the results of a run as they come, so that an interruption loses nothing.

An older report is not lost either: until the new run has as much to show, it stands in a folder
``unfinished`` of its own, and beside the JSON file as ``NAME.unfinished.json``. So at every moment
there is a complete report where there was one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from kreissverify.evidence.consistency import Contradiction
from kreissverify.evidence.verdict import TheoremReport
from kreissverify.reports.figures.page import pictures
from kreissverify.reports.figures.picture import Picture
from kreissverify.reports.verification.formats import report_names, write_reports
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
    # how much the older report and JSON file have, by what is written
    _older: dict[Path, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for target, document in self._targets():
            self._older[target] = _results_in(document)

    def _targets(self) -> list[tuple[Path, Path]]:
        """Return what is written, each with the JSON document in it."""
        found = [] if self.json_file is None else [(self.json_file, self.json_file)]
        if self.directory is not None:
            found.append((self.directory, self.directory / "verify.json"))
        return found

    def place(self, target: Path) -> Path:
        """Return where the folder or the file stands that the run so far is written to."""
        # a complete run takes the place of any other; an interrupted one only of less
        if self.run.complete or len(self._kept) >= self._older[target]:
            return target
        return _unfinished(target, is_folder=target == self.directory)

    def keep(self, report: TheoremReport) -> None:
        """Take in one result and rewrite the files."""
        self._kept[report.id] = report
        # what is known from an earlier run comes at once, and is no loss: it is written with others
        if not report.cached:
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
            write_reports(run, self.place(self.directory))
            self._tidy(self.directory, is_folder=True)
        if self.json_file is not None:
            write_atomically(self.place(self.json_file), verify_json(run))
            self._tidy(self.json_file, is_folder=False)

    def _tidy(self, target: Path, *, is_folder: bool) -> None:
        """Remove what stood aside, once the run itself stands in its place."""
        aside = _unfinished(target, is_folder=is_folder)
        if self.place(target) != target:
            return
        if not is_folder:
            aside.unlink(missing_ok=True)
        elif aside.is_dir():
            for name in report_names():  # nothing else there is ours
                (aside / name).unlink(missing_ok=True)
            with suppress(OSError):  # it is not empty: somebody keeps files there
                aside.rmdir()


def _unfinished(target: Path, *, is_folder: bool) -> Path:
    if is_folder:
        return target / "unfinished"
    return target.with_name(f"{target.stem}.unfinished{target.suffix}")


def _results_in(path: Path) -> float:
    """Return how many results the JSON document of an older run has, infinity if all it asked for.

    Any other file counts as none: it is the user's wish that it be replaced.
    """
    try:
        document = json.loads(path.read_bytes())
        return math.inf if document["complete"] is True else len(document["theorems"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return -1
