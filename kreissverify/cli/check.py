"""The command `check`: the standalone checkers, on certificates of counterexamples and proofs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kreissverify.certificates import checker_of
from kreissverify.cli.common import UNREADABLE, JsonOption, write_json
from kreissverify.system.checker_process import run_checker

__all__ = ["check"]


def check(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="CERT",
            help="Certificates, as verify writes them, and proofs, as prove --certificate does.",
        ),
    ],
    json: JsonOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only rejections.")] = False,
) -> None:
    """Re-check certificates of counterexamples, and proofs.

    Each is checked in a process of its own that loads the checker's one file and the standard
    library: `python checker.py CERT`, or `python proof_checker.py FILE`, says the same. A proof
    that rests on something taken on trust is HOLEY, and is not accepted.
    """
    worst = 0
    records: list[dict[str, object]] = []
    for file in files:
        found = run_checker(checker_of(file), file)
        # a checker ended by a signal has a negative code, which must not pass for 0
        worst = max(worst, min(found.code % 256, UNREADABLE))
        accepted, outcome = found.code == 0, found.outcome.value
        record = {"file": file.as_posix(), "accepted": accepted, "outcome": outcome}
        records.append({**record, "answer": found.answer})
        if not accepted or not quiet:
            typer.echo(found.answer, err=not accepted)
    write_json(json, {"certificates": records})
    raise typer.Exit(worst)
