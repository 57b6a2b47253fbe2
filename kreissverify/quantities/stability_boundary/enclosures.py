"""Enclosures of M, K and L at ρ(J) = 1, by the kind of the eigenvalues on the circle.

And of M and K of flows at α(A) = 0; a Lyapunov form of a flow is one of its Cayley transform.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from flint import fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.spectrum.spectrum_position import SpectrumPosition
from kreissverify.matrices.spectrum.stability import CIRCLE, Boundary
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.extended import INFINITY, Extended, at_most, is_finite
from kreissverify.numbers.rational import as_float, as_fmpq
from kreissverify.quantities.exponentials.norm import norm_witness
from kreissverify.quantities.lyapunov.cayley import cayley_transform
from kreissverify.quantities.lyapunov.forms import Form
from kreissverify.quantities.stability_boundary.flow_peak import peak_on_axis
from kreissverify.quantities.stability_boundary.kreiss import kreiss_on_boundary
from kreissverify.quantities.stability_boundary.lyapunov import best_form, form_and_square_below
from kreissverify.quantities.stability_boundary.peak import (
    MOST_PERIOD,
    found_peak,
    lower_witness_of,
    periodic_peak,
)
from kreissverify.quantities.stability_boundary.position import position_on_boundary, unbounded
from kreissverify.quantities.stability_boundary.splitting import Splitting, split
from kreissverify.quantities.stability_boundary.start import MOST_ROWS
from kreissverify.quantities.stability_boundary.torus import MOST_ANGLES, quasi_periodic_peak
from kreissverify.quantities.witnesses import matrix_strings, value_string

__all__ = ["kreiss_at_one", "lyapunov_at_one", "peak_at_one"]

# The width from which on the program is worth its time, and its rows: 40 take some 15 seconds.
_PROGRAM_WIDTH, _PROGRAM_SIZE = 1e-6, 40

# Why an enclosure is wider than was asked for.
_UNBOUNDED_ANGLES = (
    f"with more than {MOST_ANGLES} angles on the circle that are no roots of unity, or with a long "
    "period, M is between the largest norm found and a bound of L"
)
_ANGLES = (
    "angles on the circle that depend on each other do not come as near to one another as the "
    "bound of M allows for, or its peak along a line of angles was not covered in the work allowed"
)
_MANY_FREQUENCIES = (
    f"more than {MOST_ANGLES} frequencies on the axis that are no multiples of one are bounded by "
    "a quadratic form only, or the rest of the flow decays too slowly while it turns"
)
_TOO_LARGE = (
    f"beyond {MOST_ROWS} rows no form next to the boundary is looked for, and K is between the "
    "largest value found and the least of M and (L + 1/L)/2"
)
_NO_START = (
    "no form next to the boundary was found, and K is between the largest value found and the "
    "least of M and (L + 1/L)/2"
)
_NO_PROGRAM = (
    f"L is between M and the best form tried, as its semidefinite program is solved for rtol <= "
    f"{_PROGRAM_WIDTH:g} and at most {_PROGRAM_SIZE} rows"
)
_ENDS_APART = "the two ends of the semidefinite program of L were not proved as near to each other"


def peak_at_one(
    matrix: Matrix, rtol: float, boundary: Boundary = CIRCLE, *, thorough: bool = False
) -> Enclosure | None:
    """Return an enclosure of M if ρ(J) = 1, or of M_c if α(A) = 0, else None.

    Parameters
    ----------
    matrix
        J, whose norm is above 1, or A, whose numerical abscissa is above 0.
    rtol
        The relative width to reach. Where no proof reaches it the enclosure is wider.
    boundary, thorough
        See `position_on_boundary`.
    """
    position = position_on_boundary(matrix, boundary, thorough=thorough)
    if position is not SpectrumPosition.SEMISIMPLE:
        return _unbounded(matrix, position, boundary)
    parts = split(matrix.exact, boundary)
    return _peak(parts, rtol) if boundary is CIRCLE else _flow_peak(parts, rtol)


def _unbounded(
    matrix: Matrix, position: SpectrumPosition | None, boundary: Boundary
) -> Enclosure | None:
    """Return ∞ for a defective eigenvalue on the circle; None for what is found elsewhere."""
    known = position is not None and boundary is CIRCLE
    return unbounded(matrix.exact) if known else None


def _flow_peak(parts: Splitting, rtol: float) -> Enclosure:
    """Return an enclosure of M_c, of which a form may be the only bound, or the narrower one."""
    found, form = peak_on_axis(parts, rtol), best_form(_of_map(parts))
    root = _root_above(form)
    if found is None:
        seen = norm_witness(parts.matrix, fmpq(1) / parts.largest_entry)
        low = fmpq(1) if seen is None else max(fmpq(1), as_fmpq(seen["value"]))
        found = Enclosure.between(low, root, {} if seen is None else {"lower": seen})
    elif at_most(root, found.upper.value):
        found = Enclosure.between(found.lower.value, root, found.certificate)
    return _with_form(found, form).marked(rtol, _MANY_FREQUENCIES)


def _of_map(parts: Splitting) -> Splitting:
    """Return the splitting of the map that has the same Lyapunov forms."""
    if parts.boundary is CIRCLE:
        return parts
    return split(cayley_transform(parts.matrix))


def _peak(parts: Splitting, rtol: float) -> Enclosure:
    if parts.period is not None and parts.period <= MOST_PERIOD:
        return periodic_peak(parts, rtol)
    form = best_form(parts)
    torus = found = quasi_periodic_peak(parts, rtol)
    if found is None:
        root = _root_above(form)
        seen = found_peak(parts, rtol, 1.0, as_float(root) if is_finite(root) else math.inf)
        below = lower_witness_of(parts.matrix, seen.time, seen.shown)
        found = Enclosure.between(seen.low, min(seen.high, root), below)
    return _with_form(found, form).marked(rtol, _UNBOUNDED_ANGLES if torus is None else _ANGLES)


def _with_form(found: Enclosure, form: Form | None) -> Enclosure:
    """Return the enclosure with a quadratic form as the upper witness: of a bound not as narrow."""
    certificate = dict(found.certificate or {})
    if form is not None:
        certificate["upper"] = _form_witness(form)
    return Enclosure(found.lower, found.upper, certificate)


def _form_witness(form: Form) -> dict[str, Any]:
    matrix, low, _ = form
    return {"value": value_string(_root_above(form)), "P": matrix_strings(matrix / low)}


def _root_above(form: Form | None) -> Extended:
    """Return a rational at or just above √(high/low), which bounds M and L; ∞ without a form."""
    return INFINITY if form is None else Enclosure.exactly(form[2] / form[1]).sqrt().upper.value


def kreiss_at_one(
    matrix: Matrix,
    rtol: float,
    peak: Callable[[], Enclosure],
    boundary: Boundary = CIRCLE,
    *,
    thorough: bool = False,
) -> Enclosure | None:
    """Return an enclosure of K if ρ(J) = 1, or of K_c if α(A) = 0, else None.

    Parameters
    ----------
    matrix
        J or A.
    rtol, boundary, thorough
        See `peak_at_one`.
    peak
        Returns an enclosure of M, or M_c.
    """
    position = position_on_boundary(matrix, boundary, thorough=thorough)
    if position is not SpectrumPosition.SEMISIMPLE:
        return _unbounded(matrix, position, boundary)
    parts = split(matrix.exact, boundary)
    found = kreiss_on_boundary(matrix, rtol, peak(), parts)
    low, high = found.lower.value, found.upper.value
    if is_finite(low) and at_most(high, low * (1 + as_fmpq(rtol))):
        return found
    reason = _NO_START if parts.size <= MOST_ROWS else _TOO_LARGE
    return _narrowed_by_form(found, parts).marked(rtol, reason)


def _narrowed_by_form(found: Enclosure, parts: Splitting) -> Enclosure:
    """Return an enclosure of K that a form may narrow: K ≤ (u + 1/u)/2 for cond P = u²."""
    of_map = _of_map(parts)
    form = best_form(of_map)
    if parts.size <= _PROGRAM_SIZE:
        form = _narrower(form, form_and_square_below(of_map)[0])
    root = _root_above(form)
    if form is None or not is_finite(root):
        return found
    # a little more, as the checker rounds a root down
    bound = (root + 1 / root) / 2 * (1 + fmpq(1, 10**12))
    if at_most(found.upper.value, bound):
        return found
    certificate = dict(found.certificate or {})
    certificate["upper"] = {**_form_witness(form), "value": value_string(bound)}
    return Enclosure.between(found.lower.value, bound, certificate)


def lyapunov_at_one(
    matrix: Matrix, rtol: float, peak: Callable[[], Enclosure], *, thorough: bool = False
) -> Enclosure | None:
    """Return an enclosure of L if ρ(J) = 1, else None.

    Parameters
    ----------
    matrix
        J, whose norm is above 1.
    rtol, thorough
        See `peak_at_one`.
    peak
        Returns an enclosure of M, which is at most L.
    """
    position = position_on_boundary(matrix, thorough=thorough)
    if position is not SpectrumPosition.SEMISIMPLE:
        return None if position is None else unbounded(matrix.exact)
    parts, found = split(matrix.exact), peak()
    form, square = best_form(parts), fmpq(1)
    if rtol <= _PROGRAM_WIDTH and parts.size <= _PROGRAM_SIZE:
        better, square = form_and_square_below(parts)
        form = _narrower(form, better)
    if form is None:
        raise Refused("no quadratic form was proved not to grow under the powers of the matrix")
    root = Enclosure.exactly(square).sqrt().lower.value
    low = max(root, found.lower.value)
    certificate = {"upper": _form_witness(form)}
    if "lower" in (found.certificate or {}):
        certificate["lower"] = (found.certificate or {})["lower"]
    looked = rtol <= _PROGRAM_WIDTH and parts.size <= _PROGRAM_SIZE
    found = Enclosure.between(low, _root_above(form), certificate)
    return found.marked(rtol, _ENDS_APART if looked else _NO_PROGRAM)


def _narrower(first: Form | None, second: Form | None) -> Form | None:
    if first is None or second is None:
        return first or second
    return min(first, second, key=lambda form: form[2] / form[1])
