"""The check of a proof, with the questions over the reals noted as they are asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from kreissverify.certificates import proof_checker as checker

__all__ = ["Question", "Recorded", "parts_of", "real_parts"]


class Question(NamedTuple):
    """A claim over the reals that a step asked for, and its evidence."""

    premises: checker.Premises
    claim: checker.Fact
    entries: list[dict[str, Any]]


class Recorded(checker.Steps):
    """The steps of a theorem being checked, with their questions noted."""

    def __init__(
        self, theorem: checker.Theorem, number: int, asked: list[checker.Asked] | None
    ) -> None:
        super().__init__(theorem, number, asked)
        self.questions: list[list[Question]] = []
        self.here: list[Question] = []
        self.trees: list[Any] = []

    def take(self, tree: Any, earlier: list[checker.Theorem], is_last: bool) -> None:
        """Check a step, and keep what it asked."""
        self.here = []
        super().take(tree, earlier, is_last)
        self.questions.append(self.here)
        self.trees.append(tree)

    def ask(self, premises: checker.Premises, claim: checker.Fact) -> None:
        """Check a question, and keep it."""
        super().ask(premises, claim)
        entries = self.evidence.of.get(claim)
        if claim[0] != "and" and entries:
            self.here.append(Question(premises, claim, entries))


def real_parts(formula: checker.Formula) -> tuple[list[checker.Fact], bool]:
    """Return the parts of a conjunction that are over the reals, and whether those are all."""
    found: list[checker.Fact] = []
    whole = True
    for part in checker.conjuncts(formula):
        try:
            fact = checker.real_fact(part)
        except checker.Rejected:
            whole = whole and part[0] == "finite"
            continue
        found += sorted(fact[1], key=checker.fact_text) if fact[0] == "and" else [fact]
    return [x for x in found if not checker.evident(x)], whole


def parts_of(fact: checker.Fact) -> Iterable[checker.Fact]:
    """Return the parts of a conjunction."""
    parts: Iterable[checker.Fact] = fact[1] if fact[0] == "and" else (fact,)
    return parts
