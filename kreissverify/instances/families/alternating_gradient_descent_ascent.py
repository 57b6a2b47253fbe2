"""Gradient descent-ascent with alternating steps, on a quadratic game.

The game is that of `GradientDescentAscent`; the ascending player has seen the step of the other.

Source: G. Zhang, Y. Wang, L. Lessard, R. Grosse, Near-optimal local convergence of alternating
gradient descent-ascent for minimax optimization, AISTATS 2022, arXiv:2102.09468.
"""

from __future__ import annotations

from typing import Any

from kreissverify.expressions.operations import block, identity
from kreissverify.instances.annotations import family
from kreissverify.instances.kinds import Rectangular, Symmetric
from kreissverify.instances.parameter_domains import Real

__all__ = ["AlternatingGradientDescentAscent"]


@family
def AlternatingGradientDescentAscent(
    H_x: Symmetric("n"),
    H_y: Symmetric("m"),
    C: Rectangular("m", "n"),
    alpha: Real(above=0),
    beta: Real(above=0),
) -> Any:
    """x⁺ = x - α(H_x x + Cᵀy), y⁺ = y + β(Cx⁺ - H_y y)."""
    descent = identity("n") - alpha * H_x
    ascent = identity("m") - beta * H_y - (alpha * beta) * (C * C.T)
    return block([[descent, -alpha * C.T], [beta * (C * descent), ascent]])
