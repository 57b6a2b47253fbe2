"""What is defined by quadratic forms, H, the Stein bound and L, of all matrices near a given one.

Let Q = C*QC + I, q = H(C) = tr Q ≥ ‖Q‖, and e = 2ε + ε². As C*QC ⪯ Q, ‖QC‖ ≤ ‖√Q‖‖√QC‖ ≤ ‖Q‖, so
that A*QA differs from C*QC by at most 2ε‖QC‖ + ε²‖Q‖ ≤ η = e·q in norm, for A = C + E.
"""

from __future__ import annotations

from flint import fmpq

from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.extended import INFINITY, is_finite
from kreissverify.quantities.maps.lyapunov_bound import QUANTITY as L
from kreissverify.quantities.maps.noise_gain import QUANTITY as H
from kreissverify.quantities.maps.stein_bound import QUANTITY as STEIN
from kreissverify.quantities.nearby.neighbourhood import Neighbourhood, scaled
from kreissverify.quantities.nearby.powers import transient_peak_nearby
from kreissverify.quantities.nearby.spectra import spectral_radius_nearby

__all__ = ["lyapunov_bound_nearby", "noise_gain_nearby", "stein_bound_nearby"]

_ONE = fmpq(1)
_ROUGH = 1e-2  # the width of a q that is only multiplied by ε


def noise_gain_nearby(near: Neighbourhood) -> Enclosure:
    """Enclose H(A) = tr Q_A, Q_A = A*Q_A·A + I.

    (1-η)·I ⪯ Q - A*QA ⪯ (1+η)·I; for η < 1 this shows ρ(A) < 1, and summed over the powers of A
    that Q/(1+η) ⪯ Q_A ⪯ Q/(1-η).
    """
    shift = _shift(near)
    if shift is None:
        return _perhaps_unstable(near, fmpq(near.centre.n))
    return scaled(near.of(H), 1 / (1 + shift), 1 / (1 - shift))


def stein_bound_nearby(near: Neighbourhood) -> Enclosure:
    """Enclose √cond(Q_A), both ends of its spectrum moving by factors in [1/(1+η), 1/(1-η)]."""
    shift = _shift(near)
    if shift is None:
        return _perhaps_unstable(near, _ONE)
    square = near.of(STEIN) ** 2
    low, high = scaled(square, (1 - shift) / (1 + shift), (1 + shift) / (1 - shift))._finite_ends()
    return Enclosure.between(max(low, _ONE), high).sqrt()


def lyapunov_bound_nearby(near: Neighbourhood) -> Enclosure:
    """Enclose L(A) by L(C)²·(1 - η') ≤ L(A)² ≤ L(C)²/(1-η), η' = η/(1-η).

    For I ⪯ P ⪯ ℓI with C*PC ⪯ P, ‖PC‖ ≤ ℓ as above, and P' = P + θQ has A*P'A ⪯ P' + (e·(ℓ + θq) -
    θ)·I ⪯ P' for θ = eℓ/(1-η). Its eigenvalues are between 1 and ℓ + θq = ℓ/(1-η), and ℓ may be
    taken as near to L(C)² as one likes. The other half is this one with A and C exchanged, and
    H(A) ≤ q/(1-η) in the place of q.
    """
    shift = _shift(near)
    if shift is None:
        # M ≤ L
        return Enclosure.between(transient_peak_nearby(near).lower.value, INFINITY)
    other = shift / (1 - shift)
    square = scaled(near.of(L) ** 2, max(1 - other, fmpq(0)), 1 / (1 - shift))
    low, high = square._finite_ends()
    return Enclosure.between(max(low, _ONE), high).sqrt()


def _shift(near: Neighbourhood) -> fmpq | None:
    """Return η < 1, or None."""
    gain = near.of(H, rtol=_ROUGH).upper.value
    if not is_finite(gain):
        return None
    shift = (2 + near.radius) * near.radius * gain
    return shift if shift < 1 else None


def _perhaps_unstable(near: Neighbourhood, least: fmpq) -> Enclosure:
    """Enclose what is infinite just for ρ(A) ≥ 1, where that is not excluded."""
    radius = spectral_radius_nearby(near).lower.value
    if is_finite(radius) and radius >= 1:
        return Enclosure.exactly(INFINITY)
    return Enclosure.between(least, INFINITY)
