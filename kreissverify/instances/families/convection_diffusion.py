"""Convection and diffusion on an interval, by explicit Euler steps and central differences.

u_t + a·u_x = εu_xx with boundary values 0, as a Toeplitz matrix with three diagonals; c = aΔt/Δx is
the Courant number, d = εΔt/Δx² the diffusion number, and c/d the Péclet number of a cell.

Source: S. C. Reddy, L. N. Trefethen, D. Pathria, Pseudospectra of the convection-diffusion
operator, Cornell University, TR 93-1337, 1993; for explicit steps A. C. Hindmarsh, P. M. Gresho, D.
F. Griffiths, The stability of explicit Euler time-integration for certain finite difference
approximations of the multi-dimensional advection-diffusion equation, International Journal for
Numerical Methods in Fluids 4, 1984, 853-897.
"""

from __future__ import annotations

from typing import Any

from kreissverify.expressions.operations import block, identity, zeros
from kreissverify.instances.annotations import family
from kreissverify.instances.parameter_domains import Integer, Real

__all__ = ["ConvectionDiffusion"]


@family
def ConvectionDiffusion(
    points: Integer(at_least=2), courant: Real(at_least=0), diffusion: Real(above=0)
) -> Any:
    """u_j⁺ = u_j - (c/2)(u_(j+1) - u_(j-1)) + d(u_(j+1) - 2u_j + u_(j-1)), 0 at both ends."""
    others = points - 1
    behind = block([[zeros(1, others), 0], [identity(others), zeros(others, 1)]])
    from_behind, from_ahead = diffusion + courant / 2, diffusion - courant / 2
    return (1 - 2 * diffusion) * identity(points) + from_behind * behind + from_ahead * behind.T
