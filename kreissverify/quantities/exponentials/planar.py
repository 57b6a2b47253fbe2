"""Norms of exponentials of real 2×2 matrices, and their peak, in closed form.

For A = [[a, b], [c, d]] put τ = a+d, h² = (a-d)² + 4bc (of either sign), r² = (a-d)² + (b+c)². As
e^{tA} = e^{τt/2}(C·I + S·N) with N = 2A - τI, N² = h²I, C = cosh(ht/2), S = sinh(ht/2)/h, and det
(C·I + S·N) = C² - h²S² = 1, the singular values of the latter are σ and 1/σ with (σ - 1/σ)² =
‖C·I + S·N‖_F² - 2 = S²(‖N‖_F² + 2h²) = (2rS)². Hence

    ‖e^{tA}‖ = exp(τt/2 + asinh(r|S|)).

For τ < 0 < det A the logarithm has slope 0 where r²C² = τ²(1 + r²S²), that is S² = (r²-τ²)/(r²(τ²-
h²)), τ² - h² = 4·det A; that is its maximum if r² > τ², in the first arch if h² < 0, and else the
norm never exceeds 1. (This is C2 of the notes for every real matrix, h imaginary included.)
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from flint import arb, fmpq

from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.estimates import Estimates
from kreissverify.quantities.two_by_two.running_error import Rounded

__all__ = [
    "Invariants",
    "norm_ball",
    "norm_estimates",
    "peak_ball",
    "peak_estimates",
    "peak_time",
]

_UNIT = 2.0**-53
_LATE = 100.0  # e^-100 is far below rounding, and e^100 far from overflow


class Invariants(NamedTuple):
    """τ, h², r², τ² - h² = 4·det A and r² - τ² of a real 2×2 matrix, of numbers or arrays."""

    trace: Any
    h2: Any
    r2: Any
    det4: Any
    excess: Any

    @classmethod
    def of(cls, a: Any, b: Any, c: Any, d: Any) -> Invariants:
        """Return them from the entries; r² - τ² = (b+c)² - 4ad without a needless difference."""
        difference, total = a - d, b + c
        square = difference * difference
        return cls(
            a + d,
            square + b * c * 4,
            square + total * total,
            (a * d - b * c) * 4,
            total * total - a * d * 4,
        )


def norm_ball(entries: tuple[fmpq, ...], t: fmpq) -> arb:
    """Return ‖e^{tA}‖ as a ball at the working precision."""
    of = Invariants.of(*entries)
    return (arb(of.trace * t / 2) + (arb(of.r2).sqrt() * abs(_slope(of.h2, t))).asinh()).exp()


def _slope(h2: fmpq, t: fmpq) -> arb:
    """Return S = sinh(ht/2)/h, real for either sign of h²."""
    if h2 == 0:
        return arb(t / 2)
    root = arb(abs(h2)).sqrt()
    angle = root * arb(t / 2)
    return (angle.sinh() if h2 > 0 else angle.sin()) / root


def peak_ball(entries: tuple[fmpq, ...]) -> arb | fmpq | float:
    """Return M_c(A): 1 or ∞ exactly, or a ball at the working precision."""
    of = Invariants.of(*entries)
    if of.trace > 0 or of.det4 < 0:
        return math.inf
    if of.excess <= 0:  # ω ≤ 0
        return fmpq(1)
    if of.det4 == 0:  # eigenvalues 0 and τ: the norm rises to that of the projector, r/|τ|
        return (arb(of.r2) / arb(of.trace**2)).sqrt() if of.trace != 0 else math.inf
    if of.trace == 0:  # a centre: S² is largest at 1/|h²|
        return ((arb(of.r2) / -arb(of.h2)).sqrt()).asinh().exp()
    height = (arb(of.excess) / arb(of.det4)).sqrt().asinh()
    return (arb(of.trace) * _peak_time(of) / 2 + height).exp()


def peak_time(entries: tuple[fmpq, ...]) -> arb | None:
    """Return the time of the peak where it is attained at one t > 0, as a ball."""
    of = Invariants.of(*entries)
    if of.trace >= 0 or of.det4 <= 0 or of.excess <= 0:
        return None
    return _peak_time(of)


def _peak_time(of: Invariants) -> arb:
    """Return the least t with sinh²(ht/2)/h² = (r²-τ²)/(r²(τ²-h²))."""
    root = (arb(of.excess) / (arb(of.r2) * arb(of.det4))).sqrt()
    if of.h2 == 0:
        return 2 * root
    h = arb(abs(of.h2)).sqrt()
    return 2 * ((h * root).asinh() if of.h2 > 0 else _arcsine(h * root)) / h


def _arcsine(x: arb) -> arb:
    # x² = |h²|·(r²-τ²)/(r²(τ²-h²)) < 1, and next to 1 a ball may reach beyond
    return x.min(arb(1)).asin()


def norm_estimates(stack: FloatArray, t: FloatArray) -> Estimates:
    """Return ‖e^{tA}‖ of real matrices (N, 2, 2) at times (N,), with errors."""
    of = Invariants.of(*map(Rounded.of, stack.reshape(-1, 4).T))
    time = Rounded.of(t)
    with np.errstate(all="ignore"):
        slope = _rounded_slope(of.h2, time)
        found = _exponential(of.trace * time / _two(t), of.r2.sqrt() * abs(slope))
        late = _late(of, time)
    chosen = late.errors < found.errors
    return Estimates(
        np.where(chosen, late.values, found.values), np.where(chosen, late.errors, found.errors)
    )


def _late(of: Invariants, time: Rounded) -> Estimates:
    """Return e^{λt}·r/h, λ the larger eigenvalue, where e^{-ht} is below all digits.

    There 2rS = (r/h)e^{ht/2} ≥ e^{ht/2}, whose arsinh is its logarithm. λ = det A/((τ-h)/2) for τ <
    0 is no difference.
    """
    h = of.h2.sqrt()
    direct, by_determinant = (of.trace + h) / 2, of.det4 / ((of.trace - h) * 2)
    falls = of.trace.value < 0
    rate = Rounded(
        np.where(falls, by_determinant.value, direct.value),
        np.where(falls, by_determinant.error, direct.error),
    )
    ratio = of.r2.sqrt() / h
    slopes = 1 / np.maximum(np.abs(ratio.value) - ratio.error, 0.0)
    total = rate * time + ratio.through(np.log, slopes)
    values = np.exp(total.value)
    errors = values * np.expm1(total.error) + 4 * _UNIT * values
    late = (of.h2.value > of.h2.error) & (h.value * time.value > _LATE) & np.isfinite(errors)
    return Estimates(np.where(late, values, np.nan), np.where(late, errors, np.inf))


def _rounded_slope(h2: Rounded, time: Rounded) -> Rounded:
    """Return S; where the sign of h² is in doubt, both values are near, and so is t/2."""
    root = Rounded(np.sqrt(np.abs(h2.value)), _root_error(h2))
    angle = root * time / _two(time.value)
    growing = h2.value > 0
    with np.errstate(all="ignore"):
        x = angle.value
        # x ↦ sinh(x)/x and sin(x)/x have slopes of at most cosh(x), and 1/2
        sinc = np.where(x == 0, 1.0, np.where(growing, np.sinh(x), np.sin(x)) / np.where(x, x, 1.0))
        slopes = np.where(growing, np.cosh(x), 0.5)
        error = angle.error * np.minimum(slopes, slopes * (np.abs(x) + angle.error))
        shape = Rounded(sinc, error + 4 * np.abs(sinc) * _UNIT)
    return shape * time / _two(time.value)


def _root_error(square: Rounded) -> FloatArray:
    found = Rounded(np.abs(square.value), square.error).sqrt()
    return found.error


def _two(like: FloatArray) -> Rounded:
    return Rounded(np.full(np.shape(like), 2.0), np.zeros(np.shape(like)))


def _exponential(exponent: Rounded, tilt: Rounded) -> Estimates:
    """Return exp(x + asinh(y)) for y ≥ 0, as e^x·(y + √(1+y²)) where that overflows less."""
    height = tilt.through(np.arcsinh, 1 / np.hypot(1.0, tilt.value))
    total = exponent + height
    with np.errstate(all="ignore"):
        values = np.exp(total.value)
        errors = values * np.expm1(total.error) + 4 * _UNIT * values
    lost = ~np.isfinite(values) | ~np.isfinite(errors)
    return Estimates(np.where(lost, np.nan, values), np.where(lost, np.inf, errors))


def peak_estimates(stack: FloatArray) -> Estimates:
    """Return M_c of real matrices (N, 2, 2), with errors."""
    of = Invariants.of(*map(Rounded.of, stack.reshape(-1, 4).T))
    with np.errstate(all="ignore"):
        square = of.excess / of.det4
        height = _positive(square).sqrt()
        root = (_positive(square) / of.r2).sqrt()
        h = Rounded(np.sqrt(np.abs(of.h2.value)), _root_error(of.h2))
        argument, growing = h * root, of.h2.value > 0
        x = np.where(growing, argument.value, np.minimum(argument.value, 1.0))
        shape = _arc_ratio(x, growing)
        # the time is 2·root·shape; arcsin is steep next to 1, where the values at both ends tell
        ends = np.minimum(x + argument.error, 1.0), np.maximum(x - argument.error, 0.0)
        moved = [np.abs(_arc_ratio(end, growing) - shape) for end in ends]
        error = np.where(growing, argument.error, np.maximum(*moved)) + 4 * _UNIT * shape
        time = root * Rounded(shape, error) * 2
        found = _exponential(of.trace * time / _two(x), height)
    values, errors = found.values.copy(), found.errors.copy()
    # slope 0 at the peak: an error of the time alone counts twice, and never below
    for sign, value, jumps in (
        (of.excess, 1.0, False),
        (of.det4, np.inf, True),
        (-of.trace, np.inf, True),
    ):
        holds, doubt = sign.value < 0, ~(np.abs(sign.value) > sign.error)
        near = np.full_like(errors, np.inf) if jumps else errors + np.abs(values - value)
        # below ω = 0 the value is 1, and next to it above, as it is continuous there
        errors = np.where(doubt, near, np.where(holds, 0.0, errors))
        values = np.where(holds | (doubt & (sign.value == 0)), value, values)
        if not jumps:
            near_one = doubt & ~(np.abs(values) < np.inf)
            values, errors = np.where(near_one, 1.0, values), np.where(near_one, np.inf, errors)
    lost = np.isnan(values) | np.isnan(errors) | (np.isinf(values) & (errors > 0))
    return Estimates(values, np.where(lost, np.inf, errors))


def _arc_ratio(x: FloatArray, growing: Any) -> FloatArray:
    """Return arsinh(x)/x, or arcsin(x)/x."""
    arc = np.where(growing, np.arcsinh(x), np.arcsin(np.minimum(x, 1.0)))
    return np.where(x == 0, 1.0, arc / np.where(x == 0, 1.0, x))


def _positive(x: Rounded) -> Rounded:
    return Rounded(np.maximum(x.value, 0.0), x.error)
