"""Families: functions of matrices and numbers that a statement can quantify over."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from contextvars import ContextVar
from types import FunctionType
from typing import Any

import sympy

from kreissverify.expressions.allowed_terms import (
    Allowed,
    checked_condition,
    checked_matrix,
)
from kreissverify.expressions.body import Body, run_body
from kreissverify.expressions.errors import StatementError
from kreissverify.expressions.symbols import FamilyMember, is_size
from kreissverify.instances.kinds.contract import MatrixKind
from kreissverify.instances.parameter_domains import Domain
from kreissverify.instances.signature import FamilyRange, Range, Scope, symbol_of
from kreissverify.matrices import Quantifier
from kreissverify.matrices.symbolic import GAMMA, NORM_OF_B, NORM_OF_C, SIZE, radius_symbols
from kreissverify.system.near_names import unknown_name

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
                symbols |= {GAMMA, NORM_OF_B, NORM_OF_C, SIZE, *radius_symbols(of)}
        roots = {(here.prefix + name).partition(".")[0] for name in parameters}
        self.allowed = Allowed(frozenset(symbols), frozenset(roots))


class Family:
    """A function that makes a matrix of its parameters, as a class: its members are its values.

    As an annotation it is "for every member"; called with sizes only, as in ``HeavyBall(n=1)``, the
    same with these sizes; called with symbolic parts, the expression.

    Parameters
    ----------
    function
        The function: its annotations are those of a theorem.
    parameters
        What each of its parameters ranges over.
    """

    def __init__(self, function: FunctionType, parameters: Mapping[str, Range]) -> None:
        self.function, self.parameters = function, dict(parameters)
        self.name, self.__name__ = function.__name__, function.__name__
        self.__doc__ = inspect.getdoc(function)
        self.__module__ = function.__module__
        self.sizes = tuple(Scope.of(self.parameters).sizes)

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
            good = (type(size) is int and size >= 1) or (
                isinstance(size, str) and size.isidentifier()
            )
            if not good:
                raise TypeError(
                    f"{self.name}: {name}: expected a positive integer or the name of a size, got "
                    f"{size!r}"
                )
        return FamilyRange(
            self.name, tuple(self.parameters.items()), tuple(sizes.items()), family=self
        )

    def __call__(self, *parts: Any, **named: Any) -> Any:
        if not parts and set(named).isdisjoint(self.parameters):
            return self.every(**named)
        try:
            given = inspect.signature(self.function).bind(*parts, **named).arguments
        except TypeError as error:
            raise TypeError(f"{self.name}: {error}") from None
        return self.expression(given)

    def expression(self, parts: Mapping[str, Any]) -> sympy.MatrixExpr:
        """Return the matrix of symbolic parts; what the family assumes becomes a hypothesis."""
        from kreissverify.expressions.body import assume

        sizes = self._sizes_of(parts)
        body = Body(sizes, lambda condition: condition)
        matrix = self._matrix(parts, body)
        for hypothesis in body.hypotheses:
            assume(hypothesis)
        return matrix

    def _sizes_of(self, parts: Mapping[str, Any]) -> dict[str, sympy.Expr]:
        """Return the sizes by name, as the shapes of the given matrices say them."""
        sizes: dict[str, sympy.Expr] = {}
        for name, of in self.parameters.items():
            if isinstance(of, MatrixKind) and isinstance(parts.get(name), sympy.MatrixExpr):
                for size, extent in zip(of.sizes, parts[name].shape, strict=True):
                    if isinstance(size, str) and sizes.setdefault(size, extent) != extent:
                        raise StatementError(
                            f"{self.name}: {name}: expected {sizes[size]} rows and columns for "
                            f"the size {size!r}, got {extent}"
                        )
        return sizes

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
            raise StatementError(f"the family {self.name} is made of itself, without an end")
        token = _being_read.set((*above, self.name))
        try:
            return run_body(self.function, parts, body)
        finally:
            _being_read.reset(token)

    def __repr__(self) -> str:
        return f"<family {self.name}>"
