"""Witnesses of ‖e^{tA}‖ ≤ v from a time on: a form, ω and times, as certificates have them (§6).

They are found in floats and proved by whoever checks them: steps are as long as the bound of the
second derivative allows, with room for rounding.
"""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import scipy.linalg
from flint import fmpq, fmpq_mat

from kreissverify.numbers.arrays import FloatArray, float_matrix
from kreissverify.numbers.rational import as_float, as_fmpq, rational_string
from kreissverify.quantities.exponentials.float_exponential import float_exponential
from kreissverify.quantities.exponentials.time_unit import in_unit_time

__all__ = ["cell_witness"]

_MOST = 380  # times: a list of the format has at most 400 items
_ROOM = 1e-9  # of the level, and of the form: far above what rounding takes of well-scaled ones
_SHORTEST = 1e-12  # of the time reached: shorter steps lead nowhere


def cell_witness(matrix: fmpq_mat, level: fmpq, start: fmpq, omega: float) -> dict[str, Any] | None:
    """Return the fields ``P``, ``omega`` and ``times``; None where floats find none.

    Parameters
    ----------
    matrix
        A, with its eigenvalues to the left of the imaginary axis.
    level, start
        What the norms are at most, from which time on.
    omega
        A number that is at least ω(A), and 0.
    """
    matrix, unit = in_unit_time(matrix)
    # a candidate only: that an equation is nearly singular is no news, and whoever checks decides
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            A, highest = float_matrix(matrix), as_float(level) * (1 - _ROOM)
            form = scipy.linalg.solve_continuous_lyapunov(A.T, -np.eye(len(A)))
            least = np.linalg.eigvalsh((form + form.T) / 2)[0]
        except (np.linalg.LinAlgError, ValueError, OverflowError):
            return None
        if not least > 0:
            return None
        P = (form + form.T) / (2 * least) * (1 + _ROOM)
        try:
            times = _times(A, P, highest, start / unit, omega * as_float(unit))
        except (np.linalg.LinAlgError, OverflowError):  # beyond the range of floats on the way
            return None
    if times is None:
        return None
    rows = [[rational_string(as_fmpq(float(x))) for x in row] for row in P]
    texts = [rational_string(t * unit) for t in times]
    return {"P": rows, "omega": rational_string(as_fmpq(omega)), "times": texts}


def _times(
    A: FloatArray, P: FloatArray, level: float, start: fmpq, omega: float
) -> list[fmpq] | None:
    size, step = float(np.linalg.norm(A, 2)), 1.0
    times, t = [start], start
    while len(times) < _MOST:
        at = as_float(t)
        E = float_exponential(at * A)
        if not np.isfinite(E).all():
            return None
        if np.linalg.eigvalsh(E.T @ P @ E)[-1] <= level**2:
            return times
        Y, step = A @ A @ E, 4 * step
        by_form = math.sqrt(max(float(np.trace(Y.T @ P @ Y)), 0.0))
        while True:
            if step <= _SHORTEST * max(at, 1 / size):
                return None
            grown = math.exp(min(omega * step, 700.0)) * float(np.linalg.norm(Y))
            ends = (np.linalg.norm(E, 2), np.linalg.norm(float_exponential((at + step) * A), 2))
            if max(ends) + step * step * min(by_form, grown) / 8 <= level:
                break
            step /= 2
        # short numbers: a few bits of each step suffice
        mantissa, exponent = math.frexp(step)
        step = math.ldexp(math.floor(64 * mantissa), exponent - 6)
        t += as_fmpq(step)
        times.append(t)
    return None
