"""Runs one after another, each kept in a file as it ends, so that an experiment is resumed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import orjson

from kreissverify.campaigns.store import Store

__all__ = ["finished_runs"]

Task = TypeVar("Task")
Run = TypeVar("Run")


def finished_runs(
    tasks: Sequence[Task],
    make: Callable[[Task], Run],
    *,
    described: Callable[[Task], str],
    record: Callable[[Run], Mapping[str, Any]],
    of_record: Callable[[Mapping[str, Any]], Run],
    header: Mapping[str, Any],
    store: Path | None,
    notice: Callable[[str], None],
) -> tuple[list[Run], bool]:
    """Return the runs of tasks in their order, and whether all of them were finished.

    Parameters
    ----------
    tasks, make
        What is to be run, and how.
    described
        What is said of a task when it begins.
    record, of_record
        A run as JSON can hold it, and back.
    header
        The settings, which a store must share.
    store
        A file to which every finished run is appended as one line of JSON, and whose runs are not
        made again; none if None.
    notice
        Called with what is being done.

    Returns
    -------
    list, bool
        The runs; False where Ctrl-C ended them, and only those before it are there.

    Raises
    ------
    CampaignError
        If the store is of other settings, or cannot be read or written.
    """
    with nullcontext() if store is None else Store(store, header) as kept:
        # a store may hold more runs than are asked for now
        found = [] if kept is None else list(kept.records(of_record))[: len(tasks)]
        try:
            for number, task in islice(enumerate(tasks), len(found), None):
                notice(f"run {number + 1} of {len(tasks)}: {described(task)}")
                run = make(task)
                if kept is not None:
                    kept.append(orjson.dumps({"batch": number, **record(run)}))
                found.append(run)
        # what is finished is judged all the same
        except KeyboardInterrupt:
            return found, False
    return found, True
