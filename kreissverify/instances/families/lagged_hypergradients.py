"""Bilevel optimisation by hypergradients at an inner iterate that lags behind.

Outer f(x, y) = ½xᵀPx + xᵀFy + ½yᵀSy, inner g(x, y) = ½yᵀGy - yᵀBx, whose solution is G⁻¹Bx. The
inner solver makes one step while the outer one does; the hypergradient is taken at its iterate.

Source: S. Ghadimi, M. Wang, Approximation methods for bilevel programming, arXiv:1802.02246 (from
memory), for the hypergradient; M. Hong, H.-T. Wai, Z. Wang, Z. Yang, A two-timescale stochastic
algorithm framework for bilevel optimization, SIAM Journal on Optimization 33(1), 2023,
arXiv:2007.05170, for the single loop.
"""

from __future__ import annotations

from typing import Any

from kreissverify.expressions.operations import block, identity, inverse
from kreissverify.instances.annotations import family
from kreissverify.instances.kinds import PositiveDefinite, Rectangular, Symmetric
from kreissverify.instances.parameter_domains import Real

__all__ = ["LaggedHypergradients"]


@family
def LaggedHypergradients(
    P: Symmetric("n"),
    F: Rectangular("n", "m"),
    S: Symmetric("m"),
    G: PositiveDefinite("m"),
    B: Rectangular("m", "n"),
    alpha: Real(above=0),
    beta: Real(above=0),
) -> Any:
    """x⁺ = x - α(Px + Fy + BᵀG⁻¹(Fᵀx + Sy)), y⁺ = y - β(Gy - Bx)."""
    response = B.T * inverse(G)
    return block(
        [
            [identity("n") - alpha * (P + response * F.T), -alpha * (F + response * S)],
            [beta * B, identity("m") - beta * G],
        ]
    )
