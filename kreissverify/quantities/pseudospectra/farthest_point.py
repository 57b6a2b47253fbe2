"""The farthest, or rightmost, point of the ε-pseudospectrum of one matrix in float64.

Newton's method for the radius, on each circle the highest maximum near the last one; then one
level-set test on the circle just beyond, which either shows that the pseudospectrum ends there or
where it goes on (E. Mengi, M. L. Overton, IMA J. Numer. Anal. 25 (2005) 648, whose criss-cross
search takes both steps by eigenproblems of size 2n).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.numbers.estimates import RIGHT, Estimate, Estimates
from kreissverify.quantities.curves import CIRCLES, Curves
from kreissverify.quantities.resolvent.curve_estimates import in_range
from kreissverify.quantities.resolvent.curve_maximum import LOST, MARGIN, CurvePoint, CurveSearch

__all__ = ["RadiusEstimate", "farthest_point", "radius_estimate", "radius_estimates"]

_ROUNDS = 12  # as for circles of fixed radius: each ends at a larger radius
_STEPS = 60  # Newton's method takes six; more are for steps that are cut
_LONGEST = 3.0  # of log(r-ρ): beyond, the slope at this circle says little
_CONVERGED = 4 * 2.0**-53
_FEW_BITS = 100  # of ε over rounding, below which σ_min = ε says nothing of the radius


class RadiusEstimate(NamedTuple):
    """ρ_ε or α_ε in float64 with its error, and the angles of the farthest points found.

    More than one where float64 does not tell which is farther, none where nothing is known.
    """

    estimate: Estimate
    angles: list[float]


def radius_estimate(
    array: FloatArray | ComplexArray, eps: float, curves: Curves = CIRCLES
) -> RadiusEstimate:
    """Return ρ_ε or α_ε of one matrix for ε > 0, with an estimate of its absolute error.

    Parameters
    ----------
    array
        A, of shape (n, n).
    eps
        ε.
    curves
        Circles or lines.
    """
    scale = in_range(array, eps)
    search = CurveSearch(array / scale if scale != 1 else array, curves)
    noise = _FEW_BITS * search.backward_error(search.outermost)
    if eps / scale < noise:
        return _next_to_spectrum(search, eps, noise, scale)
    point, error = farthest_point(search, eps / scale)
    value = point.level * scale
    # beyond, the circle that was tested may have an eigenvalue outside
    if not (error < LOST and search.rounding(point) < LOST):
        return RadiusEstimate(Estimate(value, math.inf), [])
    angles = [point.angle]
    size = _size(search, point.level, eps / scale)
    if error > RIGHT:
        angles += search.rivals(point.level - 4 * error * size, eps / scale)
    return RadiusEstimate(Estimate(value, size * scale * error), angles)


def _size(search: CurveSearch, level: float, eps: float) -> float:
    """Return what errors of a level are relative to: r, or how far x is from the spectrum."""
    return level if search.curves is CIRCLES else level - search.outermost + abs(level)


def _next_to_spectrum(
    search: CurveSearch, eps: float, noise: float, scale: float
) -> RadiusEstimate:
    """Return ρ + ε for ε that rounding hides: ρ_ε is between ρ and ρ_δ, δ = ε + noise.

    Parameters
    ----------
    search
        The matrix, divided by `scale`.
    eps
        ε, not divided by it.
    noise
        A multiple of what rounding does to σ_min.
    scale
        See `in_range`.
    """
    point, error = farthest_point(search, eps / scale + noise)
    size = _size(search, point.level, eps / scale + noise)
    spread = point.level + size * error - search.outermost
    value = search.outermost * scale + eps
    # LAPACK's ρ is off by as much again
    return RadiusEstimate(Estimate(value, 2 * spread * scale), [])


def radius_estimates(
    stack: FloatArray | ComplexArray, eps: FloatArray, curves: Curves = CIRCLES
) -> Estimates:
    """Return ρ_ε or α_ε for matrices (B, n, n) and ε > 0 (B,)."""
    found = [
        radius_estimate(a, e, curves).estimate for a, e in zip(stack, eps.tolist(), strict=True)
    ]
    return Estimates(np.array([x.value for x in found]), np.array([x.error for x in found]))


def farthest_point(search: CurveSearch, eps: float) -> tuple[CurvePoint, float]:
    """Return the point of largest modulus with σ_min(zI - A) = ε, and the relative error of it.

    Parameters
    ----------
    search
        The matrix.
    eps
        ε > 0.

    Returns
    -------
    tuple
        The point, and an estimate of the relative error of its modulus as ρ_ε: infinite if the
        level-set test did not confirm that the pseudospectrum ends there.
    """
    spectral = search.outermost
    seen = search.starts(max(spectral + eps, math.nextafter(spectral, math.inf)))
    here = min(seen, key=lambda p: p.sigma)
    for _ in range(_ROUNDS):
        here = _on_boundary(search, here, eps, spectral)
        if not 0 < here.sigma < math.inf:
            break
        size = _size(search, here.level, eps)
        beyond = search.exceeding(here.level + MARGIN * size, eps, seen, None)
        if beyond is None:
            # σ is off by its rounding, which moves the level by that over the slope of log σ
            slope = here.decay if search.curves is CIRCLES else here.decay * size
            return here, MARGIN + search.rounding(here) / max(slope, 1.0)
        here = beyond
    return here, math.inf


def _on_boundary(search: CurveSearch, start: CurvePoint, eps: float, spectral: float) -> CurvePoint:
    """Return the point with σ_min = ε on the ridge of maxima along circles through a point.

    In w = log(r-ρ), log G is nearly a straight line, for defective and for simple eigenvalues
    alike: Newton's method in w.

    Parameters
    ----------
    search
        The matrix.
    start
        Where to begin.
    eps, spectral
        ε > 0 and ρ(A).
    """
    here = search.ascended(start)
    for _ in range(_STEPS):
        gap = here.level - spectral
        if not (gap > 0 and 0 < here.sigma < math.inf):
            break
        # at the highest maximum rG(r) falls, so the decay is at least 1; on lines G falls
        if search.curves is CIRCLES:
            slope = max(here.decay, 0.5) * gap / here.level
        else:
            slope = max(here.decay * gap, 1e-3)
        step = max(-_LONGEST, min(_LONGEST, math.log(eps / here.sigma) / slope))
        radius = max(spectral + gap * math.exp(step), math.nextafter(spectral, math.inf))
        change = abs(radius - here.level)
        if change <= _CONVERGED * abs(radius):
            break
        guess = CurvePoint(radius, here.angle, here.triplet, search.curves)
        here = search.ascended(guess)
    return here
