"""Real terms and formulas of SymPy as polynomials in unknowns, and facts about them.

What is no polynomial gets an unknown of its own, by the polynomials that it is made of: so terms
that are equal once they are multiplied out get one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import sympy
from sympy.logic.boolalg import Boolean, BooleanAtom

from kreissverify.derivations.deciders.positivstellensatz.facts import (
    FALSE,
    TRUE,
    Fact,
    Relation,
    every,
    negated,
    one_of,
)
from kreissverify.derivations.deciders.positivstellensatz.polynomials import (
    ONE,
    Polynomial,
    constant,
    product,
    total,
    unknown,
)
from kreissverify.derivations.deciders.positivstellensatz.unknowns import LARGEST_SHIFT, Unknown
from kreissverify.derivations.errors import DerivationError

__all__ = ["Translation"]

_LARGEST_POWER = LARGEST_SHIFT
_FUNCTIONS = {sympy.log: "log", sympy.asinh: "asinh", sympy.Abs: "abs"}
_CONSTANTS = {sympy.E: "e", sympy.pi: "pi"}


@dataclass
class Translation:
    """The table of unknowns in the making."""

    table: list[Unknown] = field(default_factory=list)
    numbers: dict[Unknown, int] = field(default_factory=dict)
    _done: dict[sympy.Basic, Polynomial] = field(default_factory=dict)

    def fact(self, condition: Boolean) -> Fact:
        """Return a formula as a fact.

        Raises
        ------
        DerivationError
            If it is no formula over the real numbers.
        """
        if isinstance(condition, BooleanAtom):
            return TRUE if condition is sympy.true else FALSE
        if type(condition) in _RELATIONS:
            sign, forward = _RELATIONS[type(condition)]
            left, right = (self.term(x) for x in condition.args)
            return Relation(sign, left - right if forward else right - left)
        if isinstance(condition, sympy.And):
            return every([self.fact(x) for x in condition.args])
        if isinstance(condition, sympy.Or):
            return one_of([self.fact(x) for x in condition.args])
        if isinstance(condition, sympy.Not):
            return negated(self.fact(condition.args[0]))
        if isinstance(condition, sympy.Implies):
            premise, conclusion = (self.fact(x) for x in condition.args)
            return one_of([negated(premise), conclusion])
        if isinstance(condition, sympy.Equivalent):
            return self._equivalent([self.fact(x) for x in condition.args])
        raise DerivationError(f"{condition}: this is no formula over the real numbers")

    @staticmethod
    def _equivalent(parts: list[Fact]) -> Fact:
        return one_of([every(parts), every(map(negated, parts))])

    def term(self, expression: Any) -> Polynomial:
        """Return a term as a polynomial.

        Raises
        ------
        DerivationError
            If it is no real number, by its form.
        """
        e = sympy.sympify(expression)
        if e not in self._done:
            self._done[e] = self._term(e)
        return self._done[e]

    def _term(self, e: sympy.Expr) -> Polynomial:
        if e.is_Rational:
            return constant(Fraction(e.p, e.q))
        if e.is_Symbol:
            return self._variable(e)
        if e.is_Add:
            return total(map(self.term, e.args))
        if e.is_Mul:
            return product(map(self.term, e.args))
        if e.is_Pow:
            return self._power(*e.args)
        if isinstance(e, (sympy.Max, sympy.Min)):
            parts = {self.term(x) for x in e.args}
            kind = "max" if isinstance(e, sympy.Max) else "min"
            return self.of(Unknown(kind, tuple(sorted(parts, key=lambda p: p.terms))))
        if type(e) in _FUNCTIONS:
            return self.of(Unknown(_FUNCTIONS[type(e)], (self.term(e.args[0]),)))
        if isinstance(e, sympy.Piecewise):
            return self._cases(e)
        if e in _CONSTANTS:
            return self.of(Unknown("constant", (_CONSTANTS[e],)))
        if isinstance(e, sympy.exp):
            return self._exponential(self.term(e.args[0]))
        if not (isinstance(e, sympy.Expr) and e.is_commutative) or e.is_Number:
            raise DerivationError(f"{e}: this is no real number")
        return self.of(Unknown("opaque", term=e))

    def _variable(self, symbol: sympy.Symbol) -> Polynomial:
        if not symbol.is_real:
            raise DerivationError(f"{symbol}: expected a real variable")
        return self.of(Unknown("variable", term=symbol))

    def of(self, what: Unknown) -> Polynomial:
        """Return an unknown, which gets the next number if it is new."""
        if what not in self.numbers:
            self.numbers[what] = len(self.table)
            self.table.append(what)
        return unknown(self.numbers[what])

    def _power(self, base: sympy.Expr, exponent: sympy.Expr) -> Polynomial:
        halves = 2 * exponent
        if halves.is_Integer and abs(exponent) <= _LARGEST_POWER:
            root = self.term(base)
            if halves % 2:
                root = self.of(Unknown("root", (root,)))
            power = abs(int(halves)) // (1 if halves % 2 else 2)
            return (root if halves >= 0 else self._inverse(root)) ** power
        return self.of(Unknown("power", (self.term(base), self.term(exponent))))

    def _inverse(self, divisor: Polynomial) -> Polynomial:
        value = divisor.number
        if value is None:
            return self.of(Unknown("inverse", (divisor,)))
        if not value:
            raise DerivationError("a quotient by 0 has no value")
        return constant(1 / value)

    def _exponential(self, exponent: Polynomial) -> Polynomial:
        """Return eᵖ, in which e^{k·asinh q} is (√(1+q²) ± q)ᵏ."""
        factor, rest = ONE, exponent
        for monomial, k in exponent:
            if len(monomial) != 1 or monomial[0][1] != 1 or k.denominator != 1:
                continue
            x = monomial[0][0]
            if self.table[x].kind == "asinh" and abs(k) <= _LARGEST_POWER:
                (q,) = self.table[x].parts
                root = self.of(Unknown("root", (ONE + q * q,)))
                factor = factor * (root + q if k > 0 else root - q) ** abs(int(k))
                rest = rest - unknown(x).times(k)
        if not rest.terms:
            return factor
        return factor * self.of(Unknown("exp", (rest,)))

    def _cases(self, e: sympy.Piecewise) -> Polynomial:
        parts: list[tuple[Polynomial, Fact]] = []
        for value, condition in e.args:
            parts.append((self.term(value), self.fact(condition)))
            if condition is sympy.true:
                return self.of(Unknown("piecewise", tuple(parts)))
        raise DerivationError(f"{e}: the cases do not end with one for everything else")


_RELATIONS = {
    sympy.Ge: (">=", True), sympy.Gt: (">", True), sympy.Le: (">=", False), sympy.Lt: (">", False),
    sympy.Eq: ("=", True), sympy.Ne: ("!=", True),
}  # fmt: skip
