"""Evaluating a statement: one evaluator, and the arithmetic that it works in is a parameter.

The same symbolic object is sampled in floats, decided in enclosures, and compared in exact radicals
where enclosures cannot separate: what is printed is what is checked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

import sympy
from sympy.core.relational import Relational
from sympy.matrices.expressions.matexpr import MatrixElement

from kreissverify.expressions.conditions import MatrixCondition
from kreissverify.quantities.symbolic import QuantityExpr

__all__ = ["Arithmetic", "Evaluator", "UnknownTerm"]

Number = TypeVar("Number")
Truth = TypeVar("Truth")


class UnknownTerm(ValueError):
    """A statement contains a term that no arithmetic evaluates."""


class Arithmetic(Protocol[Number, Truth]):
    """Numbers and truth values in which a statement is evaluated."""

    def rational(self, p: int, q: int) -> Number: ...
    def constant(self, name: str) -> Number: ...
    def symbol(self, name: str) -> Number: ...
    def quantity(self, atom: QuantityExpr, parameters: tuple[Number, ...]) -> Number: ...
    def add(self, terms: Sequence[Number]) -> Number: ...
    def multiply(self, factors: Sequence[Number]) -> Number: ...
    def power(self, base: Number, exponent: Number) -> Number: ...
    def apply(self, function: str, argument: Number) -> Number: ...
    def largest(self, terms: Sequence[Number]) -> Number: ...
    def smallest(self, terms: Sequence[Number]) -> Number: ...
    def select(self, branches: Sequence[tuple[Callable[[], Number], Truth]]) -> Number: ...
    def compare(self, relation: str, left: Number, right: Number) -> Truth: ...
    def condition(self, condition: MatrixCondition) -> Truth: ...
    def entry(self, entry: MatrixElement) -> Number: ...
    def constant_truth(self, value: bool) -> Truth: ...
    def open_truth(self) -> Truth: ...
    def negate(self, value: Truth) -> Truth: ...
    def conjunction(self, values: Sequence[Truth]) -> Truth: ...


_RELATIONS: dict[type[Any], str] = {
    sympy.LessThan: "<=",
    sympy.StrictLessThan: "<",
    sympy.GreaterThan: ">=",
    sympy.StrictGreaterThan: ">",
    sympy.Equality: "==",
    sympy.Unequality: "!=",
}
_FUNCTIONS: dict[type[Any], str] = {
    sympy.log: "log",
    sympy.exp: "exp",
    sympy.asinh: "asinh",
    sympy.Abs: "abs",
}


class Evaluator(Generic[Number, Truth]):
    """Evaluates terms and statements in a given arithmetic.

    Parameters
    ----------
    arithmetic
        The numbers and truth values.
    decided
        Truth values of relations that are known already, and are not asked for again; those that
        `is_open` does not call open are added.
    is_open
        Says whether a truth value is none.
    failures
        Exceptions of the arithmetic that leave one relation open, and not the whole statement.
    """

    def __init__(
        self,
        arithmetic: Arithmetic[Number, Truth],
        decided: dict[Any, Truth] | None = None,
        is_open: Callable[[Truth], bool] = lambda truth: False,
        failures: tuple[type[Exception], ...] = (),
    ) -> None:
        self._in = arithmetic
        self._decided, self._is_open, self._failures = decided, is_open, failures
        self._sides: dict[sympy.Expr, Number] = {}

    def number(self, term: sympy.Expr) -> Number:
        """Return the value of a real term.

        Raises
        ------
        UnknownTerm
            If the term has a function that the language does not know.
        """
        arithmetic = self._in
        if isinstance(term, sympy.Rational):
            return arithmetic.rational(int(term.p), int(term.q))
        if isinstance(term, sympy.NumberSymbol):
            return arithmetic.constant(str(term))
        if isinstance(term, QuantityExpr):
            return arithmetic.quantity(term, tuple(map(self.number, term.parameters)))
        if isinstance(term, sympy.Symbol):
            return arithmetic.symbol(term.name)
        if isinstance(term, sympy.Pow):
            return arithmetic.power(self.number(term.base), self.number(term.exp))
        if isinstance(term, sympy.Piecewise):
            return self._piecewise(term)
        if isinstance(term, MatrixElement):
            return arithmetic.entry(term)
        return self._compound(term)

    def side(self, term: sympy.Expr) -> Number:
        """Return the value of a side of a relation: the last one found, if it was asked for."""
        found = self._sides.get(term)
        return self.number(term) if found is None else found

    def _compound(self, term: sympy.Expr) -> Number:
        arithmetic, arguments = self._in, term.args
        if isinstance(term, sympy.Add):
            return arithmetic.add([self.number(x) for x in arguments])
        if isinstance(term, sympy.Mul):
            return arithmetic.multiply([self.number(x) for x in arguments])
        if isinstance(term, sympy.Max):
            return arithmetic.largest([self.number(x) for x in arguments])
        if isinstance(term, sympy.Min):
            return arithmetic.smallest([self.number(x) for x in arguments])
        for kind, name in _FUNCTIONS.items():
            if isinstance(term, kind):
                return arithmetic.apply(name, self.number(arguments[0]))
        raise UnknownTerm(f"a statement cannot contain {term.func.__name__} yet, as in {term}")

    def _piecewise(self, term: sympy.Piecewise) -> Number:
        # a branch is evaluated only when it is needed: it may be undefined where another one holds
        return self._in.select(
            [(partial(self.number, value), self.truth(when)) for value, when in term.args]
        )

    def truth(self, statement: sympy.Basic) -> Truth:
        """Return the truth value of a statement."""
        arithmetic = self._in
        if statement in (sympy.true, sympy.false):
            return arithmetic.constant_truth(bool(statement))
        if isinstance(statement, (Relational, MatrixCondition)):
            return self._known_or_found(statement)
        return self._connective(statement)

    def _known_or_found(self, statement: sympy.Basic) -> Truth:
        if self._decided is None:
            return self._relation(statement)
        if statement not in self._decided:
            try:
                found = self._relation(statement)
            except self._failures:
                return self._in.open_truth()
            if self._is_open(found):
                return found
            self._decided[statement] = found
        return self._decided[statement]

    def _relation(self, statement: sympy.Basic) -> Truth:
        if isinstance(statement, MatrixCondition):
            return self._in.condition(statement)
        for kind, relation in _RELATIONS.items():
            if isinstance(statement, kind):
                # evaluated anew each time: an arithmetic may take note of what has no value
                left, right = (self.number(x) for x in statement.args)
                self._sides |= zip(statement.args, (left, right), strict=True)
                return self._in.compare(relation, left, right)
        raise UnknownTerm(f"a statement cannot contain {statement.func.__name__} yet")

    def _connective(self, statement: sympy.Basic) -> Truth:
        arithmetic = self._in
        parts = [self.truth(x) for x in statement.args]
        if isinstance(statement, sympy.And):
            return arithmetic.conjunction(parts)
        if isinstance(statement, sympy.Or):
            return self._disjunction(parts)
        if isinstance(statement, sympy.Not):
            return arithmetic.negate(parts[0])
        if isinstance(statement, sympy.Implies):
            return self.implication(parts[0], parts[1])
        if isinstance(statement, sympy.Equivalent):
            first = parts[0]
            pairs = [(first, other) for other in parts[1:]]
            return arithmetic.conjunction(
                [self.implication(x, y) for p in pairs for x, y in (p, p[::-1])]
            )
        raise UnknownTerm(f"a statement cannot contain {statement.func.__name__} yet")

    # Only negation and conjunction are asked of an arithmetic: the rest follows by De Morgan's
    # laws, which Kleene's logic and margins obey.

    def implication(self, premise: Truth, conclusion: Truth) -> Truth:
        """Return the truth value of "if premise then conclusion"."""
        return self._disjunction([self._in.negate(premise), conclusion])

    def _disjunction(self, parts: Sequence[Truth]) -> Truth:
        negate = self._in.negate
        return negate(self._in.conjunction([negate(x) for x in parts]))
