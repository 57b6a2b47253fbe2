"""High precision by mpmath: matrices, powers and norms at any number of digits (not rigorous)."""

from __future__ import annotations

import mpmath
from flint import fmpq_mat

from kreissverify.numbers.rational import as_mpf

__all__ = ["mp_matrix", "mp_norm", "mp_power_norm"]


def mp_matrix(matrix: fmpq_mat) -> mpmath.matrix:
    """Return a rational matrix at the working precision."""
    return mpmath.matrix([[as_mpf(x) for x in row] for row in matrix.tolist()])


def mp_norm(matrix: mpmath.matrix) -> mpmath.mpf:
    """Return the spectral norm, as the root of the largest eigenvalue of AᵀA."""
    # squaring loses half of the digits of small singular values, none of the largest
    eigenvalues = mpmath.eigsy(matrix.T * matrix, eigvals_only=True)
    return mpmath.sqrt(max(eigenvalues))


def mp_power_norm(matrix: fmpq_mat, t: int, digits: int) -> mpmath.mpf:
    """Return ‖Aᵗ‖ to about `digits` digits, not rigorous.

    With twenty guard digits, two a row and four a squaring, an empirical choice.

    Parameters
    ----------
    matrix
        A.
    t
        The exponent.
    digits
        The digits wanted.
    """
    with mpmath.workdps(digits + 20 + 2 * matrix.nrows() + 4 * t.bit_length()):
        return mp_norm(mp_matrix(matrix) ** t)
