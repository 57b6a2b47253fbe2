"""Evaluating a matrix expression: one evaluator, and the matrices that it works in are a parameter.

As for conditions and scalars (see `Evaluator`): the same expression is evaluated exactly, in stacks
of floats, and in balls.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any, Protocol, TypeVar

import sympy
from sympy.matrices.expressions.blockmatrix import BlockMatrix

from kreissverify.expressions.constant_matrix import ConstantMatrix
from kreissverify.expressions.errors import StatementError
from kreissverify.expressions.symbols import FamilyMember, Leaf, MatrixVariable
from kreissverify.matrices.symbolic import SymbolicMatrix

__all__ = ["Known", "KnownMatrices", "Matrices", "matrix_value"]

M = TypeVar("M")
S = TypeVar("S")
M_co = TypeVar("M_co", covariant=True)
S_co = TypeVar("S_co", covariant=True)


class KnownMatrices(Protocol[M_co]):
    """What the matrices and sizes of an expression are, on one instance or on several."""

    def leaf(self, symbol: Leaf) -> M_co:
        """Return the matrix that a symbol stands for."""
        ...

    def size(self, term: sympy.Expr) -> int:
        """Return a number of rows, which is the same for all instances."""
        ...


class Known(KnownMatrices[M_co], Protocol[M_co, S_co]):
    """What its scalars are also."""

    def scalar(self, term: sympy.Expr) -> S_co:
        """Return the value of a scalar; Refused where it has none of the kind."""
        ...


class Matrices(Protocol[M, S]):
    """What is known of an expression, and how to compute with it."""

    def leaf(self, symbol: Leaf) -> M: ...
    def scalar(self, term: sympy.Expr) -> S: ...
    def size(self, term: sympy.Expr) -> int: ...
    def identity(self, size: int) -> M: ...
    def zeros(self, rows: int, columns: int) -> M: ...
    def constant(self, rows: int, columns: int, entries: Sequence[S]) -> M: ...
    def transpose(self, matrix: M) -> M: ...
    def adjoint(self, matrix: M) -> M: ...
    def inverse(self, matrix: M) -> M: ...
    def power(self, matrix: M, exponent: S) -> M: ...
    def add(self, x: M, y: M) -> M: ...
    def multiply(self, x: M, y: M) -> M: ...
    def scale(self, matrix: M, factor: S) -> M: ...
    def kronecker(self, x: M, y: M) -> M: ...
    def joined(self, table: Sequence[Sequence[M]]) -> M: ...


def matrix_value(expression: Any, of: Matrices[M, S]) -> M:
    """Return the value of a matrix expression.

    Parameters
    ----------
    expression
        A matrix expression of the language of statements.
    of
        The matrices and scalars in it, and how to compute with them.

    Raises
    ------
    StatementError
        If the expression has a node that is not of the language.
    """

    def value(node: Any) -> M:
        return matrix_value(node, of)

    match expression:
        case SymbolicMatrix() | MatrixVariable():
            return of.leaf(expression)
        case FamilyMember():
            return value(expression.expression)
        case sympy.Identity():
            return of.identity(of.size(expression.rows))
        case sympy.ZeroMatrix():
            return of.zeros(*(of.size(k) for k in expression.shape))
        case sympy.Inverse():  # before MatPow, of which it is a kind
            return of.inverse(value(expression.arg))
        case sympy.MatPow():
            return of.power(value(expression.base), of.scalar(expression.exp))
        case ConstantMatrix() | sympy.ImmutableDenseMatrix():
            return _constant(expression, of)
        case sympy.Transpose():
            return of.transpose(value(expression.arg))
        case sympy.Adjoint():
            return of.adjoint(value(expression.arg))
        case sympy.MatAdd():
            return reduce(of.add, map(value, expression.args))
        case sympy.MatMul():
            factor, matrices = expression.as_coeff_matrices()
            product = reduce(of.multiply, map(value, matrices))
            return product if factor == 1 else of.scale(product, of.scalar(factor))
        case sympy.KroneckerProduct():
            return reduce(of.kronecker, map(value, expression.args))
        case BlockMatrix():
            return of.joined([[value(x) for x in row] for row in expression.blocks.tolist()])
    raise StatementError(f"{type(expression).__name__} is not in the language of matrices")


def _constant(expression: Any, of: Matrices[M, S]) -> M:
    entries = expression.entries if isinstance(expression, ConstantMatrix) else list(expression)
    rows, columns = (int(k) for k in expression.shape)
    return of.constant(rows, columns, [of.scalar(x) for x in entries])
