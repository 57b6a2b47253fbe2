"""Closed forms of 2×2 matrices on stacks of intervals: bounds as narrow as float64 has them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.float_ball_matrix import FloatBall
from kreissverify.numbers.intervals import Intervals
from kreissverify.quantities.two_by_two.closed_form import ClosedForm
from kreissverify.quantities.two_by_two.formulas import Entries

__all__ = ["planar_bounds"]


def planar_bounds(form: ClosedForm, balls: FloatBall, *parameters: Intervals) -> Intervals:
    """Return bounds of a closed form; the whole line where it is not known to be of the matrix.

    Parameters
    ----------
    form
        The closed form, which is one by cases.
    balls
        Matrices, of shape (N, 2, 2).
    parameters
        The quantity's, of shape (N,).
    """
    assert form.cases is not None
    J = Entries(
        *(Intervals.around(balls.mid[:, i, j], balls.rad[:, i, j]) for i in (0, 1) for j in (0, 1))
    )
    if form.nonnegative:
        fits = _same_sign(J.a, J.d) & _same_sign(J.b, J.c)
        J = Entries(*map(abs, J))
    else:
        fits = np.ones(len(balls.mid), dtype=bool)
    for parameter in parameters:
        fits = fits & (parameter.lower > 0)
    found = form.cases(J, *parameters).bounds().broadcast(len(fits))
    return found.where(fits, Intervals.unknown(len(fits)))


def _same_sign(x: Intervals, y: Intervals) -> NDArray[np.bool_]:
    """Say where xy ≥ 0 is known."""
    both = (x.lower >= 0) & (y.lower >= 0)
    zero = (x.lower == 0) & (x.upper == 0) | (y.lower == 0) & (y.upper == 0)
    return np.asarray(both | zero | ((x.upper <= 0) & (y.upper <= 0)))
