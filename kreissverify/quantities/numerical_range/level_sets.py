"""Angles at which the support function of a numerical range has a given value, by eigenvalues.

With t = tan(ψ/2) and ψ = θ - φ, (1+t²)(v - H(θ)) = t²(vI + H(φ)) - 2tH(φ+π/2) + (vI - H(φ)): v is
an eigenvalue of H(θ) iff t is a real eigenvalue of this polynomial. Its first coefficient is
positive definite if h(φ+π) < v, so φ is taken where that is far below.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from kreissverify.numbers.arrays import FloatArray

__all__ = ["crossing_angles", "low_direction"]

_GRID = 16  # angles φ tried: the support function is far below its maximum at one of them, or flat
# Imaginary parts up to which t counts as real. Rounding splits double roots by √u; angles that are
# none cost an eigenvalue problem each, and no more.
_REAL = 1e-4
_MOST = 64  # angles returned, the most nearly real ones


def crossing_angles(even: Any, odd: Any, level: float) -> FloatArray:
    """Return the angles θ where cos θ·even + sin θ·odd has the eigenvalue `level`, in floats.

    Parameters
    ----------
    even, odd
        Hermitian, of shape (n, n).
    level
        A number; there are no angles, and none is returned, if it is above the numerical radius.
    """
    phi = low_direction(even, odd)
    base = np.cos(phi) * even + np.sin(phi) * odd
    turned = np.cos(phi) * odd - np.sin(phi) * even
    identity = np.eye(len(even))
    try:
        factor = np.linalg.inv(np.linalg.cholesky(level * identity + base))
    except np.linalg.LinAlgError:  # the support function is nowhere below the level
        return np.zeros(0)
    adjoint = factor.conj().T
    middle, last = factor @ turned @ adjoint, factor @ (level * identity - base) @ adjoint
    zero = np.zeros_like(identity)
    roots = np.linalg.eigvals(np.block([[zero, identity], [-last, 2 * middle]]))
    distance = np.abs(roots.imag) / (1 + np.abs(roots) ** 2)
    nearest = np.argsort(distance)[:_MOST]
    chosen = roots[nearest[distance[nearest] < _REAL]]
    return np.asarray(phi + 2 * np.arctan(chosen.real))


def low_direction(even: Any, odd: Any) -> float:
    """Return φ such that h(φ + π) is least, on a grid."""
    grid = np.linspace(0, np.pi, _GRID // 2, endpoint=False)
    mixed = np.cos(grid)[:, None, None] * even + np.sin(grid)[:, None, None] * odd
    values = np.linalg.eigvalsh(mixed)
    # h(φ+π) = -λ_min(H(φ))
    lowest = np.concatenate([-values[:, 0], values[:, -1]])
    return float(np.concatenate([grid, grid + np.pi])[lowest.argmin()])
