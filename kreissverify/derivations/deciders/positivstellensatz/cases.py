"""One case of a search: the facts that are known in it, and what may be asked of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from kreissverify.derivations.deciders.positivstellensatz.certificates import Sum
from kreissverify.derivations.deciders.positivstellensatz.completed_squares import squares_against
from kreissverify.derivations.deciders.positivstellensatz.elimination import Ring, polynomial_of
from kreissverify.derivations.deciders.positivstellensatz.facts import (
    Every,
    Fact,
    OneOf,
    Relation,
    conjuncts,
)
from kreissverify.derivations.deciders.positivstellensatz.leaves import Effort, find_leaf
from kreissverify.derivations.deciders.positivstellensatz.polynomials import (
    Polynomial,
    unknown,
)
from kreissverify.derivations.deciders.positivstellensatz.unknowns import Unknown

__all__ = ["Budget", "Case", "factors"]

# What a fact that follows at once is looked for with.
_QUICK = (Effort(9, 1, 0), Effort(2, 2), Effort(9, 1, 1, 2), Effort(4, 1, 4, 2, columns=400))


@dataclass
class Budget:
    """The work that a search may do, whatever time it takes.

    Attributes
    ----------
    leaves
        How many leaves may be searched for in all.
    entries
        How many entries the matrices of their linear programs may have together: leaves differ in
        size by a factor of thousands.
    """

    leaves: int
    entries: int = 2_000_000

    def spend(self) -> bool:
        """Take a leaf, and say whether there was one left."""
        self.leaves -= 1
        return self.leaves >= 0 and self.entries >= 0

    def spend_entries(self, count: int) -> bool:
        """Take entries, and say whether there were so many left."""
        self.entries -= count
        return self.entries >= 0


@dataclass
class Case:
    """What is known in a case.

    Attributes
    ----------
    table
        The unknowns.
    facts
        What is known, with conjunctions taken apart.
    values
        Those of the facts that say what a quotient or a root is.
    refuted
        Facts that were shown not to hold beside these.
    """

    table: Sequence[Unknown]
    facts: dict[Fact, None]
    budget: Budget
    values: frozenset[Fact] = frozenset()
    refuted: dict[Fact, Sum] = field(default_factory=dict)

    @property
    def relations(self) -> list[Relation]:
        """The relations, those of the question first."""
        return [x for x in self.facts if isinstance(x, Relation)]

    @property
    def disjunctions(self) -> list[OneOf]:
        """The disjunctions of which no part is known."""
        return [x for x in self.facts if isinstance(x, OneOf) and not self.knows(x)]

    def having(self, fact: Fact) -> Case:
        """Return the case in which one more fact is known."""
        facts = {**self.facts, **dict.fromkeys(conjuncts(fact))}
        return Case(self.table, facts, self.budget, self.values, dict(self.refuted))

    def leaf(self, effort: Effort) -> Sum | None:
        """Return a leaf that refutes the case, if one is found."""
        if not self.budget.spend():
            return None
        return find_leaf(self.table, self.relations, effort, self.budget.spend_entries)

    def first_leaf(self, efforts: Iterable[Effort]) -> Sum | None:
        """Return a leaf by the first of several efforts that finds one."""
        return next((x for x in map(self.leaf, efforts) if x is not None), None)

    def quick(self, fact: Fact) -> Sum | None:
        """Return a leaf that refutes a fact beside what is known, if there is a short one."""
        if fact not in self.refuted:
            at_sight = filter(None, map(squares_against, conjuncts(fact)))
            found = next(at_sight, None) or self.having(fact).first_leaf(_QUICK)
            if found is None:
                return None
            self.refuted[fact] = found
        return self.refuted[fact]

    def knows(self, fact: Fact) -> bool:
        """Say whether a fact is known, or follows from the form of one."""
        if isinstance(fact, Every):
            return all(map(self.knows, fact.parts))
        if isinstance(fact, OneOf):
            return any(map(self.knows, fact.parts))
        value = fact.polynomial.number
        if value is not None:
            signs = {">=": value >= 0, ">": value > 0, "=": value == 0, "!=": value != 0}
            return signs[fact.sign]
        above = fact.sign in (">=", "!=") and Relation(">", fact.polynomial) in self.facts
        return above or fact in self.facts

    def has_sign(self, p: Polynomial) -> bool:
        """Say whether a polynomial is known to be above, below or equal to 0."""
        return any(Relation(s, q) in self.facts for s in (">", "=") for q in (p, -p))

    def positive(self, p: Polynomial) -> Relation | None:
        """Return the relation by which a polynomial is above 0, or below it; None if neither is."""
        return next((x for x in (Relation(">", p), Relation(">", -p)) if x in self.facts), None)

    def inverted(self) -> Iterator[Polynomial]:
        """Yield the factors of divisors, of which no sign is known."""
        for of in self.table:
            if of.kind == "inverse":
                yield from self._open_factors(of.parts[0])

    def divisors(self) -> Iterator[Polynomial]:
        """Yield what equations divide an unknown by, of which no sign is known, in factors."""
        for relation in self.relations:
            for x in sorted(relation.polynomial.unknowns) if relation.sign == "=" else ():
                parts = relation.polynomial.in_powers_of(x)
                if max(parts) == 1 and parts[1].number is None:
                    yield from self._open_factors(parts[1])

    def unsigned(self) -> Iterator[Polynomial]:
        """Yield the unknowns of which no sign is known."""
        for x in sorted({x for one in self.relations for x in one.polynomial.unknowns}):
            p = unknown(x)
            if not self.has_sign(p) and Relation(">=", p) not in self.facts:
                yield p

    def _open_factors(self, p: Polynomial) -> list[Polynomial]:
        return [q for q, _ in factors(p) if not self.has_sign(q)]


def factors(p: Polynomial) -> list[tuple[Polynomial, int]]:
    """Return the irreducible factors of a polynomial, each with its power, without numbers."""
    ring = Ring(max(p.unknowns, default=0) + 1)
    return [(polynomial_of(x), int(k)) for x, k in ring.of(p).factor()[1]] if p.terms else []
