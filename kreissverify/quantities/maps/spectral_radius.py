"""The spectral radius ρ(J)."""

from __future__ import annotations

import math
from typing import Any

import mpmath
from flint import fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.ball import middle_mpf
from kreissverify.numbers.enclosure import Enclosure, maximum
from kreissverify.numbers.estimates import Estimates
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.float_ball_matrix import FloatBall
from kreissverify.numbers.intervals import Intervals
from kreissverify.numbers.rational import as_mpf, as_sympy
from kreissverify.numbers.spectral_norm import spectral_norm
from kreissverify.numbers.spectral_radius import spectral_radius, spectral_radius_to
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.exact_eigenvalues import (
    half_trace,
    require_moderate,
    triangular_eigenvalues,
)
from kreissverify.quantities.float_radius import radius_estimates
from kreissverify.quantities.stacked.spectral_radius import spectral_radius_bounds
from kreissverify.quantities.witnesses import two_sided
from kreissverify.system.deferred import sympy

__all__ = ["QUANTITY", "radius", "radius_above_one"]


class SpectralRadius(Quantity):
    """ρ(J) = max |λ| over the eigenvalues of J.

    Examples
    --------
    On [[γ, b], [c, γ]] ≥ 0 it is γ + √(bc).

    >>> from kreissverify import rho
    >>> rho([["1/2", "1/8"], ["1/2", "1/2"]])
    0.75
    """

    name = "rho"
    long_name = "spectral_radius"
    of_padded = True
    of_similar_matrices = True
    copies_in_real_form = 1
    of_transposes = True
    is_computed = True
    native = frozenset({"float64"})
    finite = True

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return ρ from the eigenvalues, with errors by their conditions."""
        return radius_estimates(stack)

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return ρ from the roots of the exact characteristic polynomial, isolated in balls.

        QR in a given precision loses all but a k-th of the digits of k-fold defective eigenvalues,
        and √(bc) of entries b and c that differ by more than its digits.

        Raises
        ------
        Refused
            If the matrix is too large for its characteristic polynomial.
        """
        known = _in_closed_form(matrix.exact, digits)
        if known is not None:
            return known
        require_moderate(self.name, matrix.exact)
        return middle_mpf(spectral_radius_to(matrix.exact, math.ceil(3.33 * digits)), digits + 5)

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return an enclosure; a checker decides its bounds from the characteristic polynomial."""
        if len(matrix.block_sizes) > 1 and matrix.n > 2:
            diagonal = _block_triangular_radius(matrix, rtol)
            if diagonal is not None:
                return two_sided(diagonal)
        return two_sided(radius(matrix.exact, rtol))

    def bounds_of_stack(self, balls: FloatBall, *parameters: Intervals, rtol: float) -> Intervals:
        """Return bounds by repeated squares: see `stacked.spectral_radius`."""
        return spectral_radius_bounds(balls)

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return the exact value for triangular matrices and matrices of size 2."""
        diagonal = _triangular_radius(matrix.exact)
        if diagonal is not None:
            return as_sympy(diagonal)
        if matrix.n != 2:
            return None
        half, discriminant = half_trace(matrix.exact)
        if discriminant < 0:
            return sympy.sqrt(as_sympy(matrix.exact.det()))
        return as_sympy(abs(half)) + sympy.sqrt(as_sympy(discriminant))

    def algebraic(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return the largest modulus of a zero of det(xI - A)."""
        # here, as its numbers are of a class of SymPy's: see `system.deferred`
        from kreissverify.numbers.algebraic_number import largest_modulus

        return largest_modulus(matrix.real_form.exact)

    def closed_form(self, gamma: fmpq, b: fmpq, c: fmpq) -> sympy.Expr:
        """Return ρ(T) = γ + √(bc) of T = [[γ, b], [c, γ]] ≥ 0, from its eigenvalues γ ± √(bc)."""
        return as_sympy(gamma) + sympy.sqrt(as_sympy(b * c))

    def latex_of(self, matrix: str, *parameters: str) -> str:
        """Return ρ(J)."""
        return rf"\rho({matrix})"


def radius(matrix: fmpq_mat, rtol: float) -> Enclosure:
    """Enclose ρ: exactly for triangular matrices, by its formula for 2×2, in general by powers."""
    diagonal = _triangular_radius(matrix)
    if diagonal is not None:
        return Enclosure.exactly(diagonal)
    if matrix.nrows() == 2:
        half, discriminant = half_trace(matrix)
        if discriminant < 0:
            return Enclosure.exactly(matrix.det()).sqrt()
        return abs(half) + Enclosure.exactly(discriminant).sqrt()
    # symmetric: ρ is the norm, which is enclosed faster than by powers
    if matrix == matrix.transpose():
        return spectral_norm(matrix, rtol)
    return spectral_radius(matrix, rtol)


def _block_triangular_radius(matrix: Any, rtol: float) -> Enclosure | None:
    """Enclose ρ = max ρ(J_ii) of a matrix whose blocks above the diagonal vanish."""
    pairs = [(i, j) for j in range(matrix.m) for i in range(j)]
    if any(x != 0 for i, j in pairs for x in matrix.block(i, j).entries()):
        return None
    return maximum([radius(matrix.block(i, i), rtol) for i in range(matrix.m)])


def radius_above_one(matrix: fmpq_mat) -> fmpq | None:
    """Return a rational q with ρ ≥ q > 1, or None if none was found."""
    # nearly always the first tells; a radius that is 1 to 25 digits is 1 by design
    for rtol in (1e-3, 1e-9, 1e-25):
        found = radius(matrix, rtol)
        low, high = found.lower.value, found.upper.value
        if is_finite(low) and low > 1:
            return low
        if is_finite(high) and high <= 1:
            return None
    return None


def _triangular_radius(matrix: fmpq_mat) -> fmpq | None:
    diagonal = triangular_eigenvalues(matrix)
    return None if diagonal is None else max(map(abs, diagonal))


def _in_closed_form(matrix: fmpq_mat, digits: int) -> mpmath.mpf | None:
    """Return ρ of a triangular or 2×2 matrix; None for others."""
    diagonal = _triangular_radius(matrix)
    with mpmath.workdps(digits + 5):
        if diagonal is not None:
            return as_mpf(diagonal)
        if matrix.nrows() != 2:
            return None
        half, discriminant = half_trace(matrix)
        if discriminant < 0:
            return mpmath.sqrt(as_mpf(matrix.det()))
        return abs(as_mpf(half)) + mpmath.sqrt(as_mpf(discriminant))


QUANTITY = SpectralRadius()
