"""The largest resolvent norm outside a circle, G(r) = sup over |z| ≥ r of ‖(zI-J)⁻¹‖, for r > 0.

For r > ρ(J) it is attained on |z| = r (maximum principle); where ρ(J) ≥ r it is infinite, as the
H∞ norm of an unstable system is, also if no eigenvalue lies on |z| = r itself.
"""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
import sympy
from flint import fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.rounding import rounded_off
from kreissverify.numbers.ball import middle_mpf
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import Estimate, Estimates
from kreissverify.numbers.rational import as_float
from kreissverify.quantities.algebra.spectral_norm import exact_norm
from kreissverify.quantities.base import OutsideDomain, Quantity
from kreissverify.quantities.circles.proofs import MOST_BITS, Circle
from kreissverify.quantities.float_range import as_finite_float
from kreissverify.quantities.kreiss.two_by_two import nonnegative_form
from kreissverify.quantities.resolvent.circle_estimates import (
    circle_estimate,
    circle_estimates,
    sharper_estimate,
)
from kreissverify.quantities.resolvent.circle_proofs import (
    circle_witness,
    confirmed_angle,
    highest_angle,
    highest_value,
    proved_circle,
    reaches_circle,
)
from kreissverify.quantities.resolvent.witness import Witness
from kreissverify.quantities.large.bounds import norm_at_height
from kreissverify.quantities.large.lower_estimate import LowerEstimate
from kreissverify.quantities.large.region import OUTSIDE
from kreissverify.quantities.large.resolvent import LargeResolvent
from kreissverify.quantities.two_by_two.closed_form import RESOLVENT
from kreissverify.quantities.two_by_two.first_route import two_by_two_first
from kreissverify.quantities.witnesses import Deferred, infinite

__all__ = ["QUANTITY", "MaximalResolventNorm"]

_RESTARTS = 3  # searches of the circle, each finer: three that agree leave precision as the cause
_SAME_ANGLE = 1e-9  # a finer search that ends so near has found nothing new


@two_by_two_first(RESOLVENT, encloses=True)
class MaximalResolventNorm(Quantity):
    """G(r), finite just for r > ρ(J); 1/G(1) is the distance to instability (stability radius).

    G(1) is the H∞ norm of the resolvent. The enclosure is the circle inequality (discrete
    bounded-real lemma) from above and one rational point of the circle from below.

    Examples
    --------
    For one number it is 1/(r-|λ|).

    >>> from kreissverify import G
    >>> G([["1/2"]], 1)
    2.0
    """

    name = "G"
    long_name = "maximal_resolvent_norm"
    copies_in_real_form = 1
    native = frozenset({"float64"})
    parameters = ("r",)

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return the highest maxima on |z| = r, each confirmed by a level-set test of the circle.

        Infinite where ρ(J) ≥ r; with an infinite error where float64 does not tell.
        """
        flat = stack.reshape(-1, *stack.shape[-2:])
        radius = np.broadcast_to(np.asarray(parameters[0], dtype=np.float64), stack.shape[:-2])
        radius = radius.reshape(-1)
        _require_radius(float(radius.min(initial=1.0)) > 0)
        return circle_estimates(flat, radius).reshaped(stack.shape[:-2])

    def of_large(self, resolvent: LargeResolvent, *parameters: fmpq) -> LowerEstimate:
        """Return a lower bound of G(r) from the highest maximum found on |z| = r."""
        _require_radius(parameters[0] > 0)
        return norm_at_height(self.name, resolvent, OUTSIDE, parameters[0] - 1)

    def estimate(self, matrix: Matrix, *parameters: fmpq) -> Estimate:
        """Return the highest maximum on |z| = r with an estimate of its absolute error."""
        _require_radius(parameters[0] > 0)
        return circle_estimate(matrix.array, as_float(parameters[0]))

    def value(self, matrix: Matrix, *parameters: fmpq) -> float:
        """Return G(r) to 1e-8 relative, mostly to 14 digits: from more than float64 where it must.

        Raises
        ------
        Refused
            If the rounding of the entries decides ρ(J) < r, or no precision allowed is enough.
        """
        found = self.estimate(matrix, *parameters)
        if found.is_right:
            return found.value
        (radius,) = parameters
        if fmpq(*as_float(radius).as_integer_ratio()) == radius and math.isfinite(found.error):
            found = sharper_estimate(matrix.array, as_float(radius), rounded_off(matrix))
            if found.is_right:
                return found.value
        return as_finite_float(self.highprec(matrix, *parameters, digits=18))

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return G(r) from Newton's method in the angle, at the highest maximum.

        That no other is higher by more than 1e-8 is shown by a level-set test or, where float64
        loses the digits for it, by a circle inequality.

        Raises
        ------
        Refused
            If the rounding of the entries decides ρ(J) < r, or no precision allowed is enough.
        """
        (radius,) = parameters
        _require_radius(radius > 0)
        found = highest_value(matrix, radius, digits)
        return mpmath.inf if found is None else middle_mpf(found, digits + 5)

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return an enclosure of relative width at most `rtol`, with its certificate.

        Raises
        ------
        Refused
            If ρ(J) < r was not decided, or the precision allowed is not enough.
        """
        (radius,) = parameters
        _require_radius(radius > 0)
        if reaches_circle(matrix, radius):
            return infinite(radius)
        angle = confirmed_angle(matrix, radius)
        for _ in range(_RESTARTS):
            witness = circle_witness(matrix, radius, angle, rtol)
            circle = proved_circle(matrix, radius, witness.value, rtol)
            if circle is not None:
                return _enclosure(witness, circle)
            better = highest_angle(matrix, radius, finer=True)
            if abs(better - angle) < _SAME_ANGLE:
                break
            angle = better
        if reaches_circle(
            matrix, radius, exactly=True
        ):  # LAPACK's eigenvalues were on the other side
            return infinite(radius)
        raise Refused(
            f"G: at least {as_float(witness.value):.12g} at r = {radius}, but "
            f"no upper bound within {rtol:g} of it was shown with {MOST_BITS} bits"
        )

    def is_finite(self, matrix: Matrix, *parameters: fmpq) -> bool:
        """Say whether ρ(J) < r was decided."""
        return self.has_radius_below(matrix, parameters[0])

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return G(r) = ‖(rI-T)⁻¹‖ of a 1×1 or 2×2 matrix that is nonnegative up to signs."""
        (radius,) = parameters
        _require_radius(radius > 0)
        form = nonnegative_form(matrix.exact)
        if form is None or reaches_circle(matrix, radius):
            return None
        n = form.nrows()
        shifted = (
            fmpq_mat(n, n, [radius if i == j else 0 for i in range(n) for j in range(n)]) - form
        )
        return exact_norm(shifted.inv())

    def latex_of(self, matrix: str, *parameters: str) -> str:
        """Return G_r(J)."""
        return f"G({', '.join((matrix, *parameters))})"


def _require_radius(good: bool) -> None:
    if not good:
        raise OutsideDomain("r: expected r > 0")


def _enclosure(witness: Witness, circle: Circle) -> Enclosure:
    bound = circle.gain / circle.radius

    def sides() -> dict[str, Any]:
        upper = circle.as_json()
        return {
            "lower": witness.as_json(),
            "upper": {"value": upper["g"], "P": upper["P"]},
        }

    return Enclosure.between(witness.value, bound, Deferred(sides))


QUANTITY = MaximalResolventNorm()
