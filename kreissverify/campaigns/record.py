"""The record of one batch, with its one writer and its one reader: a line of a store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kreissverify.evidence.evaluation.instance_record import InstanceRecord

__all__ = ["COUNTS", "BatchRecord", "Tightest", "Violation"]

COUNTS = (
    "screened",
    "settled",
    "irrelevant",
    "near",
    "passed over",
    "sampled",
    "holds",
    "violated",
    "open",
    "vacuous",
    "cleared",
)
"""What is counted in a batch, see `BatchRecord`."""


@dataclass(frozen=True)
class Tightest:
    """Where the largest ratio of the smaller to the larger side was met, in floats."""

    ratio: float
    batch: int
    place: int


@dataclass(frozen=True)
class Violation:
    """An instance that violates the statement, decided rigorously, by its batch and its place."""

    batch: int
    place: int
    instance: InstanceRecord

    def document(self) -> dict[str, Any]:
        """Return it as a store writes it, within the line of its batch."""
        return {"place": self.place, **self.instance.document()}


@dataclass(frozen=True)
class BatchRecord:
    """What came out of one batch.

    Attributes
    ----------
    batch
        Its number, from 0.
    counts
        Of `COUNTS`: ``screened`` in floats, of which ``settled`` by a bound and not by its margin,
        and ``irrelevant`` for failing a hypothesis by far; ``near`` to violating it or beyond, of
        which ``passed over`` for want of time; ``sampled`` at random. Of those decided: ``holds``,
        ``violated``, ``open``, ``vacuous`` for failing a hypothesis; ``cleared`` are those that
        seemed violated in floats and hold.
    tightest
        Where the largest ratio was met; None where no margin was evaluated.
    violations
        The instances that violate the statement.
    faults
        Defects of ours that ended the decision of an instance.
    """

    batch: int
    counts: Mapping[str, int]
    tightest: Tightest | None
    violations: tuple[Violation, ...]
    faults: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """Return the record as a line of a store holds it."""
        tightest = self.tightest
        place = None if tightest is None else {"place": tightest.place, "ratio": tightest.ratio}
        return {
            "batch": self.batch,
            **{name: self.counts[name] for name in COUNTS},
            "tightest": place,
            "violations": [x.document() for x in self.violations],
            "faults": list(self.faults),
        }

    @classmethod
    def read(cls, document: Mapping[str, Any], variable: str) -> BatchRecord:
        """Return the record that `document` has written.

        Parameters
        ----------
        document
            The line of the store.
        variable
            The name of the statement's matrix variable, which a store does not repeat.

        Raises
        ------
        KeyError, TypeError, ValueError
            If it is no record of a batch.
        """
        number, tightest = document["batch"], document["tightest"]
        return cls(
            batch=number,
            counts={name: document[name] for name in COUNTS},
            tightest=tightest and Tightest(tightest["ratio"], number, tightest["place"]),
            violations=tuple(
                Violation(number, x["place"], InstanceRecord.read(x, variable))
                for x in document["violations"]
            ),
            faults=tuple(document["faults"]),
        )
