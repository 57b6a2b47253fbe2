"""Proved bounds of the settling time T(J, δ) for many matrices at once: see `stacked.powers`."""

from __future__ import annotations

import numpy as np

from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.float_ball_matrix import FloatBall, round_up
from kreissverify.numbers.intervals import Intervals
from kreissverify.quantities.powers.arithmetic import power_periods
from kreissverify.quantities.stacked.peaks import peak_bounds
from kreissverify.quantities.stacked.powers import (
    IntArray,
    Powers,
    Ranges,
    first_ranges,
    joined_ranges,
    residues,
)

__all__ = ["settling_bounds"]

_LEVELS = 40  # squarings: times beyond 2⁴⁰ are left open
_ROUNDS = 48  # of halvings
_MOST = 400  # ranges of one matrix that are open at once
_PEAK = 0.5  # the relative width of M: it costs a level more


def settling_bounds(balls: FloatBall, delta: Intervals, rtol: float) -> Intervals:
    """Return bounds of the least t with ‖Jˢ‖ ≤ δ for all s ≥ t, to about rtol where it is long.

    Parameters
    ----------
    balls
        Matrices, of shape (N, n, n).
    delta
        δ > 0, of shape (N,).
    rtol
        The relative width.
    """
    count = len(balls.mid)
    low, high = np.zeros(count), np.full(count, np.inf)
    peak = peak_bounds(balls, _PEAK).upper
    known = np.isfinite(peak) & (delta.lower > 1e-280) & (delta.upper < 1e280)
    places = np.flatnonzero(known)
    periods = power_periods(balls.mid[places])
    for period in np.unique(periods).tolist():
        some = places[periods == period]
        found = _Search(balls.chosen(some), period, peak[some], delta[some])
        low[some], high[some] = found.bounds(rtol)
    return Intervals(low, high)


class _Search:
    """The last times at which powers are above δ: proved so, or not excluded. -1 stands for none.

    Parameters
    ----------
    balls, period
        The matrices, and the p of all of them.
    peak
        Upper bounds of M.
    delta
        Bounds of δ.
    """

    def __init__(self, balls: FloatBall, period: int, peak: FloatArray, delta: Intervals) -> None:
        self.period, self.delta = period, delta
        self.every = residues(balls, period)
        with np.errstate(all="ignore"):
            self.powers = Powers(self.every[-1] @ balls)
        # the level c with ‖B^(2ᶜ)‖·M ≤ δ: from there on no power is above it
        self.levels = np.full(len(peak), -1, dtype=np.intp)
        for k in range(_LEVELS):
            self.powers.reach_to(k)
            small = round_up(self.powers.highs[k] * peak) <= delta.lower
            self.levels[(self.levels < 0) & small] = k
            lost = ~np.isfinite(self.powers.highs[k])
            if not ((self.levels < 0) & ~lost).any():
                break
        self.proved = np.full(len(peak), -1.0)
        self.possible = np.full(len(peak), -1.0)

    def bounds(self, rtol: float) -> tuple[FloatArray, FloatArray]:
        """Return bounds of T, of shape (N,)."""
        known = self.levels >= 0
        if known.any():
            self._run(rtol)
        return self.proved + 1, np.where(known, self.possible + 1, np.inf)

    def _run(self, rtol: float) -> None:
        parts, of_residue = [], []
        for r, residue in enumerate(self.every):
            ranges, _, _ = first_ranges(self.powers, residue, self.levels)
            parts.append(ranges)
            of_residue.append(np.full(len(ranges.owner), r))
        open_, residue_of = joined_ranges(parts), np.concatenate(of_residue)
        # (0, 1) is a range of its own, at whose beginning no other one ends
        at_zero = open_.start == 0
        self._see(open_.owner[at_zero], residue_of[at_zero] * 1.0, open_.first[at_zero])
        self._see(open_.owner, self._end(open_, residue_of), open_.last)
        for _ in range(_ROUNDS):
            open_, residue_of = self._left(open_, residue_of, rtol)
            if open_.owner.size == 0:
                return
            halves, (low, high) = open_.halved(self.powers)
            middle = residue_of + self.period * (open_.start + np.exp2(open_.level - 1.0))
            self._see(open_.owner, middle, high, low)
            open_, residue_of = halves, np.tile(residue_of, 2)
        self._give_up(open_, residue_of)

    def _end(self, ranges: Ranges, residue_of: IntArray) -> FloatArray:
        return np.asarray(residue_of + self.period * (ranges.start + np.exp2(ranges.level * 1.0)))

    def _see(
        self,
        owner: IntArray,
        times: FloatArray,
        high: FloatArray,
        low: FloatArray | None = None,
    ) -> None:
        """Take in bounds of single norms."""
        # a time beyond 2⁵³ is no float: none is asked for
        above = high > self.delta.lower[owner]
        np.maximum.at(self.possible, owner[above], times[above])
        if low is not None:
            surely = low > self.delta.upper[owner]
            np.maximum.at(self.proved, owner[surely], times[surely])

    def _left(self, ranges: Ranges, residue_of: IntArray, rtol: float) -> tuple[Ranges, IntArray]:
        """Return what is worth halving; of the rest the last times inside may be above δ."""
        owner = ranges.owner
        end = self._end(ranges, residue_of)
        inside = (ranges.level > 0) & (ranges.bound > self.delta.lower[owner])
        inside &= end > self.possible[owner]
        short = end - self.proved[owner] <= rtol * np.maximum(self.proved[owner], 0.0)
        crowded = np.bincount(owner[inside], minlength=len(self.proved))[owner] > _MOST
        ended = inside & (short | crowded)
        self._give_up(ranges.chosen(ended), residue_of[ended])
        worth = inside & ~ended
        return ranges.chosen(worth), residue_of[worth]

    def _give_up(self, ranges: Ranges, residue_of: IntArray) -> None:
        inside = (ranges.level > 0) & (ranges.bound > self.delta.lower[ranges.owner])
        last = self._end(ranges, residue_of) - self.period
        np.maximum.at(self.possible, ranges.owner[inside], last[inside])
