"""Coordinates in which J/r is a contraction, from large r down to any r > ρ(J).

Or in which exp(t(J-xI)) is one, from large x down to any x > α(J).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from flint import fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities.curve_proofs.coordinates import Coordinates, changed, original
from kreissverify.quantities.curve_proofs.riccati import riccati_float
from kreissverify.quantities.curves import CIRCLES, Curves

__all__ = ["LevelContinuation", "Solution"]


# Each step may multiply cond(P) by 1e10, so 100 steps are beyond what balls of 1280 bits follow; 30
# halvings of a step in log r leave one of 1e-9, and r is then next to ρ(J).
_MOST_STEPS, _HALVINGS = 100, 30
_TRUSTED = 1e10  # condition up to which float64 solves the Stein equation well enough
# Eigenvalues of P' below this share of the largest are rounding: lifted to it, they stretch no
# direction by more than floats can tell.
_LIFT = 1e-13


@dataclass(frozen=True)
class Solution:
    """P = WᵀP'W, by P' and its coordinates."""

    coordinates: Coordinates
    inner: FloatArray

    def exact(self) -> fmpq_mat:
        """Return P, exactly."""
        return self.coordinates.exact(self.inner)

    def root(self) -> tuple[FloatArray, float] | None:
        """Return V with VᵀV near P', and cond(P'): small eigenvalues are lifted to what is trusted.

        None if P' is no guide at all.
        """
        if not np.isfinite(self.inner).all():
            return None
        values, vectors = np.linalg.eigh((self.inner + self.inner.T) / 2)
        if not values[-1] > 0:
            return None
        condition = math.inf if values[0] <= 0 else float(values[-1] / values[0])
        root = np.sqrt(np.maximum(values, _LIFT * values[-1]))
        return np.asarray(root[:, None] * vectors.T), condition

    def suited(self, matrix: Matrix) -> Coordinates | None:
        """Return coordinates in which P is near the identity."""
        found = self.root()
        return None if found is None else changed(matrix, self.coordinates, found[0])


class LevelContinuation:
    """Coordinates in which P = FᵀPF + I, F = J/r, is near the identity, for smaller and smaller r.

    Of lines 2xP = I + FᵀP + PF, and P is near a multiple of the identity. Each step is as long as
    the condition of P in the coordinates of the last one allows.
    """

    def __init__(self, matrix: Matrix, curves: Curves = CIRCLES) -> None:
        self.matrix, self.curves = matrix, curves
        # so far out ‖J/r‖ ≤ 1/8, and P is within 2 % of the identity: any coordinates do
        far = 8 * float(np.linalg.norm(matrix.array)) + curves.unit
        first = original(matrix)
        self._floor = 0.0 if curves is CIRCLES else float(first.eigenvalues.real.max())
        self.steps: list[tuple[float, Coordinates]] = [(far, first)]

    def down_to(self, radius: float) -> Coordinates | None:
        """Return the coordinates of a radius, or None if it is too close to ρ(J)."""
        larger = [i for i, (at, _) in enumerate(self.steps) if at >= radius]
        if not larger:
            return self.steps[0][1]
        at, here = self.steps[larger[-1]]
        if radius <= self._floor:
            return None
        while at > radius:
            if len(self.steps) > _MOST_STEPS:
                return None
            step = self._step(here, at, radius)
            if step is None:
                return None
            at, here = step
            self.steps = (
                [s for s in self.steps if s[0] > at] + [step] + [s for s in self.steps if s[0] < at]
            )
        return here

    def _step(self, here: Coordinates, at: float, aim: float) -> tuple[float, Coordinates] | None:
        for _ in range(_HALVINGS):
            inner = riccati_float(here, np.array([aim]), np.array([math.inf]), self.curves)[0]
            found = Solution(here, inner).root()
            if found is not None and found[1] < _TRUSTED:
                moved = changed(self.matrix, here, found[0])
                return None if moved is None else (aim, moved)
            # too far in one step: half the way in log r, or log(x-α)
            aim = self._floor + math.sqrt((aim - self._floor) * (at - self._floor))
        return None
