"""The trace tr A."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
from flint import fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.estimates import Estimates
from kreissverify.numbers.rational import as_mpf, as_sympy
from kreissverify.quantities.algebra.real_values import real_value
from kreissverify.quantities.base import Quantity
from kreissverify.system.deferred import sympy

__all__ = ["QUANTITY", "exact_trace"]

_UNIT = 2.0**-52  # twice the rounding of an entry, or of a sum


class MatrixTrace(Quantity):
    """tr A = Σ aᵢᵢ, the sum of the eigenvalues: a number of either sign.

    Of a complex matrix it is taken where it is real, as that of a Hermitian matrix is.

    Examples
    --------
    >>> from kreissverify import trace
    >>> trace([["1/2", 7], [0, "-3/4"]])
    -0.25
    """

    name = "trace"
    long_name = "matrix_trace"
    of_similar_matrices = True
    native = frozenset({"float64", "highprec", "enclosure", "exact"})
    finite = True
    least = None

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return the sums of the diagonals; NaN where they are not real, within their errors."""
        diagonals = np.diagonal(stack, axis1=-2, axis2=-1)
        sums = diagonals.sum(axis=-1)
        errors = stack.shape[-1] * _UNIT * np.abs(diagonals).sum(axis=-1)
        is_real = np.abs(np.imag(sums)) <= errors
        return Estimates(
            np.where(is_real, np.real(sums), np.nan), np.where(is_real, errors, np.inf)
        )

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return the exact trace, rounded."""
        with mpmath.workdps(digits + 5):
            return as_mpf(exact_trace(matrix))

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return the exact trace."""
        return Enclosure.exactly(exact_trace(matrix))

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return the exact trace."""
        return as_sympy(exact_trace(matrix))

    def latex_of(self, matrix: str, *parameters: str) -> str:
        """Return tr A."""
        return rf"\operatorname{{tr}} {matrix}"


def exact_trace(matrix: Matrix) -> fmpq:
    """Return the trace.

    Raises
    ------
    OutsideDomain
        If it is not real.
    """
    real, imaginary = matrix.parts
    return real_value(
        "trace", (_diagonal_sum(real), fmpq(0) if imaginary is None else _diagonal_sum(imaginary))
    )


def _diagonal_sum(matrix: fmpq_mat) -> fmpq:
    return sum((matrix[i, i] for i in range(matrix.nrows())), fmpq(0))


QUANTITY = MatrixTrace()
