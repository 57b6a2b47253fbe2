"""Facts about polynomials: relations with 0, and conjunctions and disjunctions of them.

Negations stand in the relations only, and parts of a conjunction or disjunction are a set, in an
order of their own: equal facts are equal objects.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kreissverify.derivations.deciders.positivstellensatz.polynomials import (
    ZERO,
    Polynomial,
)

__all__ = [
    "FALSE",
    "TRUE",
    "Every",
    "Fact",
    "OneOf",
    "Relation",
    "conjuncts",
    "every",
    "negated",
    "one_of",
]


@dataclass(frozen=True)
class Relation:
    """A polynomial compared with 0; the sign is ``>=``, ``>``, ``=`` or ``!=``."""

    sign: str
    polynomial: Polynomial


@dataclass(frozen=True)
class Every:
    """A conjunction."""

    parts: tuple[Fact, ...]


@dataclass(frozen=True)
class OneOf:
    """A disjunction."""

    parts: tuple[Fact, ...]


Fact = Relation | Every | OneOf

TRUE = Relation("=", ZERO)
FALSE = Relation("!=", ZERO)


def every(parts: Iterable[Fact]) -> Fact:
    """Return a conjunction, one within another taken apart."""
    return _joined(Every, parts)


def one_of(parts: Iterable[Fact]) -> Fact:
    """Return a disjunction, one within another taken apart."""
    return _joined(OneOf, parts)


def _joined(kind: type[Every] | type[OneOf], parts: Iterable[Fact]) -> Fact:
    flat: set[Fact] = set()
    for part in parts:
        flat |= set(part.parts) if isinstance(part, kind) else {part}
    ordered = tuple(sorted(flat, key=_key))
    if not ordered:
        return TRUE if kind is Every else FALSE
    return ordered[0] if len(ordered) == 1 else kind(ordered)


def _key(fact: Fact) -> Any:
    if isinstance(fact, Relation):
        return 0, fact.sign, fact.polynomial.terms
    return (1 if isinstance(fact, Every) else 2), "", tuple(map(_key, fact.parts))


def conjuncts(fact: Fact) -> tuple[Fact, ...]:
    """Return the parts of a conjunction; any other fact alone."""
    return fact.parts if isinstance(fact, Every) else (fact,)


def negated(fact: Fact) -> Fact:
    """Return the fact that holds where the other does not."""
    if isinstance(fact, Every):
        return one_of(map(negated, fact.parts))
    if isinstance(fact, OneOf):
        return every(map(negated, fact.parts))
    opposite = {">=": ">", ">": ">=", "=": "!=", "!=": "="}[fact.sign]
    ordered = fact.sign in (">=", ">")
    return Relation(opposite, -fact.polynomial if ordered else fact.polynomial)
