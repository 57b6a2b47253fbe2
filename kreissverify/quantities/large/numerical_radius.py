"""Whether the numerical radius is at most 1 as far as Lanczos steps tell: then K = 1."""

from __future__ import annotations

import math

import numpy as np

from kreissverify.matrices.sparse.sparse_matrix import SparseMatrix
from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities.large.region import HALF_PLANE, Region
from kreissverify.quantities.large.resolvent import Vector

__all__ = ["seems_contractive"]

# Directions in which the numerical range is measured, in a half-plane of angles. The polygon that
# has these sides is larger than its inscribed one by 1/cos of half a step, 1.2e-3.
_DIRECTIONS = 33
_TOLERANCE = 1e-6  # of an eigenvalue, relative
_RESTARTS = 60
_BASIS = 40
_ROUNDING = 1e-14  # of sums of a row, which may exceed what they are by this


def seems_contractive(matrix: SparseMatrix, region: Region, start: Vector) -> bool:
    """Say whether w(A) ≤ 1, or for a half-plane ω(A) ≤ 0: the Kreiss constant is then 1.

    By the sums of rows and columns; where these do not show it, by the largest eigenvalues of
    Re e^{-iθ}A in several directions, which are an estimate.

    Parameters
    ----------
    matrix
        A.
    region
        The outside of the circle, or the half-plane.
    start
        A vector of shape (n,).
    """
    if region is HALF_PLANE:
        return _by_half_sums(matrix) or _abscissa(matrix, 1.0 + 0j, start) <= 0
    sizes = abs(matrix.csc)
    sums = np.asarray(sizes.sum(axis=0)) + np.asarray(sizes.sum(axis=1))
    if float(sums.max(initial=0.0)) <= 2 * (1 + _ROUNDING):
        return True
    count = _DIRECTIONS if not matrix.is_complex else 2 * _DIRECTIONS - 2
    last = math.pi if not matrix.is_complex else 2 * math.pi - math.pi / (_DIRECTIONS - 1)
    widest = 1 / math.cos(math.pi / (_DIRECTIONS - 1) / 2)
    return all(
        _abscissa(matrix, complex(math.cos(t), -math.sin(t)), start) * widest <= 1
        for t in np.linspace(0.0, last, count).tolist()
    )


def _by_half_sums(matrix: SparseMatrix) -> bool:
    """Say whether Gershgorin's circles of (A + A*)/2 are in the left half-plane."""
    half = (matrix.csc + matrix.csc.conj().T) / 2
    diagonal: FloatArray = half.diagonal().real
    around = np.asarray(abs(half).sum(axis=1)) - np.abs(diagonal)
    return bool((diagonal + around <= _ROUNDING * (np.abs(diagonal) + around)).all())


def _abscissa(matrix: SparseMatrix, turn: complex, start: Vector) -> float:
    """Return about the largest eigenvalue of the Hermitian part of turn·A; ∞ if it is not found."""
    turned = matrix.csc * (turn.real if turn.imag == 0 else turn)
    half = ((turned + turned.conj().T) / 2).tocsr()
    if matrix.n <= _BASIS:
        return float(np.linalg.eigvalsh(half.toarray())[-1])
    import scipy.sparse.linalg  # ARPACK is loaded where it is needed

    try:
        found = scipy.sparse.linalg.eigsh(
            half, k=1, which="LA", v0=start.real.copy(), ncv=_BASIS, maxiter=_RESTARTS,
            tol=_TOLERANCE, return_eigenvectors=False,
        )  # fmt: skip
    except scipy.sparse.linalg.ArpackError:  # not converged: the value is then not known
        return math.inf
    return float(found[0]) * (1 + _TOLERANCE)
