"""The transient peaks of real 2×2 matrices, from the closed form of the norms of their powers."""

from __future__ import annotations

import numpy as np

from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities.powers.planar import BoolArray, Planar

__all__ = ["planar_peaks"]

# Half-turns of a spiral that are looked at, an empirical limit of memory and time (a tenth of a
# second). Needed only if 1 - r is below 1e-6; what is left out becomes a gap that is said.
_MOST_TURNS = 1 << 17
_FIRST_TURNS = 32  # most spirals are decided within a few half-turns


def planar_peaks(stack: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return M and bounds on its errors for real matrices (N, 2, 2), both of shape (N,).

    The error is ∞ where the entries' rounding decides ρ ≤ 1.
    """
    one = Planar.of(stack)
    values, errors = np.ones(len(stack)), np.zeros(len(stack))
    for chosen, peaks in ((~one.spiral, _real_peaks), (one.spiral, _spiral_peaks)):
        if chosen.any():
            values[chosen], errors[chosen] = peaks(one[chosen])
    unbounded = (one.position == 0) & ~one.spiral & (one.root == 0) & (one.w > 0)
    unbounded |= one.position == 1
    values[unbounded], errors[unbounded] = np.inf, 0.0
    errors[one.position == 2] = np.inf
    return values, np.where(np.isnan(values) | np.isnan(errors), np.inf, errors)


def _stationary_times(one: Planar) -> FloatArray:
    """Return the t > 0 at which exp(tℓ + asinh(q·sinh κt)) is stationary, 0 if there is none.

    ℓ² (1 + q²s²) = κ²q²(1 + s²) for s = sinh κt. With l₁, l₂ = -log λ₁, -log|λ₂|, so that
    -ℓ = (l₁+l₂)/2 and κ = (l₂-l₁)/2, and G = κq/|ℓ| it is s = κ√(1 - 1/G²)/√(l₁l₂).
    """
    decay = np.where(np.isfinite(one.decay), one.decay, -np.inf)
    slow, kappa = -np.log(one.first), -decay / 2
    fast, level = slow - decay, slow - decay / 2
    # κ/(λ₁-λ₂) has a limit at λ₁ = λ₂, which is 1/(2λ₁)
    gap = one.gap
    share = np.where(gap > 1e-150, kappa / np.where(gap > 1e-150, gap, 1), 0.5)
    steepness = share * np.hypot(gap, one.w / one.first) / level
    bend = np.sqrt(np.maximum(1 - 1 / steepness**2, 0)) / np.sqrt(slow * fast)
    found = np.where(kappa > 1e-8, np.arcsinh(kappa * bend) / kappa, bend)
    return np.where((steepness > 1) & np.isfinite(found), found, 0.0)


def _real_peaks(one: Planar) -> tuple[FloatArray, FloatArray]:
    centre = np.floor(_stationary_times(one))
    # next to the stationary time, of both parities; of two signs an odd t is best at 1
    near = np.maximum(centre[:, None] + np.arange(-2.0, 4.0), 0)
    times = np.concatenate([np.ones((len(centre), 1)), near], axis=1)
    found = one.norms(times)
    best = found.max(axis=1)
    # with λ₁ = 1 the norms of even t increase to the limit q
    limit = np.hypot(1, one.w / np.where(one.root > 0, 2 * one.root, 1))
    best = np.where((one.position == 0) & (one.root > 0), np.maximum(best, limit), best)
    best, time = np.maximum(best, 1), np.take_along_axis(times, found.argmax(axis=1)[:, None], 1)
    return best, np.where(best > 1, best * one.relative_errors(time[:, 0]), 0.0)


def _spiral_peaks(one: Planar) -> tuple[FloatArray, FloatArray]:
    """Return peaks over the integers next to the maximum of each half-turn, until none is higher.

    log‖Aᵗ‖ is concave over a half-turn, and the next half-turn is r^(π/θ) times it.
    """
    rate, q = -np.log(one.first), one.tilt
    steep = rate / one.angle
    # -log r = θq·cos x/√(1 + q²sin²x) at x = θt
    square = np.maximum(q**2 - steep**2, 0) / (q**2 * (1 + steep**2))
    phase = np.arcsin(np.sqrt(np.minimum(square, 1)))
    height = np.exp(np.arcsinh(q * np.sin(phase)) - steep * phase)
    best, last = np.ones(len(q)), np.ones(len(q))
    first_turn, count, open_ = 0, _FIRST_TURNS, q > steep
    while open_.any() and first_turn < _MOST_TURNS:
        turns = np.arange(first_turn, first_turn + count)
        part = one[open_]
        centre = (phase[open_, None] + np.pi * turns) / part.angle[:, None]
        times = np.concatenate([np.floor(centre), np.floor(centre) + 1], axis=1)
        found = part.norms(times)
        at = found.argmax(axis=1)[:, None]
        higher = np.take_along_axis(found, at, 1)[:, 0] > best[open_]
        last[open_] = np.where(higher, np.take_along_axis(times, at, 1)[:, 0], last[open_])
        best[open_] = np.maximum(best[open_], found.max(axis=1))
        first_turn, count = first_turn + count, 2 * count
        bound = height * np.exp(-rate * np.pi * first_turn / one.angle)
        open_ = open_ & (bound > best) & ~_repeats(one)
    dense = (one.position == 0) & ~_repeats(one)
    # r = 1 and an angle that is no rational part of a turn: the phases are dense
    best = np.where(dense, np.exp(np.arcsinh(q)), best)
    left = height * np.exp(-rate * np.pi * first_turn / one.angle)
    missed = np.where(open_ & ~dense, np.maximum(left - best, 0), 0)
    return best, missed + np.where(best > 1, 2 * best * one.relative_errors(last), 0.0)


def _repeats(one: Planar) -> BoolArray:
    """Say where r = 1 and the trace is 0 or ±1: of rational matrices only these powers repeat.

    (I. Niven, Irrational Numbers, 1956, Corollary 3.12: 2cos θ = trace is then an integer.)
    """
    trace = 2 * np.cos(one.angle)
    whole = np.abs(trace - np.rint(trace)) < 1e-14
    return np.asarray((one.position == 0) & whole & (trace < 1.5))
