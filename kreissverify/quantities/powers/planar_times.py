"""The settling times of real 2×2 matrices, from the closed form of the norms of their powers."""

from __future__ import annotations

import numpy as np

from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities.powers.planar import Planar
from kreissverify.quantities.powers.planar_peaks import planar_peaks

__all__ = ["planar_times"]

# Times of a spiral that are looked at in one go, ever more; beyond the limit, which takes a tenth
# of a second, the time is left to enclosures.
_FIRST_LOOK, _MOST_LOOKS = 32, 1 << 17
_LEAST = 5e-324  # in the place of 0 under a logarithm
# Steps of Newton's method and halvings, which take tens: more only where floats do not move on, and
# the time is then left to enclosures.
_MOST_ROUNDS = 2_000
_ADVANCE = 1e-14  # of a time: crossings of ρ ≈ 1 are not told closer, as powers are rounded


def planar_times(stack: FloatArray, delta: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return T(δ) and bounds on its errors for real matrices (N, 2, 2) and δ (N,), of shape (N,).

    The error is ∞ where the entries' rounding decides ρ ≤ 1.
    """
    one = Planar.of(stack)
    values, errors = np.zeros(len(stack)), np.zeros(len(stack))
    # where λ₁ < 1 is rounded to 1 no power of it is smaller, and no end would be found
    stable = ((one.position == -1) | (one.position == 2)) & (one.first < 1)
    values[(one.position == -1) & ~stable] = np.nan
    if stable.any():
        values[stable], errors[stable] = _times_of(one[stable], delta[stable])
    circle = one.position == 0
    if circle.any():
        values[circle], errors[circle] = _on_the_circle(stack[circle], one[circle], delta[circle])
    beyond = (one.position == 1) | (one.position == 2) & (one.first >= 1)
    values[beyond] = np.inf
    errors[one.position == 2] = np.inf
    return values, np.where(np.isnan(values) | np.isnan(errors), np.inf, errors)


def _on_the_circle(
    stack: FloatArray, one: Planar, delta: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return T(δ) for ρ = 1: ∞ for δ < 1, and 0 where M ≤ δ."""
    peak, error = planar_peaks(stack)
    limit = np.hypot(1, one.w / np.where(one.root > 0, 2 * one.root, 1))
    # powers of spirals come back to their peak, others tend to the limit
    recurring = np.where(one.spiral | (one.root == 0) | (one.gap >= 2), peak, limit)
    above = (delta < 1) | (recurring - error > delta)
    below = peak + error <= delta
    return np.where(above, np.inf, 0.0), np.where(above | below, 0.0, np.inf)


def _times_of(one: Planar, delta: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return T(δ) for ρ < 1, and its distance to T of δ less or more the error of a norm."""
    found = _last_above(one, delta)
    swing = np.where(one.spiral, np.exp(np.arcsinh(one.tilt)), 1.0)
    # the error of a spiral is a share of the largest norm of its half-turn
    relative = 2 * swing * one.relative_errors(np.maximum(found, 1))
    errors = np.floor(_ADVANCE * np.maximum(found, 0))
    open_ = one.spiral.copy()
    for shift, side in ((0, 1), (1, -1), (2, -1)):
        norm, level = one.norms(np.maximum(found + shift, 0)), delta * (1 + side * relative)
        # ‖A⁰‖ = 1 without an error
        open_ |= (found + shift > 0) & ~((norm > level) if side == 1 else (norm <= level))
    if open_.any():
        part, level, slack = one[open_], delta[open_], relative[open_]
        sure = _last_above(part, level * (1 + slack))
        possible = _last_above(part, level * (1 - slack))
        sure = np.where((sure < 0) & (level < 1), 0, sure)
        possible = np.where((possible == 0) & (level >= 1), -1, possible)
        errors[open_] += np.maximum(possible - found[open_], found[open_] - sure)
    return found + 1, errors


def _last_above(one: Planar, delta: FloatArray) -> FloatArray:
    """Return the last t ≥ 0 with ‖Aᵗ‖ > δ as computed, -1 if there is none; ρ < 1."""
    found = np.empty(len(delta))
    for chosen, last in ((~one.spiral, _real_last), (one.spiral, _spiral_last)):
        if chosen.any():
            found[chosen] = last(one[chosen], delta[chosen])
    return found


def _real_last(one: Planar, delta: FloatArray) -> FloatArray:
    two_signs = one.gap > 1
    last = _concave_last(one, delta, np.where(two_signs, 2.0, 1.0))
    if two_signs.any():
        odd = _odd_last(one[two_signs], delta[two_signs])
        last[two_signs] = np.maximum(last[two_signs], odd)
    return last


def _latest(one: Planar, delta: FloatArray) -> FloatArray:
    """Return a time beyond which ‖Aᵗ‖ ≤ δ, of real eigenvalues.

    By ‖Aᵗ‖ ≤ λ₁ᵗ(1 + v·min(t, λ₁/(λ₁-λ₂))) with v = w/λ₁, and t·√λ₁ᵗ ≤ 2/(e·(-log λ₁)).
    """
    slow = -np.log(one.first)
    # logarithms, as w/λ₁ of entries 1e±300 is beyond floats
    shear = np.log(np.maximum(one.w, _LEAST)) + slow
    apart = (np.logaddexp(0, shear - np.log(np.maximum(one.gap, _LEAST))) - np.log(delta)) / slow
    close = 2 * (np.logaddexp(0, shear + np.log(2 / (np.e * slow))) - np.log(delta)) / slow
    return np.where(one.first > 0, np.maximum(np.ceil(np.minimum(apart, close)), 0) + 2, 2.0)


def _concave_last(one: Planar, delta: FloatArray, stride: FloatArray) -> FloatArray:
    """Return the last multiple of the stride with ‖Aᵗ‖ > δ, by Newton's method from the right.

    log‖Aᵗ‖ is concave there, so a chord that is prolonged to the left lies above it, and no step
    goes too far.
    """
    t = np.ceil(_latest(one, delta) / stride) * stride
    slow, reach = -np.log(one.first), _reach(one, stride)
    last, open_ = np.full(len(t), -1.0), np.ones(len(t), dtype=bool)
    for _ in range(_MOST_ROUNDS):
        if not open_.any():
            break
        part, now, step = one[open_], t[open_], reach[open_]
        here = np.log(part.shapes(now)) - slow[open_] * now
        slope = np.log(part.shapes(now + step) / part.shapes(now)) / step - slow[open_]
        above = part.norms(now) > delta[open_]
        # a step short of the crossing by rounding is made up for here, and costs a step at most
        root = now + (np.log(delta[open_]) - here) / slope + 1e-6 + _ADVANCE * now
        lower = np.floor(root / stride[open_]) * stride[open_]
        # nilpotent matrices have no logarithm: the two times that count are looked at
        lower = np.where(np.isfinite(lower), lower, np.inf)
        lower = np.minimum(lower, now - np.maximum(stride[open_], np.floor(_ADVANCE * now)))
        index = np.flatnonzero(open_)
        last[index[above]] = now[above]
        t[index] = lower
        open_[index] = ~above & ~(slope >= 0) & (lower >= 0)
    return np.where(open_, np.nan, last)


def _reach(one: Planar, stride: FloatArray) -> FloatArray:
    """Return a multiple of the stride over which ‖Aᵗ‖ decays by a hundredth.

    A chord over one step would be lost in rounding for ρ ≈ 1.
    """
    return np.asarray(np.ceil(np.minimum(-0.01 / np.log(one.first), 1e15) / stride) * stride)


def _odd_last(one: Planar, delta: FloatArray) -> FloatArray:
    """Return the last odd t with ‖Aᵗ‖ > δ for λ₂ < 0 < λ₁, by Newton's method from the left.

    There log‖Aᵗ‖ is convex and decreases: a prolonged chord lies below it.
    """
    t, slow = np.ones(len(delta)), -np.log(one.first)
    reach = _reach(one, np.full(len(delta), 2.0))
    open_ = one.norms(t) > delta
    last = np.where(open_, t, -1.0)
    for _ in range(_MOST_ROUNDS):
        if not open_.any():
            break
        part, now, step = one[open_], t[open_], reach[open_]
        here = part.shapes(now)
        slope = np.log(part.shapes(now + step) / here) / step - slow[open_]
        root = now + (np.log(delta[open_] / here) + slow[open_] * now) / slope
        further = now + np.floor((root - now) / 2) * 2
        further = np.where(further > now + step, further, now + step)
        # a step beyond the crossing by rounding is taken back to one chord
        good, near = (part.norms(x) > delta[open_] for x in (further, now + step))
        index = np.flatnonzero(open_)
        t[index] = np.where(good, further, np.where(near, now + step, now))
        open_[index] = (good | near) & (now + step > now)  # else times are beyond 2^53
    found = last > 0
    last[open_] = np.nan
    found &= ~open_
    if found.any():
        last[found] = _odd_between(one[found], delta[found], t[found], (t + reach)[found])
    return last


def _odd_between(one: Planar, delta: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """Return the last odd t from `low` on with ‖Aᵗ‖ > δ, where it is ≤ δ at `high`, (N,) each."""
    for _ in range(_MOST_ROUNDS):
        middle = low + 2 * np.floor((high - low) / 4)
        if not ((high - low > 2) & (middle > low)).any():  # or times are beyond 2^53
            break
        above = one.norms(middle) > delta
        wide = high - low > 2
        low, high = np.where(wide & above, middle, low), np.where(wide & ~above, middle, high)
    return low


def _spiral_last(one: Planar, delta: FloatArray) -> FloatArray:
    """Return the last t with ‖Aᵗ‖ > δ, backwards from where rᵗ·max exp(asinh(…)) ≤ δ."""
    slow, swing = -np.log(one.first), np.arcsinh(one.tilt)
    end = np.floor((swing - np.log(delta)) / slow)
    last, open_, count = np.full(len(end), -1.0), end >= 0, _FIRST_LOOK
    while open_.any():
        if count > _MOST_LOOKS:  # one turn takes so many steps that the search would not end
            last[open_] = np.nan
            break
        times = end[open_, None] - np.arange(count)
        above = (one[open_].norms(np.maximum(times, 0)) > delta[open_, None]) & (times >= 0)
        index, seen = np.flatnonzero(open_), above.any(axis=1)
        last[index[seen]] = np.take_along_axis(times, above.argmax(axis=1)[:, None], 1)[seen, 0]
        end[index] -= count
        open_[index] = ~seen & (end[index] >= 0)
        count *= 2
    return last
