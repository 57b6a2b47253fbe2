"""Where K of a nonnegative 2×2 matrix is attained, at a rational point.

For T ≥ 0 and |z| = r the resolvent at z is entrywise below the one at r, so K(T) is the supremum
over real r > 1. With x = r - 1 and N(x) = rI - T, at k = K(T) > 1

    det(k²NNᵀ - x²I) = k⁴det(N)² - k²x²‖N‖_F² + x⁴ ≥ 0 for all x > 0, and is 0 where K is attained.

The value itself is that of `two_by_two.formulas`.
"""

from __future__ import annotations

from flint import fmpq, fmpq_mat, fmpq_poly

__all__ = ["metzler_form", "nonnegative_form", "touching_point"]


def nonnegative_form(matrix: fmpq_mat) -> fmpq_mat | None:
    """Return |J| if a sign, and conjugation by diag(1, ±1), turn the matrix J into it.

    Only for sizes 1 and 2; otherwise None.
    """
    if matrix.nrows() == 1:
        return fmpq_mat([[abs(matrix[0, 0])]])
    if matrix.nrows() != 2:
        return None
    (a, b), (c, d) = matrix.tolist()
    if a * d < 0 or b * c < 0:
        return None
    return fmpq_mat(2, 2, [abs(a), abs(b), abs(c), abs(d)])


def metzler_form(matrix: fmpq_mat) -> fmpq_mat | None:
    """Return T with T_ij ≥ 0 for i ≠ j if conjugation by diag(1, ±1) turns A into it.

    Then |e^{tA}| = e^{tT} entry by entry, and the resolvent is largest on the real axis. Only for
    sizes 1 and 2; otherwise None.
    """
    if matrix.nrows() == 1:
        return matrix
    if matrix.nrows() != 2 or matrix[0, 1] * matrix[1, 0] < 0:
        return None
    return fmpq_mat(2, 2, [matrix[0, 0], abs(matrix[0, 1]), abs(matrix[1, 0]), matrix[1, 1]])


def touching_point(t: fmpq_mat, k: fmpq) -> fmpq | None:
    """Return the x = r - 1 at which K(T) = k > 1 is attained, where it is rational.

    At k = K(T) the determinant touches zero at x: its double root.
    """
    determinant = _determinant(t, k)
    double = determinant.gcd(determinant.derivative())
    # no rational double root, or more than one: then no rational point attains K
    if double.degree() != 1:
        return None
    root = -double[0] / double[1]
    return root if root > 0 else None


def _determinant(t: fmpq_mat, k: fmpq) -> fmpq_poly:
    x = fmpq_poly([0, 1])
    (a, b), (c, d) = t.tolist()
    p, q = fmpq_poly([1 - a, 1]), fmpq_poly([1 - d, 1])
    frobenius = p * p + q * q + (b * b + c * c)
    det, square = p * q - b * c, k * k
    return square * square * det * det - square * x * x * frobenius + x * x * x * x
