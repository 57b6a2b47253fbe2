"""Resolvents, pseudospectra and the Kreiss constant of all matrices near a given one.

All rests on 1/‖R(z)‖ = σ_min(zI - A), which is within ε of σ_min(zI - C).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import fmpq

from kreissverify.numbers.enclosure import Enclosure, maximum
from kreissverify.numbers.extended import INFINITY, Extended, is_finite
from kreissverify.numbers.rational import as_fmpq
from kreissverify.quantities.algebra.resolvent_norm import QUANTITY as RESOLVENT
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.flows.distance_to_instability import QUANTITY as DISTANCE_OF_FLOW
from kreissverify.quantities.flows.kreiss_constant import QUANTITY as K_C
from kreissverify.quantities.flows.maximal_resolvent_norm import QUANTITY as G_C
from kreissverify.quantities.flows.pseudospectral_abscissa import QUANTITY as ALPHA_EPS
from kreissverify.quantities.maps.distance_to_instability import QUANTITY as DISTANCE
from kreissverify.quantities.maps.kreiss_constant import QUANTITY as K
from kreissverify.quantities.maps.maximal_resolvent_norm import QUANTITY as G
from kreissverify.quantities.maps.pseudospectral_radius import QUANTITY as RHO_EPS
from kreissverify.quantities.nearby.neighbourhood import Neighbourhood, inverse, moved
from kreissverify.quantities.nearby.spectra import (
    spectral_abscissa_nearby,
    spectral_radius_nearby,
)
from kreissverify.quantities.resolvent.witness import rounded_down

__all__ = [
    "continuous_distance_to_instability_nearby",
    "continuous_kreiss_constant_nearby",
    "continuous_resolvent_norm_nearby",
    "distance_to_instability_nearby",
    "kreiss_constant_nearby",
    "maximal_resolvent_norm_nearby",
    "pseudospectral_abscissa_nearby",
    "pseudospectral_radius_nearby",
    "resolvent_norm_nearby",
]

_ZERO, _ONE = fmpq(0), fmpq(1)
_ROUGH = 1e-2  # the width of a G that is only multiplied by ε
# Circles |z| = 1 + 4^-k that are asked for a lower bound of K where no upper one is had: down to
# 1e-6 of the unit circle, each a search.
_CIRCLES = 10
# Steps from the unit circle towards the one where K is attained: each a search on a circle. After
# these G is mostly within a few per cent of its value there.
_STEPS = 5


@dataclass(frozen=True)
class _Edge:
    """The edge of stability, with what is measured from it.

    Attributes
    ----------
    level
        r = 1, or x = 0.
    distance, norm, kreiss
        The distance to instability, G and K.
    outermost
        Encloses ρ or α nearby.
    """

    level: fmpq
    distance: Quantity
    norm: Quantity
    kreiss: Quantity
    outermost: Callable[[Neighbourhood], Enclosure]


_CIRCLE = _Edge(_ONE, DISTANCE, G, K, spectral_radius_nearby)
_AXIS = _Edge(_ZERO, DISTANCE_OF_FLOW, G_C, K_C, spectral_abscissa_nearby)


def resolvent_norm_nearby(near: Neighbourhood, z: Any) -> Enclosure:
    """Enclose ‖R(z)‖: its inverse is within ε of that of C."""
    return inverse(moved(inverse(near.of(RESOLVENT, z)), near.radius, _ZERO))


def maximal_resolvent_norm_nearby(near: Neighbourhood, r: fmpq) -> Enclosure:
    """Enclose G(r), the inverse of d(r) = inf over |z| ≥ r of σ_min(zI - A).

    d(r) is an infimum of functions that move by at most ε each; it is 0 iff an eigenvalue has
    |λ| ≥ r, where G = ∞.
    """
    return inverse(moved(inverse(near.of(G, r)), near.radius, _ZERO))


def continuous_resolvent_norm_nearby(near: Neighbourhood, x: fmpq) -> Enclosure:
    """Enclose G_c(x), the inverse of inf over Re z ≥ x of σ_min(zI - A)."""
    return inverse(moved(inverse(near.of(G_C, x)), near.radius, _ZERO))


def distance_to_instability_nearby(near: Neighbourhood) -> Enclosure:
    """Enclose d(1), which is within ε of that of C."""
    return moved(near.of(DISTANCE), near.radius, _ZERO)


def continuous_distance_to_instability_nearby(near: Neighbourhood) -> Enclosure:
    """Enclose 1/G_c(0), which is within ε of that of C."""
    return moved(near.of(DISTANCE_OF_FLOW), near.radius, _ZERO)


def pseudospectral_radius_nearby(near: Neighbourhood, eps: fmpq) -> Enclosure:
    """Enclose ρ_η(A) for η = `eps`: Λ_(η-ε)(C) ⊂ Λ_η(A) ⊂ Λ_(η+ε)(C).

    As Λ_η(A) is the union of the spectra of all A + D, ‖D‖ ≤ η. It also contains every disk of
    radius η around an eigenvalue of A, so that ρ_η(A) ≥ ρ(A) + η.
    """
    above = near.of(RHO_EPS, eps + near.radius).upper.value
    if eps >= near.radius:
        return Enclosure.between(near.of(RHO_EPS, eps - near.radius).lower.value, above)
    low = spectral_radius_nearby(near).lower.value
    return Enclosure.between(low + eps if is_finite(low) else eps, above)


def pseudospectral_abscissa_nearby(near: Neighbourhood, eps: fmpq) -> Enclosure:
    """Enclose α_η(A) for η = `eps`, as the radius is enclosed."""
    above = near.of(ALPHA_EPS, eps + near.radius).upper.value
    if eps >= near.radius:
        return Enclosure.between(near.of(ALPHA_EPS, eps - near.radius).lower.value, above)
    low = spectral_abscissa_nearby(near).lower.value
    return Enclosure.between(low + eps if is_finite(low) else low, above)


def continuous_kreiss_constant_nearby(near: Neighbourhood) -> Enclosure:
    """Enclose K_c(A) as K(A) is, with Re z in the place of |z|-1, and G_c(h) in that of G(1+h)."""
    return _kreiss_nearby(near, _AXIS)


def kreiss_constant_nearby(near: Neighbourhood) -> Enclosure:
    """Enclose K(A) = sup of (|z|-1)/s_A(z), s_A(z) = σ_min(zI - A), by s = s_C of C.

    Suppose that 1/G(1) > ε, and let h₀ = 0, hᵢ₊₁ = K(C)·(1/G(1+hᵢ) - ε). Where hᵢ ≤ |z|-1 ≤ hᵢ₊₁,
    s ≥ 1/G(1+hᵢ) makes (|z|-1)/(s-ε) ≤ K(C). Beyond the last h, s ≥ 1/G(1+h), and (|z|-1)/(s-ε) ≤
    K(C)/(1 - ε/s). Hence

        K(A) ≤ K(C)/(1 - ε·G(1+h)).

    Where K(C) > 1 is attained, at z, |z|-1 = K(C)·s(z): so |z|-1 ≥ hᵢ gives s(z) ≥ 1/G(1+hᵢ) and
    |z|-1 ≥ hᵢ₊₁, and in the end |z|-1 ≥ h. So also

        K(A) ≥ K(C)/(1 + ε/s(z)) ≥ K(C)/(1 + ε·G(1+h)),

    and of K(C) = 1 nothing is lost, as K(A) ≥ 1. If 1/G(1) ≤ ε some A has an eigenvalue outside.
    """
    return _kreiss_nearby(near, _CIRCLE)


def _kreiss_nearby(near: Neighbourhood, edge: _Edge) -> Enclosure:
    distance = near.of(edge.distance).lower.value
    if not is_finite(distance) or distance <= near.radius:
        return _unstable_kreiss_constant(near, edge)
    low, high = near.of(edge.kreiss)._finite_ends()
    for _ in range(_STEPS):
        # with lower bounds of K(C) and of 1/G, h is smaller, and all that is said holds
        h = low * (distance - near.radius)
        norm = _finite_upper(near.of(edge.norm, _shortened(edge.level, h), rtol=_ROUGH).upper.value)
        distance = max(distance, 1 / norm)
        lost = near.radius / distance
        if lost * 8 < fmpq(*float(near.rtol).as_integer_ratio()):
            break  # less than the width that is asked for at C
    return Enclosure.between(max(_ONE, low / (1 + lost)), high / (1 - lost))


def _finite_upper(value: Extended) -> fmpq:
    assert is_finite(value)  # the radius of its circle is above 1, and ρ(C) < 1
    return value


def _shortened(edge: fmpq, height: fmpq) -> fmpq:
    """Return a shorter rational at most edge + height, not below the edge: of some 60 bits."""
    level = edge + rounded_down(height, 60)
    return max(edge, fmpq((level * 2**60).floor(), 2**60)) if edge == 1 else level


def _unstable_kreiss_constant(near: Neighbourhood, edge: _Edge) -> Enclosure:
    """Enclose K(A) where A need not be stable: on circles, K(A) ≥ (r-1)/(1/G(r) + ε)."""
    low = edge.outermost(near).lower.value
    if is_finite(low) and low > edge.level:
        return Enclosure.exactly(INFINITY)
    # on lines in units of the matrix, of which K does not depend
    size = _ONE if edge is _CIRCLE else as_fmpq(float(np.linalg.norm(near.centre.array))) or _ONE
    best = _ONE
    for k in range(_CIRCLES):
        gap = size / 4**k
        level = near.of(edge.norm, edge.level + gap, rtol=_ROUGH).lower.value
        # where G is ∞ there is an eigenvalue outside: of C, not of every A
        best = max(best, gap / (1 / level + near.radius if is_finite(level) else near.radius))
    return maximum([Enclosure.exactly(_ONE), Enclosure.between(best, INFINITY)])
