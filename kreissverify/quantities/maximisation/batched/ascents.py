"""Newton ascents with exact second derivatives, of many points of many matrices at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities.maximisation.local_maximum import BatchOfMaxima
from kreissverify.quantities.resolvent.derivatives import Local, derivatives

__all__ = ["WIDEST", "Ascents"]

IntArray = NDArray[np.intp]
BoolArray = NDArray[np.bool_]

WIDEST = 14.0
"""log of (r-1)/(1 + ‖J‖) at which an ascent ends: a maximum farther out is 1 to within 1e-6."""

_NEWTON_STEPS = 30  # quadratic after a few; the rest are for steps taken back on the way
_SMALL_STEP = 1e-8  # its square is the error of the height
_ROUNDING = 1e-15  # of a height: a change by so little is none
_MARGIN = 0.01  # by which one ascent must promise less than another to be left where it is


class Ascents:
    """Points (p,) on their way to local maxima, each of one matrix of a stack.

    Parameters
    ----------
    stack
        Matrices of shape (B, n, n).
    owner
        The matrix of each point, of shape (p,).
    excess, angle
        |z| - 1 and arg z of the points, of shape (p,).
    along_circle
        Whether ‖R(z)‖ is maximised in the angle alone, instead of (|z|-1)‖R(z)‖.
    widest
        See `WIDEST`.
    """

    def __init__(
        self,
        stack: FloatArray,
        owner: IntArray,
        excess: FloatArray,
        angle: FloatArray,
        *,
        along_circle: bool = False,
        widest: float = WIDEST,
    ) -> None:
        self._stack, self._owner, self._along_circle = stack, owner, along_circle
        self._excess, self._angle = excess.copy(), angle.copy()
        self._sigma = np.empty(excess.size)
        self._height = np.full(excess.size, -np.inf)
        self._step = np.zeros((excess.size, 2))
        self.ended = np.zeros(excess.size, dtype=bool)
        """Which ascents came to an end, or were left where they promised too little; (p,)."""
        self._promise = np.full(excess.size, np.inf)
        self._farthest = (np.exp(widest) * (1 + np.abs(stack).max((-2, -1))))[owner]

    def maxima(self, *, prune: bool = False) -> BatchOfMaxima:
        """Return where the ascents end, of shape (p,).

        `prune` leaves those where they are that promise less than the highest of their matrix.
        """
        active = np.arange(self._excess.size)
        self.ended = np.ones(active.size, dtype=bool)
        for _ in range(_NEWTON_STEPS):
            done = self._advance(active)
            if prune:
                done |= self._hopeless(active)
            active = active[~done]
            if active.size == 0:
                break
        self.ended[active] = False
        return BatchOfMaxima(self._excess, self._angle, self._sigma)

    def _advance(self, active: IntArray) -> BoolArray:
        """Take one step of the active ascents; say which of them have arrived."""
        excess, angle, data = self._tried(active)
        # a height that is lower by rounding alone is no reason to turn back
        before = self._height[active]
        better = data.height >= before - _ROUNDING * np.abs(before)
        moved = active[better]
        gain = data.height[better] - before[better]
        self._excess[moved], self._angle[moved] = excess[better], angle[better]
        self._height[moved], self._sigma[moved] = data.height[better], data.sigma[better]
        self._step[moved], self._promise[moved] = data.step[better], data.gain[better]
        # a step that leads down is too long for the second-order model: a quarter of it is tried
        self._step[active[~better]] *= 0.25
        width = self._excess[active] / (1 + self._excess[active])  # the scale of angles
        done = np.abs(self._step[active, 0]) < _SMALL_STEP
        done &= np.abs(self._step[active, 1]) < _SMALL_STEP * width
        done[np.flatnonzero(better)[np.abs(gain) < _ROUNDING]] = True
        return np.asarray(done | (self._excess[active] > self._farthest[active]))

    def _tried(self, active: IntArray) -> tuple[FloatArray, FloatArray, Local]:
        """Return where the next steps lead, and what is known there."""
        excess, angle = self._excess[active], self._angle[active] + self._step[active, 1]
        if not self._along_circle:
            # rounded as 1 + (r-1) is, so that zI - J and r - 1 belong to the same circle
            excess = (1 + np.exp(np.log(excess) + self._step[active, 0])) - 1
        matrices = self._stack[self._owner[active]]
        return excess, angle, derivatives(matrices, excess, angle, self._along_circle)

    def _hopeless(self, active: IntArray) -> BoolArray:
        """Say which ascents promise clearly less than the highest of the same matrix has reached.

        A promise is that of the parabola at the point; twice of it is generous.
        """
        highest = np.full(len(self._stack), -np.inf)
        np.maximum.at(highest, self._owner, self._height)
        promised = self._height[active] + 2 * self._promise[active] + _MARGIN
        return np.asarray(promised < highest[self._owner[active]])
