"""What worker processes have in common: the environment that they are started in."""

from __future__ import annotations

import os
from threading import Event, Thread

import pytest

from kreissverify.system.worker_processes import single_threaded_blas

NAME = "OPENBLAS_NUM_THREADS"


def test_threads_that_start_workers_at_once_leave_the_environment_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(NAME, raising=False)
    inside, leave, seen = Event(), Event(), list[str | None]()

    def start() -> None:
        with single_threaded_blas():
            inside.set()
            leave.wait(10)
            seen.append(os.environ.get(NAME))

    thread = Thread(target=start)
    with single_threaded_blas():
        thread.start()
        inside.wait(10)
    leave.set()
    thread.join()
    assert seen == ["1"] and NAME not in os.environ
