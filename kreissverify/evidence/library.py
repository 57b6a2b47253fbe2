"""A library of statements in, one verdict after the other out, in several processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kreissverify.evidence.cache.verdicts import KnownVerdicts
from kreissverify.evidence.sampling.trials import fault_text
from kreissverify.evidence.verdict import InternalContradiction, TheoremReport, Verdict
from kreissverify.evidence.verify import verify
from kreissverify.evidence.work_order import rough_cost
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.system.worker_pool import Lost, unordered_results
from kreissverify.theorems import Statement, collect
from kreissverify.theorems.collection import Reading

__all__ = ["verify_library"]


@dataclass(frozen=True)
class _Task:
    """What a worker needs: how to know the statement, since SymPy classes travel badly."""

    place: int
    file: Path
    id: str
    name: str
    line: int
    digest: str
    instances: int
    seed: int
    certificates: Path
    necessary: bool
    strict: bool
    solvers: bool


def verify_library(
    statements: Sequence[Statement],
    *,
    instances: int = 200,
    seed: int = 0,
    jobs: int = 1,
    certificates: Path | str = "certificates",
    necessary: bool = False,
    strict: bool = False,
    solvers: bool = False,
    known: KnownVerdicts | None = None,
    on_report: Callable[[TheoremReport], None] = lambda report: None,
) -> list[TheoremReport]:
    """Verify statements, in `jobs` processes, and return the reports in their order.

    Those that are guessed to be cheap come first, so that a reader soon has something to read.

    Parameters
    ----------
    statements
        The statements, as `collect` returns them.
    instances, seed, certificates, necessary, strict, solvers
        See `verify`.
    jobs
        Processes to work in; the verdicts do not depend on it.
    known
        The verdicts of earlier runs, which take the place of the work where there are such. Where
        hypotheses are dropped they are left aside.
    on_report
        Called with each report as it comes, so that results outlive an interruption.

    Returns
    -------
    list of TheoremReport
        One for each statement, in their order. One whose process died over it, twice, is
        undecided, and so is one that came out both proved and violated.
    """
    options = (instances, seed, Path(certificates), necessary, strict, solvers)
    tasks = [
        _Task(k, s.file, s.id, s.name, s.line, s.digest, *options) for k, s in enumerate(statements)
    ]
    tasks.sort(key=lambda task: rough_cost(statements[task.place]))
    if necessary:  # its certificates are of other statements, and none of them is kept
        known = None
    reports: dict[int, TheoremReport] = {}
    for place, report in _known_first(tasks, statements, jobs, known, (instances, seed)):
        reports[place] = report
        on_report(report)
    return [reports[k] for k in range(len(tasks))]


def _known_first(
    tasks: list[_Task],
    statements: Sequence[Statement],
    jobs: int,
    known: KnownVerdicts | None,
    asked: tuple[int, int],
) -> Iterator[tuple[int, TheoremReport]]:
    """Yield what is known, then what is found, which is kept for the next run."""
    if known is None:
        yield from _results(tasks, statements, jobs)
        return
    left = []
    for task in tasks:
        found = known.find(statements[task.place], *asked, task.certificates)
        if found is None:
            left.append(task)
        else:
            yield task.place, found
    for place, report in _results(left, statements, jobs):
        known.keep(statements[place], report, *asked)
        yield place, report


def _results(
    tasks: list[_Task], statements: Sequence[Statement], jobs: int
) -> Iterator[tuple[int, TheoremReport]]:
    if min(jobs, len(tasks)) <= 1:  # a process takes seconds to import what it needs
        for task in tasks:
            yield task.place, _verified(task, statements[task.place])
        return
    # unordered: a verdict is shown as soon as it is there
    for task, found in unordered_results(_run, tasks, jobs):
        statement = statements[task.place]
        if found is None:
            # no worker can have it: it was typed at a prompt, or its file has changed
            yield task.place, _verified(task, statement)
        elif isinstance(found, Lost):
            yield task.place, _lost(statement, found)
        else:
            yield task.place, found


def _run(task: _Task) -> TheoremReport | None:
    """Return the report on a statement, in a worker; None if it cannot be had there."""
    statement = _same_statement(task)
    return None if statement is None else _verified(task, statement)


def _same_statement(task: _Task) -> Statement | None:
    """Return the statement itself, never merely one of its name, from its file read again."""
    # by all that tells it from the others of its file: theorems that are made in a loop share
    # their name and line, and an id may belong to another statement since the file was edited
    found = [
        x
        for x in _statements_of(task.file)
        if (x.id, x.name, x.line, x.digest) == (task.id, task.name, task.line, task.digest)
    ]
    return found[0] if len(found) == 1 else None


@cache
def _statements_of(file: Path) -> tuple[Statement, ...]:
    return collect([file], _reading()).statements


@cache
def _reading() -> Reading:
    """Return what this worker has read: a worker lives as long as the run."""
    return Reading()


def _lost(statement: Statement, lost: Lost) -> TheoremReport:
    reason = f"the process that worked on it died, twice: {lost.text}"
    return TheoremReport.on(statement, verdict=Verdict.UNDECIDED, reason=reason)


def _verified(task: _Task, statement: Statement) -> TheoremReport:
    try:
        return verify(
            statement,
            instances=task.instances,
            seed=task.seed,
            certificates=task.certificates,
            necessary=task.necessary,
            strict=task.strict,
            solvers=task.solvers,
            cache=_process_cache(),
        )
    except OSError:  # the caller names a full disk
        raise
    except InternalContradiction as error:
        return TheoremReport.on(
            statement,
            verdict=Verdict.UNDECIDED,
            reason=f"internal contradiction: {error}",
            contradicts_itself=True,
        )
    # A fault in one statement does not cost the others, nor does an exit() in its author's code.
    except SystemExit:
        reason = "code that its author registered ends the program (SystemExit)"
    except Exception as error:
        reason = f"it ended by a defect of kreissverify, please report it: {fault_text(error)}"
    return TheoremReport.on(statement, verdict=Verdict.UNDECIDED, reason=reason)


@cache
def _process_cache() -> QuantityCache:
    return QuantityCache()
