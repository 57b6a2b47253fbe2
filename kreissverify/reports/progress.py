"""Progress of long work, on standard error, and only where somebody is watching."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from kreissverify.reports.terminal import terminal_console

__all__ = ["progress"]


@contextmanager
def progress(total: int, *, quiet: bool = False) -> Iterator[Callable[[str], None]]:
    """Show a bar while statements are decided; the function it gives counts one more as done."""
    console = terminal_console(stderr=True)
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    hidden = quiet or not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
        task = bar.add_task("collected", total=total)

        def advance(done: str) -> None:
            bar.update(task, advance=1, description=f"done: {done}")

        yield advance
