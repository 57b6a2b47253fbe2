"""The ε-pseudospectral abscissa α_ε(A): how far right ‖(zI-A)⁻¹‖ still reaches 1/ε."""

from __future__ import annotations

from kreissverify.quantities.curves import LINES
from kreissverify.quantities.flows.spectral_abscissa import QUANTITY as ALPHA
from kreissverify.quantities.large.region import HALF_PLANE
from kreissverify.quantities.pseudospectra.extent import PseudospectralExtent

__all__ = ["QUANTITY", "PseudospectralAbscissa"]


class PseudospectralAbscissa(PseudospectralExtent):
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
    least = None
    curves = LINES
    region = HALF_PLANE
    at_zero = ALPHA

    def latex_of(self, matrix: str, *parameters: str) -> str:
        """Return α_ε(A)."""
        return rf"\alpha_{{{parameters[0]}}}({matrix})"


QUANTITY = PseudospectralAbscissa()
