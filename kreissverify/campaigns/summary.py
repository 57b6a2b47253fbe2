"""What the batches of a campaign add up to."""

from __future__ import annotations

from dataclasses import dataclass, field

from kreissverify.campaigns.record import BatchRecord, Counts, Tightest, Violation

__all__ = ["Summary"]

# Held in memory; the store lists them all. A counterexample is chosen from the first twenty, and
# --json lists a hundred.
_KEPT = 1000  # violations
_FAULTS = 10  # the first ones tell what is wrong; of the others there is the number


@dataclass
class Summary:
    """The sums over all batches so far; what it holds does not grow with their number.

    Attributes
    ----------
    batches
        The number of batches.
    counts
        How many instances came out how.
    tightest
        Over all batches, the first of equal ones.
    violations
        The first thousand violated instances, each with its batch and its place.
    faults
        The first defects that ended a decision, and how many there were.
    """

    batches: int = 0
    counts: Counts = field(default_factory=Counts)
    tightest: Tightest | None = None
    violations: list[Violation] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    fault_count: int = 0

    @property
    def decided(self) -> int:
        """The number of instances decided rigorously, one way or the other."""
        return self.counts.decided

    def add(self, record: BatchRecord) -> None:
        """Take in the record of the next batch."""
        self.batches += 1
        self.counts += record.counts
        found = record.tightest
        if found and (self.tightest is None or found.ratio > self.tightest.ratio):
            self.tightest = found
        self.violations += record.violations[: _KEPT - len(self.violations)]
        self.fault_count += len(record.faults)
        room = _FAULTS - len(self.faults)
        self.faults += [f"batch {record.batch}, {text}" for text in record.faults[:room]]
