"""Progress of long work, on standard error, and only where somebody is watching."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from kreissverify.reports.render.console import terminal_console

__all__ = ["counting", "progress"]


@contextmanager
def progress(total: int, *, quiet: bool = False) -> Iterator[Callable[[str], None]]:
    """Show a bar while statements are decided; the function it gives counts one more as done."""
    console = terminal_console(stderr=True)
    # in a file or a build log every refresh of the bar would be a line
    hidden = quiet or not console.is_terminal
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
        task = bar.add_task("collected", total=total)

        def advance(done: str) -> None:
            bar.update(task, advance=1, description=f"done: {done}")

        yield advance


class _Rate(TextColumn):
    """How many are done in a second."""

    def __init__(self) -> None:
        super().__init__("")

    def render(self, task: Task) -> Text:
        """Return the rate of the last half minute."""
        return Text("" if task.speed is None else f"{task.speed:,.0f}/s")


@contextmanager
def counting(total: int, *, quiet: bool = False) -> Iterator[Callable[[int], None]]:
    """Show a bar with the rate and the time left; the function it gives sets how many are done.

    What is done at its first call, such as what a store held, does not count for the rate.
    """
    console = terminal_console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    hidden = quiet or not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
        task = bar.add_task("instances", total=total)
        yield lambda done: bar.update(task, completed=done)
