"""The heavy ball with the parameters that are best for its condition number κ = q².

With μ = 1 and L = q² these are α = 4/(q + 1)² and β = ((q - 1)/(q + 1))²: rational in q, where a
parameter κ would bring its root in. A Hessian with spectrum in [1, q²] is I + (q² - 1)S.

Source: B. T. Polyak, Some methods of speeding up the convergence of iteration methods, USSR
Computational Mathematics and Mathematical Physics 4(5), 1964, 1-17.
"""

from __future__ import annotations

from typing import Any

from kreissverify.expressions.operations import block, identity, zeros
from kreissverify.instances.annotations import family
from kreissverify.instances.kinds import Symmetric
from kreissverify.instances.parameter_domains import Real

__all__ = ["HeavyBallOptimal"]


@family
def HeavyBallOptimal(S: Symmetric("n", spectrum=(0, 1)), q: Real(above=1)) -> Any:
    """x⁺ = x - α∇f(x) + β(x - x⁻), ∇f(x) = (I + (q² - 1)S)x, α = 4/(q+1)², β = (q-1)²/(q+1)²."""
    I = identity("n")
    H = I + (q**2 - 1) * S
    alpha, beta = 4 / (q + 1) ** 2, ((q - 1) / (q + 1)) ** 2
    return block([[(1 + beta) * I - alpha * H, -beta * I], [I, zeros("n")]])
