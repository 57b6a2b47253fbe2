"""The command `experiment`: runs a numerical experiment, prints its table and draws its figure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kreissverify.cli.common import (
    INTERRUPTED,
    JsonOption,
    SeedOption,
    figure_file,
    naming,
    noticing,
    write_json,
    wrong,
)

if TYPE_CHECKING:
    from kreissverify.reports.experiments import Experiment

__all__ = ["experiment"]


def experiment(
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="Which one. Default: print their names."),
    ] = None,
    seed: SeedOption = 0,
    small: Annotated[bool, typer.Option("--small", help="A run that takes seconds.")] = False,
    plot: Annotated[
        Path | None,
        typer.Option(
            "--plot",
            metavar="OUT",
            callback=figure_file,
            help="Draw the figure: a .svg, .png or .pdf file.",
        ),
    ] = None,
    json: JsonOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print no table.")] = False,
) -> None:
    """Run a numerical experiment: print its table, draw its figure.

    Ctrl-C ends it; of an experiment of minutes, what is done is kept.
    """
    from kreissverify.reports.experiments import experiment_figure, experiments

    if name is None:
        known = experiments().values()
        typer.echo("\n".join(x.name if quiet else f"{x.name:20} {x.title}" for x in known))
        return
    chosen = _named(name)
    with noticing(quiet) as notice:
        try:
            result = chosen.run(seed=seed, notice=notice, **(chosen.small if small else {}))
        except ImportError as error:  # of an extra: its message says what to install
            raise wrong("NAME", f"{name}: {error}") from None
        except KeyboardInterrupt:
            typer.echo(f"kreissverify: {name}: interrupted, nothing is written", err=True)
            raise typer.Exit(INTERRUPTED) from None
    if not quiet:
        typer.echo(chosen.table(result))
    write_json(json, {"experiment": name, "result": result})
    if plot is not None:
        with naming("--plot"):
            experiment_figure(chosen, result, plot)
    raise typer.Exit(0 if getattr(result, "complete", True) else INTERRUPTED)


def _named(name: str) -> Experiment[Any]:
    from kreissverify.reports.experiments import experiments
    from kreissverify.system.near_names import unknown_name

    known = experiments()
    if name not in known:
        raise wrong("NAME", unknown_name("experiment", name, known))
    return known[name]
