"""The search for one leaf: products of relations and multiples of equations that add up to 0.

A linear program over floats finds which products are needed, and rational arithmetic finds their
exact coefficients. Nothing that it finds is believed: the certificate is checked by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any

from flint import fmpq

from kreissverify.derivations.deciders.positivstellensatz.certificates import Product, Sum
from kreissverify.derivations.deciders.positivstellensatz.elimination import (
    Elimination,
    Reduced,
    polynomial_of,
)
from kreissverify.derivations.deciders.positivstellensatz.facts import Relation
from kreissverify.derivations.deciders.positivstellensatz.linear_programs import (
    Column,
    exact_solution,
)
from kreissverify.derivations.deciders.positivstellensatz.unknowns import Unknown

__all__ = ["Effort", "find_leaf"]


@dataclass(frozen=True)
class Effort:
    """How far a search for a leaf goes, in units of work: never of time.

    Attributes
    ----------
    degree
        The largest degree of a product.
    factors
        The most relations in a product that are not the signs of unknowns.
    signs
        The most unknowns of a known sign in a product, and in what an equation is multiplied by.
    eliminates
        Which unknowns are eliminated: see `Elimination`.
    squares
        Whether products with squares are tried.
    columns
        The most products and multiples.
    """

    degree: int
    factors: int
    signs: int = 9
    eliminates: int = 0
    squares: bool = False
    columns: int = 1500


@dataclass
class _Column:
    """A product of reduced relations, perhaps with a square; or a multiple of an equation."""

    polynomial: Any
    factors: tuple[Reduced, ...] = ()
    square: Any = None
    equation: Reduced | None = None
    multiple: Any = None

    @property
    def is_strict(self) -> bool:
        strict = all(x.relation.sign in (">", "!=") for x in self.factors)
        return self.equation is None and self.square is None and strict


def find_leaf(
    table: Sequence[Unknown],
    relations: Iterable[Relation],
    effort: Effort,
    may_spend: Callable[[int], bool] = lambda entries: True,
) -> Sum | None:
    """Return an identity that shows that relations contradict each other, if one is found.

    Parameters
    ----------
    table, relations
        The unknowns, and what is known of them.
    effort
        How far the search goes.
    may_spend
        What is asked before a linear program with so many entries is solved.
    """
    case = Elimination(table, relations, effort.eliminates)
    for others, rest in _components(case):
        columns = _Products(case, others, rest, effort).columns()
        if columns is None or not may_spend(sum(len(x.polynomial) for x in columns)):
            continue
        found = exact_solution([_as_column(x) for x in columns])
        if found is not None:
            return _leaf(case, [(columns[i], c) for i, c in found.items()])
    return None


def _as_column(one: _Column) -> Column:
    cost = 1 + len(one.factors) + int(one.polynomial.total_degree())
    return Column(one.polynomial.to_dict(), one.equation is not None, one.is_strict, float(cost))


def _components(case: Elimination) -> list[tuple[list[Reduced], list[Reduced]]]:
    """Return the relations in parts that have no unknown in common, and their equations.

    A contradiction is one of a part by itself; the smallest parts come first.
    """
    parts: list[tuple[set[int], list[Reduced], list[Reduced]]] = []
    for one in (*case.others, *case.rest):
        unknowns = set(_unknowns(one.polynomial))
        touched = [x for x in parts if x[0] & unknowns or not (x[0] | unknowns)]
        merged: tuple[set[int], list[Reduced], list[Reduced]] = (unknowns, [], [])
        for part in touched:
            merged = (merged[0] | part[0], merged[1] + part[1], merged[2] + part[2])
        (merged[2] if one.relation.sign == "=" else merged[1]).append(one)
        parts = [x for x in parts if not any(x is y for y in touched)] + [merged]
    return [(x[1], x[2]) for x in sorted(parts, key=lambda x: len(x[1]) + len(x[2]))]


class _Products:
    """The products and multiples that a leaf may be made of."""

    def __init__(
        self, case: Elimination, others: list[Reduced], rest: list[Reduced], effort: Effort
    ) -> None:
        self.ring, self.effort, self.rest = case.ring, effort, rest
        self.simple: dict[int, Reduced] = {}
        self.complex: list[Reduced] = []
        seen: dict[str, Reduced] = {}
        # strict ones first, and those that nothing has to be multiplied by
        for one in sorted(others, key=lambda x: (x.relation.sign == ">=", len(x.cleared))):
            p = _positive(one)
            size = 0 if p.is_zero() else abs(p.leading_coefficient())
            # a number that is as the relation says tells nothing
            if not (p.is_constant() and (size == p or (p.is_zero() and one.relation.sign == ">="))):
                seen.setdefault(str(p / size if size else p), one)
            elif p.is_zero() and one.relation.sign != ">=":
                seen.setdefault("0", one)
        for one in seen.values():
            p = one.polynomial
            linear = len(p) == 1 and int(p.total_degree()) == 1
            if linear and p.leading_coefficient() > 0 and one.relation.sign != "!=":
                self.simple[_unknowns(p)[0]] = one
            else:
                self.complex.append(one)

    def columns(self) -> list[_Column] | None:
        """Return all of them up to the degree; None if they are too many."""
        degree = self.effort.degree
        found: list[_Column] = []
        nothing = _Column(self.ring.one)
        base = [(0, nothing)]
        sizes = [int(_positive(x).total_degree()) for x in self.complex]
        level = [
            (0, 0, nothing)
        ]  # the first relation that may be a factor, the degree, the product
        for _ in range(self.effort.factors):
            level = [
                (i, d + sizes[i], _Column(c.polynomial * _positive(one), (*c.factors, one)))
                for start, d, c in level
                for i, one in enumerate(self.complex)
                if i >= start and d + sizes[i] <= degree
            ]
            base += [(d, c) for _, d, c in level]
        for d, c in base:
            found += self._signed(c, degree - d)
            if len(found) > self.effort.columns:
                return None
        if self.effort.squares:
            found += self._squares(base)
        found += self._multiples()
        return found if len(found) <= 2 * self.effort.columns else None

    def _signed(self, one: _Column, room: int) -> Iterator[_Column]:
        """Yield a product times every monomial in unknowns of a known sign."""
        signs = list(self.simple.values())
        for count in range(min(room, self.effort.signs) + 1):
            for chosen in combinations_with_replacement(signs, count):
                p = one.polynomial
                for factor in chosen:
                    p = p * factor.polynomial
                yield _Column(p, (*one.factors, *chosen))

    def _squares(self, base: Sequence[tuple[int, _Column]]) -> Iterator[_Column]:
        x = self.ring.generators
        present = self._present()
        roots = [x[i] for i in present if i not in self.simple]
        roots += [x[i] + sign * x[j] for i in present for j in present if i < j for sign in (1, -1)]
        roots += [one.polynomial for one in self.complex if len(one.polynomial) > 1]
        for d, c in base:
            for root in roots:
                room = self.effort.degree - d - 2 * int(root.total_degree())
                if room >= 0 and len(c.factors) <= 1:
                    for more in self._signed(c, min(room, 1)):
                        yield _Column(more.polynomial * root * root, more.factors, root)

    def _multiples(self) -> Iterator[_Column]:
        present = self._present()
        for e in self.rest:
            room = max(self.effort.degree - int(e.polynomial.total_degree()), 0)
            for degree in range(min(room, self.effort.signs) + 1):
                for chosen in combinations_with_replacement(present, degree):
                    m = self.ring.one
                    for x in chosen:
                        m = m * self.ring.generators[x]
                    yield _Column(e.polynomial * m, equation=e, multiple=m)

    def _present(self) -> list[int]:
        every = (*self.simple.values(), *self.complex, *self.rest)
        return sorted({x for one in every for x in _unknowns(one.polynomial)})


def _positive(one: Reduced) -> Any:
    return one.polynomial**2 if one.relation.sign == "!=" else one.polynomial


def _unknowns(p: Any) -> list[int]:
    return [i for i, degree in enumerate(p.degrees()) if degree]


def _leaf(case: Elimination, terms: Sequence[tuple[_Column, Fraction]]) -> Sum:
    """Return the identity of the relations as they were."""
    ring = case.ring
    products: list[Product] = []
    equations: dict[int, Any] = {}

    def add(multipliers: dict[int, Any], factor: Any) -> None:
        for i, m in multipliers.items():
            equations[i] = equations.get(i, ring.zero) + m * factor

    for column, c in terms:
        scale = ring.one * fmpq(c.numerator, c.denominator)
        if column.equation is not None:
            add(case.expressed(column.equation, column.multiple), scale)
            continue
        relations = [r for one in column.factors for r in _relations(one)]
        square = None if column.square is None else polynomial_of(column.square)
        products.append(Product(c, tuple(relations), square))
        # Π (Pᵢhᵢ) = Π h'ᵢ + Σⱼ (Π_{i<j} Pᵢhᵢ)·(Pⱼhⱼ - h'ⱼ)·(Π_{i>j} h'ᵢ)
        full = scale if column.square is None else scale * column.square * column.square
        wholes = [(case.product(_relations(one)), _positive(one), one) for one in column.factors]
        for j, (_, _, one) in enumerate(wholes):
            around = full
            for whole, _, _ in wholes[:j]:
                around = around * whole
            for _, reduced, _ in wholes[j + 1 :]:
                around = around * reduced
            # (P·h)² = h'² + (P·h + h')·(P·h - h')
            if one.relation.sign == "!=":
                whole = case.product(one.cleared) * ring.of(one.relation.polynomial)
                around = around * (whole + one.polynomial)
            add({i: -m for i, m in one.multipliers.items()}, around)
    return Sum(
        tuple(products),
        tuple(
            (polynomial_of(m), case.equations[i]) for i, m in equations.items() if not m.is_zero()
        ),
    )


def _relations(one: Reduced) -> list[Relation]:
    clear = one.cleared * 2 if one.relation.sign == "!=" else one.cleared
    return [*clear, one.relation]
