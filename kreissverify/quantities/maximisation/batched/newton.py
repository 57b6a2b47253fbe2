"""Newton ascent of (|z|-1)‖R(z)‖ from many points of many matrices at once, by estimates.

Newton's method with differenced slopes; each step refines the vector of the step before. What it
finds is within the error of the estimates, and is for singular values to finish.
"""

from __future__ import annotations

import numpy as np

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.quantities.maximisation.batched.estimates import Eigen, estimates
from kreissverify.quantities.maximisation.local_maximum import StartingPoints
from kreissverify.quantities.maximisation.saddle_free_newton import (
    differenced_hessian,
    expected_gain,
    saddle_free_newton_step,
)

__all__ = ["improved"]


# Differences over which slopes are compared, in log(r-1) and in θ over its scale. Coarse at first:
# far from a maximum the average curvature leads better, and the vectors are rough. Finer at the
# end, where differences over 0.003 of slopes that are good to 1e-6 still give three digits. Four
# rounds suffice for starts within a cell of the map; more would polish what estimates do not know.
_OFFSETS = (0.05, 0.02, 0.01, 0.003)
# The estimates of curvatures are no better than a few per cent, so smaller ones are not believed
# and are replaced; a step is cut to less than the distance between circles of the map (0.9).
_LEAST_CURVATURE = 1e-6
_LONGEST = 0.7
# Points closer than this in log(r-1), and in θ over its scale, lead to one maximum. Too large, and
# a lower neighbour is lost; too small, and singular values are spent on the same maximum twice.
_SAME = 0.02


def improved(eigen: Eigen, starts: StartingPoints) -> StartingPoints:
    """Return the points after some steps of Newton's method, with the heights then expected.

    Parameters
    ----------
    eigen
        The B matrices.
    starts
        Points of shape (B, k).

    Returns
    -------
    StartingPoints
        Of shape (B, k). Of points that have come together all but one have height -inf.
    """
    x, angle = starts.log_excess.copy(), starts.angle.copy()
    shape = (len(x), eigen.values.shape[-1], x.shape[1])
    vectors = np.empty(shape, dtype=np.complex128)
    vectors[:] = np.exp(2.4j * np.arange(shape[1]) ** 2)[:, None]  # special to no matrix
    best = StartingPoints(x, angle, np.full(x.shape, -np.inf))
    step = np.zeros((*x.shape, 2))
    for offset in _OFFSETS:
        x, angle = best.log_excess + step[..., 0], best.angle + step[..., 1]
        width = _widths(eigen, x, angle)
        height, gradient, hessian, vectors = _model(eigen, x, angle, width, vectors, offset)
        newton, gain = _bounded_step(gradient, hessian)
        expected = height + gain
        better = expected >= best.height
        newton[..., 1] *= width
        # a step that has led down is taken back by three quarters
        step = np.where(better[..., None], newton, step * 0.25)
        best = StartingPoints(
            np.where(better, x, best.log_excess),
            np.where(better, angle, best.angle),
            np.where(better, expected, best.height),
        )
    x, angle = best.log_excess + step[..., 0], best.angle + step[..., 1]
    width = _widths(eigen, x, angle)
    return StartingPoints(x, angle, _without_twins(x, angle, width, best.height))


def _widths(eigen: Eigen, x: FloatArray, angle: FloatArray) -> FloatArray:
    """Return the scale of angles, the distance to the spectrum over |z|, of shape (B, k)."""
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
) -> tuple[FloatArray, FloatArray, FloatArray, ComplexArray]:
    """Return height (B, k), gradient (B, k, 2) and Hessian (B, k, 2, 2) in (log(r-1), θ/width).

    And better vectors (B, n, k).
    """
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
    gradient, hessian = np.stack([gx[0], gt[0]], axis=-1), differenced_hessian(gx, gt, offset)
    return height, gradient, hessian, found.vectors[:, :, :count]


def _bounded_step(gradient: FloatArray, hessian: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the ascent step, no coordinate of it longer than allowed, and what it promises."""
    step = saddle_free_newton_step(gradient, hessian, least=_LEAST_CURVATURE)
    longest = np.abs(step).max(axis=-1)
    step = step * (1 / np.maximum(longest / _LONGEST, 1))[..., None]
    return step, np.maximum(expected_gain(gradient, step), 0)


def _without_twins(
    x: FloatArray, angle: FloatArray, width: FloatArray, height: FloatArray
) -> FloatArray:
    """Return the heights (B, k), -inf where a point is that of a higher one."""
    near = np.abs(x[:, :, None] - x[:, None, :]) < _SAME
    near &= (
        np.abs(np.abs(angle)[:, :, None] - np.abs(angle)[:, None, :]) < _SAME * width[:, :, None]
    )
    rank = np.arange(x.shape[1])
    higher = height[:, None, :] > height[:, :, None]
    equal = (height[:, None, :] == height[:, :, None]) & (rank[None, :] < rank[:, None])
    return np.where((near & (higher | equal)).any(axis=2), -np.inf, height)
