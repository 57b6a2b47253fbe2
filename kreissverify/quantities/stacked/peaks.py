"""Proved bounds of M and of ‖Jᵗ‖ for many matrices at once, by envelopes of their powers.

The ranges of times of all matrices are halved together, as long as one may hold something higher.
"""

from __future__ import annotations

import numpy as np

from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.float_ball_matrix import FloatBall, norm_bounds_of_stack
from kreissverify.numbers.intervals import Intervals
from kreissverify.quantities.powers.arithmetic import power_periods
from kreissverify.quantities.stacked.powers import (
    NARROW,
    Powers,
    first_ranges,
    joined_ranges,
    residues,
)

__all__ = ["peak_bounds", "power_norm_bounds"]

_ROUNDS = 24  # of halvings; a range of 2²⁸ times is a single one before
_MOST = 400  # ranges of one matrix that are open at once: one that rotates is left wide


def peak_bounds(balls: FloatBall, rtol: float) -> Intervals:
    """Return bounds of M, of relative width about rtol where that is shown.

    Parameters
    ----------
    balls
        Matrices, of shape (N, n, n).
    rtol
        The relative width, in (0, 1].
    """
    low, high = norm_bounds_of_stack(balls, NARROW)
    low, high = np.maximum(1.0, low), np.where(high <= 1, 1.0, np.inf)
    left = np.flatnonzero((high > 1) & np.isfinite(balls.mid).all((1, 2)))
    periods = power_periods(balls.mid[left])
    for period in np.unique(periods).tolist():
        places = left[periods == period]
        low[places], high[places] = _peaks(balls.chosen(places), period, rtol)
    return Intervals(low, high)


def _peaks(balls: FloatBall, period: int, rtol: float) -> tuple[FloatArray, FloatArray]:
    every = residues(balls, period)
    with np.errstate(all="ignore"):
        powers = Powers(every[-1] @ balls)
    # with ‖B^(2ᵏ)‖ ≤ 1 later powers repeat smaller bounds
    known = powers.horizon >= 0
    low, high = np.maximum(1.0, powers.best), np.where(known, 1.0, np.inf)
    if not known.any():
        return low, high
    parts = []
    for residue in every:
        ranges, least, most = first_ranges(powers, residue, powers.horizon)
        low, high = np.maximum(low, least), np.maximum(high, most)
        parts.append(ranges)
    open_ = joined_ranges(parts)
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
    found, square = residues(balls, 1)[0], balls
    with np.errstate(all="ignore"):
        while (left > 0).any():
            odd = (left % 2 == 1)[:, None, None]
            product = found @ square
            found = FloatBall(
                np.where(odd, product.mid, found.mid), np.where(odd, product.rad, found.rad)
            )
            left //= 2
            square = square @ square if (left > 0).any() else square
    low, high = norm_bounds_of_stack(found, NARROW)
    return Intervals(low, high)
