"""Certificates that a system has no solution, and their check by exact arithmetic.

A certificate is a tree: it branches on a disjunction that is known, or on the sign of a polynomial,
and each leaf is an identity Σ λ·Π(relations)·square + Σ polynomial·equation = 0 with a strict term.
The format for files is specified in `docs/proof-format.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sympy.logic.boolalg import Boolean

from kreissverify.derivations.deciders.positivstellensatz.facts import (
    Fact,
    OneOf,
    Relation,
    conjuncts,
)
from kreissverify.derivations.deciders.positivstellensatz.polynomials import (
    ONE,
    Polynomial,
    total,
)
from kreissverify.derivations.deciders.positivstellensatz.system import system_of
from kreissverify.derivations.deciders.positivstellensatz.unknowns import Unknown, are_defined
from kreissverify.derivations.errors import DerivationError

__all__ = [
    "SIGNS",
    "Either",
    "Product",
    "RealCertificate",
    "Refutation",
    "Sign",
    "Sum",
    "is_refuted",
    "verifies",
]

#: The relations of a polynomial p to 0 that a branch on its sign may add, and the fact each is.
SIGNS = {">=": (">=", 1), "<": (">", -1), ">": (">", 1), "=": ("=", 1)}
_COMPLETE = (frozenset({">=", "<"}), frozenset({">", "=", "<"}))


@dataclass(frozen=True)
class Product:
    """A term λ·Π(relations)·square² of a sum, with λ > 0; no square is 1."""

    coefficient: Fraction
    relations: tuple[Relation, ...]
    square: Polynomial | None = None

    @property
    def is_strict(self) -> bool:
        """Whether it is above 0, and not only at least 0, where its relations hold."""
        return self.square is None and all(x.sign in (">", "!=") for x in self.relations)

    @property
    def polynomial(self) -> Polynomial:
        """The term as a polynomial."""
        found = ONE.times(self.coefficient)
        for relation in self.relations:
            # p ≠ 0 is p² > 0
            found = found * relation.polynomial
            if relation.sign == "!=":
                found = found * relation.polynomial
        return found if self.square is None else found * self.square * self.square


@dataclass(frozen=True)
class Sum:
    """A leaf: products and multiples of equations that add up to 0."""

    products: tuple[Product, ...]
    equations: tuple[tuple[Polynomial, Relation], ...] = ()


@dataclass(frozen=True)
class Either:
    """A branch on a disjunction that is known, with a case for each of its parts."""

    fact: OneOf
    cases: tuple[Refutation, ...]


@dataclass(frozen=True)
class Sign:
    """A branch on the sign of a polynomial: a case for each of ``>=`` and ``<``, or ``> = <``."""

    polynomial: Polynomial
    cases: tuple[tuple[str, Refutation], ...]


Refutation = Sum | Either | Sign


@dataclass(frozen=True)
class RealCertificate:
    """What shows that a claim follows from premises over the reals.

    Attributes
    ----------
    unknowns
        The table of unknowns that its polynomials are of.
    premises
        The numbers of the premises that it uses.
    refutation
        That those premises and the negated claim contradict each other.
    """

    unknowns: tuple[Unknown, ...]
    premises: tuple[int, ...]
    refutation: Refutation


def verifies(premises: Sequence[Boolean], claim: Boolean, certificate: RealCertificate) -> bool:
    """Say whether a certificate shows that a claim follows from premises: exactly, with no search.

    Parameters
    ----------
    premises, claim
        Conditions over the reals, whose quantities are finite.
    certificate
        Of anyone.
    """
    known = all(0 <= i < len(premises) for i in certificate.premises)
    if not (known and are_defined(certificate.unknowns)):
        return False
    try:
        used = [premises[i] for i in certificate.premises]
        system = system_of(used, claim, certificate.unknowns)
    except DerivationError:
        return False
    # A term that the table has no unknown for would be one that the refutation says nothing of.
    return system.table == certificate.unknowns and is_refuted(certificate.refutation, system.facts)


def is_refuted(node: Refutation, known: Iterable[Fact]) -> bool:
    """Say whether a refutation shows that facts contradict each other."""
    facts = frozenset(known)
    if isinstance(node, Sum):
        return _adds_up(node, facts)
    if isinstance(node, Either):
        if node.fact not in facts or len(node.cases) != len(node.fact.parts):
            return False
        pairs = zip(node.fact.parts, node.cases, strict=True)
        return all(is_refuted(case, facts.union(conjuncts(part))) for part, case in pairs)
    if frozenset(sign for sign, _ in node.cases) not in _COMPLETE:
        return False
    return all(
        is_refuted(case, facts | {signed(node.polynomial, sign)}) for sign, case in node.cases
    )


def signed(polynomial: Polynomial, sign: str) -> Relation:
    """Return that a polynomial is ``>=``, ``>``, ``=`` or ``<`` 0."""
    relation, factor = SIGNS[sign]
    return Relation(relation, polynomial if factor > 0 else -polynomial)


def _adds_up(leaf: Sum, facts: frozenset[Fact]) -> bool:
    relations = {x for product in leaf.products for x in product.relations}
    equations = {x for _, x in leaf.equations}
    signs = all(x.sign != "=" for x in relations) and all(x.sign == "=" for x in equations)
    if not (signs and relations | equations <= facts):
        return False
    positive = all(product.coefficient > 0 for product in leaf.products)
    parts = [*(x.polynomial for x in leaf.products), *(p * x.polynomial for p, x in leaf.equations)]
    strict = any(product.is_strict for product in leaf.products)
    return positive and strict and not total(parts).terms
