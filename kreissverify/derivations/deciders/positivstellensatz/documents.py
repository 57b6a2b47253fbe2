"""Certificates as JSON, in the form of `docs/proof-format.md`, and back.

What is read is not believed: `verifies` checks it against a question as that stands. Reading is
bounded, so that a damaged file costs no more than a look.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from math import comb
from typing import Any

import sympy

from kreissverify.derivations.deciders.positivstellensatz.certificates import (
    SIGNS,
    Either,
    Product,
    RealCertificate,
    Refutation,
    Sign,
    Sum,
)
from kreissverify.derivations.deciders.positivstellensatz.facts import (
    Every,
    Fact,
    OneOf,
    Relation,
    every,
    one_of,
)
from kreissverify.derivations.deciders.positivstellensatz.polynomials import ONE, Polynomial
from kreissverify.derivations.deciders.positivstellensatz.unknowns import (
    LARGEST_SHIFT,
    Unknown,
)

__all__ = ["as_document", "name_of", "read_certificate"]

_NUMBER = re.compile("-?[0-9]{1,4000}(/[0-9]{1,4000})?")
_RELATIONS = (">=", ">", "=", "!=")
# Products of terms that multiplying out a certificate may take: those of the library take at most a
# few ten thousand, and a million are a second.
_WORK = 1_000_000
# No power of the library is above 40. A product's are sums of these: they cost no more than others.
_LARGEST_POWER = 10_000
_DEEPEST = 60  # branches within branches: the search makes far fewer


def name_of(term: sympy.Basic) -> str:
    """Return the text by which a variable or an opaque term is told from the others."""
    return " ".join(str(term).split())


def as_document(certificate: RealCertificate) -> dict[str, Any]:
    """Return a certificate as JSON holds it; variables and opaque terms stand there by name."""
    return _Writer().document(certificate)


def read_certificate(document: Any, terms: Mapping[str, sympy.Basic]) -> RealCertificate:
    """Return the certificate that JSON holds.

    Parameters
    ----------
    document
        Data of anyone.
    terms
        The variables and opaque terms of the question by their names.

    Raises
    ------
    ValueError
        If it is no certificate about these terms, or checking it would take too much work.
    """
    try:
        return _Reader(terms).certificate(document)
    except (TypeError, LookupError, AttributeError, RecursionError, ZeroDivisionError) as error:
        raise ValueError(f"this is no certificate: {error}") from None


@dataclass
class _Writer:
    """Numbers the facts of one certificate."""

    facts: list[Any] = field(default_factory=list)
    places: dict[Fact, int] = field(default_factory=dict)

    def document(self, certificate: RealCertificate) -> dict[str, Any]:
        """Return a certificate with its tables."""
        unknowns = [self._unknown(x) for x in certificate.unknowns]
        tree = self._node(certificate.refutation)
        premises = list(certificate.premises)
        tables = {"unknowns": unknowns, "facts": self.facts, "premises": premises}
        return {**tables, "refutation": tree}

    def _unknown(self, of: Unknown) -> Any:
        if of.kind in ("variable", "opaque"):
            assert of.term is not None
            return {of.kind: name_of(of.term)}
        if of.kind == "piecewise":
            *cases, (last, _) = of.parts
            return {of.kind: [*([_terms(p), self._fact(f)] for p, f in cases), [_terms(last)]]}
        if of.kind == "constant":
            return {of.kind: of.parts[0]}
        parts = [_terms(p) for p in of.parts]
        return {of.kind: parts if of.kind in ("max", "min", "power") else parts[0]}

    def _fact(self, fact: Fact) -> int:
        if fact not in self.places:
            if isinstance(fact, Relation):
                entry: list[Any] = [fact.sign, _terms(fact.polynomial)]
            else:
                word = "and" if isinstance(fact, Every) else "or"
                entry = [word, *map(self._fact, fact.parts)]
            self.places[fact] = len(self.facts)
            self.facts.append(entry)
        return self.places[fact]

    def _node(self, node: Refutation) -> Any:
        if isinstance(node, Sum):
            return {
                "sum": [self._product(x) for x in node.products],
                "equations": [[_terms(p), self._fact(x)] for p, x in node.equations],
            }
        if isinstance(node, Either):
            return {"either": self._fact(node.fact), "cases": [self._node(x) for x in node.cases]}
        cases = {sign: self._node(x) for sign, x in node.cases}
        return {"sign": _terms(node.polynomial), "cases": cases}

    def _product(self, product: Product) -> list[Any]:
        facts = [self._fact(x) for x in product.relations]
        square = [] if product.square is None else [_terms(product.square)]
        return [str(product.coefficient), facts, *square]


def _terms(p: Polynomial) -> list[Any]:
    return [[str(c), *([int(x), int(n)] for x, n in m)] for m, c in p.terms]


@dataclass
class _Reader:
    """Reads the tables of one certificate, and counts what it would take to multiply it out."""

    terms: Mapping[str, sympy.Basic]
    unknowns: list[Unknown] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    work: int = 0

    def certificate(self, document: Any) -> RealCertificate:
        """Return the certificate of a document."""
        self.written = document["facts"]
        for entry in document["unknowns"]:
            self.unknowns.append(self._unknown(entry))
        self._read_facts(len(self.written))
        premises = tuple(map(_index, document["premises"]))
        tree = self._node(document["refutation"], _DEEPEST)
        return RealCertificate(tuple(self.unknowns), premises, tree)

    def _spend(self, amount: int) -> None:
        self.work += amount
        if self.work > _WORK:
            raise ValueError("checking it would take too much work")

    def _unknown(self, entry: Any) -> Unknown:
        ((kind, of),) = entry.items()
        match kind:
            case "variable" | "opaque":
                return Unknown(kind, (), self.terms[of])
            case "constant":
                return Unknown(kind, (str(of),))
            case "piecewise":
                *cases, (last,) = of
                read = tuple((self._polynomial(p), self._condition(f)) for p, f in cases)
                return Unknown(kind, (*read, (self._polynomial(last), every(()))))
            case "max" | "min":
                return Unknown(kind, tuple(map(self._polynomial, of)))
            case "power":
                base, exponent = map(self._polynomial, of)
                # its axioms multiply out powers of the base, of so many terms
                more = max(len(base.terms) - 1, 0)
                self._spend(comb(LARGEST_SHIFT + more, more))
                return Unknown(kind, (base, exponent))
            case "inverse" | "root" | "abs" | "exp" | "log" | "asinh":
                return Unknown(kind, (self._polynomial(of),))
        raise ValueError(f"an unknown of the kind {kind!r}")

    def _condition(self, number: Any) -> Fact:
        # A condition is of unknowns before it: the facts up to it are read when it is asked for.
        place = _index(number)
        self._read_facts(place + 1)
        return self.facts[place]

    def _read_facts(self, count: int) -> None:
        while len(self.facts) < count:
            word, *parts = self.written[len(self.facts)]
            self.facts.append(self._fact(word, parts))

    def _fact(self, word: Any, parts: Sequence[Any]) -> Fact:
        if word in ("and", "or"):
            self._spend(len(parts))
            return (every if word == "and" else one_of)(self._known(x) for x in parts)
        (p,) = parts
        if word not in _RELATIONS:
            raise ValueError(f"a fact of the kind {word!r}")
        return Relation(word, self._polynomial(p))

    def _known(self, number: Any) -> Fact:
        return self.facts[_index(number)]

    def _relation(self, number: Any) -> Relation:
        found = self._known(number)
        if not isinstance(found, Relation):
            raise ValueError("expected a relation")
        return found

    def _polynomial(self, written: Any) -> Polynomial:
        self._spend(len(written))
        terms = tuple(self._term(*x) for x in written)
        monomials = [m for m, _ in terms]
        # ascending, each once: what is equal is written alike
        if any(x >= y for x, y in pairwise(monomials)):
            raise ValueError("the terms of a polynomial are not in their order")
        return Polynomial(terms)

    def _term(
        self, number: Any, *powers: Sequence[Any]
    ) -> tuple[tuple[tuple[int, int], ...], Fraction]:
        monomial = tuple((_index(x), _index(n)) for x, n in powers)
        known = all(x < len(self.unknowns) and 0 < n <= _LARGEST_POWER for x, n in monomial)
        ascending = all(x[0] < y[0] for x, y in pairwise(monomial))
        value = _number(number)
        if not (known and ascending and value):
            raise ValueError("this is no term of a polynomial")
        return monomial, value

    def _node(self, node: Any, depth: int) -> Refutation:
        if not depth:
            raise ValueError("too many branches within branches")
        if "sum" in node:
            products = tuple(self._product(*x) for x in node["sum"])
            equations = tuple(map(self._equation, node["equations"]))
            return Sum(products, equations)
        cases = node["cases"]
        if "either" in node:
            fact = self._known(node["either"])
            if not isinstance(fact, OneOf):
                raise ValueError("expected a disjunction")
            return Either(fact, tuple(self._node(x, depth - 1) for x in cases))
        if not cases.keys() <= SIGNS.keys():
            raise ValueError("expected signs")
        read = tuple((sign, self._node(x, depth - 1)) for sign, x in cases.items())
        return Sign(self._polynomial(node["sign"]), read)

    def _product(self, number: Any, facts: Sequence[Any], *squares: Any) -> Product:
        square = self._polynomial(*squares) if squares else None
        relations = tuple(map(self._relation, facts))
        # Multiplied out as `verifies` will, and counted before each factor: as like terms are
        # collected, the numbers of terms alone would say a thousand times too much.
        whole = ONE
        for relation in relations:
            for _ in range(2 if relation.sign == "!=" else 1):
                whole = self._times(whole, relation.polynomial)
        for root in () if square is None else (square, square):
            whole = self._times(whole, root)
        return Product(_number(number), relations, square)

    def _times(self, p: Polynomial, q: Polynomial) -> Polynomial:
        self._spend(1 + len(p.terms) * len(q.terms))
        return p * q

    def _equation(self, pair: Any) -> tuple[Polynomial, Relation]:
        p, relation = self._polynomial(pair[0]), self._relation(pair[1])
        self._spend(len(p.terms) * len(relation.polynomial.terms))
        return p, relation


def _index(number: Any) -> int:
    # not a negative one, which would count from the end; nor true, which is 1
    if type(number) is not int or number < 0:
        raise ValueError(f"expected the number of an item, got {number!r}")
    return number


def _number(text: Any) -> Fraction:
    if not _NUMBER.fullmatch(text):
        raise ValueError("expected a rational number")
    return Fraction(text)
