"""Float64 search for the peaks of (|z|-1)‖R(z)‖ and of ‖R(z)‖ on circles, batched.

Nothing here is rigorous: it says where to look, and certificates say what is true.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kreissverify.quantities.resolvent_derivatives import derivatives
from kreissverify.quantities.resolvent_values import SMALL, coarse_norms, resolvent_norms

__all__ = ["Peaks", "circle_peaks", "climb", "kreiss_peaks"]

FloatArray = NDArray[np.float64]
ComplexArray = NDArray[np.complex128]

_ANGLES = 12  # uniform angles in the upper half-plane
_STARTS = 4
_NEWTON_STEPS = 30
_WIDEST = 7.0  # log of r-1, beyond the norm of J, up to which peaks are looked for


@dataclass(frozen=True)
class Peaks:
    """Local maxima: radii minus one, angles, and smallest singular values of zI - J there."""

    excess: FloatArray
    angle: FloatArray
    sigma: FloatArray

    @property
    def z(self) -> ComplexArray:
        """The points z = r e^{iθ}."""
        return np.asarray((1 + self.excess) * np.exp(1j * self.angle))


def _angles(stack: FloatArray, count: int = _ANGLES) -> FloatArray:
    """Return uniform angles and the arguments of the eigenvalues, shape (B, p), sorted."""
    own = np.angle(np.linalg.eigvals(stack))
    uniform = np.linspace(0, np.pi, count + 1)
    if np.iscomplexobj(stack):
        uniform = np.concatenate([-uniform[:0:-1], uniform])
    else:  # symmetric about the real axis
        own = np.abs(own)
    everywhere = np.broadcast_to(uniform, (len(stack), uniform.size))
    return np.sort(np.concatenate([everywhere, own], axis=1), axis=1)


def circle_peaks(stack: FloatArray, excess: FloatArray, angles: int = _ANGLES) -> Peaks:
    """Return the highest peak of ‖R(z)‖ found on the circles |z| = 1 + excess, one a matrix.

    `angles` is the number of steps in the upper half-plane from which the search starts.
    """
    candidates = _angles(stack, angles)
    points = (1 + excess[:, None]) * np.exp(1j * candidates)
    norms = resolvent_norms if stack.shape[-1] <= SMALL else coarse_norms
    values = norms(stack, points)
    chosen = _local_maxima(values[:, None, :], _STARTS)[:, :, 1]
    starts = np.take_along_axis(candidates, chosen, axis=1)
    return _best(stack, np.repeat(excess[:, None], _STARTS, axis=1), starts, along_circle=True)


def kreiss_peaks(stack: FloatArray) -> Peaks:
    """Return the highest peak of (|z|-1)‖R(z)‖ found for each matrix of a stack (B, n, n)."""
    angles = _angles(stack)
    excess = _radii(stack, angles)
    radii = 1 + excess
    points = (radii[:, :, None] * np.exp(1j * angles)[:, None, :]).reshape(len(stack), -1)
    values = coarse_norms(stack, points).reshape(len(stack), excess.shape[1], -1)
    chosen = _local_maxima(excess[:, :, None] * values, _STARTS)
    return _best(
        stack,
        np.take_along_axis(excess, chosen[:, :, 0], axis=1),
        np.take_along_axis(angles, chosen[:, :, 1], axis=1),
        along_circle=False,
    )


def _radii(stack: FloatArray, angles: FloatArray) -> FloatArray:
    """Return r - 1 on a geometric grid: at a peak, r - 1 ≥ K/G(1) ≥ 1/G(1)."""
    on_circle = coarse_norms(stack, np.exp(1j * angles)).max(axis=1)
    lowest = np.log(0.3 / np.minimum(on_circle, 1e15))
    norms = np.linalg.norm(stack, axis=(-2, -1))
    highest = np.maximum(np.log1p(norms) + 2.0, lowest + 2.0)
    count = int(np.ceil((highest - lowest).max() / 0.9)) + 1
    grid = lowest[:, None] + (highest - lowest)[:, None] * np.linspace(0, 1, count)
    return np.asarray(np.exp(grid))


def _local_maxima(values: FloatArray, count: int) -> NDArray[np.intp]:
    """Return indices (B, count, 2) of the highest local maxima of fields (B, p, q)."""
    padded = np.pad(values, ((0, 0), (1, 1), (1, 1)), constant_values=-np.inf)
    highest = np.ones(values.shape, dtype=bool)
    for i in (0, 1, 2):
        for j in (0, 1, 2):
            if (i, j) != (1, 1):
                highest &= values >= padded[:, i : i + values.shape[1], j : j + values.shape[2]]
    ranked = np.where(highest, values, -np.inf).reshape(len(values), -1)
    order = np.argsort(-ranked, axis=1, kind="stable")[:, :count]
    order = np.where(np.isneginf(np.take_along_axis(ranked, order, axis=1)), order[:, :1], order)
    if order.shape[1] < count:
        order = np.concatenate([order, np.repeat(order[:, :1], count - order.shape[1], 1)], axis=1)
    return np.stack(np.unravel_index(order, values.shape[1:]), axis=-1)


def climb(stack: FloatArray, excess: FloatArray, angle: FloatArray) -> Peaks:
    """Return the peaks of (|z|-1)‖R(z)‖ above one start for each matrix."""
    return _refined(stack, np.arange(len(stack)), excess, angle, along_circle=False)


def _best(stack: FloatArray, excess: FloatArray, angle: FloatArray, *, along_circle: bool) -> Peaks:
    """Refine several starts a matrix and keep the highest."""
    batch, count = excess.shape
    owner = np.repeat(np.arange(batch), count)
    peaks = _refined(stack, owner, excess.ravel(), angle.ravel(), along_circle)
    height = np.log(peaks.excess if not along_circle else 1.0) - np.log(peaks.sigma)
    best = np.argmax(height.reshape(batch, count), axis=1) + count * np.arange(batch)
    return Peaks(peaks.excess[best], peaks.angle[best], peaks.sigma[best])


def _refined(
    stack: FloatArray,
    owner: NDArray[np.intp],
    excess: FloatArray,
    angle: FloatArray,
    along_circle: bool,
) -> Peaks:
    """Climb by Newton steps with exact second derivatives, halved where they would descend."""
    excess, angle = excess.copy(), angle.copy()
    sigma = np.empty(excess.size)
    height = np.full(excess.size, -np.inf)
    step = np.zeros((excess.size, 2))
    active = np.arange(excess.size)
    for _ in range(_NEWTON_STEPS):
        trial = np.log(excess[active]) + step[active, 0] if not along_circle else np.zeros(1)
        # rounded as 1 + (r-1) is, so that zI - J and r - 1 belong to the same circle
        new_excess = (1 + np.exp(trial)) - 1 if not along_circle else excess[active]
        new_angle = angle[active] + step[active, 1]
        data = derivatives(stack[owner[active]], new_excess, new_angle, along_circle)
        better = data.height >= height[active] - 1e-15 * np.abs(height[active])
        moved = active[better]
        gain = data.height[better] - height[moved]
        excess[moved], angle[moved] = new_excess[better], new_angle[better]
        height[moved], sigma[moved] = data.height[better], data.sigma[better]
        step[moved] = data.step[better]
        step[active[~better]] *= 0.25
        small = np.abs(step[active]).max(axis=1) < 1e-9
        stalled = np.zeros(active.size, dtype=bool)
        stalled[np.flatnonzero(better)[np.abs(gain) < 1e-15]] = True
        far = excess[active] > np.exp(_WIDEST) * (1 + np.abs(stack[owner[active]]).max((-2, -1)))
        active = active[~(small | stalled | far)]
        if active.size == 0:
            break
    return Peaks(excess, angle, sigma)
