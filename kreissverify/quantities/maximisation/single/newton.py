"""Newton's method for one local maximum of (|z|-1)‖R(z)‖.

Heights are log((r-1)‖R‖), as functions of x = log(r-1) and the angle θ; with (zI-J) v = σ u and
s = u*v/σ their slopes are 1 - Re((r-1)e^{iθ} s) and -Re(iz s). Second derivatives are differences
of slopes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.quantities.resolvent.schur import Resolvent, SingularPair

__all__ = ["LocalMaximum", "ascent", "maximum_above"]


_NEWTON_STEPS = 40
_OUTSIDE = 3.0
_CUTS = 6
_OFFSET = 1e-3
_ROUGH, _FINE = 1e-6, 1e-8  # accuracies of singular vectors
_FARTHEST = 1e6  # |z| over the norm, beyond which peaks differ from 1 by rounding only


@dataclass(frozen=True)
class LocalMaximum:
    """A local maximum: r - 1, the angle, and the singular pair of zI - T there.

    `deficit` is how much higher log((r-1)‖R‖) is expected to be at the maximum itself.
    """

    excess: float
    angle: float
    pair: SingularPair
    deficit: float

    @property
    def value(self) -> float:
        """(|z|-1)‖R(z)‖."""
        return self.excess / self.pair.sigma

    @property
    def z(self) -> complex:
        """The point."""
        return _point(self.excess, self.angle)


def maximum_above(
    resolvent: Resolvent, x: float, angle: float, width: float, vector: ComplexArray, *, real: bool
) -> LocalMaximum:
    """Return the local maximum above a start, with full accuracy.

    Parameters
    ----------
    resolvent
        The matrix.
    x, angle
        log(r-1) and θ at the start.
    width
        The scale of angles.
    vector
        About a right singular vector of zI - T there.
    real
        Whether the matrix is real: then points very near the real axis are put on it.
    """
    here = _local(resolvent, x, angle, width, vector, _ROUGH)
    hessian = _hessian(resolvent, here, width)
    far = math.log(_FARTHEST * (1 + resolvent.norm))
    fresh = True
    for _ in range(_NEWTON_STEPS):
        step = ascent(here.gradient, hessian)
        gain = float(here.gradient @ step) / 2
        noise = 1e-14 + 2.0**-50 * (1 + math.exp(here.x) + resolvent.norm) / here.pair.sigma
        there = _risen(resolvent, here, step, width, noise)
        if there is None and fresh:
            break
        if there is None:
            hessian, fresh = _hessian(resolvent, here, width), True
            continue
        risen = there.height - here.height
        new = _updated(hessian, _scaled(here, there, width), there.gradient - here.gradient)
        here = there
        lost = here.height < 0 and here.x > far - _OUTSIDE  # a peak out there is below 1 + 1e-8
        if (gain < 1e-13 and risen < 1e-11 + noise) or here.x > far or lost:
            break
        # an update may spoil what was a maximum
        fresh = _is_maximum(hessian) and not _is_maximum(new)
        hessian = _hessian(resolvent, here, width) if fresh else new
    deficit = abs(float(here.gradient @ ascent(here.gradient, hessian))) / 2
    return _summit(resolvent, here, deficit, real)


def _summit(resolvent: Resolvent, here: _Local, deficit: float, real: bool) -> LocalMaximum:
    excess, angle = (1 + math.exp(here.x)) - 1, here.angle  # rounded as the point is
    if real and abs(math.sin(angle)) < 1e-7:
        angle = 0.0 if math.cos(angle) > 0 else math.pi
    pair = resolvent.at(_point(excess, angle), here.pair.right, 1e-9)
    return LocalMaximum(excess, angle, pair, deficit)


@dataclass(frozen=True)
class _Local:
    x: float
    angle: float
    height: float
    gradient: FloatArray
    pair: SingularPair


def _local(
    resolvent: Resolvent,
    x: float,
    angle: float,
    width: float,
    vector: ComplexArray,
    accuracy: float,
) -> _Local:
    excess = math.exp(x)
    z = _point(excess, angle)
    pair = resolvent.at(z, vector, accuracy)
    radial = 1 - (excess * complex(math.cos(angle), math.sin(angle)) * pair.slope).real
    around = -(1j * z * pair.slope).real * width
    return _Local(x, angle, x - math.log(pair.sigma), np.array([radial, around]), pair)


def _risen(
    resolvent: Resolvent, here: _Local, step: FloatArray, width: float, noise: float
) -> _Local | None:
    """Return the place that a step leads to, cut until it is not lower; None if it stays so."""
    for _ in range(_CUTS):
        x, angle = here.x + float(step[0]), here.angle + float(step[1]) * width
        there = _local(resolvent, x, angle, width, here.pair.right, _FINE)
        if there.height >= here.height - noise:
            return there
        step = step / 4
    return None


def _scaled(here: _Local, there: _Local, width: float) -> FloatArray:
    return np.array([there.x - here.x, (there.angle - here.angle) / width])


def _hessian(resolvent: Resolvent, here: _Local, width: float) -> FloatArray:
    """Return second derivatives by differences of slopes."""
    along = [(here.x + _OFFSET, here.angle), (here.x, here.angle + _OFFSET * width)]
    there = [_local(resolvent, *point, width, here.pair.right, _ROUGH) for point in along]
    found = np.stack([(near.gradient - here.gradient) / _OFFSET for near in there])
    return np.asarray((found + found.T) / 2)


def _is_maximum(hessian: FloatArray) -> bool:
    return bool(hessian[0, 0] < 0 and hessian[0, 0] * hessian[1, 1] > hessian[0, 1] ** 2)


def _updated(hessian: FloatArray, step: FloatArray, change: FloatArray) -> FloatArray:
    """Return the symmetric rank-one update that reproduces the last change of slopes."""
    miss = change - hessian @ step
    along = float(miss @ step)
    if abs(along) <= 1e-8 * float(np.linalg.norm(miss) * np.linalg.norm(step)):
        return hessian
    return np.asarray(hessian + np.outer(miss, miss) / along)


def ascent(gradient: FloatArray, hessian: FloatArray) -> FloatArray:
    """Return |H|⁻¹ times the gradient, at most 1 long; off a saddle along its rising direction."""
    values, axes = np.linalg.eigh(hessian)
    along = axes.T @ gradient
    along = along / np.maximum(np.abs(values), 1e-8)
    if values[-1] > 0 and abs(along[-1]) < 1e-3:
        along[-1] = math.copysign(0.2, along[-1])
    step = axes @ along
    return np.asarray(step / max(1.0, float(np.linalg.norm(step))))


def _point(excess: float, angle: float) -> complex:
    radius = 1 + excess
    if angle in (0.0, math.pi):
        return complex(math.copysign(radius, math.cos(angle)), 0.0)
    return complex(radius * math.cos(angle), radius * math.sin(angle))
