"""A process that ends with its parent, however that one ends: also by ``kill -9``.

Worker processes import this file. Programs that are started with `program_command` are run by it,
as a file by itself with the standard library alone: ``python end_with_parent.py PARENT LASTS
PROGRAM ARGUMENT...``.
"""

from __future__ import annotations

import ctypes
import os
import runpy
import signal
import sys
import threading
import time
from pathlib import Path

__all__ = ["end_with_parent", "program_command"]

_PR_SET_PDEATHSIG = 1  # of <linux/prctl.h>
# Seconds between two looks whether the parent is still there, where nothing tells of its end. It
# costs a system call a second, and leaves nothing behind after two.
_LOOK = 1.0


def end_with_parent(parent: int, *, lasts: bool = True) -> None:
    """End this process as soon as its parent has ended.

    Linux does it at once, in the middle of compiled code also; elsewhere a thread looks for it.

    Parameters
    ----------
    parent
        The id of the process that has started this one.
    lasts
        Whether the thread of the parent that has started this process lives as long as it does.
        Linux takes the end of that thread for the end of the parent.
    """
    if os.name != "posix":
        # No process is given a new parent there, so there is nothing to look for. A program ends
        # when its standard input does, which is the next time that it waits for a question.
        return
    if not (lasts and _told_by_linux()):
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    elif os.getppid() != parent:  # it ended before Linux was asked to tell of it
        _end()


def program_command(program: Path, *arguments: str, isolated: bool = False) -> list[str]:
    """Return the command that runs a Python file of ours as a process that ends with this one.

    Parameters
    ----------
    program
        The file. Its own folder is not on its path.
    arguments
        Its arguments.
    isolated
        Whether the user's settings and site-packages are kept from it: what is installed there may
        be a solver that it needs.
    """
    lasts = threading.current_thread() is threading.main_thread()
    start = [sys.executable, "-I" if isolated else "-P", __file__]
    return [*start, str(os.getpid()), str(int(lasts)), str(program), *arguments]


def _told_by_linux() -> bool:
    """Ask Linux to kill this process when its parent ends; say whether it will."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        code: int = ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    except (AttributeError, OSError):  # a C library without it
        return False
    return code == 0


def _watch(parent: int) -> None:
    while os.getppid() == parent:  # an orphan gets another parent
        time.sleep(_LOOK)
    _end()


def _end() -> None:
    # nobody waits for a result or an exit code, and nothing of ours is to be written any more
    os._exit(1)


if __name__ == "__main__":
    # The parent ends this process. A terminal sends Ctrl-C to both, unless this one was started in
    # a group of its own; Python would print where it came.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent(int(sys.argv[1]), lasts=sys.argv[2] == "1")
    del sys.argv[:3]
    runpy.run_path(sys.argv[0], run_name="__main__")
