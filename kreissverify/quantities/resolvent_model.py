"""Estimates of G(r) from below, along the angles where peaks were seen: a guide, no proof."""

from __future__ import annotations

import math

import numpy as np
from flint import acb, arb
from numpy.typing import NDArray

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.balls import working_precision
from kreissverify.quantities.resolvent_high import local_norm
from kreissverify.quantities.resolvent_peaks import circle_peaks, resolvent_norms

__all__ = ["ResolventModel"]

FloatArray = NDArray[np.float64]

_MOST_BITS = 2048


class ResolventModel:
    """Estimates of log G along a few rays, which `sharpen` adds to.

    Parameters
    ----------
    matrix
        The matrix J.
    angles
        Arguments of z at which ‖R(z)‖ is thought to be largest.
    accuracy
        The relative accuracy wanted; where float64 cannot have it, the precision is raised.
    """

    def __init__(self, matrix: Matrix, angles: list[float], accuracy: float) -> None:
        self.matrix = matrix
        self.angles = sorted({*angles, 0.0, math.pi})
        self.accuracy = accuracy
        self._size = float(np.linalg.norm(matrix.array)) + 1

    def log_norms(self, excess: FloatArray) -> FloatArray:
        """Return the estimates of log G(1 + excess)."""
        turns = np.exp(np.array(self.angles) * 1j).astype(np.complex128)
        points = np.asarray((1 + excess)[:, None] * turns)
        each = resolvent_norms(self.matrix.array[None], points.reshape(1, -1))
        values = each.reshape(points.shape).max(axis=1)
        error = 2.0**-50 * (self._size + excess) * values
        with np.errstate(divide="ignore"):
            logs = np.log(values)
        for i in np.flatnonzero(error > self.accuracy):
            logs[i] = self._high(float(excess[i]))
        return np.asarray(logs)

    def sharpen(self, excess: list[float]) -> bool:
        """Look for other angles on the given circles; return whether any was new."""
        radii = np.array(excess)
        stack = np.broadcast_to(self.matrix.array, (len(radii), self.matrix.n, self.matrix.n))
        found = np.abs(circle_peaks(stack, radii).angle)
        before = len(self.angles)
        for angle in found.tolist():
            if all(abs(angle - other) > 1e-3 for other in self.angles):
                self.angles.append(angle)
        return len(self.angles) > before

    def _high(self, excess: float) -> float:
        """Estimate at a precision under which σ_min is not lost."""
        bits = 64
        while bits < _MOST_BITS:
            bits *= 2
            with working_precision(bits):
                best = max(self._at(excess, angle) for angle in self.angles)
            if best < (bits / 2 - 8) * math.log(2):
                return best
        return best

    def _at(self, excess: float, angle: float) -> float:
        turn = acb(0, arb(angle)).exp().mid()
        if angle in (0.0, math.pi):
            turn = acb(1 if angle == 0 else -1)
        try:
            local = local_norm(self.matrix.exact, ((1 + arb(excess)) * turn).mid())
        except ZeroDivisionError:
            return math.inf
        return -float(local.sigma.log())
