"""The search for a refutation: what follows at once is noted, then leaves, then cases.

A refutation of a case is looked for in this order: a leaf with little work; disjunctions of which
one part is left; the signs of divisors; leaves; a branch on a disjunction of the question; leaves
with more work; signs and factors that make the relations shorter; leaves with still more; branches.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from kreissverify.derivations.deciders.positivstellensatz.cases import Budget, Case, factors
from kreissverify.derivations.deciders.positivstellensatz.certificates import (
    Either,
    Product,
    Refutation,
    Sign,
    Sum,
    signed,
)
from kreissverify.derivations.deciders.positivstellensatz.completed_squares import squares_against
from kreissverify.derivations.deciders.positivstellensatz.facts import (
    OneOf,
    Relation,
    negated,
)
from kreissverify.derivations.deciders.positivstellensatz.leaves import Effort
from kreissverify.derivations.deciders.positivstellensatz.polynomials import Polynomial, product
from kreissverify.derivations.deciders.positivstellensatz.system import System
from kreissverify.derivations.deciders.positivstellensatz.unknowns import axioms

__all__ = ["refute"]

# Empirical: of the questions of the bundled library most need the first few.
_FIRST = Effort(20, 1, 0)
_SMALL = (Effort(1, 1), Effort(2, 2), Effort(9, 1, 1, 1), Effort(9, 1, 1, 2))
_MIDDLE = (Effort(3, 2), Effort(4, 2, 4, 0), Effort(4, 2, 4, 1), Effort(4, 2, 4, 2))
_LARGE = (
    Effort(4, 3, squares=True),
    Effort(6, 2, 2, 1),
    Effort(6, 3, 3, 1),
    Effort(6, 3, 6, 2),
    Effort(8, 4, 8, 2, columns=3000),
)
# Branches within branches: each may double the work.
_DEEPEST = 5


def refute(system: System, leaves: int) -> Refutation | None:
    """Return a refutation of a system, if one is found within the work.

    Parameters
    ----------
    system
        Premises, a negated claim and axioms.
    leaves
        How many leaves may be searched for.

    Returns
    -------
    Refutation or None
        For `is_refuted` to check: nothing here is to be believed.
    """
    at_sight = squares_against(system.denied)
    if at_sight is not None:
        return at_sight
    quotients = [i for i, of in enumerate(system.table) if of.kind in ("inverse", "root")]
    values = frozenset(x for i in quotients for x in axioms(system.table, i))
    case = Case(system.table, dict.fromkeys(system.facts), Budget(leaves), values)
    return _refutation(case, 0)


# What a search for one more fact gives: nothing, or how the case ends once the fact is known.
_Noted = tuple[Refutation | None]


def _refutation(case: Case, depth: int) -> Refutation | None:
    begun = _of_unequal(case, depth)
    if begun is not None:
        return begun[0]
    leaf = case.leaf(_FIRST)
    if leaf is not None:
        return leaf
    open_ones: list[tuple[OneOf, list[Sum | None]]] = []
    for fact in case.disjunctions:
        found = [case.quick(x) for x in fact.parts]
        if sum(x is None for x in found) <= 1:
            return _either(case, fact, found, depth)
        open_ones.append((fact, found))
    # Quotients last: whether they have a value may depend on the case.
    open_ones.sort(key=lambda x: (x[0] in case.values, sum(leaf is None for leaf in x[1])))
    noted = _sign_of_one(case, case.inverted(), depth)
    if noted is not None:
        return noted[0]
    leaf = case.first_leaf(_SMALL)
    if leaf is not None:
        return leaf
    # A maximum, a case distinction, or a claim of several parts: one by one they are easier.
    if depth < _DEEPEST and open_ones and open_ones[0][0] not in case.values:
        return _either(case, *open_ones[0], depth)
    leaf = case.first_leaf(_MIDDLE)
    if leaf is not None:
        return leaf
    noted = _sign_of_one(case, case.divisors(), depth) or _shorter_one(case, depth)
    if noted is not None:
        return noted[0]
    leaf = case.first_leaf(_LARGE)
    if leaf is not None:
        return leaf
    noted = _sign_of_one(case, case.unsigned(), depth)
    if noted is not None:
        return noted[0]
    return _branched(case, open_ones, depth) if depth < _DEEPEST else None


def _of_unequal(case: Case, depth: int) -> _Noted | None:
    """Refute p ≠ 0 beside p = 0, or branch on the sign of p: each case is of a lower degree."""
    for relation in (x for x in case.relations if x.sign == "!="):
        p = relation.polynomial
        for q in (p, -p):
            if Relation("=", q) in case.facts:
                factor = p.times(Fraction(-1 if q == p else 1))
                return (Sum((Product(Fraction(1), (relation,)),), ((factor, Relation("=", q)),)),)
        if p.unknowns and case.positive(p) is None:
            return (_signs(case, p, depth),)
    return None


def _branched(
    case: Case, open_ones: list[tuple[OneOf, list[Sum | None]]], depth: int
) -> Refutation | None:
    if open_ones:
        return _either(case, *open_ones[0], depth)
    divisor = next(case.divisors(), None)
    return None if divisor is None else _signs(case, divisor, depth)


def _either(case: Case, fact: OneOf, known: list[Sum | None], depth: int) -> Refutation | None:
    """Refute every part of a disjunction, of which some are refuted already."""
    more = depth + (sum(x is None for x in known) > 1)
    whole = []
    for part, leaf in zip(fact.parts, known, strict=True):
        found = leaf or _refutation(case.having(part), more)
        if found is None:
            return None
        whole.append(found)
    return Either(fact, tuple(whole))


def _signs(case: Case, p: Polynomial, depth: int) -> Refutation | None:
    """Refute all three signs of a polynomial."""
    whole = []
    for sign in (">", "=", "<"):
        found = _refutation(case.having(signed(p, sign)), depth + 1)
        if found is None:
            return None
        whole.append((sign, found))
    return Sign(p, tuple(whole))


def _sign_of_one(case: Case, polynomials: Iterable[Polynomial], depth: int) -> _Noted | None:
    """Note the sign of the first polynomial that has one."""
    for p in polynomials:
        for q in (-p, p):
            leaf = case.quick(signed(q, ">="))
            if leaf is not None:
                return (_below(case, q, leaf, depth),)
    return None


def _below(case: Case, q: Polynomial, leaf: Sum, depth: int) -> Refutation | None:
    """Go on with q < 0, as a leaf refutes q ≥ 0."""
    found = _refutation(case.having(signed(q, "<")), depth)
    return None if found is None else Sign(q, ((">=", leaf), ("<", found)))


def _shorter_one(case: Case, depth: int) -> _Noted | None:
    """Note what a relation says without its factors of a known sign."""
    for relation in (x for x in case.relations if x.sign != "!="):
        known: list[Relation] = []
        rest: list[tuple[Polynomial, int]] = []
        for p, power in factors(relation.polynomial):
            sign = case.positive(p)
            if sign is None:
                rest.append((p, power))
            else:
                known += [sign] * power
        powers = relation.sign == "=" and any(power > 1 for _, power in rest)
        if rest and (known or powers):
            shorten = _zero if relation.sign == "=" else _shorter
            found = shorten(case, relation, known, rest, depth)
            if found is not None:
                return found
    return None


def _shorter(
    case: Case,
    relation: Relation,
    known: list[Relation],
    rest: list[tuple[Polynomial, int]],
    depth: int,
) -> _Noted | None:
    """Note that an inequality holds without its positive factors."""
    whole = product(p**power for p, power in rest)
    scale = _scale(relation, whole, known)
    goal = Relation(relation.sign, whole if scale > 0 else -whole)
    if case.knows(goal):
        return None
    denied = negated(goal)
    assert isinstance(denied, Relation)
    leaf = Sum((Product(Fraction(1), (denied, *known)), Product(1 / abs(scale), (relation,))))
    if relation.sign == ">":
        return (_below(case, -goal.polynomial, leaf, depth),)
    found = _refutation(case.having(goal), depth)
    return (None if found is None else Sign(goal.polynomial, ((">=", found), ("<", leaf))),)


def _zero(
    case: Case,
    relation: Relation,
    known: list[Relation],
    rest: list[tuple[Polynomial, int]],
    depth: int,
) -> _Noted | None:
    """Note that a product is 0 without its factors of a known sign, and without powers."""
    q = product(p for p, _ in rest)
    if case.knows(Relation("=", q)) or case.knows(Relation("=", -q)):
        return None
    # q to the largest power is the rest of the relation times what is missing in it
    most = max(power for _, power in rest)
    missing = product(p ** (most - power) for p, power in rest)
    scale = _scale(relation, product(p**power for p, power in rest), known)
    leaves = []
    for sign in (1, -1):
        side = Relation(">", q.times(Fraction(sign)))
        positive = Product(Fraction(1), (*[side] * most, *known))
        leaves.append(Sum((positive,), ((missing.times(-Fraction(sign**most) / scale), relation),)))
    found = _refutation(case.having(Relation("=", q)), depth)
    cases = None if found is None else ((">", leaves[0]), ("=", found), ("<", leaves[1]))
    return (None if cases is None else Sign(q, cases),)


def _scale(relation: Relation, whole: Polynomial, known: Iterable[Relation]) -> Fraction:
    """Return the number by which a relation is a product times relations that are positive."""
    expanded = whole * product(x.polynomial for x in known)
    return relation.polynomial.terms[0][1] / expanded.terms[0][1]
