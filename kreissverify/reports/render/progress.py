"""Progress of long work, on standard error, and only where somebody is watching."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

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


class Advance(Protocol):
    """What counts one more statement as done, and shows its row."""

    def __call__(self, id: str, show: Callable[[], None] = ...) -> None: ...


@contextmanager
def progress(costs: Mapping[str, float], *, quiet: bool = False) -> Iterator[Advance]:
    """Show a bar while statements are decided, with an estimate of the time that is left.

    Parameters
    ----------
    costs
        The ids of the statements, each with its share of the work, to be guessed.
    quiet
        Whether nothing is shown.

    Yields
    ------
    callable
        Counts a statement as done; what is printed for it is given beside its id.
    """
    console = terminal_console(stderr=True)
    # in a file or a build log every refresh of the bar would be a line
    hidden = quiet or not console.is_terminal
    columns = (
        BarColumn(),
        TextColumn("{task.fields[done]}/{task.fields[statements]}"),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    bar = Progress(
        *columns,
        console=console,
        transient=True,
        disable=hidden,
        # rows go where they would go without a bar, to a pipe or a terminal
        redirect_stdout=False,
    )
    count, total = 0, len(costs)
    with bar:
        task = bar.add_task("collected", total=sum(costs.values()), done=count, statements=total)

        def advance(id: str, show: Callable[[], None] = lambda: None) -> None:
            nonlocal count
            count += 1
            if hidden:
                show()
                return
            # the bar leaves the terminal while a row is printed, or it would be written across it
            bar.stop()
            show()
            bar.start()
            bar.update(task, advance=costs[id], description=f"done: {id}", done=count)

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
