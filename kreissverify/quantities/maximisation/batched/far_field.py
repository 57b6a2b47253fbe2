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
BoolArray = NDArray[np.bool_]

_ANGLES = 12  # in the upper half-plane: λ_max(Re e^{-iθ}J) is then known to 1 - cos(π/24), 1 %
_FINER = 6  # parts of a step, around the angles that may reach beyond 1: w(J) to 2e-4
_FARTHEST = 11.0  # log of r/(1 + ‖J‖): a maximum farther out is 1 to within 1e-5
_SPACING = 1.5  # of log(r-1): far out heights vary slowly, and only a start is wanted


def far_directions(stack: FloatArray) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
    """Return which matrices of a stack (B, n, n) may have w(J) > 1, and where to start.

    The farthest direction of the numerical range is not always that of the highest peak: where it
    reaches beyond 1 in several, there is a start in each.

    Returns
    -------
    inside, some : ndarray
        The matrices with w(J) < 1, and the others, of which w(J) may exceed 1: sorted, each as
        often as there are starts of it.
    excess, angle : ndarray
        r - 1 and θ to start from, for each of `some`.
    """
    step = np.pi / _ANGLES
    first = 0 if not np.iscomplexobj(stack) else 1 - _ANGLES  # a real J is symmetric
    angles = np.asarray(step * np.arange(first, _ANGLES + 1), dtype=np.float64)
    reach = _support(stack, np.broadcast_to(angles, (len(stack), angles.size)))
    # w(J) cos(step/2) is at most the largest value at angles so far apart
    high = reach > np.cos(step / 2)
    outside = high.any(axis=1)
    some = np.flatnonzero(outside)
    nodes = high[some]
    tops = nodes & _local_maxima(reach[some], np.iscomplexobj(stack))
    owner, fine, best = _finer(stack[some], angles, nodes, tops, step)
    is_far = fine > np.cos(step / _FINER / 2)
    some, best = some[owner[is_far]], best[is_far]
    inside = np.setdiff1d(np.arange(len(stack)), some)
    stack = stack[some]
    norms = np.linalg.norm(stack, axis=(-2, -1))
    excess = (1 + norms)[:, None] * np.exp(np.arange(0, _FARTHEST, _SPACING))
    height = excess * resolvent_norms(stack, (1 + excess) * np.exp(1j * best)[:, None])
    start = np.take_along_axis(excess, height.argmax(axis=1)[:, None], axis=1)[:, 0]
    return inside, some, start, best


def _local_maxima(reach: FloatArray, around: bool) -> BoolArray:
    """Say which nodes (B, p) are no lower than their neighbours, on the circle or half of it."""
    padded = np.pad(reach, ((0, 0), (1, 1)), mode="wrap" if around else "reflect")
    return np.asarray((reach >= padded[:, :-2]) & (reach >= padded[:, 2:]))


def _finer(
    stack: FloatArray, angles: FloatArray, high: BoolArray, tops: BoolArray, step: float
) -> tuple[IntArray, FloatArray, FloatArray]:
    """Return the largest λ_max(Re e^{-iθ}J) near the angles that may exceed 1, and where.

    Parameters
    ----------
    stack
        Matrices of shape (B, n, n).
    angles
        Of shape (p,).
    high, tops
        Near which angles to look, of shape (B, p), and which of them are to be returned whether or
        not they are the highest of their matrix.
    step
        The step between angles.

    Returns
    -------
    owner, height, angle : ndarray
        Sorted by the matrix, of each at least the highest.
    """
    owner, node = np.nonzero(high)
    offsets = np.linspace(-step / 2, step / 2, _FINER + 1, dtype=np.float64)
    near: FloatArray = np.add.outer(angles[node], offsets)
    # where a normal matrix reaches farthest
    own = np.asarray(np.angle(np.linalg.eigvals(stack)), dtype=np.float64)
    between = _support(stack[owner], near)
    of = np.concatenate([np.arange(len(stack)).repeat(own.shape[1]), owner])
    at = np.concatenate([own.ravel(), near[np.arange(node.size), between.argmax(axis=1)]])
    heights = np.concatenate([_support(stack, own).ravel(), between.max(axis=1)])
    kept = np.concatenate([np.zeros(own.size, dtype=bool), tops[owner, node]])
    order = np.lexsort((heights, of))
    last = np.append(np.diff(of[order]) > 0, True) if order.size else order.astype(bool)
    order = order[last | kept[order]]
    return of[order], heights[order], at[order]


def _support(stack: FloatArray, angles: FloatArray) -> FloatArray:
    """Return λ_max(Re e^{-iθ}J) at angles (B, p)."""
    turned = np.exp(-1j * angles)[:, :, None, None] * stack[:, None]
    return np.asarray(np.linalg.eigvalsh((turned + turned.conj().swapaxes(-1, -2)) / 2)[..., -1])
