"""Terms and conditions on one exact member, where everything has its own value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy
from flint import arb, fmpq
from sympy.logic.boolalg import Boolean
from sympy.matrices.expressions.matexpr import MatrixElement

from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.points.ball_values import Valuation
from kreissverify.derivations.points.member import Member
from kreissverify.derivations.points.operator_values import OperatorValues, ball_of
from kreissverify.derivations.terms.formulas import Finite, OperatorNorm
from kreissverify.derivations.terms.matrix_terms import Invertible
from kreissverify.expressions.conditions import Entrywise, MatrixEquality, Semidefinite
from kreissverify.expressions.errors import StatementError
from kreissverify.expressions.exact import exact_value
from kreissverify.expressions.symbols import Leaf
from kreissverify.instances.kinds.shared.membership import eigenvalues_at_least
from kreissverify.matrices.class_options import radius_place
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.matrices.symbolic import SymbolicMatrix
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.rational import as_fmpq, as_sympy
from kreissverify.quantities.base import OutsideDomain
from kreissverify.quantities.symbolic import QuantityExpr

__all__ = ["AtMember", "Definitions"]

_SYMBOLS = ("gamma", "mu", "b", "c", "n")
Definitions = Mapping[sympy.Symbol, sympy.Expr]
# What evaluation raises where something has no value, or none that is rational or that can be
# enclosed: the point then says nothing. Any other exception is a defect, and is raised.
_NO_VALUE = (
    ValueError, ZeroDivisionError, OverflowError, DerivationError, StatementError, Refused,
    OutsideDomain, AttributeError, KeyError,
)  # fmt: skip


class AtMember(Valuation):
    """A member, with values of a step's own variables."""

    def __init__(
        self, member: Member, definitions: Definitions, own: Mapping[sympy.Symbol, fmpq]
    ) -> None:
        super().__init__({x: arb(value) for x, value in own.items()})
        self.member, self.definitions = member, definitions
        self._rational: dict[sympy.Basic, sympy.Expr] = {
            x: as_sympy(value) for x, value in own.items()
        }
        self._operators: OperatorValues | None = None
        if member.instance is not None:
            self._operators = OperatorValues(
                member.instance, member.direction, self.rational, self.number
            )

    @property
    def operators(self) -> OperatorValues:
        """The operators of the member of a coupled class."""
        if self._operators is None:
            raise ValueError("no operator has a value without a matrix of a coupled class")
        return self._operators

    def atom(self, e: sympy.Basic) -> arb | None:
        """Return the value of a symbol, a quantity or the norm of an operator."""
        if e in self.point:
            return self.point[e]
        if isinstance(e, sympy.Symbol):
            self.point[e] = self._symbol(e)
        elif isinstance(e, QuantityExpr):
            found = self._quantity(e)
            self.point[e] = ball_of(found) if isinstance(found, Enclosure) else found
        elif isinstance(e, OperatorNorm):
            self.point[e] = self.operators.norm(e.args[0])
        elif isinstance(e, MatrixElement):
            self.point[e] = arb(self._entry(e))
        else:
            return None
        return self.point[e]

    def relation(self, condition: Boolean) -> bool | None:
        """Decide what is said of operators, or that a quantity is finite."""
        try:
            if isinstance(condition, Finite):
                return self._is_finite(condition.args[0])
            if isinstance(condition, MatrixEquality):
                return self.matrix(condition.lhs) == self.matrix(condition.rhs)
            if isinstance(condition, Entrywise):
                return _is_nonnegative(self.matrix(condition.rhs) - self.matrix(condition.lhs))
            if isinstance(condition, Semidefinite):
                return _is_semidefinite(self.matrix(condition.lhs))
            if isinstance(condition, Invertible):
                return any(self.matrix(condition.matrix).determinant())
            return self.operators.relation(condition)
        except _NO_VALUE:
            return None

    def rational(self, e: Any) -> fmpq:
        """Return the exact value of a term that is rational here.

        Raises
        ------
        ValueError
            If it is not, or cannot be seen to be.
        """
        e = sympy.sympify(e)
        for x in e.atoms(MatrixElement):
            self._rational[x] = as_sympy(self._entry(x))
        for x in e.free_symbols:
            if isinstance(x, sympy.Symbol) and x not in self._rational:
                self._rational[x] = self._rational_symbol(x)
        value = e.xreplace(self._rational)
        if not value.is_Rational:
            raise ValueError(f"{e} is not rational here")
        return as_fmpq(value)

    def _rational_symbol(self, symbol: sympy.Symbol) -> sympy.Expr:
        if symbol in self.definitions:
            return as_sympy(self.rational(self.definitions[symbol]))
        value = self._given(symbol)
        if isinstance(value, Enclosure):
            if not value.is_exact or not is_finite(value.lower.value):
                raise ValueError(f"{symbol} is irrational")
            value = value.lower.value
        return as_sympy(value)

    def _given(self, symbol: sympy.Symbol) -> Any:
        if symbol.name in self.member.parameters:
            return self.member.parameters[symbol.name]
        if symbol.name in self.member.sizes:
            return fmpq(self.member.sizes[symbol.name])
        owner, _, name = symbol.name.rpartition(".")
        place, instance = radius_place(name), self.member.owner(owner)
        known = name in _SYMBOLS if place is None else place < instance.m
        if not known:
            raise ValueError(f"{symbol} has no value")
        value = getattr(instance, name) if place is None else instance.every_bound[place]
        return fmpq(value) if isinstance(value, int) else value

    def _symbol(self, symbol: sympy.Symbol) -> arb:
        if symbol in self.definitions:
            return self.number(self.definitions[symbol])
        value = self._given(symbol)
        return ball_of(value) if isinstance(value, Enclosure) else arb(value)

    def _quantity(self, e: QuantityExpr) -> Enclosure | arb:
        parameters = tuple(map(self.rational, e.parameters))
        if isinstance(e.matrix, SymbolicMatrix):
            return self.member.quantity(e, parameters)
        return self.member.of_matrix(e.quantity, self.matrix(e.matrix), parameters)

    def matrix(self, expression: sympy.MatrixExpr) -> ExactMatrix:
        """Return the exact value of a matrix expression."""
        return exact_value(expression, self)

    # What `exact_value` asks for:

    def leaf(self, symbol: Leaf) -> ExactMatrix:
        """Return the exact value of a matrix of the theorem."""
        return self.member.leaf(symbol)

    def scalar(self, term: sympy.Expr) -> fmpq:
        """Return the exact value of a number, as `rational`."""
        return self.rational(term)

    def size(self, term: sympy.Expr) -> int:
        """Return the value of a number of rows."""
        return self.member.size(term)

    def _entry(self, e: MatrixElement) -> fmpq:
        matrix, (i, j) = self.matrix(e.parent), (int(k) for k in e.args[1:])
        if not (0 <= i < matrix.shape[0] and 0 <= j < matrix.shape[1]):
            raise ValueError(f"{e} has no value here")
        real, imaginary = matrix.entry(i, j)
        if imaginary != 0:
            raise ValueError(f"{e} is not real here")
        return real

    def _is_finite(self, e: QuantityExpr) -> bool | None:
        found = self._quantity(e)
        if not isinstance(found, Enclosure):
            return True
        if is_finite(found.upper.value):
            return True
        return None if is_finite(found.lower.value) else False

    def holds(self, condition: Boolean) -> bool | None:
        """Say whether a condition holds here; None where that cannot be told."""
        try:
            return self.truth(condition)
        except _NO_VALUE:
            return None


def _is_nonnegative(matrix: ExactMatrix) -> bool:
    return not matrix.is_complex and all(x >= 0 for x in matrix.real.entries())


def _is_semidefinite(matrix: ExactMatrix) -> bool:
    return matrix == matrix.adjoint() and eigenvalues_at_least(matrix, fmpq(0))
