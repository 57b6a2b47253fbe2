"""Orders of exact matrices: positive semidefinite, and entry by entry."""

from __future__ import annotations

from kreissverify.matrices.exact_entries import InvalidMatrix
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.numbers.positive_definite import is_positive_semidefinite_exact

__all__ = ["entrywise_at_most", "is_psd"]


def is_psd(matrix: ExactMatrix) -> bool:
    """Decide whether a matrix is Hermitian (symmetric, if it is real) and positive semidefinite.

    Examples
    --------
    >>> from kreissverify.matrices.exact_matrix import as_exact_matrix
    >>> is_psd(as_exact_matrix([[1, "i"], ["-i", 1]])), is_psd(as_exact_matrix([[1, 1], [0, 1]]))
    (True, False)
    """
    # x*Ax ≥ 0 for all complex x makes A Hermitian, for all real x it does not: so it is asked for
    if not matrix.is_square or matrix != matrix.adjoint():
        return False
    return is_positive_semidefinite_exact(matrix.real_form)


def entrywise_at_most(left: ExactMatrix, right: ExactMatrix) -> bool:
    """Decide left ≤ right, entry by entry.

    Raises
    ------
    InvalidMatrix
        If one of them is complex, as ℂ has no order, or if their shapes differ.

    Examples
    --------
    >>> from kreissverify.matrices.exact_matrix import as_exact_matrix
    >>> entrywise_at_most(as_exact_matrix([[0, "1/3"]]), as_exact_matrix([[0, "1/2"]]))
    True
    """
    if left.is_complex or right.is_complex:
        raise InvalidMatrix("entrywise: expected real matrices, got a complex one")
    if left.shape != right.shape:
        (rows, columns), (others, more) = left.shape, right.shape
        raise InvalidMatrix(
            f"entrywise: expected matrices of one shape, got {rows}x{columns} and {others}x{more}"
        )
    pairs = zip(left.real.entries(), right.real.entries(), strict=True)
    return all(x <= y for x, y in pairs)
