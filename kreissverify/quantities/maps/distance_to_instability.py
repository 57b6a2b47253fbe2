"""The distance to instability: how small a complex perturbation moves an eigenvalue out."""

from __future__ import annotations

from flint import fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.extended import at_most
from kreissverify.quantities.maps.maximal_resolvent_norm import QUANTITY as G
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO
from kreissverify.quantities.resolvent.distance import DistanceToEdge
from kreissverify.quantities.two_by_two.closed_form import DISTANCE
from kreissverify.quantities.two_by_two.first_route import two_by_two_first

__all__ = ["QUANTITY", "DistanceToInstability"]

_UNIT_CIRCLE = fmpq(1)


@two_by_two_first(DISTANCE)
class DistanceToInstability(DistanceToEdge):
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
    norm = G
    edge = _UNIT_CIRCLE

    def is_unstable(self, matrix: Matrix) -> bool:
        """Say whether ρ(J) ≥ 1 is proved."""
        return at_most(self.edge, RHO.enclosure(matrix).lower.value)

    def latex_of(self, matrix: str, *parameters: str) -> str:
        """Return d(J)."""
        return rf"d_{{\mathrm{{inst}}}}({matrix})"


QUANTITY = DistanceToInstability()
