"""Work for a pool whose module takes a while to load, as the rooms of the package do."""

from __future__ import annotations

import time

__all__ = ["work"]

time.sleep(0.2)


def work(task: int) -> int:
    """Take longer than any test waits."""
    time.sleep(60)
    return task
