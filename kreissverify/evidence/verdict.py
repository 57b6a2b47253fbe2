"""Verdicts, and the report of one theorem."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from kreissverify.evidence.kinds import Evidence
from kreissverify.theorems import NOTHING_OWN, AuthorsOwn, Statement

__all__ = ["InternalContradiction", "TheoremReport", "Verdict"]

Kind = TypeVar("Kind")


class Verdict(StrEnum):
    """What a run may say about a statement.

    A verdict is not a truth value: ``if verdict:`` is an error, so that nobody takes `SUPPORTED`
    or `UNDECIDED` for "true" by accident.
    """

    #: A derivation covers the whole class, every step decided by machine.
    PROVED = "proved"
    #: An exact counterexample certificate exists that the standalone checker accepts.
    REFUTED = "refuted"
    #: No derivation; every instance that was decided rigorously holds.
    SUPPORTED = "supported"
    #: Anything else; the reason is in the report.
    UNDECIDED = "undecided"

    def __bool__(self) -> NoReturn:
        raise TypeError(
            f"a verdict has no truth value; compare it, as in `verdict is Verdict.{self.name}`"
        )


@dataclass(frozen=True)
class TheoremReport:
    """The verdict on one statement, with what it rests on.

    Attributes
    ----------
    decided
        Instances on which the comparison was decided rigorously: ``holds``, plus the violated ones.
    indeterminate
        Instances left undecided at the highest precision allowed.
    vacuous
        Instances that fail a hypothesis, so that the statement says nothing about them.
    undefined
        Instances on which something in it has no value, such as ∞ - ∞, and which are left out.
    screened
        Instances looked at in floating point only; they never count as evidence.
    doc
        What its author says of it: the docstring.
    tightness
        Largest ratio of the smaller to the larger side that was met: 1 is an attained bound.
    own
        What the verdict rests on that its author brings: facts, quantities, classes, deciders.
    cached
        Whether it is of an earlier run, since which nothing that it depends on has changed.
    contradicts_itself
        Whether it came out both proved and violated: the verdict is undecided then, and a defect
        of ours, or of what its author brings, is the reason.
    """

    id: str
    file: Path
    line: int
    source: str
    statement: str
    latex: str
    expect: Verdict | None
    verdict: Verdict
    reason: str
    evidence: tuple[Evidence, ...] = ()
    decided: int = 0
    holds: int = 0
    indeterminate: int = 0
    vacuous: int = 0
    undefined: int = 0
    screened: int = 0
    tightness: float | None = None
    certificate: Path | None = None
    seconds: float = 0.0
    doc: str = ""
    own: AuthorsOwn = NOTHING_OWN
    cached: bool = False
    contradicts_itself: bool = False

    @classmethod
    def on(cls, statement: Statement, **found: Any) -> TheoremReport:
        """Return the report on a statement, with what was found of it."""
        return cls(
            id=statement.id,
            file=statement.file,
            line=statement.line,
            source=statement.source,
            statement=statement.text(),
            latex=statement.latex(),
            expect=Verdict(statement.expect) if statement.expect else None,
            doc=statement.doc,
            **found,
        )

    def found(self, kind: type[Kind]) -> tuple[Kind, ...]:
        """Return the evidence of one kind, in the order in which it was found."""
        return tuple(item for item in self.evidence if isinstance(item, kind))

    @property
    def rests_on(self) -> str:
        """What a proved or supported statement rests on of its author's own, in words, or nothing.

        A refutation rests on none of it: the checker knows our classes and quantities only.
        """
        told = self.own and self.verdict in (Verdict.PROVED, Verdict.SUPPORTED)
        return f"resting on {self.own.counted}" if told else ""

    @property
    def as_expected(self) -> bool:
        """Whether the verdict is the expected one, or better: `proved` where `supported` was.

        A statement that says nothing of what is expected is meant to hold.
        """
        if self.contradicts_itself:
            return False
        upheld = (Verdict.PROVED, Verdict.SUPPORTED)
        if self.expect is None:
            return self.verdict in upheld
        better = self.verdict is Verdict.PROVED and self.expect is Verdict.SUPPORTED
        return self.verdict == self.expect or better


class InternalContradiction(Exception):
    """The run contradicts itself: a statement came out both proved and refuted."""
