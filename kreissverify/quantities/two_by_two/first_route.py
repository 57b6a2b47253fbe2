"""The closed form of a 2×2 matrix as the first route of the faces of a quantity.

A class of quantities is decorated with its closed form. Matrices of other sizes, and those that are
not nonnegative up to signs where the form asks for that, go the general way.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, TypeVar

import mpmath
import numpy as np
from flint import arb, fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.spectrum.float_position import decided_position
from kreissverify.matrices.spectrum.stability import CIRCLE
from kreissverify.numbers.ball import middle_mpf, working_precision
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import Estimate, Estimates
from kreissverify.numbers.float_ball_matrix import FloatBall
from kreissverify.numbers.intervals import Intervals
from kreissverify.numbers.rational import as_mpf
from kreissverify.quantities.stacked.planar import planar_bounds
from kreissverify.quantities.two_by_two.closed_form import (
    ClosedForm,
    Number,
    float_of,
    is_near_axis,
    is_near_circle,
)
from kreissverify.quantities.weights.weighted_quantity import TAKING_WEIGHT, taking_weight
from kreissverify.quantities.witnesses import Deferred
from kreissverify.system.deferred import sympy

__all__ = ["two_by_two_first"]

_UNIT = 2.0**-53
_BITS = 80  # of a number that is rounded to float64: in the forms nothing cancels
_CERTIFIED, _NARROWEST = 1e-9, 1e-12  # relative widths of certificates
_GUARD = 32  # bits beyond those of the digits asked for

Class = TypeVar("Class", bound=type)
Face = Callable[..., Any]


def two_by_two_first(
    form: ClosedForm, encloses: bool = False, searched: bool = False
) -> Callable[[Class], Class]:
    """Return a decorator that puts a closed form before the general faces of a quantity.

    Parameters
    ----------
    form
        The closed form.
    encloses
        Whether it is also the first route of enclosures.
    searched
        Whether the general face of stacks searches for a peak, and says ∞ only of matrices that
        are unstable by more than a rounding: of others next to the boundary it is not asked.

    `value` is right to all digits of float64, and refuses floats of which rounding decides whether
    the powers are bounded; `estimate` takes floats for the rationals that they are. Of `exact` and
    `enclosure` the closed form gives the values, and the general face the certificate of a wider
    enclosure, once it is asked for.
    """
    routes = {"value": _value, "estimate": _estimate, "highprec": _highprec}
    routes["float64"] = partial(_float64, searched=searched)
    if encloses:
        routes["enclosure"] = _enclosure
    if form.cases is not None:
        routes["exact"] = _exact
    if form.cases is not None and form.boundary is CIRCLE:  # lines ask for signs on the way
        routes["bounds_of_stack"] = _bounds

    def decorated(quantity: Class) -> Class:
        for name, route in routes.items():
            face = _counted(route(form, getattr(quantity, name)))
            # a weight comes before the closed form, which is then that of RAR⁻¹
            setattr(quantity, name, taking_weight(face) if name in TAKING_WEIGHT else face)
        return quantity

    return decorated


def _counted(face: Face) -> Face:
    """Return a face that tells a parameter that is missing, or one too many."""

    @wraps(face)
    def counted(quantity: Any, matrix: Any, *parameters: Any, **options: Any) -> Any:
        quantity.require_count(parameters)
        return face(quantity, matrix, *parameters, **options)

    return counted


def _value(form: ClosedForm, general: Face) -> Face:
    @wraps(general)
    def value(quantity: Any, matrix: Matrix, *parameters: fmpq) -> float:
        with working_precision(_BITS):
            found = form.number(matrix, *parameters)
        if found is None:
            return float(general(quantity, matrix, *parameters))
        circle = form.boundary is CIRCLE
        if is_near_circle(matrix, *parameters) if circle else is_near_axis(matrix):
            # refuses what rounding decides; a complex matrix stands where its real form does
            stands = getattr(matrix, "real_form", matrix)
            decided_position(stands, quantity.name, form.boundary)
        try:
            return float_of(found)
        except OverflowError:
            raise Refused(f"{quantity.name}: the value is beyond the range of float64") from None

    return value


def _estimate(form: ClosedForm, general: Face) -> Face:
    @wraps(general)
    def estimate(quantity: Any, matrix: Any, *parameters: Any) -> Estimate:
        subject = quantity.subject(matrix)
        exact = tuple(map(quantity.parameter, parameters))
        with working_precision(_BITS):
            found = form.number(subject, *exact)
        if found is None:
            estimated: Estimate = general(quantity, subject, *exact)
            return estimated
        try:
            value = float_of(found)
        except OverflowError:
            return Estimate(math.nan, math.inf)
        return Estimate(value, 0.0 if math.isinf(value) else 2 * _UNIT * abs(value))

    return estimate


def _highprec(form: ClosedForm, general: Face) -> Face:
    @wraps(general)
    def highprec(quantity: Any, matrix: Any, *parameters: Any, digits: int = 30) -> mpmath.mpf:
        subject = quantity.subject(matrix)
        exact = tuple(map(quantity.parameter, parameters))
        with working_precision(math.ceil(3.33 * digits) + _GUARD):
            found = form.number(subject, *exact)
        if found is None:
            return general(quantity, subject, *exact, digits=digits)
        return _mpf(found, digits)

    return highprec


def _enclosure(form: ClosedForm, general: Face) -> Face:
    @wraps(general)
    def enclosure(
        quantity: Any, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6
    ) -> Enclosure:
        found = form.enclosure(matrix, *parameters, rtol=rtol)
        if found is None:
            shown: Enclosure = general(quantity, matrix, *parameters, rtol=rtol)
            return shown

        def certificate() -> dict[str, Any]:
            # it is to prove what was said as nearly as it can, but circles go no further than this
            narrow = max(min(rtol, _CERTIFIED), _NARROWEST)
            try:
                return dict(general(quantity, matrix, *parameters, rtol=narrow).certificate or {})
            except Refused:
                return {}  # as for ρ = 1, where nothing but the formula decides

        return Enclosure(found.lower, found.upper, Deferred(certificate))

    return enclosure


def _exact(form: ClosedForm, general: Face) -> Face:
    @wraps(general)
    def exact(quantity: Any, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        found = None if parameters else form.expression(matrix)
        return general(quantity, matrix, *parameters) if found is None else found

    return exact


def _bounds(form: ClosedForm, general: Face) -> Face:
    @wraps(general)
    def bounds_of_stack(
        quantity: Any, balls: FloatBall, *parameters: Intervals, rtol: float
    ) -> Intervals:
        found = Intervals.unknown(len(balls.mid))
        if balls.mid.shape[-1] == 2:
            found = planar_bounds(form, balls, *parameters)
        rest = np.flatnonzero(~found.is_bounded)
        if rest.size == 0:
            return found
        rows = [p.broadcast(len(found))[rest] for p in parameters]
        return found.put(rest, general(quantity, balls.chosen(rest), *rows, rtol=rtol))

    return bounds_of_stack


def _mpf(found: Number, digits: int) -> mpmath.mpf:
    if isinstance(found, arb):
        return middle_mpf(found, digits + 5)
    with mpmath.workdps(digits + 5):
        return as_mpf(found) if isinstance(found, fmpq) else mpmath.mpf(found)


def _float64(form: ClosedForm, general: Face, searched: bool) -> Face:
    @wraps(general)
    def float64(quantity: Any, stack: Any, *parameters: Any) -> Estimates:
        array = np.asarray(stack)
        if array.ndim < 2 or array.shape[-2:] != (2, 2):
            return _estimates(general(quantity, stack, *parameters))
        flat = array.reshape(-1, 2, 2)
        fits = form.fits(flat) & np.isfinite(flat).all(axis=(1, 2))
        # a parameter outside the domain is for the general face to tell
        inside = all(np.all(np.asarray(p) > 0) for p in parameters)
        if not (inside and fits.any()):
            return _estimates(general(quantity, stack, *parameters))
        values, errors = np.full(len(flat), np.nan), np.full(len(flat), np.inf)
        with np.errstate(all="ignore"):
            rows = _rows(parameters, array.shape[:-2], fits)
            values[fits], errors[fits] = form.estimates(flat[fits], *rows)
        # next to the boundary, where rounding leaves the form in doubt, the general face may have
        # decided that the value is infinite
        doubtful = fits & np.isinf(errors)
        if searched:
            doubtful[doubtful] = form.seems_unstable(flat[doubtful])
        for rest, known in ((~fits, False), (doubtful, True)):
            if rest.any():
                rows = _rows(parameters, array.shape[:-2], rest)
                found = general(quantity, flat[rest], *rows)
                taken = np.isinf(found.values) & (found.errors == 0) if known else slice(None)
                places = np.flatnonzero(rest)[taken]
                values[places], errors[places] = found.values[taken], found.errors[taken]
        return Estimates(values.reshape(array.shape[:-2]), errors.reshape(array.shape[:-2]))

    return float64


def _estimates(found: Any) -> Estimates:
    assert isinstance(found, Estimates)  # the guard of the general face sees to it
    return found


def _rows(parameters: tuple[Any, ...], shape: tuple[int, ...], chosen: Any) -> list[Any]:
    """Return the parameters of the chosen members, one number for all as it is."""
    return [
        p if np.ndim(p) == 0 else np.broadcast_to(p, shape).reshape(-1)[chosen] for p in parameters
    ]
