"""Families: functions of matrices and numbers that a statement can quantify over."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cached_property
from types import FunctionType
from typing import Any

import sympy

from kreissverify.certificates.schema import MAX_SIDE
from kreissverify.expressions.allowed_terms import (
    Allowed,
    checked_condition,
    checked_matrix,
)
from kreissverify.expressions.body import Body, assume, is_running, run_body
from kreissverify.expressions.errors import StatementError
from kreissverify.expressions.symbols import FamilyMember, is_size
from kreissverify.instances.family_arguments import is_symbolic, sizes_of, symbolic
from kreissverify.instances.family_instance import FamilyInstance, instance_of
from kreissverify.instances.parameter_domains import Domain
from kreissverify.instances.signature import FamilyRange, Part, Range, Scope, parts_of, symbol_of
from kreissverify.matrices import Quantifier
from kreissverify.matrices.symbolic import own_numbers
from kreissverify.system.near_names import unknown_name
from kreissverify.system.setting import setting
from kreissverify.system.told_value import told

__all__ = ["Family", "Symbols"]

# Families within families: deeper than any of the field, and far from the end of Python's stack.
_DEEPEST = 20
_being_read: ContextVar[tuple[str, ...]] = ContextVar("being_read", default=())


class Symbols:
    """What the parameters of a signature are in a body, and what may be said there.

    Attributes
    ----------
    variables
        The arguments of the body by name.
    hypotheses
        What the families among the parameters assume of their parts.
    sizes
        The sizes by the names of the signature.
    allowed
        What conditions in the body may speak of.
    """

    def __init__(self, parameters: Mapping[str, Range], scope: Scope | None = None) -> None:
        here = scope or Scope.of(parameters)
        self.allowed: Allowed
        self.sizes = here.sizes
        self.variables: dict[str, Any] = {}
        self.hypotheses: list[Any] = []
        symbols: set[sympy.Symbol] = {*(x for x in here.sizes.values() if is_size(x))}
        for name, of in parameters.items():
            if isinstance(of, FamilyRange):
                inner = Symbols(dict(of.parameters), here.within(name, of))
                made, assumed = of.family.member(here.prefix + name, inner)
                self.hypotheses += [*inner.hypotheses, *assumed]
                symbols |= inner.allowed.symbols
            else:
                part = here.part(name, of)
                made = symbol_of(part)
                symbols |= {x for x in part.shape or () if is_size(x)}
            self.variables[name] = made
            if isinstance(of, Domain):
                symbols.add(made)
            elif isinstance(of, Quantifier):
                # the sizes of blocks are no variables
                symbols |= {x for x in own_numbers(of, part.owner) if x.free_symbols}
        roots = {(here.prefix + name).partition(".")[0] for name in parameters}
        self.allowed = Allowed(frozenset(symbols), frozenset(roots))


class Family:
    """A function that makes a matrix of its parameters, as a class: its members are its values.

    As an annotation it is "for every member"; called with sizes only, as in ``HeavyBall(n=1)``, the
    same with these sizes; called with symbolic parts, or in the body of a theorem, the expression;
    called with exact parts, the member that they make, a `Matrix`.

    Parameters
    ----------
    function
        The function: its annotations are those of a theorem.
    parameters
        What each of its parameters ranges over.

    Examples
    --------
    >>> from kreissverify import K, enclose
    >>> from kreissverify.families import HeavyBall
    >>> J = HeavyBall([["1/2"]], mu="1/10", L=1, alpha="1/2", beta="1/4")
    >>> J, J.strings(), J.beta
    (HeavyBall(H=[[1/2]], mu=1/10, L=1, alpha=1/2, beta=1/4), [['1', '-1/4'], ['1', '0']], 1/4)
    >>> HeavyBall([[2]], mu="1/10", L=1, alpha="1/2", beta="1/4")
    Traceback (most recent call last):
        ...
    kreissverify.matrices.exact_entries.InvalidMatrix: HeavyBall: H is no member of \
Symmetric("n", spectrum=(mu, L)): it has an eigenvalue above 1
    """

    def __init__(self, function: FunctionType, parameters: Mapping[str, Range]) -> None:
        self.function, self.parameters = function, dict(parameters)
        self.name, self.__name__ = function.__name__, function.__name__
        self.__doc__ = inspect.getdoc(function)
        self.__module__, self.__qualname__ = function.__module__, function.__qualname__
        self.sizes = tuple(Scope.of(self.parameters).sizes)

    def __reduce__(self) -> str:
        return self.__qualname__  # as functions are pickled: by where they stand

    def __instancecheck__(self, value: object) -> bool:
        return isinstance(value, FamilyInstance) and value.family is self

    @cached_property
    def _general(self) -> tuple[sympy.MatrixExpr, tuple[Any, ...]]:
        """The matrix of its parameters themselves, and what it assumes of them."""
        symbols = Symbols(self.parameters)
        made, assumed = self.member("J", symbols)
        return made.expression, (*symbols.hypotheses, *assumed)

    @property
    def matrix(self) -> sympy.MatrixExpr:
        """The matrix, as an expression in the parameters.

        Raises
        ------
        StatementError
            If the body makes no matrix of its parameters, or assumes what is no condition.
        """
        return self._general[0]

    @property
    def hypotheses(self) -> tuple[Any, ...]:
        """What it assumes of its parameters, the families among these included."""
        return self._general[1]

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The matrices and numbers that a member is made of in the end."""
        return tuple(parts_of(self.parameters))

    def every(self, **sizes: Any) -> FamilyRange:
        """Return "for every member", some of its sizes given.

        Raises
        ------
        TypeError
            If it has no size of such a name, or what is given is no size.
        """
        for name, size in sizes.items():
            if name not in self.sizes:
                raise TypeError(f"{self.name}: {unknown_name('size', name, self.sizes)}")
            if name in self.parameters:
                raise TypeError(
                    f"{self.name}: {name}: this size is a parameter of the family, and no option: "
                    f"of a member J write assume(Eq(J.{name}, {size}))"
                )
            good = (type(size) is int and 1 <= size <= MAX_SIDE) or (
                isinstance(size, str) and size.isidentifier()
            )
            if not good:
                raise TypeError(
                    f"{self.name}: {name}: expected an integer from 1 to {MAX_SIDE} or "
                    f"the name of a size, got {told(size)}"
                )
        return FamilyRange(
            self.name, tuple(self.parameters.items()), tuple(sizes.items()), family=self
        )

    def __call__(self, *parts: Any, **named: Any) -> Any:
        # a size may be a parameter also, as an Integer: `every` says that it is no option then
        options = set(named) <= set(self.sizes) or set(named).isdisjoint(self.parameters)
        if not parts and options:
            return self.every(**named)
        given = self._arguments(parts, named)
        if is_running() or any(map(is_symbolic, given.values())):
            return self.expression(given)
        return instance_of(self, given)

    def _arguments(self, parts: tuple[Any, ...], named: Mapping[str, Any]) -> dict[str, Any]:
        """Return what was given for each parameter, by name."""
        try:
            return inspect.signature(self.function).bind(*parts, **named).arguments
        except TypeError as error:
            sizes = f" (and sizes by name: {', '.join(self.sizes)})" if self.sizes else ""
            message = f"{self.name}: {error}; its parts are {', '.join(self.parameters)}{sizes}"
        # in a body it is a fault of the statement, of which the sentence is told as it is
        raise StatementError(message) if is_running() else TypeError(message)

    def expression(self, parts: Mapping[str, Any]) -> sympy.MatrixExpr:
        """Return the matrix of symbolic parts; what the family assumes becomes a hypothesis.

        Raises
        ------
        StatementError
            If a part is of another type than asked for, or shapes do not match.
        """
        symbols = {
            name: symbolic(f"{self.name}: {name}", self.parameters[name], value)
            for name, value in parts.items()
        }
        body = Body(sizes_of(self.name, self.parameters, symbols), lambda condition: condition)
        matrix = self._matrix(symbols, body)
        if not isinstance(matrix, sympy.MatrixExpr):
            raise StatementError(f"the family {self.name}: expected a matrix expression")
        for hypothesis in body.hypotheses:
            assume(hypothesis)
        return matrix

    def member(self, name: str, symbols: Symbols) -> tuple[FamilyMember, list[Any]]:
        """Return the member of a name with the given symbolic parts, and what it assumes of them.

        Raises
        ------
        StatementError
            If the body makes no matrix of its parameters, or assumes what is no condition.
        """

        def checked(condition: Any) -> Any:
            return checked_condition(condition, f"{self.name}: assume", symbols.allowed)

        body = Body(symbols.sizes, checked)
        matrix = self._matrix(symbols.variables, body)
        matrix = checked_matrix(matrix, f"the family {self.name}", symbols.allowed)
        return FamilyMember.of(name, matrix, self.name, symbols.variables), body.hypotheses

    def _matrix(self, parts: Mapping[str, Any], body: Body) -> Any:
        above = _being_read.get()
        if above.count(self.name) > 1 or len(above) > _DEEPEST:
            raise StatementError(self._is_recursive)
        try:
            with setting(_being_read, (*above, self.name)):
                return run_body(self.function, parts, body)
        except StatementError as error:
            # while a family is being made, its own name has no value yet
            if isinstance(error.__cause__, NameError) and error.__cause__.name == self.name:
                raise StatementError(self._is_recursive, error.line) from error.__cause__
            raise

    @property
    def _is_recursive(self) -> str:
        return f"the family {self.name} is made of itself, without an end"

    def __repr__(self) -> str:
        return f"<family {self.name}>"
