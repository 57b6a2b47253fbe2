"""The float64 counterpart of `coupling_parameters`: stacks of γ, c and b, each of shape (N,).

The shares of the kinds are choices like those of the exact draws, and frozen as they are.
"""

from __future__ import annotations

import numpy as np

from kreissverify.numbers.arrays import FloatArray

__all__ = ["float_back_coupling", "float_forward_coupling", "float_spectral_bound"]


def float_spectral_bound(rng: np.random.Generator, count: int) -> FloatArray:
    """Return γ in [0, 1 - 10⁻⁶]."""
    near_one = 1 - 10 ** rng.uniform(-6, -0.3, count)
    kind = rng.random(count)
    gamma = np.where(kind < 0.5, rng.random(count), near_one)
    gamma = np.where(kind > 0.97, 1 - 1e-6, gamma)
    return np.asarray(np.where(kind < 0.06, 0.0, gamma))


def float_forward_coupling(rng: np.random.Generator, gamma: FloatArray) -> FloatArray:
    """Return c with κ = c/(1-γ) zero, two, log-uniform in [10⁻², 10⁶], or next to 2."""
    count = len(gamma)
    kind = rng.random(count)
    kappa = np.where(
        kind < 0.4, 10 ** rng.uniform(-2, 0.5, count), 10 ** rng.uniform(0.3, 6, count)
    )
    # 2 is where K leaves 1, see `forward_coupling`
    kappa = np.where(kind > 0.9, 2 * (1 + 10 ** rng.uniform(-6, -1, count)), kappa)
    kappa = np.where(kind > 0.97, 2.0, kappa)
    kappa = np.where(kind < 0.03, 0.0, kappa)
    return np.asarray(kappa * (1 - gamma))


def float_back_coupling(
    rng: np.random.Generator, gamma: FloatArray, c: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return (b, c) with bc = δ²(1-q²); q² < 0, so that bc > δ², in a small share.

    Parameters
    ----------
    rng
        The randomness.
    gamma, c
        γ = 1-δ and c, each of shape (N,).
    """
    count = len(gamma)
    delta = 1 - gamma
    kind = rng.random(count)
    square = np.where(kind < 0.4, 10 ** rng.uniform(-8, -1, count), rng.random(count))
    square = np.where(kind > 0.92, -rng.random(count), square)
    # where c = 0 the quotient is not taken, but is computed all the same
    with np.errstate(divide="ignore", invalid="ignore"):
        b = np.where(c > 0, delta**2 * (1 - square) / c, float_forward_coupling(rng, gamma))
    equal = (kind > 0.4) & (kind < 0.48)
    root = delta * np.sqrt(np.clip(1 - square, 0, None))
    b, c = np.where(equal, root, b), np.where(equal, root, c)
    b = np.where((kind > 0.48) & (kind < 0.54), 0.0, b)
    swap = (kind > 0.54) & (kind < 0.64)
    return np.where(swap, c, b), np.where(swap, b, c)
