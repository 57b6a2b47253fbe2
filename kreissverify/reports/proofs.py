"""How the steps of a run's derivations were decided, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kreissverify.evidence.verdict import TheoremReport

__all__ = ["Proofs", "proofs"]

_DECIDERS = {
    "z3": "z3",
    "cvc5": "cvc5",
    "identity": "exact expansion",
    "squares": "sums of squares",
    "points": "exact points",
}


@dataclass(frozen=True)
class Proofs:
    """The steps of all complete derivations of a run.

    Attributes
    ----------
    statements, steps
        How many statements are proved, in how many steps.
    cited
        Steps that are a definition, a textbook fact, a lemma, or a particular case of a step.
    decided
        Steps that something decided: solvers, expansions, exact points.
    twice
        Those that were decided in at least two independent ways.
    deciders
        How many steps each of them decided.
    """

    statements: int
    steps: int
    cited: int
    decided: int
    twice: int
    deciders: Mapping[str, int]

    @property
    def text(self) -> str:
        """The counts in a line."""
        by = ", ".join(f"{name} {count}" for name, count in self.deciders.items())
        return (
            f"{self.statements} proved in {self.steps} steps: {self.cited} by definition, citation "
            f"or lemma, {self.decided} decided, {self.twice} of them in two ways or more ({by})"
        )


def proofs(reports: Iterable[TheoremReport]) -> Proofs | None:
    """Return the counts of a run; None if nothing is proved."""
    derivations = [list(steps) for steps in _derivations(reports)]
    if not derivations:
        return None
    means = [set(step["means"]) & set(_DECIDERS) for steps in derivations for step in steps]
    count = Counter(_DECIDERS[name] for found in means for name in found)
    decided = [found for found in means if found]
    return Proofs(
        statements=len(derivations),
        steps=len(means),
        cited=len(means) - len(decided),
        decided=len(decided),
        twice=sum(len(found) > 1 for found in decided),
        deciders=dict(count.most_common()),
    )


def _derivations(reports: Iterable[TheoremReport]) -> Iterator[Iterable[Mapping[str, Any]]]:
    for report in reports:
        for item in report.evidence:
            if item.kind == "derivation":
                steps: Any = item.data["steps"]
                yield steps
