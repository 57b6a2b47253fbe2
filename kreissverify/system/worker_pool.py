"""Tasks in processes of their own, where the death of a process costs its own task at most.

`multiprocessing.Pool` waits for ever for the answer of a worker that was killed, and
`concurrent.futures` gives up every task that was begun. Here each worker has one task at a time, so
that it is known which one was lost.
"""

from __future__ import annotations

import multiprocessing
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from multiprocessing.reduction import ForkingPickler
from typing import Any, Generic, TypeVar

from kreissverify.system.garbage import collect_rarely
from kreissverify.system.worker_processes import (
    follow_parent,
    interrupts_kept_from_children,
    single_threaded_blas,
)

__all__ = ["Lost", "unordered_results"]

Task = TypeVar("Task")
Result = TypeVar("Result")

# A task whose process died is tried once more: another program may have taken the memory. One that
# kills every process that it is given to would be tried for ever.
_ATTEMPTS = 2
# Seconds between two looks at the processes themselves. The end of a pipe tells of a death at once,
# except where a grandchild holds the pipe open: then it is noticed this much later.
_LOOK = 1.0


@dataclass(frozen=True)
class Lost:
    """What became of a task that no process finished: how the last of them ended."""

    text: str


@dataclass
class _Worker(Generic[Task]):
    """A process, the pipe to it, and the task that it has."""

    process: BaseProcess
    pipe: Connection
    task: Task | None = None
    attempt: int = 0

    def begin(self, task: Task, attempt: int) -> None:
        self.task, self.attempt = task, attempt
        with suppress(OSError):  # it died while idle: that is seen when it is waited for
            self.pipe.send(task)

    def end(self) -> None:
        self.pipe.close()
        self.process.terminate()
        self.process.join()


def unordered_results(
    work: Callable[[Task], Result], tasks: Sequence[Task], jobs: int
) -> Iterator[tuple[Task, Result | Lost]]:
    """Yield ``work(task)`` for each task as it comes, each task exactly once.

    Closing the iterator, also by Ctrl-C, ends the processes.

    Parameters
    ----------
    work
        A function of the top level of a module; an exception that it raises is raised here.
    tasks
        What it is called with; they and the results travel to other processes.
    jobs
        How many processes work at once, each on one core.

    Yields
    ------
    tuple
        A task with its result, or with `Lost` if two processes died over it.
    """
    waiting = deque((task, 1) for task in tasks)
    idle: list[_Worker[Task]] = []
    busy: list[_Worker[Task]] = []
    try:
        while waiting or busy:
            while waiting and len(busy) < jobs:
                worker = idle.pop() if idle else _started(work)
                worker.begin(*waiting.popleft())
                busy.append(worker)
            for worker in _ready(busy):
                busy.remove(worker)
                task, attempt = worker.task, worker.attempt
                assert task is not None
                try:
                    returned, answer = worker.pipe.recv()
                except (EOFError, OSError):
                    worker.process.join()
                    worker.pipe.close()
                    if attempt < _ATTEMPTS:
                        waiting.append((task, attempt + 1))
                    else:
                        yield task, Lost(_ending(worker.process.exitcode))
                    continue
                idle.append(worker)
                if not returned:
                    raise answer
                yield task, answer
    finally:
        for worker in (*busy, *idle):
            worker.end()


def _started(work: Callable[[Task], Result]) -> _Worker[Task]:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    # As bytes: the process loads what the work needs, which takes long, when `_serve` asks for it
    function = bytes(ForkingPickler.dumps(work))
    process = context.Process(target=_serve, args=(function, there), daemon=True)
    # BLAS would else start as many threads as there are cores in every process
    with single_threaded_blas(), interrupts_kept_from_children():
        process.start()
    there.close()  # else the end of the process would not end the pipe
    return _Worker(process, here)


def _ready(busy: Sequence[_Worker[Task]]) -> list[_Worker[Task]]:
    """Wait for workers that have an answer or have ended, and return them."""
    pipes = wait([worker.pipe for worker in busy], timeout=_LOOK)
    found = [worker for worker in busy if worker.pipe in pipes]
    if found:
        return found
    dead = [worker for worker in busy if worker.process.exitcode is not None]
    for worker in dead:
        if not worker.pipe.poll():  # else it has answered since
            worker.pipe.close()  # reading from it is then an OSError, as from a broken one
    return dead


def _serve(function: bytes, pipe: Connection) -> None:
    """Answer the tasks that come through a pipe until its other end is closed."""
    follow_parent()
    collect_rarely()
    work: Callable[[Any], Any] = ForkingPickler.loads(function)
    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer: tuple[bool, Any] = (True, work(task))
        except Exception as error:
            error.add_note(traceback.format_exc())  # the traceback itself does not travel
            answer = (False, error)
        pipe.send(answer)


def _ending(code: int | None) -> str:
    """Return how a process ended, as its exit code says."""
    if code is not None and code < 0:
        return f"killed by signal {-code}, perhaps for want of memory"
    return f"it ended by itself, with exit code {code}"
