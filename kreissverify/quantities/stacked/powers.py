"""Powers of many matrices as float balls, and bounds over ranges of times, halved all together.

The bounds over ranges are those of `powers.envelope`, with B = Jᵖ for a period p.
"""

from __future__ import annotations

from collections.abc import Sequence
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

__all__ = ["NARROW", "IntArray", "Powers", "Ranges", "first_ranges", "joined_ranges", "residues"]

IntArray = NDArray[np.intp]

NARROW = 1e-11
"""The relative width of single norms."""

_LEVELS = 28  # squarings, as `FloatArithmetic.longest`


class Powers:
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
            low, high = norm_bounds_of_stack(self.squares[k], NARROW)
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
        self.reach_to(int(self.horizon.max(initial=0)))

    def reach_to(self, level: int) -> None:
        """Square B, and bound its powers, up to B^(2ᵏ) of a level k."""
        with np.errstate(all="ignore"):
            while len(self.squares) <= level:
                self.squares.append(self.squares[-1] @ self.squares[-1])
                self.highs.append(norm_bounds_of_stack(self.squares[-1], NARROW)[1])
            while len(self.prefixes) <= level:
                self.prefixes.append(self._next_prefix(len(self.prefixes)))

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
            last = norm_bounds_of_stack(after, NARROW)[1]
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
    powers: Powers,
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
class Ranges:
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
        powers: Powers,
        owner: IntArray,
        start: FloatArray,
        level: IntArray,
        power: FloatBall,
        first: FloatArray,
        last: FloatArray,
    ) -> Ranges:
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

    def chosen(self, some: NDArray[np.bool_] | IntArray) -> Ranges:
        """Return some of them."""
        return Ranges(
            self.owner[some],
            self.start[some],
            self.level[some],
            self.power.chosen(some),
            self.first[some],
            self.last[some],
            self.bound[some],
        )

    def halved(self, powers: Powers) -> tuple[Ranges, FloatArray]:
        """Return both halves of ranges of level ≥ 1, first halves first, and the norms between.

        Returns
        -------
        ranges, norms
            2m ranges; lower and upper bounds at the middles, of shape (2, m).
        """
        level = self.level - 1
        with np.errstate(all="ignore"):
            middle = self.power @ powers.square(self.owner, level)
        low, high = norm_bounds_of_stack(middle, NARROW)
        both = FloatBall(
            np.concatenate([self.power.mid, middle.mid]),
            np.concatenate([self.power.rad, middle.rad]),
        )
        halves = Ranges.of(
            powers,
            np.tile(self.owner, 2),
            np.concatenate([self.start, self.start + np.exp2(level)]),
            np.tile(level, 2),
            both,
            np.concatenate([self.first, high]),
            np.concatenate([high, self.last]),
        )
        return halves, np.stack([low, high])


def first_ranges(
    powers: Powers, residue: FloatBall, levels: IntArray
) -> tuple[Ranges, FloatArray, FloatArray]:
    """Return the ranges (0, 1), (1, 2), (2, 4) … to the levels, and the norms at their ends.

    Parameters
    ----------
    powers
        Of the matrices.
    residue
        Jʳ of each.
    levels
        The level of the last time of each, -1 for none: of shape (N,).

    Returns
    -------
    ranges, low, high
        The ranges, and the largest norm at their ends from below and above, of shape (N,).
    """
    low, high = norm_bounds_of_stack(residue, NARROW)
    parts, power, first = [], residue, high
    for k in range(int(levels.max()) + 1):
        with np.errstate(all="ignore"):
            after = residue @ powers.squares[k]
        least, last = norm_bounds_of_stack(after, NARROW)
        some = levels >= k
        low = np.where(some, np.maximum(low, least), low)
        high = np.where(some, np.maximum(high, last), high)
        owner = np.flatnonzero(some)
        # (0, 1) for k = 0, and (2^(k-1), 2ᵏ)
        level = np.full(owner.size, max(0, k - 1), dtype=np.intp)
        start = np.full(owner.size, 0.0 if k == 0 else 2.0 ** (k - 1))
        parts.append((owner, start, level, power.chosen(owner), first[owner], last[owner]))
        power, first = after, last
    owner, start, level, balls, first, last = zip(*parts, strict=True)
    ranges = Ranges.of(
        powers,
        np.concatenate(owner),
        np.concatenate(start),
        np.concatenate(level),
        joined(balls),
        np.concatenate(first),
        np.concatenate(last),
    )
    return ranges, low, high


def residues(balls: FloatBall, period: int) -> list[FloatBall]:
    """Return I, J, … J^(p-1), each a stack."""
    identity = np.broadcast_to(np.eye(balls.mid.shape[-1]), balls.mid.shape)
    found = [FloatBall(identity, np.zeros_like(identity))]
    for _ in range(period - 1):
        with np.errstate(all="ignore"):
            found.append(found[-1] @ balls)
    return found


def joined_ranges(parts: Sequence[Ranges]) -> Ranges:
    """Return ranges of several lists as one."""
    return Ranges(
        np.concatenate([x.owner for x in parts]),
        np.concatenate([x.start for x in parts]),
        np.concatenate([x.level for x in parts]),
        joined([x.power for x in parts]),
        np.concatenate([x.first for x in parts]),
        np.concatenate([x.last for x in parts]),
        np.concatenate([x.bound for x in parts]),
    )
