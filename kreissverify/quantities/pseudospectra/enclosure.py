"""ρ_ε(J) in high precision, and its proofs from both sides.

From below one rational point z and one vector x with ε‖x‖ ≥ ‖(zI-J)x‖: so ρ_ε ≥ |z|. From above one
circle of radius r on which ‖R‖ ≤ 1/ε and inside which J has its spectrum: by the maximum principle
‖R‖ < 1/ε beyond it, so ρ_ε ≤ r.
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
from kreissverify.numbers.rational import as_float, as_fmpq, rational_string, simplest_between
from kreissverify.quantities.circles.points import dyadic, half_tangent
from kreissverify.quantities.circles.proofs import MOST_BITS, Circle, CircleProver, Task
from kreissverify.quantities.maps.spectral_radius import radius as spectral_enclosure
from kreissverify.quantities.pseudospectra.farthest_point import radius_estimate
from kreissverify.quantities.pseudospectra.search import radii
from kreissverify.quantities.resolvent.circle_high_precision import (
    ROWS_PROVED,
    ROWS_REFINED,
    spectral_angles,
)
from kreissverify.quantities.resolvent.circle_proofs import highest_angle
from kreissverify.quantities.resolvent.high_precision import (
    decay_on_circle,
    local_norm,
    maximum_on_circle,
)
from kreissverify.quantities.resolvent.witness import (
    Witness,
    circle_point,
    integer_vector,
    resolvent_witness,
    rounded_down,
    vector_bits,
)
from kreissverify.quantities.witnesses import Deferred

__all__ = ["Edge", "enclosed_radius", "highest_radius", "refined_radius"]

_NEWTON_STEPS = 80  # few suffice from a float; the rest are for those that bisection replaces
_RESTARTS = 3  # searches of the circle, each finer, as for G
_NEAR, _FAR = fmpq(1, 5), fmpq(9, 20)  # the parts of the width between which an end is chosen


@dataclass(frozen=True)
class Edge:
    """The farthest point of the pseudospectrum, z = turn·r(1-s²+2is)/(1+s²); -d log G/d log r."""

    radius: fmpq
    s: arb
    turn: int
    vector: acb_mat
    slope: float


def refined_radius(
    matrix: Matrix,
    eps: fmpq,
    digits: int,
    angle: float | None = None,
    start: float | None = None,
) -> Edge:
    """Return ρ_ε to about `digits` digits, at the highest peak found or the one near `angle`.

    Newton's method for log G in log r, which is convex and decreasing for r > ρ(J).

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
        A radius to begin with; by default that of the highest maxima found on circles.

    Raises
    ------
    Refused
        If Newton's method does not converge.
    """
    size = matrix.n * float(np.abs(matrix.array).max())  # no square, which may overflow
    if start is None:
        start = float(radii(matrix.array[None], np.array([max(as_float(eps), 1e-300)]))[0])
    norm = max(0.0, math.log2(max(size, start, 1e-300)) - _log2(eps))
    bits = math.ceil(3.4 * digits + 40 + 2 * norm)
    radius, low = as_fmpq(start), fmpq(0)
    s, turn = half_tangent(highest_angle(matrix, radius) if angle is None else angle)
    with working_precision(bits):
        point = arb(s)
        for _ in range(_NEWTON_STEPS):
            try:
                found = maximum_on_circle(matrix.exact, radius, point, turn)
            except ZeroDivisionError:  # on an eigenvalue
                low, radius = radius, radius * (1 + fmpq(1, 1 << (bits // 2)))
                continue
            point = found.z.real
            slope = decay_on_circle(matrix.exact, radius, point, turn, found.vector)
            change = ((found.value * arb(eps)).log() / slope).mid()
            if abs(change) < arb(10) ** -(digits + 3):
                break
            new = middle_rational(arb(radius) * change.exp())
            if change < 0:
                low = low or spectral_enclosure(matrix.exact, 1e-50).upper.value  # type: ignore[assignment]
                if new <= low:
                    new = (radius + low) / 2
            radius = new
        else:
            raise Refused("pseudospectral_radius: Newton's method for the radius did not converge")
    return Edge(radius, point, turn, found.vector, max(1.0, float(slope)))


def _log2(value: fmpq) -> float:
    return math.log2(int(value.p)) - math.log2(int(value.q))


def enclosed_radius(matrix: Matrix, eps: fmpq, rtol: float) -> Enclosure:
    """Enclose ρ_ε for ε > 0 to relative width `rtol`, with the witnesses of both sides.

    Parameters
    ----------
    matrix
        J.
    eps
        ε > 0.
    rtol
        The relative width asked for.

    Raises
    ------
    Refused
        If the precision allowed is not enough.
    """
    angle = _missed_angle(matrix, eps)
    for _ in range(_RESTARTS):
        edge = refined_radius(matrix, eps, _digits(rtol), angle)
        inner = min(rtol, 0.5 / edge.slope)  # r - ρ is at least r/slope, and ‖R‖ falls inside
        if _digits(inner) > _digits(rtol):
            edge = refined_radius(matrix, eps, _digits(inner), angle)
        below, above = (as_fmpq(x) * edge.radius for x in (inner, rtol))
        low = simplest_between(edge.radius - below * _FAR, edge.radius - below * _NEAR)
        high = simplest_between(edge.radius + above * _NEAR, edge.radius + above * _FAR)
        witness = _witness(matrix, eps, edge, low, inner)
        circle = _proved_circle(matrix, eps, edge, high, 0.2 * rtol)
        if witness is not None and circle is not None:
            return _enclosure(witness, circle, low, high)
        angle = highest_angle(matrix, high, finer=True)
    raise Refused(
        f"pseudospectral_radius: about {as_float(edge.radius):.12g}, but it was not enclosed to "
        f"{rtol:g} with {MOST_BITS} bits"
    )


def _lost(radius: float) -> str:
    return (
        f"pseudospectral_radius: about {radius:.6g}, but float64 loses the digits that would show "
        "it; `estimate` says how many, and `enclose` may succeed with a larger rtol"
    )


def _farthest_edge(matrix: Matrix, eps: fmpq, digits: int) -> Edge:
    """Return the farthest of the edges that Newton's method finds from the spectrum outwards.

    Raises
    ------
    Refused
        If it converges from no eigenvalue.
    """
    angles, spectral = spectral_angles(matrix)
    first, edges = max(spectral, 1e-300) + as_float(eps), []
    for angle in angles:
        try:
            edges.append(refined_radius(matrix, eps, digits, angle, first))
        except Refused:
            continue
    if not edges:
        raise Refused("pseudospectral_radius: Newton's method for the radius did not converge")
    return max(edges, key=lambda e: e.radius)


def _missed_angle(matrix: Matrix, eps: fmpq) -> float | None:
    """Return the angle of the farthest point, if the sweep of circles misses its maximum."""
    found = radius_estimate(matrix.array, as_float(eps))
    if not (found.estimate.is_right and found.angles):
        return None
    swept = float(radii(matrix.array[None], np.array([as_float(eps)]))[0])
    return abs(found.angles[0]) if swept < found.estimate.value * (1 - 10 * RIGHT) else None


def _digits(rtol: float) -> int:
    return math.ceil(-math.log10(rtol)) + 6


def highest_radius(matrix: Matrix, eps: fmpq, digits: int) -> fmpq:
    """Return ρ_ε to about `digits` digits, shown to be the farthest to 1e-8 at least.

    By the level-set test of the float search or, where that loses the digits for it, by a circle.

    Parameters
    ----------
    matrix
        J.
    eps
        ε > 0.
    digits
        The digits wanted.

    Raises
    ------
    Refused
        If it was not shown.
    """
    found = radius_estimate(matrix.array, as_float(eps))
    if matrix.n > (ROWS_REFINED if found.angles else ROWS_PROVED):
        raise Refused(_lost(found.estimate.value))
    if found.angles:
        first = found.estimate.value
        return max(refined_radius(matrix, eps, digits, abs(a), first).radius for a in found.angles)
    edge = _farthest_edge(matrix, eps, digits)
    high = edge.radius * (1 + as_fmpq(RIGHT) / 2)
    if _proved_circle(matrix, eps, edge, high, 0.2 * RIGHT) is None:
        raise Refused(_lost(as_float(edge.radius)))
    return edge.radius


def _witness(matrix: Matrix, eps: fmpq, edge: Edge, low: fmpq, rtol: float) -> Witness | None:
    """Return a point with |z| = low and a vector that show ‖R(z)‖ ≥ 1/ε."""
    size = float(np.linalg.norm(matrix.array)) + as_float(low)
    norm = max(1 / as_float(eps), 1 / size)
    for extra in (0, 16, 64):  # bits beyond the estimate, which is an estimate
        places = math.ceil(math.log2(1 + size * norm) - math.log2(rtol) / 2) + 6 + extra
        with working_precision(places + 128):
            s = fmpq(0) if edge.s == 0 else dyadic(edge.s, places)
        z = circle_point(low, s, edge.turn)
        with working_precision(2 * places + 128):  # the vector turns fast near the spectrum
            local = local_norm(matrix.exact, acb(arb(z[0]), arb(z[1])), edge.vector)
        vector = integer_vector(local.vector, vector_bits(size, norm, rtol) + extra)
        value = resolvent_witness(matrix.exact, *z, vector, 64 - math.floor(math.log2(rtol)))[0]
        if value * eps >= 1:
            return Witness(low, *z, vector)
    return None


def _proved_circle(
    matrix: Matrix, eps: fmpq, edge: Edge, radius: fmpq, rtol: float
) -> Circle | None:
    """Prove G(r) ≤ 1/ε a little outside the edge, with as many bits as it takes."""
    room = min(0.9 * rtol * edge.slope, 1.0)
    gain = rounded_down(radius / eps, 12 + math.ceil(-math.log2(room)))
    # beyond the range of floats the slope is not known: 2 is that of one eigenvalue far away
    slope = max(2.0, 1.5 * edge.slope) if math.isfinite(edge.slope) else 2.0
    return CircleProver(matrix).prove_one(Task(radius, gain, room, slope))


def _enclosure(witness: Witness, circle: Circle, low: fmpq, high: fmpq) -> Enclosure:
    def sides() -> dict[str, Any]:
        upper = {"value": rational_string(high), "P": circle.as_json()["P"]}
        return {"lower": witness.as_json(), "upper": upper}

    return Enclosure.between(low, high, Deferred(sides))
