"""The distance of a flow to instability: how small a complex perturbation moves α(A) to 0."""

from __future__ import annotations

from flint import fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.extended import at_most
from kreissverify.quantities.flows.maximal_resolvent_norm import QUANTITY as G_C
from kreissverify.quantities.flows.spectral_abscissa import QUANTITY as ALPHA
from kreissverify.quantities.resolvent.distance import DistanceToEdge

__all__ = ["QUANTITY", "ContinuousDistanceToInstability"]


class ContinuousDistanceToInstability(DistanceToEdge):
    """min over y of σ_min(iyI-A) = 1/G_c(A, 0) for α(A) < 0, and 0 for α(A) ≥ 0.

    The least ‖E‖ over complex E with α(A+E) ≥ 0 (C. F. Van Loan, Contemp. Math. 47 (1985) 465; R.
    Byers, SIAM J. Sci. Stat. Comput. 9 (1988) 875).

    Examples
    --------
    For a normal matrix it is -α.

    >>> from kreissverify import continuous as ct
    >>> ct.distance_to_instability([["-1/2", 0], [0, -2]])
    0.5
    """

    name = "continuous_distance_to_instability"
    long_name = "continuous_distance_to_instability"
    continuous = True
    norm = G_C
    edge = fmpq(0)

    def is_unstable(self, matrix: Matrix) -> bool:
        """Say whether α(A) ≥ 0 is proved."""
        return at_most(self.edge, ALPHA.enclosure(matrix).lower.value)

    def latex_of(self, matrix: str, *parameters: str) -> str:
        """Return d_c(A)."""
        return rf"d_{{c}}({matrix})"


QUANTITY = ContinuousDistanceToInstability()
