"""The proof of one step for Coq: what is known in it by name, and its lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import NamedTuple

from kreissverify.certificates import proof_checker as checker
from kreissverify.derivations.coq.refutations import pattern
from kreissverify.derivations.coq.terms import Terms

__all__ = ["NotReal", "Proof", "Written"]


class Written(NamedTuple):
    """A step as it stands in the file: its lemma or hypothesis, and what that is about."""

    name: str
    local: list[str]
    given: list[checker.Fact]
    claim: list[checker.Fact]
    text: list[str]
    is_shown: bool  # a lemma, and no hypothesis


class NotReal(Exception):
    """A step cannot be written as a lemma: it becomes a hypothesis."""


class Proof:
    """The proof of one step: what is known in it, by name, and its lines."""

    def __init__(
        self,
        terms: Terms,
        real: Mapping[checker.Fact, list[Written]],
        names: dict[checker.Fact, str],
        numbers: Iterator[int] | None = None,
    ) -> None:
        self.terms = terms
        self.real = real  # the lemmas of certificates, by their claims
        self.names = names
        self.numbers = count() if numbers is None else numbers
        self.lines: list[str] = []

    def inside(self) -> Proof:
        """Return the proof of a part, in which the same is known."""
        return Proof(self.terms, self.real, dict(self.names), self.numbers)

    def fresh(self) -> str:
        """Return a new name."""
        return f"H{next(self.numbers)}"

    def establish(self, fact: checker.Fact) -> str:
        """Return the name of a fact, which is shown here if it is not known."""
        if fact not in self.names:
            if fact[0] == "natural":
                raise NotReal
            text = self.terms.fact(fact)
            name = self.fresh()
            if checker.evident(fact):
                self.lines.append(f"assert ({name} : {text}) by lra.")
            else:
                self.lines.append(f"assert ({name} : {text}) by exact {self.by_question(fact)}.")
            self.names[fact] = name
        return self.names[fact]

    def signs(self, given: list[checker.Fact]) -> None:
        """Note that natural numbers are at least 0."""
        for word, *parts in given:
            if word == "natural":
                name, x = self.fresh(), self.terms.name(parts[0])
                natural = self.names[word, parts[0]]
                self.lines.append(f"pose proof (kv_at_least_0 {x} {natural}) as {name}.")
                sign = checker.relation(">=", checker.unknown("variable", parts[0]))
                self.names[sign] = name

    def by_question(self, fact: checker.Fact) -> str:
        """Return a fact by the lemma of a certificate, whose premises are known."""
        for lemma in self.real.get(fact, ()):
            if all(x in self.names or checker.evident(x) for x in lemma.given):
                premises = [self.establish(x) for x in lemma.given]
                local = map(self.terms.name, lemma.local)
                return f"({' '.join([lemma.name, *local, *premises])})"
        raise NotReal

    def use(self, step: Written) -> None:
        """Add what an earlier step says, whose conditions are shown."""
        premises = [self.establish(x) for x in step.given]
        local = map(self.terms.name, step.local)
        self.learn(" ".join([step.name, *local, *premises]), step.claim)

    def learn(self, term: str, claim: list[checker.Fact]) -> None:
        """Add the parts of a conjunction, of which a term is the proof."""
        names = [self.fresh() for _ in claim]
        self.lines.append(f"pose proof ({term}) as {pattern(names)}.")
        for fact, name in zip(claim, names, strict=True):
            self.names.setdefault(fact, name)

    def conclude(self, claim: list[checker.Fact]) -> None:
        """Show the goal, a conjunction."""
        names = [self.establish(x) for x in claim]
        term = names[-1]
        for name in reversed(names[:-1]):
            term = f"(conj {name} {term})"
        self.lines.append(f"exact {term}.")
