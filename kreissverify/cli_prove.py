"""The command `prove`: run the derivation of one statement, print it, and write it to files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kreissverify.cli_common import (
    DIFFERS,
    JsonOption,
    NameArgument,
    named_statement,
    naming,
    write_json,
    wrong,
)

__all__ = ["prove"]


def prove(
    name: NameArgument,
    latex: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the derivation as LaTeX, too.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write it as a page that needs no network.")
    ] = None,
    smt: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write the questions that solvers decided, as SMT-LIB."),
    ] = None,
    mutants: Annotated[
        bool, typer.Option("--mutants", help="Plant errors, and count those that are noticed.")
    ] = False,
    json: JsonOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print one line.")] = False,
) -> None:
    """Run the derivation of a statement and print it step by step.

    Exit code 0 says that every step was shown, 1 that one was not.
    """
    from kreissverify.derivations import derive
    from kreissverify.reports.derivation_files import derivation_record, write_derivation
    from kreissverify.reports.derivation_text import derivation_line, derivation_text

    statement = named_statement(name)
    found = derive(statement)
    if found is None:
        raise wrong("NAME", f"{statement.id} has no derivation; it expects {statement.expect}")
    typer.echo(derivation_line(found) if quiet else derivation_text(found), nl=quiet)
    with naming("--latex, --html or --smt"):
        write_derivation(found, latex=latex, html=html, smt=smt)
    record = derivation_record(found)
    if mutants and found.is_complete:
        from kreissverify.reports.mutants import mutants_record, mutants_text

        record["mutants"] = planted = mutants_record(statement)
        typer.echo(mutants_text(planted))
    write_json(json, record)
    raise typer.Exit(0 if found.is_complete else DIFFERS)
