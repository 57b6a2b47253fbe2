"""Flows from applications, and K_c in mpmath at the peak that a dense grid shows to be highest."""

from __future__ import annotations

import mpmath
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def convection_diffusion(n: int, peclet: float) -> Array:
    """Return upwind differences of u' = εu'' - u', ε = 1/peclet, and a growth that just decays."""
    h = 1 / (n + 1)
    diffusion, convection = 1 / peclet / h**2, 1 / h
    below = np.full(n - 1, diffusion + convection)
    above = np.full(n - 1, diffusion)
    differences = np.diag(below, -1) + np.diag(above, 1)
    return differences - np.eye(n) * (1 + np.linalg.eigvals(differences).real.max())


def shear_block(n: int, reynolds: float) -> Array:
    """Return a model of streamwise vortices that drive streaks, as of Orr-Sommerfeld and Squire."""
    k = np.arange(1, n + 1, dtype=float)
    damping = np.diag(-(k**2) / reynolds)
    lift = np.diag(np.ones(n)) + np.diag(np.full(n - 1, 0.5), 1)
    return np.block([[damping, np.zeros((n, n))], [lift, 1.5 * damping]])


def oscillating(n: int) -> Array:
    """Return coupled oscillators with frequencies over three decades and weak damping."""
    blocks = np.zeros((2 * n, 2 * n))
    for k, w in enumerate(np.geomspace(0.1, 100, n)):
        at = slice(2 * k, 2 * k + 2)
        blocks[at, at] = [[-0.01 * w, 3 * w], [-w / 3, -0.01 * w]]
        if k:
            blocks[2 * k, 2 * k - 1] = w
    return blocks


def needles(count: int) -> Array:
    """Return a direct sum of peaks of nearly equal heights at frequencies far from each other."""
    blocks = np.zeros((2 * count, 2 * count))
    for k in range(count):
        mu, turn = 10.0 ** (-k), 7.0**k
        at = slice(2 * k, 2 * k + 2)
        height = 4 + 0.01 * k
        blocks[at, at] = [[-mu, turn * height], [-turn / height, -mu]]
    return blocks


def stiff(n: int) -> Array:
    """Return a triangular flow whose rates spread over eight decades."""
    rates = np.geomspace(1e-4, 1e4, n)
    return -np.diag(rates) + np.diag(np.sqrt(rates[1:] * rates[:-1]) * 3, 1)


FLOWS: dict[str, Array] = {
    "convection-diffusion, 12": convection_diffusion(12, 30.0),
    "convection-diffusion, 24": convection_diffusion(24, 60.0),
    "shear, 2+2": shear_block(2, 50.0),
    "shear, 6+6": shear_block(6, 1000.0),
    "oscillating, 4": oscillating(2),
    "oscillating, 10": oscillating(5),
    "needles, 3": needles(3),
    "needles, 5": needles(5),
    "stiff, 6": stiff(6),
    "stiff, 12": stiff(12),
    "a long chain": -np.eye(7) + 2 * np.eye(7, k=1),
    "barely growing": -np.eye(3) + 1.4143 * np.eye(3, k=1),
    "Grcar": sum(np.eye(6, k=k) for k in range(1, 4)) - np.eye(6) - np.eye(6, k=-1),
}


def height(array: Array, z: mpmath.mpc) -> mpmath.mpf:
    """Return Re z·‖(zI-A)⁻¹‖ at the working precision."""
    n = len(array)
    shifted = mpmath.matrix(n, n)
    for i in range(n):
        for j in range(n):
            shifted[i, j] = mpmath.mpf(-float(array[i, j])) + (z if i == j else 0)
    return mpmath.re(z) / min(mpmath.svd_c(shifted, compute_uv=False))


def largest_on_grid(array: Array, points: int = 60) -> float:
    """Return the largest height on a dense grid, in floats: a lower bound but for rounding."""
    eigenvalues = np.linalg.eigvals(array)
    gap, size = float(-eigenvalues.real.max()), float(np.linalg.norm(array, 2))
    best = 1.0
    ordinates = np.unique(np.concatenate([np.linspace(0, size, points), np.abs(eigenvalues.imag)]))
    for x in np.geomspace(gap / 10, 10 * size, points):
        shifted = (x + 1j * ordinates)[:, None, None] * np.eye(len(array)) - array
        best = max(best, x / float(np.linalg.svd(shifted, compute_uv=False)[:, -1].min()))
    return best
