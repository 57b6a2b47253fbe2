"""What is defined by quadratic forms, H, the Stein bound and L, of all matrices near a given one.

Let Q = C*QC + I, q = H(C) = tr Q ≥ ‖Q‖, and e = 2ε + ε². As C*QC ⪯ Q, ‖QC‖ ≤ ‖√Q‖‖√QC‖ ≤ ‖Q‖, so
that A*QA differs from C*QC by at most 2ε‖QC‖ + ε²‖Q‖ ≤ η = e·q in norm, for A = C + E.

Of flows the same is said with C*Q + QC + I = 0, q = H_c(C) and e = 2ε, as A*Q + QA differs from C*Q
+ QC by at most 2ε‖Q‖, and all of it holds with A*X + XA in the place of A*XA - X.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flint import fmpq

from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.extended import INFINITY, is_finite
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.flows.lyapunov_bound import QUANTITY as L_C
from kreissverify.quantities.flows.noise_gain import QUANTITY as H_C
from kreissverify.quantities.maps.lyapunov_bound import QUANTITY as L
from kreissverify.quantities.maps.noise_gain import QUANTITY as H
from kreissverify.quantities.maps.stein_bound import QUANTITY as STEIN
from kreissverify.quantities.nearby.exponentials import continuous_transient_peak_nearby
from kreissverify.quantities.nearby.neighbourhood import Neighbourhood, scaled
from kreissverify.quantities.nearby.powers import transient_peak_nearby
from kreissverify.quantities.nearby.spectra import spectral_abscissa_nearby, spectral_radius_nearby

__all__ = [
    "continuous_lyapunov_bound_nearby",
    "continuous_noise_gain_nearby",
    "lyapunov_bound_nearby",
    "noise_gain_nearby",
    "stein_bound_nearby",
]


@dataclass(frozen=True)
class _Time:
    """What forms are of: maps or flows.

    Attributes
    ----------
    gain, bound
        H and L.
    is_unstable
        Whether every A nearby is shown to have infinite H.
    peak
        Encloses M nearby.
    square
        What ε² enters e with.
    """

    gain: Quantity
    bound: Quantity
    is_unstable: Callable[[Neighbourhood], bool]
    peak: Callable[[Neighbourhood], Enclosure]
    square: int


def _maps_are_unstable(near: Neighbourhood) -> bool:
    radius = spectral_radius_nearby(near).lower.value
    return is_finite(radius) and radius >= 1


def _flows_are_unstable(near: Neighbourhood) -> bool:
    abscissa = spectral_abscissa_nearby(near).lower.value
    return is_finite(abscissa) and abscissa >= 0


_MAPS = _Time(H, L, _maps_are_unstable, transient_peak_nearby, 1)
_FLOWS = _Time(H_C, L_C, _flows_are_unstable, continuous_transient_peak_nearby, 0)

_ONE = fmpq(1)
_ROUGH = 1e-2  # the width of a q that is only multiplied by ε


def continuous_noise_gain_nearby(near: Neighbourhood) -> Enclosure:
    """Enclose H_c(A), see `noise_gain_nearby`."""
    return noise_gain_nearby(near, _FLOWS)


def continuous_lyapunov_bound_nearby(near: Neighbourhood) -> Enclosure:
    """Enclose L_c(A), see `lyapunov_bound_nearby`."""
    return lyapunov_bound_nearby(near, _FLOWS)


def noise_gain_nearby(near: Neighbourhood, time: _Time = _MAPS) -> Enclosure:
    """Enclose H(A) = tr Q_A, Q_A = A*Q_A·A + I.

    (1-η)·I ⪯ Q - A*QA ⪯ (1+η)·I; for η < 1 this shows ρ(A) < 1, and summed over the powers of A
    that Q/(1+η) ⪯ Q_A ⪯ Q/(1-η).
    """
    shift = _shift(near, time)
    if shift is None:
        least = fmpq(near.centre.n) if time is _MAPS else fmpq(0)
        return _perhaps_unstable(near, least, time)
    return scaled(near.of(time.gain), 1 / (1 + shift), 1 / (1 - shift))


def stein_bound_nearby(near: Neighbourhood) -> Enclosure:
    """Enclose √cond(Q_A), both ends of its spectrum moving by factors in [1/(1+η), 1/(1-η)]."""
    shift = _shift(near, _MAPS)
    if shift is None:
        return _perhaps_unstable(near, _ONE, _MAPS)
    square = near.of(STEIN) ** 2
    low, high = scaled(square, (1 - shift) / (1 + shift), (1 + shift) / (1 - shift))._finite_ends()
    return Enclosure.between(max(low, _ONE), high).sqrt()


def lyapunov_bound_nearby(near: Neighbourhood, time: _Time = _MAPS) -> Enclosure:
    """Enclose L(A) by L(C)²·(1 - η') ≤ L(A)² ≤ L(C)²/(1-η), η' = η/(1-η).

    For I ⪯ P ⪯ ℓI with C*PC ⪯ P, ‖PC‖ ≤ ℓ as above, and P' = P + θQ has A*P'A ⪯ P' + (e·(ℓ + θq) -
    θ)·I ⪯ P' for θ = eℓ/(1-η). Its eigenvalues are between 1 and ℓ + θq = ℓ/(1-η), and ℓ may be
    taken as near to L(C)² as one likes. The other half is this one with A and C exchanged, and
    H(A) ≤ q/(1-η) in the place of q.
    """
    shift = _shift(near, time)
    if shift is None:
        # M ≤ L
        return Enclosure.between(time.peak(near).lower.value, INFINITY)
    other = shift / (1 - shift)
    square = scaled(near.of(time.bound) ** 2, max(1 - other, fmpq(0)), 1 / (1 - shift))
    low, high = square._finite_ends()
    return Enclosure.between(max(low, _ONE), high).sqrt()


def _shift(near: Neighbourhood, time: _Time) -> fmpq | None:
    """Return η < 1, or None."""
    gain = near.of(time.gain, rtol=_ROUGH).upper.value
    if not is_finite(gain):
        return None
    shift = (2 + time.square * near.radius) * near.radius * gain
    return shift if shift < 1 else None


def _perhaps_unstable(near: Neighbourhood, least: fmpq, time: _Time) -> Enclosure:
    """Enclose what is infinite just where A is not stable, if that is not excluded."""
    if time.is_unstable(near):
        return Enclosure.exactly(INFINITY)
    return Enclosure.between(least, INFINITY)
