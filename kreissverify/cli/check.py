"""The command `check`: the standalone checkers, on certificates of counterexamples and proofs."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Annotated

import typer

from kreissverify.certificates import checker_of
from kreissverify.cli.common import DIFFERS, UNREADABLE, JsonOption, write_json
from kreissverify.system.end_with_parent import program_command

__all__ = ["check"]

_VERDICTS = ("accepted", "holey", "rejected", "unreadable")


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
        # isolated: neither the user's site-packages nor the current folder are on its path
        command = program_command(checker_of(file), str(file), isolated=True)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        answer = (done.stdout + done.stderr).strip()
        if done.returncode not in (0, DIFFERS, UNREADABLE):
            answer = f"{file}: the checker stopped with code {done.returncode}"
        # a checker ended by a signal has a negative code, which must not pass for 0
        worst = max(worst, min(done.returncode % 256, UNREADABLE))
        verdict = answer.split(" ", 1)[0].lower()
        known = verdict if verdict in _VERDICTS else "unreadable"
        accepted = done.returncode == 0
        record = {"file": file.as_posix(), "accepted": accepted, "verdict": known}
        records.append({**record, "answer": answer})
        if done.returncode != 0 or not quiet:
            typer.echo(answer, err=done.returncode != 0)
    write_json(json, {"certificates": records})
    raise typer.Exit(worst)
