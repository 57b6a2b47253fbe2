"""How the steps of a run's proofs were decided, in how many ways, and what they rest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kreissverify.derivations.deciders.registry import counted_words
from kreissverify.derivations.fact import independent
from kreissverify.evidence.kinds import ShownDerivation
from kreissverify.evidence.verdict import TheoremReport

__all__ = ["Foundations", "Proofs", "proofs"]


@dataclass(frozen=True)
class Foundations:
    """What the proof of one statement rests on.

    Attributes
    ----------
    steps, decided
        How many steps it has, and how many of them were decided.
    lemmas, cited
        The earlier statements, and the definitions and textbook facts, with their sources.
    exact, word
        How many steps are exact, and how many are on a solver's word, those of lemmas included.
    facts
        How many definitions and textbook facts are cited, in lemmas also.
    """

    steps: int
    decided: int
    lemmas: tuple[str, ...]
    cited: tuple[str, ...]
    exact: int
    word: int
    facts: int


@dataclass(frozen=True)
class Proofs:
    """The steps of all complete derivations of a run.

    Attributes
    ----------
    statements, steps
        How many statements are proved, in how many steps.
    cited
        Steps that only cite: a definition, a textbook fact, a lemma, or what was shown before.
    decided
        Steps that a solver decided, or an exact expansion.
    twice
        Those that were decided in at least two independent ways, exact points among them.
    once
        The others, each with its statement.
    evaluated
        How many steps of any kind were also evaluated at exact points.
    deciders
        How many decided steps each means decided, exact points among them.
    words
        The steps on a solver's word, of lemmas also, each with its statement.
    foundations
        What each proved statement rests on.
    """

    statements: int
    steps: int
    cited: int
    decided: int
    twice: int
    once: tuple[str, ...]
    evaluated: int
    deciders: Mapping[str, int]
    words: tuple[str, ...]
    foundations: Mapping[str, Foundations]

    @property
    def text(self) -> str:
        """The counts in a line."""
        by = ", ".join(f"{name} {count}" for name, count in self.deciders.items())
        return (
            f"{self.statements} proved in {self.steps} steps: {self.cited} by definition, citation "
            f"or lemma, {self.decided} decided, {self.twice} of them in two ways or more ({by}); "
            f"{len(self.words)} on a solver's word, lemmas included; "
            f"{self.evaluated} of all steps also evaluated at exact points"
        )


def proofs(reports: Iterable[TheoremReport]) -> Proofs | None:
    """Return the counts of a run; None if nothing is proved."""
    derivations = {report.id: item for report in reports for item in report.found(ShownDerivation)}
    if not derivations:
        return None
    steps = [(name, step) for name, item in derivations.items() for step in item.steps]
    ways = [independent(step.means) for _, step in steps]
    pairs = zip(steps, ways, strict=True)
    once = [f"{name}: {step.name}" for (name, step), found in pairs if len(found) == 1]
    decided = [found for found in ways if found]
    count = Counter(counted_words(way) for found in decided for way in found)
    return Proofs(
        statements=len(derivations),
        steps=len(steps),
        cited=len(steps) - len(decided),
        decided=len(decided),
        twice=len(decided) - len(once),
        once=tuple(once),
        evaluated=sum("points" in step.means for _, step in steps),
        deciders=dict(count.most_common()),
        words=tuple(dict.fromkeys(x for item in derivations.values() for x in item.on_word)),
        foundations={name: _foundations(item) for name, item in derivations.items()},
    )


def _foundations(item: ShownDerivation) -> Foundations:
    decided = sum(bool(independent(step.means)) for step in item.steps)
    lemmas, cited = (tuple(x.text for x in found) for found in (item.lemmas, item.cited))
    counts = (item.exact, len(item.on_word), len(item.facts))
    return Foundations(len(item.steps), decided, lemmas, cited, *counts)
