"""The command `refute`: search for a counterexample to one statement, and write its certificate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from kreissverify.cli.common import (
    INTERRUPTED,
    BudgetOption,
    CertificateOption,
    JsonOption,
    NameArgument,
    QuietOption,
    SeedOption,
    named_statement,
    naming,
    noticing,
    refutation_code,
    write_json,
)

if TYPE_CHECKING:
    from kreissverify.evidence.counterexamples.refute import Refutation

__all__ = ["refute"]


def refute(
    name: NameArgument,
    seed: SeedOption = 0,
    budget: BudgetOption = None,
    certificates: CertificateOption = Path("certificates"),
    json: JsonOption = None,
    quiet: QuietOption = False,
) -> None:
    """Search for a counterexample to a statement; shrink it and write its certificate.

    Short instances come first, then what a solver finds, then samples, then the worst ratio of the
    two sides over the class. Ctrl-C ends the search and keeps the best so far.

    Exit code 0: what came out is what its file expects. 1: it was refuted although "refuted" is not
    expected, or not refuted although it is. Not refuted is no verdict: nothing is shown by it.
    """
    from kreissverify.evidence.counterexamples.refute import refute as search
    from kreissverify.reports.commands.refutation import refutation_record, refutation_story

    statement = named_statement(name)
    with naming("--certificates"):
        certificates.mkdir(parents=True, exist_ok=True)
        with noticing(quiet) as notice:
            found = search(
                statement, seed=seed, budget=budget, certificates=certificates, notice=notice
            )
    story = refutation_story(found)
    typer.echo(_line(found) if quiet else story, nl=quiet)
    write_json(json, refutation_record(found))
    raise typer.Exit(_exit_code(found))


def _line(found: Refutation) -> str:
    if found.certificate is None:
        return f"{found.statement.id}: not refuted"
    return f"{found.statement.id}: refuted by {found.binding} ({found.certificate.as_posix()})"


def _exit_code(found: Refutation) -> int:
    refuted = found.certificate is not None
    # a counterexample counts even if the search for a simpler one was interrupted
    if found.interrupted and not refuted:
        return INTERRUPTED
    return refutation_code(found.statement, refuted=refuted)
