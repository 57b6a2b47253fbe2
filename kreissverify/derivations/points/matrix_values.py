"""The exact value of a matrix expression, at a point where its matrices and numbers have values."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import sympy
from flint import fmpq, fmpq_mat
from sympy.matrices.expressions.blockmatrix import BlockMatrix

from kreissverify.matrices.exact_matrix import ExactMatrix, identity, joined, zeros

__all__ = ["matrix_value"]

# Exact powers grow long, as their entries gain digits with every factor.
_LARGEST_POWER = 12


def matrix_value(
    expression: sympy.MatrixExpr,
    matrix: Callable[[sympy.MatrixSymbol], ExactMatrix],
    number: Callable[[Any], fmpq],
    size: Callable[[Any], int],
) -> ExactMatrix:
    """Return the exact value of a matrix expression.

    Parameters
    ----------
    expression
        A matrix expression (see `matrix_terms`).
    matrix, number, size
        What gives the values of named matrices, of numbers, and of sizes; each raises ValueError if
        there is none.

    Raises
    ------
    ValueError
        If it has no value here that is exact, or a large power.
    ZeroDivisionError
        If an inverse does not exist.
    """

    def value(node: Any) -> ExactMatrix:
        match node:
            case sympy.MatrixSymbol():
                return matrix(node)
            case sympy.Identity():
                return identity(size(node.rows))
            case sympy.ZeroMatrix():
                return zeros(size(node.rows), size(node.cols))
            case sympy.ImmutableDenseMatrix():
                entries = [number(x) for x in node]
                return ExactMatrix(fmpq_mat(node.rows, node.cols, entries))
            case sympy.Inverse():  # before MatPow, of which it is a kind
                return value(node.arg).inverse()
            case sympy.MatPow():
                return value(node.base).power(_order(number(node.exp)))
            case sympy.Transpose():
                return value(node.arg).transpose()
            case sympy.Adjoint():
                return value(node.arg).adjoint()
            case sympy.MatAdd():
                return reduce(lambda x, y: x + y, map(value, node.args))
            case sympy.MatMul():
                factor, factors = node.as_coeff_matrices()
                return reduce(lambda x, y: x * y, map(value, factors)).scaled(number(factor))
            case BlockMatrix():
                return joined([[value(x) for x in row] for row in node.blocks.tolist()])
        raise ValueError(f"{node} has no value here")

    return value(expression)


def _order(exponent: fmpq) -> int:
    if exponent.q != 1 or abs(exponent) > _LARGEST_POWER:
        raise ValueError(f"{exponent}: no integer, or a large one")
    return int(exponent.p)
