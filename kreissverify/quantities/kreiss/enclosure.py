"""Two-sided enclosures of the Kreiss constant: a witness from below, circles from above."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
from flint import fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.spectrum.spectrum_position import SpectrumPosition, exact_position
from kreissverify.numbers.decimals import end_text
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.rational import as_float, as_fmpq, rational_string
from kreissverify.numbers.spectral_radius import spectral_radius
from kreissverify.quantities.curve_proofs.proofs import MOST_BITS, CurveProof, CurveProver, Task
from kreissverify.quantities.curves import CIRCLES, Curves
from kreissverify.quantities.kreiss.equal_to_one import upper_bound_one
from kreissverify.quantities.kreiss.lines.field import axis_norm
from kreissverify.quantities.kreiss.lines.numerical_abscissa import abscissa_at_most
from kreissverify.quantities.kreiss.lower_bound import lost_digits, lower_witness
from kreissverify.quantities.kreiss.maximiser import SMALL_PEAK, found_peak
from kreissverify.quantities.kreiss.resolvent_model import ResolventModel
from kreissverify.quantities.kreiss.upper_bound import BoundNotProved, show_at_most
from kreissverify.quantities.maximisation.batched.search import highest_maxima, maxima_above
from kreissverify.quantities.maximisation.local_maximum import LocalMaximum
from kreissverify.quantities.maximisation.single.ascent import ascended
from kreissverify.quantities.resolvent.witness import Witness, rounded_down
from kreissverify.quantities.unbounded_flows import unbounded_flow
from kreissverify.quantities.witnesses import Deferred

__all__ = [
    "CertifiedMaximum",
    "certify_maximum",
    "enclose_kreiss",
    "float_maximum",
    "kreiss_from_below",
    "shown_one",
    "unstable",
    "witnesses_of",
]

# How often a circle may show a higher maximum than the one thought to be highest. Each restart
# raises the lower bound to that of a maximum which two searches have missed: an empirical limit.
_RESTARTS = 6
_MOST_CURVES = 400  # that a list of the certificate format has, one of them the line x = 0
_WIDENED, _WIDEST = 8.0, 0.1  # a proof of a certificate: about half as many lines each time
_LARGEST_ENTRY = 1e100  # squares of norms, and their cubes in error bounds, stay below 1e308
_TRUSTED = 1e-6  # relative error of float64 norms up to which maxima are looked for in float64
# The computed spectral radius above which it is proved on which side of 1 it is, at some cost.
_NEARLY_UNSTABLE = 1 - 1e-12
_NEARLY_UNSTABLE_FLOW = 1e-12  # the same of -α over the norm


def float_maximum(matrix: Matrix, curves: Curves = CIRCLES) -> LocalMaximum:
    """Return the highest maximum that the float64 search finds.

    The search of stacks for small matrices; K = ∞ is not asked for here, as that is proved apart.
    """
    if matrix.n > SMALL_PEAK or curves is not CIRCLES:
        found = found_peak(matrix.array, None, curves)
        if found.maximum is not None:
            return found.maximum
        size = curves.unit + float(np.linalg.norm(matrix.array))
        if found.value == 1 or curves is not CIRCLES:
            # approached far out, where (r-1)G(r) is within 1e-3 of its limit
            return LocalMaximum(1e3 * size, 0.0, 1.0, curves=curves)
    return highest_maxima(matrix.array[None]).one(0)


def unstable(matrix: Matrix, curves: Curves = CIRCLES) -> Enclosure | None:
    """Return K = ∞ if ρ(J) > 1 is proved, or ρ(J) = 1 with a Jordan block; None if ρ(J) < 1 is.

    Raises
    ------
    Refused
        If ρ(J) = 1 and the powers are bounded; or if it is 1 to within 1e-12, and the matrix too
        large for an exact decision.
    """
    if curves is not CIRCLES:
        return unbounded_flow(matrix, curves.quantity_name)
    radius = spectral_radius(matrix.exact)
    low, high = radius.lower.value, radius.upper.value
    assert is_finite(low) and is_finite(high)
    if high < 1:
        return None
    if low > 1:
        return _infinite(low)
    try:
        position = exact_position(matrix.exact)
    except Refused:
        raise _too_near(matrix) from None
    if position is SpectrumPosition.INSIDE:
        return None
    if position is SpectrumPosition.SEMISIMPLE:
        raise _too_near(matrix)
    low = spectral_radius(matrix.exact, 1e-60).lower.value
    return _infinite(low) if is_finite(low) and low > 1 else Enclosure.exactly(math.inf)


def _infinite(radius: fmpq) -> Enclosure:
    """Return K = ∞, witnessed by a short number from 1 to ρ(J)."""
    witness = {"value": "inf", "rho": rational_string(1 + rounded_down(radius - 1, 4))}
    return Enclosure.between(math.inf, math.inf, {"lower": witness})


def _too_near(matrix: Matrix) -> Refused:
    eigenvalues = np.linalg.eigvals(matrix.array)
    largest = complex(eigenvalues[np.argmax(np.abs(eigenvalues))])
    return Refused(
        "K: the spectral radius is 1 to within 1e-12 (eigenvalue "
        f"{largest.real:.12g}{largest.imag:+.3g}i), so K may be infinite"
    )


@dataclass(frozen=True)
class CertifiedMaximum:
    """A maximum proved to be the global one, to the relative width asked for.

    Attributes
    ----------
    matrix
        J.
    maximum
        Where K is attained, as floats know it.
    low, witness
        The proved lower bound with its witness; 1 and None where K may be 1.
    bound, circles
        The proved upper bound with its circles.
    """

    matrix: Matrix
    maximum: LocalMaximum
    low: fmpq
    witness: Witness | None
    bound: fmpq
    circles: list[CurveProof]

    def certificate(self) -> dict[str, Any]:
        """Return both witnesses as a certificate writes them.

        Where K_c is barely above 1 heights hardly change over decades, and lines crowd. Of more
        than the format takes a wider bound is proved, by fewer.
        """
        found, width = self, float(self.bound / self.low) - 1
        while len(found.circles) >= _MOST_CURVES and width < _WIDEST:
            width *= _WIDENED
            wider = certify_maximum(self.matrix, width, self.maximum.curves)
            assert isinstance(wider, CertifiedMaximum)  # K is finite, as was shown
            found = wider
        return found._written()

    def _written(self) -> dict[str, Any]:
        below = {"value": "1"} if self.witness is None else self.witness.as_json()
        curves = [circle.as_json() for circle in (*self._from_zero(), *self.circles)]
        above = {"value": rational_string(self.bound), f"{self.maximum.curves.curve}s": curves}
        return {"lower": below, "upper": above}

    def _from_zero(self) -> list[CurveProof]:
        """Return the line x = 0 where the others begin to the right of it: certificates do there.

        The first line shows K_c ≤ 1 to its left whatever G_c(0) is, so a rough bound will do.
        """
        curves, first = self.maximum.curves, self.circles[0]
        if curves is CIRCLES or first.level == 0:
            return []
        norm = axis_norm(self.matrix.array)
        for gain in (4 * norm, 1e3 * norm):
            task = Task(fmpq(0), rounded_down(as_fmpq(gain), 12), math.log(gain / norm), norm)
            shown = CurveProver(self.matrix, curves).prove_one(task)
            if shown is not None:
                return [shown]
        return []


def enclose_kreiss(matrix: Matrix, rtol: float, curves: Curves = CIRCLES) -> Enclosure:
    """Return an enclosure of K(J), or K_c(J), of relative width at most `rtol`.

    Raises
    ------
    Refused
        If ρ(J) = 1 cannot be told from instability, or if the precision allowed is not enough.
    """
    one = shown_one(matrix, curves)
    if one is not None:
        return Enclosure.between(1, 1, {"lower": {"value": "1"}, "upper": one})
    found = certify_maximum(matrix, rtol, curves)
    if isinstance(found, Enclosure):
        return found
    return Enclosure.between(found.low, found.bound, Deferred(found.certificate))


def shown_one(matrix: Matrix, curves: Curves) -> dict[str, Any] | None:
    """Return a witness of K ≤ 1, or None."""
    if curves is CIRCLES:
        return upper_bound_one(matrix)
    return {"value": "1"} if abscissa_at_most(matrix, fmpq(0)) else None


def kreiss_from_below(matrix: Matrix, rtol: float) -> dict[str, Any]:
    """Return a witness of K ≥ k > 1 within about rtol of a peak, without circles; {} if none is."""
    if _may_be_unstable(matrix):
        return {}
    peak = float_maximum(matrix)
    witness = lower_witness(matrix, peak, rtol)[1] if math.isfinite(peak.norm) else None
    return {} if witness is None else {"lower": witness.as_json()}


def witnesses_of(matrix: Matrix, rtol: float) -> dict[str, Any]:
    """Return the two sides of a certificate for K(J) < ∞, of relative width about `rtol`."""
    found = certify_maximum(matrix, rtol)
    return {} if isinstance(found, Enclosure) else found.certificate()


def certify_maximum(
    matrix: Matrix, rtol: float, curves: Curves = CIRCLES
) -> CertifiedMaximum | Enclosure:
    """Find the global maximum, and circles that prove it: or the enclosure K = ∞.

    Parameters
    ----------
    matrix
        J.
    rtol
        The relative width.
    curves
        Circles or lines.

    Raises
    ------
    Refused
        If ρ(J) = 1 cannot be told from instability, or if the precision allowed is not enough.
    """
    if _may_be_unstable(matrix, curves):
        infinite = unstable(matrix, curves)
        if infinite is not None:
            return infinite
    peak = _located(matrix, curves)
    model = ResolventModel(matrix, rtol / 64, curves)
    size = curves.unit + float(np.linalg.norm(matrix.array))
    for _ in range(_RESTARTS):
        peak, witness = lower_witness(matrix, peak, rtol)
        # the circles that matter are those next to the maximum: its angle is where to look first
        model.add(np.array([peak.excess]), np.array([abs(peak.angle)]))
        low = fmpq(1) if witness is None else witness.value
        bound = _just_above(low, rtol)
        # where K may be 1 there is no maximum to begin at: far out (r-1)G(r) is about 1 + (w-1)/r,
        # so K ≤ 1 + rtol is decided at r of the order ‖J‖/rtol; of lines the last one is known
        start = peak.excess if low > 1 else size / (rtol if curves is CIRCLES else 1.0)
        try:
            circles = show_at_most(matrix, bound, start, model, MOST_BITS)
        except BoundNotProved as failure:
            higher = _higher(matrix, model, failure, peak) if failure.exceeded else None
            if higher is None:
                return unstable(matrix, curves) or _refuse(failure, low, bound, curves)
            peak = higher
            continue
        return CertifiedMaximum(matrix, peak, low, witness, bound, circles)
    raise Refused(f"{curves.quantity_name}: the search for the global maximum did not converge")


def _may_be_unstable(matrix: Matrix, curves: Curves = CIRCLES) -> bool:
    if curves is not CIRCLES:
        # the proof of the imaginary axis, if it succeeds, is one of stability also
        norm = float(np.linalg.norm(matrix.array))
        return float(np.linalg.eigvals(matrix.array).real.max()) > -_NEARLY_UNSTABLE_FLOW * norm
    return float(np.abs(np.linalg.eigvals(matrix.array)).max()) > _NEARLY_UNSTABLE


def _located(matrix: Matrix, curves: Curves) -> LocalMaximum:
    """Return the highest maximum of the float search.

    Raises
    ------
    Refused
        If it is beyond the range of float64.
    """
    if float(np.abs(matrix.array).max()) > _LARGEST_ENTRY:
        advice = (
            "a scaling of the blocks that evens out their sizes would help"
            if curves is CIRCLES
            else "it is the same in any unit of time: give a multiple of the matrix near 1"
        )
        raise Refused(
            f"{curves.quantity_name}: an entry is above {_LARGEST_ENTRY:g}, so that norms overflow "
            f"in float64; {advice}"
        )
    peak = float_maximum(matrix, curves)
    if not math.isfinite(peak.norm):
        raise Refused(
            f"{curves.quantity_name}: near its peak the resolvent is larger than any float64, so "
            "that the peak cannot be located; a scaling of the blocks that evens out their sizes "
            "would help"
        )
    return peak


def _just_above(low: fmpq, rtol: float) -> fmpq:
    """Return a short rational near low(1 + 0.8 rtol).

    The rest of the width is for the rounding, and for the lower bound that is off by rtol/8.
    """
    bits = 6 + math.ceil(-math.log2(rtol))
    return rounded_down(low * (1 + as_fmpq(rtol * 0.85)), bits)


def _higher(
    matrix: Matrix, model: ResolventModel, failure: BoundNotProved, old: LocalMaximum
) -> LocalMaximum | None:
    """Return a maximum found from a circle where (r-1)G(r) exceeds what was thought the largest.

    None if that leads back to the old one: then the bound failed for want of precision.

    Parameters
    ----------
    matrix
        The matrix J.
    model
        Estimates of G; a ridge is added through what is found.
    failure
        Says which circle.
    old
        What was thought the maximum.
    """
    if lost_digits(matrix, failure.excess, _norm_at(failure, old), old.curves) > _TRUSTED:
        angle, norm = model.best(failure.excess)
        return LocalMaximum(failure.excess, angle, failure.excess * norm, curves=old.curves)
    if model.maxima is not None:
        peak = model.maxima.above(failure.excess, model.highest_angle(failure.excess))
        model.add(np.array([peak.excess]), np.array([abs(peak.angle)]))
        return _if_higher(peak, old)
    if model.search is not None:
        start = failure.excess, model.highest_angle(failure.excess)
        peak = ascended(matrix.array, *start, old.curves).maximum
        model.add(np.array([peak.excess]), np.array([abs(peak.angle)]))
        return _if_higher(peak, old)
    excess = np.full(len(model.ridges), failure.excess)
    angles = np.concatenate([ridge.angles(excess[:1]) for ridge in model.ridges])
    copies = np.broadcast_to(matrix.array, (angles.size, matrix.n, matrix.n))
    found = maxima_above(copies, excess, angles)
    best = int(np.argmax(found.value))
    peak = found.one(best)
    model.add(found.excess[best : best + 1], np.abs(found.angle[best : best + 1]))
    return _if_higher(peak, old)


def _norm_at(failure: BoundNotProved, old: LocalMaximum) -> float:
    return old.value / min(max(failure.excess, 1e-300), old.excess)


def _if_higher(peak: LocalMaximum, old: LocalMaximum) -> LocalMaximum | None:
    """Return a peak unless it is the old one."""
    moved = abs(peak.excess / old.excess - 1)
    moved += abs(peak.angle - old.angle) / float(old.curves.scale(old.excess))
    return peak if moved > 1e-6 or peak.value > old.value * (1 + 1e-12) else None


def _refuse(failure: BoundNotProved, low: fmpq, bound: fmpq, curves: Curves) -> NoReturn:
    k, name = end_text(low, 12, up=False), curves.quantity_name
    raise Refused(
        f"{name}: at least {k}, but {name} <= {as_float(bound):.12g} was not shown with "
        f"{failure.bits} bits: {failure}; a larger rtol or more precision would be needed"
    )
