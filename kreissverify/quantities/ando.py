"""Ando's criterion: w(J) ≤ v iff some symmetric Z makes [[vI+Z, J], [Jᵀ, vI-Z]] ⪰ 0.

T. Ando, Acta Sci. Math. 34 (1973) 11. With X = vI - Z (or vI + Z) it asks for
X + JX⁻¹Jᵀ ⪯ 2vI (or X + JᵀX⁻¹J ⪯ 2vI), whose largest solution cyclic reduction finds, with
quadratic convergence for v > w(J) (B. Meini, Math. Comp. 71 (2002) 1189).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.positive_definite import scaled_identity

__all__ = ["ando_matrix", "largest_solution", "largest_solutions"]

# For v = w(1 + ε) the ratio of convergence is 1 - O(√ε) at first and is squared in each step, so 60
# steps reach any ε that float64 can tell from 0; at v < w an iterate ceases to be definite before.
_MOST_STEPS = 60
# What the last coupling would still change is its square, far below rounding.
_CONVERGED = 1e-18


def ando_matrix(matrix: fmpq_mat, form: fmpq_mat, bound: fmpq) -> fmpq_mat:
    """Return [[vI+Z, J], [Jᵀ, vI-Z]].

    Parameters
    ----------
    matrix, form
        J and Z, square and of the same size.
    bound
        The number v.
    """
    middle = scaled_identity(matrix.nrows(), bound)
    upper = zip((middle + form).tolist(), matrix.tolist(), strict=True)
    lower = zip(matrix.transpose().tolist(), (middle - form).tolist(), strict=True)
    return fmpq_mat([list(a) + list(b) for a, b in (*upper, *lower)])


def largest_solution(array: NDArray[Any], total: float) -> NDArray[Any] | None:
    """Return the largest X with X + JX⁻¹J* = total·I in floats; None if none was found.

    With Q = total·I the equation belongs to the pencil λ²J* - λQ + J of palindromic blocks:
    X ← X - JQ⁻¹J*, Q ← Q - JQ⁻¹J* - J*Q⁻¹J, J ← J*Q⁻¹J*.

    Parameters
    ----------
    array
        J, real or complex, of shape (n, n).
    total
        2v; there is a solution iff w(J) ≤ v.
    """
    n = array.shape[0]
    a, q, x = array.conj().T, total * np.eye(n), total * np.eye(n)
    for _ in range(_MOST_STEPS):
        try:
            solved = np.linalg.solve(q, np.hstack([a, a.conj().T]))
            np.linalg.cholesky(q)  # fails as soon as Q is not definite: then w(J) > v
        except np.linalg.LinAlgError:
            return None
        down = a.conj().T @ solved[:, :n]
        x = x - (down + down.conj().T) / 2
        q = q - down - a @ solved[:, n:]
        q = (q + q.conj().T) / 2
        a = a @ solved[:, :n]
        if np.abs(a).max() < _CONVERGED * total / 2:
            return x if np.isfinite(x).all() else None
    return None


def largest_solutions(stack: NDArray[Any], totals: FloatArray) -> NDArray[Any]:
    """Return the solutions for a stack (N, n, n), as far as the iteration goes; NaN if it fails.

    Without the test of each iterate: what comes out is a guess that the caller tests.

    Parameters
    ----------
    stack
        Matrices J, real or complex, of shape (N, n, n).
    totals
        2v for each, of shape (N,).
    """
    scaled = totals[:, None, None] * np.eye(stack.shape[-1])
    a, q, x = np.swapaxes(stack, -1, -2).conj(), scaled, scaled
    for _ in range(_MOST_STEPS):
        adjoint = np.swapaxes(a, -1, -2).conj()
        try:
            inverse = np.linalg.inv(q)
        except np.linalg.LinAlgError:  # one of them is singular
            inverse = np.stack([_inverse(one) for one in q])
        right = inverse @ a
        down = adjoint @ right
        x, q = x - down, q - down - a @ inverse @ adjoint
        a = a @ right
        largest = np.abs(a).max(axis=(-2, -1))
        if (~(largest >= _CONVERGED * totals / 2)).all():  # NaN also
            break
    return (x + np.swapaxes(x, -1, -2).conj()) / 2


def _inverse(array: NDArray[Any]) -> NDArray[Any]:
    try:
        return np.linalg.inv(array)
    except np.linalg.LinAlgError:
        return np.full_like(array, np.nan)
