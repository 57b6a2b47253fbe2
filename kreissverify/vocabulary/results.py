"""The functions of a prompt: verdicts, searches and proofs that show themselves."""

from __future__ import annotations

from kreissverify.reports.results.checking import (
    Checked,
    CheckOutcome,
    check,
)
from kreissverify.reports.results.searches import (
    Proved,
    Refuted,
    Tightened,
    prove,
    refute,
    tighten,
)
from kreissverify.reports.results.verification import (
    Verification,
    verify,
)

__all__ = [
    "CheckOutcome",
    "Checked",
    "Proved",
    "Refuted",
    "Tightened",
    "Verification",
    "check",
    "prove",
    "refute",
    "tighten",
    "verify",
]
