"""The command `list` (a module of that name would hide Python's `list` in this package).

It says what statements there are, what they say and what is expected of them.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from kreissverify.cli.common import UNREADABLE, JsonOption, write_json

if TYPE_CHECKING:
    from kreissverify.theorems import Statement

__all__ = ["list_statements"]


def list_statements(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH|PATH::NAME|ID]...",
            help="Theorem files, folders, ids of bundled statements, or field, the library of the "
            "field; default: the statements of the paper and their sharpened forms.",
        ),
    ] = None,
    json: JsonOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print the ids only.")] = False,
) -> None:
    """List statements: their ids, what they say, and the verdicts that their files expect.

    Nothing is decided. What cannot be read is said on standard error, with exit code 2.
    """
    from kreissverify.reports.commands.statements import statement_record, statement_table
    from kreissverify.reports.render.console import terminal_console
    from kreissverify.theorems import collect_named

    found = collect_named(paths or [])
    for error in found.errors:
        print(f"kreissverify: {error}", file=sys.stderr)
    statements: tuple[Statement, ...] = found.statements
    if quiet:
        for statement in statements:
            typer.echo(statement.id)
    elif statements:
        terminal_console().print(statement_table(statements))
    write_json(json, {"theorems": [statement_record(x) for x in statements]})
    raise typer.Exit(UNREADABLE if found.errors else 0)
