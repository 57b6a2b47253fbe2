"""Progress of long work, on standard error: bars and lines that change where somebody is watching.

Into a file or a build log they would be written anew at every change: searches say there now and
then that they go on, and all else stays silent.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Event, Thread
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

__all__ = ["counting", "notices", "progress"]

#: Seconds of silence in a build log: most searches end before, and longer ones are seen to go on.
SILENCE = 15.0


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


@contextmanager
def notices(*, quiet: bool = False, in_logs: bool = False) -> Iterator[Callable[[str], None]]:
    """Show what is being done; the function it gives takes a line on that.

    Parameters
    ----------
    quiet
        Whether nothing is shown.
    in_logs
        Whether the latest line is written now and then where there is no terminal.
    """
    console = terminal_console(stderr=True)
    if not quiet and console.is_terminal:
        with console.status("searching") as status:
            yield lambda message: status.update(message)
    elif in_logs and not quiet:
        with _now_and_then() as notice:
            yield notice
    else:
        yield lambda message: None


@contextmanager
def _now_and_then() -> Iterator[Callable[[str], None]]:
    latest, over, began = ["searching"], Event(), time.monotonic()

    def run() -> None:
        while not over.wait(SILENCE):
            seconds = time.monotonic() - began
            print(f"kreissverify: after {seconds:.0f} s: {latest[0]}", file=sys.stderr, flush=True)

    # a thread of its own, as the work may be one long computation that gives no notice
    thread = Thread(target=run, daemon=True)
    thread.start()
    try:
        yield lambda message: latest.__setitem__(0, message)
    finally:
        over.set()
        thread.join()
