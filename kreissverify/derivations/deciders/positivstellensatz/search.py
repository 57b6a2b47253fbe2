"""The search for a refutation: what follows at once is noted, then leaves, then cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from kreissverify.derivations.deciders.positivstellensatz.facts import (
    Every,
    Fact,
    OneOf,
    Relation,
)
from kreissverify.derivations.deciders.positivstellensatz.leaves import Effort, find_leaf
from kreissverify.derivations.deciders.positivstellensatz.polynomials import Polynomial
from kreissverify.derivations.deciders.positivstellensatz.system import System
from kreissverify.derivations.deciders.positivstellensatz.unknowns import Unknown

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


def refute(system: System, budget: int = 200) -> Refutation | None:
    """Return a refutation of a system, if one is found."""
    return _Case(system.table, dict.fromkeys(system.facts), Budget(budget)).refutation(0)


@dataclass
class _Case:
    table: Sequence[Unknown]
    facts: dict[Fact, None]
    budget: Budget
    refuted: dict[Fact, Refutation] = field(default_factory=dict)

    @property
    def relations(self) -> list[Relation]:
        return [x for x in self.facts if isinstance(x, Relation)]

    @property
    def disjunctions(self) -> list[OneOf]:
        return [x for x in self.facts if isinstance(x, OneOf)]

    def having(self, fact: Fact) -> _Case:
        parts = fact.parts if isinstance(fact, Every) else (fact,)
        return _Case(self.table, {**self.facts, **dict.fromkeys(parts)}, self.budget, dict(self.refuted))

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
            return fact in self.facts or (fact.sign in (">=", "!=") and Relation(">", p) in self.facts)
        return any(map(self.knows, fact.parts))

    def refutation(self, depth: int) -> Refutation | None:
        for relation in self.relations:
            p = relation.polynomial
            if relation.sign == "!=" and p.unknowns and not any(
                Relation(s, q) in self.facts for s in (">", "=") for q in (p, -p)
            ):
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
        for u, of in enumerate(self.table):
            if of.kind == "inverse":
                found = self._sign(u, of.parts[0], depth)
                if found is not None:
                    return found[0]
        for effort in LEVELS[1:]:
            found = self.leaf(effort)
            if found is not None:
                return found
        if depth > 4:
            return None
        for fact, cases in sorted(open_ones, key=lambda x: sum(c is None for c in x[1])):
            return self._either(fact, cases, depth)
        for p in self._divisors():
            return self._signs(p, (">", "=", "<"), depth)
        return None

    def _divisors(self) -> Iterator[Polynomial]:
        """Yield what an equation would be divided by for an unknown that is linear in it."""
        known = {q for x in self.relations for q in (x.polynomial, -x.polynomial) if x.sign in (">", "=")}
        for relation in self.relations:
            if relation.sign == "=":
                for x in sorted(relation.polynomial.unknowns):
                    parts = relation.polynomial.in_powers_of(x)
                    if max(parts) == 1 and parts[1].number is None and parts[1] not in known:
                        yield parts[1]

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
            found = self._at_once(signed(p, sign)) or self.having(signed(p, sign)).refutation(depth + 1)
            if found is None:
                return None
            whole.append((sign, found))
        return Sign(p, tuple(whole))

    def _at_once(self, fact: Relation) -> Sum | None:
        """Return that p = 0 contradicts p ≠ 0."""
        apart = Relation("!=", fact.polynomial)
        if fact.sign != "=" or apart not in self.facts:
            return None
        return Sum((Product(Fraction(1), (apart,)),), ((-fact.polynomial, fact),))

    def _sign(self, u: int, p: Polynomial, depth: int) -> tuple[Refutation | None] | None:
        """Note the sign of a divisor, where it has one."""
        for q in (p, -p):
            if Relation(">", q) in self.facts:
                return None
        if Relation(">", p * p) in self.facts:
            return None
        for q in (-p, p, -(p * p)):
            leaf = self.quick(signed(q, ">="))
            if leaf is not None:
                rest = self.having(signed(q, "<")).refutation(depth)
                return (None if rest is None else Sign(q, ((">=", leaf), ("<", rest))),)
        return None
