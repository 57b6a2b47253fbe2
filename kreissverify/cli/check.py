"""The command `check`: the standalone checker, on certificates."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Annotated

import typer

from kreissverify.certificates import CHECKER
from kreissverify.cli.common import DIFFERS, UNREADABLE, JsonOption, write_json
from kreissverify.system.end_with_parent import program_command

__all__ = ["check"]


def check(
    files: Annotated[
        list[Path], typer.Argument(metavar="CERT", help="Certificates, as verify writes them.")
    ],
    json: JsonOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only rejections.")] = False,
) -> None:
    """Re-check certificates of counterexamples.

    Each is checked in a process of its own that loads the checker's one file and the standard
    library: `python checker.py CERT` says the same.
    """
    worst = 0
    records: list[dict[str, object]] = []
    for file in files:
        # isolated: neither the user's site-packages nor the current folder are on its path
        command = program_command(CHECKER, str(file), isolated=True)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        answer = (done.stdout + done.stderr).strip()
        if done.returncode not in (0, DIFFERS, UNREADABLE):
            answer = f"{file}: the checker stopped with code {done.returncode}"
        # a checker ended by a signal has a negative code, which must not pass for 0
        worst = max(worst, min(done.returncode % 256, UNREADABLE))
        records.append(
            {"file": file.as_posix(), "accepted": done.returncode == 0, "answer": answer}
        )
        if done.returncode != 0 or not quiet:
            typer.echo(answer, err=done.returncode != 0)
    write_json(json, {"certificates": records})
    raise typer.Exit(worst)
