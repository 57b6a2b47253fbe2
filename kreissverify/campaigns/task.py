"""A batch as work that travels: to another process, or to another machine."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kreissverify.campaigns.batch import run_batch
from kreissverify.campaigns.errors import CampaignError
from kreissverify.campaigns.plan import Plan
from kreissverify.campaigns.record import BatchRecord
from kreissverify.theorems import (
    Statement,
    StatementError,
    bundled_library,
    bundled_statement,
    load,
)

__all__ = ["Work"]


@dataclass(frozen=True)
class Work:
    """Batches of one campaign by their numbers: called with one, it returns its record.

    Parameters
    ----------
    reference
        Where the statement stands, since SymPy's objects travel badly: an id of the bundled
        library, or PATH::NAME.
    plan
        The campaign's plan.
    """

    reference: str
    plan: Plan

    @classmethod
    def of(cls, statement: Statement, plan: Plan) -> Work:
        """Return the work on a statement."""
        file = statement.file.resolve()
        bundled = file.is_relative_to(bundled_library().resolve())
        return cls(statement.id if bundled else f"{file}::{statement.id}", plan)

    def __call__(self, number: int) -> BatchRecord:
        """Return the record of a batch."""
        statement = _statement(self.reference)
        if statement.digest != self.plan.digest:  # a store holds one statement's batches only
            raise CampaignError(
                "NAME", f"{self.reference}: the statement changed while the campaign was running"
            )
        return run_batch(statement, self.plan, number)


@cache
def _statement(reference: str) -> Statement:
    path, _, name = reference.rpartition("::")
    if not path:
        return bundled_statement(name)
    if not Path(path).is_file():
        raise CampaignError("NAME", f"{path}: workers also need the file, at the same place")
    try:
        return load(path, name)
    except StatementError as error:
        raise CampaignError("NAME", str(error)) from None
