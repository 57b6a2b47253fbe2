"""The rank of a matrix, decided exactly: a matrix of floats is the rational matrix that it is."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
from flint import fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.estimates import Estimates
from kreissverify.quantities.algebra.rectangles import padded_square
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.float_scaling import in_range
from kreissverify.system.deferred import sympy

__all__ = ["QUANTITY", "exact_rank"]

# LAPACK's error of singular values, and the rounding of entries, in units of max(n, m)·‖A‖: larger
# than any seen.
_BACKWARD = 4 * 2.0**-52


class MatrixRank(Quantity):
    """rank A = the number of independent columns, also of a rectangular matrix.

    Singular values at the level of rounding do not tell a rank, so it is decided exactly, with no
    tolerance: a float 1e-30 is not 0, and floats that were meant to be dependent seldom are.

    Examples
    --------
    >>> from kreissverify import rank
    >>> rank([["1/3", "2/3"], ["1/2", 1]])
    1.0
    """

    name = "rank"
    long_name = "matrix_rank"
    of_similar_matrices = True
    copies_in_real_form = 2
    native = frozenset({"float64"})
    finite = True
    of_square_matrices = False

    def subject(self, matrix: Any) -> Matrix:
        """Return the matrix, a rectangular one padded with zeros to a square of the same rank."""
        return padded_square(matrix)

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return the numbers of singular values above rounding: sure where that is all of them.

        A zero matrix is sure also. Of others in which some are at the level of rounding nothing is
        known: the error is infinite.
        """
        scaled, _ = in_range(stack)
        sigma = np.linalg.svd(scaled, compute_uv=False)
        level = _BACKWARD * max(stack.shape[-2:]) * sigma[..., :1]
        counts = np.sum(sigma > level, axis=-1).astype(float)
        sure = (counts == sigma.shape[-1]) | (sigma[..., 0] == 0)
        return Estimates(counts, np.where(sure, 0.0, np.inf))

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return the rank."""
        return mpmath.mpf(exact_rank(matrix))

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return the rank."""
        return Enclosure.exactly(exact_rank(matrix))

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return the rank."""
        return sympy.Integer(exact_rank(matrix))

    def grows_on(self, matrix: Matrix) -> bool:
        """Return False: it falls where an entry grows into a multiple of another."""
        return False

    def latex_of(self, matrix: str, *parameters: str) -> str:
        """Return rank A."""
        return rf"\operatorname{{rank}} {matrix}"


def exact_rank(matrix: Matrix) -> int:
    """Return the rank of a real matrix over ℚ."""
    return int(matrix.exact.rank())


QUANTITY = MatrixRank()
