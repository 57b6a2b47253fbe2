"""What may stand in a statement: an exact condition on the variables that it quantifies over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean, BooleanFalse, BooleanTrue
from sympy.matrices.expressions.blockmatrix import BlockMatrix
from sympy.matrices.expressions.matexpr import MatrixElement

from kreissverify.expressions.conditions import MatrixCondition
from kreissverify.expressions.constant_matrix import ConstantMatrix
from kreissverify.expressions.errors import StatementError
from kreissverify.expressions.shapes import require_fitting_shapes
from kreissverify.expressions.symbols import FamilyMember, MatrixVariable
from kreissverify.matrices.symbolic import (
    GAMMA,
    NORM_OF_B,
    NORM_OF_C,
    SIZE,
    SymbolicMatrix,
)
from kreissverify.numbers.errors import Refused
from kreissverify.quantities.base import OutsideDomain, enclose
from kreissverify.quantities.symbolic import QuantityExpr
from kreissverify.system.told_value import told

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
_MATRICES = (
    BlockMatrix, ConstantMatrix, sympy.ImmutableDenseMatrix, sympy.Identity, sympy.ZeroMatrix,
    sympy.Inverse, sympy.MatPow, sympy.Transpose, sympy.Adjoint, sympy.MatAdd,
    sympy.KroneckerProduct,
)  # fmt: skip
_MATRIX_NAMES = (
    "+ - * @ **, .T, adjoint, inverse, resolvent, block, kron, matrix, identity and zeros"
)
_CONDITIONS = (
    sympy.Le, sympy.Lt, sympy.Ge, sympy.Gt, sympy.Eq, sympy.Ne,
    sympy.And, sympy.Or, sympy.Not, sympy.Implies, sympy.Equivalent,
)  # fmt: skip
FUNCTIONS = (
    "sqrt", "exp", "log", "asinh", "Max", "Min", "Abs", "Piecewise", "Rational",
    "Eq", "Ne", "And", "Or", "Not", "Implies", "Equivalent", "same", "assume",
    "entrywise", "psd", "adjoint", "block", "identity", "inverse", "kron", "matrix", "resolvent",
    "zeros",
)  # fmt: skip
_NAMES = (
    "+ - * / **, sqrt, exp, log, asinh, Max, Min, Abs, Piecewise, <= < >= >, Eq, Ne, And, Or, Not, "
    "Implies, Equivalent, same, entrywise and psd"
)
# Digits of an integer: Python prints no longer ones, and a statement has to be printed.
_DIGITS = 4300


def reserved_names() -> frozenset[str]:
    """Return the names of a coupled matrix's own numbers: no parameter beside one has them."""
    return frozenset(s.name for s in (GAMMA, NORM_OF_B, NORM_OF_C, SIZE)) | {"kappa"}


@dataclass(frozen=True)
class Allowed:
    """What conditions of one signature may speak of.

    Attributes
    ----------
    symbols
        The scalar symbols: parameters, sizes, and the numbers of coupled matrices.
    matrices
        The names of the matrices.
    """

    symbols: frozenset[sympy.Symbol]
    matrices: frozenset[str]


def checked_condition(condition: Any, what: str, allowed: Allowed) -> Boolean:
    """Return a condition that may stand in a statement.

    Parameters
    ----------
    condition
        What the body of the theorem returned, or gave to `assume`.
    what
        How the messages call it.
    allowed
        What it may speak of.

    Raises
    ------
    StatementError
        If it is no condition, is decided already, has a float, a function outside the language, or
        a symbol or matrix that is not quantified.
    """
    _require_condition(condition, what)
    # A statement that is decided before any J is looked at is nearly always a slip, such as `==`.
    if isinstance(condition, (bool, BooleanTrue, BooleanFalse)):
        raise StatementError(_already_decided(bool(condition), what))
    for node in _nodes(condition):
        _check_node(node, what, allowed)
    assert isinstance(condition, Boolean)
    return condition


def checked_matrix(expression: Any, what: str, allowed: Allowed) -> sympy.MatrixExpr:
    """Return a matrix expression that may stand in a statement.

    Parameters
    ----------
    expression
        What the body of a family returned.
    what
        How the messages call it.
    allowed
        What it may speak of.

    Raises
    ------
    StatementError
        If it is no matrix expression, or has what `checked_condition` refuses.
    """
    if not isinstance(expression, sympy.MatrixExpr):
        shown = expression if isinstance(expression, sympy.Basic) else type(expression).__name__
        raise StatementError(f"{what}: expected a matrix expression, got {shown}")
    for node in _nodes(expression):
        _check_node(node, what, allowed)
    return expression


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
    """Yield every node of a condition, without the shapes of matrices."""
    yield condition
    if not isinstance(condition, sympy.Basic):  # what SymPy keeps as it is, such as None
        return
    for part in _parts(condition):
        yield from _nodes(part)


def _parts(node: Any) -> Iterator[Any]:
    """Yield the terms, conditions and matrices that a node is made of."""
    match node:
        case QuantityExpr():
            yield from (node.matrix, *node.parameters)
        case sympy.Piecewise():
            for value, case in node.args:
                yield value
                yield from () if case is sympy.true else (case,)
        case FamilyMember():
            yield node.expression
        case sympy.Identity() | sympy.ZeroMatrix():
            yield from node.shape
        case sympy.MatrixSymbol():
            return
        case MatrixElement():
            yield node.parent
        case ConstantMatrix():
            yield from node.entries
        case BlockMatrix():
            yield from (x for row in node.blocks.tolist() for x in row)
        case sympy.ImmutableDenseMatrix():
            yield from node
        case sympy.Inverse():  # whose second argument is the exponent -1
            yield node.arg
        case _:
            yield from node.args


def _fits(node: QuantityExpr) -> bool:
    return not node.quantity.of_square_matrices or node.matrix.rows == node.matrix.cols


def _check_node(node: Any, what: str, allowed: Allowed) -> None:
    if isinstance(node, sympy.MatrixExpr):
        _check_matrix(node, what, allowed)
    elif isinstance(node, QuantityExpr):
        _check_quantity(node, what)
    else:
        _check_scalar(node, what, allowed)


def _check_scalar(node: Any, what: str, allowed: Allowed) -> None:
    if isinstance(node, sympy.Float):
        # The rational that was probably meant: 0.25 is 1/4, and 0.333333 is 1/3 within 10⁻⁶.
        exact = Fraction(float(node)).limit_denominator(10**6)
        raise StatementError(
            f"{what} has the floating-point number {sympy.N(node, 6)}: statements are exact, so "
            f"write Rational({exact.numerator}, {exact.denominator}) (in Python, 1/4 is a float)"
        )
    # the sizes of blocks are symbols without free symbols: only the instance knows them
    if isinstance(node, sympy.Symbol) and node.free_symbols and node not in allowed.symbols:
        hint = f"use J.{node.name}" if node.name in reserved_names() else "make it an argument"
        raise StatementError(
            f"{what} has the symbol {node}, which is not quantified: {hint} of the theorem"
        )
    if isinstance(node, MatrixElement):
        _check_entry(node, what)
        return
    _require_no_matrix_within(node, what)
    if isinstance(node, sympy.Rational) and max(abs(node.p), node.q) >= 10**_DIGITS:
        raise StatementError(f"{what} has a number of more than {_DIGITS} digits")
    if isinstance(node, sympy.Piecewise) and node.args[-1].cond != sympy.true:
        raise StatementError(
            f"{what} has a Piecewise without a last case (..., True), for everything else"
        )
    if node in (sympy.nan, sympy.zoo):
        raise StatementError(f"{what} divides by zero")
    if not isinstance(node, (*_SCALARS, *_CONDITIONS, sympy.Piecewise, MatrixCondition)):
        raise StatementError(
            f"{what} has {_shown(node)}, which is not in the language of statements: {_NAMES}"
        )


def _require_no_matrix_within(node: Any, what: str) -> None:
    """Refuse a matrix in the place of a number."""
    if isinstance(node, MatrixCondition) or not isinstance(node, sympy.Basic):
        return
    found = next((x for x in node.args if isinstance(x, sympy.MatrixExpr)), None)
    if found is None:
        return
    if isinstance(node, Relational):
        raise StatementError(
            f"{what} compares matrices: write same(X, Y) for their equality, entrywise(X, Y) for "
            "X ≤ Y entry by entry"
        )
    raise StatementError(f"{what} has the matrix {found} where a number is expected")


def _check_entry(node: Any, what: str) -> None:
    for index in node.args[1:]:
        if not (isinstance(index, sympy.Integer) and index >= 0):
            raise StatementError(f"{what} has {node}: entries are X[i, j] with integers from 0")


def _check_matrix(node: Any, what: str, allowed: Allowed) -> None:
    require_fitting_shapes(node, what)
    if isinstance(node, (SymbolicMatrix, MatrixVariable, FamilyMember)):
        if str(node.name).partition(".")[0] not in allowed.matrices:
            raise StatementError(
                f"{what} has the matrix {node}, which is not quantified: make it an argument of "
                "the theorem"
            )
    elif isinstance(node, sympy.MatPow) and not node.exp.is_integer:
        # int(1/2) would be 0: a root of a matrix must not be taken for the identity
        raise StatementError(f"{what} has {told(node)}: the exponent of a matrix is an integer")
    elif isinstance(node, sympy.MatMul):
        return
    elif not isinstance(node, _MATRICES):
        raise StatementError(
            f"{what} has {type(node).__name__}, which is not in the language of matrices: "
            f"{_MATRIX_NAMES}"
        )


def _check_quantity(node: QuantityExpr, what: str) -> None:
    if not isinstance(node.matrix, sympy.MatrixExpr):
        raise StatementError(f"{what} has {node}: expected a quantity of a matrix")
    matrix = next((x for x in node.parameters if isinstance(x, sympy.MatrixExpr)), None)
    if matrix is not None:
        raise StatementError(f"{what} has the matrix {matrix} where a number is expected")
    if not _fits(node):
        raise StatementError(
            f"{what} has {node}: expected a square matrix, but the blocks may differ in size"
            if isinstance(node.matrix, SymbolicMatrix)
            else f"{what} has {node}: expected a square matrix, got one of shape "
            f"{node.matrix.rows}×{node.matrix.cols}"
        )
    _require_domain(node, what)


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
