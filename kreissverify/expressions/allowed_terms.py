"""What may stand in a statement: an exact condition on the variables that it quantifies over."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction
from typing import Any

import sympy
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean, BooleanFalse, BooleanTrue

from kreissverify.matrices.symbolic import (
    GAMMA,
    NORM_OF_B,
    NORM_OF_C,
    SIZE,
    SymbolicMatrix,
)
from kreissverify.numbers.errors import Refused
from kreissverify.quantities.base import OutsideDomain, QuantityExpr, enclose
from kreissverify.expressions.errors import StatementError
from kreissverify.expressions.conditions import MatrixEquality

__all__ = ["FUNCTIONS", "NEEDS_TRUTH", "checked_condition", "reserved_names"]

NEEDS_TRUTH = (
    "a statement has no truth value while it is being written: for a chained comparison "
    "`a <= b <= c`, for `and`, `or` and `not` write And(a <= b, b <= c), Or(...), Not(...), "
    "for `if` write Piecewise(...), and for max() and min() Max(...) and Min(...)"
)

_SCALARS = (
    sympy.Add, sympy.Mul, sympy.Pow, sympy.exp, sympy.log, sympy.asinh, sympy.Max, sympy.Min,
    sympy.Abs, sympy.Rational, sympy.Symbol, QuantityExpr, type(sympy.E), type(sympy.pi),
)  # fmt: skip
_CONDITIONS = (
    sympy.Le, sympy.Lt, sympy.Ge, sympy.Gt, sympy.Eq, sympy.Ne,
    sympy.And, sympy.Or, sympy.Not, sympy.Implies, sympy.Equivalent,
)  # fmt: skip
FUNCTIONS = (
    "sqrt", "exp", "log", "asinh", "Max", "Min", "Abs", "Piecewise", "Rational",
    "Eq", "Ne", "And", "Or", "Not", "Implies", "Equivalent", "same", "assume",
)  # fmt: skip
_NAMES = (
    "+ - * / **, sqrt, exp, log, asinh, Max, Min, Abs, Piecewise, <= < >= >, Eq, Ne, And, Or, Not, "
    "Implies, Equivalent and same"
)
# Digits of an integer: Python prints no longer ones, and a statement has to be printed.
_DIGITS = 4300


def reserved_names() -> frozenset[str]:
    """Return the names that no parameter may have: those of an instance's own numbers."""
    return frozenset(s.name for s in (GAMMA, NORM_OF_B, NORM_OF_C, SIZE)) | {"kappa"}


def checked_condition(condition: Any, what: str, parameters: Collection[sympy.Symbol]) -> Boolean:
    """Return a condition that may stand in a statement.

    Parameters
    ----------
    condition
        What the body of the theorem returned, or gave to `assume`.
    what
        How the messages call it.
    parameters
        The symbols of the further parameters.

    Raises
    ------
    StatementError
        If it is no condition, is decided already, has a float, a function outside the language, or
        a symbol that is not quantified.
    """
    _require_condition(condition, what)
    # A statement that is decided before any J is looked at is nearly always a slip, such as `==`.
    if isinstance(condition, (bool, BooleanTrue, BooleanFalse)):
        raise StatementError(_already_decided(bool(condition), what))
    allowed = {GAMMA, NORM_OF_B, NORM_OF_C, SIZE, *parameters}
    for node in _nodes(condition):
        _check_node(node, what, allowed)
    assert isinstance(condition, Boolean)
    return condition


def _require_condition(condition: Any, what: str) -> None:
    if condition is None:
        raise StatementError(f"{what} is None: `return` the statement at the end of the body")
    if isinstance(condition, (tuple, list, set)):
        raise StatementError(f"{what} is a {type(condition).__name__}: join its parts by And(...)")
    if isinstance(condition, sympy.Expr) or not isinstance(condition, (bool, Boolean)):
        shown = condition if isinstance(condition, sympy.Basic) else type(condition).__name__
        raise StatementError(f"{what}: expected a comparison such as K(J) <= 2, got {shown}")


def _already_decided(value: bool, what: str) -> str:
    return (
        f"{what} is trivially {str(value).lower()}: its form decides it before any J is looked at "
        "(note that `==` asks whether two expressions are written alike; an equation is Eq(a, b))"
    )


def _nodes(condition: Any) -> Iterator[Any]:
    """Yield every node of a condition except what lies inside matrix expressions."""
    # Inside of matrices are the sizes of blocks: symbols that no argument of a theorem quantifies.
    yield condition
    if not isinstance(condition, sympy.Basic):  # what SymPy keeps as it is, such as None
        return
    if isinstance(condition, QuantityExpr):
        for parameter in condition.parameters:
            yield from _nodes(parameter)
    elif isinstance(condition, sympy.Piecewise):
        for value, case in condition.args:
            yield from _nodes(value)
            yield from () if case is sympy.true else _nodes(case)
    elif isinstance(condition, MatrixEquality):
        yield from condition.atoms(sympy.Float)
        yield from (x for x in condition.free_symbols if x.is_Symbol)
    else:
        for argument in condition.args:
            yield from _nodes(argument)


def _fits(node: QuantityExpr) -> bool:
    return not node.quantity.of_square_matrices or node.matrix.rows == node.matrix.cols


def _check_node(node: Any, what: str, allowed: set[sympy.Symbol]) -> None:
    if isinstance(node, sympy.Float):
        # The rational that was probably meant: 0.25 is 1/4, and 0.333333 is 1/3 within 10⁻⁶.
        exact = Fraction(float(node)).limit_denominator(10**6)
        raise StatementError(
            f"{what} has the floating-point number {sympy.N(node, 6)}: statements are exact, so "
            f"write Rational({exact.numerator}, {exact.denominator}) (in Python, 1/4 is a float)"
        )
    if isinstance(node, sympy.Symbol) and node not in allowed:
        hint = f"use J.{node.name}" if node.name in reserved_names() else "make it an argument"
        raise StatementError(
            f"{what} has the symbol {node}, which is not quantified: {hint} of the theorem"
        )
    if isinstance(node, Relational) and any(isinstance(x, sympy.MatrixExpr) for x in node.args):
        raise StatementError(f"{what} compares matrices: write same(X, Y) for their equality")
    if isinstance(node, QuantityExpr) and not isinstance(node.matrix, SymbolicMatrix):
        raise StatementError(
            f"{what} has {node}: a quantity is one of J or of a part of it such as J.comparison"
        )
    if isinstance(node, QuantityExpr) and not _fits(node):
        raise StatementError(
            f"{what} has {node}: expected a square matrix, but the blocks may differ in size"
        )
    if isinstance(node, QuantityExpr):
        _require_domain(node, what)
    if isinstance(node, sympy.Rational) and max(abs(node.p), node.q) >= 10**_DIGITS:
        raise StatementError(f"{what} has a number of more than {_DIGITS} digits")
    if isinstance(node, sympy.Piecewise) and node.args[-1].cond != sympy.true:
        raise StatementError(
            f"{what} has a Piecewise without a last case (..., True), for everything else"
        )
    if node in (sympy.nan, sympy.zoo):
        raise StatementError(f"{what} divides by zero")
    known = isinstance(node, (*_SCALARS, *_CONDITIONS, sympy.Piecewise, MatrixEquality))
    if not known:
        raise StatementError(
            f"{what} has {_shown(node)}, which is not in the language of statements: {_NAMES}"
        )


def _require_domain(node: QuantityExpr, what: str) -> None:
    """Refuse constants for which a quantity is not defined on any matrix, as in G(J, -1)."""
    if all(isinstance(x, sympy.Rational) for x in node.parameters):
        try:
            # the zero matrix is in the domain of every quantity
            enclose(node.quantity, [[0]], *map(str, node.parameters), rtol=1)
        except OutsideDomain as error:
            raise StatementError(f"{what} has {node}: {error}") from None
        except Refused:
            pass


def _shown(node: Any) -> str:
    if not isinstance(node, sympy.Basic):
        return f"{node!r} where a number is expected"
    if isinstance(node, sympy.MatrixExpr):
        return f"the matrix {node} where a number is expected"
    return type(node).__name__ if node.args else str(node)
