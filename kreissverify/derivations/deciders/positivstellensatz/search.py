"""The search for a refutation: what follows at once is noted, then leaves, then cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from kreissverify.derivations.deciders.positivstellensatz.certificates import (
    Either,
    Product,
    Refutation,
    Sign,
    Sum,
    signed,
)
from kreissverify.derivations.deciders.positivstellensatz.elimination import Ring, polynomial_of
from kreissverify.derivations.deciders.positivstellensatz.facts import (
    Every,
    Fact,
    OneOf,
    Relation,
    negated,
)
from kreissverify.derivations.deciders.positivstellensatz.leaves import Effort, find_leaf
from kreissverify.derivations.deciders.positivstellensatz.polynomials import (
    ONE,
    Polynomial,
    unknown,
)
from kreissverify.derivations.deciders.positivstellensatz.system import System
from kreissverify.derivations.deciders.positivstellensatz.unknowns import Unknown, axioms

__all__ = ["refute"]

QUICK = (Effort(9, 1, 0), Effort(2, 2), Effort(9, 1, 1, 2), Effort(4, 1, 4, 2, columns=400))
LEVELS = (
    Effort(20, 1, 0),
    Effort(1, 1),
    Effort(2, 2),
    Effort(9, 1, 1, 1),
    Effort(9, 1, 1, 2),
    Effort(3, 2),
    Effort(4, 2, 4, 0),
    Effort(4, 2, 4, 1),
    Effort(4, 2, 4, 2),
    Effort(4, 3, squares=True),
    Effort(6, 2, 2, 1),
    Effort(6, 3, 3, 1),
    Effort(6, 3, 6, 2),
    Effort(8, 4, 8, 2, columns=3000),
)


@dataclass
class Budget:
    """How many leaves may be searched for in all."""

    leaves: int

    def spend(self) -> bool:
        self.leaves -= 1
        return self.leaves >= 0


def refute(system: System, budget: int = 800) -> Refutation | None:
    """Return a refutation of a system, if one is found."""
    values = frozenset(
        x
        for i, of in enumerate(system.table)
        if of.kind in ("inverse", "root")
        for x in axioms(system.table, i)
    )
    facts = dict.fromkeys(system.facts)
    return _Case(system.table, facts, Budget(budget), values=values).refutation(0)


@dataclass
class _Case:
    table: Sequence[Unknown]
    facts: dict[Fact, None]
    budget: Budget
    refuted: dict[Fact, Refutation] = field(default_factory=dict)
    values: frozenset[Fact] = frozenset()

    @property
    def relations(self) -> list[Relation]:
        return [x for x in self.facts if isinstance(x, Relation)]

    @property
    def disjunctions(self) -> list[OneOf]:
        return [x for x in self.facts if isinstance(x, OneOf)]

    def having(self, fact: Fact) -> _Case:
        parts = fact.parts if isinstance(fact, Every) else (fact,)
        return _Case(
            self.table,
            {**self.facts, **dict.fromkeys(parts)},
            self.budget,
            dict(self.refuted),
            values=self.values,
        )

    def leaf(self, effort: Effort) -> Sum | None:
        return find_leaf(self.table, self.relations, effort) if self.budget.spend() else None

    def quick(self, fact: Fact) -> Refutation | None:
        """Return a leaf that refutes a fact beside what is known, if there is a short one."""
        if fact not in self.refuted:
            case = self.having(fact)
            found = next((x for x in map(case.leaf, QUICK) if x is not None), None)
            if found is None:
                return None
            self.refuted[fact] = found
        return self.refuted[fact]

    def knows(self, fact: Fact) -> bool:
        if isinstance(fact, Every):
            return all(map(self.knows, fact.parts))
        if isinstance(fact, Relation):
            p = fact.polynomial
            if p.number is not None:
                v = p.number
                return {">=": v >= 0, ">": v > 0, "=": v == 0, "!=": v != 0}[fact.sign]
            return fact in self.facts or (
                fact.sign in (">=", "!=") and Relation(">", p) in self.facts
            )
        return any(map(self.knows, fact.parts))

    def refutation(self, depth: int) -> Refutation | None:
        for relation in self.relations:
            p = relation.polynomial
            if relation.sign != "!=":
                continue
            for q, factor in ((p, -p), (-p, p)):
                if Relation("=", q) in self.facts:
                    product = Product(Fraction(1), (relation,))
                    return Sum((product,), ((factor, Relation("=", q)),))
            if p.unknowns and not any(Relation(">", q) in self.facts for q in (p, -p)):
                return self._signs(p, (">", "=", "<"), depth)
        found = self.leaf(LEVELS[0])
        if found is not None:
            return found
        # what has only one case left
        open_ones = []
        for fact in self.disjunctions:
            if any(self.knows(x) for x in fact.parts):
                continue
            cases = [self.quick(x) for x in fact.parts]
            left = [i for i, x in enumerate(cases) if x is None]
            if len(left) <= 1:
                return self._either(fact, cases, depth)
            open_ones.append((fact, cases))
        noted = self._noted_sign(self._inverted(), depth)
        if noted is not None:
            return noted[0]
        for effort in LEVELS[1:5]:
            found = self.leaf(effort)
            if found is not None:
                return found
        # A maximum, a case distinction, or a claim of several parts: one by one they are easier.
        for fact, cases in sorted(open_ones, key=self._order)[:1]:
            if depth < 5 and fact not in self.values:
                return self._either(fact, cases, depth)
        for effort in LEVELS[5:9]:
            found = self.leaf(effort)
            if found is not None:
                return found
        noted = self._noted(depth)
        if noted is not None:
            return noted[0]
        for effort in LEVELS[9:]:
            found = self.leaf(effort)
            if found is not None:
                return found
        noted = self._noted_sign(self._unsigned(), depth)
        if noted is not None:
            return noted[0]
        if depth > 4:
            return None
        for fact, cases in sorted(open_ones, key=self._order):
            return self._either(fact, cases, depth)
        for p in self._divisors():
            return self._signs(p, (">", "=", "<"), depth)
        return None

    def _order(self, open_one: tuple[OneOf, list[Refutation | None]]) -> tuple[bool, int]:
        """Return how late to branch on a disjunction: a quotient may have a value in a case."""
        fact, cases = open_one
        return fact in self.values, sum(x is None for x in cases)

    def _noted(self, depth: int) -> tuple[Refutation | None] | None:
        """Note one more fact that follows, and go on with it; None if there is none."""
        found = self._noted_sign(self._divisors(), depth)
        if found is not None:
            return found
        for relation in self.relations:
            found = self._divided(relation, depth)
            if found is not None:
                return found
        return None

    def _unsigned(self) -> Iterator[Polynomial]:
        """Yield the unknowns of which no sign is known."""
        for x in sorted({x for one in self.relations for x in one.polynomial.unknowns}):
            p = unknown(x)
            if not self._has_sign(p) and Relation(">=", p) not in self.facts:
                yield p

    def _noted_sign(
        self, polynomials: Iterable[Polynomial], depth: int
    ) -> tuple[Refutation | None] | None:
        for p in polynomials:
            found = self._sign(p, depth)
            if found is not None:
                return found
        return None

    def _inverted(self) -> Iterator[Polynomial]:
        """Yield the factors of divisors, of which no sign is known."""
        for of in self.table:
            if of.kind == "inverse":
                yield from self._open_factors(of.parts[0])

    def _open_factors(self, p: Polynomial) -> list[Polynomial]:
        return [q for q, _ in factors(p) if not self._has_sign(q)]

    def _divisors(self) -> Iterator[Polynomial]:
        """Yield what equations divide an unknown by, of which no sign is known, in factors."""
        for relation in self.relations:
            if relation.sign == "=":
                for x in sorted(relation.polynomial.unknowns):
                    parts = relation.polynomial.in_powers_of(x)
                    if max(parts) == 1 and parts[1].number is None:
                        yield from self._open_factors(parts[1])

    def _has_sign(self, p: Polynomial) -> bool:
        return any(Relation(s, q) in self.facts for s in (">", "=") for q in (p, -p))

    def _sign(self, p: Polynomial, depth: int) -> tuple[Refutation | None] | None:
        """Note the sign of a polynomial, where it has one."""
        for q in (-p, p):
            leaf = self.quick(signed(q, ">="))
            if leaf is not None:
                return (self._with_cut(q, leaf, depth),)
        return None

    def _with_cut(self, q: Polynomial, leaf: Refutation, depth: int) -> Refutation | None:
        """Go on with q < 0, as a leaf refutes q ≥ 0."""
        rest = self.having(signed(q, "<")).refutation(depth)
        return None if rest is None else Sign(q, ((">=", leaf), ("<", rest)))

    def _divided(self, relation: Relation, depth: int) -> tuple[Refutation | None] | None:
        """Note what a relation says without its factors of a known sign."""
        if relation.sign == "!=":
            return None
        known: list[Relation] = []
        rest: list[tuple[Polynomial, int]] = []
        for p, power in factors(relation.polynomial):
            sign = next((x for x in (Relation(">", p), Relation(">", -p)) if x in self.facts), None)
            if sign is not None:
                known += [sign] * power
            else:
                rest.append((p, power))
        if not rest or not (known or (relation.sign == "=" and any(k > 1 for _, k in rest))):
            return None
        positive = product_of([x.polynomial for x in known])
        whole = product_of([p**power for p, power in rest])
        # relation = scale · positive · whole
        scale = relation.polynomial.terms[0][1] / (positive * whole).terms[0][1]
        if relation.sign == "=":
            return self._zero(relation, known, rest, scale, depth)
        goal = Relation(relation.sign, whole if scale > 0 else -whole)
        if self.knows(goal):
            return None
        denied = negated(goal)
        assert isinstance(denied, Relation)
        leaf = Sum((Product(Fraction(1), (denied, *known)), Product(1 / abs(scale), (relation,))))
        if relation.sign == ">":
            return (self._with_cut(-goal.polynomial, leaf, depth),)
        rest_of = self.having(goal).refutation(depth)
        whole_of = None if rest_of is None else ((">=", rest_of), ("<", leaf))
        return (None if whole_of is None else Sign(goal.polynomial, whole_of),)

    def _zero(
        self,
        relation: Relation,
        known: list[Relation],
        rest: list[tuple[Polynomial, int]],
        scale: Fraction,
        depth: int,
    ) -> tuple[Refutation | None] | None:
        """Note that a product is 0 without its factors of a known sign, and without powers."""
        q = product_of([p for p, _ in rest])
        if self.knows(Relation("=", q)) or self.knows(Relation("=", -q)):
            return None
        # q to the largest power is the rest of the relation times what is missing in it
        most = max(power for _, power in rest)
        missing = product_of([p ** (most - power) for p, power in rest])
        leaves = []
        for sign in (1, -1):
            side = Relation(">", q if sign > 0 else -q)
            factor = missing.times(-Fraction(sign**most) / scale)
            leaves.append(
                Sum((Product(Fraction(1), (*[side] * most, *known)),), ((factor, relation),))
            )
        found = self.having(Relation("=", q)).refutation(depth)
        if found is None:
            return (None,)
        return (Sign(q, ((">", leaves[0]), ("=", found), ("<", leaves[1]))),)

    def _either(self, fact: OneOf, cases: list[Refutation | None], depth: int) -> Refutation | None:
        whole = []
        more = depth + (sum(x is None for x in cases) > 1)
        for part, case in zip(fact.parts, cases, strict=True):
            found = case or self.having(part).refutation(more)
            if found is None:
                return None
            whole.append(found)
        return Either(fact, tuple(whole))

    def _signs(self, p: Polynomial, signs: tuple[str, ...], depth: int) -> Refutation | None:
        whole = []
        for sign in signs:
            found = self.having(signed(p, sign)).refutation(depth + 1)
            if found is None:
                return None
            whole.append((sign, found))
        return Sign(p, tuple(whole))


def product_of(polynomials: Iterable[Polynomial]) -> Polynomial:
    """Return the product of polynomials, 1 if there are none."""
    found = ONE
    for p in polynomials:
        found = found * p
    return found


def factors(p: Polynomial) -> list[tuple[Polynomial, int]]:
    """Return the irreducible factors of a polynomial, each with its power, without numbers."""
    ring = Ring(max(p.unknowns, default=0) + 1)
    return [(polynomial_of(x), int(k)) for x, k in ring.of(p).factor()[1]] if p.terms else []
