"""First and second derivatives of log‖R(z)‖ in float64, batched.

With A = zI - J, smallest singular value σ and A v = σ u, analytic derivatives along ż are

    σ' = Re(ż u*v),   σ'' = ½ Σⱼ |aⱼż + bⱼż̄|²/(σ-σⱼ) + |aⱼż - bⱼż̄|²/(σ+σⱼ),

with aⱼ = uⱼ*v, bⱼ = vⱼ*u (second-order perturbation of the Hermitian [[0, A], [A*, 0]]).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.quantities.maximisation.saddle_free_newton import (
    expected_gain,
    saddle_free_newton_step,
)
from kreissverify.quantities.resolvent.values import shifted, smallest_singular_value

__all__ = ["Local", "derivatives", "drifts"]


@dataclass(frozen=True)
class Local:
    """What is known at points (p,).

    Attributes
    ----------
    height
        The logarithm of the objective, of shape (p,).
    sigma
        σ_min(zI - J), of shape (p,).
    step
        A bounded ascent step in (log(r-1), θ), of shape (p, 2).
    gain
        What the full step promises, of shape (p,).
    drift
        dθ/dlog(r-1) along the ridge of ‖R‖, of shape (p,).
    """

    height: FloatArray
    sigma: FloatArray
    step: FloatArray
    gain: FloatArray
    drift: FloatArray


@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def derivatives(
    matrices: FloatArray, excess: FloatArray, angle: FloatArray, along_circle: bool
) -> Local:
    """Return the logarithm of the objective and a Newton step at one point of each matrix.

    Parameters
    ----------
    matrices
        Of shape (p, n, n).
    excess, angle
        |z| - 1 and arg z, of shape (p,).
    along_circle
        Whether the objective is ‖R(z)‖ with θ alone to move, not (|z|-1)‖R(z)‖.
    """
    turn = np.exp(1j * angle)
    points = (1 + excess) * turn
    left, values, right = np.linalg.svd(shifted(matrices, points))
    sigma = np.maximum(values[:, -1], 1e-300)
    if matrices.shape[-1] <= 2:
        sigma = np.maximum(smallest_singular_value(shifted(matrices, points)), 1e-300)
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
        gain = slope * step_t / 2
    else:
        rising = np.stack([1 - gx, -gt], axis=-1)
        curvature = _symmetric(gx * gx - hxx, gx * gt - hxt, gt * gt - htt)
        steps = saddle_free_newton_step(rising, curvature)
        gain = expected_gain(rising, steps)
    # at a minimum along the circle, as on the axis of symmetry between two peaks, to one side
    width = excess / (1 + excess)  # at most the distance to the spectrum over |z|
    # (a slope that is rounding, and a curvature that is not; the log of the height is of scale 1)
    balanced = (np.abs(gt) * width < 1e-9) & ((gt * gt - htt) * width**2 > 1e-4)
    steps[:, 1] = np.where(balanced, width / 2, steps[:, 1])
    gain = np.where(balanced, np.inf, gain)
    drift = (hxt - gx * gt) / np.where(gt * gt < htt, gt * gt - htt, -np.inf)
    # at most a factor e in r - 1, and half a radian: beyond that the second-order model says little
    # where σ is lost in rounding its derivatives may be no numbers: no step is made, as LAPACK
    # refuses a whole stack for one point that is none
    steps[~np.isfinite(steps).all(axis=1)] = 0.0
    longest = np.maximum(np.abs(steps[:, 0]), np.abs(steps[:, 1]) / 0.5)
    return Local(height, sigma, steps / np.maximum(longest, 1.0)[:, None], gain, drift)


def _second_order(
    values: FloatArray, a: ComplexArray, b: ComplexArray, first: ComplexArray
) -> FloatArray:
    """Return σ'' of the head of the file, as (xx, xt, tt), of shape (p, 3).

    Parameters
    ----------
    values
        All singular values, of shape (p, n), the least last.
    a, b
        aⱼ and bⱼ, of shape (p, n).
    first
        dz/dlog(r-1) and dz/dθ, of shape (p, 2).
    """
    sigma = values[:, -1:]
    gap = sigma - values
    gap[:, -1] = 1
    # where singular values meet there is no second derivative: their repulsion is left out, and the
    # step is found too long and cut, instead of none being made
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


def _symmetric(xx: FloatArray, xt: FloatArray, tt: FloatArray) -> FloatArray:
    """Return [[xx, xt], [xt, tt]], of shape (p, 2, 2) for entries of shape (p,)."""
    return np.stack([np.stack([xx, xt], axis=-1), np.stack([xt, tt], axis=-1)], axis=-2)


def drifts(stack: FloatArray, excess: FloatArray, angle: FloatArray) -> FloatArray:
    """Return dθ/dlog(r-1) along the ridge of ‖R(re^{iθ})‖ through maxima on circles.

    Parameters
    ----------
    stack
        Matrices of shape (p, n, n).
    excess, angle
        |z| - 1 and arg z of the maxima, of shape (p,).

    Returns
    -------
    ndarray
        Of shape (p,); 0 where there is no maximum along the circle.
    """
    return derivatives(stack, excess, angle, along_circle=True).drift
