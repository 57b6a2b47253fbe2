"""A library of statements in, one verdict after the other out, in several processes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kreissverify.evidence.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.evidence.sampling.trials import fault_text
from kreissverify.evidence.verdict import InternalContradiction, TheoremReport, Verdict
from kreissverify.evidence.verify import verify
from kreissverify.system.worker_processes import follow_parent, single_threaded_blas
from kreissverify.theorems import Statement, load

__all__ = ["verify_library"]


@dataclass(frozen=True)
class _Task:
    """What a worker needs: where the statement stands, since SymPy classes travel badly."""

    place: int
    file: Path
    name: str
    instances: int
    seed: int
    certificates: Path
    necessary: bool


def verify_library(
    statements: Sequence[Statement],
    *,
    instances: int = 200,
    seed: int = 0,
    jobs: int = 1,
    certificates: Path | str = "certificates",
    necessary: bool = False,
    on_report: Callable[[TheoremReport], None] = lambda report: None,
) -> list[TheoremReport]:
    """Verify statements, in `jobs` processes, and return the reports in their order.

    Parameters
    ----------
    statements
        The statements, as `collect` returns them.
    instances, seed, certificates, necessary
        See `verify`.
    jobs
        Processes to work in; the verdicts do not depend on it.
    on_report
        Called with each report as it comes, so that results outlive an interruption.

    Returns
    -------
    list of TheoremReport
        One for each statement, in their order.
    """
    tasks = [
        _Task(k, s.file, s.name, instances, seed, Path(certificates), necessary)
        for k, s in enumerate(statements)
    ]
    reports: dict[int, TheoremReport] = {}
    for place, report in _results(tasks, statements, jobs):
        reports[place] = report
        on_report(report)
    return [reports[k] for k in range(len(tasks))]


def _results(
    tasks: list[_Task], statements: Sequence[Statement], jobs: int
) -> Iterator[tuple[int, TheoremReport]]:
    if min(jobs, len(tasks)) <= 1:  # a process takes seconds to import what it needs
        for task, statement in zip(tasks, statements, strict=True):
            yield task.place, _verified(task, statement)
        return
    # a process of its own for each job, and one thread in each: BLAS would else start as many
    # threads as there are cores in every process
    with single_threaded_blas():
        pool = multiprocessing.get_context("spawn").Pool(jobs, initializer=follow_parent)
    with pool:  # leaving it, also by Ctrl-C, ends the workers
        # unordered: a verdict is shown as soon as it is there
        yield from pool.imap_unordered(_run, tasks)


def _run(task: _Task) -> tuple[int, TheoremReport]:
    return task.place, _verified(task, load(task.file, task.name))


def _verified(task: _Task, statement: Statement) -> TheoremReport:
    try:
        return verify(
            statement,
            instances=task.instances,
            seed=task.seed,
            certificates=task.certificates,
            necessary=task.necessary,
            cache=_process_cache(),
        )
    except (InternalContradiction, OSError):  # the caller names a full disk
        raise
    except Exception as error:  # a fault in one statement does not cost the others
        reason = f"it ended by a defect of kreissverify, please report it: {fault_text(error)}"
        return TheoremReport.on(statement, verdict=Verdict.UNDECIDED, reason=reason)


@cache
def _process_cache() -> QuantityCache:
    return QuantityCache()
