"""The farthest point of the ε-pseudospectrum of one matrix in float64.

Newton's method for the radius, on each circle the highest maximum near the last one; then one
level-set test on the circle just beyond, which either shows that the pseudospectrum ends there or
where it goes on (E. Mengi, M. L. Overton, IMA J. Numer. Anal. 25 (2005) 648, whose criss-cross
search takes both steps by eigenproblems of size 2n).
"""

from __future__ import annotations

import math

from kreissverify.quantities.resolvent.circle_maximum import MARGIN, CirclePoint, CircleSearch

__all__ = ["farthest_point"]

_ROUNDS = 12  # as for circles of fixed radius: each ends at a larger radius
_STEPS = 60  # Newton's method takes six; more are for steps that are cut
_LONGEST = 3.0  # of log(r-ρ): beyond, the slope at this circle says little
_CONVERGED = 4 * 2.0**-53


def farthest_point(search: CircleSearch, eps: float) -> tuple[CirclePoint, float]:
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
    spectral = search.spectral_radius
    seen = search.starts(max(spectral + eps, math.nextafter(spectral, math.inf)))
    here = min(seen, key=lambda p: p.sigma)
    for _ in range(_ROUNDS):
        here = _on_boundary(search, here, eps, spectral)
        if not 0 < here.sigma < math.inf:
            break
        beyond = search.exceeding(here.radius * (1 + MARGIN), eps, seen, None)
        if beyond is None:
            return here, MARGIN + search.rounding(here) / max(here.decay, 1.0)
        here = beyond
    return here, math.inf


def _on_boundary(
    search: CircleSearch, start: CirclePoint, eps: float, spectral: float
) -> CirclePoint:
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
        gap = here.radius - spectral
        if not (gap > 0 and 0 < here.sigma < math.inf):
            break
        # at the highest maximum rG(r) falls, so the decay is at least 1
        slope = max(here.decay, 0.5) * gap / here.radius
        step = max(-_LONGEST, min(_LONGEST, math.log(eps / here.sigma) / slope))
        radius = max(spectral + gap * math.exp(step), math.nextafter(spectral, math.inf))
        change = abs(radius - here.radius)
        if change <= _CONVERGED * radius:
            break
        guess = CirclePoint(radius, here.angle, here.triplet)
        here = search.ascended(guess)
    return here
