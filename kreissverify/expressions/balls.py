"""Rigorous enclosures of matrix expressions whose scalars are not all rational, as with roots.

The result is an exact centre and a bound of ‖A - centre‖, from which quantities are enclosed by
what is known of their perturbation.
"""

from __future__ import annotations

from functools import reduce
from typing import Any, NamedTuple, Protocol

import sympy
from flint import acb, acb_mat, arb, fmpq, fmpq_mat
from sympy.matrices.expressions.blockmatrix import BlockMatrix

from kreissverify.expressions.constant_matrix import ConstantMatrix
from kreissverify.expressions.errors import StatementError
from kreissverify.expressions.symbols import FamilyMember, Leaf, MatrixVariable
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.matrices.symbolic import SymbolicMatrix
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


class KnownBalls(Protocol):
    """What the matrices and scalars of an expression are on one instance."""

    def leaf(self, symbol: Leaf) -> ExactMatrix:
        """Return the matrix that a symbol stands for."""
        ...

    def enclosed(self, term: sympy.Expr) -> Enclosure:
        """Return a narrow enclosure of a scalar."""
        ...

    def size(self, term: sympy.Expr) -> int:
        """Return a number of rows."""
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
        value = _value(expression, known)
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


def _value(expression: Any, known: KnownBalls) -> acb_mat:
    def value(node: Any) -> acb_mat:
        return _value(node, known)

    match expression:
        case SymbolicMatrix() | MatrixVariable():
            return _of_exact(known.leaf(expression))
        case FamilyMember():
            return value(expression.expression)
        case sympy.Identity():
            size = known.size(expression.rows)
            return acb_mat(size, size, [acb(int(i == j)) for i in range(size) for j in range(size)])
        case sympy.ZeroMatrix():
            return acb_mat(*(known.size(k) for k in expression.shape))
        case sympy.Inverse():  # before MatPow, of which it is a kind
            return _inverse(value(expression.arg))
        case sympy.MatPow():
            return _power(value(expression.base), known.enclosed(expression.exp))
        case ConstantMatrix() | sympy.ImmutableDenseMatrix():
            return _constant(expression, known)
        case sympy.Transpose():
            return value(expression.arg).transpose()
        case sympy.Adjoint():
            return value(expression.arg).transpose().conjugate()
        case sympy.MatAdd():
            return reduce(lambda x, y: x + y, map(value, expression.args))
        case sympy.MatMul():
            scalar, factors = expression.as_coeff_matrices()
            product = reduce(lambda x, y: x * y, map(value, factors))
            return product if scalar == 1 else product * _ball(known.enclosed(scalar))
        case sympy.KroneckerProduct():
            return reduce(_kronecker, map(value, expression.args))
        case BlockMatrix():
            return _joined([[value(x) for x in row] for row in expression.blocks.tolist()])
    raise StatementError(f"{type(expression).__name__} is not in the language of matrices")


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


def _constant(expression: Any, known: KnownBalls) -> acb_mat:
    entries = expression.entries if isinstance(expression, ConstantMatrix) else list(expression)
    rows, columns = (int(k) for k in expression.shape)
    return acb_mat(rows, columns, [_ball(known.enclosed(x)) for x in entries])


def _inverse(matrix: acb_mat) -> acb_mat:
    try:
        return matrix.inv()
    except ZeroDivisionError:  # of balls: it may be singular, and need not be
        raise Refused("an inverse cannot be seen to exist") from None


def _power(base: acb_mat, exponent: Enclosure) -> acb_mat:
    value = exponent.lower.value
    if not exponent.is_exact or not isinstance(value, fmpq) or value.q != 1:
        raise Refused("the exponent of a matrix is not known exactly")
    power = int(value.p)
    return base**power if power >= 0 else _inverse(base) ** -power


def _kronecker(x: acb_mat, y: acb_mat) -> acb_mat:
    return _joined([[y * x[i, j] for j in range(x.ncols())] for i in range(x.nrows())])


def _joined(table: list[list[acb_mat]]) -> acb_mat:
    rows: list[list[acb]] = []
    for blocks in table:
        for i in range(blocks[0].nrows()):
            rows.append([x[i, j] for x in blocks for j in range(x.ncols())])
    return acb_mat(rows)
