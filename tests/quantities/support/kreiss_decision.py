"""K(T) ≤ k for nonnegative 2×2 matrices, decided exactly without the closed form of K."""

from __future__ import annotations

from flint import fmpq, fmpq_mat, fmpq_poly

from tests.quantities.support.polynomial_sign import is_nonnegative_on_positives


def at_most(t: fmpq_mat, k: fmpq) -> bool:
    """Decide K(T) ≤ k for k ≥ 0.

    With x = r - 1 and N(x) = rI - T it is so iff k²NNᵀ - x²I ⪰ 0 for all x > 0, iff its trace and
    its determinant, polynomials of degree 2 and 4 in x, are nonnegative there (Sturm).
    """
    x = fmpq_poly([0, 1])
    (a, b), (c, d) = t.tolist()
    p, q = fmpq_poly([1 - a, 1]), fmpq_poly([1 - d, 1])
    frobenius = p * p + q * q + (b * b + c * c)
    det, square = p * q - b * c, k * k
    trace = square * frobenius - 2 * x * x
    determinant = square * square * det * det - square * x * x * frobenius + x * x * x * x
    return is_nonnegative_on_positives(trace) and is_nonnegative_on_positives(determinant)
