"""The upwind scheme for the transport equation on an interval, with inflow 0.

u_t + a·u_x = 0 with a > 0, by explicit Euler steps and backward differences; ν = aΔt/Δx is the
Courant number. It is a Jordan block: ρ = |1 - ν|, and the norm at most 1 iff ν ≤ 1.

Source: R. Courant, E. Isaacson, M. Rees, On the solution of nonlinear hyperbolic differential
equations by finite differences, Communications on Pure and Applied Mathematics 5(3), 1952, 243-255;
L. N. Trefethen, M. Embree, Spectra and Pseudospectra, Princeton 2005, chapter 31 (from memory).
"""

from __future__ import annotations

from typing import Any

from kreissverify.expressions.operations import block, identity, zeros
from kreissverify.instances.annotations import family
from kreissverify.instances.parameter_domains import Integer, Real

__all__ = ["Upwind"]


@family
def Upwind(points: Integer(at_least=2), nu: Real(above=0)) -> Any:
    """u_j⁺ = u_j - ν(u_j - u_(j-1)) for j = 1, ..., points, with u_0 = 0."""
    others = points - 1
    behind = block([[zeros(1, others), 0], [identity(others), zeros(others, 1)]])
    return (1 - nu) * identity(points) + nu * behind
