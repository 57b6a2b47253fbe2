"""Matrix expressions on stacks of float64 instances at once. They certify nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreissverify.expressions.matrix_values import Known, matrix_value

__all__ = ["float_value", "joined_stacks"]

Stack = NDArray[Any]


def float_value(expression: Any, known: Known[Stack, Stack]) -> Stack:
    """Return the values of a matrix expression on a stack of instances.

    Parameters
    ----------
    expression
        A matrix expression of the language of statements.
    known
        The matrices in it, of shape (N, rows, columns), and scalars, of shape (N,) or ().

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
    return matrix_value(expression, _Stacks(known))


class _Stacks:
    """Stacks of float matrices, of one member where nothing in them depends on the instance."""

    def __init__(self, known: Known[Stack, Stack]) -> None:
        self.leaf, self.scalar, self.size = known.leaf, known.scalar, known.size

    @staticmethod
    def identity(size: int) -> Stack:
        return np.eye(size)[None]

    @staticmethod
    def zeros(rows: int, columns: int) -> Stack:
        return np.zeros((1, rows, columns))

    @staticmethod
    def constant(rows: int, columns: int, entries: Sequence[Stack]) -> Stack:
        values = np.broadcast_arrays(*map(np.atleast_1d, entries))
        return np.stack(values, axis=-1).reshape(-1, rows, columns)

    @staticmethod
    def transpose(matrix: Stack) -> Stack:
        return np.swapaxes(matrix, -1, -2)

    @staticmethod
    def adjoint(matrix: Stack) -> Stack:
        return np.swapaxes(matrix, -1, -2).conj()

    @staticmethod
    def add(x: Stack, y: Stack) -> Stack:
        return np.asarray(x + y)

    @staticmethod
    def multiply(x: Stack, y: Stack) -> Stack:
        return np.asarray(x @ y)

    @staticmethod
    def scale(matrix: Stack, factor: Stack) -> Stack:
        return np.asarray(matrix * np.asarray(factor).reshape(-1, 1, 1))

    @staticmethod
    def inverse(matrix: Stack) -> Stack:
        return _inverse(matrix)

    @staticmethod
    def power(matrix: Stack, exponent: Stack) -> Stack:
        return _power(matrix, exponent)

    @staticmethod
    def kronecker(x: Stack, y: Stack) -> Stack:
        product = x[:, :, None, :, None] * y[:, None, :, None, :]
        return np.asarray(product.reshape(len(product), x.shape[1] * y.shape[1], -1))

    @staticmethod
    def joined(table: Sequence[Sequence[Stack]]) -> Stack:
        return joined_stacks(table)


def joined_stacks(table: Sequence[Sequence[Stack]]) -> Stack:
    """Return a block matrix for each instance; a stack of one member is the same for all.

    Parameters
    ----------
    table
        Its blocks row by row, each of shape (N, rows, columns) or (1, rows, columns).
    """
    count = max(len(x) for row in table for x in row)
    wide = (
        np.concatenate([np.broadcast_to(x, (count, *x.shape[1:])) for x in row], axis=2)
        for row in table
    )
    return np.concatenate(list(wide), axis=1)


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
