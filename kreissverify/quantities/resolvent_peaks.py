"""Float64 search for the peaks of (|z|-1)‖R(z)‖ and of ‖R(z)‖ on circles, batched.

With A = zI - J, smallest singular value σ and A v = σ u, analytic derivatives along ż are

    σ' = Re(ż u*v),   σ'' = ½ Σⱼ |aⱼż + bⱼż̄|²/(σ-σⱼ) + |aⱼż - bⱼż̄|²/(σ+σⱼ),

with aⱼ = uⱼ*v, bⱼ = vⱼ*u (second-order perturbation of the Hermitian [[0, A], [A*, 0]]).
Nothing here is rigorous: it says where to look, and certificates say what is true.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Peaks", "circle_peaks", "climb", "drifts", "kreiss_peaks", "resolvent_norms"]

FloatArray = NDArray[np.float64]
ComplexArray = NDArray[np.complex128]

_ANGLES = 12  # uniform angles in the upper half-plane
_CHUNK = 200_000  # entries of complex matrices inverted at once
_STARTS = 4
_SMALL = 8  # size up to which a circle is searched by singular values themselves
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


def resolvent_norms(stack: FloatArray, points: ComplexArray) -> FloatArray:
    """Return ‖R(z)‖ at points of shape (B, p) for matrices of shape (B, n, n)."""
    batch, n = stack.shape[0], stack.shape[-1]
    result = np.empty(points.shape)
    step = max(1, _CHUNK // (n * n * max(1, points.shape[1])))
    for start in range(0, batch, step):
        part = slice(start, start + step)
        shifted = _shifted(stack[part, None], points[part])
        result[part] = _smallest_singular_value(shifted)
    with np.errstate(divide="ignore"):
        return 1 / result


def _shifted(stack: FloatArray, points: ComplexArray) -> ComplexArray:
    return np.asarray(points[..., None, None] * np.eye(stack.shape[-1]) - stack)


def _smallest_singular_value(matrices: ComplexArray) -> FloatArray:
    n = matrices.shape[-1]
    if n == 1:
        return np.abs(matrices[..., 0, 0])
    if n == 2:
        return _smallest_of_two(matrices)
    return np.asarray(np.linalg.svd(matrices, compute_uv=False)[..., -1])


def _smallest_of_two(a: ComplexArray) -> FloatArray:
    """Return σ_min = |det|/σ_max of 2×2 matrices: accurate where LAPACK is not."""
    determinant = np.abs(a[..., 0, 0] * a[..., 1, 1] - a[..., 0, 1] * a[..., 1, 0])
    squares = (np.abs(a) ** 2).sum(axis=(-2, -1))
    plus = np.sqrt(squares + 2 * determinant)
    minus = np.sqrt(np.maximum(squares - 2 * determinant, 0))
    return np.asarray(2 * determinant / (plus + minus))


def _coarse_norms(stack: FloatArray, points: ComplexArray) -> FloatArray:
    """Return estimates of ‖R(z)‖ from below: (tr S⁴/tr S²)^{1/4} with S = RR*.

    They are exact where one singular value dominates, and where all are equal (as |z| → ∞).
    """
    n = stack.shape[-1]
    if n <= 2:
        return resolvent_norms(stack, points)
    result = np.empty(points.shape)
    step = max(1, _CHUNK // (n * n * max(1, points.shape[1])))
    for start in range(0, len(stack), step):
        part = slice(start, start + step)
        shifted = _shifted(stack[part, None], points[part])
        try:
            result[part] = _power_mean(np.asarray(np.linalg.inv(shifted), dtype=np.complex128))
        except np.linalg.LinAlgError:
            with np.errstate(divide="ignore"):
                result[part] = 1 / _smallest_singular_value(shifted)
    return result


def _power_mean(inverse: ComplexArray) -> FloatArray:
    first = inverse @ inverse.conj().swapaxes(-1, -2)
    second = first @ first
    ratio = _square_sum(second) / np.maximum(_square_sum(first), 1e-300)
    return np.asarray(ratio**0.25)


def _square_sum(matrices: ComplexArray) -> FloatArray:
    return np.asarray((matrices.real**2 + matrices.imag**2).sum(axis=(-2, -1)))


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
    norms = resolvent_norms if stack.shape[-1] <= _SMALL else _coarse_norms
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
    values = _coarse_norms(stack, points).reshape(len(stack), excess.shape[1], -1)
    chosen = _local_maxima(excess[:, :, None] * values, _STARTS)
    return _best(
        stack,
        np.take_along_axis(excess, chosen[:, :, 0], axis=1),
        np.take_along_axis(angles, chosen[:, :, 1], axis=1),
        along_circle=False,
    )


def _radii(stack: FloatArray, angles: FloatArray) -> FloatArray:
    """Return r - 1 on a geometric grid: at a peak, r - 1 ≥ K/G(1) ≥ 1/G(1)."""
    on_circle = _coarse_norms(stack, np.exp(1j * angles)).max(axis=1)
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


def drifts(stack: FloatArray, excess: FloatArray, angle: FloatArray) -> FloatArray:
    """Return dθ/dlog(r-1) along the ridge of ‖R(re^{iθ})‖ through peaks on circles."""
    return _derivatives(stack, excess, angle, along_circle=True).drift


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
        data = _derivatives(stack[owner[active]], new_excess, new_angle, along_circle)
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


@dataclass(frozen=True)
class _Local:
    height: FloatArray
    sigma: FloatArray
    step: FloatArray
    drift: FloatArray


def _derivatives(
    matrices: FloatArray, excess: FloatArray, angle: FloatArray, along_circle: bool
) -> _Local:
    """Return log of the objective and a Newton step in (log(r-1), θ)."""
    turn = np.exp(1j * angle)
    points = (1 + excess) * turn
    left, values, right = np.linalg.svd(_shifted(matrices, points))
    sigma = np.maximum(values[:, -1], 1e-300)
    if matrices.shape[-1] <= 2:
        sigma = np.maximum(_smallest_singular_value(_shifted(matrices, points)), 1e-300)
    u, v = left[..., -1], right[:, -1, :].conj()
    a = (left.conj().swapaxes(-1, -2) @ v[..., None])[..., 0]
    b = (right @ u[..., None])[..., 0]
    first = np.stack([excess * turn, 1j * points], axis=-1)
    second = np.stack([excess * turn, 1j * excess * turn, -points], axis=-1)
    gradient = (first * a[:, -1:]).real / sigma[:, None]
    curved = _second_order(values, a, b, first) + (second * a[:, -1:]).real
    hxx, hxt, htt = (curved / sigma[:, None]).T
    gx, gt = gradient.T
    # derivatives of the height: log(r-1) - log σ
    height = np.log(excess if not along_circle else 1.0) - np.log(sigma)
    if along_circle:
        slope, curvature = -gt, gt * gt - htt
        step_t = slope / np.maximum(np.abs(curvature), 1e-8)
        steps = np.stack([np.zeros_like(step_t), step_t], axis=-1)
    else:
        steps = _ascent(1 - gx, -gt, gx * gx - hxx, gx * gt - hxt, gt * gt - htt)
    drift = (hxt - gx * gt) / np.where(gt * gt < htt, gt * gt - htt, -np.inf)
    longest = np.maximum(np.abs(steps[:, 0]), np.abs(steps[:, 1]) / 0.5)
    return _Local(height, sigma, steps / np.maximum(longest, 1.0)[:, None], drift)


def _second_order(
    values: FloatArray, a: ComplexArray, b: ComplexArray, first: ComplexArray
) -> FloatArray:
    sigma = values[:, -1:]
    gap = sigma - values
    gap[:, -1] = 1
    close = np.abs(gap) <= 1e-9 * np.abs(values)
    inverse_gap = np.where(close, 0, 1 / np.where(close, 1, gap))
    inverse_gap[:, -1] = 0  # a branch does not repel itself
    inverse_sum = 1 / np.maximum(sigma + values, 1e-300)
    plus = a[:, :, None] * first[:, None, :] + b[:, :, None] * first[:, None, :].conj()
    minus = a[:, :, None] * first[:, None, :] - b[:, :, None] * first[:, None, :].conj()

    def form(i: int, j: int) -> Any:
        repelled = (plus[..., i] * plus[..., j].conj()).real * inverse_gap
        mirrored = (minus[..., i] * minus[..., j].conj()).real * inverse_sum
        return (repelled + mirrored).sum(axis=1) / 2

    return np.stack([form(0, 0), form(0, 1), form(1, 1)], axis=-1)


def _ascent(
    gx: FloatArray, gt: FloatArray, hxx: FloatArray, hxt: FloatArray, htt: FloatArray
) -> FloatArray:
    """Return |H|⁻¹ times the gradient: the Newton step where H is negative definite."""
    hessian = np.stack([np.stack([hxx, hxt], -1), np.stack([hxt, htt], -1)], -2)
    hessian = np.nan_to_num(hessian, nan=-1.0, posinf=1e300, neginf=-1e300)
    values, vectors = np.linalg.eigh(hessian)
    gradient = np.stack([gx, gt], axis=-1)
    along = (vectors.swapaxes(-1, -2) @ gradient[..., None])[..., 0]
    along = along / np.maximum(np.abs(values), 1e-8)
    return np.asarray((vectors @ along[..., None])[..., 0])
