"""The exact value of a matrix expression, where every matrix and scalar in it is known exactly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flint import fmpq, fmpq_mat

from kreissverify.expressions.errors import StatementError
from kreissverify.expressions.matrix_values import Known, matrix_value
from kreissverify.matrices.exact_matrix import ExactMatrix, identity, joined, zeros
from kreissverify.numbers.errors import Refused

__all__ = ["exact_value"]

# Bits of the entries of a power that is written out, in all: milliseconds. More would fill memory.
_LONGEST = 20_000_000


def exact_value(expression: Any, known: Known[ExactMatrix, fmpq]) -> ExactMatrix:
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

    return matrix_value(expression, _Exact(known))


class _Exact:
    """Exact matrices, with rational scalars."""

    def __init__(self, known: Known[ExactMatrix, fmpq]) -> None:
        self.leaf, self.scalar, self.size = known.leaf, known.scalar, known.size

    identity = staticmethod(identity)
    zeros = staticmethod(zeros)
    joined = staticmethod(joined)
    transpose = staticmethod(ExactMatrix.transpose)
    adjoint = staticmethod(ExactMatrix.adjoint)
    inverse = staticmethod(ExactMatrix.inverse)
    add = staticmethod(ExactMatrix.__add__)
    multiply = staticmethod(ExactMatrix.__mul__)
    kronecker = staticmethod(ExactMatrix.kronecker)

    @staticmethod
    def constant(rows: int, columns: int, entries: Sequence[fmpq]) -> ExactMatrix:
        return ExactMatrix(fmpq_mat(rows, columns, list(entries)))

    @staticmethod
    def scale(matrix: ExactMatrix, factor: fmpq) -> ExactMatrix:
        return matrix.scaled(factor)

    @staticmethod
    def power(matrix: ExactMatrix, exponent: fmpq) -> ExactMatrix:
        if exponent.q != 1:
            raise StatementError(f"the exponent of a matrix is an integer, got {exponent}")
        power = int(exponent.p)
        bits = max(int(x.p).bit_length() + int(x.q).bit_length() for x in matrix.numbers())
        if abs(power) * bits * matrix.shape[0] ** 2 > _LONGEST:
            raise Refused(f"a power of {power} is too long to be written out")
        return matrix.power(power)
