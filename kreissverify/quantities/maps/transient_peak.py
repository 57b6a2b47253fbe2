"""The transient peak M(J) = sup over t ≥ 0 of ‖Jᵗ‖."""

from __future__ import annotations

import math
from typing import Any

import mpmath
from flint import arb, fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.spectrum.float_position import decided_position
from kreissverify.matrices.spectrum.spectrum_position import SpectrumPosition
from kreissverify.numbers.arrays import rational_matrix
from kreissverify.numbers.ball import working_precision
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import RIGHT, Estimates
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.float_ball_matrix import FloatBall, norm_bounds
from kreissverify.numbers.intervals import Intervals
from kreissverify.numbers.positive_definite import is_positive_semidefinite_exact, scaled_identity
from kreissverify.numbers.rational import as_float, as_fmpq, as_sympy
from kreissverify.numbers.spectral_norm import gram
from kreissverify.quantities.algebra.spectral_norm import exact_norm
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.float_range import as_finite_float
from kreissverify.quantities.maps.power_norm import exact_power_is_short, power_enclosure
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO
from kreissverify.quantities.maps.spectral_radius import radius_above_one
from kreissverify.quantities.mpmath_matrices import mp_power_norm
from kreissverify.quantities.orthogonal_sums.proved_parts import LONGEST, proved_parts
from kreissverify.quantities.powers.arithmetic import Arithmetic, arithmetics
from kreissverify.quantities.powers.envelope import Envelope, TransientMaximum, contraction_time
from kreissverify.quantities.powers.float_peaks import float_peaks
from kreissverify.quantities.powers.rising_precision import TooManyTimes, in_rising_precision
from kreissverify.quantities.stability_boundary.enclosures import peak_at_one
from kreissverify.quantities.stability_boundary.values import peak_value
from kreissverify.quantities.stacked.peaks import peak_bounds
from kreissverify.quantities.two_by_two.closed_form import PEAK
from kreissverify.quantities.two_by_two.first_route import two_by_two_first
from kreissverify.quantities.witnesses import certified, infinite
from kreissverify.system.deferred import sympy

__all__ = [
    "QUANTITY",
    "enclosed_peak",
    "find_peak",
    "is_contraction",
    "rounded_near_the_circle",
]

# |ρ - 1| of floats below which the exact entries are asked. Simple eigenvalues are off by less, and
# where others are farther off the floats say so themselves, by their error.
_NEAR = 1e-9
_FLOAT_DIGITS = 18  # one more than float64 has, and one to guard it
_CLOSED_BITS = 30_000  # of γᵗ: SymPy takes seconds beyond
_CHECKED_TIME, _CHECKED_BITS = 2_048, 4_000  # witnesses that a checker re-derives in moderate time


@two_by_two_first(PEAK, encloses=True)
class TransientPeak(Quantity):
    """M(J) = sup over t ≥ 0 of ‖Jᵗ‖; +∞ unless J is power bounded.

    Examples
    --------
    The peak of a nilpotent matrix is at t = 1.

    >>> from kreissverify import M
    >>> M([[0, 0], [4, 0]])
    4.0
    """

    name = "M"
    long_name = "transient_peak"
    of_padded = True
    copies_in_real_form = 1
    of_transposes = True
    native = frozenset({"float64"})
    least = 1

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return the peaks of ‖Jᵗ‖: see `powers.float_peaks`, of 2×2 `powers.planar`."""
        flat = stack.reshape(-1, *stack.shape[-2:])
        return Estimates(*float_peaks(flat)).reshaped(stack.shape[:-2])

    def value(self, matrix: Matrix, *parameters: fmpq) -> float:
        """Return the peak, right to 1e-8 relative: of floats, else of an enclosure.

        Raises
        ------
        Refused
            If rounding of the entries decides whether it is finite, or no enclosure is so narrow.
        """
        found = self.estimate(matrix)
        if found.is_right and not rounded_near_the_circle(matrix):
            return float(found.value)
        position = decided_position(matrix, self.name)
        if not position.is_bounded:
            return math.inf
        if position is SpectrumPosition.INSIDE:
            try:
                peak = find_peak(matrix.exact, RIGHT / 4)
            except Refused:  # a slow decay with rotation
                return self._between(matrix)
            # every other power is lower than by a quarter of what is asked for
            return as_finite_float(mp_power_norm(matrix.exact, peak.t, _FLOAT_DIGITS))
        return self._between(matrix)

    def _between(self, matrix: Matrix) -> float:
        shown = self.enclosure(matrix, rtol=RIGHT / 2)
        low, high = shown.lower.value, shown.upper.value
        if not is_finite(low) or not is_finite(high) or high - low > as_fmpq(RIGHT) * low:
            raise Refused(
                f"{self.name}: it is from {float(shown.lower):.12g} to {float(shown.upper):.12g}, "
                "and not enclosed more closely"
            )
        return as_float((low + high) / 2)

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return ‖Jᵗ‖ in mpmath at the peak time t, where an enclosure shows which it is.

        Raises
        ------
        Refused
            See `value`, and where two peaks are as high to 1e-12.
        """
        if not decided_position(matrix, self.name).is_bounded:
            return mpmath.inf
        if is_contraction(matrix.exact):
            return mpmath.mpf(1)
        at_one = peak_value(matrix, digits)
        if at_one is not None:
            return at_one
        return mp_power_norm(matrix.exact, find_peak(matrix.exact, 1e-12).t, digits)

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return an enclosure: the peak is found and all other times are excluded in ranges.

        The lower bound is witnessed by a time t; the upper one by a horizon T with ‖J^T‖ ≤ 1, as
        ‖J^(qT+s)‖ ≤ ‖Jˢ‖.
        """
        exact = matrix.exact
        if is_contraction(exact):
            return certified(fmpq(1), fmpq(1), {"t": "0"}, {"T": "1"})
        unstable = _clearly_unstable(matrix)
        if unstable is not None:
            return infinite(unstable)
        at_one = peak_at_one(matrix, rtol)
        if at_one is not None:
            return at_one
        try:
            peak = find_peak(exact, rtol)
        except Refused:
            unstable = radius_above_one(exact)
            if unstable is not None:
                return infinite(unstable)
            at_one = peak_at_one(matrix, rtol, thorough=True)
            if at_one is None:
                raise
            return at_one
        low, high = as_fmpq(peak.low), as_fmpq(peak.high)
        if peak.isolated:
            # one norm is cheap: nine digits of it even if the peak was asked for roughly
            sharp = power_enclosure(exact, peak.t, min(rtol, 1e-9))
            low, high = sharp._finite_ends()
        return certified(low, high, _time(exact, peak.t), _horizon(exact, peak.horizon))

    def bounds_of_stack(self, balls: FloatBall, *parameters: Intervals, rtol: float) -> Intervals:
        """Return bounds by envelopes of the powers: see `stacked.peaks`."""
        return peak_bounds(balls, rtol)

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return ‖Jᵗ‖ at the peak time for a 2×2 matrix, where every other time is excluded."""
        exact = matrix.exact
        if is_contraction(exact):
            return sympy.Integer(1)
        if matrix.n != 2 or _clearly_unstable(matrix) is not None:
            return None
        try:
            peak = find_peak(exact, 0.0)
        except Refused:
            return None
        short = peak.isolated and exact_power_is_short(exact, peak.t)
        return exact_norm(exact**peak.t) if short else None

    def closed_form(self, gamma: fmpq, b: fmpq, c: fmpq) -> sympy.Expr | None:
        """Return M of T = [[γ, 0], [c, γ]]: the largest γᵗ·e^(asinh(ct/2γ)) over integers t.

        Tᵗ = γᵗ[[1, 0], [ct/γ, 1]] and ‖[[p, 0], [q, p]]‖ = p·e^(asinh(q/2p)). The logarithm of the
        value, t·log γ + asinh(ct/2γ), is concave in t ≥ 0, so the largest is next to the zero
        t² = 1/log²γ - 4γ²/c² of its derivative. None for b ≠ 0 or γ = 0, and where the exact
        power of γ would have over 30,000 bits.
        """
        # for b ≠ 0 powers have no such formula; for γ = 0 they end at t = 1, and c/γ is undefined
        if b != 0 or gamma == 0:
            return None
        if c == 0:
            return sympy.Integer(1)
        with working_precision(256):
            slope, ratio = arb(gamma).log(), arb(c / gamma) / 2
            square = 1 / slope**2 - 1 / ratio**2
            near = int(float(square.sqrt())) if square > 0 else 0
            # `near` is the zero of the derivative rounded down, off by rounding at most
            times = range(max(0, near - 1), near + 3)
            t = max(times, key=lambda t: (t * slope + (t * ratio).asinh()).mid())
        if t * int(gamma.q).bit_length() > _CLOSED_BITS:
            return None
        tilt = as_sympy(c / gamma) / 2 * t
        return as_sympy(gamma) ** t * (tilt + sympy.sqrt(tilt**2 + 1))


def rounded_near_the_circle(matrix: Matrix) -> bool:
    """Say whether rounding exact entries to floats may have put ρ on or off the circle."""
    if matrix.holds_floats or abs(RHO.float_estimate(matrix).value - 1) >= _NEAR:
        return False
    return bool(rational_matrix(matrix.array) != matrix.exact)


def is_contraction(matrix: fmpq_mat) -> bool:
    """Decide ‖A‖ ≤ 1 exactly; in float64 balls where the norm is not too close to 1."""
    # roughly first, then with all digits of float64, and exactly only where ‖A‖ = 1 to 1e-14
    low, high = norm_bounds(FloatBall.of_rationals(matrix), 1e-6)
    if high <= 1 or low > 1:
        return high <= 1
    low, high = norm_bounds(FloatBall.of_rationals(matrix))
    if high <= 1 or low > 1:
        return high <= 1
    square = gram(matrix)
    return is_positive_semidefinite_exact(scaled_identity(square.nrows(), fmpq(1)) - square)


def _clearly_unstable(matrix: Matrix) -> fmpq | None:
    """Return a proved bound ρ ≥ q > 1 where floats leave little doubt; else the powers decide."""
    return radius_above_one(matrix.exact) if RHO.float_estimate(matrix).value > 1 + 1e-6 else None


def find_peak(matrix: fmpq_mat, rtol: float) -> TransientMaximum:
    """Return the peak of ‖Jᵗ‖, in ever higher precision until it is enclosed to `rtol`.

    What decays slowly while it rotates is looked at part by part, if it is an orthogonal sum.

    Raises
    ------
    Refused
        If no number system tried suffices.
    """
    try:
        return enclosed_peak(matrix, rtol)
    except TooManyTimes:
        parts = proved_parts(matrix)
        if parts is None:
            raise
        # in coordinates like theirs squares lose many digits, and rounding looks like rotation
        systems = arithmetics()[2:]
        found = [enclosed_peak(part, rtol / 4, systems) for part in parts.matrices]
        horizon = contraction_time(matrix)
        top = max(found, key=lambda peak: peak.low)
        low, high = parts.bounds(top.low, max(peak.high for peak in found))
        if horizon > LONGEST or high > low * (1 + rtol):
            raise
        return TransientMaximum(t=top.t, low=low, high=high, isolated=False, horizon=horizon)


def enclosed_peak(
    matrix: fmpq_mat, rtol: float, systems: list[Arithmetic] | None = None
) -> TransientMaximum:
    """As `find_peak`, without a look at parts.

    Parameters
    ----------
    matrix, rtol
        J, and the width asked of the enclosure, relative.
    systems
        The number systems: see `in_rising_precision`.
    """

    def attempt(arithmetic: Arithmetic) -> TransientMaximum:
        return Envelope(matrix, arithmetic, rtol=max(rtol / 16, 1e-12)).peak(rtol)

    found = []
    for peak in in_rising_precision(attempt, "the peak was not enclosed", systems):
        if peak.isolated or peak.high <= peak.low * (1 + max(rtol, 1e-14)):
            return peak
        found.append(peak)
    return min(found, key=lambda peak: peak.high)


def _time(matrix: fmpq_mat, t: int) -> dict[str, str] | None:
    """Return the witness of M ≥ ‖Jᵗ‖, if a checker computes this one power in moderate time."""
    short = exact_power_is_short(matrix, t, 10 * _CHECKED_BITS) and t <= 10 * _CHECKED_TIME
    return {"t": str(t)} if short else None


def _longest(matrix: fmpq_mat) -> int:
    """Return the bits of powers up to which a checker multiplies and compares a thousand."""
    return int(_CHECKED_BITS * 12 / matrix.nrows() ** 1.5)


def _horizon(matrix: fmpq_mat, horizon: int) -> dict[str, str] | None:
    if horizon > _CHECKED_TIME or not exact_power_is_short(matrix, horizon, _longest(matrix)):
        return None
    low = 0  # ‖J^horizon‖ ≤ 1: a shorter one is less to check
    while horizon - low > 1:
        middle = (low + horizon) // 2
        low, horizon = (low, middle) if is_contraction(matrix**middle) else (middle, horizon)
    return {"T": str(horizon)}


QUANTITY = TransientPeak()
