"""The ε-pseudospectral radius ρ_ε(J): how far out ‖(zI-J)⁻¹‖ still reaches 1/ε."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import sympy
from flint import fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.estimates import Estimate, Estimates
from kreissverify.numbers.rational import as_float, as_fmpq, as_mpf, as_sympy
from kreissverify.quantities.base import OutsideDomain, Quantity
from kreissverify.quantities.float_range import as_finite_float
from kreissverify.quantities.kreiss.two_by_two import nonnegative_form
from kreissverify.quantities.large.bounds import farthest_point
from kreissverify.quantities.large.lower_estimate import LowerEstimate
from kreissverify.quantities.large.region import OUTSIDE
from kreissverify.quantities.large.resolvent import LargeResolvent
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO
from kreissverify.quantities.pseudospectra.enclosure import enclosed_radius, highest_radius
from kreissverify.quantities.pseudospectra.farthest_point import (
    radius_estimate,
    radius_estimates,
)

__all__ = ["QUANTITY", "PseudospectralRadius"]


class PseudospectralRadius(Quantity):
    """ρ_ε(J) = max{|z| : ‖(zI-J)⁻¹‖ ≥ 1/ε} = max{ρ(J+E) : ‖E‖ ≤ ε}, complex E; ρ_0 = ρ.

    For ε > 0 it is the radius r > ρ(J) with G(J, r) = 1/ε, one only since G decreases; and K(J) is
    the supremum of (ρ_ε(J)-1)/ε over ε > 0. L. N. Trefethen and M. Embree, *Spectra and
    Pseudospectra* (2005), sections 2 and 16; E. Mengi and M. L. Overton, IMA J. Numer. Anal. 25
    (2005) 648.

    Examples
    --------
    For a symmetric matrix it is ρ + ε.

    >>> from kreissverify import pseudospectral_radius
    >>> pseudospectral_radius([["1/2", 0], [0, "1/4"]], "1/4")
    0.75
    """

    name = "rho_eps"
    long_name = "pseudospectral_radius"
    copies_in_real_form = 1
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
        """Return ρ_ε of each matrix, confirmed by a level-set test just outside.

        With an infinite error where float64 does not tell.
        """
        eps = np.broadcast_to(np.asarray(parameters[0], dtype=np.float64), stack.shape[:-2])
        if not eps.min(initial=0.0) >= 0:
            raise OutsideDomain(f"eps: expected eps >= 0, got {eps.min()}")
        flat, eps = stack.reshape(-1, *stack.shape[-2:]), eps.reshape(-1)
        if not eps.any():
            return RHO.float64(stack)
        return radius_estimates(flat, eps).reshaped(stack.shape[:-2])

    def of_large(self, resolvent: LargeResolvent, *parameters: fmpq) -> LowerEstimate:
        """Return a lower bound of ρ_ε: |z| at the farthest point found where ‖R(z)‖ ≥ 1/ε.

        Raises
        ------
        OutsideDomain
            If ε = 0: of the spectral radius no vector proves a lower bound.
        """
        if parameters[0] <= 0:
            raise OutsideDomain(
                "eps: expected eps > 0 for a sparse matrix or an operator; "
                "scipy.sparse.linalg.eigs estimates the spectral radius"
            )
        return farthest_point(self.name, resolvent, OUTSIDE, as_float(parameters[0]))

    def estimate(self, matrix: Matrix, *parameters: fmpq) -> Estimate:
        """Return ρ_ε with an estimate of its absolute error."""
        eps = _nonnegative(parameters[0])
        if eps == 0:
            found: Estimate = RHO.estimate(matrix)
            return found
        return radius_estimate(matrix.array, as_float(eps)).estimate

    def value(self, matrix: Matrix, *parameters: fmpq) -> float:
        """Return ρ_ε to 1e-8 relative, mostly to 14 digits: from more than float64 where it must.

        Raises
        ------
        Refused
            If no precision allowed is enough.
        """
        if parameters[0] == 0:
            return float(RHO.value(matrix))
        found = self.estimate(matrix, *parameters)
        if found.is_right:
            return found.value
        return as_finite_float(self.highprec(matrix, *parameters, digits=18))

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return ρ_ε from Newton's method in the radius and, on each circle, in the angle.

        That the pseudospectrum goes no farther by more than 1e-8 is shown as for `G`.

        Raises
        ------
        Refused
            If no precision allowed is enough.
        """
        eps = _nonnegative(parameters[0])
        if eps == 0:
            return RHO.highprec(matrix, digits=digits)
        found = highest_radius(matrix, eps, digits)
        with mpmath.workdps(digits + 5):
            return as_mpf(found)

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return an enclosure of relative width at most `rtol`, with its certificate.

        One rational z and one vector prove that the pseudospectrum reaches |z|, one circle
        inequality that it does not go beyond.

        Raises
        ------
        Refused
            If the precision allowed is not enough.
        """
        eps = _nonnegative(parameters[0])
        if eps == 0:
            return RHO.enclosure(matrix, rtol=rtol)
        return enclosed_radius(matrix, eps, rtol)

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return the exact value of symmetric matrices, and of [[γ, b], [c, γ]] up to signs.

        ρ_ε = ρ + ε for normal J, and (r-γ)² = (ε+b)(ε+c) where σ_min(rI-T) = ε for T ≥ 0.
        """
        eps = _nonnegative(parameters[0])
        if eps == 0 or matrix.exact == matrix.exact.transpose():
            radius = RHO.exact(matrix)
            return None if radius is None else radius + as_sympy(eps)
        form = nonnegative_form(matrix.exact)
        # the equation of σ_min factors only if both diagonal entries are equal
        if form is None or form.nrows() != 2 or form[0, 0] != form[1, 1]:
            return None
        return self.closed_form(form[0, 0], form[0, 1], form[1, 0], eps)

    def closed_form(self, gamma: fmpq, b: fmpq, c: fmpq, eps: fmpq) -> sympy.Expr:
        """Return ρ_ε(T) = γ + √((ε+b)(ε+c)) of T = [[γ, b], [c, γ]] ≥ 0."""
        return as_sympy(gamma) + sympy.sqrt(as_sympy((eps + b) * (eps + c)))

    def latex_of(self, matrix: str, *parameters: str) -> str:
        """Return ρ_ε(J)."""
        return rf"\rho_{{{parameters[0]}}}({matrix})"


def _nonnegative(eps: fmpq) -> fmpq:
    if eps < 0:
        shown = as_float(eps)
        raise OutsideDomain(f"eps: expected eps >= 0, got {shown:g}")
    return eps


QUANTITY = PseudospectralRadius()
