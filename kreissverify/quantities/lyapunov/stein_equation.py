"""The Stein equation P = JᵀPJ + R, solved by doubling: P = Σ (Jᵀ)ᵏRJᵏ if ρ(J) < 1."""

from __future__ import annotations

import numpy as np
from flint import fmpq, fmpq_mat

from kreissverify.numbers.arrays import FloatArray, float_matrix, rational_matrix
from kreissverify.numbers.positive_definite import is_positive_definite_exact, scaled_identity

__all__ = ["refined_solution", "stein_series"]

_DOUBLINGS = 50  # sums of 2⁵⁰ terms: a power that has not decayed by then never will in floats
_REFINEMENTS = 6  # each gains the digits that floats have: where six do not do, they have none
_VANISHED, _DIVERGED = 1e-10, 1e100  # of a power: its square is below rounding, or beyond use


def stein_series(factor: FloatArray, right: FloatArray | None = None) -> FloatArray:
    """Return Σ (Fᵀ)ᵏRFᵏ for F (..., n, n), R = I if none is given; NaN where it diverges."""
    total = np.eye(factor.shape[-1]) if right is None else right
    total = np.broadcast_to(total, factor.shape).copy()
    with np.errstate(all="ignore"):
        for _ in range(_DOUBLINGS):
            total = total + np.swapaxes(factor, -1, -2) @ total @ factor
            factor = factor @ factor
            size = np.abs(factor).max(axis=(-2, -1))
            if np.all((size < _VANISHED) | ~(size < _DIVERGED)):
                break
        total = np.where((size < _VANISHED)[..., None, None], total, np.nan)
        return np.asarray((total + np.swapaxes(total, -1, -2)) / 2)


def refined_solution(
    matrix: fmpq_mat, array: FloatArray, rtol: fmpq
) -> tuple[fmpq_mat, fmpq] | None:
    """Return a rational P̃ and a proved r < 1 with (1-r)P ⪯ P̃ ⪯ (1+r)P, P = JᵀPJ + I.

    With R = P̃ - JᵀP̃J - I and r = ‖R‖_F, P̃ - P = Σ (Jᵀ)ᵏRJᵏ lies between -rP and rP. If P̃ ≻ 0
    and r < 1, then P̃ - JᵀP̃J ≻ 0, so that ρ(J) < 1 (Stein). None if floats do not lead there.

    Parameters
    ----------
    matrix
        J.
    array
        J in floats, of shape (n, n).
    rtol
        The r wanted.
    """
    size = matrix.nrows()
    identity, transpose = scaled_identity(size, fmpq(1)), matrix.transpose()
    found, error = fmpq_mat(size, size), identity
    for _ in range(_REFINEMENTS):
        correction = stein_series(array, float_matrix(error))
        if not np.isfinite(correction).all():
            return None
        found = found + rational_matrix(correction)
        error = identity - found + transpose * found * matrix
        square = sum((x * x for x in error.entries()), fmpq(0))
        if square <= rtol**2:
            return (found, rtol) if is_positive_definite_exact(found) else None
    return None
