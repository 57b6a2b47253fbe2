"""The command line: `verify`, `list`, `prove`, `refute`, `tighten`, `campaign`, `experiment`,
`kreiss`, `analyze`, `evaluate`, `sample`, `check`, `cache`.

Exit codes: 0 all as expected; 1 a verdict differs from what its file expects, or a certificate is
rejected; 2 wrong usage or unreadable input; 3 internal contradiction; 130 interrupted.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated

import typer
from typer.exceptions import TyperException

from kreissverify.cli import (
    analyze,
    cache,
    campaign,
    check,
    evaluate,
    experiment,
    kreiss,
    list_statements,
    prove,
    refute,
    sample,
    tighten,
    verify,
)
from kreissverify.cli.common import INTERRUPTED, UNREADABLE, error_text
from kreissverify.cli.examples import epilog
from kreissverify.system.garbage import collect_rarely
from kreissverify.system.version import VERSION

__all__ = ["app", "main"]

app = typer.Typer(
    help="Verdicts for theorems about transient growth: certified on instances, or refuted "
    "with an exact counterexample that anyone can re-check.",
    epilog="Exit codes: 0 all as expected; 1 a verdict is not the expected one, or a certificate "
    "is rejected; 2 wrong usage or unreadable input; 3 internal contradiction.",
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},  # of all commands
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; a usage error is one line on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a stream of another encoding must not stop a verdict
            stream.reconfigure(errors="replace")
    collect_rarely()
    args = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    try:
        code = app(args=args, prog_name="kreissverify", standalone_mode=False)
        sys.stdout.flush()  # a full disk is to be said here, and not as Python ends
    except TyperException as error:
        print(f"kreissverify: {error.format_message()}", file=sys.stderr)
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):  # where a command has nothing to keep
        print("kreissverify: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # who reads has seen enough, as `head` has
        _drop_output()
        return INTERRUPTED
    except OSError as error:
        if error.filename is None and error.errno != errno.ENOSPC:
            raise  # not of a file: a defect, whose traceback is wanted
        _drop_output()
        print(f"kreissverify: {error_text(error)}", file=sys.stderr)
        return UNREADABLE
    return code if isinstance(code, int) else 0


def _drop_output() -> None:
    """Let what is left for the standard output go nowhere: Python would try again as it ends."""
    with suppress(OSError, ValueError):  # of a stream that is no file, as in tests
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _version(value: bool) -> None:
    if value:
        typer.echo(f"kreissverify {VERSION}")
        raise typer.Exit


@app.callback()
def _program(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    pass


for _name, _function in (
    ("verify", verify.verify),
    ("list", list_statements.list_statements),
    ("prove", prove.prove),
    ("refute", refute.refute),
    ("tighten", tighten.tighten),
    ("campaign", campaign.campaign),
    ("experiment", experiment.experiment),
    ("kreiss", kreiss.kreiss),
    ("analyze", analyze.analyze),
    ("evaluate", evaluate.evaluate),
    ("sample", sample.sample),
    ("check", check.check),
):
    app.command(_name, epilog=epilog(_name))(_function)
app.add_typer(cache.app, name="cache")
