"""The mean of linear stochastic approximation with two time scales.

Source: V. R. Konda, J. N. Tsitsiklis, Convergence rate of linear two-time-scale stochastic
approximation, The Annals of Applied Probability 14(2), 2004, 796-819, (1.2) and (1.3) (numbers from
memory), with constant steps and right-hand sides 0.
"""

from __future__ import annotations

from typing import Any

from kreissverify.expressions.operations import block, identity
from kreissverify.instances.annotations import family
from kreissverify.instances.kinds import Rectangular, Square
from kreissverify.instances.parameter_domains import Real

__all__ = ["TwoTimeScale"]


@family
def TwoTimeScale(
    A_11: Square("n"),
    A_12: Rectangular("n", "m"),
    A_21: Rectangular("m", "n"),
    A_22: Square("m"),
    alpha: Real(above=0),
    beta: Real(above=0),
) -> Any:
    """x⁺ = x - α(A₁₁x + A₁₂y), y⁺ = y - β(A₂₁x + A₂₂y)."""
    return block(
        [
            [identity("n") - alpha * A_11, -alpha * A_12],
            [-beta * A_21, identity("m") - beta * A_22],
        ]
    )
