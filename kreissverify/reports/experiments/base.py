"""What an experiment is to its reader, and the registry of the experiments."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from kreissverify.reports.figures.files import write_figure
from kreissverify.system.registry import Registry

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Experiment", "experiment_figure", "experiments", "register", "run_as_script"]

Result = TypeVar("Result")


@dataclass(frozen=True)
class Experiment(Generic[Result]):
    """An experiment with its two faces; `register` makes it known.

    Attributes
    ----------
    name
        What it is called on the command line, in lower case with hyphens.
    title
        One line that says what it shows.
    run
        Computes the result: a function of keyword parameters, among them `seed`, and `notice`,
        which is called with what is being done. It returns a frozen dataclass of arrays, numbers
        and strings; where Ctrl-C ended it early, with a field `complete` that is False. An
        ImportError says which extra to install.
    table, draw
        The result as text, and as a figure.
    small
        The parameters of a run that takes seconds.
    """

    name: str
    title: str
    run: Callable[..., Result]
    table: Callable[[Result], str]
    draw: Callable[[Result], Figure]
    small: Mapping[str, Any] = field(default_factory=dict)


def experiment_figure(shown: Experiment[Result], result: Result, path: Path) -> None:
    """Write the figure of a result in the format of the suffix: .pdf, .png or .svg.

    Parameters
    ----------
    shown
        The experiment.
    result
        What its run has returned.
    path
        The file.
    """
    write_figure(lambda: shown.draw(result), path, salt=shown.name)


def run_as_script(shown: Experiment[Any], *, stored: bool = False) -> None:
    """Run an experiment as the script of a page: print its table, and write its figure to --out.

    Parameters
    ----------
    shown
        The experiment.
    stored
        Whether its run takes a store, in which finished parts are kept: then --store names it.
    """
    options = ArgumentParser(description=shown.title)
    options.add_argument("--out", type=Path, metavar="FILE", help="where the figure goes")
    options.add_argument("--small", action="store_true", help="a run of seconds")
    if stored:
        options.add_argument("--store", type=Path, metavar="FILE", help="where runs are kept")
    given = options.parse_args()
    kept = {"store": given.store, "notice": print} if stored else {}
    result = shown.run(seed=0, **kept, **(shown.small if given.small else {}))
    print(shown.table(result))
    if given.out:
        experiment_figure(shown, result, given.out)


_REGISTRY: Registry[Experiment[Any]] = Registry("experiment")


def register(shown: Experiment[Any]) -> Experiment[Any]:
    """Make an experiment known by its name, and return it.

    Raises
    ------
    ValueError
        If another experiment has that name.
    """
    return _REGISTRY.register(shown.name, shown)


def experiments() -> Mapping[str, Experiment[Any]]:
    """Return every experiment by its name."""
    return _REGISTRY
