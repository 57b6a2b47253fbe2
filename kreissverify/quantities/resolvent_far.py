"""Where (|z|-1)‖R(z)‖ exceeds 1 far out: as the numerical range says.

As r → ∞, (r-1)‖R(re^{iθ})‖ = 1 + (λ_max(Re e^{-iθ}J) - 1)/r + O(1/r²). So K > 1 (only) if the
numerical radius w(J) exceeds 1, with a peak at r of the order ‖J‖²/(w(J) - 1) where it exceeds 1
barely.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kreissverify.quantities.resolvent_values import resolvent_norms

__all__ = ["far_directions"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]

_ANGLES = 12  # in the upper half-plane
_FARTHEST = 11.0  # log of r/(1 + ‖J‖)
_SPACING = 1.5


def far_directions(stack: FloatArray) -> tuple[IntArray, FloatArray, FloatArray]:
    """Return which matrices of a stack may have w(J) > 1, and r - 1 and θ to climb from."""
    angles = np.linspace(-np.pi, np.pi, 2 * _ANGLES + 1)[1:]
    if not np.iscomplexobj(stack):
        angles = np.linspace(0, np.pi, _ANGLES + 1)
    turned = np.exp(-1j * angles)[:, None, None] * stack[:, None]
    reach = np.linalg.eigvalsh((turned + turned.conj().swapaxes(-1, -2)) / 2)[..., -1]
    best = reach.argmax(axis=1)
    some = np.flatnonzero(_between_angles(reach, best, np.iscomplexobj(stack)) > 1)
    stack, best = stack[some], best[some]
    norms = np.linalg.norm(stack, axis=(-2, -1))
    excess = (1 + norms)[:, None] * np.exp(np.arange(0, _FARTHEST, _SPACING))
    height = excess * resolvent_norms(stack, (1 + excess) * np.exp(1j * angles[best])[:, None])
    first = np.take_along_axis(excess, height.argmax(axis=1)[:, None], axis=1)[:, 0]
    return some, first, angles[best]


def _between_angles(values: FloatArray, best: IntArray, periodic: bool) -> FloatArray:
    """Return a little more than the maximum of the parabola through a value and its neighbours."""
    ends = (-1, 0) if periodic else (1, -2)  # else symmetric about the real axis
    around = [values[:, ends[0], None], values, values[:, ends[1], None]]
    padded = np.concatenate(around, axis=1)
    left, middle, right = (np.take_along_axis(padded, best[:, None] + i, 1)[:, 0] for i in range(3))
    bend = np.maximum(2 * middle - left - right, 1e-300)
    return np.asarray(middle + 1.5 * (right - left) ** 2 / (8 * bend) + 0.01 * bend)
