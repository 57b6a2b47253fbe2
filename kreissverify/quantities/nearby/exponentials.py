"""Norms of exponentials, their peak and the settling time of all matrices near a given one.

Put d_t = ‖e^{tA} - e^{tC}‖ and c_t = ‖e^{tC}‖. As e^{tA} - e^{tC} = ∫ e^{(t-s)C}E·e^{sA}ds over [0,
t], and ‖e^{sA}‖ ≤ c_s + d_s: with m ≥ c_s for s ≤ t, Gronwall's inequality gives ‖e^{sA}‖ ≤ m·
e^{mεs} and d_t ≤ m(e^{mεt} - 1). And if S ≥ ∫ c_s ds over all s, then d_t ≤ D = εSM/(1-εS) for
every t, if εS < 1, as for powers.
"""

from __future__ import annotations

from flint import fmpq

from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.extended import INFINITY, Extended, is_finite
from kreissverify.quantities.algebra.spectral_norm import QUANTITY as NORM
from kreissverify.quantities.flows.exponential_norm import QUANTITY as EXP_NORM
from kreissverify.quantities.flows.numerical_abscissa import QUANTITY as OMEGA
from kreissverify.quantities.flows.settling_time import QUANTITY as T
from kreissverify.quantities.flows.transient_peak import QUANTITY as M
from kreissverify.quantities.nearby.neighbourhood import Neighbourhood, moved
from kreissverify.quantities.nearby.powers import distance_by
from kreissverify.quantities.nearby.spectra import spectral_abscissa_nearby

__all__ = [
    "continuous_settling_time_nearby",
    "continuous_transient_peak_nearby",
    "exponential_norm_between",
    "exponential_norm_nearby",
]

_ZERO, _ONE = fmpq(0), fmpq(1)
_ROUGH = 1e-2  # the width of what is only multiplied by ε
_TIMES = range(-6, 8)  # exponents of the times 2ᵏ at which M_c is bounded from below


def exponential_norm_nearby(near: Neighbourhood, t: fmpq) -> Enclosure:
    """Enclose ‖e^{tA}‖, within d_t of ‖e^{tC}‖."""
    distance = _distance(near, t)
    if not is_finite(distance):
        return Enclosure.between(_ZERO, INFINITY)
    return moved(near.of(EXP_NORM, t), distance, _ZERO)


def exponential_norm_between(near: Neighbourhood, low: fmpq, high: fmpq) -> Enclosure:
    """Enclose ‖e^{tA}‖ for every t in [low, high].

    tA is within t₀ε + |t - t₀|(‖C‖ + ε) of t₀C, the exponential of which is taken at time 1.
    """
    middle, half = (low + high) / 2, (high - low) / 2
    size = near.of(NORM, rtol=_ROUGH)._finite_ends()[1]
    if middle == 0:
        return Enclosure.exactly(_ONE)
    radius = near.radius + half * (size + near.radius) / middle
    wider = Neighbourhood(near.centre, near.shape, radius, near.rtol)
    return exponential_norm_nearby(wider, middle)


def _distance(near: Neighbourhood, t: fmpq) -> Extended:
    """Return a bound of d_t, the smaller one of Gronwall's and D."""
    omega = max(near.of(OMEGA, rtol=_ROUGH)._finite_ends()[1], _ZERO)
    largest = Enclosure.exactly(omega * t).exp().upper.value
    try:
        peak = near.of(M, rtol=_ROUGH).upper.value
    except Refused:
        peak = INFINITY
    found: list[fmpq] = []
    bounds = [m for m in (largest, peak) if is_finite(m)]
    if bounds:
        m = min(bounds)
        grown = Enclosure.exactly(m * near.radius * t).exp().upper.value
        found += [m * (grown - 1)] if is_finite(grown) else []
    if not found or found[0] > fmpq(*float(near.rtol).as_integer_ratio()):
        uniform = _uniform_distance(near)
        found += [uniform] if is_finite(uniform) else []
    return min(found) if found else INFINITY


def _uniform_distance(near: Neighbourhood) -> Extended:
    """Return D, a bound of d_t for every t; ∞ where none was found."""
    try:
        peak = near.of(M, rtol=_ROUGH).upper.value
        if not is_finite(peak):
            return INFINITY
        half = near.of(T, fmpq(1, 2), rtol=_ROUGH).upper.value
    except Refused:
        return INFINITY
    if not is_finite(half):
        return INFINITY
    # c_(s+T) ≤ c_T·c_s ≤ c_s/2, so the integral is at most twice that over [0, T]
    return distance_by(2 * half * peak, peak, near.radius)


def continuous_transient_peak_nearby(near: Neighbourhood) -> Enclosure:
    """Enclose M_c(A), the supremum of numbers that are within D of those of C."""
    distance = _uniform_distance(near)
    if is_finite(distance):
        return moved(near.of(M), distance, _ONE)
    abscissa = spectral_abscissa_nearby(near).lower.value
    if is_finite(abscissa) and abscissa > 0:
        return Enclosure.exactly(INFINITY)
    norms = [_norm_below(near, fmpq(2) ** k) for k in _TIMES]
    return Enclosure.between(max(_ONE, *norms), INFINITY)


def _norm_below(near: Neighbourhood, t: fmpq) -> fmpq:
    """Return a lower bound of ‖e^{tA}‖."""
    low = near.of(EXP_NORM, t, rtol=_ROUGH)._finite_ends()[0]
    distance = _distance(near, t)
    return low - distance if is_finite(distance) else _ZERO


def continuous_settling_time_nearby(near: Neighbourhood, delta: fmpq) -> Enclosure:
    """Enclose T_c(A, δ): T_c(C, δ + D) ≤ T_c(A, δ) ≤ T_c(C, δ - D), by the definition."""
    distance = _uniform_distance(near)
    if not is_finite(distance):
        abscissa = spectral_abscissa_nearby(near).lower.value
        if is_finite(abscissa) and (abscissa > 0 or (abscissa == 0 and delta < 1)):
            return Enclosure.exactly(INFINITY)  # ‖e^{tA}‖ ≥ e^{αt}
        late = [t for t in (fmpq(2) ** k for k in _TIMES) if _norm_below(near, t) > delta]
        return Enclosure.between(max(late, default=_ZERO), INFINITY)
    low = near.of(T, delta + distance).lower.value
    high = near.of(T, delta - distance).upper.value if delta > distance else INFINITY
    return Enclosure.between(low, high)
