"""The ε-pseudospectral abscissa α_ε(A): how far right ‖(zI-A)⁻¹‖ still reaches 1/ε."""

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
from kreissverify.quantities.curves import LINES
from kreissverify.quantities.float_range import as_finite_float
from kreissverify.quantities.flows.spectral_abscissa import QUANTITY as ALPHA
from kreissverify.quantities.large.bounds import farthest_point
from kreissverify.quantities.large.lower_estimate import LowerEstimate
from kreissverify.quantities.large.region import HALF_PLANE
from kreissverify.quantities.large.resolvent import LargeResolvent
from kreissverify.quantities.pseudospectra.enclosure import enclosed_radius, highest_radius
from kreissverify.quantities.pseudospectra.farthest_point import (
    radius_estimate,
    radius_estimates,
)

__all__ = ["QUANTITY", "PseudospectralAbscissa"]


class PseudospectralAbscissa(Quantity):
    """α_ε(A) = max{Re z : ‖(zI-A)⁻¹‖ ≥ 1/ε} = max{α(A+E) : ‖E‖ ≤ ε}, complex E; α_0 = α.

    For ε > 0 it is the abscissa x > α(A) with G_c(A, x) = 1/ε; and K_c(A) is the supremum of α_ε/ε
    over ε > 0. J. V. Burke, A. S. Lewis and M. L. Overton, IMA J. Numer. Anal. 23 (2003) 359.

    Examples
    --------
    For a symmetric matrix it is α + ε.

    >>> from kreissverify import continuous as ct
    >>> ct.pseudospectral_abscissa([[-2, 0], [0, -1]], "1/4")
    -0.75
    """

    name = "pseudospectral_abscissa"
    long_name = "pseudospectral_abscissa"
    continuous = True
    copies_in_real_form = 1
    native = frozenset({"float64"})
    parameters = ("eps",)
    finite = True
    least = None

    def parameter(self, value: Any) -> fmpq:
        """Return ε as an exact rational, ε ≥ 0."""
        try:
            eps = as_fmpq(value)
        except (TypeError, ValueError) as error:
            raise type(error)(f"eps: {error}") from None
        return _nonnegative(eps)

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return α_ε of each matrix, confirmed by a level-set test just to the right.

        With an infinite error where float64 does not tell.
        """
        eps = np.broadcast_to(np.asarray(parameters[0], dtype=np.float64), stack.shape[:-2])
        if not eps.min(initial=0.0) >= 0:
            raise OutsideDomain(f"eps: expected eps >= 0, got {eps.min()}")
        flat, eps = stack.reshape(-1, *stack.shape[-2:]), eps.reshape(-1)
        if not eps.any():
            return ALPHA.float64(stack)
        return radius_estimates(flat, eps, LINES).reshaped(stack.shape[:-2])

    def estimate(self, matrix: Matrix, *parameters: fmpq) -> Estimate:
        """Return α_ε with an estimate of its absolute error."""
        eps = _nonnegative(parameters[0])
        if eps == 0:
            found: Estimate = ALPHA.estimate(matrix)
            return found
        return radius_estimate(matrix.array, as_float(eps), LINES).estimate

    def of_large(self, resolvent: LargeResolvent, *parameters: fmpq) -> LowerEstimate:
        """Return a lower bound of α_ε: Re z at the farthest point found where ‖R(z)‖ ≥ 1/ε.

        Raises
        ------
        OutsideDomain
            If ε = 0: of the spectral abscissa no vector proves a lower bound.
        """
        if parameters[0] <= 0:
            raise OutsideDomain(
                "eps: expected eps > 0 for a sparse matrix or an operator; "
                "scipy.sparse.linalg.eigs estimates the spectral abscissa"
            )
        return farthest_point(self.name, resolvent, HALF_PLANE, as_float(parameters[0]))

    def value(self, matrix: Matrix, *parameters: fmpq) -> float:
        """Return α_ε to 1e-8 relative, mostly to 14 digits: from more than float64 where it must.

        Raises
        ------
        Refused
            If no precision allowed is enough.
        """
        if parameters[0] == 0:
            return float(ALPHA.value(matrix))
        found = self.estimate(matrix, *parameters)
        if found.is_right:
            return found.value
        return as_finite_float(self.highprec(matrix, *parameters, digits=18))

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return α_ε from Newton's method in the abscissa and, on each line, in the ordinate.

        That the pseudospectrum goes no farther by more than 1e-8 is shown as for G_c. Digits are
        those of α_ε, or of 1e-6·ε where it is closer to 0 than that.

        Raises
        ------
        Refused
            If no precision allowed is enough.
        """
        eps = _nonnegative(parameters[0])
        if eps == 0:
            return ALPHA.highprec(matrix, digits=digits)
        found = highest_radius(matrix, eps, digits, LINES)
        with mpmath.workdps(digits + 5):
            return as_mpf(found)

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return an enclosure of relative width at most `rtol`, with its certificate.

        One rational z and one vector prove that the pseudospectrum reaches Re z, one line
        inequality that it does not go beyond. Where |α_ε| < 1e-6·ε the width is relative to that.

        Raises
        ------
        Refused
            If the precision allowed is not enough.
        """
        eps = _nonnegative(parameters[0])
        if eps == 0:
            return ALPHA.enclosure(matrix, rtol=rtol)
        return enclosed_radius(matrix, eps, rtol, LINES)

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return the exact value of symmetric matrices, α_ε = α + ε."""
        eps = _nonnegative(parameters[0])
        if eps == 0 or matrix.exact == matrix.exact.transpose():
            alpha = ALPHA.exact(matrix)
            return None if alpha is None else alpha + as_sympy(eps)
        return None

    def latex_of(self, matrix: str, *parameters: str) -> str:
        """Return α_ε(A)."""
        return rf"\alpha_{{{parameters[0]}}}({matrix})"


def _nonnegative(eps: fmpq) -> fmpq:
    if eps < 0:
        shown = as_float(eps)
        raise OutsideDomain(f"eps: expected eps >= 0, got {shown:g}")
    return eps


QUANTITY = PseudospectralAbscissa()
