"""A derivation as numbered steps in words and formulas: what every rendering of it shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sympy.logic.boolalg import Boolean

from kreissverify.derivations import Derivation, Fact, StepKind
from kreissverify.derivations.deciders.registry import words
from kreissverify.derivations.fact import independent
from kreissverify.derivations.foundations import Foundations, foundations
from kreissverify.evidence.kinds import DerivationStep

__all__ = ["Outline", "Step", "outline", "step_reason"]


@dataclass(frozen=True)
class Step:
    """One step: its number, its name, its claim, on which numbers it rests, and why it holds."""

    number: int
    name: str
    claim: Boolean
    given: tuple[Boolean, ...]
    uses: tuple[int, ...]
    kind: str
    deciders: tuple[str, ...]
    evaluated: bool
    source: str
    note: str

    @property
    def reason(self) -> str:
        """Why the step holds, in words: ``over the reals, from (1), (3); z3, cvc5``."""
        return _in_words(self.kind, self.uses, self.deciders, self.evaluated, self.note)


@dataclass(frozen=True)
class Outline:
    """The steps of a derivation, how they were decided, and what it rests on, lemmas included."""

    derivation: Derivation
    steps: tuple[Step, ...]
    foundations: Foundations

    @property
    def cited(self) -> tuple[str, ...]:
        """The textbook facts, definitions and lemmas, each once."""
        return tuple(dict.fromkeys(s.source for s in self.steps if s.source))

    @property
    def deciders(self) -> dict[str, int]:
        """How many steps each means decided."""
        return dict(Counter(means for step in self.steps for means in step.deciders).most_common())


def outline(derivation: Derivation) -> Outline:
    """Return the steps of a derivation in their order, numbered from 1."""
    numbers = {id(fact): k for k, fact in enumerate(derivation.facts, start=1)}
    steps = tuple(_step(f, numbers) for f in derivation.facts)
    return Outline(derivation, steps, foundations(derivation))


def _step(fact: Fact, numbers: dict[int, int]) -> Step:
    return Step(
        number=numbers[id(fact)],
        name=fact.name,
        claim=fact.claim,
        given=fact.given,
        uses=tuple(sorted(numbers[id(used)] for used in fact.uses if id(used) in numbers)),
        kind=fact.kind,
        deciders=_deciders(fact.means),
        evaluated="points" in fact.means,
        source=fact.source,
        note=fact.note,
    )


def step_reason(step: DerivationStep) -> str:
    """Return why a step holds, of a step as the evidence of a run records it."""
    evaluated = "points" in step.means
    return _in_words(step.kind, step.uses, _deciders(step.means), evaluated, step.note)


def _in_words(
    kind: str, uses: Sequence[int], deciders: Sequence[str], evaluated: bool, note: str
) -> str:
    used = ", ".join(f"({number})" for number in uses)
    said = StepKind(kind).reason + (f", from {used}" if used else "")
    said += f": {note}" if note else ""
    if deciders:
        return f"{said}; {', '.join(deciders)}"
    return said + ("; true at random exact points" if evaluated else "")


def _deciders(means: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(words, independent(means)))
