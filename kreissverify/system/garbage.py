"""How often Python looks for objects that refer to each other in a circle."""

from __future__ import annotations

import atexit
import gc

__all__ = ["collect_rarely"]

# New objects between two searches. Python's own 700 suits programs that keep little: here a search
# goes through a million expressions that stay for the whole run, and finds next to nothing. Of a
# fifth less processor time in proofs and verdicts nothing was left to gain above this; the memory
# at its highest was the same.
_NEW_OBJECTS = 100_000


def collect_rarely() -> None:
    """Let this process search for garbage rarely; reference counts free nearly all of it at once.

    For processes that are ours, as the command line and its workers: a program that imports the
    package decides for itself.
    """
    gc.set_threshold(_NEW_OBJECTS, *gc.get_threshold()[1:])
    # At the end Python would go through all expressions once more, for a second after a long run:
    # their memory goes back with the process anyhow.
    atexit.register(gc.freeze)
