"""Matrices that are nonnegative up to signs: ±SJS ≥ 0 entrywise with S = diag(±1).

For J ≥ 0 and |z| = r > ρ(J), |R(z)| ≤ Σ Jᵏ/rᵏ⁺¹ = R(r) entrywise, so ‖R(z)‖ ≤ ‖R(r)‖: G(r) is
attained on the positive axis, and K is the maximum of a function of one variable. S is orthogonal
and changes no norm; for -J the axis is the negative one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["sign_of_nonnegative"]


def sign_of_nonnegative(stack: NDArray[np.generic]) -> NDArray[np.int8]:
    """Return 1 where some SJS ≥ 0, else -1 where some -SJS ≥ 0, else 0, for matrices (B, n, n)."""
    result = np.zeros(len(stack), dtype=np.int8)
    if np.iscomplexobj(stack):
        return result
    pattern = np.sign(stack).astype(np.int8)
    for sign in (-1, 1):
        result[_is_nonnegative(sign * pattern)] = sign
    return result


def _is_nonnegative(pattern: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Say which matrices of signs (B, n, n) are nonnegative after some change of coordinates ±1."""
    n = pattern.shape[-1]
    possible = (np.diagonal(pattern, axis1=-2, axis2=-1) >= 0).all(axis=-1)
    some = np.flatnonzero(possible)
    both = pattern[some] + pattern[some].swapaxes(-1, -2)  # 0 where there is none, or a conflict
    both = np.sign(both).astype(np.int8)
    signs = np.zeros((some.size, n), dtype=np.int8)
    for i in range(n):  # of each part of the graph one sign is free
        signs[:, i] = np.where(signs[:, i] == 0, 1, signs[:, i])
        for _ in range(n):
            reached = np.sign((both * signs[:, None, :]).sum(axis=-1)).astype(np.int8)
            new = np.where(signs == 0, reached, signs)
            if (new == signs).all():
                break
            signs = new
    shown = pattern[some] * signs[:, :, None] * signs[:, None, :]
    result = np.zeros(len(pattern), dtype=bool)
    result[some[(shown >= 0).all(axis=(-2, -1))]] = True
    return result
