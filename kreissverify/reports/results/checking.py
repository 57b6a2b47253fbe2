"""`check` at a prompt: the standalone checkers of counterexamples and of proofs."""

from __future__ import annotations

import os
from pathlib import Path

from kreissverify.certificates import checker_of
from kreissverify.system.checker_process import Checked, CheckOutcome, run_checker
from kreissverify.system.told_value import told

__all__ = ["CheckOutcome", "Checked", "check"]


def check(file: Path | str | os.PathLike[str]) -> Checked:
    """Run the standalone checker that a file is for, and return what it says.

    ``python checker.py CERT``, or ``python proof_checker.py FILE``, says the same.

    Parameters
    ----------
    file
        The certificate of a counterexample, or a proof.

    Raises
    ------
    TypeError
        If it is no path.

    Examples
    --------
    >>> from kreissverify import check, refute
    >>> certificate = refute("R5").certificate
    >>> print(check(certificate).outcome)
    accepted
    >>> print(check("missing.json").outcome)
    unreadable
    """
    if not isinstance(file, str | os.PathLike):
        raise TypeError(f"check: expected the path of a certificate or a proof, got {told(file)}")
    path = Path(file)
    if "\0" in str(path):  # which no name of a file has, and no process is started with
        return Checked(path, CheckOutcome.UNREADABLE, f"{str(path)!r}: this is no path", 2)
    return run_checker(checker_of(path), path)
