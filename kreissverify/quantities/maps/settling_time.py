"""The settling time T(J, δ): the least t with ‖Jˢ‖ ≤ δ for all s ≥ t."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
from flint import arb, fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.spectrum.float_position import decided_position
from kreissverify.matrices.spectrum.spectrum_position import SpectrumPosition
from kreissverify.numbers.ball import working_precision
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import RIGHT, Estimates
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.float_ball_matrix import FloatBall, round_up
from kreissverify.numbers.intervals import Intervals
from kreissverify.numbers.positive_definite import is_positive_semidefinite_exact, scaled_identity
from kreissverify.numbers.rational import as_float, as_fmpq, as_mpf, rational_string
from kreissverify.numbers.spectral_norm import gram
from kreissverify.quantities.base import OutsideDomain, Quantity
from kreissverify.quantities.maps.power_norm import exact_power_is_short
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO
from kreissverify.quantities.maps.spectral_radius import radius
from kreissverify.quantities.maps.transient_peak import (
    enclosed_peak,
    is_contraction,
    rounded_near_the_circle,
)
from kreissverify.quantities.orthogonal_sums.proved_parts import LONGEST, proved_parts
from kreissverify.quantities.powers.arithmetic import Arithmetic, arithmetics
from kreissverify.quantities.powers.envelope import Envelope, contraction_time
from kreissverify.quantities.powers.float_times import float_times
from kreissverify.quantities.powers.rising_precision import TooManyTimes, in_rising_precision
from kreissverify.quantities.stability_boundary.settling import settling_at_one
from kreissverify.quantities.stacked.settling import settling_bounds
from kreissverify.quantities.witnesses import certified, infinite
from kreissverify.system.deferred import sympy

__all__ = ["QUANTITY", "float_bracket", "positive"]

# Bits of an entry of Jᵗ up to which ‖Jᵗ‖ ≤ δ is decided exactly: at once, and where no number
# system tells the two apart. Six rows of so many take a minute, where balls take milliseconds.
_SHORT_BITS, _EXACT_BITS = 100_000, 3_000_000
_MOST_TIES = 30  # times with ‖Jᵗ‖ next to δ, as of symmetric J, that are decided exactly
_CHECKED_TIME, _CHECKED_BITS = 1_000, 4_000  # what a checker re-derives in moderate time
_LEVELS = 60  # squarings: times beyond 2⁶⁰ are not looked at


class SettlingTime(Quantity):
    """T(J, δ) = min {t : ‖Jˢ‖ ≤ δ for all s ≥ t}; +∞ if there is none.

    Examples
    --------
    2⁻⁴ is the first power of 1/2 that is at most 1/10.

    >>> from kreissverify import T
    >>> T([["1/2"]], "1/10")
    4.0
    """

    name = "T"
    long_name = "settling_time"
    of_padded = True
    copies_in_real_form = 1
    of_transposes = True
    native = frozenset({"float64"})
    parameters = ("delta",)

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return the settling times: see `powers.float_times`, of 2×2 `powers.planar`."""
        flat = stack.reshape(-1, *stack.shape[-2:])
        delta = np.broadcast_to(np.asarray(parameters[0], dtype=np.float64), stack.shape[:-2])
        delta = delta.reshape(-1)
        values, errors = np.full(len(flat), np.nan), np.full(len(flat), np.inf)
        defined = delta > 0  # no norm of a power is below 0, and none of infinitely many need be 0
        if defined.any():
            values[defined], errors[defined] = float_times(flat[defined], delta[defined])
        return Estimates(values, errors).reshaped(stack.shape[:-2])

    def parameter(self, value: Any) -> Any:
        """Return δ > 0."""
        return positive(super().parameter(value))

    def value(self, matrix: Matrix, *parameters: fmpq) -> float:
        """Return the time, right to 1e-8 relative: of floats, else the middle of an enclosure.

        Raises
        ------
        Refused
            If no enclosure is found, or it is wider.
        """
        found = self.estimate(matrix, *parameters)
        if found.is_right and not rounded_near_the_circle(matrix):
            return float(found.value)
        return float(self._time(matrix, parameters[0], RIGHT))

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return the time as an enclosure shows it: it is an integer, or infinite.

        Raises
        ------
        Refused
            If the enclosure leaves more than one integer, relatively farther apart than asked.
        """
        return self._time(matrix, parameters[0], 10.0**-digits)

    def _time(self, matrix: Matrix, delta: fmpq, rtol: float) -> mpmath.mpf:
        position = decided_position(matrix, self.name)
        if not position.is_bounded or (position is not SpectrumPosition.INSIDE and delta < 1):
            return mpmath.inf  # ‖Jᵗ‖ ≥ ρ(J)ᵗ
        found = self.enclosure(matrix, delta)
        low, high = found.lower.value, found.upper.value
        if not is_finite(low):
            return mpmath.inf
        if not is_finite(high) or high - low > as_fmpq(rtol) * high:
            raise Refused(
                f"T: it is from {float(found.lower):.17g} to {float(found.upper):.17g}, as norms "
                "of powers are too close to δ to be told apart; an enclosure may be had"
            )
        return as_mpf((low + high) / 2)

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return [t, t] wherever every comparison of a norm with δ is decided.

        The lower bound is witnessed by ‖J^(t-1)‖ > δ; the upper one by a T with ‖J^T‖ ≤ 1 and
        ‖Jˢ‖ ≤ δ for t ≤ s < t + T, as ‖J^(s+T)‖ ≤ ‖Jˢ‖.
        """
        delta = positive(*parameters)
        exact = matrix.exact
        if is_contraction(exact) and delta >= 1:
            return certified(fmpq(0), fmpq(0), {}, {"T": "1"})
        # where ρ is near 1 or above a bound is worth its cost: it may be what decides T = ∞
        bound = (
            radius(exact, 1e-3).lower.value if RHO.float_estimate(matrix).value > 0.999 else fmpq(0)
        )
        if is_finite(bound) and (bound > 1 or (bound == 1 and delta < 1)):
            return infinite(bound)
        at_one = settling_at_one(matrix, delta)
        if at_one is not None:
            return at_one
        low, high, horizon = _settled(exact, delta)
        start: dict[str, Any] | None = {} if _is_checked(exact, low) else None
        shown = certified(fmpq(low), fmpq(high), start, _tail(exact, high, horizon))
        if start is not None:
            return shown
        return Enclosure(
            shown.lower, shown.upper, {**(shown.certificate or {}), **_late(exact, delta)}
        )

    def bounds_of_stack(self, balls: FloatBall, *parameters: Intervals, rtol: float) -> Intervals:
        """Return bounds by envelopes of the powers: see `stacked.settling`."""
        return settling_bounds(balls, parameters[0], rtol)

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return the time as an integer, where it is decided."""
        try:
            found = self.enclosure(matrix, *parameters)
        except Refused:
            return None
        low = found.lower.value
        if not found.is_exact:
            return None
        return sympy.Integer(int(low.p)) if is_finite(low) else sympy.oo

    def latex_of(self, matrix: str, *parameters: str) -> str:
        """Return T_δ(J)."""
        return rf"T_{{{parameters[0]}}}({matrix})"


def positive(delta: fmpq) -> fmpq:
    """Return δ.

    Raises
    ------
    OutsideDomain
        If it is not positive.
    """
    if delta <= 0:
        raise OutsideDomain(f"delta: expected a positive number, got {delta}")
    return delta


def _settled(matrix: fmpq_mat, delta: fmpq) -> tuple[int, int, int]:
    """Return (low, high, horizon): low ≤ T(J, δ) ≤ high and ‖J^horizon‖ ≤ 1.

    What decays slowly while it rotates is looked at part by part, if it is an orthogonal sum.
    """
    try:
        return _settled_whole(matrix, delta)
    except TooManyTimes:
        parts = proved_parts(matrix)
        if parts is None:
            raise
        # in coordinates like theirs squares lose many digits, and rounding looks like rotation
        systems = arithmetics()[2:]
        peak = max(enclosed_peak(part, 0.5, systems).high for part in parts.matrices)
        below, above = parts.levels(delta, as_fmpq(peak))
        if below <= 0:
            raise
        low = max(_settled_whole(part, above, systems)[0] for part in parts.matrices)
        high = max(_settled_whole(part, below, systems)[1] for part in parts.matrices)
        horizon = contraction_time(matrix)
        # later powers repeat smaller bounds: those of one period from the last time on are shown
        if high + horizon > LONGEST:
            raise
        return low, high, horizon


def _settled_whole(
    matrix: fmpq_mat, delta: fmpq, systems: list[Arithmetic] | None = None
) -> tuple[int, int, int]:
    """As `_settled`, without a look at parts."""
    best: tuple[int, int, int] | None = None
    for bits in (_SHORT_BITS, _EXACT_BITS):

        def attempt(arithmetic: Arithmetic, bits: int = bits) -> tuple[int, int, int]:
            return _within(Envelope(matrix, arithmetic), matrix, delta, bits)

        for low, high, horizon in in_rising_precision(
            attempt, "the settling time was not enclosed", systems
        ):
            if best is not None:
                low, high = max(low, best[0]), min(high, best[1])
            best = low, high, horizon
            if low == high:
                return best
    assert best is not None  # else it was refused
    return best


def _within(envelope: Envelope, matrix: fmpq_mat, delta: fmpq, bits: int) -> tuple[int, int, int]:
    """Return (low, high, horizon) as one number system can tell them, ties decided exactly.

    Parameters
    ----------
    envelope
        Bounds on the powers in that number system.
    matrix
        J.
    delta
        δ > 0.
    bits
        Those of an entry of Jᵗ up to which a tie is decided.
    """
    below, above = float_bracket(delta)
    contraction = envelope.horizon()
    peak = envelope.peak(0.5).high  # any bound of M will do: it costs one or two levels more
    count = contraction
    while round_up(envelope.norm(0, 1 << count)[1] * peak) > below:
        count += 1
        if count > _LEVELS:
            raise Refused("no power of the matrix was found to be small enough")
    for _ in range(_MOST_TIES):
        proved, possible = envelope.last_above(below, above, count)
        if proved == possible or not exact_power_is_short(matrix, possible, bits):
            break
        if not _at_most(matrix**possible, delta):
            proved = possible
            break
        envelope.record_bound(possible, below)
    return proved + 1, possible + 1, envelope.period << contraction


def float_bracket(delta: fmpq) -> tuple[float, float]:
    """Return the floats next below and above δ, equal if δ is one."""
    near = as_float(delta)
    if not 1e-280 < near < 1e280:
        raise Refused("delta: expected a number between 1e-280 and 1e280")
    exact = fmpq(*near.as_integer_ratio())
    low = near if exact <= delta else math.nextafter(near, 0)
    return low, near if exact >= delta else math.nextafter(near, math.inf)


def _at_most(power: fmpq_mat, delta: fmpq) -> bool:
    square = gram(power)
    return is_positive_semidefinite_exact(scaled_identity(square.nrows(), delta**2) - square)


def _is_checked(matrix: fmpq_mat, low: int) -> bool:
    """Say whether a checker decides ‖J^(low-1)‖ > δ in moderate time."""
    short = exact_power_is_short(matrix, low, 10 * _CHECKED_BITS)
    return short and low <= 10 * _CHECKED_TIME


def _late(matrix: fmpq_mat, delta: fmpq) -> dict[str, Any]:
    """Return a witness of T > t by ‖Jᵗ‖ ≥ ρ(J)ᵗ > δ; {} where that shows nothing."""
    bound = radius(matrix, 1e-15).lower.value
    if not is_finite(bound) or not 0 < bound < 1 or delta >= 1:
        return {}
    # rounded down by 2⁻⁶⁴, so that the float logarithms of a checker agree that ρᵗ > δ
    with working_precision(256):
        longest = arb(delta).log() / arb(bound).log() - arb(2) ** -64
        t = int(longest.floor().unique_fmpz() or 0)
    return {"lower": {"value": str(t + 1), "rho": rational_string(bound)}} if t > 0 else {}


def _tail(matrix: fmpq_mat, high: int, horizon: int) -> dict[str, str] | None:
    """Return the witness of T ≤ high, if a checker decides all of its norms in moderate time."""
    if is_contraction(matrix):
        horizon = 1
    room = 10 if horizon == 1 else 1  # then only one long power is to be decided
    last = high + horizon
    short = exact_power_is_short(matrix, last, room * _CHECKED_BITS)
    return {"T": str(horizon)} if short and last <= room * _CHECKED_TIME else None


QUANTITY = SettlingTime()
