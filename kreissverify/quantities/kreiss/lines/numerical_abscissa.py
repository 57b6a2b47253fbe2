"""Bounds of the numerical abscissa ω = λ_max((A+Aᵀ)/2): K_c = 1 where ω ≤ 0, and beyond a line.

As ‖(zI-A)v‖ ≥ Re⟨(zI-A)v, v⟩ ≥ Re z - ω for unit vectors v, x·G_c(x) ≤ x/(x-ω) for x > ω, which
falls with x. So it is at most k from x = kω/(k-1) on; and K_c ≤ 1 if ω ≤ 0.
"""

from __future__ import annotations

import math

import numpy as np
from flint import fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.ball import ball_matrix
from kreissverify.numbers.float_positive_definite import UNIT, proved_definite
from kreissverify.numbers.positive_definite import (
    is_positive_definite_ball,
    is_positive_semidefinite_exact,
    scaled_identity,
)
from kreissverify.numbers.rational import as_float
from kreissverify.quantities.kreiss.lines.field import numerical_abscissa

__all__ = ["abscissa_at_most", "last_level", "tail_is_at_most"]

# The margin of the last line: ω is bounded by so much more than it is, for floats to prove it.
_MARGIN = 2.0**-10
_EXACT_SIZE = 30  # rows up to which exact pivots are asked where floats and balls show nothing
_CLEARLY = 1e-9  # of the norm, above which ω > 0 is no matter of rounding


def last_level(matrix: Matrix, log_bound: float) -> float:
    """Return an x from which on xG_c(x) ≤ k follows from ω, with a margin."""
    size = float(np.linalg.norm(matrix.array))
    omega = max(numerical_abscissa(matrix.array), 0.0)
    least = 64 * matrix.n * UNIT * size
    return (omega * (1 + _MARGIN) + least) / -math.expm1(-log_bound)


def tail_is_at_most(matrix: Matrix, level: fmpq, bound: fmpq) -> bool:
    """Prove x/(x-ω) ≤ k at and beyond a line, which is ω ≤ x(1-1/k)."""
    return abscissa_at_most(matrix, level * (1 - 1 / bound))


def abscissa_at_most(matrix: Matrix, bound: fmpq) -> bool:
    """Prove ω ≤ bound; False says that it is not so, or was not shown."""
    size = float(np.linalg.norm(matrix.array))
    if numerical_abscissa(matrix.array) > as_float(bound) + _CLEARLY * size:
        return False
    return _shown_in_float(matrix, as_float(bound)) or _shown_exactly(matrix, bound)


def _shown_in_float(matrix: Matrix, bound: float) -> bool:
    array, n = matrix.array, matrix.n
    middle = bound * np.eye(n) - (array + array.T) / 2
    # of the sum, of the bound, and of the entries if they are roundings
    radius = 4 * UNIT * (abs(bound) * np.eye(n) + np.abs(array) + np.abs(array.T))
    return bool(proved_definite(middle[None], radius[None])[0])


def _shown_exactly(matrix: Matrix, bound: fmpq) -> bool:
    exact = matrix.exact
    gap = scaled_identity(matrix.n, 2 * bound) - exact - exact.transpose()
    if is_positive_definite_ball(ball_matrix(gap)):
        return True
    return matrix.n <= _EXACT_SIZE and is_positive_semidefinite_exact(gap)
