"""Rigorous enclosures of matrix expressions whose scalars are not all rational, as with roots.

The result is an exact centre and a bound of ‖A - centre‖, from which quantities are enclosed by
what is known of their perturbation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import sympy
from flint import acb, acb_mat, arb, fmpq, fmpq_mat

from kreissverify.expressions.matrix_values import KnownMatrices, matrix_value
from kreissverify.expressions.symbols import Leaf
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.numbers.ball import ball, middle_rational, upper_rational, working_precision
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused

__all__ = ["KnownBalls", "Nearby", "nearby_value"]

# Bits of the balls: products of a few dozen matrices keep over half of them, which is more than the
# narrowest width that statements are decided at asks for.
_BITS = 212


class Nearby(NamedTuple):
    """An exact matrix, and a bound of its distance from the matrix meant in the spectral norm."""

    centre: ExactMatrix
    radius: fmpq


class KnownBalls(KnownMatrices[ExactMatrix], Protocol):
    """Exact matrices, with scalars that are known by enclosures only."""

    def enclosed(self, term: sympy.Expr) -> Enclosure:
        """Return a narrow enclosure of a scalar."""
        ...


def nearby_value(expression: Any, known: KnownBalls) -> Nearby:
    """Return a matrix near the value of an expression, with a bound of the distance.

    Parameters
    ----------
    expression
        A matrix expression of the language of statements.
    known
        The matrices and scalars in it.

    Raises
    ------
    Refused
        If a scalar in it has no finite enclosure, or an inverse cannot be seen to exist.
    """
    with working_precision(_BITS):
        value: acb_mat = matrix_value(expression, _Balls(known))
        rows, columns = value.nrows(), value.ncols()
        places = [(i, j) for i in range(rows) for j in range(columns)]
        centre = ExactMatrix(
            fmpq_mat(rows, columns, [middle_rational(value[x].real) for x in places]),
            fmpq_mat(rows, columns, [middle_rational(value[x].imag) for x in places]),
        )
        # the Frobenius norm of the errors, which is at least their spectral norm
        squares = (_radius(value[x].real) ** 2 + _radius(value[x].imag) ** 2 for x in places)
        error = upper_rational(sum(squares, arb(0)).sqrt())
    return Nearby(centre, error)


def _radius(value: arb) -> arb:
    """Return how far the values of a ball are from its middle at most."""
    return arb(value.rad()).abs_upper()


class _Balls:
    """Matrices of complex balls, with enclosures as scalars."""

    def __init__(self, known: KnownBalls) -> None:
        self._known = known
        self.scalar, self.size = known.enclosed, known.size

    def leaf(self, symbol: Leaf) -> acb_mat:
        return _of_exact(self._known.leaf(symbol))

    @staticmethod
    def identity(size: int) -> acb_mat:
        return acb_mat(size, size, [acb(int(i == j)) for i in range(size) for j in range(size)])

    @staticmethod
    def zeros(rows: int, columns: int) -> acb_mat:
        return acb_mat(rows, columns)

    @staticmethod
    def constant(rows: int, columns: int, entries: Sequence[Enclosure]) -> acb_mat:
        return acb_mat(rows, columns, list(map(_ball, entries)))

    @staticmethod
    def transpose(matrix: acb_mat) -> acb_mat:
        return matrix.transpose()

    @staticmethod
    def adjoint(matrix: acb_mat) -> acb_mat:
        return matrix.transpose().conjugate()

    @staticmethod
    def inverse(matrix: acb_mat) -> acb_mat:
        try:
            return matrix.inv()
        except ZeroDivisionError:  # of balls: it may be singular, and need not be
            raise Refused("an inverse cannot be seen to exist") from None

    def power(self, matrix: acb_mat, exponent: Enclosure) -> acb_mat:
        value = exponent.lower.value
        if not exponent.is_exact or not isinstance(value, fmpq) or value.q != 1:
            raise Refused("the exponent of a matrix is not known exactly")
        power = int(value.p)
        return matrix**power if power >= 0 else self.inverse(matrix) ** -power

    @staticmethod
    def add(x: acb_mat, y: acb_mat) -> acb_mat:
        return x + y

    @staticmethod
    def multiply(x: acb_mat, y: acb_mat) -> acb_mat:
        return x * y

    @staticmethod
    def scale(matrix: acb_mat, factor: Enclosure) -> acb_mat:
        return matrix * _ball(factor)

    def kronecker(self, x: acb_mat, y: acb_mat) -> acb_mat:
        return self.joined([[y * x[i, j] for j in range(x.ncols())] for i in range(x.nrows())])

    @staticmethod
    def joined(table: Sequence[Sequence[acb_mat]]) -> acb_mat:
        rows: list[list[acb]] = []
        for blocks in table:
            for i in range(blocks[0].nrows()):
                rows.append([x[i, j] for x in blocks for j in range(x.ncols())])
        return acb_mat(rows)


def _of_exact(matrix: ExactMatrix) -> acb_mat:
    rows, columns = matrix.shape
    pairs = (matrix.entry(i, j) for i in range(rows) for j in range(columns))
    return acb_mat(rows, columns, [acb(ball(x), ball(y)) for x, y in pairs])


def _ball(value: Enclosure) -> acb:
    if not value.is_finite:
        raise Refused("a factor of a matrix has no finite enclosure")
    ends = (end.value for end in (value.lower, value.upper))
    low, high = (ball(end) for end in ends if isinstance(end, fmpq))
    return acb(low.union(high))
