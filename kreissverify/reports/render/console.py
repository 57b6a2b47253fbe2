"""The console that commands print on."""

from __future__ import annotations

import os

from rich.console import Console

__all__ = ["PLAIN_WIDTH", "terminal_console"]

#: Room for the table where the output is no terminal (a file, a pipe, a build log).
PLAIN_WIDTH = 110


def terminal_console(*, stderr: bool = False) -> Console:
    """Return the console on standard output or error; one that is no terminal is wide enough."""
    console = Console(stderr=stderr, highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PLAIN_WIDTH
    return console
