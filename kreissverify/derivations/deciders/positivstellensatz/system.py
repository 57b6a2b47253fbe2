"""What a real question says: the facts that a refutation may use, over one table of unknowns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sympy.logic.boolalg import Boolean

from kreissverify.derivations.deciders.positivstellensatz.facts import (
    Fact,
    conjuncts,
    negated,
)
from kreissverify.derivations.deciders.positivstellensatz.translation import Translation
from kreissverify.derivations.deciders.positivstellensatz.unknowns import Unknown, axioms

__all__ = ["System", "flattened", "system_of"]


@dataclass(frozen=True)
class System:
    """The premises, the negation of the claim, and what is known of the unknowns by itself.

    Attributes
    ----------
    table
        The unknowns, by their numbers.
    premises, denied, known
        Facts: of each premise, of the negated claim, and the axioms.
    """

    table: tuple[Unknown, ...]
    premises: tuple[Fact, ...]
    denied: Fact
    known: tuple[Fact, ...]

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Everything that is supposed, with conjunctions taken apart."""
        return flattened([self.denied, *self.premises, *self.known])


def system_of(premises: Sequence[Boolean], claim: Boolean, table: Sequence[Unknown] = ()) -> System:
    """Return a real question as a system that has no solution if the claim follows.

    Parameters
    ----------
    premises, claim
        Conditions over the reals; see `real_premises`.
    table
        Unknowns that are numbered already.

    Raises
    ------
    DerivationError
        If one of the conditions is no formula over the real numbers.
    """
    made = Translation(list(table), {x: i for i, x in enumerate(table)})
    facts = tuple(made.fact(p) for p in premises)
    denied = negated(made.fact(claim))
    known = (x for i in range(len(made.table)) for x in axioms(made.table, i))
    return System(tuple(made.table), facts, denied, tuple(known))


def flattened(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return facts with conjunctions taken apart, each once and in their order."""
    found: dict[Fact, None] = {}
    for fact in facts:
        found.update(dict.fromkeys(conjuncts(fact)))
    return tuple(found)
