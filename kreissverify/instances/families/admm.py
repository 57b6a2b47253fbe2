"""The alternating direction method of multipliers with relaxation, on a sum of two quadratics.

Minimise ½xᵀPx + ½zᵀQz subject to x = z, with penalty σ and relaxation ω (ω = 1 is none), in scaled
dual form: with R_P = σ(P + σI)⁻¹ and R_Q alike, x⁺ = R_P(z - u), s = ωx⁺ + (1 - ω)z + u,
z⁺ = R_Q s, u⁺ = s - z⁺. The map is that of (z, u), as x is no state.

Source: S. Boyd, N. Parikh, E. Chu, B. Peleato, J. Eckstein, Distributed optimization and
statistical learning via the alternating direction method of multipliers, Foundations and Trends in
Machine Learning 3(1), 2011; of quadratics E. Ghadimi, A. Teixeira,
I. Shames, M. Johansson, arXiv:1306.2454.
"""

from __future__ import annotations

from typing import Any

from kreissverify.expressions.operations import block, identity, inverse
from kreissverify.instances.annotations import family
from kreissverify.instances.kinds import Symmetric
from kreissverify.instances.parameter_domains import Real

__all__ = ["ADMM"]


@family
def ADMM(
    P: Symmetric("n", spectrum=(0, None)),
    Q: Symmetric("n", spectrum=(0, None)),
    sigma: Real(above=0),
    omega: Real(above=0, below=2),
) -> Any:
    """z⁺ = R_Q s, u⁺ = (I - R_Q)s, s = ωR_P(z - u) + (1 - ω)z + u, R_P = σ(P + σI)⁻¹."""
    I = identity("n")
    of_P, of_Q = sigma * inverse(P + sigma * I), sigma * inverse(Q + sigma * I)
    of_z, of_u = omega * of_P + (1 - omega) * I, I - omega * of_P
    return block([[of_Q * of_z, of_Q * of_u], [(I - of_Q) * of_z, (I - of_Q) * of_u]])
