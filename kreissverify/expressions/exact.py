"""The exact value of a matrix expression, where every matrix and scalar in it is known exactly."""

from __future__ import annotations

from functools import reduce
from typing import Any, Protocol

import sympy
from flint import fmpq, fmpq_mat
from sympy.matrices.expressions.blockmatrix import BlockMatrix

from kreissverify.expressions.constant_matrix import ConstantMatrix
from kreissverify.expressions.errors import StatementError
from kreissverify.expressions.symbols import FamilyMember, Leaf, MatrixVariable
from kreissverify.matrices.exact_matrix import ExactMatrix, identity, joined, zeros
from kreissverify.matrices.symbolic import SymbolicMatrix
from kreissverify.numbers.errors import Refused

__all__ = ["Known", "exact_value"]

# Bits of the entries of a power that is written out, in all: milliseconds. More would fill memory.
_LONGEST = 20_000_000


class Known(Protocol):
    """What the matrices and scalars of an expression are on one instance."""

    def leaf(self, symbol: Leaf) -> ExactMatrix:
        """Return the matrix that a symbol stands for."""
        ...

    def scalar(self, term: sympy.Expr) -> fmpq:
        """Return the exact rational value of a scalar; Refused where it has none."""
        ...

    def size(self, term: sympy.Expr) -> int:
        """Return a number of rows."""
        ...


def exact_value(expression: Any, known: Known) -> ExactMatrix:
    """Return the exact value of a matrix expression on one instance.

    Parameters
    ----------
    expression
        A matrix expression of the language of statements.
    known
        The matrices and scalars in it.

    Raises
    ------
    ZeroDivisionError
        If an inverse does not exist.
    Refused
        If a scalar in it is not known exactly.
    StatementError
        If the expression has a node that is not of the language.
    """

    def value(node: Any) -> ExactMatrix:
        return exact_value(node, known)

    match expression:
        case SymbolicMatrix() | MatrixVariable():
            return known.leaf(expression)
        case FamilyMember():
            return value(expression.expression)
        case sympy.Identity():
            return identity(known.size(expression.rows))
        case sympy.ZeroMatrix():
            return zeros(*(known.size(k) for k in expression.shape))
        case sympy.Inverse():  # before MatPow, of which it is a kind
            return value(expression.arg).inverse()
        case sympy.MatPow():
            return _power(value(expression.base), known.scalar(expression.exp))
        case ConstantMatrix() | sympy.ImmutableDenseMatrix():
            return _constant(expression, known)
        case sympy.Transpose():
            return value(expression.arg).transpose()
        case sympy.Adjoint():
            return value(expression.arg).adjoint()
        case sympy.MatAdd():
            return reduce(lambda x, y: x + y, map(value, expression.args))
        case sympy.MatMul():
            scalar, factors = expression.as_coeff_matrices()
            product = reduce(lambda x, y: x * y, map(value, factors))
            return product if scalar == 1 else product.scaled(known.scalar(scalar))
        case sympy.KroneckerProduct():
            return reduce(ExactMatrix.kronecker, map(value, expression.args))
        case BlockMatrix():
            return joined([[value(x) for x in row] for row in expression.blocks.tolist()])
    raise StatementError(f"{type(expression).__name__} is not in the language of matrices")


def _constant(expression: Any, known: Known) -> ExactMatrix:
    entries = expression.entries if isinstance(expression, ConstantMatrix) else list(expression)
    rows, columns = (int(k) for k in expression.shape)
    return ExactMatrix(fmpq_mat(rows, columns, [known.scalar(x) for x in entries]))


def _power(base: ExactMatrix, exponent: fmpq) -> ExactMatrix:
    if exponent.q != 1:
        raise StatementError(f"the exponent of a matrix is an integer, got {exponent}")
    power = int(exponent.p)
    bits = max(int(x.p).bit_length() + int(x.q).bit_length() for x in base.numbers())
    if abs(power) * bits * base.shape[0] ** 2 > _LONGEST:
        raise Refused(f"a power of {power} is too long to be written out")
    return base.power(power)
