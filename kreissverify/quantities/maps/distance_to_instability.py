"""The distance to instability: how small a complex perturbation moves an eigenvalue out."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
import sympy
from flint import fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.estimates import Estimate, Estimates
from kreissverify.numbers.extended import at_most, is_finite
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.maps.maximal_resolvent_norm import QUANTITY as G
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO
from kreissverify.quantities.two_by_two.closed_form import DISTANCE
from kreissverify.quantities.two_by_two.first_route import two_by_two_first

__all__ = ["QUANTITY", "DistanceToInstability"]

_UNIT_CIRCLE = fmpq(1)


@two_by_two_first(DISTANCE)
class DistanceToInstability(Quantity):
    """min over |z| = 1 of σ_min(zI-J) = 1/G(J, 1) for ρ(J) < 1, and 0 for ρ(J) ≥ 1.

    The least ‖E‖ over complex E with ρ(J+E) ≥ 1, also called the complex stability radius (C. F.
    Van Loan, Contemp. Math. 47 (1985) 465; D. Hinrichsen and A. J. Pritchard, Systems Control Lett.
    7 (1986) 1).

    Examples
    --------
    For a normal matrix it is 1 - ρ.

    >>> from kreissverify import distance_to_instability
    >>> distance_to_instability([["1/2", 0], [0, "1/4"]])
    0.5
    """

    name = "distance_to_instability"
    long_name = "stability_radius"
    copies_in_real_form = 1
    native = frozenset({"float64"})
    finite = True

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return 1/G(1) at the highest maxima of circles; 0 where ρ(J) ≥ 1."""
        norms = G.float64(stack, 1.0)
        distances = np.asarray(1 / norms.values)
        # relative errors are the same; an infinite norm, of distance 0, is known or is not, as is a
        # norm with an infinite error, whose square may overflow
        known = np.isfinite(norms.values) & np.isfinite(norms.errors)
        errors = np.where(known, norms.errors * distances * distances, norms.errors)
        return Estimates(distances, np.asarray(errors))

    def estimate(self, matrix: Matrix, *parameters: fmpq) -> Estimate:
        """Return 1/G(1) with an estimate of its absolute error."""
        value, error = G.estimate(matrix, _UNIT_CIRCLE)
        known = math.isfinite(value) and math.isfinite(error)
        return Estimate(1 / value, error / value / value if known else error)

    def value(self, matrix: Matrix, *parameters: fmpq) -> float:
        """Return the distance to 1e-8 relative, mostly to 14 digits.

        Raises
        ------
        Refused
            If the rounding of the entries decides ρ(J) < 1, or no precision allowed is enough.
        """
        return 1 / G.value(matrix, _UNIT_CIRCLE)

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return 1/G(1) from Newton's method in the angle, at the highest peak found."""
        with mpmath.workdps(digits + 5):
            return 1 / G.highprec(matrix, _UNIT_CIRCLE, digits=digits)

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return an enclosure of relative width at most `rtol`; its witnesses are those of G(1).

        Raises
        ------
        Refused
            If ρ(J) = 1 within rounding, or the precision allowed is not enough.
        """
        norm = G.enclosure(matrix, _UNIT_CIRCLE, rtol=rtol)
        low, high = norm.lower.value, norm.upper.value
        # G = ∞ is said only where ρ ≥ 1 is proved
        if not (is_finite(low) and is_finite(high)):
            return Enclosure.exactly(0)
        return Enclosure.between(1 / high, 1 / low)

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return the exact distance of a 1×1 or 2×2 matrix that is nonnegative up to signs."""
        # proved, not computed: at ρ = 1 exactly the distance is 0, and G refuses to decide
        if at_most(_UNIT_CIRCLE, RHO.enclosure(matrix).lower.value):
            return sympy.Integer(0)
        norm = G.exact(matrix, _UNIT_CIRCLE)
        return None if norm is None else sympy.radsimp(1 / norm)

    def grows_on(self, matrix: Matrix) -> bool:
        """Return False: it falls as the entries of a nonnegative matrix grow."""
        return False

    def latex_of(self, matrix: str, *parameters: str) -> str:
        """Return d(J)."""
        return rf"d_{{\mathrm{{inst}}}}({matrix})"


QUANTITY = DistanceToInstability()
