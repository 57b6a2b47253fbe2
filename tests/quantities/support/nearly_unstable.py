"""Coupled matrices with eigenvalues next to the unit circle."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["nearly_unstable"]


def nearly_unstable(count: int, seed: int) -> NDArray[np.float64]:
    """Return coupled matrices whose gain on the unit circle is up to 10¹²."""
    source = np.random.default_rng(seed)
    made = np.zeros((count, 4, 4))
    for matrix in made:
        for place in (slice(0, 2), slice(2, 4)):
            turn = np.linalg.qr(source.standard_normal((2, 2)))[0]
            radii = 1 - 10.0 ** source.uniform(-6, 0, 2)
            matrix[place, place] = turn @ np.diag(source.choice([-1, 1], 2) * radii) @ turn.T
        matrix[2:, :2] = 10.0 ** source.uniform(-3, 4) * source.standard_normal((2, 2))
    return made
