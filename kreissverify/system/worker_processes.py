"""What worker processes have in common: one core each, and they end with their parent."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from kreissverify.system.end_with_parent import end_with_parent

__all__ = ["follow_parent", "interrupts_kept_from_children", "single_threaded_blas"]

# of OpenMP, OpenBLAS and MKL, which read them once, when they are loaded: at a worker's start
_BLAS_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def follow_parent() -> None:
    """Leave Ctrl-C to the parent, which ends the workers, and end when it ends in any other way.

    The terminal sends Ctrl-C to every process of the group: each worker would print a traceback.
    A parent that is killed cannot end its workers, which would go on, or wait for work for ever.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None and parent.pid is not None:
        end_with_parent(parent.pid)


@contextmanager
def interrupts_kept_from_children() -> Iterator[None]:
    """Keep Ctrl-C from processes that are started here; their parent ends them.

    A process prints a traceback if it comes while Python starts, before `follow_parent` is called,
    and also if its parent is interrupted before all is sent that it starts with. None is lost: it
    comes to this process when the block is left.
    """
    with _blocked_in_children(), _held_back():
        yield


@contextmanager
def _blocked_in_children() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):  # Windows, where a child has its own handling
        yield
        return
    from multiprocessing import resource_tracker  # there is none on Windows

    # It is started with the first process otherwise, and lets SIGINT through again (Python 3.11)
    resource_tracker.ensure_running()
    # a child starts with the mask of the thread that starts it
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _held_back() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # handlers are set, and run, by the main thread only
        return
    # The mask does not do: the signal may come to any other thread, as that of a progress line, and
    # Python's handler runs in this one then.
    held: list[object] = []
    before = signal.signal(signal.SIGINT, lambda *_: held.append(None))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if held:
            signal.raise_signal(signal.SIGINT)


class _Starting:
    """How many are starting workers, in any thread, and what the environment was before."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.count = 0
        self.before: dict[str, str | None] = {}


_STARTING = _Starting()


@contextmanager
def single_threaded_blas() -> Iterator[None]:
    """Let each worker that starts here use one core: the processes are the parallelism.

    The environment is that of all threads: the last of them that leaves puts it back.
    """
    with _STARTING.lock:
        if _STARTING.count == 0:
            _STARTING.before = {name: os.environ.get(name) for name in _BLAS_THREADS}
            os.environ.update(dict.fromkeys(_BLAS_THREADS, "1"))
        _STARTING.count += 1
    try:
        yield
    finally:
        with _STARTING.lock:
            _STARTING.count -= 1
            if _STARTING.count == 0:
                _put_back(_STARTING.before)


def _put_back(before: dict[str, str | None]) -> None:
    for name, value in before.items():
        if value is None:  # it was not set: an empty text would mean something else
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
