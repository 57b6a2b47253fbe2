"""ρ_ε(J), or α_ε(J) of a flow, in high precision, and its proofs from both sides.

From below one rational point z and one vector x with ε‖x‖ ≥ ‖(zI-J)x‖: so ρ_ε ≥ |z|. From above one
circle of radius r on which ‖R‖ ≤ 1/ε and inside which J has its spectrum: by the maximum principle
‖R‖ < 1/ε beyond it, so ρ_ε ≤ r. The same of abscissae and lines.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import acb, acb_mat, arb, fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.ball import middle_rational, working_precision
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import RIGHT
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.rational import as_float, as_fmpq, rational_string, simplest_between
from kreissverify.quantities.curve_proofs.points import dyadic
from kreissverify.quantities.curve_proofs.proofs import MOST_BITS, CurveProof, CurveProver, Task
from kreissverify.quantities.curves import CIRCLES, LINES, Curves
from kreissverify.quantities.curves.exact import coordinate, on_curve
from kreissverify.quantities.flows.spectral_abscissa import QUANTITY as SPECTRAL_ABSCISSA
from kreissverify.quantities.maps.spectral_radius import radius as spectral_enclosure
from kreissverify.quantities.pseudospectra.farthest_point import radius_estimate
from kreissverify.quantities.pseudospectra.search import radii
from kreissverify.quantities.resolvent.curve_high_precision import (
    ROWS_PROVED,
    ROWS_REFINED,
    spectral_angles,
)
from kreissverify.quantities.resolvent.high_precision import (
    decay_on_curve,
    local_norm,
    maximum_on_curve,
)
from kreissverify.quantities.resolvent.highest_points import highest_angle
from kreissverify.quantities.resolvent.witness import (
    Witness,
    integer_vector,
    resolvent_witness,
    rounded_down,
    vector_bits,
)
from kreissverify.quantities.witnesses import Deferred

__all__ = ["Edge", "enclosed_radius", "highest_radius", "refined_radius"]

_NAMES = {CIRCLES: "pseudospectral_radius", LINES: "pseudospectral_abscissa"}
_NEWTON_STEPS = 80  # few suffice from a float; the rest are for those that bisection replaces
_RESTARTS = 3  # searches of the circle, each finer, as for G
_LEAST_UNIT = fmpq(1, 10**6)  # of ε: α_ε may be 0, where no width is relative
_NEAR, _FAR = fmpq(1, 5), fmpq(9, 20)  # the parts of the width between which an end is chosen


@dataclass(frozen=True)
class Edge:
    """The farthest point of the pseudospectrum, by its coordinate s, and how fast G falls there.

    Attributes
    ----------
    level
        r, or x.
    s, turn
        z is that of `curves.exact.along`.
    vector
        The right singular vector.
    slope
        -d log G/d log r, or -d log G/dx.
    curves
        Circles or lines.
    """

    level: fmpq
    s: arb
    turn: int
    vector: acb_mat
    slope: float
    curves: Curves = CIRCLES

    def unit(self, eps: fmpq) -> fmpq:
        """Return what widths are relative to: r, or |x| where that is no rounding error of ε."""
        return self.level if self.curves is CIRCLES else max(abs(self.level), eps * _LEAST_UNIT)


def refined_radius(
    matrix: Matrix,
    eps: fmpq,
    digits: int,
    angle: float | None = None,
    start: float | None = None,
    curves: Curves = CIRCLES,
) -> Edge:
    """Return ρ_ε, or α_ε, to about `digits` digits, at the highest peak or the one near `angle`.

    Newton's method for log G in log r, or in x, which is convex and decreasing for r > ρ(J).

    Parameters
    ----------
    matrix
        J.
    eps
        ε > 0.
    digits
        The digits wanted of the radius.
    angle
        Near which maximum of ‖R‖ on the circle to stay; by default the highest one found.
    start
        A radius to begin with; by default that of the highest maxima found on circles, or lines.
    curves
        Circles or lines.

    Raises
    ------
    Refused
        If Newton's method does not converge.
    """
    size = matrix.n * float(np.abs(matrix.array).max())  # no square, which may overflow
    if start is None:
        start = _first_level(matrix, max(as_float(eps), 1e-300), curves)
    norm = max(0.0, math.log2(max(size, abs(start), 1e-300)) - _log2(eps))
    bits = math.ceil(3.4 * digits + 40 + 2 * norm)
    radius, low = as_fmpq(start), None
    angle = highest_angle(matrix, radius, curves=curves) if angle is None else angle
    s, turn = coordinate(curves, angle, as_float(eps))
    scale = None if curves is CIRCLES else arb(eps)
    with working_precision(bits):
        point = arb(s)
        for _ in range(_NEWTON_STEPS):
            try:
                found = maximum_on_curve(matrix.exact, radius, point, turn, curves, scale)
            except ZeroDivisionError:  # on an eigenvalue
                low, radius = radius, radius + _step(curves, radius, eps, arb(2) ** -(bits // 2))
                continue
            point = found.z.real
            at = radius, point, turn, found.vector
            slope = decay_on_curve(matrix.exact, *at, curves)
            change = ((found.value * arb(eps)).log() / slope).mid()
            if curves is CIRCLES:
                small, new = abs(change), middle_rational(arb(radius) * change.exp())
            else:
                unit = max(abs(radius), eps * _LEAST_UNIT)
                small, new = abs(change) / arb(unit), radius + middle_rational(change)
            if small < arb(10) ** -(digits + 3):
                break
            if change < 0:
                low = _spectral_level(matrix, curves) if low is None else low
                if new <= low:
                    new = (radius + low) / 2
            radius = new
        else:
            raise Refused(f"{_NAMES[curves]}: Newton's method for it did not converge")
    least = 1.0 if curves is CIRCLES else 1e-300
    return Edge(radius, point, turn, found.vector, max(least, float(slope)), curves)


def _first_level(matrix: Matrix, eps: float, curves: Curves) -> float:
    if curves is CIRCLES:
        return float(radii(matrix.array[None], np.array([eps]))[0])
    return radius_estimate(matrix.array, eps, curves).estimate.value


def _step(curves: Curves, radius: fmpq, eps: fmpq, share: arb) -> fmpq:
    """Return a small step outwards."""
    unit = radius if curves is CIRCLES else max(abs(radius), eps)
    return middle_rational(share * arb(unit))


def _spectral_level(matrix: Matrix, curves: Curves) -> fmpq:
    """Return ρ or α, or a little more."""
    if curves is CIRCLES:
        found = spectral_enclosure(matrix.exact, 1e-50).upper.value
    else:
        found = SPECTRAL_ABSCISSA.enclosure(matrix, rtol=1e-50).upper.value
    assert is_finite(found)
    return found


def _log2(value: fmpq) -> float:
    return math.log2(int(value.p)) - math.log2(int(value.q))


def enclosed_radius(matrix: Matrix, eps: fmpq, rtol: float, curves: Curves = CIRCLES) -> Enclosure:
    """Enclose ρ_ε, or α_ε, for ε > 0 to relative width `rtol`, with the witnesses of both sides.

    Parameters
    ----------
    matrix
        J.
    eps
        ε > 0.
    rtol
        The relative width asked for.
    curves
        Circles or lines.

    Raises
    ------
    Refused
        If the precision allowed is not enough.
    """
    angle = _missed_angle(matrix, eps) if curves is CIRCLES else None
    for _ in range(_RESTARTS):
        edge = refined_radius(matrix, eps, _digits(rtol), angle, curves=curves)
        inner = _inner(edge, eps, rtol)
        if _digits(inner) > _digits(rtol):
            edge = refined_radius(matrix, eps, _digits(inner), angle, curves=curves)
        below, above = (as_fmpq(x) * edge.unit(eps) for x in (inner, rtol))
        low = simplest_between(edge.level - below * _FAR, edge.level - below * _NEAR)
        high = simplest_between(edge.level + above * _NEAR, edge.level + above * _FAR)
        witness = _witness(matrix, eps, edge, low, inner)
        circle = _proved_curve(matrix, eps, edge, high, 0.2 * rtol)
        if witness is not None and circle is not None:
            return _enclosure(witness, circle, low, high)
        angle = highest_angle(matrix, high, finer=True, curves=curves)
    raise Refused(
        f"{_NAMES[curves]}: about {as_float(edge.level):.12g}, but it was not enclosed to "
        f"{rtol:g} with {MOST_BITS} bits"
    )


def _inner(edge: Edge, eps: fmpq, rtol: float) -> float:
    """Return the width inside: r - ρ is at least r/slope, and ‖R‖ falls inside."""
    unit = 1.0 if edge.curves is CIRCLES else as_float(edge.unit(eps))
    return max(min(rtol, 0.5 / (edge.slope * unit)), 1e-300)


def _lost(radius: float, curves: Curves) -> str:
    return (
        f"{_NAMES[curves]}: about {radius:.6g}, but float64 loses the digits that would show "
        "it; `estimate` says how many, and `enclose` may succeed with a larger rtol"
    )


def _farthest_edge(matrix: Matrix, eps: fmpq, digits: int, curves: Curves) -> Edge:
    """Return the farthest of the edges that Newton's method finds from the spectrum outwards.

    Raises
    ------
    Refused
        If it converges from no eigenvalue.
    """
    angles, spectral = spectral_angles(matrix, curves)
    first, edges = (max(spectral, 1e-300) if curves is CIRCLES else spectral) + as_float(eps), []
    for angle in angles:
        try:
            edges.append(refined_radius(matrix, eps, digits, angle, first, curves))
        except Refused:
            continue
    if not edges:
        raise Refused(f"{_NAMES[curves]}: Newton's method for it did not converge")
    return max(edges, key=lambda e: e.level)


def _missed_angle(matrix: Matrix, eps: fmpq) -> float | None:
    """Return the angle of the farthest point, if the sweep of circles misses its maximum."""
    found = radius_estimate(matrix.array, as_float(eps))
    if not (found.estimate.is_right and found.angles):
        return None
    swept = float(radii(matrix.array[None], np.array([as_float(eps)]))[0])
    return abs(found.angles[0]) if swept < found.estimate.value * (1 - 10 * RIGHT) else None


def _digits(rtol: float) -> int:
    return math.ceil(-math.log10(rtol)) + 6


def highest_radius(matrix: Matrix, eps: fmpq, digits: int, curves: Curves = CIRCLES) -> fmpq:
    """Return ρ_ε, or α_ε, to about `digits` digits, shown to be the farthest to 1e-8 at least.

    By the level-set test of the float search or, where that loses the digits for it, by a circle.

    Parameters
    ----------
    matrix
        J.
    eps
        ε > 0.
    digits
        The digits wanted.
    curves
        Circles or lines.

    Raises
    ------
    Refused
        If it was not shown.
    """
    found = radius_estimate(matrix.array, as_float(eps), curves)
    if matrix.n > (ROWS_REFINED if found.angles else ROWS_PROVED):
        raise Refused(_lost(found.estimate.value, curves))
    if found.angles:
        first = found.estimate.value
        at = [abs(a) for a in found.angles]
        return max(refined_radius(matrix, eps, digits, a, first, curves).level for a in at)
    edge = _farthest_edge(matrix, eps, digits, curves)
    high = edge.level + edge.unit(eps) * as_fmpq(RIGHT) / 2
    if _proved_curve(matrix, eps, edge, high, 0.2 * RIGHT) is None:
        raise Refused(_lost(as_float(edge.level), curves))
    return edge.level


def _witness(matrix: Matrix, eps: fmpq, edge: Edge, low: fmpq, rtol: float) -> Witness | None:
    """Return a point with |z| = low (or Re z) and a vector that show ‖R(z)‖ ≥ 1/ε."""
    size = float(np.linalg.norm(matrix.array)) + abs(as_float(low))
    norm = max(1 / as_float(eps), 1 / size)
    unit = 1 + size * norm
    if (
        edge.curves is not CIRCLES
    ):  # an ordinate in units of ε, and the share by which ‖R‖ is larger
        rtol, unit = min(0.2 * rtol * as_float(edge.unit(eps)) * edge.slope, 1.0), norm
    for extra in (0, 16, 64):  # bits beyond the estimate, which is an estimate
        # where ε is large fewer places than none would be enough; `dyadic` takes 4 at least
        places = max(4, math.ceil(math.log2(unit) - math.log2(rtol) / 2) + 6 + extra)
        # of places after the point: of a large ordinate those before it count also
        digits = places + max(0, math.ceil(math.log2(size)))
        with working_precision(digits + 128):
            s = fmpq(0) if edge.s == 0 else dyadic(edge.s, places)
        z = on_curve(edge.curves, low, s, edge.turn)
        with working_precision(2 * digits + 128):  # the vector turns fast near the spectrum
            local = local_norm(matrix.exact, acb(arb(z[0]), arb(z[1])), edge.vector)
        vector = integer_vector(local.vector, vector_bits(size, norm, rtol) + extra)
        value = resolvent_witness(matrix.exact, *z, vector, 64 - math.floor(math.log2(rtol)))[0]
        if value * eps >= 1:
            return Witness(low, *z, vector)
    return None


def _proved_curve(
    matrix: Matrix, eps: fmpq, edge: Edge, radius: fmpq, rtol: float
) -> CurveProof | None:
    """Prove G(r) ≤ 1/ε a little outside the edge, with as many bits as it takes."""
    curves = edge.curves
    unit = 1.0 if curves is CIRCLES else as_float(edge.unit(eps))
    room = min(0.9 * rtol * unit * edge.slope, 1.0)
    weight = radius if curves is CIRCLES else fmpq(1)
    gain = rounded_down(weight / eps, 12 + math.ceil(-math.log2(room)))
    # beyond the range of floats the slope is not known: 2 is that of one eigenvalue far away
    least = 2.0 if curves is CIRCLES else 0.0
    slope = max(least, 1.5 * edge.slope) if math.isfinite(edge.slope) else 2.0
    return CurveProver(matrix, curves).prove_one(Task(radius, gain, room, slope))


def _enclosure(witness: Witness, circle: CurveProof, low: fmpq, high: fmpq) -> Enclosure:
    def sides() -> dict[str, Any]:
        upper = {"value": rational_string(high), "P": circle.as_json()["P"]}
        return {"lower": witness.as_json(), "upper": upper}

    return Enclosure.between(low, high, Deferred(sides))
