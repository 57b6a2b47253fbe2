"""Matrix expressions on stacks of float balls: proved, as long as nothing has to be inverted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

import numpy as np

from kreissverify.expressions.floats import joined_stacks
from kreissverify.expressions.matrix_values import Known, matrix_value
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.float_ball_matrix import FloatBall
from kreissverify.numbers.intervals import Intervals

__all__ = ["ball_stack_value"]


def ball_stack_value(expression: Any, known: Known[FloatBall, Intervals]) -> FloatBall:
    """Return balls that contain a matrix expression on a stack of instances.

    Parameters
    ----------
    expression
        A matrix expression of the language of statements.
    known
        The matrices in it, of shape (N, rows, columns), and scalars, of shape (N,) or ().

    Returns
    -------
    FloatBall
        Of shape (N, rows, columns), or (1, rows, columns) where it is the same for all.

    Raises
    ------
    Refused
        If there is an operation in it that balls are not taken through.
    StatementError
        If the expression has a node that is not of the language.
    """
    return matrix_value(expression, _Balls(known))


class _Balls:
    """Stacks of balls, of one member where nothing in them depends on the instance."""

    def __init__(self, known: Known[FloatBall, Intervals]) -> None:
        self.leaf, self.scalar, self.size = known.leaf, known.scalar, known.size

    @staticmethod
    def identity(size: int) -> FloatBall:
        return FloatBall(np.eye(size)[None], np.zeros((1, size, size)))

    @staticmethod
    def zeros(rows: int, columns: int) -> FloatBall:
        return FloatBall(np.zeros((1, rows, columns)), np.zeros((1, rows, columns)))

    @staticmethod
    def constant(rows: int, columns: int, entries: Sequence[Intervals]) -> FloatBall:
        balls = [_ball(x) for x in entries]
        mids = np.broadcast_arrays(*(x.mid for x in balls))
        rads = np.broadcast_arrays(*(x.rad for x in balls))
        shape = (-1, rows, columns)
        return FloatBall(*(np.concatenate(x, axis=-1).reshape(shape) for x in (mids, rads)))

    @staticmethod
    def transpose(matrix: FloatBall) -> FloatBall:
        return matrix.transpose()

    adjoint = transpose  # balls are real

    @staticmethod
    def add(x: FloatBall, y: FloatBall) -> FloatBall:
        return x + y

    @staticmethod
    def multiply(x: FloatBall, y: FloatBall) -> FloatBall:
        return x @ y

    @staticmethod
    def scale(matrix: FloatBall, factor: Intervals) -> FloatBall:
        by, rows = _ball(factor), matrix.mid.shape[-2]
        scalar = FloatBall(by.mid * np.eye(rows), by.rad * np.eye(rows))
        return scalar @ matrix

    @staticmethod
    def joined(table: Sequence[Sequence[FloatBall]]) -> FloatBall:
        return FloatBall(
            joined_stacks([[x.mid for x in row] for row in table]),
            joined_stacks([[x.rad for x in row] for row in table]),
        )

    @staticmethod
    def power(matrix: FloatBall, exponent: Intervals) -> FloatBall:
        k = exponent.lower.ravel()
        if not ((k == k[0]).all() and k[0] == int(k[0]) and 0 <= k[0] <= _MOST):
            raise Refused("powers of float balls are taken of one small exponent for all")
        found = _Balls.identity(matrix.mid.shape[-1])
        for _ in range(int(k[0])):
            found = found @ matrix
        return found

    @staticmethod
    def inverse(matrix: FloatBall) -> NoReturn:
        raise Refused("float balls are not inverted")

    @staticmethod
    def kronecker(x: FloatBall, y: FloatBall) -> NoReturn:
        raise Refused("float balls have no Kronecker product")


_MOST = 8  # an exponent: others are for the quantities, whose powers lose less


def _ball(values: Intervals) -> FloatBall:
    """Return balls around intervals, of shape (N, 1, 1)."""
    if not values.is_bounded.all():
        raise Refused("a scalar within a matrix is not bounded")
    mid = (values.lower + values.upper) / 2
    rad = np.nextafter(np.maximum(values.upper - mid, mid - values.lower), np.inf)
    rad = np.where(values.lower == values.upper, 0.0, rad)
    return FloatBall(np.atleast_1d(mid)[:, None, None], np.atleast_1d(rad)[:, None, None])
