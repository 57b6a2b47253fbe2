"""The resolvent norm near a peak in high precision, and Newton's method for the peak itself.

With A = zI - J, A v = σ u for the smallest singular value σ, and p = u*v, the derivative of log σ
along ż is Re(ż p)/σ. Singular vectors come from power iteration on R R* and then from
Rayleigh-quotient iteration. Balls are cut back to midpoints: this is arithmetic of the working
precision; the rigorous step is `kreiss.lower_bound`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import acb, acb_mat, arb, ctx, fmpq, fmpq_mat

from kreissverify.numbers.arrays import float_matrix
from kreissverify.numbers.ball import working_precision
from kreissverify.quantities.curves import CIRCLES, Curves
from kreissverify.quantities.curves.exact import along, ball_height

__all__ = [
    "Local",
    "RefinedMaximum",
    "decay_on_curve",
    "height_at",
    "local_norm",
    "maximum_on_curve",
    "maximum_outside",
]

_POWER_STEPS = 4
_RAYLEIGH_STEPS = 4  # cubic from three digits: 3, 9, 27, 81, 243 digits and more
_NEWTON_STEPS = 40  # each gains a third of the bits, as slopes are differenced; some are cut short


@dataclass(frozen=True)
class Local:
    """The smallest singular value at a point, p = u*v, and the right singular vector v."""

    sigma: arb
    p: acb
    vector: acb_mat


@dataclass(frozen=True)
class RefinedMaximum:
    """A peak: the point (or its coordinate), the value there, and the vector that attains it."""

    z: acb
    value: arb
    vector: acb_mat


def local_norm(matrix: fmpq_mat, z: acb, start: acb_mat | None = None) -> Local:
    """Return σ_min(zI - J) and its vectors at the working precision.

    Parameters
    ----------
    matrix
        J.
    z
        The point.
    start
        A right singular vector to begin with, n×1; by default that of LAPACK.

    Raises
    ------
    ZeroDivisionError
        If zI - J is singular at this precision.
    """
    n = matrix.nrows()
    shifted = (_scalar(n, z) - acb_mat(matrix)).mid()
    inverse = shifted.solve(_scalar(n, acb(1)), algorithm="approx").mid()
    adjoint = _adjoint(inverse)
    v = start if start is not None else _float_vector(matrix, z)
    for _ in range(_POWER_STEPS):  # where float64 is lost the gap is wide, and these suffice
        v = _unit(inverse * _unit(adjoint * v))
    v = _sharpened(shifted, v)
    image = (shifted * v).mid()
    sigma = _length(image)
    u = (image / sigma).mid()
    return Local(sigma, (_adjoint(u) * v)[0, 0].mid(), v)


def height_at(matrix: fmpq_mat, excess: float, angle: float, bits: int) -> float:
    """Return (|z|-1)‖R(z)‖ rounded to float64, at z = (1 + excess)·e^{i·angle}.

    Parameters
    ----------
    matrix
        J.
    excess, angle
        The point.
    bits
        The working precision.

    Raises
    ------
    ZeroDivisionError
        If zI - J is singular at this precision.
    """
    with working_precision(bits):
        radius, turn = 1 + arb(excess), arb(angle)
        z = acb(radius * turn.cos(), radius * turn.sin()).mid()
        return float((excess / local_norm(matrix, z).sigma).mid())


def _sharpened(shifted: acb_mat, v: acb_mat) -> acb_mat:
    """Rayleigh-quotient iteration on A*A: cubic, so few steps reach any precision."""
    square = (_adjoint(shifted) * shifted).mid()
    n = square.nrows()
    for _ in range(_RAYLEIGH_STEPS):
        quotient = (_adjoint(v) * (square * v))[0, 0].real.mid()
        try:
            better = (square - _scalar(n, acb(quotient))).mid().solve(v, algorithm="approx")
        except ZeroDivisionError:
            break
        better = _unit(better.mid())
        if not all(x.is_finite() for x in better.entries()):
            break
        moved = _length((better * (_adjoint(better) * v)[0, 0] - v).mid())
        v = better
        # cubic convergence: what moved by half of the bits has all of them
        if moved < arb(2) ** (-ctx.prec // 2):
            break
    return v


def maximum_outside(matrix: fmpq_mat, start: acb, curves: Curves = CIRCLES) -> RefinedMaximum:
    """Return the peak of h‖R(z)‖ near `start`, by Newton's method in the plane.

    Parameters
    ----------
    matrix
        J.
    start
        Where to begin.
    curves
        Circles, h = |z| - 1, or lines, h = Re z.
    """
    # on the axis of symmetry the slope across it is 0, and the vector stays real
    real = bool(start.imag == 0)
    seen: dict[str, Any] = {"vector": None}

    def gradient(point: tuple[arb, ...]) -> tuple[arb, tuple[arb, ...]]:
        z = acb(point[0], arb(0) if real else point[1])
        height = ball_height(curves, z).mid()
        if not height > 0:
            raise ZeroDivisionError
        local = local_norm(matrix, z, seen["vector"])
        seen["vector"], seen["z"] = local.vector, z
        # the gradient of log h: z/(|z|h), or 1/h
        outward = z / (abs(z) * height) if curves is CIRCLES else acb(1 / height)
        slope = [(outward.real - local.p.real / local.sigma).mid()]
        if not real:
            slope.append((outward.imag + local.p.imag / local.sigma).mid())
        return (height / local.sigma).mid(), tuple(slope)

    first = (start.real.mid(),) if real else (start.real.mid(), start.imag.mid())
    point, value = _maximum(gradient, first, scale=ball_height(curves, start).mid() / 8)
    z = acb(point[0], arb(0) if real else point[1])
    return RefinedMaximum(z, value, local_norm(matrix, z, seen["vector"]).vector)


def maximum_on_curve(
    matrix: fmpq_mat,
    level: fmpq,
    start: arb,
    turn: int,
    curves: Curves = CIRCLES,
    scale: arb | None = None,
) -> RefinedMaximum:
    """Return the peak of ‖R(z)‖ on a circle or a line near the coordinate s = `start`.

    Its point is given as the coordinate s, so that rational s gives rational z on the curve.

    Parameters
    ----------
    matrix
        J.
    level
        r or x.
    start
        s to begin with; 0 stays, as a real direction of a real matrix is an axis of symmetry.
    turn
        1 for the right half of the circle, -1 for the left; 1 for lines.
    curves
        Circles or lines.
    scale
        The length in s on which ‖R‖ varies; 1/64 for circles.
    """
    seen: dict[str, Any] = {"vector": None}

    def gradient(point: tuple[arb, ...]) -> tuple[arb, tuple[arb, ...]]:
        s = point[0]
        z, tangent = along(curves, level, s, turn)
        local = local_norm(matrix, z.mid(), seen["vector"])
        seen["vector"] = local.vector
        slope = -(tangent * local.p).real / local.sigma
        return (1 / local.sigma).mid(), (slope.mid(),)

    if start == 0:
        value = gradient((arb(0),))[0]
        return RefinedMaximum(acb(0), value, seen["vector"])
    point, value = _maximum(gradient, (start,), scale=arb(1) / 64 if scale is None else scale)
    return RefinedMaximum(acb(point[0]), value, seen["vector"])


def decay_on_curve(
    matrix: fmpq_mat,
    level: fmpq,
    s: arb,
    turn: int,
    vector: acb_mat,
    curves: Curves = CIRCLES,
) -> arb:
    """Return d log σ/d log r = Re(z u*v)/σ, or d log σ/dx = Re(u*v)/σ, at a point of a curve.

    With σu = (zI-J)v, |v| = 1.

    Parameters
    ----------
    matrix
        J.
    level, s, turn, curves
        The point, as for `maximum_on_curve`.
    vector
        v.
    """
    z = along(curves, level, s, turn).z
    outward = z if curves is CIRCLES else acb(1)
    image = vector * z - acb_mat(matrix) * vector
    adjoint = _adjoint(image)
    square = (adjoint * image)[0, 0].real
    return (outward * (adjoint * vector)[0, 0] / square).real.mid()


Gradient = Callable[[tuple[arb, ...]], tuple[arb, tuple[arb, ...]]]


def _maximum(gradient: Gradient, point: tuple[arb, ...], scale: arb) -> tuple[tuple[arb, ...], arb]:
    """Newton's method for the log of a positive function, with differenced second derivatives."""
    value, slope = gradient(point)
    trust = scale.mid()
    # at a maximum a step of relative size e changes the value by e²: half of the bits are enough
    tiny = arb(2) ** (-ctx.prec // 2)  # the value is then good to twice as many bits
    for _ in range(_NEWTON_STEPS):
        step = _newton_step(gradient, point, slope, scale)
        size = max((abs(x).mid() for x in step), key=lambda x: x)
        # the model is good on the scale of r - 1; a step beyond it is cut, in its direction
        if size > trust:
            step = tuple((x * trust / size).mid() for x in step)
        trial = tuple((x + d).mid() for x, d in zip(point, step, strict=True))
        try:
            new_value, new_slope = gradient(trial)
        except ZeroDivisionError:
            trust = (trust / 4).mid()
            continue
        if new_value >= value * (1 - tiny):
            point, value, slope = trial, max(new_value, value, key=lambda x: x), new_slope
        else:
            # the step has led down: the next one may not be as long
            trust = (min(trust, size, key=lambda x: x) / 4).mid()
        if size <= scale * tiny:
            break
    return point, value


def _newton_step(
    gradient: Gradient, point: tuple[arb, ...], slope: tuple[arb, ...], scale: arb
) -> tuple[arb, ...]:
    # the error of a difference is h plus rounding/h; slopes are better than values, so a third
    h = (scale * arb(2) ** (-ctx.prec // 3)).mid()
    columns = []
    for i in range(len(point)):
        moved = tuple((x + (h if i == j else 0)).mid() for j, x in enumerate(point))
        columns.append(
            [((b - a) / h).mid() for a, b in zip(slope, gradient(moved)[1], strict=True)]
        )
    if len(point) == 1:
        curvature = columns[0][0]
        return ((slope[0] / max(abs(curvature).mid(), abs(slope[0]).mid() / scale)).mid(),)
    (a, b), (c, d) = columns
    off = (b + c) / 2
    determinant = a * d - off * off
    # negative definite: Newton's step leads to a maximum
    if determinant > 0 and a < 0:
        return (
            ((off * slope[1] - d * slope[0]) / determinant).mid(),
            ((off * slope[0] - a * slope[1]) / determinant).mid(),
        )
    # no maximum near: straight up, as far as the scale allows
    size = (slope[0] ** 2 + slope[1] ** 2).sqrt()
    return tuple((x * scale / size).mid() if size > 0 else arb(0) for x in slope)


def _scalar(n: int, value: acb) -> acb_mat:
    return acb_mat(n, n, [value if i == j else acb(0) for i in range(n) for j in range(n)])


def _adjoint(matrix: acb_mat) -> acb_mat:
    return matrix.transpose().conjugate()


def _length(vector: acb_mat) -> arb:
    total = arb(0)
    for x in vector.entries():
        total += x.real * x.real + x.imag * x.imag
    return total.sqrt().mid()


def _unit(vector: acb_mat) -> acb_mat:
    return (vector / _length(vector)).mid()


def _float_vector(matrix: fmpq_mat, z: acb) -> acb_mat:
    """Return the right singular vector of the smallest singular value by LAPACK."""
    n = matrix.nrows()
    shifted = complex(z) * np.eye(n) - float_matrix(matrix)
    vector = np.linalg.svd(shifted)[2][-1].conj()
    return acb_mat(n, 1, [acb(x.real, x.imag) for x in vector.tolist()])
