"""The condition number cond A = ‖A‖·‖A⁻¹‖, infinite just for singular matrices."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
from flint import arb, arb_mat, fmpq, fmpq_mat

from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.ball import ball_matrix, middle_mpf, working_precision
from kreissverify.numbers.ball_eigenvalues import largest_eigenvalue
from kreissverify.numbers.enclosure import Enclosure, maximum
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import Estimates
from kreissverify.numbers.extended import INFINITY, is_finite
from kreissverify.numbers.rational import as_sympy
from kreissverify.numbers.spectral_norm import gram
from kreissverify.quantities.algebra.frobenius_norm import sum_of_squares
from kreissverify.quantities.algebra.resolvent_norm import QUANTITY as RESOLVENT
from kreissverify.quantities.algebra.spectral_norm import QUANTITY as NORM
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.float_scaling import in_range
from kreissverify.system.deferred import sympy

__all__ = ["QUANTITY"]

_ORIGIN = (fmpq(0), fmpq(0))  # ‖A⁻¹‖ is the norm of the resolvent at 0
# LAPACK's error of singular values, and the rounding of entries, in units of n·‖A‖: larger than any
# seen.
_BACKWARD = 4 * 2.0**-52
_MOST_BITS = 1 << 16  # far more than a condition number of interest has
_LONGEST = 900  # bits: beyond 1023 SymPy's factoring overflows a float besides


class ConditionNumber(Quantity):
    """cond A = ‖A‖·‖A⁻¹‖ = σ_max/σ_min, and ∞ for a singular A, the zero matrix included.

    Examples
    --------
    >>> from kreissverify import cond
    >>> cond([[2, 0], [0, "1/2"]]), cond([[1, 2], [2, 4]])
    (4.0, inf)
    """

    name = "cond"
    long_name = "condition_number"
    copies_in_real_form = 1
    of_transposes = True
    is_computed = True
    native = frozenset({"float64", "exact"})
    least = 1

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return quotients of singular values; the error is infinite where the least is rounding.

        Of a matrix with a row or a column of zeros the value is infinite for sure.
        """
        scaled, _ = in_range(stack)
        sigma = np.linalg.svd(scaled, compute_uv=False)
        values = sigma[..., 0] / sigma[..., -1]
        lost = _BACKWARD * stack.shape[-1] * values  # of σ_min, relatively
        errors = np.where(lost < 0.5, 2 * lost * values, np.inf)
        zero = scaled == 0
        singular = (zero.all(axis=-1) | zero.all(axis=-2)).any(axis=-1)
        return Estimates(np.where(singular, np.inf, values), np.where(singular, 0.0, errors))

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return the root of ‖AᵀA‖·‖(AᵀA)⁻¹‖, by eigenvalues at that precision.

        Raises
        ------
        Refused
            If no precision allowed is enough.
        """
        if matrix.exact.det() == 0:
            return mpmath.inf
        bits = math.ceil(3.33 * digits) + 16
        inverse = _inverse_to(matrix.exact, bits)
        with working_precision(2 * bits + 64):
            factors = (
                largest_eigenvalue(x.transpose() * x, bits)
                for x in (ball_matrix(matrix.exact), inverse)
            )
            return middle_mpf(math.prod(factors, start=arb(1)).sqrt(), digits + 5)

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return an enclosure: the product of those of ‖A‖ and ‖A⁻¹‖, which decides det A = 0."""
        square = gram(matrix.exact)
        scale = square[0, 0]
        # a multiple of an orthogonal matrix, whose norm may be irrational: exactly 1
        if scale != 0 and all(
            square[i, j] == (scale if i == j else 0)
            for i in range(matrix.n)
            for j in range(matrix.n)
        ):
            return Enclosure.exactly(1)
        inverse = RESOLVENT.enclosure(matrix, _ORIGIN, rtol=rtol / 3)
        if not is_finite(inverse.lower.value):
            return Enclosure.exactly(INFINITY)
        return maximum([Enclosure.exactly(1), NORM.enclosure(matrix, rtol=rtol / 3) * inverse])

    def is_finite(self, matrix: Matrix, *parameters: fmpq) -> bool:
        """Say whether the matrix was shown to be invertible."""
        return RESOLVENT.is_finite(matrix, _ORIGIN)

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return the exact value for singular matrices, and for those of size 1 or 2.

        From σ₁² + σ₂² = f = ‖A‖_F² and σ₁σ₂ = d = |det A| it is (f + √(f² - 4d²))/(2d).
        """
        real, imaginary = ExactMatrix(*matrix.parts).determinant()
        d = real * real + imaginary * imaginary  # |det A|²
        if d == 0:
            return sympy.oo
        if matrix.n > 2:
            return None
        if matrix.n == 1:
            return sympy.S.One
        f = sum_of_squares(matrix)
        if max(int(x).bit_length() for x in (f.p, f.q, d.p, d.q)) > _LONGEST:
            return None
        root = sympy.sqrt(as_sympy(f * f - 4 * d))
        return (as_sympy(f) + root) / (2 * sympy.sqrt(as_sympy(d)))

    def algebraic(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return the product of both norms; infinite for a singular matrix."""
        inverse = RESOLVENT.algebraic(matrix, _ORIGIN)
        return sympy.oo if inverse == sympy.oo else inverse * NORM.algebraic(matrix)

    def grows_on(self, matrix: Matrix) -> bool:
        """Return False: diag(1, x) is best conditioned at x = 1."""
        return False

    def latex_of(self, matrix: str, *parameters: str) -> str:
        """Return cond A."""
        return rf"\operatorname{{cond}}({matrix})"


def _inverse_to(matrix: fmpq_mat, bits: int) -> arb_mat:
    """Return the middles of an inverse in balls, whose errors are 2^-bits of its norm at most.

    Raises
    ------
    Refused
        If no precision allowed is enough.
    """
    precision = bits + 64
    while precision <= _MOST_BITS:
        with working_precision(precision):
            try:
                inverse = ball_matrix(matrix).inv()
            except ZeroDivisionError:  # singular, as far as these balls can tell
                precision *= 2
                continue
            errors = sum((arb(x.rad()) ** 2 for x in inverse.entries()), arb(0))
            squares = sum((x.mid() ** 2 for x in inverse.entries()), arb(0))
            if errors <= squares * arb(4) ** -bits / inverse.nrows():
                return arb_mat(inverse.mid())
        precision *= 2
    raise Refused(f"cond: the inverse was not found at {_MOST_BITS} bits")


QUANTITY = ConditionNumber()
