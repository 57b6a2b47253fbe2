"""Positive (semi)definiteness of symmetric matrices: exactly over ℚ, one-sidedly over balls."""

from __future__ import annotations

import numpy as np
from flint import arb, arb_mat, fmpq, fmpq_mat

__all__ = [
    "is_positive_definite_ball",
    "is_positive_definite_exact",
    "is_positive_semidefinite_exact",
]

# Up to it the plain elimination is faster than preconditioning. Only speed depends on it.
_LOOP_SIZE = 12


def is_positive_definite_exact(matrix: fmpq_mat) -> bool:
    """Decide whether a symmetric rational matrix is positive definite (rational LDLᵀ).

    Examples
    --------
    >>> edge = fmpq_mat([[1, 1], [1, 1]])
    >>> is_positive_definite_exact(edge), is_positive_semidefinite_exact(edge)
    (False, True)
    """
    return _pivots_allow(matrix, semidefinite=False)


def is_positive_semidefinite_exact(matrix: fmpq_mat) -> bool:
    """Decide whether a symmetric rational matrix is positive semidefinite (rational LDLᵀ)."""
    return _pivots_allow(matrix, semidefinite=True)


def _pivots_allow(matrix: fmpq_mat, semidefinite: bool) -> bool:
    rows = [list(row) for row in matrix.tolist()]
    size = len(rows)
    for k in range(size):
        pivot = rows[k][k]
        if pivot < 0 or (pivot == 0 and not semidefinite):
            return False
        if pivot == 0:
            # a zero on the diagonal of a semidefinite matrix has a zero row
            if any(rows[k][j] != 0 for j in range(k + 1, size)):
                return False
            continue
        # only the upper triangle is kept up: the matrix is symmetric
        for i in range(k + 1, size):
            if rows[k][i] == 0:
                continue
            factor = rows[k][i] / pivot
            for j in range(i, size):
                rows[i][j] -= factor * rows[k][j]
    return True


def is_positive_definite_ball(matrix: arb_mat) -> bool:
    """Prove that every symmetric matrix in a ball matrix is positive definite.

    True is a proof. False says only that it was not shown at this precision.
    """
    # Elimination in balls widens them by a factor that is exponential in the size. Close to the
    # identity there is no such growth, so a congruence with float factors comes first.
    if matrix.nrows() > _LOOP_SIZE:
        factor = _inverse_cholesky(matrix)
        if factor is not None and _is_diagonally_dominant(factor * matrix * factor.transpose()):
            return True
    return _ball_pivots_are_positive(matrix)


def _inverse_cholesky(matrix: arb_mat) -> arb_mat | None:
    """Return an approximate inverse Cholesky factor: a congruence towards the identity.

    Any invertible factor proves as much, so its rounding errors do not matter; a triangular one
    with a nonzero diagonal is invertible.
    """
    middle = np.array([[float(x.mid()) for x in row] for row in matrix.tolist()])
    if not np.isfinite(middle).all():
        return None
    try:
        inverse = np.linalg.inv(np.linalg.cholesky(middle))
    except np.linalg.LinAlgError:
        return None
    inverse = np.tril(inverse)  # what rounding left above the diagonal would void the argument
    if not np.isfinite(inverse).all() or (np.diag(inverse) == 0).any():
        return None
    return arb_mat(inverse.tolist())


def _is_diagonally_dominant(matrix: arb_mat) -> bool:
    """Prove that each diagonal entry exceeds the rest of its row: then all eigenvalues are > 0."""
    rows = matrix.tolist()
    for i, row in enumerate(rows):
        rest = sum((abs(x) for j, x in enumerate(row) if j != i), arb(0))
        if not row[i] > rest:
            return False
    return True


def _ball_pivots_are_positive(matrix: arb_mat) -> bool:
    rows = matrix.tolist()
    size = len(rows)
    for k in range(size):
        pivot = rows[k][k]
        if not pivot > 0:  # also a ball around 0, which proves neither
            return False
        for i in range(k + 1, size):
            factor = rows[k][i] / pivot
            row, top = rows[i], rows[k]
            for j in range(i, size):
                row[j] -= factor * top[j]
    return True


def scaled_identity(size: int, value: fmpq) -> fmpq_mat:
    """Return value·I."""
    return fmpq_mat(
        size, size, [value if i == j else fmpq(0) for i in range(size) for j in range(size)]
    )
