"""Radii of circles on which the resolvent norm is 1/ε, in float64, batched.

With w = log(r-ρ), log G(r) is nearly a straight line for defective and for simple eigenvalues
alike, of slope -m as r → ρ and -1 as r → ∞: Newton's method in w, kept inside a bracket.
"""

from __future__ import annotations

import numpy as np

from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities.curve_proofs.points import scales
from kreissverify.quantities.maximisation.batched.search import highest_on_circles
from kreissverify.quantities.resolvent.values import shifted

__all__ = ["radii"]


_STEPS = 60  # Newton's method takes ten; bisection in log(r-ρ), where it fails, the rest
_CONVERGED = 4e-16  # two units in the last place of the radius


def radii(stack: FloatArray, eps: FloatArray) -> FloatArray:
    """Return ρ_ε for matrices (B, n, n) and ε > 0 (B,): the highest peaks found on circles."""
    finite = np.isfinite(stack).all(axis=(-2, -1))
    result = np.full(len(stack), np.inf)
    if finite.any():
        result[finite] = _radii(stack[finite], eps[finite])
    return result


def _radii(stack: FloatArray, eps: FloatArray) -> FloatArray:
    spectral = np.abs(np.linalg.eigvals(stack)).max(axis=-1)
    low = spectral.copy()  # ρ + ε ≤ ρ_ε ≤ ‖J‖ + ε
    high = np.maximum(np.linalg.norm(stack, 2, axis=(-2, -1)), spectral) + eps
    radius = np.maximum(spectral + eps, np.nextafter(spectral, np.inf))
    active = np.arange(len(stack))
    for _ in range(_STEPS):
        r = radius[active]
        height, slope = _log_norm(stack[active], r)
        above = height + np.log(eps[active])  # positive inside the pseudospectrum
        low[active] = np.where(above >= 0, np.maximum(low[active], r), low[active])
        high[active] = np.where(above <= 0, np.minimum(high[active], r), high[active])
        gap = r - spectral[active]
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            trial = spectral[active] + gap * np.exp(above * r / (slope * gap))
            middle = spectral[active] + np.sqrt(
                np.maximum(low[active] - spectral[active], gap * 1e-9)
                * (high[active] - spectral[active])
            )
        inside = (trial >= low[active]) & (trial <= high[active])
        new = np.where(inside, trial, np.clip(middle, low[active], high[active]))
        moved = np.abs(new - r) > _CONVERGED * r
        radius[active] = new
        active = active[moved & (high[active] > low[active])]
        if active.size == 0:
            break
    return np.asarray(radius)


def _log_norm(stack: FloatArray, radius: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return log G(r), and -d log G/d log r = Re(z u*v)/σ at the highest maximum found.

    For matrices (B, n, n) and r (B,), both of shape (B,). The slope is at least 1, as rG(r) falls.
    """
    scale = scales(radius)
    small = stack / scale[:, None, None]
    peaks = highest_on_circles(small, radius / scale - 1)
    left, values, right = np.linalg.svd(shifted(small, peaks.z))
    overlap = (left[..., -1].conj() * right[:, -1, :].conj()).sum(axis=-1)
    slope = (peaks.z * overlap).real / np.maximum(values[:, -1], 1e-300)
    return np.asarray(-np.log(peaks.sigma * scale)), np.asarray(np.maximum(slope, 1.0))
