"""Claims evaluated on exact random members of the class, where everything has its own value.

A point is a member J, rational parameters that satisfy the theorem's hypotheses, and rational
values of a step's own variables. K, M, G, ... are enclosed there, operators are computed exactly,
and named numbers by their definitions. A claim is refuted only where it is certainly false.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import Any

import sympy
from flint import arb, fmpq
from sympy.logic.boolalg import Boolean

from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.points.ball_values import BITS, Valuation
from kreissverify.derivations.points.free_points import Sample, short_rational
from kreissverify.derivations.points.operator_values import OperatorValues, ball_of
from kreissverify.derivations.terms.formulas import Finite, OperatorNorm, conjuncts
from kreissverify.expressions.coupled_values import InstanceValues
from kreissverify.expressions.exact import exact_value
from kreissverify.instances.parameter_domains import Domain
from kreissverify.instances.registry import class_of
from kreissverify.matrices.class_options import radius_place
from kreissverify.matrices.comparison_matrix import ComparisonMatrix
from kreissverify.matrices.coupled_blocks import CoupledBlocks
from kreissverify.matrices.matrix_class import Quantifier
from kreissverify.numbers.ball import working_precision
from kreissverify.numbers.complex_rational import Gaussian
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.rational import as_fmpq, as_sympy
from kreissverify.quantities.base import OutsideDomain, QuantityExpr, enclose
from kreissverify.theorems import MatrixEquality, StatementError

__all__ = ["Member", "evaluate_at_members", "members"]

# All empirical: more members would make every derivation slower, fewer would leave out some of the
# kinds of blocks and couplings that the first draws go through.
_WANTED = 8
# Members drawn to find some that satisfy the hypotheses: the first 20 of a class have all its
# freedoms among them, and strong hypotheses leave few of them.
_DRAWS = 48
_LARGEST = 6  # rows of a member: K is enclosed in milliseconds
_ATTEMPTS = 8  # values of a step's own variables, to meet its conditions at least once
# Enclosures this wide refute what is wrong by a factor; for what is nearly true they leave it open.
_RTOL = 1e-3
_SYMBOLS = ("gamma", "b", "c", "n")
Definitions = Mapping[sympy.Symbol, sympy.Expr]
# What evaluation raises where something has no value, or none that is rational or that can be
# enclosed: the point then says nothing. Any other exception is a defect, and is raised.
_NO_VALUE = (
    ValueError, ZeroDivisionError, OverflowError, DerivationError, StatementError, Refused,
    OutsideDomain, AttributeError, KeyError,
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Member:
    """A member of the class, parameters of the theorem, and what was computed of it."""

    instance: CoupledBlocks
    index: int
    parameters: Mapping[str, fmpq] = field(default_factory=dict)
    quantities: dict[Any, Enclosure | arb] = field(default_factory=dict)

    @property
    def direction(self) -> Gaussian:
        """z/|z|, a rational point of the unit circle."""
        # t = 0, at one member in five, is z = r: there nonnegative matrices have their largest
        # resolvent.
        t = fmpq(self.index % 5, 1 + self.index // 2)
        return (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)

    def quantity(self, e: QuantityExpr, parameters: tuple[fmpq, ...]) -> Enclosure | arb:
        """Return what is known of a quantity: a ball, or an enclosure that may be unbounded."""
        key = (e.name, e.matrix.path, *map(str, parameters))
        if key not in self.quantities:
            subject: Any = self.instance
            for attribute in e.matrix.path:
                subject = getattr(subject, attribute)
            known = isinstance(subject, ComparisonMatrix) and subject.is_exact
            exact = e.quantity.exact(subject.lower, *parameters) if known else None
            # A closed form first: an equality such as K(T) = k(κ) is decided by it to 150 bits.
            if exact is not None and exact.is_finite:
                self.quantities[key] = Valuation({}).number(exact)
            else:
                self.quantities[key] = enclose(e.quantity, subject, *parameters, rtol=_RTOL)
        return self.quantities[key]


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
        self.operators = OperatorValues(
            member.instance, member.direction, self.rational, self.number
        )

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
        else:
            return None
        return self.point[e]

    def relation(self, condition: Boolean) -> bool | None:
        """Decide what is said of operators, or that a quantity is finite."""
        try:
            if isinstance(condition, Finite):
                return self._is_finite(condition.args[0])
            if isinstance(condition, MatrixEquality):
                scalars = [x for x in condition.free_symbols if isinstance(x, sympy.Symbol)]
                values = {x.name: self.rational(x) for x in scalars}
                known = InstanceValues(self.member.instance, values)
                return exact_value(condition.lhs, known) == exact_value(condition.rhs, known)
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
        place = radius_place(symbol.name)
        instance = self.member.instance
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
        return self.member.quantity(e, tuple(map(self.rational, e.parameters)))

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


@cache
def _instances(of: Quantifier) -> tuple[Member, ...]:
    drawn = (Member(class_of(of).draw(of, 0, index), index) for index in range(_DRAWS))
    return tuple(x for x in drawn if x.instance.n <= _LARGEST and of.contains(x.instance))


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
        member = Member(base.instance, base.index, drawn, base.quantities)
        with working_precision(BITS):
            at = _At(member, {}, {})
            # For certain: where a hypothesis cannot be told, a false claim would be no fault.
            if all(at.holds(x) is True for x in conjuncts(conditions)):
                yield member


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
    entries = str(member.instance.strings()).replace("'", "")
    own = {str(x): str(value) for x, value in values.items()}
    parameters = {name: str(value) for name, value in member.parameters.items()}
    instance = member.instance
    gammas = {"gamma": str(instance.gamma)}
    if instance.radii == "each":
        gammas = {instance.radius_name(i): str(x) for i, x in enumerate(instance.gammas)}
    return {"J": entries, **gammas, **parameters, **own}
