"""A limit on the time of a piece of work, also in the middle of a long computation."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["TimeIsUp", "time_limit"]


class TimeIsUp(BaseException):
    """The time is over. It is no `Exception`, so that no handler of errors takes it for one."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TimeIsUp` in the block once so many seconds are over.

    It is raised where Python can be interrupted at all: in the main thread, on systems with an
    interval timer, and between two calls of compiled code. Elsewhere there is no limit. There is
    one timer in a process, so a limit inside another one ends the outer limit.

    Parameters
    ----------
    seconds
        The time; where none is left, `TimeIsUp` is raised at once.

    Examples
    --------
    >>> try:
    ...     with time_limit(0.01):
    ...         while True:
    ...             pass
    ... except TimeIsUp:
    ...     print("over")
    over
    """
    # signals are delivered to the main thread only, and Windows has no interval timer
    main = threading.current_thread() is threading.main_thread()
    if not main or not hasattr(signal, "setitimer"):
        yield
        return

    def expire(number: int, frame: FrameType | None) -> None:
        raise TimeIsUp

    previous = signal.signal(signal.SIGALRM, expire)
    # 0 would switch the timer off, and with it the limit; a microsecond is the resolution of it
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 1e-6))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
