"""Matrix expressions on stacks of float64 instances at once. They certify nothing."""

from __future__ import annotations

from functools import reduce
from typing import Any, Protocol

import numpy as np
import sympy
from numpy.typing import NDArray
from sympy.matrices.expressions.blockmatrix import BlockMatrix

from kreissverify.expressions.constant_matrix import ConstantMatrix
from kreissverify.expressions.errors import StatementError
from kreissverify.expressions.symbols import FamilyMember, Leaf, MatrixVariable
from kreissverify.matrices.symbolic import SymbolicMatrix

__all__ = ["KnownStack", "float_value"]

Stack = NDArray[Any]


class KnownStack(Protocol):
    """What the matrices and scalars of an expression are on a stack of N instances."""

    def leaf(self, symbol: Leaf) -> Stack:
        """Return the matrices that a symbol stands for, of shape (N, rows, columns)."""
        ...

    def scalar(self, term: sympy.Expr) -> Stack:
        """Return the values of a scalar, of shape (N,) or ()."""
        ...

    def size(self, term: sympy.Expr) -> int:
        """Return a number of rows, which is the same for all instances."""
        ...


def float_value(expression: Any, known: KnownStack) -> Stack:
    """Return the values of a matrix expression on a stack of instances.

    Parameters
    ----------
    expression
        A matrix expression of the language of statements.
    known
        The matrices and scalars in it.

    Returns
    -------
    array
        Of shape (N, rows, columns), or (1, rows, columns) where it does not depend on the instance;
        NaN where an inverse does not exist.

    Raises
    ------
    StatementError
        If the expression has a node that is not of the language.
    """

    def value(node: Any) -> Stack:
        return float_value(node, known)

    match expression:
        case SymbolicMatrix() | MatrixVariable():
            return known.leaf(expression)
        case FamilyMember():
            return value(expression.expression)
        case sympy.Identity():
            return np.eye(known.size(expression.rows))[None]
        case sympy.ZeroMatrix():
            return np.zeros((1, *(known.size(k) for k in expression.shape)))
        case sympy.Inverse():  # before MatPow, of which it is a kind
            return _inverse(value(expression.arg))
        case sympy.MatPow():
            return _power(value(expression.base), known.scalar(expression.exp))
        case ConstantMatrix() | sympy.ImmutableDenseMatrix():
            return _constant(expression, known)
        case sympy.Transpose():
            return np.swapaxes(value(expression.arg), -1, -2)
        case sympy.Adjoint():
            return np.swapaxes(value(expression.arg), -1, -2).conj()
        case sympy.MatAdd():
            return reduce(np.add, map(value, expression.args))
        case sympy.MatMul():
            scalar, factors = expression.as_coeff_matrices()
            product = reduce(np.matmul, map(value, factors))
            return product if scalar == 1 else _scaled(product, known.scalar(scalar))
        case sympy.KroneckerProduct():
            return reduce(_kronecker, map(value, expression.args))
        case BlockMatrix():
            return _joined([[value(x) for x in row] for row in expression.blocks.tolist()])
    raise StatementError(f"{type(expression).__name__} is not in the language of matrices")


def _scaled(stack: Stack, factor: Stack) -> Stack:
    return np.asarray(stack * np.asarray(factor).reshape(-1, 1, 1))


def _constant(expression: Any, known: KnownStack) -> Stack:
    entries = expression.entries if isinstance(expression, ConstantMatrix) else list(expression)
    values = np.broadcast_arrays(*(np.atleast_1d(known.scalar(x)) for x in entries))
    return np.stack(values, axis=-1).reshape(-1, *(int(k) for k in expression.shape))


def _inverse(stack: Stack) -> Stack:
    try:
        return np.linalg.inv(stack)
    except np.linalg.LinAlgError:  # one singular member spoils the call for all of them
        return np.concatenate([_one_inverse(x) for x in stack])


def _one_inverse(matrix: Stack) -> Stack:
    try:
        return np.linalg.inv(matrix)[None]
    except np.linalg.LinAlgError:
        return np.full((1, *matrix.shape), np.nan, dtype=matrix.dtype)


def _power(stack: Stack, exponents: Stack) -> Stack:
    """Return X^k where k may differ from instance to instance."""
    exponents = np.atleast_1d(exponents)
    if len(exponents) > 1 and len(stack) == 1:
        stack = np.repeat(stack, len(exponents), axis=0)
    made = np.empty_like(stack, dtype=np.result_type(stack, np.float64))
    with np.errstate(all="ignore"):
        for k in np.unique(exponents):
            chosen = np.broadcast_to(exponents == k, len(stack))
            base = stack[chosen] if k >= 0 else _inverse(stack[chosen])
            made[chosen] = np.linalg.matrix_power(base, int(abs(k)))
    return made


def _kronecker(x: Stack, y: Stack) -> Stack:
    product = x[:, :, None, :, None] * y[:, None, :, None, :]
    return np.asarray(product.reshape(len(product), x.shape[1] * y.shape[1], -1))


def _joined(table: list[list[Stack]]) -> Stack:
    count = max(len(x) for row in table for x in row)
    return np.concatenate(
        [
            np.concatenate([np.broadcast_to(x, (count, *x.shape[1:])) for x in row], axis=2)
            for row in table
        ],
        axis=1,
    )
