"""Eigenvalues of exact matrices that are read off, and the cost of characteristic polynomials."""

from __future__ import annotations

from flint import fmpq, fmpq_mat

from kreissverify.numbers.errors import Refused

__all__ = ["half_trace", "require_moderate", "triangular_eigenvalues"]

# n⁴ times the bits of the entries over their common denominator, which the time of the roots of a
# characteristic polynomial goes with: 1e10 (100 rows of floats) takes a third of a second.
_MOST_WORK = 2e11


def triangular_eigenvalues(matrix: fmpq_mat) -> list[fmpq] | None:
    """Return the diagonal of a triangular matrix; None for others."""
    size = matrix.nrows()
    pairs = [(i, j) for i in range(size) for j in range(i)]
    lower = all(matrix[j, i] == 0 for i, j in pairs)
    if lower or all(matrix[i, j] == 0 for i, j in pairs):
        return [matrix[i, i] for i in range(size)]
    return None


def half_trace(matrix: fmpq_mat) -> tuple[fmpq, fmpq]:
    """Return τ = (a+d)/2 and ((a-d)/2)² + bc: the eigenvalues are τ ± the root of the latter."""
    a, b, c, d = matrix.entries()
    return (a + d) / 2, ((a - d) / 2) ** 2 + b * c


def require_moderate(name: str, matrix: fmpq_mat) -> None:
    """Refuse a matrix whose characteristic polynomial would take too long.

    Raises
    ------
    Refused
        If it would; the message begins with the name of the quantity.
    """
    numerators, denominator = matrix.numer_denom()
    longest = max(int(x).bit_length() for x in (denominator, *numerators.entries()))
    if matrix.nrows() ** 4 * longest > _MOST_WORK:
        raise Refused(
            f"{name}: the eigenvalues of this matrix of {matrix.nrows()} rows are too "
            "ill-conditioned for float64, and it is too large for its characteristic polynomial; "
            "`estimate` says what float64 knows"
        )
