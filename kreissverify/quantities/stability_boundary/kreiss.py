"""The Kreiss constant at ρ(J) = 1, or of a flow at α(A) = 0, semisimple.

Near an eigenvalue λ on the circle (|z|-1)‖R(z)‖ comes as close as one likes to ‖P_λ‖, the norm of
its spectral projector, as z = (1+e)λ, e → 0: so K is the largest of these, or is attained at some
|z| > 1. From above K ≤ M, which is often as much; else one form for |z| near 1 (`start`) with
circles beyond; and where neither is found K ≤ (L + 1/L)/2, with a gap. Of a flow all this holds
with Re z in the place of |z|-1, z = λ + e, and lines.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from flint import acb, acb_mat, arb, fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.spectrum.stability import CIRCLE
from kreissverify.numbers.arrays import float_matrix
from kreissverify.numbers.ball import middle_rational, working_precision
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.extended import at_most, is_finite
from kreissverify.numbers.rational import as_float, as_fmpq, rational_string
from kreissverify.quantities.curve_proofs.proofs import MOST_BITS
from kreissverify.quantities.curves import CIRCLES, LINES, Curves
from kreissverify.quantities.kreiss.enclosure import float_maximum, shown_one
from kreissverify.quantities.kreiss.lines.field import numerical_abscissa
from kreissverify.quantities.kreiss.lower_bound import lower_witness
from kreissverify.quantities.kreiss.resolvent_model import ResolventModel
from kreissverify.quantities.kreiss.upper_bound import BoundNotProved, show_at_most
from kreissverify.quantities.resolvent.witness import (
    Witness,
    integer_vector,
    resolvent_witness,
    rounded_down,
)
from kreissverify.quantities.stability_boundary.eigenvalues import Eigenvalue, eigenvalues
from kreissverify.quantities.stability_boundary.splitting import Splitting
from kreissverify.quantities.stability_boundary.start import proved_start

__all__ = ["kreiss_from_below_on_boundary", "kreiss_on_boundary"]

# d = r_1 - 1, tried in turn: the linear form reaches about so far at full width; one that reaches
# less leaves the radii next to 1 to more circles than are worth it
_DISTANCES = (fmpq(1), fmpq(1, 4), fmpq(1, 16), fmpq(1, 64), fmpq(1, 512))
_BITS = 256  # for P_λ and R(z)v: more than the digits that z next to λ loses, and that come with n
_NEARER = 2.0**-4  # each next z is so much nearer to λ, until no more is gained than the width
_TRIES = 12
_INSIDE = 1e-7  # r - 1 of a maximum that the search of floats can tell from one at r = 1


def kreiss_on_boundary(matrix: Matrix, rtol: float, peak: Enclosure, parts: Splitting) -> Enclosure:
    """Return an enclosure of K of a power bounded J with ρ(J) = 1, or of K_c.

    Parameters
    ----------
    matrix
        J or A.
    rtol
        The relative width to reach. Where no proof reaches it the enclosure is wider.
    peak
        An enclosure of M with its certificate: K ≤ M.
    parts
        The splitting of J.
    """
    one = shown_one(matrix, _curves(parts))
    if one is not None:
        return Enclosure.between(1, 1, {"lower": {"value": "1"}, "upper": one})
    witness = kreiss_from_below_on_boundary(matrix, rtol, parts)
    low = fmpq(1) if witness is None else witness.value
    below = {"value": "1"} if witness is None else witness.as_json()
    above, most = peak.upper.value, low * (1 + as_fmpq(rtol))
    certificate: dict[str, Any] = {"lower": below}
    known = (peak.certificate or {}).get("upper")
    if known is not None:
        certificate["upper"] = known
    # what a checker sees of M may be wider than what is known of it
    is_shown = known is not None and as_fmpq(known["value"]) <= most
    if not (is_finite(above) and above <= most and is_shown):
        bound = low * (1 + as_fmpq(rtol * 0.85))
        bits = 6 + math.ceil(-math.log2(rtol))
        shown = _shown(matrix, parts, rounded_down(bound, bits))
        if shown is not None:
            certificate["upper"] = shown[1]
            above = shown[0] if at_most(shown[0], above) else above
    return Enclosure.between(low, above, certificate)


def kreiss_from_below_on_boundary(matrix: Matrix, rtol: float, parts: Splitting) -> Witness | None:
    """Return the best witness of K ≥ k > 1: next to an eigenvalue, or at a maximum farther out."""
    found = [_inside(matrix, rtol, parts)]
    for eigenvalue in eigenvalues(parts, _BITS):
        found.append(_next_to(parts, eigenvalue, rtol))
    known = [witness for witness in found if witness is not None and witness.value > 1]
    return max(known, key=lambda witness: witness.value, default=None)


def _inside(matrix: Matrix, rtol: float, parts: Splitting) -> Witness | None:
    peak = float_maximum(matrix, _curves(parts))
    if not (peak.excess > _INSIDE * as_float(_unit(parts)) and math.isfinite(peak.norm)):
        return None
    try:
        return lower_witness(matrix, peak, rtol)[1]
    except (Refused, ZeroDivisionError, ValueError):
        return None


def _next_to(parts: Splitting, eigenvalue: Eigenvalue, rtol: float) -> Witness | None:
    """Return a witness at z = (1+e)λ, with e so small that less than rtol/8 of ‖P_λ‖ is lost.

    Of a flow at λ + e.
    """
    best: Witness | None = None
    vector = eigenvalue.right_singular_vector()
    bits = 6 + math.ceil(-math.log2(rtol))
    excess = 2.0**-6 * as_float(_unit(parts))
    for _ in range(_TRIES):
        witness = _at(parts, eigenvalue.value, excess, vector, bits)
        if witness is None or (best is not None and witness.value < best.value):
            break
        if best is not None and witness.value < best.value * (1 + as_fmpq(rtol / 64)):
            return witness
        best, excess = witness, excess * _NEARER
    return best


def _at(parts: Splitting, value: acb, excess: float, vector: acb_mat, bits: int) -> Witness | None:
    """Return the witness of z near (1 + excess)·λ, or λ + excess, with x = R(z)v.

    Parameters
    ----------
    parts
        The splitting.
    value, excess
        λ, and |z| - 1 or Re z.
    vector
        v, a column.
    bits
        Those of the value.
    """
    # z is off by less than rtol of its distance
    places = max(bits + math.ceil(-math.log2(excess)) + 8, 0)
    matrix, curves = parts.matrix, _curves(parts)
    with working_precision(_BITS):
        z = (value * (1 + arb(excess)) if curves is CIRCLES else value + arb(excess)).mid()
        real, imag = (_dyadic(middle_rational(x), places) for x in (z.real, z.imag))
        try:
            column = _shifted(matrix, acb(arb(real), arb(imag))).solve(vector).mid()
        except ZeroDivisionError:
            return None
    integers = integer_vector(column, places + 16)
    try:
        shown = resolvent_witness(matrix, real, imag, integers, bits, curves)[1]
    except ZeroDivisionError:
        return None
    return Witness(shown, real, imag, integers)


def _shifted(matrix: fmpq_mat, z: acb) -> acb_mat:
    """Return zI - J."""
    rows = [[acb(arb(-x)) for x in row] for row in matrix.tolist()]
    for i, row in enumerate(rows):
        row[i] += z
    return acb_mat(rows)


def _dyadic(value: fmpq, places: int) -> fmpq:
    scale = fmpq(1 << places)
    return fmpq((value * scale + fmpq(1, 2)).floor()) / scale


def _shown(matrix: Matrix, parts: Splitting, bound: fmpq) -> tuple[fmpq, dict[str, Any]] | None:
    """Return the bound with a witness: a form next to the boundary, and curves beyond it."""
    curves, unit = _curves(parts), _unit(parts)
    scaled = replace(parts, matrix=parts.matrix / unit)
    for distance in _DISTANCES:
        start = proved_start(scaled, bound, distance)
        if start is None:
            continue
        near = as_float(distance * unit)
        model = ResolventModel(matrix, 1e-8, curves)
        try:
            proofs = show_at_most(matrix, bound, near, model, MOST_BITS, near)
        except BoundNotProved:
            return None
        witness = {
            "value": rational_string(bound),
            "Y": start.as_json(unit),
            f"{curves.curve}s": [proof.as_json() for proof in proofs],
        }
        return bound, witness
    return None


def _curves(parts: Splitting) -> Curves:
    return CIRCLES if parts.boundary is CIRCLE else LINES


def _unit(parts: Splitting) -> fmpq:
    """Return 1 for circles; for lines a power of two of the size of ω(A), the scale of K_c."""
    if parts.boundary is CIRCLE:
        return fmpq(1)
    omega = numerical_abscissa(float_matrix(parts.matrix))
    return as_fmpq(2.0 ** math.frexp(omega)[1])
