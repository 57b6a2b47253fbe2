"""The standalone checkers, each run in a process of its own, and what they say."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NoReturn

from kreissverify.system.end_with_parent import program_command

__all__ = ["CheckOutcome", "Checked", "run_checker"]

_ACCEPTED, _NOT_ACCEPTED, _UNREADABLE = 0, 1, 2  # the exit codes of both checkers


class CheckOutcome(StrEnum):
    """What a checker says of a file; it has no truth value, as most of these are neither."""

    #: All of it was done again, and holds.
    ACCEPTED = "accepted"
    #: A proof that holds if what is listed does: solvers' words, facts of its author.
    RESTING_ON_TRUST = "resting on trust"
    #: It does not show what it claims.
    REJECTED = "rejected"
    #: There is no such file, or it is no certificate; or the checker itself was ended.
    UNREADABLE = "unreadable"

    def __bool__(self) -> NoReturn:
        raise TypeError(
            f"what a checker says has no truth value; compare it with CheckOutcome.{self.name}"
        )


# What the line of a checker begins with.
_WORDS = {
    "ACCEPTED": CheckOutcome.ACCEPTED,
    "HOLEY": CheckOutcome.RESTING_ON_TRUST,
    "REJECTED": CheckOutcome.REJECTED,
}


@dataclass(frozen=True)
class Checked:
    """What a standalone checker says of a certificate, or of a proof.

    Attributes
    ----------
    file
        The file.
    outcome
        What came out.
    answer
        The checker's own words: the reason, or what is taken on trust.
    code
        Its exit code.
    """

    file: Path
    outcome: CheckOutcome
    answer: str
    code: int

    def __str__(self) -> str:
        return self.answer

    def __bool__(self) -> NoReturn:
        raise TypeError("what a checker says has no truth value: compare its outcome")


def run_checker(checker: Path, file: Path) -> Checked:
    """Run a checker on a file in a process of its own, and return what it says.

    The process loads the checker's one file and the standard library.

    Parameters
    ----------
    checker
        The program: that of counterexamples, or that of proofs.
    file
        What it is to check.
    """
    # isolated: neither the user's site-packages nor the current folder are on its path
    command = program_command(checker, str(file), isolated=True)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    answer = (done.stdout + done.stderr).strip()
    if done.returncode not in (_ACCEPTED, _NOT_ACCEPTED, _UNREADABLE):
        answer = f"{file}: the checker stopped with code {done.returncode}"
    said = _WORDS.get(answer.split(" ", 1)[0], CheckOutcome.UNREADABLE)
    # By both: a word without its code, or a code without its word, is no answer.
    if (said is CheckOutcome.ACCEPTED) != (done.returncode == _ACCEPTED):
        said = CheckOutcome.UNREADABLE
    return Checked(file, said, answer, done.returncode)
