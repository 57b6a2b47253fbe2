"""Certificates for the questions of the proof checker, found by the third decider."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.certificates import proof_checker as checker
from kreissverify.derivations.deciders.positivstellensatz.certificates import (
    Either,
    Refutation,
    Sign,
    Sum,
)
from kreissverify.derivations.deciders.positivstellensatz.decider import MOST_LEAVES
from kreissverify.derivations.deciders.positivstellensatz.facts import (
    Fact,
    OneOf,
    Relation,
    conjuncts,
    every,
    one_of,
)
from kreissverify.derivations.deciders.positivstellensatz.polynomials import Polynomial
from kreissverify.derivations.deciders.positivstellensatz.pruning import pruned
from kreissverify.derivations.deciders.positivstellensatz.search import refute
from kreissverify.derivations.deciders.positivstellensatz.system import System, flattened
from kreissverify.derivations.deciders.positivstellensatz.unknowns import (
    Unknown,
    unknowns_of,
)
from kreissverify.derivations.proof_files.claims import unknown_tree
from kreissverify.derivations.proof_files.questions import table_of

__all__ = ["certificate_of"]


def certificate_of(question: checker.Asked) -> dict[str, Any] | None:
    """Return a certificate of a question, if one is found; it is checked by the checker alone."""
    known = checker.Premises(question.premises).facts
    # Few premises first: those of nothing else than the claim are enough for most questions.
    return _refuted(question, _close(known, question.claim)) or _refuted(question, known)


def _close(known: list[checker.Fact | None], claim: checker.Fact) -> list[checker.Fact | None]:
    """Return the premises that are of no other unknowns than the claim."""
    about = set(table_of([claim]))
    return [x if x is not None and set(table_of([x])) <= about else None for x in known]


def _refuted(question: checker.Asked, known: list[checker.Fact | None]) -> dict[str, Any] | None:
    denied = checker.negated(question.claim)
    table = table_of([*(x for x in known if x is not None), denied])
    written = _Table(table)
    axioms = [
        written.fact(fact)
        for i, x in enumerate(table)
        for fact in checker.axioms(x, table[:i], question.reader.signs)
    ]
    premises = [None if x is None else written.fact(x) for x in known]
    several = tuple(x for x in premises if x is not None)
    system = System(tuple(written.unknowns), several, written.fact(denied), tuple(axioms))
    found = refute(system, MOST_LEAVES)
    if found is None:
        return None
    short, needed = pruned(found)
    given = {*flattened(system.known), system.denied}
    used = [
        i
        for i, x in enumerate(premises)
        if x is not None and not needed.isdisjoint({*conjuncts(x)} - given)
    ]
    return written.certificate(short, used)


class _Table:
    """The unknowns of one question as the decider numbers them, and facts as files hold them."""

    def __init__(self, table: list[checker.Unknown]) -> None:
        self.table = table
        self.numbers = {x: i for i, x in enumerate(table)}
        self.unknowns = [self._unknown(x) for x in table]
        self.written: list[Any] = []
        self.places: dict[Fact, int] = {}

    def polynomial(self, p: checker.Poly) -> Polynomial:
        """Return a polynomial of the checker as the decider's."""
        terms = (
            (tuple(sorted((self.numbers[x], n) for x, n in monomial)), c)
            for monomial, c in p.terms.items()
        )
        return Polynomial(tuple(sorted(terms)))

    def fact(self, fact: checker.Fact) -> Fact:
        """Return a fact of the checker as the decider's."""
        if fact[0] == "rel":
            return Relation(fact[1], self.polynomial(fact[2]))
        return (every if fact[0] == "and" else one_of)(map(self.fact, fact[1]))

    def _unknown(self, x: checker.Unknown) -> Unknown:
        kind, *parts = checker.content(x)
        mark = sympy.Symbol(f"x{x}", real=True)  # by which two that have no parts differ
        match kind:
            case "variable" | "quantity" | "size" | "constant":
                return Unknown("opaque" if kind != "variable" else kind, (), mark)
            case "max" | "min":
                several = sorted(map(self.polynomial, parts[0]), key=lambda p: p.terms)
                return Unknown(kind, tuple(several), mark)
            case "piecewise":
                cases = [(self.polynomial(p), self.fact(f)) for p, f in parts[0]]
                return Unknown(kind, (*cases, (self.polynomial(parts[1]), every(()))), mark)
        return Unknown(kind, tuple(map(self.polynomial, parts)), mark)

    def certificate(self, found: Refutation, used: list[int]) -> dict[str, Any]:
        """Return a refutation as a file holds it."""
        needed = self._closed(_unknowns_in(found))
        self.ranks = {x: i for i, x in enumerate(needed)}
        unknowns = [self._entry(x) for x in needed]
        tree = self._node(found)
        facts = {"unknowns": unknowns, "facts": self.written, "premises": used}
        return {**facts, "refutation": tree}

    def _closed(self, some: set[int]) -> list[int]:
        """Return the numbers of unknowns and of all that they are made of."""
        found: set[int] = set()
        pending = list(some)
        while pending:
            x = pending.pop()
            if x not in found:
                found.add(x)
                kind, *parts = checker.content(self.table[x])
                if kind not in ("quantity", "size"):
                    pending += [self.numbers[y] for y in checker.every_direct(parts)]
        return sorted(found)

    def _terms(self, p: Polynomial) -> list[Any]:
        """Return a polynomial as a file holds it."""
        terms = ((str(c), [[self.ranks[x], int(n)] for x, n in m]) for m, c in p.terms)
        return [[c, *powers] for c, powers in terms]

    def _entry(self, number: int) -> Any:
        x, parts = self.table[number], self.unknowns[number].parts
        kind, *own = checker.content(x)
        match kind:
            case "variable" | "constant":
                return {kind: own[0]}
            case "quantity" | "size":
                return {"opaque": unknown_tree(x)}
            case "max" | "min" | "power":
                return {kind: [self._terms(p) for p in parts]}
            case "piecewise":
                *cases, (last, _) = parts
                written = [[self._terms(p), self._place(f)] for p, f in cases]
                return {kind: [*written, [self._terms(last)]]}
        return {kind: self._terms(parts[0])}

    def _place(self, fact: Fact) -> int:
        """Return the number of a fact in the table, where it is put after its parts."""
        if fact not in self.places:
            if isinstance(fact, Relation):
                entry: list[Any] = [fact.sign, self._terms(fact.polynomial)]
            else:
                word = "or" if isinstance(fact, OneOf) else "and"
                entry = [word, *map(self._place, fact.parts)]
            self.places[fact] = len(self.written)
            self.written.append(entry)
        return self.places[fact]

    def _node(self, node: Refutation) -> Any:
        match node:
            case Either():
                return {
                    "either": self._place(node.fact),
                    "cases": list(map(self._node, node.cases)),
                }
            case Sign():
                cases = {sign: self._node(case) for sign, case in node.cases}
                return {"sign": self._terms(node.polynomial), "cases": cases}
        return self._leaf(node)

    def _leaf(self, leaf: Sum) -> Any:
        products = []
        for x in leaf.products:
            entry: list[Any] = [str(x.coefficient), list(map(self._place, x.relations))]
            products.append(entry if x.square is None else [*entry, self._terms(x.square)])
        equations = [[self._terms(p), self._place(x)] for p, x in leaf.equations]
        return {"sum": products, "equations": equations}


def _unknowns_in(node: Refutation) -> set[int]:
    """Return the unknowns that a refutation speaks of."""
    if isinstance(node, Sum):
        relations = {x for product in node.products for x in product.relations}
        polynomials = [x.polynomial for x in relations | {x for _, x in node.equations}]
        polynomials += [p for p, _ in node.equations]
        polynomials += [x.square for x in node.products if x.square is not None]
        return {x for p in polynomials for x in p.unknowns}
    if isinstance(node, Either):
        return {*unknowns_of(node.fact)}.union(*map(_unknowns_in, node.cases))
    return {*node.polynomial.unknowns}.union(*(_unknowns_in(case) for _, case in node.cases))
