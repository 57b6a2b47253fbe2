"""The spectral norm ‖A‖, also of a rectangular block."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
from flint import fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.ball import ball_matrix, middle_mpf, working_precision
from kreissverify.numbers.ball_eigenvalues import largest_eigenvalue
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.estimates import Estimates
from kreissverify.numbers.float_ball_matrix import FloatBall, norm_bounds_of_stack
from kreissverify.numbers.intervals import Intervals
from kreissverify.numbers.rational import as_sympy
from kreissverify.numbers.spectral_norm import gram, spectral_norm
from kreissverify.quantities.algebra.rectangles import padded_square
from kreissverify.quantities.base import Quantity
from kreissverify.system.deferred import sympy

__all__ = ["QUANTITY", "exact_norm"]

_UNITS = 4 * 2.0**-52  # of the error for each row: larger than any seen, by a factor of ten
_LEAST = 5e-324  # the spacing of floats around 0
_LONGEST = 900  # bits: beyond 1023 SymPy's factoring overflows a float besides


class Norm(Quantity):
    """‖A‖ = max over x ≠ 0 of ‖Ax‖/‖x‖, the largest singular value.

    Examples
    --------
    >>> from kreissverify import norm
    >>> norm([[3], [4]])
    5.0
    """

    name = "norm"
    long_name = "spectral_norm"
    of_padded = True
    copies_in_real_form = 1
    of_transposes = True
    native = frozenset({"float64", "value"})
    finite = True
    of_square_matrices = False

    def subject(self, matrix: Any) -> Matrix:
        """Return the matrix, a rectangular one padded with zeros to a square of the same norm."""
        return padded_square(matrix)

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return the largest singular values, which LAPACK has to a few units of rounding."""
        norms = np.asarray(np.linalg.svd(stack, compute_uv=False)[..., 0])
        # backward stable, and ‖A‖ moves by no more than A does; the least floats have no digits
        return Estimates(norms, _UNITS * stack.shape[-1] * norms + _LEAST)

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return the norm as the root of the largest eigenvalue of AᵀA."""
        bits = math.ceil(3.33 * digits) + 16
        with working_precision(2 * bits + 64):
            square = largest_eigenvalue(ball_matrix(gram(matrix.exact)), bits)
            return middle_mpf(square.sqrt(), digits + 5)

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return an enclosure, exact where the norm is recognised as rational."""
        return spectral_norm(matrix.exact, rtol)

    def bounds_of_stack(self, balls: FloatBall, *parameters: Intervals, rtol: float) -> Intervals:
        """Return bounds by `norm_bounds_of_stack`."""
        return Intervals(*norm_bounds_of_stack(balls))

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return the exact norm of a matrix of size 1 or 2."""
        return exact_norm(matrix.exact)

    def algebraic(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr:
        """Return the root of the largest zero of det(xI - AᵀA)."""
        # here, as its numbers are of a class of SymPy's: see `system.deferred`
        from kreissverify.numbers.algebraic_number import largest_singular_value

        return largest_singular_value(matrix.real_form.exact)

    def latex_of(self, matrix: str, *parameters: str) -> str:
        """Return ‖A‖."""
        return rf"\lVert {matrix} \rVert"


def exact_norm(matrix: fmpq_mat) -> sympy.Expr | None:
    """Return ‖A‖ = (√(f + 2|d|) + √(f - 2|d|))/2 with f = ‖A‖_F², d = det A, for a 2×2 matrix.

    From σ₁² + σ₂² = f and σ₁σ₂ = |d|. For a 1×1 matrix |a|; for larger ones, and for entries so
    long that SymPy would spend seconds on looking for square factors, None.
    """
    if matrix.nrows() == 1 == matrix.ncols():
        return as_sympy(abs(matrix[0, 0]))
    if matrix.nrows() != 2 or matrix.ncols() != 2:
        return None
    f = sum((x * x for x in matrix.entries()), fmpq(0))
    d = abs(matrix.det())
    if max(int(x).bit_length() for x in (f.p, f.q, d.p, d.q)) > _LONGEST:
        return None
    return (sympy.sqrt(as_sympy(f + 2 * d)) + sympy.sqrt(as_sympy(f - 2 * d))) / 2


QUANTITY = Norm()
