"""Two-sided enclosures of the Kreiss constant: a witness from below, circles from above."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
from flint import fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.rational import as_float, as_fmpq, rational_string
from kreissverify.numbers.spectral_radius import spectral_radius
from kreissverify.quantities.circles.proofs import Circle
from kreissverify.quantities.kreiss.equal_to_one import upper_bound_one
from kreissverify.quantities.kreiss.lower_bound import Peak, high_peak, lost_digits, lower_witness
from kreissverify.quantities.kreiss.maximiser import SMALL_PEAK, found_peak
from kreissverify.quantities.kreiss.resolvent_model import ResolventModel
from kreissverify.quantities.kreiss.upper_bound import NotShown, show_at_most
from kreissverify.quantities.maximisation.batched.search import climb, kreiss_peaks
from kreissverify.quantities.resolvent.witness import Witness, rounded_down
from kreissverify.quantities.witnesses import Deferred

__all__ = [
    "CertifiedMaximum",
    "Peak",
    "enclose_kreiss",
    "high_peak",
    "kreiss_from_below",
    "settle",
    "unstable",
    "witnesses_of",
]

MOST_BITS = 1024
_RESTARTS = 6
_LARGEST_ENTRY = 1e100
_TRUSTED = 1e-6  # relative error of float64 norms up to which peaks are climbed in float64


def highest_peak(matrix: Matrix) -> Peak:
    """Return the highest peak that the float64 search finds."""
    if matrix.n > SMALL_PEAK:
        single = found_peak(matrix.array)
        if single.z is not None:
            return Peak.at(single.z, single.value)
        if single.value == 1:  # approached far out
            return Peak(1e3 * (1 + float(np.linalg.norm(matrix.array))), 0.0, 1.0)
    found = kreiss_peaks(matrix.array[None])
    excess, angle = float(found.excess[0]), float(found.angle[0])
    return Peak(excess, angle, excess / float(found.sigma[0]))


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
        return Enclosure.between(math.inf, math.inf, {"lower": witness})
    raise Refused(
        "K: the spectral radius is 1 to within 1e-12 (eigenvalue "
        f"{largest.real:.12g}{largest.imag:+.3g}i), so K may be infinite"
    )


@dataclass(frozen=True)
class CertifiedMaximum:
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


def kreiss_from_below(matrix: Matrix, rtol: float) -> dict[str, Any]:
    """Return a witness of K ≥ k > 1 within about rtol of a peak, without circles; {} if none is."""
    if float(np.abs(np.linalg.eigvals(matrix.array)).max()) > 1 - 1e-12:
        return {}
    peak = highest_peak(matrix)
    witness = lower_witness(matrix, peak, rtol)[1] if math.isfinite(peak.norm) else None
    return {} if witness is None else {"lower": witness.as_json()}


def witnesses_of(matrix: Matrix, rtol: float) -> dict[str, Any]:
    """Return the two sides of a certificate for K(J) < ∞, of relative width about `rtol`."""
    settled = settle(matrix, rtol)
    return {} if isinstance(settled, Enclosure) else settled.certificate()


def settle(matrix: Matrix, rtol: float) -> CertifiedMaximum | Enclosure:
    """Find the global peak, and circles that prove it: or the enclosure K = ∞."""
    if float(np.abs(np.linalg.eigvals(matrix.array)).max()) > 1 - 1e-12:
        infinite = unstable(matrix)
        if infinite is not None:
            return infinite
    if float(np.abs(matrix.array).max()) > _LARGEST_ENTRY:
        raise Refused(
            f"K: an entry is above {_LARGEST_ENTRY:g}, so that norms overflow in float64; "
            "a scaling of the blocks that evens out their sizes would help"
        )
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
        return CertifiedMaximum(peak, low, witness, bound, circles)
    raise Refused("K: the search for the global maximum did not settle")


def _just_above(low: fmpq, rtol: float) -> fmpq:
    """Return a short rational near low(1 + 0.8 rtol)."""
    bits = 6 + math.ceil(-math.log2(rtol))
    return rounded_down(low * (1 + as_fmpq(rtol * 0.85)), bits)


def _higher(matrix: Matrix, model: ResolventModel, failure: NotShown, old: Peak) -> Peak | None:
    """Climb from a circle where (r-1)G(r) exceeds what was thought the maximum."""
    if lost_digits(matrix, failure.excess, old.value / min(failure.excess, old.excess)) > _TRUSTED:
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


def _refuse(failure: NotShown, low: fmpq, bound: fmpq) -> NoReturn:
    k = as_float(low)
    raise Refused(
        f"K: at least {k:.12g}, but K <= {as_float(bound):.12g} was not shown with "
        f"{failure.bits} bits: {failure}; a larger rtol or more precision would be needed"
    )
