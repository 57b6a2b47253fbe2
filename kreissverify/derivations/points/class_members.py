"""Claims evaluated on exact random members of the class, where everything has its own value.

A point is a member J, rational parameters that satisfy the theorem's hypotheses, and rational
values of a step's own variables. K, M, G, ... are enclosed there, operators are computed exactly,
and named numbers by their definitions. A claim is refuted only where it is certainly false.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any

import sympy
from flint import arb, fmpq
from sympy.logic.boolalg import Boolean
from sympy.matrices.expressions.matexpr import MatrixElement

from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.points.ball_values import BITS, Valuation
from kreissverify.derivations.points.drawn_members import drawn_members
from kreissverify.derivations.points.free_points import Sample, short_rational
from kreissverify.derivations.points.member import Member
from kreissverify.derivations.points.operator_values import OperatorValues, ball_of
from kreissverify.derivations.terms.formulas import Finite, OperatorNorm, conjuncts
from kreissverify.derivations.terms.matrix_terms import Invertible
from kreissverify.expressions.conditions import Entrywise, MatrixEquality, Semidefinite
from kreissverify.expressions.errors import StatementError
from kreissverify.expressions.exact import exact_value
from kreissverify.expressions.symbols import Leaf
from kreissverify.instances.kinds.shared.membership import eigenvalues_at_least
from kreissverify.instances.parameter_domains import Domain
from kreissverify.instances.registry import class_of
from kreissverify.matrices.class_options import radius_place
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.matrices.matrix_class import Quantifier
from kreissverify.matrices.symbolic import SymbolicMatrix
from kreissverify.numbers.ball import working_precision
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.rational import as_fmpq, as_sympy
from kreissverify.quantities.base import OutsideDomain, QuantityExpr
from kreissverify.theorems import Statement

__all__ = ["evaluate_at_members", "members", "members_of"]

# All empirical: more members would make every derivation slower, fewer would leave out some of the
# kinds of blocks and couplings that the first draws go through.
_WANTED = 8
# Members drawn to find some that satisfy the hypotheses: the first 20 of a class have all its
# freedoms among them, and strong hypotheses leave few of them.
_DRAWS = 48
_LARGEST = 6  # rows of a member: K is enclosed in milliseconds
_ATTEMPTS = 8  # values of a step's own variables, to meet its conditions at least once
_SYMBOLS = ("gamma", "b", "c", "n")
Definitions = Mapping[sympy.Symbol, sympy.Expr]
# What evaluation raises where something has no value, or none that is rational or that can be
# enclosed: the point then says nothing. Any other exception is a defect, and is raised.
_NO_VALUE = (
    ValueError, ZeroDivisionError, OverflowError, DerivationError, StatementError, Refused,
    OutsideDomain, AttributeError, KeyError,
)  # fmt: skip


class _At(Valuation):
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
        place, instance = radius_place(symbol.name), self.member.instance
        if instance is None:
            raise ValueError(f"{symbol} has no value")
        known = symbol.name in _SYMBOLS if place is None else place < instance.m
        if not known:
            raise ValueError(f"{symbol} has no value")
        value = getattr(instance, symbol.name) if place is None else instance.gammas[place]
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


@cache
def _instances(of: Quantifier) -> tuple[Member, ...]:
    drawn = ((class_of(of).draw(of, 0, index), index) for index in range(_DRAWS))
    return tuple(
        Member({"J": x}, index) for x, index in drawn if x.n <= _LARGEST and of.contains(x)
    )


@cache
def members_of(statement: Statement, conditions: tuple[Boolean, ...]) -> tuple[Member, ...]:
    """Return instances of a theorem that satisfy conditions for certain: its context, or less.

    Parameters
    ----------
    statement
        The theorem.
    conditions
        What the instances have to satisfy.
    """
    if statement.is_about_one_class:
        return members(statement.matrix[1], tuple(statement.parameters.items()), conditions)
    drawn = drawn_members(statement.parts, _DRAWS)
    return tuple(islice((x for x in drawn if _satisfies(x, conditions)), _WANTED))


@cache
def members(
    of: Quantifier, domains: tuple[tuple[str, Domain], ...], conditions: tuple[Boolean, ...]
) -> tuple[Member, ...]:
    """Return members of a class, with parameters in their domains, that satisfy the conditions.

    Parameters
    ----------
    of
        The class.
    domains
        The parameters by name, each with its domain.
    conditions
        What the members and parameters have to satisfy for certain.
    """
    return tuple(islice(_satisfying(of, domains, conditions), _WANTED))


def _satisfying(
    of: Quantifier, domains: tuple[tuple[str, Domain], ...], conditions: tuple[Boolean, ...]
) -> Iterator[Member]:
    for base in _instances(of):
        generator = random.Random(base.index)
        drawn = {name: domain.draw(generator) for name, domain in domains}
        member = Member(base.matrices, base.index, drawn, {}, base.quantities)
        if _satisfies(member, conditions):
            yield member


def _satisfies(member: Member, conditions: Sequence[Boolean]) -> bool:
    with working_precision(BITS):
        at = _At(member, {}, {})
        # For certain: where a hypothesis cannot be told, a false claim would be no fault.
        return all(at.holds(x) is True for x in conjuncts(conditions))


def evaluate_at_members(
    claim: Boolean,
    given: Sequence[Boolean],
    of: Sequence[Member],
    definitions: Definitions,
    own: Sequence[sympy.Symbol],
) -> Sample:
    """Evaluate a claim on members, where its conditions hold.

    A claim is refuted where it is certainly false; where that cannot be told, nothing is counted.

    Parameters
    ----------
    claim, given
        The claim and the conditions of a step.
    of
        The members.
    definitions
        What the named numbers of the derivation are.
    own
        The variables of the derivation, which are drawn.
    """
    variables = sorted(set().union(*(x.free_symbols for x in (claim, *given))) & set(own), key=str)
    parts, count = conjuncts(given), 0
    of = () if claim is sympy.true else of  # a point where it holds would confirm nothing
    with working_precision(BITS):
        for member in of:
            for attempt in range(_ATTEMPTS if variables else 1):
                values = {x: _value(x, member.index, attempt) for x in variables}
                at = _At(member, definitions, values)
                if any(at.holds(x) is not True for x in parts):
                    continue
                truth = at.holds(claim)
                if truth is False:
                    return Sample(count, _shown(member, values))
                count += truth is True
                break
    return Sample(count)


def _value(variable: sympy.Symbol, index: int, attempt: int) -> fmpq:
    """Return a value of a variable: the same for every step, so that what it costs is paid once."""
    generator = random.Random(f"{variable} {index} {attempt}")
    if variable.is_integer:
        return fmpq(generator.randrange(5 * 3**attempt))
    return short_rational(variable, generator)


def _shown(member: Member, values: Mapping[sympy.Symbol, fmpq]) -> Mapping[str, str]:
    return {**member.shown(), **{str(x): str(value) for x, value in values.items()}}
