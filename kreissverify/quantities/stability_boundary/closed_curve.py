"""The largest norm on a closed curve of matrices X(θ) = X₀ + Σ_k 2 Re(e^{ikθ}X_k).

Over a cell of width h a function with |φ''| ≤ D stays within h²D/8 of its chord, so for the convex
norm of the Gram matrix

    ‖X(θ)‖² ≤ max of ‖X‖² at both ends + (h²/8)·D,   D ≥ ‖(XᵀX)''‖ or ‖(XXᵀ)''‖ for all θ.

Both are trigonometric polynomials with matrices as coefficients, whose norms bound D. A curve of
constant norm mostly has XᵀX or XXᵀ constant, and one cell is enough for it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from flint import acb_mat

from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.ball import working_precision
from kreissverify.numbers.float_ball_matrix import (
    FloatBall,
    norm_bounds,
    norm_bounds_of_stack,
    round_up,
)

__all__ = ["CurveMaximum", "largest_on_curve"]

_FIRST = 16  # cells of the first cover
_MOST_CELLS = 1 << 16  # at a norm each, some 20 µs
_TURN = math.nextafter(2 * math.pi, 7.0)  # the float 2π is a little less than 2π
_BITS = 128


class CurveMaximum(NamedTuple):
    """low ≤ sup ‖X(θ)‖ ≤ high, where ‖X(angle)‖ ≥ low."""

    low: float
    high: float
    angle: float


def largest_on_curve(terms: Mapping[int, acb_mat], rtol: float) -> CurveMaximum:
    """Return bounds of the largest norm, of a relative width of `rtol` if the work allows for it.

    Parameters
    ----------
    terms
        X_k by k ≥ 0, as balls; X₀ is real.
    rtol
        The width.
    """
    waves = {k: (FloatBall.of_balls(x.real), FloatBall.of_balls(x.imag)) for k, x in terms.items()}
    bend = min(_bend(terms, left) for left in (True, False))
    ends = np.linspace(0.0, _TURN, _FIRST + 1)
    low, high = _norms(waves, ends)
    best = int(np.argmax(low))
    top, angle, over = float(low[best]), float(ends[best]), 0.0
    cells, heights = np.stack([ends[:-1], ends[1:]], axis=1), np.stack([high[:-1], high[1:]], 1)
    for _ in range(60):  # below the spacing of floats
        width = cells[:, 1] - cells[:, 0]
        peaks = heights.max(axis=1)
        bounds = round_up(np.sqrt(round_up(peaks * peaks + width * width / 8 * bend)))
        open_ = bounds > top * (1 + rtol)
        over = max(over, float(bounds[~open_].max(initial=0.0)))
        cells, heights, bounds = cells[open_], heights[open_], bounds[open_]
        if not len(cells) or len(cells) > _MOST_CELLS:
            break
        middle = (cells[:, 0] + cells[:, 1]) / 2
        low, high = _norms(waves, middle)
        best = int(np.argmax(low))
        if low[best] > top:
            top, angle = float(low[best]), float(middle[best])
        halves = [np.stack([cells[:, 0], middle], 1), np.stack([middle, cells[:, 1]], 1)]
        sides = [np.stack([heights[:, 0], high], 1), np.stack([high, heights[:, 1]], 1)]
        cells, heights = np.concatenate(halves), np.concatenate(sides)
    # of cells that are left open their last bounds stand
    return CurveMaximum(top, max(over, float(bounds.max(initial=0.0)), top), angle)


def _norms(
    waves: Mapping[int, tuple[FloatBall, FloatBall]], angles: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return floats below and above the norms at angles, of shape (N,)."""
    middle: FloatArray = np.zeros((len(angles), *waves[0][0].mid.shape))
    radius, size = middle + 0.0, middle + 0.0
    for k, (real, imag) in waves.items():
        weight = 2.0 if k else 1.0
        # kθ is rounded once, and the cosine of floats is right to a unit
        error = 1e-15 * (1 + 8 * k)
        for ball, factor in ((real, np.cos(k * angles)), (imag, -np.sin(k * angles))):
            part = weight * factor[:, None, None] * ball.mid
            middle = middle + part
            size = size + weight * np.abs(ball.mid)
            radius = radius + weight * (error * np.abs(ball.mid) + 1.01 * ball.rad)
    # of sums of at most 2m terms, each of a product of three
    rounding = (4 * len(waves) + 4) * 2.0**-52 * size
    return norm_bounds_of_stack(FloatBall(middle, round_up(radius + rounding)), 1e-13)


def _bend(terms: Mapping[int, acb_mat], left: bool) -> float:
    """Return a bound of ‖(XᵀX)''‖, or of ‖(XXᵀ)''‖: the sum of m²‖Y_m‖ over all frequencies m.

    With X_{-k} conjugate to X_k the coefficient of e^{imθ} is Y_m = Σ_l X_{l-m}* X_l.
    """
    with working_precision(_BITS):
        whole = {**terms, **{-k: x.conjugate() for k, x in terms.items() if k}}
        sums: dict[int, acb_mat] = {}
        for k, first in whole.items():
            star = first.conjugate().transpose()
            for j, second in whole.items():
                product = star * second if left else second * star
                m = j - k
                sums[m] = sums[m] + product if m in sums else product
        total = 0.0
        for m, y in sums.items():
            parts = (FloatBall.of_balls(y.real), FloatBall.of_balls(y.imag))
            total += m * m * sum(norm_bounds(part, 1e-3)[1] for part in parts)
    return round_up(total)
