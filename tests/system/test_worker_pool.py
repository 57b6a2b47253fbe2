"""Every task comes back exactly once, whatever becomes of the process that has it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kreissverify.system.worker_pool import Lost, unordered_results
from tests.paths import ROOT

_HELD = 20  # seconds, far more than two processes take to start


def work(task: str) -> str:
    """Return the task's name in capitals, or end the process as the name says."""
    match task.partition(" "):
        case ["exit", _, _]:
            os._exit(3)
        case ["kill", _, _]:
            os.kill(os.getpid(), signal.SIGKILL)
        case ["raise", _, _]:
            raise ValueError(task)
        case ["once", _, file]:
            if not Path(file).exists():
                Path(file).touch()
                os._exit(1)
        case ["leave", _, _]:  # a child that holds the pipe open for longer than the test waits
            os.fork() or time.sleep(_HELD)
            os._exit(4)
    return task.upper()


def test_a_dead_process_costs_its_own_task_only() -> None:
    tasks = ["a", "exit", "b", "kill", "c", "d"]
    found = dict(unordered_results(work, tasks, 2))
    assert {x: found[x] for x in "abcd"} == {x: x.upper() for x in "abcd"}
    assert found["exit"] == Lost("it ended by itself, with exit code 3")
    assert found["kill"] == Lost("killed by signal 9, perhaps for want of memory")


def test_a_task_is_tried_once_more(tmp_path: Path) -> None:
    task = f"once {tmp_path / 'tried'}"
    assert list(unordered_results(work, [task], 1)) == [(task, task.upper())]


def test_a_grandchild_that_holds_the_pipe_does_not_hang_the_run() -> None:
    began = time.monotonic()
    assert list(unordered_results(work, ["leave"], 1)) == [
        ("leave", Lost("it ended by itself, with exit code 4"))
    ]
    assert time.monotonic() - began < _HELD


def test_what_the_work_raises_is_raised_here() -> None:
    with pytest.raises(ValueError, match="raise it") as raised:
        list(unordered_results(work, ["raise it"], 2))
    assert "in work" in raised.value.__notes__[0]


def test_closing_it_ends_the_processes() -> None:
    results = unordered_results(work, list("abcdef"), 2)
    next(results)
    results.close()
    children = subprocess.run(
        ["ps", "-o", "args=", "--ppid", str(os.getpid())],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "spawn_main" not in children.stdout


# A terminal sends Ctrl-C to every process of the group: here after so many seconds, between the
# start of a process and the last of what its work needs.
_INTERRUPTED = """
import os, signal, threading
from kreissverify.system.worker_pool import unordered_results
from tests.system.support.slow_to_load import work

if __name__ == "__main__":
    # whoever runs the tests in the background may have let it ignore Ctrl-C
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for seconds in (0.01, 0.04, 0.1, 0.2, 0.3):
        threading.Timer(seconds, os.killpg, (0, signal.SIGINT)).start()
        try:
            print(*unordered_results(work, [1, 2], 2))
        except KeyboardInterrupt:
            print("interrupted")
"""


def test_an_interruption_while_workers_start_is_told_by_the_parent_alone(tmp_path: Path) -> None:
    script = tmp_path / "interrupted.py"
    script.write_text(_INTERRUPTED)
    done = subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        start_new_session=True,
    )
    assert (done.stdout, done.stderr) == ("interrupted\n" * 5, "")
