"""Gradient descent with momentum, the heavy ball, on a quadratic.

Source: B. T. Polyak, Some methods of speeding up the convergence of iteration methods, USSR
Computational Mathematics and Mathematical Physics 4(5), 1964, 1-17.
"""

from __future__ import annotations

from typing import Any

from kreissverify.expressions.operations import block, identity, zeros
from kreissverify.instances.annotations import family
from kreissverify.instances.kinds import Symmetric
from kreissverify.instances.parameter_domains import Real

__all__ = ["HeavyBall"]


@family
def HeavyBall(
    H: Symmetric("n", spectrum=("mu", "L")),
    mu: Real(above=0),
    L: Real(above=0),
    alpha: Real(above=0),
    beta: Real(at_least=0, below=1),
) -> Any:
    """x⁺ = x - α∇f(x) + β(x - x⁻) on a quadratic f with Hessian H, μI ⪯ H ⪯ LI."""
    I = identity("n")
    return block([[(1 + beta) * I - alpha * H, -beta * I], [I, zeros("n")]])
