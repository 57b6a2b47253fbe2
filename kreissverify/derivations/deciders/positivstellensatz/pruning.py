"""Certificates made short: without branches, premises and unknowns that nothing rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sympy.logic.boolalg import Boolean

from kreissverify.derivations.deciders.positivstellensatz.certificates import (
    Either,
    Product,
    RealCertificate,
    Refutation,
    Sign,
    Sum,
    signed,
)
from kreissverify.derivations.deciders.positivstellensatz.facts import (
    Every,
    Fact,
    OneOf,
    Relation,
    conjuncts,
    every,
    one_of,
)
from kreissverify.derivations.deciders.positivstellensatz.polynomials import Polynomial
from kreissverify.derivations.deciders.positivstellensatz.system import System, flattened
from kreissverify.derivations.deciders.positivstellensatz.translation import Translation
from kreissverify.derivations.deciders.positivstellensatz.unknowns import Unknown

__all__ = ["pruned", "shortened"]


def shortened(
    premises: Sequence[Boolean], claim: Boolean, system: System, refutation: Refutation
) -> RealCertificate:
    """Return a refutation as a certificate over the unknowns and premises that it needs."""
    node, used = pruned(refutation)
    own = set(flattened([system.denied, *system.known]))
    chosen: list[int] = []
    for i, fact in enumerate(system.premises):
        parts = set(flattened([fact])) & (used - own)
        if parts:
            chosen.append(i)
            own |= parts
    made = Translation()
    for i in chosen:
        made.fact(premises[i])
    made.fact(claim)
    numbers = _Renumbering(system.table, made)
    node = numbers.node(node)
    return RealCertificate(tuple(made.table), tuple(chosen), node)


def pruned(node: Refutation) -> tuple[Refutation, frozenset[Fact]]:
    """Return a refutation without branches that are not needed, and the facts that it rests on."""
    if isinstance(node, Sum):
        relations = {x for product in node.products for x in product.relations}
        return node, frozenset(relations | {x for _, x in node.equations})
    if isinstance(node, Either):
        added = [frozenset(conjuncts(part)) for part in node.fact.parts]
        cases = node.cases
    else:
        added = [frozenset({signed(node.polynomial, sign)}) for sign, _ in node.cases]
        cases = tuple(case for _, case in node.cases)
    used: frozenset[Fact] = frozenset({node.fact} if isinstance(node, Either) else ())
    found = []
    for new, case in zip(added, cases, strict=True):
        short, needs = pruned(case)
        if not needs & new:  # it is a contradiction without the case
            return short, needs
        used |= needs - new
        found.append(short)
    if isinstance(node, Either):
        return Either(node.fact, tuple(found)), used
    signs = (sign for sign, _ in node.cases)
    return Sign(node.polynomial, tuple(zip(signs, found, strict=True))), used


@dataclass
class _Renumbering:
    """From the unknowns of a system to those of a translation, which learns what it lacks."""

    table: Sequence[Unknown]
    made: Translation

    def __post_init__(self) -> None:
        self._numbers: dict[int, int] = {}

    def number(self, u: int) -> int:
        if u not in self._numbers:
            of = self.table[u]
            parts = tuple(self._part(x) for x in of.parts)
            if of.kind in ("max", "min"):
                parts = tuple(sorted(parts, key=lambda p: p.terms))
            (((x, _),), _), *_ = self.made.of(replace(of, parts=parts)).terms
            self._numbers[u] = x
        return self._numbers[u]

    def _part(self, part: Any) -> Any:
        if isinstance(part, Polynomial):
            return self.polynomial(part)
        return part if isinstance(part, str) else (self.polynomial(part[0]), self.fact(part[1]))

    def polynomial(self, p: Polynomial) -> Polynomial:
        return p.renumbered({x: self.number(x) for x in sorted(p.unknowns)})

    def fact(self, fact: Fact) -> Fact:
        if isinstance(fact, Relation):
            return self.relation(fact)
        return (every if isinstance(fact, Every) else one_of)(self._facts(fact.parts))

    def _facts(self, facts: Iterable[Fact]) -> list[Fact]:
        return [self.fact(x) for x in facts]

    def relation(self, relation: Relation) -> Relation:
        return Relation(relation.sign, self.polynomial(relation.polynomial))

    def node(self, node: Refutation) -> Refutation:
        if isinstance(node, Sum):
            return Sum(
                tuple(self._product(x) for x in node.products),
                tuple((self.polynomial(p), self.relation(x)) for p, x in node.equations),
            )
        if isinstance(node, Sign):
            cases = tuple((sign, self.node(case)) for sign, case in node.cases)
            return Sign(self.polynomial(node.polynomial), cases)
        # the parts of a disjunction have an order of their own, by the numbers of the unknowns
        pairs = zip(self._facts(node.fact.parts), node.cases, strict=True)
        by_part = {part: self.node(case) for part, case in pairs}
        fact = one_of(by_part)
        assert isinstance(fact, OneOf)
        return Either(fact, tuple(by_part[x] for x in fact.parts))

    def _product(self, product: Product) -> Product:
        square = None if product.square is None else self.polynomial(product.square)
        relations = tuple(map(self.relation, product.relations))
        return Product(product.coefficient, relations, square)
