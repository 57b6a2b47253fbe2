"""Where (|z|-1)‖R(z)‖ exceeds 1 far out: as the numerical range says.

As r → ∞, (r-1)‖R(re^{iθ})‖ = 1 + (λ_max(Re e^{-iθ}J) - 1)/r + O(1/r²). So K > 1 (only) if the
numerical radius w(J) exceeds 1, with a peak at r of the order ‖J‖²/(w(J) - 1) where it exceeds 1
barely.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities.resolvent.values import resolvent_norms

__all__ = ["far_directions"]

IntArray = NDArray[np.intp]

_ANGLES = 12  # in the upper half-plane: λ_max(Re e^{-iθ}J) is then known to 1 - cos(π/24), 1 %
_FINER = 6  # parts of a step, around the best angle: w(J) to 2e-4
_FARTHEST = 11.0  # log of r/(1 + ‖J‖): a maximum farther out is 1 to within 1e-5
_SPACING = 1.5  # of log(r-1): far out heights vary slowly, and only a start is wanted


def far_directions(stack: FloatArray) -> tuple[IntArray, FloatArray, FloatArray]:
    """Return which matrices of a stack (B, n, n) may have w(J) > 1, and r - 1 and θ to start from.

    Three arrays of shape (b,), b ≤ B.
    """
    step = np.pi / _ANGLES
    first = 0 if not np.iscomplexobj(stack) else 1 - _ANGLES  # a real J is symmetric
    angles = step * np.arange(first, _ANGLES + 1)
    reach = _support(stack, np.broadcast_to(angles, (len(stack), angles.size)))
    # w(J) cos(step/2) is at most the largest value at angles so far apart
    some = np.flatnonzero(reach.max(axis=1) > np.cos(step / 2))
    stack, best = stack[some], angles[reach[some].argmax(axis=1)]
    near = best[:, None] + step * np.linspace(-0.5, 0.5, _FINER + 1)
    near = np.concatenate([near, np.angle(np.linalg.eigvals(stack))], axis=1)
    reach = _support(stack, near)
    best = np.take_along_axis(near, reach.argmax(axis=1)[:, None], axis=1)[:, 0]
    outside = np.flatnonzero(reach.max(axis=1) > np.cos(step / _FINER / 2))
    some, stack, best = some[outside], stack[outside], best[outside]
    norms = np.linalg.norm(stack, axis=(-2, -1))
    excess = (1 + norms)[:, None] * np.exp(np.arange(0, _FARTHEST, _SPACING))
    height = excess * resolvent_norms(stack, (1 + excess) * np.exp(1j * best)[:, None])
    start = np.take_along_axis(excess, height.argmax(axis=1)[:, None], axis=1)[:, 0]
    return some, start, best


def _support(stack: FloatArray, angles: FloatArray) -> FloatArray:
    """Return λ_max(Re e^{-iθ}J) at angles (B, p)."""
    turned = np.exp(-1j * angles)[:, :, None, None] * stack[:, None]
    return np.asarray(np.linalg.eigvalsh((turned + turned.conj().swapaxes(-1, -2)) / 2)[..., -1])
