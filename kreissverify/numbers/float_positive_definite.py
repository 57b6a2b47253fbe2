"""Positive definiteness proved in float64: a Cholesky factorisation that absorbs every rounding.

If floating-point Cholesky of S - cI runs to completion with c at least the rounding errors of the
factorisation, (N+1)u·trace up to higher order, then S ≻ 0 (S. M. Rump, Verification of positive
definiteness, BIT 46 (2006) 433). The constant used is four times as large.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray

__all__ = ["UNIT", "proved_definite"]


UNIT = 2.0**-53
"""The unit roundoff of float64."""


def proved_definite(middle: FloatArray, radius: FloatArray) -> NDArray[np.bool_]:
    """Prove, for a stack, that every symmetric matrix within `radius` of `middle` is ≻ 0.

    Parameters
    ----------
    middle
        Symmetric matrices of shape (m, N, N).
    radius
        Nonnegative entrywise distances, of the same shape and symmetric.

    Returns
    -------
    ndarray of bool, shape (m,)
        True is a proof. False says only that it was not shown.
    """
    size = middle.shape[-1]
    diagonal = np.diagonal(middle, axis1=1, axis2=2)
    finite = np.isfinite(middle) & np.isfinite(radius)
    # a smaller entry asks for scales at the end of the range of floats: not shown
    shown = np.asarray((diagonal > 1e-250).all(1) & finite.all((1, 2)))
    diagonal = np.where(shown[:, None], diagonal, 1.0)
    # scaling by powers of two keeps definiteness, and is exact but for underflow to below 1e-323
    scale = np.ldexp(1.0, -np.round(np.log2(diagonal) / 2).astype(np.int64))
    both = scale[:, :, None] * scale[:, None, :]
    # LAPACK raises for a whole stack: the members given up already are made harmless
    scaled = np.where(shown[:, None, None], middle * both, np.eye(size))
    spread = np.where(shown, (radius * both).sum(2).max(1), 0.0)
    # ‖E‖ ≤ max row sum of |E|: the whole radius is taken off the diagonal, with 1 % for rounding
    trace = np.trace(scaled, axis1=1, axis2=2)
    margin = 1.01 * spread + (4 * size + 40) * UNIT * trace
    return shown & _cholesky_completes(scaled - margin[:, None, None] * np.eye(size))


def _cholesky_completes(matrices: FloatArray) -> NDArray[np.bool_]:
    try:
        return np.asarray(np.isfinite(np.linalg.cholesky(matrices)).all((1, 2)))
    except np.linalg.LinAlgError:
        if len(matrices) == 1:
            return np.zeros(1, dtype=bool)
        # one bad member raises for all: halving isolates it
        half = len(matrices) // 2
        return np.concatenate(
            [_cholesky_completes(matrices[:half]), _cholesky_completes(matrices[half:])]
        )
