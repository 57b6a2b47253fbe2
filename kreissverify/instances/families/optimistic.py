"""The optimistic gradient method for a linear operator.

The operator is z ↦ Az; of a game it is [[H_x, Cᵀ], [-C, H_y]]. Its iterates are the half steps of
the past extragradient method y = z - αAy⁻, z⁺ = z - αAy.

Source: L. D. Popov, A modification of the Arrow-Hurwicz method for search of saddle points,
Mathematical Notes 28, 1980, 845-848; in this form C. Daskalakis, A. Ilyas, V. Syrgkanis, H. Zeng,
Training GANs with optimism, ICLR 2018, arXiv:1711.00141.
"""

from __future__ import annotations

from typing import Any

from kreissverify.expressions.operations import block, identity, zeros
from kreissverify.instances.annotations import family
from kreissverify.instances.kinds import Square
from kreissverify.instances.parameter_domains import Real

__all__ = ["Optimistic"]


@family
def Optimistic(A: Square("n"), alpha: Real(above=0)) -> Any:
    """z⁺ = z - 2αAz + αAz⁻."""
    I = identity("n")
    return block([[I - (2 * alpha) * A, alpha * A], [I, zeros("n")]])
