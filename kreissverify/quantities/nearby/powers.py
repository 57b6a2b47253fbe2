"""Norms of powers, their peak and the settling time of all matrices near a given one.

Put d_t = ‖Aᵗ - Cᵗ‖ and c_t = ‖Cᵗ‖. From Aᵗ - Cᵗ = Σ over k < t of AᵏE·C^(t-1-k), and ‖Aᵏ‖ ≤ c_k +
d_k: if S ≥ Σ over all k of c_k, then d_t ≤ ε·S·(M(C) + max over k < t of d_k), and by induction
d_t ≤ D = εSM/(1-εS) for every t, if εS < 1. So all norms of powers are within D.
"""

from __future__ import annotations

from flint import fmpq

from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.extended import INFINITY, Extended, at_most, is_finite
from kreissverify.quantities.algebra.spectral_norm import QUANTITY as NORM
from kreissverify.quantities.maps.noise_gain import QUANTITY as H
from kreissverify.quantities.maps.power_norm import QUANTITY as POWER_NORM
from kreissverify.quantities.maps.power_norm import as_exponent
from kreissverify.quantities.maps.settling_time import QUANTITY as T
from kreissverify.quantities.maps.transient_peak import QUANTITY as M
from kreissverify.quantities.nearby.neighbourhood import Neighbourhood, moved
from kreissverify.quantities.nearby.spectra import spectral_radius_nearby

__all__ = ["distance_by", "power_norm_nearby", "settling_time_nearby", "transient_peak_nearby"]

_ZERO, _ONE = fmpq(0), fmpq(1)
_ROUGH = 1e-2  # the width of what is only multiplied by ε
_TIMES = 12  # times 2ᵏ at which M is bounded from below where no upper bound is had


def power_norm_nearby(near: Neighbourhood, t: fmpq) -> Enclosure:
    """Enclose ‖Aᵗ‖, within d_t of ‖Cᵗ‖."""
    exponent = as_exponent(t)
    distance = _distance_of_power(near, exponent)
    if exponent > 1 and distance > fmpq(*float(near.rtol).as_integer_ratio()):
        uniform = _uniform_distance(near)
        distance = min(distance, uniform) if is_finite(uniform) else distance
    return moved(near.of(POWER_NORM, t), distance, _ZERO)


def _distance_of_power(near: Neighbourhood, t: int) -> fmpq:
    """Return a bound of d_t by the binary digits of t.

    A^(2s) - C^(2s) = Aˢ(Aˢ - Cˢ) + (Aˢ - Cˢ)Cˢ gives d_(2s) ≤ d_s·(2c_s + d_s), and A^(s+1) -
    C^(s+1) = A(Aˢ - Cˢ) + E·Cˢ gives d_(s+1) ≤ (c₁ + ε)·d_s + ε·c_s.
    """
    if t == 0:
        return _ZERO
    first = near.of(NORM, rtol=_ROUGH)._finite_ends()[1]
    reached, distance = 1, near.radius
    for digit in bin(t)[3:]:
        distance = distance * (2 * _norm_above(near, reached) + distance)
        reached *= 2
        if digit == "1":
            distance = (first + near.radius) * distance + near.radius * _norm_above(near, reached)
            reached += 1
        distance = _above(distance)
    return distance


def _norm_above(near: Neighbourhood, t: int) -> fmpq:
    return near.of(POWER_NORM, fmpq(t), rtol=_ROUGH)._finite_ends()[1]


def _above(value: fmpq) -> fmpq:
    """Return a shorter rational above: 40 binary digits of it, rounded up."""
    if value == 0:
        return value
    scale = fmpq(2) ** (40 - int(value.p).bit_length() + int(value.q).bit_length())
    return fmpq((value * scale).ceil()) / scale


def _uniform_distance(near: Neighbourhood) -> Extended:
    """Return D, a bound of d_t for every t; ∞ where none was found."""
    gain = near.of(H, rtol=_ROUGH).upper.value
    peak = near.of(M, rtol=_ROUGH).upper.value
    if not is_finite(gain) or not is_finite(peak):
        return INFINITY
    found = distance_by(_sum_by_gain(gain), peak, near.radius)
    # a settling time costs more, and mostly gives a smaller sum
    if not is_finite(found) or found > fmpq(*float(near.rtol).as_integer_ratio()):
        try:
            half = near.of(T, fmpq(1, 2)).upper.value
        except Refused:
            return found
        if is_finite(half):
            # c_(k+T) ≤ c_T·c_k ≤ c_k/2
            other = distance_by(2 * max(half, _ONE) * peak, peak, near.radius)
            found = other if at_most(other, found) else found
    return found


def _sum_by_gain(gain: fmpq) -> fmpq:
    """Return S from q = H(C) ≥ ‖Q‖, Q = C*QC + I ⪰ I.

    C*QC = Q - I ⪯ (1 - 1/q)·Q, so c_k ≤ √q·(1 - 1/q)^(k/2), and 1 - √(1-x) ≥ x/2.
    """
    return 2 * gain * Enclosure.exactly(gain).sqrt()._finite_ends()[1]


def distance_by(total: fmpq, peak: fmpq, radius: fmpq) -> Extended:
    """Return D = εSM/(1-εS), or ∞ for εS ≥ 1.

    Parameters
    ----------
    total, peak
        S and M.
    radius
        ε.
    """
    lost = radius * total
    return lost * peak / (1 - lost) if lost < 1 else INFINITY


def transient_peak_nearby(near: Neighbourhood) -> Enclosure:
    """Enclose M(A), the supremum of numbers that are within D of those of C."""
    distance = _uniform_distance(near)
    if is_finite(distance):
        return moved(near.of(M), distance, _ONE)
    radius = spectral_radius_nearby(near).lower.value
    if is_finite(radius) and radius > 1:
        return Enclosure.exactly(INFINITY)
    norms = [power_norm_below(near, 2**k) for k in range(_TIMES)]
    return Enclosure.between(max(_ONE, *norms), INFINITY)


def power_norm_below(near: Neighbourhood, t: int) -> fmpq:
    """Return a lower bound of ‖Aᵗ‖."""
    below = near.of(POWER_NORM, fmpq(t), rtol=_ROUGH)._finite_ends()[0]
    return below - _distance_of_power(near, t)


def settling_time_nearby(near: Neighbourhood, delta: fmpq) -> Enclosure:
    """Enclose T(A, δ): T(C, δ + D) ≤ T(A, δ) ≤ T(C, δ - D), by the definition.

    It is an integer and jumps where a norm is δ, so the two ends need not meet.
    """
    distance = _uniform_distance(near)
    if not is_finite(distance):
        return _unstable_settling_time(near, delta)
    low = near.of(T, delta + distance).lower.value
    high = near.of(T, delta - distance).upper.value if delta > distance else INFINITY
    return Enclosure.between(low, high)


def _unstable_settling_time(near: Neighbourhood, delta: fmpq) -> Enclosure:
    radius = spectral_radius_nearby(near).lower.value
    if is_finite(radius) and (radius > 1 or (radius == 1 and delta < 1)):
        return Enclosure.exactly(INFINITY)  # ‖Aᵗ‖ ≥ ρ(A)ᵗ
    # T is more than every t with ‖Aᵗ‖ > δ
    late = [t + 1 for t in (0, *(2**k for k in range(_TIMES))) if power_norm_below(near, t) > delta]
    return Enclosure.between(max(late, default=0), INFINITY)
