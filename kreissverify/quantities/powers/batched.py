"""Float64 helpers for stacks of matrices (..., n, n): norms, and the sequence of their powers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray

__all__ = ["Squares", "identities", "norms"]

IntArray = NDArray[np.int64]
# At least 2⁴ is reached, as short times are looked at in any case; 2⁶⁰ is beyond times of interest.
_FEWEST, _LONGEST = 5, 60
_DIVERGED = 1e150  # a norm from which the next square would overflow


def norms(stack: FloatArray) -> FloatArray:
    """Return the spectral norms of matrices (..., n, n), of shape (...); ∞ of those not finite.

    For 2×2 by (√((a+d)² + (b-c)²) + √((a-d)² + (b+c)²))/2, many times faster than LAPACK.
    """
    if stack.shape[-2:] == (2, 2):
        a, b, c, d = (stack[..., i, j] for i in (0, 1) for j in (0, 1))
        with np.errstate(all="ignore"):
            found = (np.hypot(a + d, b - c) + np.hypot(a - d, b + c)) / 2
        return np.asarray(np.where(np.isfinite(found), found, np.inf))
    finite = np.asarray(np.isfinite(stack).all(axis=(-2, -1)))
    # LAPACK raises for NaN, and for the whole stack
    safe = np.where(finite[..., None, None], stack, 0.0)
    return np.asarray(np.where(finite, np.linalg.norm(safe, 2, axis=(-2, -1)), np.inf))


def identities(stack: FloatArray) -> FloatArray:
    """Return identity matrices in the shape of the stack."""
    return np.broadcast_to(np.eye(stack.shape[-1]), stack.shape).copy()


class Squares:
    """The powers J^(2ᵏ) of a flat stack (N, n, n), up to where all have decayed or diverged."""

    def __init__(self, stack: FloatArray, least: float) -> None:
        self.stack = stack
        self.powers = [stack]
        self.norms = [norms(stack)]
        with np.errstate(all="ignore"):
            while len(self.powers) < _LONGEST:
                last = self.norms[-1]
                if len(self.powers) >= _FEWEST and np.all((last <= least) | ~(last < _DIVERGED)):
                    break
                self.powers.append(self.powers[-1] @ self.powers[-1])
                self.norms.append(norms(self.powers[-1]))

    def beyond(self, bound: float | FloatArray) -> NDArray[np.bool_]:
        """Say of which matrices the last power is not below the bound."""
        return np.asarray(~(self.norms[-1] <= bound))

    def power(self, exponents: IntArray) -> FloatArray:
        """Return J^t with an exponent for each matrix of the stack (0 beyond the last square)."""
        result = identities(self.stack)
        with np.errstate(all="ignore"):
            for k, square in enumerate(self.powers):
                chosen = (exponents >> k) & 1 == 1
                if chosen.any():
                    result[chosen] = result[chosen] @ square[chosen]
        # all have decayed or diverged by then, and `beyond` tells which
        result[exponents >> len(self.powers) > 0] = 0.0
        return result
