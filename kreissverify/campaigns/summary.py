"""What the batches of a campaign add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["COUNTS", "Summary", "Tightest"]

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
"""The counts of a record, see `run_batch`."""

_KEPT = 1000  # violations held in memory; the store lists them all
_FAULTS = 10


@dataclass(frozen=True)
class Tightest:
    """Where the largest ratio of the smaller to the larger side was met, in floats."""

    ratio: float
    batch: int
    place: int


@dataclass
class Summary:
    """The sums over all batches so far; what it holds does not grow with their number.

    Attributes
    ----------
    batches
        The number of batches.
    counts
        The sum of each of `COUNTS`.
    tightest
        Over all batches, the first of equal ones.
    violations
        The first thousand violated instances, each a record with its batch and its place.
    faults
        The first defects that ended a decision, and how many there were.
    """

    batches: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    tightest: Tightest | None = None
    violations: list[dict[str, Any]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    fault_count: int = 0

    @property
    def decided(self) -> int:
        """The number of instances decided rigorously, one way or the other."""
        return self.counts["holds"] + self.counts["violated"]

    def add(self, record: Mapping[str, Any]) -> None:
        """Take in the record of the next batch."""
        number = record["batch"]
        self.batches += 1
        for name in COUNTS:
            self.counts[name] += record[name]
        found = record["tightest"]
        if found and (self.tightest is None or found["ratio"] > self.tightest.ratio):
            self.tightest = Tightest(found["ratio"], number, found["place"])
        room = _KEPT - len(self.violations)
        self.violations += [{"batch": number, **x} for x in record["violations"][:room]]
        self.fault_count += len(record["faults"])
        room = _FAULTS - len(self.faults)
        self.faults += [f"batch {number}, {text}" for text in record["faults"][:room]]
