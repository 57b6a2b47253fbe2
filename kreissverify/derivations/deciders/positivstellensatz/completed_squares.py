"""Polynomials that are sums of squares at sight: what is denied then refutes itself.

Products of facts have the squares of single unknowns as factors only, so that no linear program
finds 1 - 2x + x² ≥ 0, with x·x and 1 as the only other terms.
"""

from __future__ import annotations

from fractions import Fraction

from kreissverify.derivations.deciders.positivstellensatz.certificates import Product, Sum
from kreissverify.derivations.deciders.positivstellensatz.facts import Fact, Relation
from kreissverify.derivations.deciders.positivstellensatz.polynomials import (
    ONE,
    Monomial,
    Polynomial,
    product,
)

__all__ = ["squares_against"]


def squares_against(denied: Fact) -> Sum | None:
    """Return a leaf that refutes -p > 0, or -p ≥ 0, for p = Σ weight·root²; None if p is no such.

    Examples
    --------
    >>> from kreissverify.derivations.deciders.positivstellensatz.facts import Relation
    >>> from kreissverify.derivations.deciders.positivstellensatz.polynomials import ONE, unknown
    >>> x = unknown(0)
    >>> squares_against(Relation(">", -((ONE - x) ** 2))) is None
    False
    >>> squares_against(Relation(">", ONE - x**2)) is None
    True
    """
    if not isinstance(denied, Relation) or denied.sign not in (">", ">="):
        return None
    found = _squares(-denied.polynomial)
    if found is None:
        return None
    leaf = Sum((Product(Fraction(1), (denied,)), *found))
    return leaf if any(x.is_strict for x in leaf.products) else None


def _squares(p: Polynomial) -> tuple[Product, ...] | None:
    """Return Σ weight·root² = p, by completing squares in the monomials whose squares are in p."""
    rest, found = p, list[Product]()
    while rest.terms:
        # the largest first: what is left of its products with others has smaller squares
        sides = [(_degree(m), m, c) for m, c in rest.terms if all(n % 2 == 0 for _, n in m)]
        if not sides or len(found) == len(p.terms):
            return None
        _, square, weight = max(sides)
        root = _over(rest, tuple((x, n // 2) for x, n in square), weight)
        if weight < 0:
            return None
        found.append(Product(weight, (), None if root == ONE else root))
        rest = rest - product((root, root)).times(weight)
    return tuple(found)


def _degree(monomial: Monomial) -> int:
    return sum(n for _, n in monomial)


def _over(p: Polynomial, side: Monomial, weight: Fraction) -> Polynomial:
    """Return side + Σ c/(2·weight)·m over the terms c·side·m of p that are no square of side."""
    powers = dict(side)
    terms = {side: Fraction(1)}
    for monomial, c in p.terms:
        rest = dict(monomial)
        for x, n in powers.items():
            rest[x] = rest.get(x, 0) - n
        other = tuple(sorted((x, n) for x, n in rest.items() if n))
        if other != side and all(n > 0 for _, n in other):
            terms[other] = c / (2 * weight)
    return Polynomial(tuple(sorted(terms.items())))
