"""The ε-pseudospectral radius ρ_ε(J): how far out ‖(zI-J)⁻¹‖ still reaches 1/ε."""

from __future__ import annotations

from flint import fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.float_ball_matrix import FloatBall
from kreissverify.numbers.intervals import Intervals
from kreissverify.numbers.rational import as_sympy
from kreissverify.quantities.curves import CIRCLES
from kreissverify.quantities.kreiss.two_by_two import nonnegative_form
from kreissverify.quantities.large.region import OUTSIDE
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO
from kreissverify.quantities.normal_matrices import is_normal
from kreissverify.quantities.pseudospectra.extent import PseudospectralExtent
from kreissverify.quantities.stacked.pseudospectra import pseudospectral_radius_bounds
from kreissverify.system.deferred import sympy

__all__ = ["QUANTITY", "PseudospectralRadius"]


class PseudospectralRadius(PseudospectralExtent):
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
    curves = CIRCLES
    region = OUTSIDE
    at_zero = RHO

    def bounds_of_stack(self, balls: FloatBall, *parameters: Intervals, rtol: float) -> Intervals:
        """Return bounds by one circle and one point: see `stacked.pseudospectra`."""
        return pseudospectral_radius_bounds(balls, parameters[0], rtol)

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return the exact value of symmetric matrices, and of [[γ, b], [c, γ]] up to signs.

        ρ_ε = ρ + ε for normal J, and (r-γ)² = (ε+b)(ε+c) where σ_min(rI-T) = ε for T ≥ 0.
        """
        (eps,) = parameters
        if eps <= 0 or is_normal(matrix.exact):
            return super().exact(matrix, eps)
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


QUANTITY = PseudospectralRadius()
