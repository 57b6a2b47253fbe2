"""Unknowns that equations determine are eliminated, and the multipliers of the equations kept.

Of a relation h with 0 and positive relations p₁, p₂, … it keeps an identity

    p₁p₂… · h = h' + Σ multiplier · equation,

in which h' is free of the unknowns that were eliminated: so what is found for h' holds for h.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from kreissverify.derivations.deciders.positivstellensatz.facts import Relation
from kreissverify.derivations.deciders.positivstellensatz.polynomials import Polynomial
from kreissverify.derivations.deciders.positivstellensatz.unknowns import Unknown

__all__ = ["Elimination", "Reduced", "Ring", "polynomial_of"]


class Ring:
    """The polynomials in the unknowns of a table, as python-flint computes with them."""

    def __init__(self, size: int) -> None:
        names = [f"x{i}" for i in range(size)]
        self.context = fmpq_mpoly_ctx.get(names, Ordering.degrevlex)
        self.size = size
        self.generators = self.context.gens()
        self.one = self.context.from_dict({(0,) * size: fmpq(1)})
        self.zero = self.one - self.one

    def of(self, p: Polynomial) -> Any:
        """Return a polynomial as an element of the ring."""
        found = {}
        for monomial, c in p:
            exponents = [0] * self.size
            for x, power in monomial:
                exponents[x] = power
            found[tuple(exponents)] = fmpq(c.numerator, c.denominator)
        return self.context.from_dict(found)

    def in_powers(self, p: Any, x: int) -> dict[int, Any]:
        """Return the coefficients of the powers of an unknown."""
        parts: dict[int, dict[tuple[int, ...], Any]] = {}
        for exponents, c in p.to_dict().items():
            rest = (*exponents[:x], 0, *exponents[x + 1 :])
            parts.setdefault(exponents[x], {})[rest] = c
        return {power: self.context.from_dict(part) for power, part in parts.items()}


@dataclass
class Reduced:
    """A relation without the unknowns that were eliminated.

    Attributes
    ----------
    relation
        The relation itself.
    polynomial
        h', an element of the ring.
    cleared
        The relations p₁, p₂, … that it is multiplied by, each > or ≠.
    multipliers
        Of each equation, by its number.
    number
        Its own, if it is an equation.
    """

    relation: Relation
    polynomial: Any
    cleared: list[Relation] = field(default_factory=list)
    multipliers: dict[int, Any] = field(default_factory=dict)
    number: int = -1


@dataclass
class _Rule:
    """q·xⁿ = r, as factor · (a reduced equation), where q is 1 or a product of relations.

    The relations may have been reduced themselves: as they were, their product is
    P = q + Σ difference · equation.
    """

    x: int
    q: Any
    r: Any
    factor: Any
    equation: Reduced
    cleared: tuple[Relation, ...] = ()
    n: int = 1
    difference: dict[int, Any] = field(default_factory=dict)


# a number, a product of reduced relations, these as they were, and the difference of the products
_Positive = tuple[Any, Any, tuple[Relation, ...], dict[int, Any]]


class Elimination:
    """The relations of a case, with the unknowns eliminated that equations determine.

    Parameters
    ----------
    table
        The unknowns.
    relations
        What is known: equations, and relations to 0.
    eliminates
        Which unknowns are eliminated beside the inverses: 0 what an equation gives as a sum, 1 as
        any polynomial, 2 as a quotient by what is known to be positive.

    Attributes
    ----------
    equations
        The equations as they were, by the numbers of the multipliers.
    rest
        Equations that are left, in other unknowns.
    others
        The other relations.
    """

    def __init__(
        self, table: Sequence[Unknown], relations: Iterable[Relation], eliminates: int = 0
    ) -> None:
        self.ring = Ring(max(len(table), 1))
        every = list(relations)
        self.equations = [x for x in every if x.sign == "="]
        self.rest = [
            Reduced(x, self.ring.of(x.polynomial), number=i) for i, x in enumerate(self.equations)
        ]
        self.others = [Reduced(x, self.ring.of(x.polynomial)) for x in every if x.sign != "="]
        self._table = table
        divided = [p for of in table for p in of.parts if of.kind in ("inverse", "root")]
        self._kept = frozenset().union(*(p.unknowns for p in divided))
        whole = self._monic if eliminates >= 1 else self._linear
        # First what no divisor is made of: afterwards it may be multiplied by that.
        self._repeatedly(lambda e: (rule for rule in whole(e) if rule.x not in self._kept))
        self._inverses()
        self._repeatedly(whole)
        if eliminates >= 2:
            self._repeatedly(self._quotients)
        self._squares()

    def _inverses(self) -> None:
        # The last one first: the divisor of each is of unknowns that stand before it.
        for u in reversed(range(len(self._table))):
            if self._table[u].kind != "inverse":
                continue
            (p,) = self._table[u].parts
            q, one = self.ring.of(p), self.ring.one
            known = q * self.ring.generators[u] - 1
            e = next((x for x in self.rest if x.polynomial == known), None)
            if e is None:
                continue
            found = self.positive_product(q)
            positive = {x.relation for x in self.others}
            if found is not None:
                scale, q, relations, difference = found
                factor = one / scale
                rule = _Rule(u, q, factor, factor, e, relations, difference=difference)
                self._apply(rule)
            elif Relation(">", p * p) in positive:
                self._apply(_Rule(u, q * q, q, q, e, (Relation(">", p * p),)))
            elif Relation("!=", p) in positive:
                self._apply(_Rule(u, q * q, q, q, e, (Relation("!=", p),)))

    def _repeatedly(self, rules_of: Callable[[Reduced], Iterable[_Rule]]) -> None:
        while True:
            rules = [rule for e in self.rest for rule in rules_of(e)]
            if not rules:
                return
            self._apply(min(rules, key=lambda rule: (self._growth(rule), -rule.x)))

    def _growth(self, rule: _Rule) -> int:
        """Return how many terms a rule may add: what replaces x is multiplied out everywhere."""
        every = (*self.rest, *self.others)
        elsewhere = sum(one.polynomial.degrees()[rule.x] > 0 for one in every) - 1
        return int(elsewhere) * (len(rule.q) + len(rule.r) - 1)

    def _linear(self, e: Reduced) -> Iterator[_Rule]:
        return (rule for rule in self._monic(e) if int(rule.r.total_degree()) <= 1)

    def _monic(self, e: Reduced) -> Iterator[_Rule]:
        """Yield the unknowns that an equation gives as polynomials of the others."""
        terms = e.polynomial.to_dict()
        for x in range(self.ring.size):
            if [m for m in terms if m[x]] == [self._alone(x, 1)]:
                factor = self.ring.one * (1 / terms[self._alone(x, 1)])
                r = self.ring.generators[x] - e.polynomial * factor
                yield _Rule(x, self.ring.one, r, factor, e)

    def _quotients(self, e: Reduced) -> Iterator[_Rule]:
        """Yield the unknowns that an equation gives as quotients by what is positive."""
        for x, degree in enumerate(e.polynomial.degrees()):
            if degree != 1:
                continue
            parts = self.ring.in_powers(e.polynomial, x)
            found = self.positive_product(parts[1])
            if found is not None:
                scale, q, relations, difference = found
                factor = self.ring.one / scale
                r = -parts.get(0, self.ring.zero) * factor
                yield _Rule(x, q, r, factor, e, relations, difference=difference)

    def positive_product(self, p: Any) -> _Positive | None:
        """Return a polynomial as a number times relations that are above 0, if it is one."""
        signs = {_normal(x.polynomial): x for x in self.others if x.relation.sign == ">"}
        known: list[Reduced] = []
        whole = signs.get(_normal(p))
        for factor, power in p.factor()[1] if whole is None else ():
            one = signs.get(_normal(factor))
            if one is None:
                return None
            known += [one] * int(power)
        known += [] if whole is None else [whole]
        if not known:
            return None
        q, before, difference = self.ring.one, self.ring.one, dict[int, Any]()
        for one in known:  # (P₁P₂ - q₁q₂) = P₁(P₂ - q₂) + (P₁ - q₁)q₂
            difference = {i: m * one.polynomial for i, m in difference.items()}
            for i, m in one.multipliers.items():
                difference[i] = difference.get(i, self.ring.zero) + before * m
            q = q * one.polynomial
            before = before * self.product([*one.cleared, one.relation])
        relations = tuple(x for one in known for x in (*one.cleared, one.relation))
        return p.leading_coefficient() / q.leading_coefficient(), q, relations, difference

    def _squares(self) -> None:
        """Replace squares that an equation gives, as of roots; the equation remains."""
        for e in self.rest:
            terms = e.polynomial.to_dict()
            for x in range(self.ring.size):
                square = self._alone(x, 2)
                if [m for m in terms if m[x]] == [square]:
                    factor = self.ring.one * (1 / terms[square])
                    r = self.ring.generators[x] ** 2 - e.polynomial * factor
                    rule = _Rule(x, self.ring.one, r, factor, e, n=2)
                    for one in (*self.rest, *self.others):
                        if one is not e:
                            self._reduce(one, rule)
                    break

    def _alone(self, x: int, power: int) -> tuple[int, ...]:
        return tuple(power * (i == x) for i in range(self.ring.size))

    def _apply(self, rule: _Rule) -> None:
        self.rest = [x for x in self.rest if x is not rule.equation]
        for one in (*self.rest, *self.others):
            self._reduce(one, rule)

    def _reduce(self, one: Reduced, rule: _Rule) -> None:
        """Replace xⁿ by r/q in a relation, multiplied by as many q as it needs."""
        parts = self.ring.in_powers(one.polynomial, rule.x)
        degree = max(parts, default=0) // rule.n
        if not degree:
            return
        zero, x = self.ring.zero, self.ring.generators[rule.x]
        y = x**rule.n
        reduced = multiple = zero
        for power, part in parts.items():
            k, rest = divmod(power, rule.n)
            scaled = part * x**rest * rule.q ** (degree - k)
            reduced += scaled * rule.r**k
            # (qy)ᵏ - rᵏ = (qy - r)·Σ (qy)ᵐ r^{k-1-m}
            series = [(rule.q * y) ** m * rule.r ** (k - 1 - m) for m in range(k)]
            multiple += scaled * sum(series, zero)
        before = one.polynomial
        whole = self.product(rule.cleared)
        one.polynomial = reduced
        one.cleared = [*one.cleared, *rule.cleared * degree]
        clearing = whole**degree
        found = [{i: m * clearing for i, m in one.multipliers.items()}]
        found.append(self.expressed(rule.equation, multiple * rule.factor))
        if rule.difference:  # Pᵏ - qᵏ = (P - q)·Σ Pᵐ q^{k-1-m}
            powers = [whole**m * rule.q ** (degree - 1 - m) for m in range(degree)]
            series = sum(powers, zero) * before
            found.append({i: m * series for i, m in rule.difference.items()})
        one.multipliers = {}
        for part in found:
            for i, m in part.items():
                one.multipliers[i] = one.multipliers.get(i, zero) + m

    def expressed(self, equation: Reduced, multiple: Any) -> dict[int, Any]:
        """Return a multiple of a reduced equation by the equations as they were."""
        found = {i: -m * multiple for i, m in equation.multipliers.items()}
        own = multiple * self.product(equation.cleared)
        found[equation.number] = found.get(equation.number, self.ring.zero) + own
        return found

    def product(self, relations: Iterable[Relation]) -> Any:
        """Return the product of relations, in which p ≠ 0 stands for p²."""
        found = self.ring.one
        for relation in relations:
            p = self.ring.of(relation.polynomial)
            found = found * p * p if relation.sign == "!=" else found * p
        return found


def _normal(p: Any) -> str:
    """Return a text that polynomials have in common which are multiples of each other."""
    return "0" if p.is_zero() else str(p / p.leading_coefficient())


def polynomial_of(p: Any) -> Polynomial:
    """Return an element of a ring as a polynomial."""
    found = {
        tuple((x, power) for x, power in enumerate(exponents) if power): Fraction(
            int(c.p), int(c.q)
        )
        for exponents, c in p.to_dict().items()
    }
    return Polynomial(tuple(sorted(found.items())))
