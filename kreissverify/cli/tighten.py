"""The command `tighten`: how nearly a bound is met over its class, and where."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kreissverify.cli.common import (
    DIFFERS,
    INTERRUPTED,
    BudgetOption,
    JsonOption,
    NameArgument,
    QuietOption,
    SeedOption,
    named_statement,
    naming,
    noticing,
    output_file,
    write_json,
    wrong,
)

if TYPE_CHECKING:
    from kreissverify.evidence.worst_ratio.tighten import Tightening
    from kreissverify.theorems import Statement

__all__ = ["tighten"]


def tighten(
    name: NameArgument,
    seed: SeedOption = 0,
    budget: BudgetOption = None,
    map: Annotated[
        Path | None,
        typer.Option(
            metavar="OUT",
            callback=output_file,
            help="Map the ratio over (γ, b, c) of two blocks, or over numbers of the statement: "
            "a .csv, .png, .pdf, .svg.",
        ),
    ] = None,
    over: Annotated[
        str | None,
        typer.Option(
            metavar="NAME[,NAME]",
            help="The one or two numbers that --map goes over; default: the first two.",
        ),
    ] = None,
    propose: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            callback=output_file,
            help="Write the sharpened statement as a theorem file.",
        ),
    ] = None,
    json: JsonOption = None,
    quiet: QuietOption = False,
) -> None:
    """Search for the worst ratio of the two sides of a bound, and certify it at an exact instance.

    A ratio of 1 is a bound that is attained; what is certified is that the ratio is reached, not
    that it is never exceeded. Closed forms with a question mark are guessed from digits. Ctrl-C
    ends the search and keeps the best so far.

    Exit code 1 says that the ratio exceeds 1: the statement is false.
    """
    from kreissverify.evidence.worst_ratio.tighten import NotABound
    from kreissverify.evidence.worst_ratio.tighten import tighten as search
    from kreissverify.reports.commands.tightening import (
        tightening_line,
        tightening_record,
        tightening_story,
    )

    statement = named_statement(name)
    _require_different_files({"--map": map, "--propose": propose, "--json": json})
    names = _map_names(map, over, statement)  # before the search, whose result would be lost
    with noticing(quiet) as notice:
        try:
            shown = search(statement, seed=seed, budget=budget, notice=notice)
        except NotABound as error:
            raise wrong("NAME", str(error)) from None
    typer.echo(tightening_line(shown) if quiet else tightening_story(shown), nl=quiet)
    write_json(json, tightening_record(shown))
    _write_map(map, statement, names, seed)
    _write_proposal(propose, shown)
    # before an interruption: a ratio above 1 is certified, however the search ended
    if shown.exceeded:
        raise typer.Exit(DIFFERS)
    raise typer.Exit(INTERRUPTED if shown.interrupted and shown.witness is None else 0)


def _require_different_files(outputs: Mapping[str, Path | None]) -> None:
    """Refuse one file for two outputs: the last of them would take the place of the others."""
    taken: dict[Path, str] = {}
    for option, path in outputs.items():
        if path is not None:
            first = taken.setdefault(path.resolve(), option)
            if first != option:
                raise wrong(option, f"{path} is the file of {first} already, expected another one")


def _map_names(path: Path | None, over: str | None, statement: Statement) -> tuple[str, ...]:
    """Return the numbers that a map goes over, none for γ and κ; refuse one before the search."""
    from kreissverify.evidence.worst_ratio.number_map import map_axes

    if path is None:
        if over is not None:
            raise wrong("--over", "expected --map as well")
        return ()
    if path.suffix.lower() not in (".csv", ".pdf", ".png", ".svg"):
        raise wrong("--map", f"expected a file name ending in .csv, .pdf, .png, .svg, got {path}")
    of = statement.matrix[1] if statement.is_about_one_class else None
    if over is None and of is not None and of.all_two_by_two:
        return ()
    try:
        return map_axes(statement, [] if over is None else [x.strip() for x in over.split(",")])
    except ValueError as error:
        raise wrong("--map" if over is None else "--over", str(error)) from None


def _write_map(path: Path | None, statement: Statement, names: tuple[str, ...], seed: int) -> None:
    from kreissverify.evidence.worst_ratio.limits import table
    from kreissverify.evidence.worst_ratio.number_map import number_map
    from kreissverify.reports.commands.ratio_map import map_csv, write_map
    from kreissverify.system.atomic_file import write_atomically

    if path is not None:
        found = number_map(statement, names, seed) if names else table(statement, seed)
        with naming("--map"):
            if path.suffix.lower() == ".csv":
                write_atomically(path, map_csv(found))
            else:
                write_map(found, statement.id, path)


def _write_proposal(path: Path | None, shown: Tightening) -> None:
    from kreissverify.evidence.worst_ratio.proposal import NothingToPropose, proposal
    from kreissverify.system.atomic_file import write_atomically

    if path is not None:
        try:
            text = proposal(shown)
        except NothingToPropose as error:
            typer.echo(f"kreissverify: --propose: nothing is written: {error}", err=True)
            return
        with naming("--propose"):
            write_atomically(path, text)
