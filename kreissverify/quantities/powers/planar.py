"""Powers of real 2×2 matrices in closed form: ‖Aᵗ‖ at any t, its peak, and its last crossing of δ.

A is unitarily similar to [[λ₁, w], [0, λ₂]], so Aᵗ to [[λ₁ᵗ, wφ], [0, λ₂ᵗ]] with
φ = (λ₁ᵗ - λ₂ᵗ)/(λ₁ - λ₂), and a 2×2 matrix X has σ₁ ± σ₂ = √(‖X‖_F² ± 2|det X|):

    ‖Aᵗ‖ = (√((|λ₁|ᵗ + |λ₂|ᵗ)² + w²φ²) + √((|λ₁|ᵗ - |λ₂|ᵗ)² + w²φ²))/2.

With κ = log(λ₁/|λ₂|)/2, q = √(1 + w²/(λ₁-λ₂)²) and ℓ = log(λ₁|λ₂|)/2 this is

    real λ of one sign, and even t:   exp(tℓ + asinh(q·sinh κt)),   its logarithm concave in t;
    real λ of two signs, odd t:       exp(tℓ + acosh(q·cosh κt)),   decreasing for ρ < 1;
    λ = r·e^(±iθ):                    rᵗ·exp(asinh(q|sin θt|)),     q = w/(2|Im λ|).

So peaks and crossings are found without a search over t, but for the last, where half-turns are
looked at one by one. A is replaced by -A where its trace is negative: norms are the same.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray, rational_matrix
from kreissverify.numbers.rational import as_float

__all__ = ["planar_peaks", "planar_times"]

BoolArray = NDArray[np.bool_]

_UNIT = 2.0**-53
_ROUNDINGS = 8.0  # units lost on the way from the invariants to ‖Aᵗ‖, counted and rounded up
# Half-turns of a spiral that are looked at, an empirical limit of memory and time (a tenth of a
# second). Needed only if 1 - r is below 1e-6; what is left out becomes a gap that is said.
_MOST_TURNS = 1 << 17
_FIRST_TURNS = 32  # most spirals are decided within a few half-turns
# |ρ - 1| below which the exact position is asked for, relative to the size of the entries: far
# above the rounding errors of ρ, and rarely met by chance
_NEAR = 1e-12
_LEAST = 5e-324  # in the place of 0 under a logarithm
_ADVANCE = 1e-14  # of a time: crossings of ρ ≈ 1 are not told closer, as powers are rounded


@dataclass(frozen=True)
class Planar:
    """What ‖Aᵗ‖ depends on, for N matrices: arrays of shape (N,), see the formulas above."""

    first: FloatArray  # λ₁ ≥ |λ₂|, or r where the eigenvalues are not real
    root: FloatArray  # (λ₁ - λ₂)/2, or |Im λ|
    w: FloatArray
    spiral: BoolArray
    angle: FloatArray  # θ in (0, π/2], 0 where the eigenvalues are real
    size: FloatArray  # p² + |bc| + |p|(a+d)/2, whose rounding errors are those of root²
    coupled: BoolArray  # bc ≠ 0: else λ₁ and λ₂ are entries, without any error
    position: NDArray[np.int64]  # of ρ against 1: -1, 0, 1; 2 if rounding of the entries decides

    @classmethod
    def of(cls, stack: FloatArray) -> Planar:
        """Return the invariants of matrices (N, 2, 2)."""
        a, b, c, d = (stack[:, i, j] for i in (0, 1) for j in (0, 1))
        half, p, product = np.abs(a / 2 + d / 2), a / 2 - d / 2, b * c
        coupled = product != 0
        square = np.where(coupled, p * p + product, 0.0)
        spiral = square < 0
        root = np.where(coupled, np.sqrt(np.abs(square)), np.abs(p))
        entries = np.maximum(np.abs(a), np.abs(d))
        first = np.where(spiral, np.hypot(half, root), np.where(coupled, half + root, entries))
        made = cls(
            first=first,
            root=root,
            w=np.where(spiral, np.hypot(2 * p, b + c), np.abs(b - c)),
            spiral=spiral,
            angle=np.where(spiral, np.arctan2(root, half), 0.0),
            size=p * p + np.abs(product) + np.abs(p) * half,
            coupled=coupled,
            position=np.sign(first - 1).astype(np.int64),
        )
        return made._placed(stack)

    def _placed(self, stack: FloatArray) -> Planar:
        """Decide the position against the circle exactly where rounding could."""
        close = self.coupled & (np.abs(self.first - 1) <= _NEAR * (1 + self.size))
        for i in np.flatnonzero(close).tolist():
            place, second = _exact_position(stack[i])
            self.position[i] = place if place == 0 else 2
            if place == 0:
                self.first[i] = 1.0
            if place == 0 and not self.spiral[i]:
                self.root[i] = (1 - second) / 2
        return self

    def __getitem__(self, chosen: BoolArray) -> Planar:
        return Planar(**{x.name: getattr(self, x.name)[chosen] for x in fields(self)})

    @property
    def gap(self) -> FloatArray:
        """(λ₁ - λ₂)/λ₁, of real eigenvalues."""
        return np.where(self.first > 0, 2 * self.root / np.where(self.first > 0, self.first, 1), 0)

    @property
    def decay(self) -> FloatArray:
        """log |λ₂/λ₁|, -∞ for λ₂ = 0."""
        gap = self.gap
        near = np.log1p(-np.minimum(gap, 1))
        return np.asarray(np.where(gap < 1, near, np.log(np.maximum(gap - 1, 0))))

    @property
    def tilt(self) -> FloatArray:
        """The bound of w|φ|/(2rᵗ) over all t, of spirals: w/(2|Im λ|)."""
        return np.asarray(self.w / (2 * np.where(self.spiral, self.root, 1)))

    def norms(self, t: FloatArray) -> FloatArray:
        """Return ‖Aᵗ‖ at t ≥ 0, of shape (N,) or (N, m) with a column for each of m times."""
        # the power is right to a unit at any t, which exp(t·log λ) is not
        power = np.power(_column(self.first, t), t)
        # a nilpotent matrix has the powers I, A, 0, 0, …
        short = np.where(t == 0, 1.0, np.where(t == 1, _column(self.w, t), 0.0))
        return np.asarray(np.where(_column(self.first, t) > 0, power * self.shapes(t), short))

    def shapes(self, t: FloatArray) -> FloatArray:
        """Return ‖Aᵗ‖/λ₁ᵗ as `norms` does, where λ₁ > 0."""
        turned = np.exp(np.arcsinh(_column(self.tilt, t) * np.abs(np.sin(self._turns(t)))))
        if self.spiral.all():
            return np.asarray(turned)
        gap, decay = _column(self.gap, t), _column(self.decay, t)
        ratio = np.where(t > 0, np.exp(np.where(t > 0, t, 1) * decay), 1.0)
        alternating = (gap > 1) & (t % 2 == 1)
        # 1 - (λ₂/λ₁)ᵗ, without a difference of nearly equal numbers
        change = np.where(gap < 1, -np.expm1(t * np.where(gap < 1, decay, 0)), 1 - ratio)
        change = np.where(alternating, 1 + ratio, change)
        steps = np.where(gap > 0, change / np.where(gap > 0, gap, 1), t)  # λ₁^(1-t)·φ
        shear = _column(self.w, t) / _column(np.where(self.first > 0, self.first, 1), t) * steps
        real = (np.hypot(1 + ratio, shear) + np.hypot(1 - ratio, shear)) / 2
        return np.asarray(np.where(_column(self.spiral, t), turned, real))

    def _turns(self, t: FloatArray) -> FloatArray:
        return np.asarray(_column(self.angle, t) * t)

    def relative_errors(self, t: FloatArray) -> FloatArray:
        """Return bounds on the relative errors of `norms`, of shape (N,).

        λ₁ is off by a unit or two, which t multiplies, as the entries are rounded; and an error e
        of root² = p² + bc changes log‖Aᵗ‖ by at most about t·min(t, λ₁/root)·e/λ₁², as φ is even
        and analytic in root.
        """
        scale = np.where(self.first > 0, self.first, 1)
        reach = np.minimum(t, scale / np.where(self.root > 0, self.root, 1e-300))
        moved = np.where(self.coupled, 2.0, 0.5) + reach * self.size / scale**2
        return np.asarray(_ROUNDINGS * _UNIT * (1 + t * moved))


def _column(values: NDArray[Any], t: FloatArray) -> NDArray[Any]:
    """Return values (N,) so that they go with times (N,) or (N, m)."""
    return values.reshape(values.shape + (1,) * (t.ndim - 1))


def _exact_position(matrix: FloatArray) -> tuple[int, float]:
    """Return the sign of ρ(A) - 1, exactly, and det A, which is λ₂ where λ₁ = 1."""
    a, b, c, d = rational_matrix(matrix).entries()
    trace, determinant = abs(a + d), a * d - b * c
    second = as_float(determinant)
    # the conditions of Schur and Cohn for z² - trace·z + determinant
    if abs(determinant) < 1 and trace < 1 + determinant:
        return -1, second
    inside = abs(determinant) <= 1 and trace <= 1 + determinant
    return (0 if inside else 1), second


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


def planar_times(stack: FloatArray, delta: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return T(δ) and bounds on its errors for real matrices (N, 2, 2) and δ (N,), of shape (N,).

    The error is ∞ where the entries' rounding decides ρ ≤ 1.
    """
    one = Planar.of(stack)
    values, errors = np.zeros(len(stack)), np.zeros(len(stack))
    stable = (one.position == -1) | (one.position == 2) & (one.first < 1)
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
    while open_.any():
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
    return last


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
    while open_.any():
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
        open_[index] = good | near
    found = last > 0
    if found.any():
        last[found] = _odd_between(one[found], delta[found], t[found], (t + reach)[found])
    return last


def _odd_between(one: Planar, delta: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """Return the last odd t from `low` on with ‖Aᵗ‖ > δ, where it is ≤ δ at `high`, (N,) each."""
    while (high - low > 2).any():
        middle = low + 2 * np.floor((high - low) / 4)
        above = one.norms(middle) > delta
        wide = high - low > 2
        low, high = np.where(wide & above, middle, low), np.where(wide & ~above, middle, high)
    return low


def _spiral_last(one: Planar, delta: FloatArray) -> FloatArray:
    """Return the last t with ‖Aᵗ‖ > δ, backwards from where rᵗ·max exp(asinh(…)) ≤ δ."""
    slow, swing = -np.log(one.first), np.arcsinh(one.tilt)
    end = np.floor((swing - np.log(delta)) / slow)
    last, open_, count = np.full(len(end), -1.0), end >= 0, _FIRST_TURNS
    while open_.any():
        if count > _MOST_TURNS:  # one turn takes so many steps that the search would not end
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
