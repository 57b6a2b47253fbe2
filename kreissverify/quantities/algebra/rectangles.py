"""Rectangular matrices as square ones with the same nonzero singular values."""

from __future__ import annotations

from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat

from kreissverify.matrices.exact_entries import exact_parts
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.matrices.matrix import Matrix

__all__ = ["padded_square"]


def padded_square(matrix: Any) -> Matrix:
    """Return a matrix of any shape with rows or columns of zeros added until it is square.

    Examples
    --------
    >>> padded_square([[3], [4]])
    Matrix([[3, 0], [4, 0]])
    """
    if isinstance(matrix, Matrix):
        return matrix
    if isinstance(matrix, ExactMatrix):
        return _squared(matrix.real, matrix.imaginary)
    if isinstance(matrix, np.ndarray) and matrix.ndim == 2 and matrix.size:
        rows, columns = matrix.shape
        size = max(rows, columns)
        # floats stay floats
        return Matrix(np.pad(matrix, ((0, size - rows), (0, size - columns))))
    return _squared(*exact_parts(matrix, "matrix"))


def _squared(real: fmpq_mat, imaginary: fmpq_mat | None) -> Matrix:
    if imaginary is None:
        return Matrix(_padded(real))
    return Matrix.of_parts(_padded(real), _padded(imaginary))


def _padded(block: fmpq_mat) -> fmpq_mat:
    size = max(block.nrows(), block.ncols())
    rows, columns = block.nrows(), block.ncols()
    entries = [
        block[i, j] if i < rows and j < columns else fmpq(0)
        for i in range(size)
        for j in range(size)
    ]
    return fmpq_mat(size, size, entries)
