"""`verify` at a prompt: the verdicts on some statements, as a sequence that shows itself."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from html import escape
from pathlib import Path
from typing import Any, overload

from kreissverify.evidence.cache.verdicts import KnownVerdicts
from kreissverify.evidence.consistency import contradictions
from kreissverify.evidence.library import verify_library
from kreissverify.evidence.verdict import TheoremReport
from kreissverify.evidence.work_order import rough_cost
from kreissverify.reports.render.progress import progress
from kreissverify.reports.results.named import Named, several_statements
from kreissverify.reports.results.result import ShowsItself, folder_for
from kreissverify.reports.verification.json import run_document
from kreissverify.reports.verification.run import Run
from kreissverify.reports.verification.terminal import tightness_text, verify_text
from kreissverify.system.started import STARTED

__all__ = ["Verification", "verify"]


class Verification(ShowsItself, Sequence[TheoremReport]):
    """The reports on some statements, in their order.

    Attributes
    ----------
    run
        All that came out: the reports, and pairs of statements that cannot both hold.
    """

    def __init__(self, run: Run) -> None:
        self.run = run

    @overload
    def __getitem__(self, place: int) -> TheoremReport: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[TheoremReport]: ...
    def __getitem__(self, place: int | slice) -> TheoremReport | Sequence[TheoremReport]:
        return self.run.reports[place]

    def __len__(self) -> int:
        return len(self.run.reports)

    def __iter__(self) -> Iterator[TheoremReport]:
        return iter(self.run.reports)

    def __str__(self) -> str:
        return verify_text(self.run)

    __repr__ = __str__

    @property
    def as_expected(self) -> bool:
        """Whether every statement has the verdict that its file expects, or a better one."""
        return self.run.as_expected

    def to_frame(self) -> Any:
        """Return a table of pandas, a row a statement.

        Raises
        ------
        ImportError
            If pandas is not installed.
        """
        try:
            import pandas
        except ImportError:
            raise ImportError("to_frame: needs pandas: pip install pandas") from None
        return pandas.DataFrame(self._rows())

    def _record(self) -> Mapping[str, object]:
        return run_document(self.run)

    def _rows(self) -> list[dict[str, object]]:
        return [
            {
                "statement": report.id,
                "verdict": report.verdict.value,
                "as expected": report.as_expected,
                "decided": report.decided,
                "tightness": report.tightness,
                "reason": report.reason,
            }
            for report in self.run.reports
        ]

    def _repr_html_(self) -> str:
        heads = ("statement", "", "verdict", "decided", "tightness", "reason")
        rows = "".join(map(_html_row, self.run.reports))
        return f"<table><tr>{''.join(f'<th>{x}</th>' for x in heads)}</tr>{rows}</table>"


def _html_row(report: TheoremReport) -> str:
    cells = (
        escape(report.id),
        f"${escape(report.latex)}$",
        escape(report.verdict.value),
        f"{report.decided}/{report.decided + report.indeterminate}",
        tightness_text(report.tightness),
        escape(report.reason),
    )
    return f"<tr>{''.join(f'<td>{x}</td>' for x in cells)}</tr>"


def verify(
    statements: Named | Iterable[Named],
    *,
    instances: int = 200,
    seed: int = 0,
    jobs: int = 1,
    certificates: Path | str | None = None,
    necessity: bool = False,
    strict: bool = False,
    solvers: bool = False,
    fresh: bool = False,
    cache: Path | str | None = None,
) -> Verification:
    """Return a verdict on each statement.

    Parameters
    ----------
    statements
        A statement, an id of the bundled library, a theorem file or folder, ``FILE::NAME``, or
        several of these.
    instances, seed, jobs, necessity, strict, solvers
        As the options of the command ``kreissverify verify``.
    certificates
        The folder in which certificates of counterexamples are written; by default they are kept
        aside until the session ends.
    fresh
        Whether no verdict of an earlier run is taken.
    cache
        The folder of the verdicts of earlier runs, as ``.kreissverify_cache``; by default none is
        read or written. Files that were written in this session are judged anew.

    Raises
    ------
    StatementError
        If a statement cannot be read.
    ValueError
        If a number is too small.

    Examples
    --------
    >>> from kreissverify import BlockTriangular, K, theorem, verify
    >>> @theorem(source="a hope")
    ... def never_above_one(J: BlockTriangular):
    ...     return K(J) <= 1
    >>> (report,) = verify(never_above_one, instances=5)
    >>> print(report.verdict, report.reason)
    refuted J = [[0, 0], [3, 0]], gamma = 0
    """
    for name, value, least in (("instances", instances, 1), ("seed", seed, 0), ("jobs", jobs, 1)):
        if type(value) is not int or value < least:  # True is no count
            raise ValueError(f"{name}: expected an integer from {least} on, got {value!r}")
    found = several_statements(statements)
    # A statement may have been made long ago, from a file that has changed since: what is kept is
    # of files that are older than the session.
    known = None
    if cache is not None:
        known = KnownVerdicts(Path(cache), fresh, warnings.warn, STARTED, solvers)
    with progress({x.id: rough_cost(x) for x in found}) as advance:
        reports = verify_library(
            found,
            instances=instances,
            seed=seed,
            jobs=jobs,
            certificates=folder_for(certificates),
            necessary=necessity,
            strict=strict,
            solvers=solvers,
            known=known,
            on_report=lambda report: advance(report.id),
        )
    find = contradictions if known is None else partial(known.contradictions, find=contradictions)
    pairs = find(found, seed)
    return Verification(Run(tuple(reports), (), seed, instances, consistency=pairs))
