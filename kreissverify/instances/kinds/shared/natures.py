"""What an exact matrix is: normal, defective, of repeated eigenvalues. All is decided exactly.

Of a complex matrix X the real form is asked, which is similar to X ⊕ conj X, where that answers.
"""

from __future__ import annotations

from typing import Any

from flint import fmpq, fmpq_mat

from kreissverify.instances.kinds.shared.membership import rank_of
from kreissverify.matrices.exact_matrix import ExactMatrix, identity

__all__ = [
    "distinct_eigenvalues",
    "has_complex_eigenvalues",
    "is_defective",
    "is_dense",
    "is_nilpotent",
    "is_normal",
    "is_regular",
    "largest_entry",
    "trace",
]


def is_normal(matrix: ExactMatrix) -> bool:
    """Say whether XX* = X*X."""
    adjoint = matrix.adjoint()
    return matrix * adjoint == adjoint * matrix


def is_nilpotent(matrix: ExactMatrix) -> bool:
    """Say whether every eigenvalue is 0."""
    return matrix.power(matrix.shape[0]).is_zero


def is_regular(matrix: ExactMatrix) -> bool:
    """Say whether the rank is as large as the shape allows."""
    return rank_of(matrix) == min(matrix.shape)


def is_dense(matrix: ExactMatrix) -> bool:
    """Say whether no entry is 0."""
    rows, columns = matrix.shape
    return all(any(matrix.entry(i, j)) for i in range(rows) for j in range(columns))


def largest_entry(matrix: ExactMatrix) -> fmpq:
    """Return the largest modulus of a real or an imaginary part."""
    return max(abs(x) for x in matrix.numbers())


def trace(matrix: ExactMatrix) -> tuple[fmpq, fmpq]:
    """Return the real and the imaginary part of the trace."""
    parts = zip(*(matrix.entry(i, i) for i in range(matrix.shape[0])), strict=True)
    real, imaginary = (sum(part, fmpq(0)) for part in parts)
    return real, imaginary


def distinct_eigenvalues(matrix: ExactMatrix) -> int:
    """Return the number of distinct eigenvalues.

    It is the rank of the Hankel matrix of the traces of powers, VᵀDV with the Vandermonde matrix of
    the distinct eigenvalues and their multiplicities in D.
    """
    size = matrix.shape[0]
    sums, power = [], identity(size)
    for _ in range(2 * size - 1):
        sums.append(trace(power))
        power = power * matrix
    real, imaginary = (
        fmpq_mat(size, size, [sums[i + j][part] for i in range(size) for j in range(size)])
        for part in (0, 1)
    )
    return rank_of(ExactMatrix(real, imaginary))


def is_defective(matrix: ExactMatrix) -> bool:
    """Say whether it is not diagonalizable: its minimal polynomial then has a repeated root."""
    polynomial: Any = matrix.real_form.minpoly()
    return bool(polynomial.gcd(polynomial.derivative()).degree() > 0)


def has_complex_eigenvalues(matrix: ExactMatrix) -> bool:
    """Say whether some eigenvalue is not real."""
    polynomial: Any = matrix.real_form.minpoly()
    squarefree = polynomial / polynomial.gcd(polynomial.derivative())
    # the imaginary parts of real roots are exactly zero
    return any(root.imag != 0 for root, _ in squarefree.numer().complex_roots())
