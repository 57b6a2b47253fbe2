"""‖A‖_F² - Σ|λ_i|² exactly: of normal and triangular matrices, and where Σ|λ_i|² is rational.

Σ|λ_i|² over the roots of an irreducible factor of the characteristic polynomial is rational where
all of them are real (then it is Σλ_i², by Newton's identity) or where there are two. A complex
matrix has the eigenvalues of its real form, up to conjugation, and half of its sums of squares.
"""

from __future__ import annotations

from typing import Any

from flint import arb, fmpq, fmpq_mat, fmpz_poly

from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.rational import as_sympy
from kreissverify.quantities.algebra.frobenius_norm import sum_of_squares
from kreissverify.system.deferred import sympy

__all__ = ["eigenvalue_squares", "exact_square", "two_by_two_square"]

# Rows of the real form up to which a characteristic polynomial is factored: milliseconds. Beyond,
# balls of the eigenvalues are as good, unless the departure is compared with an equal number.
_FACTORED = 16
_LONGEST = 400  # bits: squares of such numbers are factored by SymPy


def exact_square(matrix: Matrix) -> fmpq | None:
    """Return the square of the departure from normality where it is known to be rational.

    It is 0 for every normal matrix, and for no other.

    Examples
    --------
    >>> exact_square(Matrix([[1, 2], [0, 1]])), exact_square(Matrix([[0, 1], [-1, 0]]))
    (4, 0)
    """
    real = matrix.real_form.exact
    transpose = real.transpose()
    if real * transpose == transpose * real:
        return fmpq(0)
    off = _off_diagonal(matrix)
    if off is not None:
        return off
    if real.nrows() > _FACTORED:
        return None
    total = _rational_squares(real.charpoly().numer())
    if total is None:
        return None
    copies = real.nrows() // matrix.n
    return sum_of_squares(matrix) - total / copies


def _off_diagonal(matrix: Matrix) -> fmpq | None:
    """Return the sum of squares off the diagonal of a triangular matrix; None for others."""
    parts = [part for part in matrix.parts if part is not None]
    pairs = [(i, j) for i in range(matrix.n) for j in range(i)]
    lower = sum((part[i, j] ** 2 for part in parts for i, j in pairs), fmpq(0))
    upper = sum((part[j, i] ** 2 for part in parts for i, j in pairs), fmpq(0))
    return lower + upper if lower == 0 or upper == 0 else None


def _rational_squares(polynomial: fmpz_poly) -> fmpq | None:
    """Return Σ|λ|² over the roots of a polynomial, if each of its factors has a rational one."""
    _, factors = polynomial.factor()
    total = fmpq(0)
    for factor, times in factors:
        squares = _squares_of_factor(factor)
        if squares is None:
            return None
        total += times * squares
    return total


def _squares_of_factor(factor: fmpz_poly) -> fmpq | None:
    coefficients = [int(x) for x in factor.coeffs()]
    lead, degree = coefficients[-1], len(coefficients) - 1
    first = -fmpq(coefficients[-2], lead)  # Σλ
    if degree == 1:
        return first * first
    second = fmpq(coefficients[-3], lead)  # Σ λ_iλ_j over pairs
    # real roots are returned with imaginary parts that are exactly 0
    roots: list[Any] = factor.complex_roots()
    if all(root.imag == 0 for root, _ in roots):
        return first * first - 2 * second
    return 2 * second if degree == 2 else None


def eigenvalue_squares(matrix: fmpq_mat) -> arb:
    """Return a ball of Σ|λ_i|², with multiplicities, in the working precision."""
    roots: list[Any] = matrix.charpoly().numer().complex_roots()
    return sum((times * abs(root) ** 2 for root, times in roots), arb(0))


def two_by_two_square(matrix: Matrix) -> sympy.Expr | None:
    """Return the departure of a 2×2 matrix, real or complex; None for other sizes.

    With τ the trace and s² = τ² - 4 det A, the eigenvalues are (τ ± s)/2, and Σ|λ|² is
    (|τ|² + |τ² - 4 det A|)/2.
    """
    if matrix.n != 2:
        return None
    whole = ExactMatrix(*matrix.parts)
    (a, p), (d, q) = whole.entry(0, 0), whole.entry(1, 1)
    x, y = a + d, p + q  # τ
    u, v = whole.determinant()
    real, imaginary = x * x - y * y - 4 * u, 2 * x * y - 4 * v
    square, discriminant = sum_of_squares(matrix), real * real + imaginary * imaginary
    rest = square - (x * x + y * y) / 2
    if max(int(z).bit_length() for z in (discriminant.p, discriminant.q, rest.p)) > _LONGEST:
        return None
    return sympy.sqrt(as_sympy(rest) - sympy.sqrt(as_sympy(discriminant)) / 2)
