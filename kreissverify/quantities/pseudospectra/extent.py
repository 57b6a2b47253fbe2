"""How far a pseudospectrum reaches, face by face: out from the origin, or to the right."""

from __future__ import annotations

from typing import Any, ClassVar

import mpmath
import numpy as np
from flint import fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.estimates import Estimate, Estimates
from kreissverify.numbers.rational import as_float, as_fmpq, as_mpf, as_sympy
from kreissverify.quantities.base import OutsideDomain, Quantity
from kreissverify.quantities.curves import Curves
from kreissverify.quantities.float_range import as_finite_float
from kreissverify.quantities.large.bounds import farthest_point
from kreissverify.quantities.large.lower_estimate import LowerEstimate
from kreissverify.quantities.large.region import Region
from kreissverify.quantities.large.resolvent import LargeResolvent
from kreissverify.quantities.normal_matrices import is_normal, of_normal
from kreissverify.quantities.pseudospectra.enclosure import enclosed_radius, highest_radius
from kreissverify.quantities.pseudospectra.farthest_point import (
    radius_estimate,
    radius_estimates,
)
from kreissverify.system.deferred import sympy

__all__ = ["PseudospectralExtent"]


class PseudospectralExtent(Quantity):
    """The level of the farthest curve that meets ‖(zI-A)⁻¹‖ ≥ 1/ε; at ε = 0 that of the spectrum.

    Attributes
    ----------
    curves, region
        Circles and the outside of one, or lines and a half-plane.
    at_zero
        The quantity that it is for ε = 0: ρ or α.
    """

    curves: ClassVar[Curves]
    region: ClassVar[Region]
    at_zero: ClassVar[Quantity]
    copies_in_real_form = 1
    of_transposes = True
    native = frozenset({"float64"})
    parameters = ("eps",)
    finite = True

    def parameter(self, value: Any) -> fmpq:
        """Return ε as an exact rational, ε ≥ 0."""
        try:
            eps = as_fmpq(value)
        except (TypeError, ValueError) as error:
            raise type(error)(f"eps: {error}") from None
        return _nonnegative(eps)

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return the extent of each, confirmed by a level-set test just outside of it.

        With an infinite error where float64 does not tell.
        """
        eps = np.broadcast_to(np.asarray(parameters[0], dtype=np.float64), stack.shape[:-2])
        if not eps.min(initial=0.0) >= 0:
            raise OutsideDomain(f"eps: expected eps >= 0, got {eps.min()}")
        flat, eps = stack.reshape(-1, *stack.shape[-2:]), eps.reshape(-1)
        if not eps.any():
            return self.at_zero.float64(stack)
        return radius_estimates(flat, eps, self.curves).reshaped(stack.shape[:-2])

    def estimate(self, matrix: Matrix, *parameters: fmpq) -> Estimate:
        """Return the extent with an estimate of its absolute error."""
        eps = _nonnegative(parameters[0])
        if eps == 0:
            found: Estimate = self.at_zero.estimate(matrix)
            return found
        return radius_estimate(matrix.array, as_float(eps), self.curves).estimate

    def of_large(self, resolvent: LargeResolvent, *parameters: fmpq) -> LowerEstimate:
        """Return a lower bound: the level of the farthest point found where ‖R(z)‖ ≥ 1/ε.

        Raises
        ------
        OutsideDomain
            If ε = 0: of ρ and α no vector proves a lower bound.
        """
        if parameters[0] <= 0:
            spectral = self.at_zero.long_name.replace("_", " ")
            raise OutsideDomain(
                "eps: expected eps > 0 for a sparse matrix or an operator; "
                f"scipy.sparse.linalg.eigs estimates the {spectral}"
            )
        return farthest_point(self.name, resolvent, self.region, as_float(parameters[0]))

    def value(self, matrix: Matrix, *parameters: fmpq) -> float:
        """Return it to 1e-8 relative, mostly to 14 digits: from more than float64 where it must.

        Raises
        ------
        Refused
            If no precision allowed is enough.
        """
        if parameters[0] == 0:
            return float(self.at_zero.value(matrix))
        found = self.estimate(matrix, *parameters)
        if found.is_right:
            return found.value
        return as_finite_float(self.highprec(matrix, *parameters, digits=18))

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return it from Newton's method in the level and, on each curve, along the curve.

        That the pseudospectrum goes no farther by more than 1e-8 is shown as for G. Digits of an
        abscissa are its own, or those of 1e-6·ε where it is closer to 0 than that.

        Raises
        ------
        Refused
            If no precision allowed is enough.
        """
        eps = _nonnegative(parameters[0])
        if eps == 0:
            return self.at_zero.highprec(matrix, digits=digits)
        found = highest_radius(matrix, eps, digits, self.curves)
        with mpmath.workdps(digits + 5):
            return as_mpf(found)

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return an enclosure of relative width at most `rtol`, with its certificate.

        One rational z and one vector prove that the pseudospectrum reaches its level, the
        inequality of one curve that it does not go beyond. Where an abscissa is below 1e-6·ε in
        modulus the width is relative to that.

        Raises
        ------
        Refused
            If the precision allowed is not enough.
        """
        eps = _nonnegative(parameters[0])
        if eps == 0:
            return self.at_zero.enclosure(matrix, rtol=rtol)
        return enclosed_radius(matrix, eps, rtol, self.curves)

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return the exact value for ε = 0, and of normal matrices: that of the spectrum + ε."""
        eps = _nonnegative(parameters[0])
        if eps == 0 or is_normal(matrix.exact):
            spectral = self.at_zero.exact(matrix)
            return None if spectral is None else spectral + as_sympy(eps)
        return None

    def algebraic(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return the same where that of the spectrum has no name in roots."""
        eps = _nonnegative(parameters[0])
        spectral = self.at_zero.algebraic(matrix) if eps == 0 else of_normal(self.at_zero, matrix)
        return None if spectral is None else spectral + as_sympy(eps)


def _nonnegative(eps: fmpq) -> fmpq:
    if eps < 0:
        shown = as_float(eps)
        raise OutsideDomain(f"eps: expected eps >= 0, got {shown:g}")
    return eps
