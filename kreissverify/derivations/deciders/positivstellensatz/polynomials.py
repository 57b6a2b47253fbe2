"""Polynomials over ℚ in numbered unknowns, of any number of them: sparse, exact, hashable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

__all__ = ["ONE", "ZERO", "Monomial", "Polynomial", "constant", "product", "total", "unknown"]

#: Pairs (unknown, power) with ascending unknowns and powers that are at least 1.
Monomial = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Polynomial:
    """A polynomial as its terms: (monomial, coefficient), in ascending order, none of them zero.

    Examples
    --------
    >>> from kreissverify.derivations.deciders.positivstellensatz.polynomials import unknown
    >>> x, y = unknown(0), unknown(1)
    >>> (x + y) * (x - y) == x**2 - y**2
    True
    """

    terms: tuple[tuple[Monomial, Fraction], ...]

    @cached_property
    def _hash(self) -> int:
        return hash(self.terms)

    def __hash__(self) -> int:  # kept: polynomials are looked up again and again
        return self._hash

    def __add__(self, other: Polynomial) -> Polynomial:
        total = dict(self.terms)
        for monomial, coefficient in other.terms:
            total[monomial] = total.get(monomial, Fraction(0)) + coefficient
        return _of(total)

    def __neg__(self) -> Polynomial:
        return self.times(Fraction(-1))

    def __sub__(self, other: Polynomial) -> Polynomial:
        return self + -other

    def __mul__(self, other: Polynomial) -> Polynomial:
        return _times(self, other)

    def __pow__(self, exponent: int) -> Polynomial:
        found = ONE
        for _ in range(exponent):
            found = found * self
        return found

    def times(self, number: Fraction) -> Polynomial:
        """Return the product with a number."""
        return Polynomial(tuple((m, c * number) for m, c in self.terms)) if number else ZERO

    @property
    def number(self) -> Fraction | None:
        """The value of a constant; None if it is none."""
        if not self.terms:
            return Fraction(0)
        return self.terms[0][1] if len(self.terms) == 1 and not self.terms[0][0] else None

    @cached_property
    def unknowns(self) -> frozenset[int]:
        """The unknowns that occur."""
        return frozenset(x for monomial, _ in self.terms for x, _ in monomial)

    def in_powers_of(self, x: int) -> dict[int, Polynomial]:
        """Return the coefficients of the powers of an unknown, which are free of it."""
        parts: dict[int, dict[Monomial, Fraction]] = {}
        for monomial, coefficient in self.terms:
            rest = tuple(pair for pair in monomial if pair[0] != x)
            parts.setdefault(dict(monomial).get(x, 0), {})[rest] = coefficient
        return {power: _of(part) for power, part in parts.items()}

    def renumbered(self, numbers: Mapping[int, int]) -> Polynomial:
        """Return the polynomial with every unknown under its new number."""
        return _of({tuple(sorted((numbers[x], power) for x, power in m)): c for m, c in self.terms})

    def __iter__(self) -> Iterator[tuple[Monomial, Fraction]]:
        return iter(self.terms)


def _product(left: Monomial, right: Monomial) -> Monomial:
    if not left or not right:
        return left or right
    powers = dict(left)
    for x, power in right:
        powers[x] = powers.get(x, 0) + power
    return tuple(sorted(powers.items()))


# Of five products four were taken before: hypotheses are multiplied in leaf after leaf.
@lru_cache(maxsize=2**13)
def _times(left: Polynomial, right: Polynomial) -> Polynomial:
    total: dict[Monomial, Fraction] = {}
    for m, a in left.terms:
        for n, b in right.terms:
            monomial = _product(m, n)
            total[monomial] = total.get(monomial, Fraction(0)) + a * b
    return _of(total)


def _of(total: Mapping[Monomial, Fraction]) -> Polynomial:
    return Polynomial(tuple(sorted((m, c) for m, c in total.items() if c)))


def total(parts: Iterable[Polynomial]) -> Polynomial:
    """Return a sum of polynomials, taken together at once."""
    found: dict[Monomial, Fraction] = {}
    for part in parts:
        for monomial, coefficient in part.terms:
            found[monomial] = found.get(monomial, Fraction(0)) + coefficient
    return _of(found)


ZERO = Polynomial(())


def constant(value: Fraction | int) -> Polynomial:
    """Return a number as a polynomial."""
    return Polynomial((((), Fraction(value)),)) if value else ZERO


ONE = constant(1)


def product(parts: Iterable[Polynomial]) -> Polynomial:
    """Return a product of polynomials."""
    found = ONE
    for part in parts:
        found = found * part
    return found


def unknown(number: int) -> Polynomial:
    """Return an unknown as a polynomial."""
    return Polynomial(((((number, 1),), Fraction(1)),))
