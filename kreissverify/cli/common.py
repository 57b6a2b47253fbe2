"""What the commands share: exit codes, options, and usage errors that name the argument."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from kreissverify.cli import completion
from kreissverify.system.atomic_file import (
    require_output_file,
    require_output_folder,
    write_atomically,
)

if TYPE_CHECKING:
    from kreissverify.theorems import Statement

__all__ = [
    "CONTRADICTION",
    "DIFFERS",
    "INTERRUPTED",
    "STANDARD_OUTPUT",
    "UNREADABLE",
    "BudgetOption",
    "CertificateOption",
    "FreshOption",
    "JobsOption",
    "JsonOption",
    "NameArgument",
    "QuietOption",
    "SeedOption",
    "SolversOption",
    "StrictOption",
    "error_text",
    "figure_file",
    "named_statement",
    "naming",
    "noticing",
    "output_file",
    "output_folder",
    "refutation_code",
    "write_json",
    "wrong",
]

# Zero is for what is as expected. 2 is what usage errors give everywhere; 130 is what shells give a
# process that Ctrl-C has ended (128 + SIGINT).
DIFFERS, UNREADABLE, CONTRADICTION, INTERRUPTED = 1, 2, 3, 130

STANDARD_OUTPUT = Path("-")
# The standard output of a command that was asked for --json -, which prints elsewhere.
_json_stream: ContextVar[TextIO] = ContextVar("json_stream")


def output_file(
    context: typer.Context, parameter: typer.CallbackParam, value: Path | None
) -> Path | None:
    """Refuse a file that cannot be written, as a callback of its option: before the work."""
    return _output(parameter, value, require_output_file)


def output_folder(
    context: typer.Context, parameter: typer.CallbackParam, value: Path | None
) -> Path | None:
    """Refuse a folder that cannot be written into, as a callback of its option."""
    return _output(parameter, value, require_output_folder)


def _output(
    parameter: typer.CallbackParam, value: Path | None, require: Callable[[Path], None]
) -> Path | None:
    option = parameter.opts[0]
    if value == STANDARD_OUTPUT:
        raise wrong(option, "'-', the standard output, is for --json only; expected a name")
    if value is not None:
        with naming(option):
            require(value)
    return value


def _json_file(
    context: typer.Context, parameter: typer.CallbackParam, value: Path | None
) -> Path | None:
    if value != STANDARD_OUTPUT:
        return output_file(context, parameter, value)
    # What reads the standard output expects one JSON document: all that is said besides goes the
    # way of errors.
    _json_stream.set(sys.stdout)
    context.with_resource(redirect_stdout(sys.stderr))
    return value


JsonOption = Annotated[
    Path | None,
    typer.Option(
        "--json",
        metavar="FILE",
        callback=_json_file,
        help="Also write the result as JSON; - is the standard output.",
    ),
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Print one line.")]
CertificateOption = Annotated[
    Path,
    typer.Option(metavar="DIR", callback=output_folder, help="Where the certificate is written."),
]
JobsOption = Annotated[int, typer.Option(metavar="J", min=1, help="Processes to work in.")]

NameArgument = Annotated[
    str,
    typer.Argument(
        metavar="NAME",
        help="The id of a statement of the bundled library, or PATH::NAME.",
        autocompletion=completion.statements,
    ),
]
SeedOption = Annotated[
    int, typer.Option(metavar="S", min=0, help="Equal seeds search in equal ways.")
]
StrictOption = Annotated[
    bool,
    typer.Option(
        "--strict",
        help="What rests on facts, quantities, classes or deciders of the file's own is undecided.",
    ),
]
SolversOption = Annotated[
    bool,
    typer.Option(
        "--solvers",
        help="Ask solvers for every step over the real numbers: take no certificate that the "
        "library carries.",
    ),
]
FreshOption = Annotated[
    bool,
    typer.Option(
        "--fresh",
        help="Decide all anew: take no verdict of an earlier run from .kreissverify_cache.",
    ),
]
BudgetOption = Annotated[
    float | None,
    typer.Option(
        metavar="SECONDS",
        min=0.1,
        max=1e8,  # three years: an end that no clock has is none
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
        raise wrong(argument, error_text(error)) from None


def error_text(error: OSError) -> str:
    """Return what the system says, and of which file if it is known."""
    reason = error.strerror or str(error)
    return reason if error.filename is None else f"{error.filename}: {reason}"


def figure_file(
    context: typer.Context, parameter: typer.CallbackParam, value: Path | None
) -> Path | None:
    """Refuse a figure that cannot be written, as a callback of its option: before the work."""
    if value is not None and value != STANDARD_OUTPUT:
        from kreissverify.reports.figures.files import require_figure_suffix

        try:
            require_figure_suffix(value)
        except ValueError as error:
            raise wrong(parameter.opts[0], str(error)) from None
    return output_file(context, parameter, value)


def write_json(path: Path | None, document: Mapping[str, object]) -> None:
    """Write what a command was asked to write with --json, if it was."""
    if path is None:  # before what writes it is loaded, which takes longer than a check
        return
    from kreissverify.reports.verification.json import dump

    if path == STANDARD_OUTPUT:
        stream = _json_stream.get()
        stream.write(dump(document))
        stream.flush()
    else:
        with naming("--json"):
            write_atomically(path, dump(document))


def named_statement(name: str) -> Statement:
    """Return a statement by its id in the bundled library, or as PATH::NAME."""
    from kreissverify.theorems import StatementError
    from kreissverify.theorems import named_statement as named

    try:
        return named(name)
    except StatementError as error:
        raise wrong("NAME", str(error)) from None


def refutation_code(statement: Statement, *, refuted: bool) -> int:
    """Return the exit code of a search that can refute a statement and cannot prove it."""
    return 0 if (statement.expect == "refuted") == refuted else DIFFERS


@contextmanager
def noticing(quiet: bool) -> Iterator[Callable[[str], None]]:
    """Show what is being done on standard error; loaded late, as `check` needs none of it."""
    from kreissverify.reports.render.progress import notices

    with notices(quiet=quiet, in_logs=True) as notice:
        yield notice
