"""Newton ascents of h‖R(z)‖, h = |z| - 1 or Re z, of one small matrix, by second derivatives.

The formulas are those of `resolvent.derivatives`, summed to two numbers: with A = zI - J,
aⱼ = uⱼ*v, bⱼ = vⱼ*u the derivatives of σ along ż, ẇ are σ' = Re(ż u*v) and

    σ'' = ½ (s Re(ż ẇ̄) + Re(t ż ẇ)),  s = Σⱼ (|aⱼ|²+|bⱼ|²)(1/(σ-σⱼ) + 1/(σ+σⱼ)),
                                        t = Σⱼ 2aⱼb̄ⱼ(1/(σ-σⱼ) - 1/(σ+σⱼ)).

Plain numbers: for one point of a small matrix arrays would cost more than the singular values.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.quantities.curves import CIRCLES, Curves
from kreissverify.quantities.maximisation.local_maximum import LocalMaximum

__all__ = ["Ascent", "ascended", "least_width", "newton_step", "second_derivatives"]

Pair = tuple[float, float]
Triple = tuple[float, float, float]

_STEPS = 40  # quadratic after a few; the rest are for steps taken back on the way
_CONVERGED = 1e-17  # of a promised gain in log-height: below what extended precision shows
_LEAST_CURVATURE = 1e-8  # divided by: it keeps steps finite on flat ground
_CLOSE = 1e-9  # singular values so close have no derivatives: their repulsion is left out
_LONGEST_X, _LONGEST_ANGLE = 1.0, 0.5  # beyond a factor e in r - 1 the model says little
_BALANCED, _CURVED = 1e-9, 1e-4  # a slope that is rounding, and a curvature that is not
_FARTHEST = math.exp(14.0)  # (r-1)/(1 + ‖J‖) beyond which heights are 1 to within 1e-6


@dataclass(frozen=True)
class Ascent:
    """Where an ascent ended.

    Attributes
    ----------
    maximum
        The point, its height and vectors.
    curvature
        d² log‖R‖/d(log(r-1))² along the ridge through it, negative where the ridge is concave.
    """

    maximum: LocalMaximum
    curvature: float


@dataclass(frozen=True)
class _Local:
    height: float
    sigma: float
    left: ComplexArray
    right: ComplexArray
    gradient: Pair
    hessian: Triple
    width: float
    scale: float


def ascended(
    array: NDArray[np.generic], excess: float, angle: float, curves: Curves = CIRCLES
) -> Ascent:
    """Return the local maximum above a start.

    Parameters
    ----------
    array
        J, real or complex, of shape (n, n).
    excess, angle
        |z| - 1 and arg z of the start, or Re z and Im z.
    curves
        Circles or lines.
    """
    real = not np.iscomplexobj(array)
    far = _FARTHEST * (1 + float(np.abs(array).max()))
    negative = _negative(array)
    x, here = math.log(excess), _local(negative, excess, angle, curves)
    step, gain = newton_step(here.gradient, here.hessian, here.width, here.scale)
    for _ in range(_STEPS):
        if not gain >= _CONVERGED or excess > far:  # NaN says nothing either
            break
        # rounded as 1 + (r-1) is, so that zI - J and r - 1 belong to the same circle
        new = curves.rounded(math.exp(x + step[0]))
        if not 0 < new < 1e300:
            break
        there = _local(negative, new, angle + step[1], curves)
        if there.height < here.height - 1e-15 * (1 + abs(here.height)):
            # too long a step for the second-order model: a quarter of it
            step, gain = (step[0] / 4, step[1] / 4), gain / 4
            continue
        x, excess, angle, here = math.log(new), new, angle + step[1], there
        step, gain = newton_step(here.gradient, here.hessian, here.width, here.scale)
    snapped = curves.snapped(angle, here.sigma) if real else angle
    if snapped != angle:
        angle, here = snapped, _local(negative, excess, snapped, curves)
    value = excess / here.sigma
    error = max(gain, 0.0)
    maximum = LocalMaximum(excess, angle, value, here.left, here.right, error, curves)
    return Ascent(maximum, _ridge_curvature(here))


def _local(negative: ComplexArray, excess: float, angle: float, curves: Curves) -> _Local:
    left, values, right = _singular(negative, excess, angle, curves)
    sigma = max(float(values[-1]), 1e-300)
    u, v = left[:, -1], right[-1].conj()
    slope = complex(np.vdot(u, v)) / sigma
    gradient, hessian = _derivatives(left, values, right, excess, angle, slope, curves)
    height, width = math.log(excess) - math.log(sigma), least_width(curves, excess)
    return _Local(height, sigma, u, v, gradient, hessian, width, curves.scale(excess))


def least_width(curves: Curves, excess: float) -> float:
    """Return h over |dz/dt|, at most the distance to the spectrum in the scale of t."""
    return float(excess / curves.speed(excess))


def second_derivatives(
    array: NDArray[np.generic],
    excess: float,
    angle: float,
    slope: complex,
    curves: Curves = CIRCLES,
) -> tuple[Pair, Triple]:
    """Return gradient and Hessian of the height in (log(r-1), θ), the first derivatives as given.

    Parameters
    ----------
    array
        J, of shape (n, n).
    excess, angle
        The point.
    slope
        s = u*v/σ there, with d log‖R‖ = -Re(ż s) along ż.
    """
    singular = _singular(_negative(array), excess, angle, curves)
    return _derivatives(*singular, excess, angle, slope, curves)


def _negative(array: NDArray[np.generic]) -> ComplexArray:
    """Return -J in the order in which LAPACK takes it."""
    return np.asarray(-array.astype(np.complex128), order="F")


def _singular(
    negative: ComplexArray, excess: float, angle: float, curves: Curves
) -> tuple[ComplexArray, FloatArray, ComplexArray]:
    shifted = negative.copy(order="F")
    shifted.T.flat[:: len(shifted) + 1] += curves.point(curves.unit + excess, angle)
    # called directly: for one small matrix NumPy's checks cost as much as the values
    left, values, right, failed = lapack.zgesdd(shifted, overwrite_a=True)
    if failed:  # as NumPy says it
        raise np.linalg.LinAlgError("SVD did not converge")
    return left, values, right


def _derivatives(
    left: ComplexArray,
    values: FloatArray,
    right: ComplexArray,
    excess: float,
    angle: float,
    slope: complex,
    curves: Curves,
) -> tuple[Pair, Triple]:
    """Return gradient and Hessian from the singular value decomposition of zI - J.

    Parameters
    ----------
    left, values, right
        The decomposition.
    excess, angle
        The point.
    slope
        s = u*v/σ.
    curves
        Circles or lines.
    """
    sigma = max(float(values[-1]), 1e-300)
    a = (right[-1] @ left).conj()
    b = right @ left[:, -1]
    # Number by number: for a few of them as many calls of NumPy take longer, and for many the
    # decomposition does. Neither the last singular value nor one that is as good as equal repels.
    s, t = 0.0, 0j
    *others, last = zip(a.tolist(), b.tolist(), values.tolist(), strict=True)
    for x, y, value in others:
        gap, mirrored = sigma - value, 1 / (sigma + value)
        repelled = 0.0 if abs(gap) <= _CLOSE * value else 1 / gap
        s += _squared(x, y) * (repelled + mirrored)
        t += y.conjugate() * x * (repelled - mirrored)
    x, y, value = last
    s += _squared(x, y) / (sigma + value)
    t = 2 * (t - y.conjugate() * x / (sigma + value))
    dx, dt = curves.tangents(excess, angle)
    xx, xt, tt = curves.bends(excess, angle)
    gx, gt = (dx * slope).real, (dt * slope).real
    second = (
        (s * abs(dx) ** 2 + (t * dx * dx).real) / 2 / sigma + (xx * slope).real,
        (s * (dx * dt.conjugate()).real + (t * dx * dt).real) / 2 / sigma + (xt * slope).real,
        (s * abs(dt) ** 2 + (t * dt * dt).real) / 2 / sigma + (tt * slope).real,
    )
    hessian = (gx * gx - second[0], gx * gt - second[1], gt * gt - second[2])
    return (1 - gx, -gt), hessian


def _squared(x: complex, y: complex) -> float:
    return x.real * x.real + x.imag * x.imag + y.real * y.real + y.imag * y.imag


def newton_step(gradient: Pair, hessian: Triple, width: float, scale: float) -> tuple[Pair, float]:
    """Return the saddle-free Newton step in (log h, t), cut to a bounded one, and its gain.

    Parameters
    ----------
    gradient, hessian
        Of the height; the Hessian as (xx, xt, tt).
    width, scale
        That of `least_width`, and of the curves.
    """
    gx, gt = gradient[0], gradient[1] * scale
    xx, xt, tt = hessian[0], hessian[1] * scale, hessian[2] * scale * scale
    width = width / scale
    half = math.atan2(2 * xt, xx - tt) / 2
    cosine, sine = math.cos(half), math.sin(half)
    middle, radius = (xx + tt) / 2, math.hypot((xx - tt) / 2, xt)
    along = (cosine * gx + sine * gt) / max(abs(middle + radius), _LEAST_CURVATURE)
    across = (cosine * gt - sine * gx) / max(abs(middle - radius), _LEAST_CURVATURE)
    step = (cosine * along - sine * across, sine * along + cosine * across)
    gain = (gx * step[0] + gt * step[1]) / 2
    if abs(gt) * width < _BALANCED and tt * width**2 > _CURVED:
        # a minimum along the circle, as on the axis of symmetry between two peaks: to one side
        step, gain = (step[0], width / 2), math.inf
    longest = max(abs(step[0]) / _LONGEST_X, abs(step[1]) / _LONGEST_ANGLE, 1.0)
    return (step[0] / longest, step[1] / longest * scale), gain


def _ridge_curvature(here: _Local) -> float:
    """Return the second derivative of the height in log(r-1), the angle following the ridge."""
    xx, xt, tt = here.hessian
    return xx - xt * xt / tt if tt < 0 else xx
