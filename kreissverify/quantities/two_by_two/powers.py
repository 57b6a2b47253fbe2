"""‖Jᵗ‖ and M of a nonnegative J = [[a, b], [c, d]] in closed form.

Let α₁ ≥ |α₂| be the (real) eigenvalues, h = α₁-α₂, φ = (α₁ᵗ-α₂ᵗ)/h (tα₁ᵗ⁻¹ if h = 0) and
x = α₁ᵗ+α₂ᵗ. As Jᵗ = (x/2)I + φ(J - tr J/2·I), with w = |b-c|, R² = (a-d)²+(b+c)² = h²+w²,

    ‖Jᵗ‖ = ½(R·φ + √(x² + w²φ²)).                                                           (1)

Put α₁α₂ = ±e^(-2λ), |α₂|/α₁ = e^(-2θ), k = R/h ≥ 1. If α₂ ≥ 0, or t is even, (1) is
e^(-λt)·e^(asinh(k sinh θt)), whose logarithm is concave in t ≥ 0, as d/du of k cosh u/√(1+k²sinh²u)
has the sign of 1-k². So the largest is next to the zero of the derivative, where

    sinh²θt = (θ² - λ²/k²)/(λ²-θ²),   λ²-θ² = log α₁·log |α₂|,

or at t = 0 if kθ ≤ λ. For α₂ < 0 and odd t it is e^(-λt)·e^(acosh(k cosh θt)), whose logarithm is
convex with slope below log α₁ ≤ 0: the largest is at t = 1. If α₁ = 1, the even (or all) times rise
to the limit R/h. For h = 0 the zero is at t² = 1/λ² - 4α₁²/R².
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from flint import arb, fmpq, fmpq_mat

from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.ball import ball, ball_matrix, working_precision
from kreissverify.numbers.ball_matrix import two_by_two_norm
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import Estimates
from kreissverify.quantities.two_by_two.cases import ball_root
from kreissverify.quantities.two_by_two.formulas import Entries

__all__ = ["peak", "peak_estimates", "power", "power_estimates"]

_UNIT = 2.0**-53
_MOST_BITS = 1 << 13  # far more than eigenvalues of floats need to be told apart
_LARGEST_TIME = 2.0**53  # at which rounding of the entries has long taken every digit of ‖Jᵗ‖


def power(J: Entries, t: int) -> arb:
    """Return a ball of ‖Jᵗ‖ for rational entries; in powers of a nonnegative J nothing cancels."""
    if t == 0:
        return arb(1)
    (a, b), (c, d) = (ball_matrix(fmpq_mat(2, 2, list(J))) ** t).tolist()
    return two_by_two_norm(a, b, c, d)


def peak(J: Entries) -> fmpq | arb | float:
    """Return M for rational entries: exactly, as a ball, or ∞; ρ = 1 included."""
    trace, det = J.a + J.d, J.a * J.d - J.b * J.c
    gap, sides = J.a - J.d, J.b + J.c
    square, apart = gap * gap + sides * sides, gap * gap + 4 * J.b * J.c
    q = 1 - trace + det
    if q < 0 or trace > 2:
        return math.inf
    if q == 0:
        if apart == 0:  # the double eigenvalue 1
            return fmpq(1) if square == 0 else math.inf
        limit: fmpq | arb = ball_root(square) / ball_root(apart)
        return _largest(limit, power(J, 1)) if det < 0 else limit
    first = power(J, 1)
    # with det J = 0 is Jᵗ = tr(J)ᵗ⁻¹·J
    return _largest(fmpq(1), first, *(_later(J, det) if det != 0 else []))


def _largest(*values: fmpq | arb) -> fmpq | arb:
    found = values[0]
    for x in values[1:]:
        exact = isinstance(x, fmpq) and isinstance(found, fmpq)
        found = max(x, found) if exact else arb(found).max(arb(x))
    return found


def _later(J: Entries, det: fmpq) -> list[arb]:
    """Return ‖Jᵗ‖ at the times next to the maximiser of (1) over the reals."""
    bits = 64
    while True:
        with working_precision(bits):
            spectrum = _Spectrum.of(J, det)
            near = spectrum.maximiser()
            # a time that is not known to within 1/4 may have other neighbours
            if near.is_finite() and near.rad() < 0.25:
                first = int(near.mid().floor().unique_fmpz() or 0)
                return [spectrum.norm(t) for t in _around(first, even=det < 0)]
        if bits > _MOST_BITS:
            raise Refused("M: the eigenvalues were not told from each other, or from 1")
        bits *= 2


def _around(first: int, even: bool) -> list[int]:
    """Return the times, or the even ones, beside all numbers from first - 1/4 to first + 5/4."""
    if even:
        start = first - first % 2
        return [t for t in range(start - 2, start + 5, 2) if t > 0]
    return [t for t in range(first - 1, first + 3) if t > 0]


class _Spectrum(NamedTuple):
    """R, w, h, log α₁ and 2θ = log(α₁/|α₂|) as balls, for det J ≠ 0."""

    size: arb
    skew: arb
    apart: arb
    log: arb
    spread: arb

    @classmethod
    def of(cls, J: Entries, det: fmpq) -> _Spectrum:
        gap, sides, trace = J.a - J.d, J.b + J.c, J.a + J.d
        apart = ball(gap * gap + 4 * J.b * J.c).sqrt()
        largest = (trace + apart) / 2
        # 1-α₁ as a quotient, whose digits do not cancel as α₁ tends to 1
        gap_to_one = (2 * (1 - trace + det)) / (2 - trace + apart)
        log = largest.log() if largest < 0.5 else (-gap_to_one).log1p()
        # |α₂|/α₁ is 1 - h/α₁ or -(1 - tr/α₁): of the small term nothing is lost
        nearly = (apart if det > 0 else ball(trace)) / largest
        other = abs(ball(det)) / (largest * largest)
        spread = -((-nearly).log1p() if nearly < 0.5 else other.log())
        size = ball(gap * gap + sides * sides).sqrt()
        return cls(size, ball(abs(J.b - J.c)), apart, log, spread)

    def maximiser(self) -> arb:
        """Return the real t ≥ 0 where (1), for even t if α₂ < 0, is largest; NaN if in doubt."""
        rate, half = self.spread / 2 - self.log, self.spread / 2  # λ and θ
        if self.size == 0:
            return arb(0)  # a multiple of the identity
        if self.apart == 0:
            # k²θ² is R²/4α₁² in the limit
            slope = self.size / (2 * self.log.exp())
            square = 1 / (rate * rate) - 1 / (slope * slope)
        else:
            k = self.size / self.apart
            square = (half * half - (rate / k) ** 2) / ((rate - half) * (rate + half))
        if square <= 0:
            return arb(0)
        if not square > 0:
            return arb("nan")
        return square.sqrt() if self.apart == 0 else square.sqrt().asinh() / half

    def norm(self, t: int) -> arb:
        """Return ‖Jᵗ‖ by (1)."""
        fall = (-t * self.spread).expm1()
        phi = t / self.log.exp() if self.apart == 0 else -fall / self.apart
        x, y = 2 + fall, self.skew * phi
        return (t * self.log).exp() * (self.size * phi + (x * x + y * y).sqrt()) / 2


Floats = tuple[FloatArray, FloatArray, FloatArray, FloatArray]


def power_estimates(J: Floats, t: Any) -> Estimates:
    """Return ‖Jᵗ‖ of nonnegative matrices.

    Every entry of Jᵗ is a sum of products of t entries, so their roundings change it by t·2⁻⁵³,
    and those on the way by as much for each of the two operations of a product.

    Parameters
    ----------
    J
        The four entries, arrays of shape (N,).
    t
        The times: an integer, or an array of shape (N,).
    """
    times = np.asarray(t, dtype=object if isinstance(t, int) and t >= 2**62 else np.int64)
    one, zero = np.ones_like(J[0]), np.zeros_like(J[0])
    result, square = (one, zero, zero, one), J
    for bit in range(int(times.max(initial=0)).bit_length()):
        if bit:
            square = _product(square, square)
        chosen = np.asarray((times >> bit) & 1, dtype=bool)
        if chosen.any():
            result = _chosen(chosen, _product(result, square), result)
    a, b, c, d = result
    values = (np.hypot(a - d, b + c) + np.hypot(a + d, b - c)) / 2
    errors = (3.0 * times.astype(np.float64) + 8) * _UNIT * values
    # below the range of floats only the absolute error is small
    errors = errors + 1e-300 * (values < 1e-290)
    return Estimates(values, np.where(np.isfinite(values), errors, np.inf))


def _chosen(where: Any, x: Floats, y: Floats) -> Floats:
    a, b, c, d = (np.where(where, p, q) for p, q in zip(x, y, strict=True))
    return a, b, c, d


def _product(x: Floats, y: Floats) -> Floats:
    (a, b, c, d), (e, f, g, h) = x, y
    return a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h


def peak_estimates(J: Floats) -> Estimates:
    """Return M of nonnegative matrices, entries of shape (N,); unsure where ρ is 1 to rounding."""
    a, b, c, d = J
    p, s = 1 - a, 1 - d
    q = p * s - b * c
    # the rounding of the entries and of the operations
    doubt = 4 * _UNIT * ((1 + a) * (1 + d) + b * c)
    outside = (q < -doubt) | (p + s < -4 * _UNIT * (2 + a + d))
    near = np.clip(np.nan_to_num(_float_maximiser(J, q)), 0.0, _LARGEST_TIME).astype(np.int64)
    # both neighbours of either parity
    times = np.stack([np.ones_like(near), *(np.maximum(near + k, 1) for k in range(-2, 4))])
    found = power_estimates(_chosen(times >= 0, J, J), times)
    errors = found.errors.max(axis=0)
    values = np.maximum(1.0, found.values.max(axis=0))
    errors = np.where(q > doubt, errors, np.inf)
    return Estimates(
        np.where(outside, np.inf, values), np.where(outside, 0.0, np.maximum(errors, 0.0))
    )


def _float_maximiser(J: Floats, q: FloatArray) -> FloatArray:
    """Return `_Spectrum.maximiser` in floats, NaN where it has no value: it need not be exact."""
    a, b, c, d = J
    apart, trace = np.sqrt((a - d) ** 2 + 4 * b * c), a + d
    log = np.log1p(-2 * q / ((1 - a) + (1 - d) + apart))
    largest = (trace + apart) / 2
    det = a * d - b * c
    spread = -np.log1p(-np.where(det > 0, apart, trace) / largest)
    rate, half = spread / 2 - log, spread / 2
    k = np.hypot(a - d, b + c) / apart
    square = (half**2 - (rate / k) ** 2) / (-log * (spread - log))
    general = np.arcsinh(np.sqrt(np.maximum(square, 0.0))) / half
    double = np.sqrt(np.maximum(1 / log**2 - (2 * largest / (b + c)) ** 2, 0.0))
    # eigenvalues so near each other that their difference is rounding
    return np.asarray(np.where(apart > 1e-7 * largest, general, double))
