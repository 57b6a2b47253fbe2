"""Nesterov's accelerated gradient with the usual parameters for a condition number κ = q².

With μ = 1 and L = q² these are α = 1/L and β = (q - 1)/(q + 1): rational in q, where a parameter κ
would bring its root in. A Hessian with spectrum in [1, q²] is I + (q² - 1)S.

Source: Y. Nesterov, Introductory Lectures on Convex Optimization, Kluwer 2004 (from memory).
"""

from __future__ import annotations

from typing import Any

from kreissverify.expressions.operations import block, identity, zeros
from kreissverify.instances.annotations import family
from kreissverify.instances.kinds import Symmetric
from kreissverify.instances.parameter_domains import Real

__all__ = ["NesterovOptimal"]


@family
def NesterovOptimal(S: Symmetric("n", spectrum=(0, 1)), q: Real(above=1)) -> Any:
    """y = x + β(x - x⁻), x⁺ = y - ∇f(y)/q², ∇f(y) = (I + (q² - 1)S)y, β = (q - 1)/(q + 1)."""
    I = identity("n")
    descent = (1 - 1 / q**2) * (I - S)
    beta = (q - 1) / (q + 1)
    return block([[(1 + beta) * descent, -beta * descent], [I, zeros("n")]])
