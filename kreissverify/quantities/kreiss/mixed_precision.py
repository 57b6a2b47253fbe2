"""A peak that float64 knows roughly, to all digits of a float, for the price of a few products.

Inverse iteration for the smallest singular value of zI - J: its systems are solved by one float64
factorisation with residuals in higher precision (iterative refinement), which converges while
float64 keeps some digits of the inverse. Slopes are as exact as the vectors, so Newton steps with
float64 second derivatives take the point to the maximum.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from flint import acb, acb_mat, arb
from numpy.typing import NDArray
from scipy.linalg import lu_factor, lu_solve

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.numbers.ball import working_precision
from kreissverify.quantities.curves.exact import ball_point
from kreissverify.quantities.maximisation.local_maximum import LocalMaximum
from kreissverify.quantities.maximisation.single.ascent import (
    least_width,
    newton_step,
    second_derivatives,
)

__all__ = ["sharpened"]

_BITS = 160  # those of a float, and up to 45 lost in each of u*(zI-J)v and the systems
_REFINEMENTS = 8  # of a system: each gains what float64 keeps of the inverse, at least a factor 4
_SLOWEST = 0.25
_SOLVED = 2.0**-70  # of a residual, relative: the vectors then have more digits than a float
_ITERATIONS = 3  # of a vector that is right to a share e: the rest is below e⁶
_STEPS = 4  # of Newton's method; the first two gain most
_ARRIVED = 1e-13  # of the height, which a further step would gain


def sharpened(
    array: NDArray[Any], rest: FloatArray | None, maximum: LocalMaximum
) -> LocalMaximum | None:
    """Return a maximum with all digits of a float; None if float64 keeps too few to begin with.

    Parameters
    ----------
    array
        J, real or complex, of shape (n, n).
    rest
        What the array lacks of the matrix meant.
    maximum
        As the search found it, with its right vector.
    """
    excess, angle, vector = maximum.excess, maximum.angle, maximum.right
    curves = maximum.curves
    assert vector is not None
    with working_precision(_BITS):
        matrix = _Matrix(array, rest)
        for _ in range(_STEPS):
            found = matrix.smallest(ball_point(curves, excess, angle).mid(), vector)
            if found is None:
                return None
            gradient, hessian = second_derivatives(array, excess, angle, found.slope, curves)
            width, scale = least_width(curves, excess), curves.scale(excess)
            (dx, dt), gain = newton_step(gradient, hessian, width, scale)
            if not math.isfinite(gain):
                return None
            vector = found.right
            if abs(gain) < _ARRIVED:
                value = float(arb(excess) / found.sigma)
                error = abs(gain) + 2.0**-51
                return LocalMaximum(excess, angle, value, found.left, vector, error, curves)
            excess, angle = curves.rounded(excess * math.exp(dx)), angle + dt
            if not np.iscomplexobj(array):
                angle = curves.snapped(angle, float(found.sigma))
    return None


@dataclass(frozen=True)
class _Smallest:
    """σ, s = u*v/σ as a float, and the vectors rounded to floats."""

    sigma: arb
    slope: complex
    left: ComplexArray
    right: ComplexArray


class _Matrix:
    """J and its adjoint, exactly."""

    def __init__(self, array: NDArray[Any], rest: FloatArray | None) -> None:
        self.array = array.astype(np.complex128)
        self.forward = _exactly(self.array)
        if rest is not None:
            self.forward += _exactly(rest.astype(np.complex128))
        self.adjoint = self.forward.transpose().conjugate()

    def smallest(self, z: acb, start: ComplexArray) -> _Smallest | None:
        """Return the smallest singular value at a point; None if refinement does not converge."""
        shifted = complex(z) * np.eye(len(self.array)) - self.array
        factors = lu_factor(shifted, check_finite=False)
        v = _unit(_column(start))
        for _ in range(_ITERATIONS):
            y = _solved(self.adjoint, z.conjugate(), factors, 2, v)
            x = None if y is None else _solved(self.forward, z, factors, 0, _unit(y))
            if x is None:
                return None
            v = _unit(x)
        image = (v * z - self.forward * v).mid()
        sigma = _length(image)
        u = (image / sigma).mid()
        slope = (u.transpose().conjugate() * v)[0, 0] / sigma
        return _Smallest(sigma, complex(slope), _floats(u), _floats(v))


def _solved(
    matrix: acb_mat, z: acb, factors: Any, kind: Literal[0, 2], right: acb_mat
) -> acb_mat | None:
    """Return (zI-J)⁻¹ right by refinement; None if it does not converge.

    Parameters
    ----------
    matrix, z
        J and z, or J* and z̄.
    factors, kind
        Those of zI - J in float64, and 2 for the adjoint.
    right
        The right side.
    """
    x = _column(lu_solve(factors, _floats(right), trans=kind, check_finite=False))
    last = math.inf
    for _ in range(_REFINEMENTS):
        residual = (right - (x * z - matrix * x)).mid()
        size = float(_length(residual))
        if size < _SOLVED:
            return x
        if not size < _SLOWEST * last:
            return None
        last = size
        step = lu_solve(factors, _floats(residual / arb(size)), trans=kind, check_finite=False)
        x = (x + _column(step) * arb(size)).mid()
    return None


def _exactly(array: ComplexArray) -> acb_mat:
    n = len(array)
    return acb_mat(n, n, [acb(x.real, x.imag) for x in array.ravel().tolist()])


def _column(vector: ComplexArray) -> acb_mat:
    return acb_mat(len(vector), 1, [acb(x.real, x.imag) for x in vector.tolist()])


def _floats(column: acb_mat) -> ComplexArray:
    return np.array([complex(x) for x in column.entries()])


def _length(column: acb_mat) -> arb:
    total = arb(0)
    for x in column.entries():
        total += x.real * x.real + x.imag * x.imag
    return total.sqrt().mid()


def _unit(column: acb_mat) -> acb_mat:
    return (column / _length(column)).mid()
