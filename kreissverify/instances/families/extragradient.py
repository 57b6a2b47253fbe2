"""The extragradient method for a linear operator.

The operator is z ↦ Az; of a game it is [[H_x, Cᵀ], [-C, H_y]]. A monotone one is one with
``assume(psd(J.A + J.A.T))``.

Source: G. M. Korpelevich, The extragradient method for finding saddle points and other problems,
Ekonomika i Matematicheskie Metody 12, 1976, 747-756 (in Russian).
"""

from __future__ import annotations

from typing import Any

from kreissverify.expressions.operations import identity
from kreissverify.instances.annotations import family
from kreissverify.instances.kinds import Square
from kreissverify.instances.parameter_domains import Real

__all__ = ["Extragradient"]


@family
def Extragradient(A: Square("n"), alpha: Real(above=0)) -> Any:
    """y = z - αAz, z⁺ = z - αAy."""
    return identity("n") - alpha * A + alpha**2 * A**2
