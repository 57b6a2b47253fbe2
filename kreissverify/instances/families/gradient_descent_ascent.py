"""Gradient descent-ascent with simultaneous steps, on a quadratic game.

The game is min over x, max over y of ½xᵀH_x x + yᵀCx - ½yᵀH_y y. No curvature is asked for: a
convex-concave game is one with ``assume(psd(J.H_x))`` and ``assume(psd(J.H_y))``.

Source: K. J. Arrow, L. Hurwicz, H. Uzawa, Studies in Linear and Non-linear Programming, Stanford
1958; with discrete steps as in C. Daskalakis, I. Panageas, The limit points of (optimistic)
gradient descent in min-max optimization, NeurIPS 2018, arXiv:1807.03907.
"""

from __future__ import annotations

from typing import Any

from kreissverify.expressions.operations import block, identity
from kreissverify.instances.annotations import family
from kreissverify.instances.kinds import Rectangular, Symmetric
from kreissverify.instances.parameter_domains import Real

__all__ = ["GradientDescentAscent"]


@family
def GradientDescentAscent(
    H_x: Symmetric("n"),
    H_y: Symmetric("m"),
    C: Rectangular("m", "n"),
    alpha: Real(above=0),
    beta: Real(above=0),
) -> Any:
    """x⁺ = x - α(H_x x + Cᵀy), y⁺ = y + β(Cx - H_y y)."""
    return block(
        [[identity("n") - alpha * H_x, -alpha * C.T], [beta * C, identity("m") - beta * H_y]]
    )
