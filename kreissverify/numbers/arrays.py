"""NumPy arrays beside exact matrices: their types, and the conversions between the two."""

from __future__ import annotations

from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat
from numpy.typing import NDArray

from kreissverify.numbers.rational import as_float

__all__ = ["ComplexArray", "FloatArray", "float_matrix", "float_real_form", "rational_matrix"]

FloatArray = NDArray[np.float64]
ComplexArray = NDArray[np.complex128]


def float_matrix(matrix: fmpq_mat) -> FloatArray:
    """Return the float64 array nearest a rational matrix, entry by entry, of the same shape.

    Raises
    ------
    OverflowError
        If an entry exceeds the range of float64: an infinity would pass for a value further on.

    Examples
    --------
    >>> float_matrix(fmpq_mat([[fmpq(1, 3), fmpq(2)]])).tolist()
    [[0.3333333333333333, 2.0]]
    """
    rows = [[as_float(x) for x in row] for row in matrix.tolist()]
    # a matrix without rows or columns has no nested list to tell its shape by
    return np.array(rows, dtype=np.float64).reshape(matrix.nrows(), matrix.ncols())


def rational_matrix(array: FloatArray) -> fmpq_mat:
    """Return the rational matrix that a finite float64 array of shape (n, m) is, unrounded.

    Examples
    --------
    >>> rational_matrix(np.array([[0.5, 0.1]]))[0, 0]
    1/2
    """
    rows, columns = array.shape
    entries = [fmpq(*x.as_integer_ratio()) for x in array.ravel().tolist()]
    return fmpq_mat(rows, columns, entries)


def float_real_form(stack: NDArray[Any]) -> FloatArray:
    """Return [[Re A, -Im A], [Im A, Re A]] for matrices of shape (..., n, m): (..., 2n, 2m).

    A homomorphism: sums, products and inverses go to such, and the adjoint to the transpose. It is
    unitarily similar to diag(A, conj A).

    Examples
    --------
    >>> float_real_form(np.array([[1 + 2j]])).tolist()
    [[1.0, -2.0], [2.0, 1.0]]
    """
    real, imag = np.real(stack), np.imag(stack)
    upper = np.concatenate([real, -imag], axis=-1)
    lower = np.concatenate([imag, real], axis=-1)
    return np.concatenate([upper, lower], axis=-2)
