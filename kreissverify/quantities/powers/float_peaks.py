"""The transient peak M in floats, for a stack, with an estimate of its error.

Powers are stepped through, by doubling, until one has ‖Aˢ‖ ≤ 1: later ones repeat smaller bounds.
Matrices that have not come so far after some hundred steps have their eigenvectors looked at, which
tell when nothing later can be higher; and those that are slower still are sampled.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.estimates import RIGHT
from kreissverify.quantities.orthogonal_sums.float_parts import largest, orthogonal_parts
from kreissverify.quantities.powers.batched import norms
from kreissverify.quantities.powers.late import Late
from kreissverify.quantities.powers.modes import Modes
from kreissverify.quantities.powers.planar_peaks import planar_peaks
from kreissverify.quantities.powers.steps import Steps, narrow_norms, parts

__all__ = ["float_peaks"]

Pair = tuple[FloatArray, FloatArray]

# Steps after which eigenvectors are asked for. They cost as much as some dozens of steps of a
# small matrix, and most matrices of interest have contracted by then.
_STEPS = 64
_MOST_STEPS = 8_192  # an empirical limit: a second of a matrix of 20 rows, milliseconds of three
_LARGEST = 1e100  # powers beyond it are given up: their squares are near the end of float64
_ENOUGH = 1e-10  # relative errors below which a bound is good enough: far below what is asked for
_EXACT = 4.0 * 2.0**-53  # of a norm that LAPACK finds, a row


def float_peaks(stack: NDArray[Any]) -> Pair:
    """Return M and an estimate of its error, for matrices (N, n, n), both of shape (N,).

    The error is ∞ where ρ is 1 but for rounding, or no bound was found.
    """
    if stack.shape[-1] == 2 and stack.dtype.kind != "c":
        return planar_peaks(stack)
    if stack.shape[-1] == 1:
        return _scalars(stack)
    peaks = _Peaks(stack)
    peaks.run()
    return peaks.best, peaks.errors


def _scalars(stack: NDArray[Any]) -> Pair:
    size = np.abs(stack[:, 0, 0])
    return np.where(size > 1, np.inf, 1.0), np.zeros(len(stack))


class _Peaks:
    """The best norm found of each matrix, and the error of it; decided ones are left alone."""

    def __init__(self, stack: NDArray[Any]) -> None:
        self.stack = stack
        self.best = np.ones(len(stack))
        self.errors = np.full(len(stack), np.inf)
        self._slips = np.full(
            len(stack), np.inf
        )  # the errors of what was found, if nothing is left

    def run(self) -> None:
        """Decide as many as can be."""
        n, first = self.stack.shape[-1], norms(self.stack)
        contractive = (first <= 1 - _EXACT * n) | _are_permutation_like(self.stack)
        self.errors[contractive] = 0.0
        self.best = np.maximum(self.best, first)
        rows = np.flatnonzero(~contractive & (first < _LARGEST))
        self._step_all(rows, _STEPS)
        self._early = np.isfinite(self.errors)
        rows = rows[~self._early[rows]]
        if len(rows):
            self._by_modes(rows)
        # once more with sampled errors, where bounds are too large
        doubtful = np.flatnonzero(self._early & (self.errors > _ENOUGH * self.best))
        self._step_all(doubtful, _STEPS, sampled=True)
        self.errors[doubtful] = np.fmin(self.errors[doubtful], self._slips[doubtful])

    def _step_all(
        self,
        rows: NDArray[np.int64],
        most: int,
        modes: Modes | None = None,
        sampled: bool = False,
    ) -> None:
        """As `_step`, in parts that fit into memory."""
        for part in parts(len(rows), most, self.stack.shape[-1], sampled=sampled):
            of_part = modes[part] if modes is not None else None
            self._step(rows[part], most, of_part, sampled)

    def _by_modes(self, rows: NDArray[np.int64]) -> None:
        """Go on with the slow ones, as long as their eigenvectors leave something to be found."""
        modes = Modes.of(self.stack[rows])
        self.best[rows[modes.unstable]] = np.inf
        self.errors[rows[modes.unstable]] = 0.0
        self._close(rows, modes, _STEPS)
        self._early[rows] = np.isfinite(self.errors[rows]) & ~modes.unstable
        open_ = np.isinf(self.errors[rows]) & ~modes.unstable
        rows, modes = rows[open_], modes[open_]
        if not len(rows):
            return
        late = Late(self.stack[rows], modes.values, np.ones(len(rows)))
        smooth = late.smooth
        if smooth.any():
            at = rows[smooth]
            least, slips = self.best[at], self._slips[at]
            self.best[at], self.errors[at] = late[smooth].peaks(least)
            self._early[at] = self.best[at] <= least
            self.errors[at] += np.where(self._early[at], slips, 0)
        # on the circle, but for rounding, powers do not decay: to step through them shows nothing
        rotating = ~smooth & (modes.stable | ~modes.known)
        rows, modes = rows[rotating], modes[rotating]
        self._by_parts(rows, modes)
        # to step on shows more than parts do only where it comes to an end
        ends = modes.bounds(np.full(len(rows), float(_MOST_STEPS))) <= self.best[rows]
        open_ = np.isinf(self.errors[rows]) | (
            ends & ~(self.errors[rows] <= RIGHT * self.best[rows])
        )
        rows, modes = rows[open_], modes[open_]
        for sampled in (False, True):
            self._step_all(rows, _MOST_STEPS, modes, sampled)
            open_ = ~(self.errors[rows] <= _ENOUGH * self.best[rows])
            rows, modes = rows[open_], modes[open_]
        open_ = np.isinf(self.errors[rows])
        rows, modes = rows[open_], modes[open_]
        if len(rows):
            # what rotates for longer may be higher than all that has been seen
            gap = modes.bounds(np.full(len(rows), float(_MOST_STEPS))) - self.best[rows]
            self.errors[rows] = np.maximum(gap, self._slips[rows])

    def _by_parts(self, rows: NDArray[np.int64], modes: Modes) -> None:
        """Look at the parts of orthogonal sums, each of which may rotate less."""
        for i in np.flatnonzero(modes.known).tolist():
            found = orthogonal_parts(self.stack[rows[i]], modes.values[i], modes.right[i])
            if found is not None:
                peak, error = largest(found.matrices, float_peaks)
                self.best[rows[i]] = max(peak, 1.0)
                self.errors[rows[i]] = error + found.tilt * peak

    def _close(self, rows: NDArray[np.int64], modes: Modes, t: int) -> None:
        """Note the errors of those that no power beyond t can exceed, as their modes show."""
        done = modes.bounds(np.full(len(rows), float(t))) <= self.best[rows]
        self.errors[rows[done]] = self._slips[rows[done]]

    def _step(
        self,
        rows: NDArray[np.int64],
        most: int,
        modes: Modes | None = None,
        sampled: bool = False,
    ) -> None:
        """Step through the powers of some members, until no later one can be higher.

        Parameters
        ----------
        rows
            The members.
        most
            The number of powers, a power of two.
        modes
            Of these members, where they are known.
        sampled
            Whether errors are sampled instead of bounded.
        """
        steps, left = Steps.of(self.stack[rows], sampled), rows
        while len(left) and steps.count < most:
            steps = steps.doubled()
            finite = steps.sizes.max(axis=1) < _LARGEST  # false of NaN
            ended = self._contracted(steps) | ~finite
            if steps.count >= most:
                ended[:] = True
            elif modes is not None and steps.count >= _STEPS:
                ended |= modes.bounds(np.full(len(left), float(steps.count))) <= self._upper(steps)
            if ended.any():
                self._note(left[ended & finite], steps[ended & finite])
            contracted = self._contracted(steps)
            self.errors[left[contracted & finite]] = self._slips[left[contracted & finite]]
            if modes is not None and ended.any():
                self._close(left[ended & finite], modes[ended & finite], steps.count)
            steps, left = steps[~ended], left[~ended]
            modes = modes[~ended] if modes is not None else None

    @staticmethod
    def _upper(steps: Steps) -> FloatArray:
        """Return lower bounds of the peak, ‖P‖ ≥ ‖P‖_F/√n."""
        return np.asarray(steps.sizes.max(axis=1) / np.sqrt(steps.powers.shape[-1]))

    @staticmethod
    def _contracted(steps: Steps) -> NDArray[np.bool_]:
        """Say of which members a power among the later half is shown to have norm ≤ 1."""
        half = steps.count // 2
        least = (steps.sizes + steps.errors)[:, half:].min(axis=1)
        found = least <= 1
        # by its norm itself where its Frobenius norm leaves it open
        last = (steps.sizes[:, -1] <= np.sqrt(steps.powers.shape[-1])) & ~found
        if last.any():
            near = norms(steps.powers[last, -1]) * (1 + _EXACT * steps.powers.shape[-1])
            found[last] = near + steps.errors[last, -1] <= 1
        return np.asarray(found)

    def _note(self, rows: NDArray[np.int64], steps: Steps) -> None:
        """Take the largest norm among the powers, and the errors of all that may be as large."""
        if not len(rows):
            return
        members = np.arange(len(rows))
        top = steps.sizes.argmax(axis=1)
        best = np.maximum(self.best[rows], steps.norms_at(members, top))
        # Frobenius norms are above norms: few powers are left to be looked at
        some = np.nonzero(steps.sizes > best[:, None] * (1 + 1e-14))
        if len(some[0]):
            narrow = narrow_norms(steps.powers[some]) > best[some[0]] * (1 - 1e-12)
            some = some[0][narrow], some[1][narrow]
            np.maximum.at(best, some[0], steps.norms_at(*some))
        # a power counts for the error if it may be the largest one
        reach = np.where(steps.sizes + steps.errors >= best[:, None], steps.errors, 0).max(axis=1)
        self.best[rows] = best
        self._slips[rows] = reach + _EXACT * steps.powers.shape[-1] * best


def _are_permutation_like(stack: NDArray[Any]) -> NDArray[np.bool_]:
    """Say which matrices have at most one entry in each row and column, none beyond 1: ‖A‖ ≤ 1."""
    entries = stack != 0
    single = (entries.sum(axis=-1) <= 1).all(axis=-1) & (entries.sum(axis=-2) <= 1).all(axis=-1)
    return np.asarray(single & (np.abs(stack) <= 1).all(axis=(-2, -1)))
