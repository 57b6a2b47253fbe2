"""The record of one batch, with its one writer and its one reader: a line of a store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields
from operator import add
from typing import Any

from kreissverify.evidence.evaluation.instance_record import InstanceRecord

__all__ = ["BatchRecord", "Counts", "Tightest", "Violation"]


@dataclass(frozen=True)
class Counts:
    """How many instances of one batch, or of several, came out how.

    Attributes
    ----------
    screened
        Looked at in floats.
    settled
        Of these: cleared by a bound, so that no margin was evaluated.
    irrelevant
        Of these: failing a hypothesis by far.
    near
        Near to violating the statement, or beyond.
    passed_over
        Of these: not decided for want of time.
    sampled
        Decided whatever they look like, drawn at random.
    holds, violated, open, vacuous
        What was decided; vacuous are those that fail a hypothesis.
    cleared
        Those that seemed violated in floats and hold.
    """

    screened: int = 0
    settled: int = 0
    irrelevant: int = 0
    near: int = 0
    passed_over: int = 0
    sampled: int = 0
    holds: int = 0
    violated: int = 0
    open: int = 0
    vacuous: int = 0
    cleared: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*map(add, astuple(self), astuple(other)))

    @property
    def decided(self) -> int:
        """The number of instances decided rigorously, one way or the other."""
        return self.holds + self.violated

    def document(self) -> dict[str, int]:
        """Return the counts as stores and reports write them, by names such as ``passed over``."""
        return {field.name.replace("_", " "): getattr(self, field.name) for field in fields(self)}

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Counts:
        """Return the counts that `document` has written, which may stand among other fields."""
        return cls(*(_count(document[field.name.replace("_", " ")]) for field in fields(cls)))


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
        How many of its instances came out how.
    tightest
        Where the largest ratio was met; None where no margin was evaluated.
    violations
        The instances that violate the statement.
    faults
        Defects of ours that ended the decision of an instance.
    """

    batch: int
    counts: Counts
    tightest: Tightest | None
    violations: tuple[Violation, ...]
    faults: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """Return the record as a line of a store holds it."""
        tightest = self.tightest
        place = None if tightest is None else {"place": tightest.place, "ratio": tightest.ratio}
        return {
            "batch": self.batch,
            **self.counts.document(),
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
        number, tightest = _count(document["batch"]), document["tightest"]
        return cls(
            batch=number,
            counts=Counts.read(document),
            tightest=None if tightest is None else _tightest(tightest, number),
            violations=tuple(
                Violation(number, _count(x["place"]), InstanceRecord.read(x, variable))
                for x in _list(document["violations"])
            ),
            faults=tuple(map(_text, _list(document["faults"]))),
        )


# What a line holds is summed up and printed much later: a value of another kind is told here, where
# the line is known.


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError(f"expected a number of instances, or a place, got {value!r}")
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(f"expected a list, got {value!r}")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected a text, got {value!r}")
    return value


def _tightest(document: Mapping[str, Any], batch: int) -> Tightest:
    ratio = document["ratio"]
    if not isinstance(ratio, float | int) or isinstance(ratio, bool):
        raise TypeError(f"expected a ratio, got {ratio!r}")
    return Tightest(ratio, batch, _count(document["place"]))
