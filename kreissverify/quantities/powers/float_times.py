"""The settling time T(δ) in floats, for a stack, with an estimate of its error.

T = t is shown by ‖Aᵖ‖ ≤ 1 and ‖Aˢ‖ ≤ δ for t ≤ s < t + p: all later powers repeat smaller bounds.
Slower matrices are looked at backwards from a time at which their eigenvectors show that no later
power is above δ.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities.orthogonal_sums.float_parts import largest, orthogonal_parts
from kreissverify.quantities.powers.batched import norms
from kreissverify.quantities.powers.late import LOST, Late
from kreissverify.quantities.powers.modes import Modes
from kreissverify.quantities.powers.planar_times import planar_times
from kreissverify.quantities.powers.steps import Steps, frobenius, narrow_bounds, parts

__all__ = ["float_times"]

Pair = tuple[FloatArray, FloatArray]

_STEPS, _MOST_STEPS = 64, 8_192  # as for peaks: what is slower has its eigenvectors looked at
_LARGEST = 1e100  # powers beyond it are given up
_LEAST = 1e-140  # δ below which squares of entries next to it underflow
_EXACT = 4.0 * 2.0**-53  # of a norm that LAPACK finds, a row
_BLOCK, _BLOCKS = 64, 64  # powers looked at backwards: a bound of eigenvectors is off by so much
_LONGEST = 50  # octaves of times


def float_times(stack: NDArray[Any], delta: FloatArray) -> Pair:
    """Return T(δ) and an estimate of its error, for matrices (N, n, n) and δ (N,), of shape (N,).

    The error is ∞ where ρ is 1 but for rounding, or no end was found.
    """
    if stack.shape[-1] == 2 and stack.dtype.kind != "c":
        return planar_times(stack, delta)
    times = _Times(stack, delta)
    times.run()
    return times.values, times.errors


class _Times:
    """The last times with ‖Aᵗ‖ > δ: as computed, for sure, and possibly."""

    def __init__(self, stack: NDArray[Any], delta: FloatArray) -> None:
        self.stack, self.delta = stack, delta
        start = np.where(delta < 1, 0.0, -1.0)  # ‖A⁰‖ = 1
        self.seen, self.sure, self.possible = start.copy(), start.copy(), start.copy()
        self.values, self.errors = start + 1, np.full(len(stack), np.inf)

    def run(self) -> None:
        """Decide as many as can be."""
        n, first = self.stack.shape[-1], norms(self.stack)
        early = (first <= 1 - _EXACT * n) & (self.delta >= 1)
        self.errors[early] = 0.0
        rows = np.flatnonzero(~early & (first < _LARGEST) & (self.delta >= _LEAST))
        self._step_all(rows, _STEPS, None)
        doubtful = rows[np.isfinite(self.errors[rows]) & (self.errors[rows] > 0)]
        rows = rows[np.isinf(self.errors[rows])]
        if len(rows):
            self._by_modes(rows)
        # once more with sampled errors, where bounds are too large
        self._step_all(doubtful, _STEPS, None, sampled=True)

    def _step_all(
        self, rows: NDArray[np.int64], most: int, ends: FloatArray | None, sampled: bool = False
    ) -> None:
        """As `_step`, in parts that fit into memory."""
        for part in parts(len(rows), most, self.stack.shape[-1], sampled=sampled):
            of_part = ends[part] if ends is not None else None
            self._step(rows[part], most, of_part, sampled)

    def _by_modes(self, rows: NDArray[np.int64]) -> None:
        """Go on with the slow ones, along a scale of times unless they rotate."""
        modes = Modes.of(self.stack[rows])
        unstable, delta = modes.unstable, self.delta[rows]
        self.values[rows[unstable]], self.errors[rows[unstable]] = np.inf, 0.0
        # nothing is known: an infinite time is the likelier one where ρ is 1 to rounding
        circle = (np.abs(modes.values).max(axis=1) > 1 - 1e-12) & ~unstable & (delta < 1)
        self.values[rows[circle]] = np.inf
        open_ = ~unstable & ~circle
        rows, modes, delta = rows[open_], modes[open_], delta[open_]
        if not len(rows):
            return
        late = Late(self.stack[rows], modes.values, np.minimum(delta, 1), for_ever=True)
        smooth = late.smooth
        if smooth.any():
            last, errors = late[smooth].last_above(delta[smooth])
            at = rows[smooth]
            # earlier ones have been stepped through
            early = last <= np.maximum(self.seen[at], 0)
            self.values[at] = np.where(early, self.seen[at], last) + 1
            slip = np.maximum(self.possible[at] - self.seen[at], self.seen[at] - self.sure[at])
            self.errors[at] = np.where(early, slip, errors)
        rotating = ~smooth & (modes.stable | ~modes.known)
        rows, modes = rows[rotating], modes[rotating]
        whole = ~self._by_parts(rows, modes)
        self._rotating(rows[whole], modes[whole])

    def _by_parts(self, rows: NDArray[np.int64], modes: Modes) -> NDArray[np.bool_]:
        """Look at the parts of orthogonal sums, and say of which members that was enough."""
        enough = np.zeros(len(rows), dtype=bool)
        for i in np.flatnonzero(modes.known).tolist():
            found = orthogonal_parts(self.stack[rows[i]], modes.values[i], modes.right[i])
            if found is None:
                continue
            ends = []
            # where parts are not quite orthogonal, what they say of δ is said of a number near it
            for share in (-1, 1) if found.tilt else (0,):
                level = self.delta[rows[i]][None] * (1 + share * found.tilt)
                ends.append(largest(found.matrices, partial(float_times, delta=level)))
            (last, slip), (first, other) = ends[0], ends[-1]
            if np.isfinite(slip) and np.isfinite(other):
                self.values[rows[i]] = first
                self.errors[rows[i]] = max(last + slip - first, other)
                enough[i] = True
        return enough

    def _rotating(self, rows: NDArray[np.int64], modes: Modes) -> None:
        """Look backwards from where all have decayed, else step through more powers."""
        ends = modes.least_time(self.delta[rows])
        known = ends < 2.0**_LONGEST
        if known.any():
            self._backwards(rows[known], modes[known], ends[known])
        for sampled in (False, True):
            open_ = self.errors[rows] > 0
            rows, ends = rows[open_], ends[open_]
            self._step_all(rows, _MOST_STEPS, ends, sampled)

    def _step(
        self, rows: NDArray[np.int64], most: int, ends: FloatArray | None, sampled: bool
    ) -> None:
        """Step through the powers of some members until no later one can be above δ.

        Parameters
        ----------
        rows
            The members.
        most
            The number of powers, a power of two.
        ends
            Times from which on their eigenvectors show ‖Aᵗ‖ ≤ δ, where they are known.
        sampled
            Whether errors are sampled instead of bounded.
        """
        start = np.where(self.delta[rows] < 1, 0.0, -1.0)
        self.seen[rows], self.sure[rows], self.possible[rows] = start, start, start
        period = np.full(len(rows), np.inf)
        steps, left = Steps.of(self.stack[rows], sampled), rows
        self._look(left, steps, 0)
        while len(left) and steps.count < most:
            steps = steps.doubled()
            self._look(left, steps, steps.count // 2)
            period = np.minimum(period, _contraction(steps))
            ended = self.possible[left] + period <= steps.count
            if ends is not None:
                ended |= ends <= steps.count
            gone = ~(steps.sizes[:, -1] < _LARGEST)
            self._done(left[ended & ~gone])
            kept = ~ended & ~gone
            steps, left, period = steps[kept], left[kept], period[kept]
            ends = ends[kept] if ends is not None else None
        self.values[left] = self.seen[left] + 1

    def _done(self, rows: NDArray[np.int64]) -> None:
        seen = self.seen[rows]
        self.values[rows] = seen + 1
        self.errors[rows] = np.maximum(self.possible[rows] - seen, seen - self.sure[rows])

    def _look(self, rows: NDArray[np.int64], steps: Steps, begin: int) -> None:
        """Compare the powers after the first `begin` ones with δ, the last of them if possible.

        Parameters
        ----------
        rows
            The members.
        steps
            Their powers.
        begin
            The number of powers that have been looked at.
        """
        sizes, slips = steps.sizes[:, begin:], steps.errors[:, begin:]
        level, n = self.delta[rows][:, None], self.stack.shape[-1]
        times = np.arange(begin + 1, steps.count + 1)
        # ‖P‖_F/√n ≤ ‖P‖ ≤ ‖P‖_F decides most without a singular value
        sure = sizes > np.sqrt(n) * (level + slips) * (1 + 1e-12)
        last = np.where(sure, times, -1).max(axis=1)
        open_ = ~(sizes * (1 + 1e-12) + slips <= level) & ~sure & (times > last[:, None])
        seen, possible, above = last.astype(float), last.astype(float), last.astype(float)
        where, column = np.nonzero(open_)
        if len(where):
            slip, delta = slips[where, column], self.delta[rows][where]
            at = times[column].astype(float)
            low, high = narrow_bounds(steps.powers[where, column + begin])
            known = low > delta + slip
            np.maximum.at(last, where[known], times[column[known]])
            for array in (seen, above, possible):
                np.maximum.at(array, where[known], at[known])
            # an earlier one says nothing beside one that is above for sure
            rest = ~known & (high + slip > delta) & (at > last[where])
            where, column, slip = where[rest], column[rest], slip[rest]
            delta, at = delta[rest], at[rest]
            found = steps.norms_at(where, column + begin)
            slip = slip + _EXACT * n * found
            for array, over in ((seen, found), (above, found - slip), (possible, found + slip)):
                np.maximum.at(array, where, np.where(over > delta, at, -1.0))
        for total, new in ((self.seen, seen), (self.sure, above), (self.possible, possible)):
            total[rows] = np.maximum(total[rows], new)

    def _backwards(self, rows: NDArray[np.int64], modes: Modes, ends: FloatArray) -> None:
        """Look for the last time above δ backwards, from times `ends` with no later one."""
        longest = int(np.log2(ends.max())) + 2
        late = Late(self.stack[rows], modes.values, 0 * ends, longest=longest)
        delta, block = self.delta[rows], Steps.of(self.stack[rows])
        while block.count < _BLOCK:
            block = block.doubled()
        relative = late.slips(ends) / np.maximum(frobenius(late.power(ends)), 1e-300)
        top, open_ = ends.copy(), np.ones(len(rows), dtype=bool)
        for _ in range(_BLOCKS):
            base = np.maximum(top - _BLOCK, 0)
            found = _norms_near(late.power(base)[:, None] @ block.powers, delta[:, None])
            times = base[:, None] + np.arange(1, _BLOCK + 1)
            sides = (self.seen, 0.0), (self.sure, -1.0), (self.possible, 1.0)
            for total, side in sides:
                above = found * (1 + side * relative)[:, None] > delta[:, None]
                last = np.where(above, times, -1.0).max(axis=1)
                total[rows] = np.where(open_, np.maximum(total[rows], last), total[rows])
            top = np.where(open_, base, top)
            open_ = open_ & (self.sure[rows] <= top) & (top > _STEPS)
            if not open_.any():
                break
        self._done(rows[~open_])
        self.errors[rows[relative > LOST]] = np.inf
        # where none was found, the time is between those that were looked at
        self.values[rows[open_]] = (self.seen[rows] + top)[open_] / 2
        self.errors[rows[open_]] = np.where(relative > LOST, np.inf, top - self.seen[rows])[open_]


def _norms_near(powers: NDArray[Any], delta: FloatArray) -> FloatArray:
    """Return norms where they may be next to δ, elsewhere bounds of the same side of it."""
    sizes, root = frobenius(powers), np.sqrt(powers.shape[-1])
    found = np.where(sizes > delta, sizes / root, sizes)
    near = np.nonzero((sizes > 0.99 * delta) & (sizes < 1.01 * root * delta))
    low, high = narrow_bounds(powers[near])
    level = np.broadcast_to(delta, sizes.shape)[near]
    found[near] = np.where(low > level, low, high)
    open_ = (high > 0.99 * level) & (low < 1.01 * level)
    some = tuple(x[open_] for x in near)
    found[some] = norms(powers[some])
    return found


def _contraction(steps: Steps) -> FloatArray:
    """Return the first time in the later half at which ‖Aᵗ‖ ≤ 1 is shown, of shape (N,); else ∞."""
    half, n = steps.count // 2, steps.powers.shape[-1]
    shown = steps.sizes[:, half:] + steps.errors[:, half:] <= 1
    first = np.where(shown.any(axis=1), half + 1.0 + shown.argmax(axis=1), np.inf)
    # by its norm itself where its Frobenius norm leaves it open
    last = (steps.sizes[:, -1] <= np.sqrt(n)) & np.isinf(first)
    if last.any():
        near = norms(steps.powers[last, -1]) * (1 + _EXACT * n) + steps.errors[last, -1]
        first[last] = np.where(near <= 1, float(steps.count), np.inf)
    return first
