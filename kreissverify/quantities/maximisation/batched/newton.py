"""Climbing (|z|-1)‖R(z)‖ from many starts of many matrices at once, by estimates.

Newton's method with differenced slopes; each step refines the vector of the step before. What it
finds is within the error of the estimates, and is for singular values to finish.
"""

from __future__ import annotations

import numpy as np

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.quantities.maximisation.batched.estimates import Eigen, estimates
from kreissverify.quantities.maximisation.batched.local_maxima import Places

__all__ = ["climbed"]


_OFFSETS = (0.05, 0.02, 0.01, 0.003)
_LONGEST = 0.7
_SAME = 0.02


def climbed(eigen: Eigen, places: Places) -> Places:
    """Return the places after some steps of Newton's method, with the heights then expected.

    Of places that have come together all but one have height -inf.
    """
    x, angle = places.log_excess.copy(), places.angle.copy()
    shape = (len(x), eigen.values.shape[-1], x.shape[1])
    vectors = np.empty(shape, dtype=np.complex128)
    vectors[:] = np.exp(2.4j * np.arange(shape[1]) ** 2)[:, None]
    best = Places(x, angle, np.full(x.shape, -np.inf))
    step_x, step_t = np.zeros_like(x), np.zeros_like(x)
    for offset in _OFFSETS:
        x, angle = best.log_excess + step_x, best.angle + step_t
        width = _widths(eigen, x, angle)
        height, gradient, hessian, vectors = _model(eigen, x, angle, width, vectors, offset)
        dx, dt, gain = _ascent(*gradient, *hessian)
        expected = height + gain
        better = expected >= best.height
        # a step that has led down is taken back by three quarters
        step_x = np.where(better, dx, step_x * 0.25)
        step_t = np.where(better, dt * width, step_t * 0.25)
        best = Places(
            np.where(better, x, best.log_excess),
            np.where(better, angle, best.angle),
            np.where(better, expected, best.height),
        )
    x, angle = best.log_excess + step_x, best.angle + step_t
    width = _widths(eigen, x, angle)
    return Places(x, angle, _without_twins(x, angle, width, best.height))


def _widths(eigen: Eigen, x: FloatArray, angle: FloatArray) -> FloatArray:
    """Return the scale of angles: the distance to the spectrum over |z|."""
    points = (1 + np.exp(x)) * np.exp(1j * angle)
    distance = np.abs(points[:, None, :] - eigen.values[:, :, None]).min(axis=1)
    return np.asarray(distance / np.abs(points))


def _model(
    eigen: Eigen,
    x: FloatArray,
    angle: FloatArray,
    width: FloatArray,
    vectors: ComplexArray,
    offset: float,
) -> tuple[FloatArray, tuple[FloatArray, ...], tuple[FloatArray, ...], ComplexArray]:
    """Return height, gradient and Hessian in (log(r-1), θ/width), and better vectors."""
    count = x.shape[1]
    all_x = np.concatenate([x, x + offset, x], axis=1)
    all_angles = np.concatenate([angle, angle, angle + offset * width], axis=1)
    excess, turn = np.exp(all_x), np.exp(1j * all_angles)
    found = estimates(eigen, (1 + excess) * turn, np.tile(vectors, 3))
    assert found.vectors is not None
    slope = turn * found.slope
    gx = np.split(1 - excess * slope.real, 3, axis=1)
    gt = np.split((1 + excess) * slope.imag * np.tile(width, 3), 3, axis=1)
    height = x + np.log(found.norm[:, :count])
    hessian = (
        (gx[1] - gx[0]) / offset,
        (gt[1] - gt[0] + gx[2] - gx[0]) / (2 * offset),
        (gt[2] - gt[0]) / offset,
    )
    return height, (gx[0], gt[0]), hessian, found.vectors[:, :, :count]


@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def _ascent(
    gx: FloatArray, gt: FloatArray, hxx: FloatArray, hxt: FloatArray, htt: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return |H|⁻¹ times the gradient, no longer than allowed, and half its product with it."""
    phi = np.arctan2(2 * hxt, hxx - htt) / 2
    cosine, sine = np.cos(phi), np.sin(phi)
    middle, radius = (hxx + htt) / 2, np.hypot((hxx - htt) / 2, hxt)
    along = (cosine * gx + sine * gt) / np.maximum(np.abs(middle + radius), 1e-6)
    across = (cosine * gt - sine * gx) / np.maximum(np.abs(middle - radius), 1e-6)
    dx, dt = cosine * along - sine * across, sine * along + cosine * across
    shorter = 1 / np.maximum(np.maximum(np.abs(dx), np.abs(dt)) / _LONGEST, 1)
    dx, dt = np.nan_to_num(dx * shorter), np.nan_to_num(dt * shorter)
    return dx, dt, np.maximum((gx * dx + gt * dt) / 2, 0)


def _without_twins(
    x: FloatArray, angle: FloatArray, width: FloatArray, height: FloatArray
) -> FloatArray:
    """Return the heights, -inf where a place is that of a higher one."""
    near = np.abs(x[:, :, None] - x[:, None, :]) < _SAME
    near &= (
        np.abs(np.abs(angle)[:, :, None] - np.abs(angle)[:, None, :]) < _SAME * width[:, :, None]
    )
    rank = np.arange(x.shape[1])
    higher = height[:, None, :] > height[:, :, None]
    equal = (height[:, None, :] == height[:, :, None]) & (rank[None, :] < rank[:, None])
    return np.where((near & (higher | equal)).any(axis=2), -np.inf, height)
