"""Proved bounds of M and of ‖Jᵗ‖ for many matrices at once, by envelopes of their powers.

The bounds over ranges of times are those of `powers.envelope`, with B = Jᵖ for a period p: here
the ranges of all matrices are halved together, as long as one may hold something higher.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.float_ball_matrix import (
    FloatBall,
    joined,
    norm_bounds_of_stack,
    round_up,
)
from kreissverify.numbers.intervals import Intervals
from kreissverify.quantities.powers.arithmetic import power_periods

__all__ = ["peak_bounds", "power_norm_bounds"]

IntArray = NDArray[np.intp]

_LEVELS = 28  # squarings, as `FloatArithmetic.longest`
_ROUNDS = 24  # of halvings; a range of 2²⁸ times is a single one before
_MOST = 400  # ranges of one matrix that are open at once: one that rotates is left wide
_NARROW = 1e-11  # relative width of single norms


class _Powers:
    """B^(2ᵏ) of many matrices, their norms, and what is derived of them once.

    Attributes
    ----------
    squares
        B^(2ᵏ) for k = 0 … levels, each a stack (N, n, n).
    highs
        Upper bounds of their norms, each of shape (N,).
    best
        Lower bounds of the largest of them, of shape (N,).
    curvature
        (B-I)², of shape (N, n, n).
    horizon
        The least k with ‖B^(2ᵏ)‖ ≤ 1 proved, of shape (N,); -1 if there is none.
    prefixes
        Bounds of ‖Bⁱ‖ over 0 ≤ i ≤ 2ᵏ, each of shape (N,).
    """

    def __init__(self, step: FloatBall) -> None:
        self.squares, self.highs = [step], []
        count = len(step.mid)
        self.best = np.zeros(count)
        self.horizon = np.full(count, -1, dtype=np.intp)
        for k in range(_LEVELS + 1):
            low, high = norm_bounds_of_stack(self.squares[k], _NARROW)
            self.highs.append(high)
            self.best = np.maximum(self.best, low)
            self.horizon[(self.horizon < 0) & (high <= 1)] = k
            # of what is lost no later power is known
            if not np.isfinite(high[self.horizon < 0]).any() or k == _LEVELS:
                break
            with np.errstate(all="ignore"):
                self.squares.append(self.squares[k] @ self.squares[k])
        identity = np.broadcast_to(np.eye(step.mid.shape[-1]), step.mid.shape)
        away = step + FloatBall(-identity, np.zeros_like(identity))
        self.prefixes = [np.maximum(1.0, self.highs[0])]
        with np.errstate(all="ignore"):
            self.curvature = away @ away
            for k in range(1, int(self.horizon.max(initial=0)) + 1):
                self.prefixes.append(self._next_prefix(k))

    def _next_prefix(self, k: int) -> FloatArray:
        """Bound ‖Bⁱ‖ over 0 ≤ i ≤ 2ᵏ from what is known of 0 ≤ i ≤ 2^(k-1).

        By up to four ranges from 2^(k-1) to 2ᵏ, which is better for rotations; or by the product
        ‖B^(2^(k-1))‖·‖Bʲ‖, which is better for early growth.
        """
        before, half = self.prefixes[-1], self.highs[k - 1]
        doubled = round_up(before * half)
        every = np.arange(len(before))
        below = max(0, k - 3)
        power, first, direct = self.squares[k - 1], half, half
        for _ in range(1 << (k - 1 - below)):
            # the power at 2^(k-1) + i·2^below, from the one before it
            after = power @ self.squares[below]
            last = norm_bounds_of_stack(after, _NARROW)[1]
            level = np.full(len(every), below)
            direct = np.maximum(direct, last)
            if below:
                between = _between(self, every, level, power, first, last)
                direct = np.maximum(direct, between)
            power, first = after, last
        return np.asarray(np.maximum(before, np.fmin(direct, doubled)))

    def square(self, owner: IntArray, level: IntArray) -> FloatBall:
        """Return B^(2ᵏ) for matrices and levels, of shape (m,) both."""
        mid = np.empty((len(owner), *self.squares[0].mid.shape[1:]))
        rad = np.empty_like(mid)
        for k in np.unique(level).tolist():
            some = level == k
            chosen = self.squares[k].chosen(owner[some])
            mid[some], rad[some] = chosen.mid, chosen.rad
        return FloatBall(mid, rad)

    def reach(self, owner: IntArray, level: IntArray) -> FloatArray:
        """Return bounds of ‖Bⁱ‖ over 0 ≤ i < 2ᵏ, k ≥ 1, from the prefixes known so far."""
        table = np.stack(self.prefixes)
        half = table[level - 1, owner]
        known = level < len(table)
        whole = np.where(known, table[np.where(known, level, 0), owner], np.inf)
        return np.asarray(np.where(level == 1, half, np.fmin(round_up(half * half), whole)))


def _between(
    powers: _Powers,
    owner: IntArray,
    level: IntArray,
    power: FloatBall,
    first: FloatArray,
    last: FloatArray,
) -> FloatArray:
    """Return bounds of ‖f(s)‖ strictly inside ranges of level ≥ 1: see `powers.envelope`.

    Parameters
    ----------
    powers
        Of the matrices.
    owner, level
        The matrix of each range, and k for a range of 2ᵏ times.
    power
        f(s₀), a stack.
    first, last
        Upper bounds of ‖f‖ at both ends.
    """
    with np.errstate(all="ignore"):
        # a tenth is enough, as it is multiplied by S²/8 and compared with a norm
        curvature = norm_bounds_of_stack(powers.curvature.chosen(owner) @ power, 0.1)[1]
        reach = powers.reach(owner, level)
        # i ≤ S - 2 = 0 for S = 2, and ‖B⁰‖ = 1
        bend_reach = np.where(level == 1, 1.0, reach)
        bend = round_up(np.exp2(2.0 * level) / 8 * bend_reach * curvature)
        chord = round_up(np.maximum(first, last) + bend)
        found = np.fmin(round_up(first * reach), chord)
    return np.where(np.isnan(found), np.inf, found)


@dataclass(frozen=True)
class _Ranges:
    """Ranges s₀ ≤ s ≤ s₀ + 2ᵏ of many matrices with f(s) = JʳBˢ: all arrays of shape (m,).

    Attributes
    ----------
    owner
        The matrix.
    start, level
        s₀ and k; `start` as a float, exact up to 2⁵³.
    power
        f(s₀), a stack.
    first, last
        Upper bounds of ‖f‖ at both ends.
    bound
        An upper bound of ‖f‖ between them, 0 where there is no time.
    """

    owner: IntArray
    start: FloatArray
    level: IntArray
    power: FloatBall
    first: FloatArray
    last: FloatArray
    bound: FloatArray

    @classmethod
    def of(
        cls,
        powers: _Powers,
        owner: IntArray,
        start: FloatArray,
        level: IntArray,
        power: FloatBall,
        first: FloatArray,
        last: FloatArray,
    ) -> _Ranges:
        """Return ranges with the bounds of what is between their ends (see the class)."""
        bound = np.zeros(len(owner))
        inside = np.flatnonzero(level > 0)
        if inside.size:
            bound[inside] = _between(
                powers,
                owner[inside],
                level[inside],
                power.chosen(inside),
                first[inside],
                last[inside],
            )
        return cls(owner, start, level, power, first, last, bound)

    def chosen(self, some: NDArray[np.bool_] | IntArray) -> _Ranges:
        """Return some of them."""
        return _Ranges(
            self.owner[some],
            self.start[some],
            self.level[some],
            self.power.chosen(some),
            self.first[some],
            self.last[some],
            self.bound[some],
        )

    def halved(self, powers: _Powers) -> tuple[_Ranges, FloatArray]:
        """Return both halves of ranges of level ≥ 1, first halves first, and the norms between.

        Returns
        -------
        ranges, norms
            2m ranges; lower and upper bounds at the middles, of shape (2, m).
        """
        level = self.level - 1
        with np.errstate(all="ignore"):
            middle = self.power @ powers.square(self.owner, level)
        low, high = norm_bounds_of_stack(middle, _NARROW)
        both = FloatBall(
            np.concatenate([self.power.mid, middle.mid]),
            np.concatenate([self.power.rad, middle.rad]),
        )
        halves = _Ranges.of(
            powers,
            np.tile(self.owner, 2),
            np.concatenate([self.start, self.start + np.exp2(level)]),
            np.tile(level, 2),
            both,
            np.concatenate([self.first, high]),
            np.concatenate([high, self.last]),
        )
        return halves, np.stack([low, high])


def _first_ranges(powers: _Powers, residue: FloatBall) -> tuple[_Ranges, FloatArray, FloatArray]:
    """Return the ranges (0, 1), (1, 2), (2, 4) … up to the horizon, and the norms at their ends.

    Returns
    -------
    ranges, low, high
        The ranges, and the largest norm at their ends from below and above, of shape (N,).
    """
    low, high = norm_bounds_of_stack(residue, _NARROW)
    parts, power, first = [], residue, high
    for k in range(int(powers.horizon.max()) + 1):
        with np.errstate(all="ignore"):
            after = residue @ powers.squares[k]
        least, last = norm_bounds_of_stack(after, _NARROW)
        some = powers.horizon >= k
        low = np.where(some, np.maximum(low, least), low)
        high = np.where(some, np.maximum(high, last), high)
        owner = np.flatnonzero(some)
        # (0, 1) for k = 0, and (2^(k-1), 2ᵏ)
        level = np.full(owner.size, max(0, k - 1), dtype=np.intp)
        start = np.full(owner.size, 0.0 if k == 0 else 2.0 ** (k - 1))
        parts.append((owner, start, level, power.chosen(owner), first[owner], last[owner]))
        power, first = after, last
    owner, start, level, balls, first, last = zip(*parts, strict=True)
    ranges = _Ranges.of(
        powers,
        np.concatenate(owner),
        np.concatenate(start),
        np.concatenate(level),
        joined(balls),
        np.concatenate(first),
        np.concatenate(last),
    )
    return ranges, low, high


def peak_bounds(balls: FloatBall, rtol: float) -> Intervals:
    """Return bounds of M, of relative width about rtol where that is shown.

    Parameters
    ----------
    balls
        Matrices, of shape (N, n, n).
    rtol
        The relative width, in (0, 1].
    """
    low, high = norm_bounds_of_stack(balls, _NARROW)
    low, high = np.maximum(1.0, low), np.where(high <= 1, 1.0, np.inf)
    left = np.flatnonzero((high > 1) & np.isfinite(balls.mid).all((1, 2)))
    periods = power_periods(balls.mid[left])
    for period in np.unique(periods).tolist():
        places = left[periods == period]
        low[places], high[places] = _peaks(balls.chosen(places), period, rtol)
    return Intervals(low, high)


def _peaks(balls: FloatBall, period: int, rtol: float) -> tuple[FloatArray, FloatArray]:
    residues = _residues(balls, period)
    with np.errstate(all="ignore"):
        powers = _Powers(residues[-1] @ balls)
    # with ‖B^(2ᵏ)‖ ≤ 1 later powers repeat smaller bounds
    known = powers.horizon >= 0
    low, high = np.maximum(1.0, powers.best), np.where(known, 1.0, np.inf)
    if not known.any():
        return low, high
    parts = []
    for residue in residues:
        ranges, least, most = _first_ranges(powers, residue)
        low, high = np.maximum(low, least), np.maximum(high, most)
        parts.append(ranges)
    open_ = _joined(parts)
    for _ in range(_ROUNDS):
        worth = (open_.bound > low[open_.owner] * (1 + rtol)) & (open_.bound > high[open_.owner])
        # what is not halved any more is as it is
        np.maximum.at(high, open_.owner[~worth], open_.bound[~worth])
        open_ = open_.chosen(worth)
        crowded = np.bincount(open_.owner, minlength=len(low)) > _MOST
        given_up = crowded[open_.owner]
        np.maximum.at(high, open_.owner[given_up], open_.bound[given_up])
        open_ = open_.chosen(~given_up)
        if open_.owner.size == 0:
            break
        halves, (least, most) = open_.halved(powers)
        np.maximum.at(low, open_.owner, least)
        np.maximum.at(high, open_.owner, most)
        open_ = halves
    np.maximum.at(high, open_.owner, open_.bound)
    return low, high


def _residues(balls: FloatBall, period: int) -> list[FloatBall]:
    """Return I, J, … J^(p-1)."""
    identity = np.broadcast_to(np.eye(balls.mid.shape[-1]), balls.mid.shape)
    found = [FloatBall(identity, np.zeros_like(identity))]
    for _ in range(period - 1):
        with np.errstate(all="ignore"):
            found.append(found[-1] @ balls)
    return found


def _joined(parts: list[_Ranges]) -> _Ranges:
    return _Ranges(
        np.concatenate([x.owner for x in parts]),
        np.concatenate([x.start for x in parts]),
        np.concatenate([x.level for x in parts]),
        joined([x.power for x in parts]),
        np.concatenate([x.first for x in parts]),
        np.concatenate([x.last for x in parts]),
        np.concatenate([x.bound for x in parts]),
    )


def power_norm_bounds(balls: FloatBall, times: FloatArray) -> Intervals:
    """Return bounds of ‖Jᵗ‖.

    Parameters
    ----------
    balls
        Matrices, of shape (N, n, n).
    times
        Integers t ≥ 0 below 2⁵³, of shape (N,).
    """
    left = times.astype(np.int64)
    found, square = _residues(balls, 1)[0], balls
    with np.errstate(all="ignore"):
        while (left > 0).any():
            odd = (left % 2 == 1)[:, None, None]
            product = found @ square
            found = FloatBall(
                np.where(odd, product.mid, found.mid), np.where(odd, product.rad, found.rad)
            )
            left //= 2
            square = square @ square if (left > 0).any() else square
    low, high = norm_bounds_of_stack(found, _NARROW)
    return Intervals(low, high)
