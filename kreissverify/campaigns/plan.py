"""What a campaign is a function of, and how it is cut into numbered batches."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from kreissverify.system.version import VERSION
from kreissverify.theorems import Statement

__all__ = ["BATCH_SIZE", "DECIDED_SHARE", "Plan", "stored_batch_size"]

# A batch is what an interruption loses, and what is screened at once: with fewer instances stacks
# are too small to be fast, with more a run is interrupted at a greater loss.
BATCH_SIZE = 1000
# Of each batch at random, ten instances by default: a decision takes far longer than a screening.
DECIDED_SHARE = 0.01
_FORMAT = "kreissverify campaign"


@dataclass(frozen=True)
class Plan:
    """Everything that the result of a batch depends on, besides its number.

    Parameters
    ----------
    identifier, digest
        The statement's id, and the hash of its mathematics.
    seed
        Equal seeds draw equal instances.
    batch_size
        The number of instances in a batch, at least 1.
    decided_share
        The share of each batch, drawn at random, that is decided rigorously, in [0, 1].
    """

    identifier: str
    digest: str
    seed: int = 0
    batch_size: int = BATCH_SIZE
    decided_share: float = DECIDED_SHARE

    def __post_init__(self) -> None:
        if self.seed < 0:
            raise ValueError(f"seed: expected an integer of at least 0, got {self.seed}")
        if self.batch_size < 1:
            raise ValueError(f"batch_size: expected at least 1 instance, got {self.batch_size}")
        if not 0 <= self.decided_share <= 1:
            raise ValueError(f"decided_share: expected 0 to 1, got {self.decided_share}")

    @classmethod
    def of(cls, statement: Statement, **options: Any) -> Plan:
        """Return the plan for a statement."""
        return cls(statement.id, statement.digest, **options)

    def batches(self, instances: int) -> int:
        """Return how many batches hold at least so many instances."""
        return -(-instances // self.batch_size)

    def seed_of(self, number: int) -> int:
        """Return the seed of a batch, a function of the plan and the number of the batch."""
        # by a hash, so that neighbouring batches and seeds share no stream; frozen, as stores rest
        # on it
        label = f"{self.digest}/{self.seed}/{self.batch_size}/{number}"
        return int.from_bytes(hashlib.sha256(label.encode()).digest()[:8], "big")

    @property
    def sample(self) -> int:
        """How many instances of a batch are decided whatever they look like in floats."""
        if self.decided_share == 0:
            return 0
        return max(1, round(self.decided_share * self.batch_size))

    def header(self) -> dict[str, object]:
        """Return the first line of a store of this campaign.

        The versions belong to it: another one may draw other instances from the same seed.
        """
        return {
            "format": _FORMAT,
            "statement": self.identifier,
            "digest": self.digest,
            "seed": self.seed,
            "batch size": self.batch_size,
            "decided share": float(self.decided_share),
            "kreissverify": VERSION,
            "numpy": np.__version__,
        }


def stored_batch_size(header: Mapping[str, Any] | None) -> int | None:
    """Return the batch size that a store's header (see `Plan.header`) has, if it is one."""
    size = None if header is None else header.get("batch size")
    return size if isinstance(size, int) and size > 0 else None
