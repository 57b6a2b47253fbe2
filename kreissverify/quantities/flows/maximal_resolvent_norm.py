"""The largest resolvent norm right of a line, G_c(x) = sup over Re z ≥ x of ‖(zI-A)⁻¹‖."""

from __future__ import annotations

import math

from flint import fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.rational import rational_string
from kreissverify.quantities.base import OutsideDomain
from kreissverify.quantities.curves import LINES
from kreissverify.quantities.flows.spectral_abscissa import QUANTITY as SPECTRAL_ABSCISSA
from kreissverify.quantities.kreiss.two_by_two import metzler_form
from kreissverify.quantities.large.region import HALF_PLANE
from kreissverify.quantities.resolvent.supremum import ResolventSupremum
from kreissverify.quantities.witnesses import certified

__all__ = ["QUANTITY", "ContinuousResolventNorm"]


class ContinuousResolventNorm(ResolventSupremum):
    """G_c(A, x) = sup over Re z ≥ x of ‖(zI-A)⁻¹‖, attained on Re z = x for x > α(A), else +∞.

    1/G_c(0) is the distance to instability of the flow. The enclosure is the line inequality
    (continuous bounded-real lemma) from above and one rational point of the line from below.

    Examples
    --------
    For one number it is 1/(x - Re λ).

    >>> from kreissverify import continuous as ct
    >>> ct.G([["-1/2"]], 0), ct.G([["-1/2"]], "-1/4")
    (2.0, 4.0)
    """

    name = "G_c"
    long_name = "continuous_resolvent_norm"
    continuous = True
    parameters = ("x",)
    curves = LINES
    region = HALF_PLANE
    spectral = SPECTRAL_ABSCISSA

    def require_level(self, level: float) -> None:
        """Take every finite x."""
        if not math.isfinite(level):
            raise OutsideDomain("x: expected a finite number")

    def unbounded(self, level: fmpq) -> Enclosure:
        """Return ∞, witnessed by α ≥ x."""
        return certified(math.inf, math.inf, {"abscissa": rational_string(level)})

    def is_finite(self, matrix: Matrix, *parameters: fmpq) -> bool:
        """Say whether α(A) < x was decided."""
        return self.has_abscissa_below(matrix, parameters[0])

    def nonnegative_form(self, matrix: fmpq_mat) -> fmpq_mat | None:
        """Return the Metzler matrix that conjugation by diag(1, ±1) turns A into."""
        return metzler_form(matrix)

    def latex_of(self, matrix: str, *parameters: str) -> str:
        """Return G_c(A, x)."""
        return f"G_{{c}}({', '.join((matrix, *parameters))})"


QUANTITY = ContinuousResolventNorm()
