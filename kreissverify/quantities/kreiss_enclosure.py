"""Two-sided enclosures of the Kreiss constant: a witness from below, circles from above."""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
from flint import acb, arb, fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.balls import working_precision
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.rational import as_fmpq, rational_string
from kreissverify.numbers.refusal import Refused
from kreissverify.numbers.spectral_radius import spectral_radius
from kreissverify.quantities.certificates import Deferred
from kreissverify.quantities.circle_proofs import Circle
from kreissverify.quantities.contraction import upper_bound_one
from kreissverify.quantities.kreiss_lower import (
    Witness,
    integer_vector,
    point_bits,
    resolvent_witness,
    rounded_down,
    vector_bits,
)
from kreissverify.quantities.kreiss_peak import SMALL_PEAK, found_peak
from kreissverify.quantities.kreiss_upper import NotShown, show_at_most
from kreissverify.quantities.resolvent_high import Newton, peak_outside
from kreissverify.quantities.resolvent_model import ResolventModel
from kreissverify.quantities.resolvent_peaks import climb, kreiss_peaks

__all__ = [
    "Peak",
    "Settled",
    "enclose_kreiss",
    "high_peak",
    "settle",
    "unstable",
    "witnesses_of",
]

MOST_BITS = 1024
_RESTARTS = 6
_TRUSTED = 1e-6  # relative error of float64 norms up to which peaks are climbed in float64


@dataclass(frozen=True)
class Peak:
    """A local maximum of (|z|-1)‖R(z)‖: r - 1, the angle, and the value, in float64."""

    excess: float
    angle: float
    value: float

    @property
    def norm(self) -> float:
        """‖R(z)‖ there."""
        return self.value / self.excess


def highest_peak(matrix: Matrix) -> Peak:
    """Return the highest peak that the float64 search finds."""
    if matrix.n > SMALL_PEAK:
        single = found_peak(matrix.array)
        if single.z is not None:
            return Peak(abs(single.z) - 1, cmath.phase(single.z), single.value)
        if single.value == 1:  # approached far out
            return Peak(1e3 * (1 + float(np.linalg.norm(matrix.array))), 0.0, 1.0)
    found = kreiss_peaks(matrix.array[None])
    excess, angle = float(found.excess[0]), float(found.angle[0])
    return Peak(excess, angle, excess / float(found.sigma[0]))


def high_peak(matrix: Matrix, peak: Peak, bits: int) -> Newton:
    """Return the peak refined at `bits` bits."""
    with working_precision(bits):
        return peak_outside(matrix.exact, _point(peak))


def _point(peak: Peak) -> acb:
    radius = 1 + arb(peak.excess)
    if abs(math.sin(peak.angle)) < 1e-7:
        return acb(radius if math.cos(peak.angle) > 0 else -radius)
    return (radius * acb(0, arb(peak.angle)).exp()).mid()


def unstable(matrix: Matrix) -> Enclosure | None:
    """Return K = ∞ if ρ(J) > 1 is proved; None if ρ(J) < 1 is proved.

    Raises
    ------
    Refused
        If ρ(J) is 1 within the precision.
    """
    eigenvalues = np.linalg.eigvals(matrix.array)
    largest = complex(eigenvalues[np.argmax(np.abs(eigenvalues))])
    radius = spectral_radius(matrix.exact)
    low, high = radius.lower.value, radius.upper.value
    assert is_finite(low) and is_finite(high)
    if high < 1:
        return None
    if low > 1:
        shown = 1 + (rounded_down(low - 1, 4))
        witness = {"value": "inf", "rho": rational_string(shown)}
        return Enclosure.between(math.inf, math.inf, {"lower": witness, "upper": {"value": "inf"}})
    raise Refused(
        "K: the spectral radius is 1 to within 1e-12 (eigenvalue "
        f"{largest.real:.12g}{largest.imag:+.3g}i), so K may be infinite"
    )


@dataclass(frozen=True)
class Settled:
    """What the search proved: a peak, its witness (None where K may be 1), and the circles."""

    peak: Peak
    low: fmpq
    witness: Witness | None
    bound: fmpq
    circles: list[Circle]

    def certificate(self) -> dict[str, Any]:
        """Return both witnesses as a certificate writes them."""
        below = {"value": "1"} if self.witness is None else self.witness.as_json()
        above = {
            "value": rational_string(self.bound),
            "method": "circles",
            "circles": [circle.as_json() for circle in self.circles],
        }
        return {"lower": below, "upper": above}


def enclose_kreiss(matrix: Matrix, rtol: float) -> Enclosure:
    """Return an enclosure of K(J) of relative width at most `rtol`.

    Raises
    ------
    Refused
        If ρ(J) = 1 cannot be told from instability, or if the precision allowed is not enough.
    """
    one = upper_bound_one(matrix)
    if one is not None:
        return Enclosure.between(1, 1, {"lower": {"value": "1"}, "upper": one})
    settled = settle(matrix, rtol)
    if isinstance(settled, Enclosure):
        return settled
    return Enclosure.between(settled.low, settled.bound, Deferred(settled.certificate))


def witnesses_of(matrix: Matrix, rtol: float) -> dict[str, Any]:
    """Return the two sides of a certificate for K(J) < ∞, of relative width about `rtol`."""
    settled = settle(matrix, rtol)
    return {} if isinstance(settled, Enclosure) else settled.certificate()


def settle(matrix: Matrix, rtol: float) -> Settled | Enclosure:
    """Find the global peak, and circles that prove it: or the enclosure K = ∞."""
    if float(np.abs(np.linalg.eigvals(matrix.array)).max()) > 1 - 1e-12:
        infinite = unstable(matrix)
        if infinite is not None:
            return infinite
    peak = highest_peak(matrix)
    if not math.isfinite(peak.norm):
        raise Refused(
            "K: near its peak the resolvent is larger than any float64, so that the peak cannot be "
            "located; a scaling of the blocks that evens out their sizes would help"
        )
    model = ResolventModel(matrix, rtol / 64)
    for _ in range(_RESTARTS):
        peak, witness = lower_witness(matrix, peak, rtol)
        model.add(np.array([peak.excess]), np.array([abs(peak.angle)]))
        low = fmpq(1) if witness is None else witness.value
        bound = _just_above(low, rtol)
        start = peak.excess if low > 1 else (1 + float(np.linalg.norm(matrix.array))) / rtol
        try:
            circles = show_at_most(matrix, bound, start, model, MOST_BITS)
        except NotShown as failure:
            higher = _higher(matrix, model, failure, peak) if failure.exceeded else None
            if higher is None:
                return unstable(matrix) or _refuse(failure, low, bound)
            peak = higher
            continue
        return Settled(peak, low, witness, bound, circles)
    raise Refused("K: the search for the global maximum did not settle")


def _just_above(low: fmpq, rtol: float) -> fmpq:
    """Return a short rational near low(1 + 0.8 rtol)."""
    bits = 6 + math.ceil(-math.log2(rtol))
    return rounded_down(low * (1 + as_fmpq(rtol * 0.85)), bits)


def _higher(matrix: Matrix, model: ResolventModel, failure: NotShown, old: Peak) -> Peak | None:
    """Climb from a circle where (r-1)G(r) exceeds what was thought the maximum."""
    if _lost(matrix, failure.excess, old.value / min(failure.excess, old.excess)) > _TRUSTED:
        angle, norm = model.best(failure.excess)
        return Peak(failure.excess, angle, failure.excess * norm)
    excess = np.full(len(model.ridges), failure.excess)
    angles = np.concatenate([ridge.angles(excess[:1]) for ridge in model.ridges])
    found = climb(np.broadcast_to(matrix.array, (angles.size, matrix.n, matrix.n)), excess, angles)
    values = found.excess / found.sigma
    best = int(np.argmax(values))
    peak = Peak(float(found.excess[best]), float(found.angle[best]), float(values[best]))
    model.add(found.excess[best : best + 1], np.abs(found.angle[best : best + 1]))
    moved = abs(peak.excess / old.excess - 1) + abs(peak.angle - old.angle)
    return peak if moved > 1e-6 or peak.value > old.value * (1 + 1e-12) else None


def _lost(matrix: Matrix, excess: float, norm: float) -> float:
    """Return about the relative error of ‖R(z)‖ in float64."""
    return 2.0**-50 * (float(np.linalg.norm(matrix.array)) + 1 + excess) * norm


def lower_witness(matrix: Matrix, peak: Peak, rtol: float) -> tuple[Peak, Witness | None]:
    """Return a proved lower bound within about rtol/8 of a peak; None where it is no more than 1.

    The float64 peak is used where its vector is good enough, and is refined otherwise; the peak is
    returned as it was used.
    """
    if peak.value <= 1:
        return peak, None
    size = float(np.linalg.norm(matrix.array)) + 1 + peak.excess
    bits = vector_bits(size, peak.norm, rtol)
    if _lost(matrix, peak.excess, peak.norm) < rtol / 8 and bits < 50:
        radius = 1 + peak.excess
        z = complex(radius * math.cos(peak.angle), radius * math.sin(peak.angle))
        if abs(math.sin(peak.angle)) < 1e-7:
            z = complex(math.copysign(radius, math.cos(peak.angle)), 0.0)
        point = as_fmpq(z.real), as_fmpq(z.imag)
        shifted = z * np.eye(matrix.n) - matrix.array
        vector: Any = np.linalg.svd(shifted)[2][-1].conj()
    else:
        peak, refined = _refined(matrix, peak, rtol, size)
        point = _rational(refined.z.real), _rational(refined.z.imag)
        vector = refined.vector
        bits = vector_bits(size, peak.norm, rtol)
    places = point_bits(peak.excess, peak.norm, rtol)
    real, imag = _rounded(point[0], places), _rounded(point[1], places)
    integers = integer_vector(vector, bits)
    value_bits = 6 + math.ceil(-math.log2(rtol))
    value = resolvent_witness(matrix.exact, real, imag, integers, value_bits)[1]
    return peak, Witness(value, real, imag, integers) if value > 1 else None


def _refined(matrix: Matrix, peak: Peak, rtol: float, size: float) -> tuple[Peak, Newton]:
    """Return the peak by Newton's method, with bits that the norm found there is worth."""
    while True:
        # enough bits for the vector, for σ_min of the square, and for the point
        places = point_bits(peak.excess, peak.norm, rtol)
        bits = max(vector_bits(size, peak.norm, rtol), places, math.ceil(-math.log2(rtol)))
        found = high_peak(matrix, peak, 64 + 2 * bits)
        with working_precision(64 + 2 * bits):
            excess, angle = float((abs(found.z) - 1).mid()), float(found.z.arg().mid())
        better = Peak(excess, angle, float(found.value))
        if better.norm <= 4 * peak.norm or not math.isfinite(better.norm):
            return better, found
        peak = better


def _rational(x: arb) -> fmpq:
    mantissa, exponent = x.mid().man_exp()
    return fmpq(mantissa) * fmpq(2) ** int(exponent)


def _rounded(value: fmpq, places: int) -> fmpq:
    scale = fmpq(1 << places)
    return fmpq((value * scale + fmpq(1, 2)).floor()) / scale


def _refuse(failure: NotShown, low: fmpq, bound: fmpq) -> NoReturn:
    k = int(low.p) / int(low.q)
    raise Refused(
        f"K: at least {k:.12g}, but K <= {int(bound.p) / int(bound.q):.12g} was not shown with "
        f"{failure.bits} bits: {failure}; a larger rtol or more precision would be needed"
    )
