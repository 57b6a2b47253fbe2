"""The determinant det A, exactly wherever float64 has lost it."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
from flint import fmpq

from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.estimates import Estimates
from kreissverify.numbers.rational import as_float, as_mpf, as_sympy
from kreissverify.quantities.algebra.real_values import real_value
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.float_scaling import in_range
from kreissverify.system.deferred import sympy

__all__ = ["QUANTITY", "exact_determinant"]

# LAPACK's backward error in units of n·‖A‖: about 1 is seen, but for growth in the elimination.
_BACKWARD = 4 * 2.0**-52
_EXACT_ROWS = 20  # up to which the exact determinant of floats takes two milliseconds at most
_LEAST = 5e-324  # the spacing of floats around 0


class Determinant(Quantity):
    """det A = Π λᵢ, the product of the eigenvalues: a number of either sign.

    Of a complex matrix it is taken where it is real, as that of a Hermitian matrix is.

    Examples
    --------
    >>> from kreissverify import det
    >>> det([[1, 2], [3, 4]])
    -2.0
    """

    name = "det"
    long_name = "determinant"
    of_similar_matrices = True
    native = frozenset({"float64", "value", "highprec", "enclosure", "exact"})
    finite = True
    least = None

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return determinants of matrices scaled by powers of two, so that no product overflows.

        Elimination gives that of A + E, and |det(A+E) - det A| ≤ Π (σ_i + ‖E‖) - Π σ_i (I. C. F.
        Ipsen and R. Rehman, SIAM J. Matrix Anal. Appl. 30 (2008) 762).
        """
        n = stack.shape[-1]
        scaled, shifts = in_range(stack)
        values = np.linalg.det(scaled)
        sigma = np.linalg.svd(scaled, compute_uv=False)
        # a singular value is off by no more than LAPACK's own error, which is counted as E also
        moved = _BACKWARD * n * sigma[..., :1]
        errors = np.prod(sigma + 2 * moved, axis=-1) - np.prod(
            np.maximum(sigma - moved, 0), axis=-1
        )
        is_real = np.abs(np.imag(values)) <= errors
        values = np.where(is_real, np.real(values), np.nan)
        errors = np.ldexp(np.where(is_real, errors, np.inf), n * shifts) + _LEAST
        return Estimates(np.ldexp(values, n * shifts), errors)

    def value(self, matrix: Matrix, *parameters: fmpq) -> float:
        """Return the exact determinant of a small matrix, rounded once; else as of `estimate`."""
        if matrix.n <= _EXACT_ROWS:
            return as_float(exact_determinant(matrix))
        return float(super().value(matrix))

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return the exact determinant, rounded: mpmath's own has a relative pivot test."""
        with mpmath.workdps(digits + 5):
            return as_mpf(exact_determinant(matrix))

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return the exact determinant."""
        return Enclosure.exactly(exact_determinant(matrix))

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return the exact determinant."""
        return as_sympy(exact_determinant(matrix))

    def grows_on(self, matrix: Matrix) -> bool:
        """Return False: it falls as entries off the diagonal grow."""
        return False

    def latex_of(self, matrix: str, *parameters: str) -> str:
        """Return det A."""
        return rf"\det {matrix}"


def exact_determinant(matrix: Matrix) -> fmpq:
    """Return the determinant.

    Raises
    ------
    OutsideDomain
        If it is not real.
    """
    return real_value("det", ExactMatrix(*matrix.parts).determinant())


QUANTITY = Determinant()
