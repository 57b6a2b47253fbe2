"""Stacks scaled by powers of two, which is exact, so that squares and products stay in range."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["in_range"]


def in_range(stack: Any) -> tuple[Any, Any]:
    """Return matrices (..., n, m) scaled by powers of two, and the exponents to scale back by.

    The largest modulus of an entry becomes about 1. LAPACK scales matrices of norms beyond 1e±138
    itself, but in SciPy 1.17 the eigenvalues then come out unscaled: those of 1e150·A are 1e12
    times too small, in silence.

    Examples
    --------
    >>> scaled, shifts = in_range(np.array([[1e300, 0.0], [0.0, 1e290]]))
    >>> bool(0.5 <= scaled[0, 0] < 1), bool(np.ldexp(scaled[0, 0], shifts) == 1e300)
    (True, True)
    """
    shifts = np.frexp(np.abs(stack).max(axis=(-2, -1), initial=0.0))[1]
    half = -shifts // 2  # 2^-shifts itself may be beyond the range
    first, second = (np.ldexp(1.0, x)[..., None, None] for x in (half, -shifts - half))
    return stack * first * second, shifts
