"""Newton's method for one local maximum of h‖R(z)‖, h = |z| - 1 or Re z.

Heights are log(h‖R‖), as functions of x = log h and the coordinate t; with (zI-J) v = σ u and
s = u*v/σ their slopes are 1 - Re(s dz/dx) and -Re(s dz/dt). Second derivatives are differences
of slopes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.quantities.curves import CIRCLES, Curves
from kreissverify.quantities.maximisation.local_maximum import LocalMaximum
from kreissverify.quantities.maximisation.saddle_free_newton import (
    expected_gain,
    saddle_free_newton_step,
)
from kreissverify.quantities.resolvent.schur import Resolvent, SingularPair

__all__ = ["bounded_steps", "maximum_above"]


_NEWTON_STEPS = 40  # far more than a maximum takes; a ridge without one ends far out, or here
_OUTSIDE = 3.0  # log of the distance to the farthest point, from where on heights < 1 are given up
_CUTS = 6  # of a step by 4: what is shorter than 1/4096 of Newton's step meets rounding
_OFFSET = 1e-3  # for differences of slopes that are good to 1e-6, as vectors are good to 1e-6
_ROUGH, _FINE, _FINISHED = 1e-6, 1e-8, 1e-9  # accuracies of singular vectors
# How far a step goes along the rising axis of a saddle, on scales on which heights change by about
# 1: far enough to be out of its flat middle, and not beyond the maxima that it lies between.
_OFF_A_SADDLE = 0.2
_FARTHEST = 1e6  # |z| over the norm, beyond which heights differ from 1 by less than 1e-6


def maximum_above(
    resolvent: Resolvent,
    x: float,
    angle: float,
    width: float,
    vector: ComplexArray,
    *,
    real: bool,
    curves: Curves = CIRCLES,
) -> LocalMaximum:
    """Return the local maximum above a start, with vectors in the coordinates of T.

    Its error is how much higher log(h‖R‖) is expected to be at the maximum itself.

    Parameters
    ----------
    resolvent
        The matrix.
    x, angle
        log h and t at the start.
    width
        The scale of t.
    vector
        About a right singular vector of zI - T there.
    real
        Whether the matrix is real: then points very near the real axis are put on it.
    curves
        Circles or lines.
    """
    plane = _Plane(resolvent, curves, width)
    here = _local(plane, x, angle, vector, _ROUGH)
    hessian = _hessian(plane, here)
    far = math.log(_FARTHEST * (curves.unit + resolvent.norm))
    fresh = True
    for _ in range(_NEWTON_STEPS):
        step = bounded_steps(here.gradient, hessian)
        gain = float(expected_gain(here.gradient, step))
        # what rounding does to a height: to log(r-1), and to σ
        noise = (
            1e-14 + 2.0**-50 * (curves.unit + math.exp(here.x) + resolvent.norm) / here.pair.sigma
        )
        there = _risen(plane, here, step, noise)
        if there is None and fresh:  # no step rises, with second derivatives that are no guess
            break
        if there is None:
            hessian, fresh = _hessian(plane, here), True
            continue
        risen = there.height - here.height
        new = _updated(hessian, _scaled(here, there, width), there.gradient - here.gradient)
        here = there
        lost = here.height < 0 and here.x > far - _OUTSIDE  # a peak out there is below 1 + 1e-8
        if (gain < 1e-13 and risen < 1e-11 + noise) or here.x > far or lost:
            break
        # an update may spoil what was a maximum
        fresh = _is_maximum(hessian) and not _is_maximum(new)
        hessian = _hessian(plane, here) if fresh else new
    missing = abs(float(expected_gain(here.gradient, bounded_steps(here.gradient, hessian))))
    return _finished(plane, here, missing, real)


@dataclass(frozen=True)
class _Plane:
    """The matrix, the curves, and the scale of t."""

    resolvent: Resolvent
    curves: Curves
    width: float


def _finished(plane: _Plane, here: _Local, missing: float, real: bool) -> LocalMaximum:
    curves = plane.curves
    excess, angle = curves.rounded(math.exp(here.x)), here.angle  # rounded as the point is
    if real:
        angle = curves.snapped(angle, here.pair.sigma)
    z = curves.point(curves.unit + excess, angle)
    pair = plane.resolvent.at(z, here.pair.right, _FINISHED)
    value = excess / pair.sigma
    return LocalMaximum(excess, angle, value, pair.left, pair.right, missing, curves)


@dataclass(frozen=True)
class _Local:
    x: float
    angle: float
    height: float
    gradient: FloatArray
    pair: SingularPair


def _local(plane: _Plane, x: float, angle: float, vector: ComplexArray, accuracy: float) -> _Local:
    excess, curves = math.exp(x), plane.curves
    pair = plane.resolvent.at(curves.point(curves.unit + excess, angle), vector, accuracy)
    dx, dt = curves.tangents(excess, angle)
    radial = 1 - (dx * pair.slope).real
    around = -(dt * pair.slope).real * plane.width
    return _Local(x, angle, x - math.log(pair.sigma), np.array([radial, around]), pair)


def _risen(plane: _Plane, here: _Local, step: FloatArray, noise: float) -> _Local | None:
    """Return the place that a step leads to, cut until it is not lower; None if it stays so."""
    for _ in range(_CUTS):
        x, angle = here.x + float(step[0]), here.angle + float(step[1]) * plane.width
        there = _local(plane, x, angle, here.pair.right, _FINE)
        if there.height >= here.height - noise:
            return there
        step = step / 4
    return None


def _scaled(here: _Local, there: _Local, width: float) -> FloatArray:
    return np.array([there.x - here.x, (there.angle - here.angle) / width])


def _hessian(plane: _Plane, here: _Local) -> FloatArray:
    """Return second derivatives by differences of slopes."""
    along = [(here.x + _OFFSET, here.angle), (here.x, here.angle + _OFFSET * plane.width)]
    there = [_local(plane, *point, here.pair.right, _ROUGH) for point in along]
    found = np.stack([(near.gradient - here.gradient) / _OFFSET for near in there])
    return np.asarray((found + found.T) / 2)


def _is_maximum(hessian: FloatArray) -> bool:
    return bool(hessian[0, 0] < 0 and hessian[0, 0] * hessian[1, 1] > hessian[0, 1] ** 2)


def _updated(hessian: FloatArray, step: FloatArray, change: FloatArray) -> FloatArray:
    """Return the symmetric rank-one update that reproduces the last change of slopes."""
    miss = change - hessian @ step
    along = float(miss @ step)
    # the usual safeguard (J. Nocedal, S. J. Wright, Numerical Optimization, 6.2): no update where
    # the denominator is next to zero
    if abs(along) <= 1e-8 * float(np.linalg.norm(miss) * np.linalg.norm(step)):
        return hessian
    return np.asarray(hessian + np.outer(miss, miss) / along)


def bounded_steps(gradient: FloatArray, hessian: FloatArray) -> FloatArray:
    """Return ascent steps (..., 2), at most 1 long, that leave saddles along their rising axis."""
    step = saddle_free_newton_step(gradient, hessian, push=_OFF_A_SADDLE)
    return np.asarray(step / np.maximum(1.0, np.linalg.norm(step, axis=-1, keepdims=True)))
