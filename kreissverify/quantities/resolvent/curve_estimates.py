"""G(r), or G of a line, of one matrix and of stacks in float64, with an estimate of the error."""

from __future__ import annotations

import math

import numpy as np

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.numbers.estimates import Estimate, Estimates
from kreissverify.quantities.curves import CIRCLES, Curves
from kreissverify.quantities.resolvent.curve_maximum import LOST, MARGIN, CurvePoint, CurveSearch
from kreissverify.quantities.resolvent.curve_stacks import MOST_ROWS, confirmed_estimates

__all__ = [
    "LOST",
    "curve_estimate",
    "curve_estimates",
    "found_on_curve",
    "in_range",
    "sharper_estimate",
]

_FEW = 8  # matrices fewer than which calls on stacks cost more than they spare
_LARGEST, _SMALLEST = 1e100, 1e-100  # sizes beyond which squares leave the range of float64


def in_range(array: FloatArray | ComplexArray, number: float) -> float:
    """Return a power of two by which a matrix and a number of its kind are divided, mostly 1.

    An abscissa may be 0 or negative: then it is the matrix that is to be in range.
    """
    size = max(float(np.abs(array).max(initial=0.0)), abs(number))
    if (number if number > 0 else size) < _SMALLEST or size > _LARGEST:
        return math.ldexp(1.0, math.frexp(size)[1])
    return 1.0


def curve_estimate(
    array: FloatArray | ComplexArray, radius: float, curves: Curves = CIRCLES
) -> Estimate:
    """Return G(r) of one matrix, infinite where ρ ≥ r (or α ≥ x), with its absolute error.

    Parameters
    ----------
    array
        A, of shape (n, n), finite.
    radius
        r > 0, or x.
    curves
        Circles or lines.
    """
    scale = in_range(array, radius)
    search = CurveSearch(array / scale if scale != 1 else array, curves)
    found = found_on_curve(search, radius / scale)
    if found is None:
        return Estimate(math.inf, search.doubt(radius / scale))
    point, error = found
    value = 1 / point.sigma / scale if point.sigma > 0 else math.inf
    return Estimate(value, value * error if error < LOST else math.inf)


def sharper_estimate(
    array: FloatArray | ComplexArray,
    radius: float,
    rest: FloatArray | None,
    found: Estimate,
    curves: Curves = CIRCLES,
) -> Estimate:
    """Return G(r) of one matrix where float64 sees some digits, from extended precision.

    Of maxima that float64 does not tell apart each is looked at. What was found where there is
    nothing to add.

    Parameters
    ----------
    array
        A, of shape (n, n), finite.
    radius
        r > 0, or x, exactly.
    rest
        What the array lacks of the matrix meant, if anything.
    found
        What float64 finds.
    curves
        Circles or lines.
    """
    if not (math.isfinite(found.value) and math.isfinite(found.error)):
        return found
    if in_range(array, radius) != 1:
        return found
    search = CurveSearch(array, curves)
    seen = found_on_curve(search, radius)
    if seen is None or seen[1] >= LOST:
        return found
    point, error = seen
    rivals = search.rivals(radius, point.sigma * (1 + 4 * error))
    points = [point, *(search.point(radius, a) for a in rivals)]
    sigma, rounding = min(search.sharper(p, rest) for p in points)
    sharper = Estimate(1 / sigma, (MARGIN + rounding) / sigma)
    return sharper if sharper.error < found.error else found


def found_on_curve(search: CurveSearch, radius: float) -> tuple[CurvePoint, float] | None:
    """Return the highest point with its relative error; None where an eigenvalue is not inside."""
    if search.outermost >= radius:
        return None
    return search.highest(radius)


def curve_estimates(
    stack: FloatArray | ComplexArray, radii: FloatArray, curves: Curves = CIRCLES
) -> Estimates:
    """Return G for matrices (B, n, n) and radii, or abscissae, (B,).

    Small matrices are searched together on circles, and alone where that does not confirm a peak,
    or where float64 has lost digits of it.
    """
    if curves is CIRCLES and len(stack) >= _FEW and stack.shape[-1] <= MOST_ROWS:
        found = confirmed_estimates(stack, radii)
    else:
        found = Estimates.unsure(np.full(len(stack), np.nan))
    for i in np.flatnonzero(~found.are_right).tolist():
        one = found.one(i)
        if math.isinf(one.error):
            one = curve_estimate(stack[i], float(radii[i]), curves)
        if not one.is_right:
            one = sharper_estimate(stack[i], float(radii[i]), None, one, curves)
        found.values[i], found.errors[i] = one
    return found
