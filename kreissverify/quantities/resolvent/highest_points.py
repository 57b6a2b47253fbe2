"""Where on a circle or a line ‖R(z)‖ is largest in floats, and how fast that falls outwards."""

from __future__ import annotations

import math

import numpy as np
from flint import fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.rational import as_float
from kreissverify.quantities.curve_proofs.points import scales
from kreissverify.quantities.curves import CIRCLES, LINES, Curves
from kreissverify.quantities.maximisation.batched.search import highest_on_circles
from kreissverify.quantities.resolvent.curve_maximum import CurveSearch
from kreissverify.quantities.resolvent.values import resolvent_norms

__all__ = ["highest_angle", "slope_of_norm"]

_FINER = 257  # ordinates of a finer search


def _scaled(matrix: Matrix, radius: fmpq) -> tuple[FloatArray, FloatArray]:
    """Return J/s as a stack of one, and r/s - 1."""
    scale = fmpq(*float(scales(np.array(as_float(radius)))).as_integer_ratio())
    return matrix.array[None] / as_float(scale), np.array([as_float(radius / scale - 1)])


def highest_angle(
    matrix: Matrix, radius: fmpq, finer: bool = False, curves: Curves = CIRCLES
) -> float:
    """Return the angle in [0, π] of the highest maximum found of ‖R(z)‖ on |z| = r.

    Or the ordinate y ≥ 0 on a line.

    Parameters
    ----------
    matrix
        J.
    radius
        r > ρ(J).
    finer
        Whether to look from twenty times as many angles.
    curves
        Circles or lines.
    """
    if curves is not CIRCLES:
        return _highest_ordinate(matrix, as_float(radius), finer)
    peaks = highest_on_circles(*_scaled(matrix, radius), angles=256 if finer else 12)
    return abs(float(peaks.angle[0]))


def _highest_ordinate(matrix: Matrix, level: float, finer: bool) -> float:
    # single matrices are asked for lines: the search for one is as good, and tests what it finds
    search = CurveSearch(matrix.array, LINES)
    if not finer:
        return abs(search.highest(level)[0].angle)
    size = 1.1 * search.matrix.norm
    ordinates = np.concatenate([np.linspace(0, size, _FINER), np.abs(search.eigenvalues.imag)])
    norms = resolvent_norms(matrix.array[None], (level + 1j * ordinates)[None])[0]
    start = search.point(level, float(ordinates[norms.argmax()]))
    return abs(search.ascended(start).angle)


def _circle_slope(matrix: Matrix, radius: fmpq) -> float:
    """Return a difference quotient of -log G in log r, at least 2."""
    stack, excess = _scaled(matrix, radius)
    high = highest_on_circles(stack, excess)
    step = 1e-3 * float(high.sigma[0])  # 1/G is at most the distance to the spectrum
    low = highest_on_circles(stack, excess + step)
    quotient = float(np.log(low.sigma[0] / high.sigma[0])) * float(1 + excess[0]) / step
    return max(2.0, 1.5 * quotient) if math.isfinite(quotient) else 2.0


def _line_slope(matrix: Matrix, level: fmpq) -> float:
    """Return 1.5 times -d log G/dx at the highest maximum of a line."""
    return 1.5 * CurveSearch(matrix.array, LINES).highest(as_float(level))[0].decay


def slope_of_norm(matrix: Matrix, level: fmpq, curves: Curves) -> float:
    """Return 1.5 times an estimate of -d log(rG)/d log r, or of -d log G/dx."""
    return (_circle_slope if curves is CIRCLES else _line_slope)(matrix, level)
