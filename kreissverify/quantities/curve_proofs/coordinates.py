"""Coordinates x' = Wx in which a badly scaled circle inequality is harmless in float64.

With P = WᵀP'W, J' = WJW⁻¹ and the metric Q = W⁻ᵀW⁻¹ the Riccati equation and the circle inequality
keep their form, with J' for J and Q for the identity. If P = WᵀW then P' = I, and ‖J'/r‖ < 1: no
digits are lost however large cond(P) is. W is a dyadic matrix, exactly; J' and Q come from balls.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from flint import arb, arb_mat, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.arrays import ComplexArray, FloatArray, rational_matrix
from kreissverify.numbers.ball import ball_matrix, middle_rational, working_precision

__all__ = ["Coordinates", "changed", "original"]


# Three times the digits of float64 suffice for a change that mends ten digits of the condition; the
# product of several changes may need as many more.
_BITS = (160, 320, 640, 1280)
_TINY = 1e-290  # above what underflow can lose


@dataclass(frozen=True)
class Coordinates:
    """J' and Q with entrywise bounds on their errors, and W; in the original ones W is None.

    Attributes
    ----------
    matrix, matrix_error
        J' lies within `matrix_error` of `matrix`, entry by entry; None where they are equal.
    metric, metric_error
        The same for Q.
    factor
        W to within 2u|W|, entry by entry; None stands for the identity.
    exact_factor
        W exactly, as balls of radius 0.
    inverse
        W⁻¹, rounded; a guide.
    """

    matrix: FloatArray
    matrix_error: FloatArray | None
    metric: FloatArray
    metric_error: FloatArray | None
    factor: FloatArray | None = None
    exact_factor: arb_mat | None = None
    inverse: FloatArray | None = None

    @cached_property
    def eigenvalues(self) -> ComplexArray:
        """Those of J', and so of J."""
        return np.asarray(np.linalg.eigvals(self.matrix), dtype=np.complex128)

    def gram(self) -> FloatArray:
        """Return WWᵀ = Q⁻¹, rounded."""
        factor = self.factor
        return np.eye(len(self.matrix)) if factor is None else np.asarray(factor @ factor.T)

    def exact_matrix(self) -> fmpq_mat:
        """Return W, exactly."""
        n = len(self.matrix)
        if self.exact_factor is None:
            return fmpq_mat(n, n, [int(i == j) for i in range(n) for j in range(n)])
        return fmpq_mat(n, n, [middle_rational(x) for x in self.exact_factor.entries()])

    def exact(self, solution: FloatArray) -> fmpq_mat:
        """Return P = WᵀP'W, exactly."""
        inner = rational_matrix(solution)
        if self.exact_factor is None:
            return inner
        factor = self.exact_matrix()
        return factor.transpose() * inner * factor


def original(matrix: Matrix) -> Coordinates:
    """Return the coordinates that the matrix is given in."""
    array, n = matrix.array, matrix.n
    # floats that are the matrix itself have no error to carry along; of those that were given the
    # fractions need not be made
    exact = matrix.holds_floats or rational_matrix(array) == matrix.exact
    error = None if exact else np.asarray(np.abs(array) * 2.0**-52 + _TINY)
    return Coordinates(array, error, np.eye(n), None)


def changed(matrix: Matrix, here: Coordinates, turn: FloatArray) -> Coordinates | None:
    """Return the coordinates VWx, or None if VW is singular or beyond float64.

    Parameters
    ----------
    matrix
        The matrix J.
    here
        The coordinates Wx.
    turn
        V, of shape (n, n).
    """
    if not np.isfinite(turn).all():
        return None
    for bits in _BITS:
        with working_precision(bits):
            w = arb_mat(turn.tolist())
            if here.exact_factor is not None:
                # a midpoint is as good a W as the product itself, and is known exactly
                w = (w * here.exact_factor).mid()
            try:
                inverse = w.inv()
            except ZeroDivisionError:
                continue
            moved = _floats(w * ball_matrix(matrix.exact) * inverse)
            metric = _floats(inverse.transpose() * inverse)
            factor, back = _floats(w), _floats(inverse)
        if moved and metric and factor and back:
            middle = (metric[0] + metric[0].T) / 2
            error = np.maximum(metric[1], metric[1].T) + np.abs(metric[0] - middle) * 1.01 + _TINY
            return Coordinates(*moved, middle, error, factor[0], w, back[0])
    return None


def _floats(matrix: arb_mat) -> tuple[FloatArray, FloatArray] | None:
    """Return floats nearest the midpoints and entrywise errors; None if the balls are too wide."""
    shape = (matrix.nrows(), matrix.ncols())
    middle = np.array([float(x) for x in _middles(matrix)]).reshape(shape)
    width = np.array([float(x.rad()) for x in matrix.entries()]).reshape(shape)
    # balls must be narrower than float64 by far, lest their radii show in the error bounds; and the
    # float proof takes no entries above 1e100
    largest = float(np.abs(middle).max())
    if not (math.isfinite(largest) and largest < 1e100 and (width <= 1e-20 * largest).all()):
        return None
    return middle, np.abs(middle) * 2.0**-52 + width * (1 + 2.0**-40) + _TINY


def _middles(matrix: arb_mat) -> Iterator[arb]:
    return (x.mid() for x in matrix.entries())
