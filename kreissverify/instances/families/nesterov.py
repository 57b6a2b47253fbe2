"""Nesterov's accelerated gradient with constant momentum, on a quadratic.

Source: Y. Nesterov, A method of solving a convex programming problem with convergence rate O(1/k²),
Soviet Mathematics Doklady 27, 1983, 372-376; with constant momentum as in his Introductory Lectures
on Convex Optimization, Kluwer 2004 (pages and volumes from memory).
"""

from __future__ import annotations

from typing import Any

from kreissverify.expressions.operations import block, identity, zeros
from kreissverify.instances.annotations import family
from kreissverify.instances.kinds import Symmetric
from kreissverify.instances.parameter_domains import Real

__all__ = ["Nesterov"]


@family
def Nesterov(
    H: Symmetric("n", spectrum=("mu", "L")),
    mu: Real(above=0),
    L: Real(above=0),
    alpha: Real(above=0),
    beta: Real(at_least=0, below=1),
) -> Any:
    """y = x + β(x - x⁻), x⁺ = y - α∇f(y) on a quadratic f with Hessian H, μI ⪯ H ⪯ LI."""
    I = identity("n")
    descent = I - alpha * H
    return block([[(1 + beta) * descent, -beta * descent], [I, zeros("n")]])
