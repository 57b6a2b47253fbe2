"""The largest resolvent norm outside a circle, G(r) = sup over |z| ≥ r of ‖(zI-J)⁻¹‖, for r > 0."""

from __future__ import annotations

from flint import fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.float_ball_matrix import FloatBall
from kreissverify.numbers.intervals import Intervals
from kreissverify.quantities.base import OutsideDomain
from kreissverify.quantities.curves import CIRCLES
from kreissverify.quantities.kreiss.two_by_two import nonnegative_form
from kreissverify.quantities.large.region import OUTSIDE
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO
from kreissverify.quantities.resolvent.supremum import ResolventSupremum
from kreissverify.quantities.stacked.resolvent import resolvent_bounds
from kreissverify.quantities.two_by_two.closed_form import RESOLVENT
from kreissverify.quantities.two_by_two.first_route import two_by_two_first
from kreissverify.quantities.witnesses import infinite

__all__ = ["QUANTITY", "MaximalResolventNorm"]


@two_by_two_first(RESOLVENT, encloses=True)
class MaximalResolventNorm(ResolventSupremum):
    """G(J, r) = sup over |z| ≥ r of ‖(zI-J)⁻¹‖, finite just for r > ρ(J).

    G(J, 1) is the H∞ norm of the resolvent, and 1/G(J, 1) the distance to instability. The
    enclosure is the circle inequality (discrete bounded-real lemma) from above and one rational
    point of the circle from below.

    Examples
    --------
    For one number it is 1/(r-|λ|).

    >>> from kreissverify import G
    >>> G([["1/2"]], 1)
    2.0
    """

    name = "G"
    long_name = "maximal_resolvent_norm"
    of_padded = True
    parameters = ("r",)
    curves = CIRCLES
    region = OUTSIDE
    spectral = RHO

    def require_level(self, level: float) -> None:
        """Refuse r ≤ 0."""
        if not level > 0:
            raise OutsideDomain("r: expected r > 0")

    def unbounded(self, level: fmpq) -> Enclosure:
        """Return ∞, witnessed by ρ ≥ r."""
        return infinite(level)

    def is_finite(self, matrix: Matrix, *parameters: fmpq) -> bool:
        """Say whether ρ(J) < r was decided."""
        return self.has_radius_below(matrix, parameters[0])

    def bounds_of_stack(self, balls: FloatBall, *parameters: Intervals, rtol: float) -> Intervals:
        """Return bounds by one circle: see `stacked.resolvent`."""
        return resolvent_bounds(balls, parameters[0], rtol)

    def nonnegative_form(self, matrix: fmpq_mat) -> fmpq_mat | None:
        """Return |J| if a sign, and conjugation by diag(1, ±1), turn the matrix J into it."""
        return nonnegative_form(matrix)

    def latex_of(self, matrix: str, *parameters: str) -> str:
        """Return G_r(J)."""
        return f"G({', '.join((matrix, *parameters))})"


QUANTITY = MaximalResolventNorm()
