"""What the commands share: exit codes, options, and usage errors that name the argument."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from kreissverify.theorems import Statement

__all__ = [
    "CONTRADICTION",
    "DIFFERS",
    "INTERRUPTED",
    "UNREADABLE",
    "BudgetOption",
    "CertificateOption",
    "JobsOption",
    "JsonOption",
    "NameArgument",
    "QuietOption",
    "SeedOption",
    "named_statement",
    "naming",
    "noticing",
    "refutation_code",
    "require_plot_path",
    "write_json",
    "wrong",
]

# Zero is for what is as expected. 2 is what usage errors give everywhere; 130 is what shells give a
# process that Ctrl-C has ended (128 + SIGINT).
DIFFERS, UNREADABLE, CONTRADICTION, INTERRUPTED = 1, 2, 3, 130

JsonOption = Annotated[
    Path | None, typer.Option("--json", metavar="FILE", help="Also write the result as JSON.")
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Print one line.")]
CertificateOption = Annotated[
    Path, typer.Option(metavar="DIR", help="Where the certificate is written.")
]
JobsOption = Annotated[int, typer.Option(metavar="J", min=1, help="Processes to work in.")]

NameArgument = Annotated[
    str,
    typer.Argument(
        metavar="NAME", help="The id of a statement of the bundled library, or PATH::NAME."
    ),
]
SeedOption = Annotated[
    int, typer.Option(metavar="S", min=0, help="Equal seeds search in equal ways.")
]
BudgetOption = Annotated[
    float | None,
    typer.Option(
        metavar="SECONDS",
        min=0.1,
        help="End by the clock: what is found then depends on the machine. "
        "By default work is counted, about half a minute, and equal seeds find the same.",
    ),
]


def wrong(argument: str, message: str) -> typer.BadParameter:
    """Return the usage error that names an argument."""
    return typer.BadParameter(message, param_hint=f"'{argument}'")


@contextmanager
def naming(argument: str) -> Iterator[None]:
    """Turn what is wrong with an input into a usage error that names the argument."""
    from kreissverify.matrices import InvalidMatrix
    from kreissverify.numbers.errors import Refused

    try:
        yield
    except (InvalidMatrix, Refused) as error:
        raise wrong(argument, str(error)) from None
    except OSError as error:
        raise wrong(argument, f"{error.filename}: {error.strerror}") from None


def require_plot_path(path: Path | None) -> None:
    """Refuse a plot that cannot be written, before the work that would be lost."""
    if path is not None:
        from kreissverify.reports.figures.files import require_figure_path

        with naming("--plot"):
            try:
                require_figure_path(path)
            except ValueError as error:
                raise wrong("--plot", str(error)) from None


def write_json(path: Path | None, document: dict[str, object]) -> None:
    """Write what a command was asked to write with --json, if it was."""
    from kreissverify.reports.verification.json import dump
    from kreissverify.system.atomic_file import write_atomically

    if path is not None:
        with naming("--json"):
            write_atomically(path, dump(document))


def named_statement(name: str) -> Statement:
    """Return a statement by its id in the bundled library, or as PATH::NAME."""
    from kreissverify.theorems import StatementError, bundled_statement, load

    try:
        return load(*name.rsplit("::", 1)) if "::" in name else bundled_statement(name)
    except StatementError as error:
        raise wrong("NAME", str(error)) from None


def refutation_code(statement: Statement, *, refuted: bool) -> int:
    """Return the exit code of a search that can refute a statement and cannot prove it."""
    as_expected = statement.expect is None or (statement.expect == "refuted") == refuted
    return 0 if as_expected else DIFFERS


@contextmanager
def noticing(quiet: bool) -> Iterator[Callable[[str], None]]:
    """Show what is being done on standard error, where somebody is watching."""
    from kreissverify.reports.render.console import terminal_console

    console = terminal_console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda message: None
        return
    with console.status("searching") as status:
        yield lambda message: status.update(message)
