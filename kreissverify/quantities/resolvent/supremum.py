"""The largest resolvent norm on and beyond a circle or a line, face by face.

For r > ρ(J) it is attained on |z| = r, and for x > α(J) on Re z = x (maximum principle); where
ρ(J) ≥ r, or α(J) ≥ x, it is infinite, as the H∞ norm of an unstable system is, also if no
eigenvalue lies on the curve itself.
"""

from __future__ import annotations

from typing import Any, ClassVar

import mpmath
import numpy as np
from flint import fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.rounding import rounded_off
from kreissverify.numbers.ball import middle_mpf
from kreissverify.numbers.decimals import end_text
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import Estimate, Estimates
from kreissverify.numbers.positive_definite import scaled_identity
from kreissverify.numbers.rational import as_float, as_sympy
from kreissverify.quantities.algebra.spectral_norm import exact_norm
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.curve_proofs.proofs import MOST_BITS, CurveProof
from kreissverify.quantities.curves import Curves
from kreissverify.quantities.float_range import as_finite_float
from kreissverify.quantities.large.bounds import norm_at_height
from kreissverify.quantities.large.lower_estimate import LowerEstimate
from kreissverify.quantities.large.region import Region
from kreissverify.quantities.large.resolvent import LargeResolvent
from kreissverify.quantities.normal_matrices import of_normal
from kreissverify.quantities.resolvent.curve_estimates import (
    curve_estimate,
    curve_estimates,
    sharper_estimate,
)
from kreissverify.quantities.resolvent.curve_proofs import (
    confirmed_angle,
    curve_witness,
    highest_value,
    proved_curve,
    reaches_curve,
)
from kreissverify.quantities.resolvent.highest_points import highest_angle
from kreissverify.quantities.resolvent.witness import Witness
from kreissverify.quantities.witnesses import Deferred
from kreissverify.system.deferred import sympy

__all__ = ["ResolventSupremum"]

_RESTARTS = 3  # searches of the circle, each finer: three that agree leave precision as the cause
_SAME_ANGLE = 1e-9  # a finer search that ends so near has found nothing new


class ResolventSupremum(Quantity):
    """sup of ‖(zI-J)⁻¹‖ over |z| ≥ r, or over Re z ≥ x, by the curves of the subclass.

    The enclosure is the inequality of the curve (bounded-real lemma) from above and one rational
    point of it from below.

    Attributes
    ----------
    curves, region
        Circles and the outside of one, or lines and a half-plane.
    spectral
        Where the spectrum ends: ρ or α.
    """

    curves: ClassVar[Curves]
    region: ClassVar[Region]
    spectral: ClassVar[Quantity]
    copies_in_real_form = 1
    of_transposes = True
    native = frozenset({"float64"})

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return the highest maxima on the curves, each confirmed by a level-set test.

        Infinite where ρ(J) ≥ r, or α(J) ≥ x; with an infinite error where float64 does not tell.
        """
        flat = stack.reshape(-1, *stack.shape[-2:])
        radius = np.broadcast_to(np.asarray(parameters[0], dtype=np.float64), stack.shape[:-2])
        radius = radius.reshape(-1)
        self.require_level(float(radius.min(initial=1.0)))
        return curve_estimates(flat, radius, self.curves).reshaped(stack.shape[:-2])

    def estimate(self, matrix: Matrix, *parameters: fmpq) -> Estimate:
        """Return the highest maximum on the curve with an estimate of its absolute error.

        Where float64 has lost digits, from extended precision.
        """
        (radius,) = parameters
        self.require_level(as_float(radius))
        found = curve_estimate(matrix.array, as_float(radius), self.curves)
        # a rounded radius is another circle: more digits of its maximum would say nothing
        if found.is_right or fmpq(*as_float(radius).as_integer_ratio()) != radius:
            return found
        return sharper_estimate(
            matrix.array, as_float(radius), rounded_off(matrix), found, self.curves
        )

    def of_large(self, resolvent: LargeResolvent, *parameters: fmpq) -> LowerEstimate:
        """Return a lower bound from the highest maximum found on the curve."""
        (level,) = parameters
        self.require_level(as_float(level))
        return norm_at_height(self.name, resolvent, self.region, level - self.region.origin)

    def value(self, matrix: Matrix, *parameters: fmpq) -> float:
        """Return G to 1e-8 relative, mostly to 14 digits: from more than float64 where it must.

        Raises
        ------
        Refused
            If the rounding of the entries decides stability, or no precision allowed is enough.
        """
        found = self.estimate(matrix, *parameters)
        if found.is_right:
            return found.value
        return as_finite_float(self.highprec(matrix, *parameters, digits=18))

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return G from Newton's method along the curve, at the highest maximum.

        That no other is higher by more than 1e-8 is shown by a level-set test or, where float64
        loses the digits for it, by a circle inequality.

        Raises
        ------
        Refused
            If the rounding of the entries decides stability, or no precision allowed is enough.
        """
        (radius,) = parameters
        self.require_level(as_float(radius))
        found = highest_value(matrix, radius, digits, self.curves)
        return mpmath.inf if found is None else middle_mpf(found, digits + 5)

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return an enclosure of relative width at most `rtol`, with its certificate.

        Raises
        ------
        Refused
            If stability was not decided, or the precision allowed is not enough.
        """
        (radius,) = parameters
        curves = self.curves
        self.require_level(as_float(radius))
        if reaches_curve(matrix, radius, curves=curves):
            return self.unbounded(radius)
        angle = confirmed_angle(matrix, radius, curves)
        for _ in range(_RESTARTS):
            witness = curve_witness(matrix, radius, angle, rtol, curves)
            circle = proved_curve(matrix, radius, witness.value, rtol, curves)
            if circle is not None:
                return _enclosure(witness, circle)
            better = highest_angle(matrix, radius, finer=True, curves=curves)
            if abs(better - angle) < _SAME_ANGLE * float(curves.scale(1 / as_float(witness.value))):
                break
            angle = better
        # LAPACK's eigenvalues were on the other side
        if reaches_curve(matrix, radius, exactly=True, curves=curves):
            return self.unbounded(radius)
        raise Refused(
            f"{self.name}: at least {end_text(witness.value, 12, up=False)} at "
            f"{curves.level_name} = {radius}, but no upper bound within {rtol:g} of it was shown "
            f"with {MOST_BITS} bits"
        )

    def require_level(self, level: float) -> None:
        """Refuse a parameter outside the domain."""
        raise NotImplementedError

    def unbounded(self, level: fmpq) -> Enclosure:
        """Return ∞ with its witness."""
        raise NotImplementedError

    def nonnegative_form(self, matrix: fmpq_mat) -> fmpq_mat | None:
        """Return a matrix of the same norms whose resolvent is largest on the positive axis."""
        raise NotImplementedError

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return ‖(rI-T)⁻¹‖ of a 1×1 or 2×2 matrix that is nonnegative up to signs.

        Of flows up to its diagonal.
        """
        (radius,) = parameters
        self.require_level(as_float(radius))
        form = self.nonnegative_form(matrix.exact)
        if form is None or reaches_curve(matrix, radius, curves=self.curves):
            return None
        return exact_norm((scaled_identity(form.nrows(), radius) - form).inv())

    def algebraic(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return 1/(r-ρ) of a normal matrix, or 1/(x-α) of a flow."""
        (level,) = parameters
        known = of_normal(self.spectral, matrix)
        if known is None:
            return None
        gap = as_sympy(level) - known
        # here, as its numbers are of a class of SymPy's: see `system.deferred`
        from kreissverify.numbers.radicals import sign

        return 1 / gap if sign(gap) > 0 else None


def _enclosure(witness: Witness, circle: CurveProof) -> Enclosure:
    def sides() -> dict[str, Any]:
        upper = circle.as_json()
        return {
            "lower": witness.as_json(),
            "upper": {"value": upper["g"], "P": upper["P"]},
        }

    return Enclosure.between(witness.value, circle.norm, Deferred(sides))
