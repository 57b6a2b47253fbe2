"""Float64 helpers for stacks of matrices (..., n, n)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray

__all__ = ["identities", "norms"]


def norms(stack: NDArray[Any]) -> FloatArray:
    """Return the spectral norms of matrices (..., n, n), of shape (...); ∞ of those not finite.

    For real 2×2 by (√((a+d)² + (b-c)²) + √((a-d)² + (b+c)²))/2, many times faster than LAPACK.
    """
    if stack.shape[-2:] == (2, 2) and stack.dtype.kind != "c":
        a, b, c, d = (stack[..., i, j] for i in (0, 1) for j in (0, 1))
        with np.errstate(all="ignore"):
            found = (np.hypot(a + d, b - c) + np.hypot(a - d, b + c)) / 2
        return np.asarray(np.where(np.isfinite(found), found, np.inf))
    finite = np.asarray(np.isfinite(stack).all(axis=(-2, -1)))
    # LAPACK raises for NaN, and for the whole stack
    safe = np.where(finite[..., None, None], stack, 0.0)
    return np.asarray(np.where(finite, np.linalg.norm(safe, 2, axis=(-2, -1)), np.inf))


def identities(stack: NDArray[Any]) -> NDArray[Any]:
    """Return identity matrices in the shape and type of the stack."""
    return np.broadcast_to(np.eye(stack.shape[-1], dtype=stack.dtype), stack.shape).copy()
