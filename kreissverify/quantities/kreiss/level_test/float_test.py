"""K of one small matrix in floats: a search, then a test of the value found at all angles.

The test is that of the enclosure with level sets for proofs: at the vertices of a chain of tangents
under k·r/(r-1) the level is not exceeded at any angle of the circle, which eigenvalues say, and
between circles log(rG) is below its chord (Hadamard). So, but for roundings, no point is higher
than the value found by more than a share of 1e-6.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreissverify.quantities.curves import CIRCLES, Curves
from kreissverify.quantities.kreiss.equal_to_one import radius_below_one
from kreissverify.quantities.kreiss.level_test.first_points import first_points
from kreissverify.quantities.kreiss.level_test.level_sets import exceeded_levels
from kreissverify.quantities.kreiss.level_test.tangent_chain import TangentChain
from kreissverify.quantities.kreiss.lines.field import growing_start, numerical_abscissa
from kreissverify.quantities.maximisation.batched.far_field import far_directions
from kreissverify.quantities.maximisation.single.ascent import Ascent, ascended
from kreissverify.quantities.maximisation.single.small import SmallMap, small_map

__all__ = ["TestedPeak", "tested_peak"]

# How much higher than the value found the level is: the number of circles goes as its inverse
# root at worst, and as its logarithm in practice. Peaks nearer to each other than this are told
# apart by the search alone.
_TOLD_APART = 1e-6
_ROUNDS = 10  # of searches: circles that keep finding a higher peak, or none, leave K in doubt
_MOST_CIRCLES = 500  # of one round: a map that leaves no room would ask for ever more
_COMPETES = 0.02  # how much lower than the best the expected height of a start may be
_NOT_ABOVE_ONE = 1 + 1e-9  # heights up to this may be 1 but for rounding


@dataclass(frozen=True)
class TestedPeak:
    """The highest maximum found, None where w(J) < 1, and whether the level sets confirm it."""

    peak: Ascent | None
    shown: bool


def tested_peak(array: NDArray[Any], curves: Curves = CIRCLES) -> TestedPeak:
    """Return the highest maximum of h‖R(z)‖ with the outcome of its test.

    Parameters
    ----------
    array
        J, real or complex, of shape (n, n), with ρ(J) < 1, or an abscissa below 0 for lines.
    curves
        Circles or lines.
    """
    omega = 0.0 if curves is CIRCLES else numerical_abscissa(array)
    # x‖R(z)‖ ≤ x/(x - ω) ≤ 1; of a computed ω = 0 no line to the right would be left to test
    if curves is not CIRCLES and omega <= 0:
        return TestedPeak(None, True)
    field = small_map(array, curves)
    best = _highest(array, field)
    if curves is not CIRCLES:
        best = max(best, ascended(array, *growing_start(array), curves), key=_height)
    elif best.maximum.value < _NOT_ABOVE_ONE:
        if radius_below_one(array):
            return TestedPeak(None, True)
        best = _or_far_out(array, best)
    for _ in range(_ROUNDS):
        start = _exceeded(array, field, best, omega)
        if start is None:
            return TestedPeak(best, True)
        if math.isnan(start[0]):
            break
        other = ascended(array, *start, curves)
        if not other.maximum.value > best.maximum.value * (1 + _TOLD_APART / 2):
            break
        best = other
    return TestedPeak(best, False)


def _highest(array: NDArray[Any], field: SmallMap) -> Ascent:
    starts, best = field.starts, None
    for x, angle, height in zip(starts.log_excess, starts.angle, starts.height, strict=True):
        if best is not None and height < math.log(best.maximum.value) - _COMPETES:
            break
        found = ascended(array, math.exp(x), float(angle), field.curves)
        if best is None or found.maximum.value > best.maximum.value:
            best = found
    assert best is not None
    return best


def _height(found: Ascent) -> float:
    return found.maximum.value


def _or_far_out(array: NDArray[Any], best: Ascent) -> Ascent:
    _, some, excess, angle = far_directions(array[None])
    if some.size == 0:
        return best
    starts = zip(excess.tolist(), angle.tolist(), strict=True)
    return max(best, *(ascended(array, *start) for start in starts), key=_height)


def _exceeded(
    array: NDArray[Any], field: SmallMap, best: Ascent, omega: float
) -> tuple[float, float] | None:
    """Return h and t of a point that is higher by 1e-6; None if there is none.

    NaN where the test came to no end.

    Parameters
    ----------
    array, field, best
        The matrix, its map and the highest maximum known.
    omega
        The numerical abscissa; of lines only.
    """
    curves = field.curves
    top = best.maximum
    log_bound = math.log(top.value) + math.log1p(_TOLD_APART)
    lost = 2.0**-50 * (curves.unit + top.excess + float(np.linalg.norm(array))) * top.norm
    if not log_bound > 0 or not lost < _TOLD_APART / 10:
        return math.nan, math.nan
    highest = int(field.height.argmax())
    if field.height[highest] > log_bound:
        return math.exp(field.x[highest]), float(field.angle[highest])
    pole = -1.0 if math.cos(top.angle) >= 0 else 1.0
    # a little beyond kω/(k-1), for the rounding of ω
    last = 1.01 * max(omega, 0.0) / -math.expm1(-log_bound)
    points = first_points(array, best, field, log_bound, last)
    chain = TangentChain(points, log_bound, curves, last)
    for _ in range(_ROUNDS):
        heights, levels = chain.vertices()
        some = chain.open()
        if some.size > _MOST_CIRCLES:
            break
        excess = heights[some]
        over = exceeded_levels(array, excess, np.exp(levels[some]), pole, curves)
        if over.circle.size == 0:
            return None
        found = np.log(excess[over.circle] * over.norm)
        worst = int(found.argmax())
        if found[worst] > log_bound:
            return float(excess[over.circle[worst]]), float(over.angle[worst])
        chain.show(np.delete(some, over.circle))
        speed = curves.speed(excess[over.circle])
        chain.split(some[over.circle], np.log(speed * over.norm))
    return math.nan, math.nan
