"""The kinds of evidence: what a search or a proof has found out about one statement.

Each is data that travels between processes. Formulas are kept as they are printed, as text and as
LaTeX, since SymPy's relations may come back from another process with their sides exchanged.
What each of them is called in JSON, and how it reads, is said in `reports.verification`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flint import fmpq

from kreissverify.evidence.evaluation.instance_record import InstanceRecord
from kreissverify.numbers.enclosure import Enclosure

__all__ = [
    "Counterexample",
    "Covered",
    "CoveredRange",
    "Decided",
    "Defect",
    "DerivationStep",
    "DroppedHypothesis",
    "Evidence",
    "FailedDerivation",
    "LeftOpen",
    "Screened",
    "ShownDerivation",
    "Side",
    "WorstInstance",
]


@dataclass(frozen=True)
class Screened:
    """Instances looked at in floating point only: no evidence by itself.

    Attributes
    ----------
    count
        How many there were.
    seed
        The seed that they were drawn from.
    """

    count: int
    seed: int


@dataclass(frozen=True)
class Decided:
    """Instances decided rigorously.

    Attributes
    ----------
    holds, violated
        On how many the statement holds, and on how many it is violated.
    vacuous
        How many fail a hypothesis, so that the statement says nothing about them.
    undefined
        On how many something has no value, such as ∞ - ∞, so that they are left out.
    """

    holds: int
    violated: int
    vacuous: int
    undefined: int = 0

    @property
    def count(self) -> int:
        """How many were decided, one way or the other."""
        return self.holds + self.violated


@dataclass(frozen=True)
class CoveredRange:
    """The least and the largest value of a number, such as ``J.gamma``, on decided instances."""

    name: str
    least: fmpq
    largest: fmpq


@dataclass(frozen=True)
class Covered:
    """How far the instances that were decided reach.

    Attributes
    ----------
    ranges
        γ (of flows μ) and κ of each coupled matrix, κ to the digits of floats, and the numbers of
        the statement.
    sizes
        The sizes of each matrix that occurred, the smallest first: ``2+3`` of coupled blocks,
        ``3×2`` of others.
    """

    ranges: tuple[CoveredRange, ...]
    sizes: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class LeftOpen:
    """Instances that could not be decided at the highest precision allowed.

    Attributes
    ----------
    count
        How many there were.
    instances
        The first few of them.
    """

    count: int
    instances: tuple[InstanceRecord, ...] = ()


@dataclass(frozen=True)
class Defect:
    """A defect of ours that ended the trials early; `fault` says which, and where."""

    fault: str

    @property
    def text(self) -> str:
        """What it means for the verdict, in a sentence."""
        return f"the trials ended by a defect of kreissverify, please report it: {self.fault}"


@dataclass(frozen=True)
class Side:
    """One comparison of a conclusion on one instance, with rigorous values of its two sides.

    Attributes
    ----------
    comparison, latex
        The comparison as text and as LaTeX.
    left, right
        Enclosures of its two terms.
    """

    comparison: str
    latex: str
    left: Enclosure
    right: Enclosure


@dataclass(frozen=True)
class Counterexample:
    """An exact instance that violates a statement, with a certificate that the checker accepts.

    Attributes
    ----------
    instance
        The instance.
    certificate
        The file of its certificate.
    sides
        Both sides of each comparison in the conclusion; empty where enclosing them took too long.
    """

    instance: InstanceRecord
    certificate: Path
    sides: tuple[Side, ...] = ()


@dataclass(frozen=True)
class WorstInstance:
    """The instance tried on which a bound is exceeded most, or is met most nearly.

    Attributes
    ----------
    instance
        The instance.
    ratio
        A lower bound of the ratio of the smaller to the larger side: 1 is a bound met exactly.
    violates
        Whether it violates the statement, decided rigorously.
    sides
        Both sides of each comparison in the conclusion.
    """

    instance: InstanceRecord
    ratio: float
    violates: bool
    sides: tuple[Side, ...] = ()


@dataclass(frozen=True)
class DerivationStep:
    """One step of a derivation as it is printed; see `derivations.Fact` for its parts.

    Attributes
    ----------
    claim, latex
        The claim as text and as LaTeX.
    given
        The conditions under which it holds, as LaTeX.
    uses
        The numbers, from 1, of the steps that it follows from.
    """

    name: str
    kind: str
    claim: str
    latex: str
    given: tuple[str, ...]
    uses: tuple[int, ...]
    means: tuple[str, ...]
    source: str
    note: str


@dataclass(frozen=True)
class Source:
    """What a derivation cites: its name, and what it says and where it stands, as it is printed.

    Attributes
    ----------
    tested
        The file that tests it; empty for a lemma or an author's fact.
    """

    name: str
    text: str
    tested: str = ""


@dataclass(frozen=True)
class ShownDerivation:
    """A derivation whose every step was shown: a proof.

    Attributes
    ----------
    idea
        What its author says of the argument as a whole.
    cited, lemmas
        The definitions and textbook facts, and the earlier statements, that it rests on.
    seconds
        How long it took.
    exact, on_word
        How many steps are exact, and which rest on a solver's word, lemmas included.
    facts
        The definitions and textbook facts that it and its lemmas cite, each with its tests.
    stored
        How many of the exact steps are of proofs that the library carries, checked as files.
    """

    idea: str
    steps: tuple[DerivationStep, ...]
    cited: tuple[Source, ...]
    lemmas: tuple[Source, ...]
    seconds: float
    exact: int
    on_word: tuple[str, ...]
    facts: tuple[Source, ...]
    stored: int = 0

    @property
    def means(self) -> Counter[str]:
        """How many steps each means decided, in the order of their first use."""
        return Counter(way for step in self.steps for way in step.means)

    @property
    def counts(self) -> str:
        """How many steps are exact, and how many on a solver's word, in words."""
        words = len(self.on_word)
        how = f"{words} on a solver's word" if words else "exact"
        in_files = f", {self.stored} of them in stored proofs" if self.stored else ""
        return f"{self.exact + words} with its lemmas{in_files}, {how}" if self.lemmas else how

    @property
    def text(self) -> str:
        """What the proof rests on, in a sentence: the reason of the verdict."""
        parts = [f"{len(self.steps)} steps, each decided by machine ({self.counts})"]
        if self.lemmas:
            parts.append(f"from {', '.join(x.name for x in self.lemmas)}")
        if self.cited:
            parts.append(f"citing {', '.join(x.name for x in self.cited)}")
        return "; ".join(parts)


@dataclass(frozen=True)
class FailedDerivation:
    """A derivation of which one step was not shown: which, and why."""

    step: str
    reason: str


@dataclass(frozen=True)
class DroppedHypothesis:
    """What happens to a conclusion where one hypothesis fails and all the others hold.

    Attributes
    ----------
    hypothesis
        The hypothesis, as a reader calls it.
    holds, violated, left_open
        On how many such instances the conclusion holds, fails, or was not decided.
    violation
        An instance on which it fails, the shortest one that could be certified.
    certificate
        The certificate of that instance.
    not_certified
        Why there is none, where the violation was decided all the same.
    fault
        The defect of ours that ended the trials early, empty if there was none.
    is_about_norms
        Whether the symmetry of the blocks was dropped from a statement about comparison matrices
        alone, which cannot depend on it.
    """

    hypothesis: str
    holds: int
    violated: int
    left_open: int
    violation: InstanceRecord | None = None
    certificate: Path | None = None
    not_certified: str = ""
    fault: str = ""
    is_about_norms: bool = False

    @property
    def decided(self) -> int:
        """On how many instances the conclusion was decided."""
        return self.holds + self.violated

    @property
    def needed(self) -> bool | None:
        """Whether the hypothesis is needed: no on the instances tried; None if none was decided."""
        if self.violated:
            return True
        return False if self.holds else None


Evidence = (
    Screened
    | Decided
    | Covered
    | WorstInstance
    | LeftOpen
    | Defect
    | Counterexample
    | ShownDerivation
    | FailedDerivation
    | DroppedHypothesis
)
"""Any of these."""
