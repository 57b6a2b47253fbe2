"""Lower bounds of L(J) by weak duality, proved exactly.

L(J)² is the least high/low over low·I ⪯ P ⪯ high·I, low > 0, JᵀPJ ⪯ P. For X ⪰ 0 put S = X - JXJᵀ
and take W ⪰ 0 with W ⪰ S. Then

    0 ≤ tr X(P - JᵀPJ) = tr PS = tr PW - tr P(W-S) ≤ high·tr W - low·(tr W - tr S),

so that L(J)² ≥ 1 - tr S/tr W. Every X = FFᵀ serves, whatever the rounding of F; the least tr W is
the sum of the positive eigenvalues of S. The best X is the multiplier of JᵀPJ ⪯ P in the
semidefinite program (S. Boyd, L. Vandenberghe, Convex Optimization (2004), 5.9).
"""

from __future__ import annotations

import mpmath
from flint import fmpq, fmpq_mat

from kreissverify.numbers.arrays import FloatArray, rational_matrix
from kreissverify.quantities.lyapunov.forms import is_shown_semidefinite
from kreissverify.quantities.mpmath_matrices import mp_matrix

__all__ = ["proved_square_below"]

_DIGITS = 50  # of the eigenvalues of S; W is exact afterwards, and proved
_GRID = 66  # W is rounded to 2^-66 of its trace: that much of L² is lost, times n²


def proved_square_below(matrix: fmpq_mat, factor: FloatArray) -> fmpq:
    """Return a proved lower bound of L(J)², at least 1, from X = FFᵀ of a float64 matrix F."""
    exact = rational_matrix(factor)
    multiplier = exact * exact.transpose()
    change = multiplier - matrix * multiplier * matrix.transpose()
    above = _positive_part(change)
    if above is None or not is_shown_semidefinite(above):
        return fmpq(1)
    if not is_shown_semidefinite(above - change):
        return fmpq(1)
    return max(fmpq(1), 1 - _trace(change) / _trace(above))


def _positive_part(change: fmpq_mat) -> fmpq_mat | None:
    """Return a rational W a little above the positive part of S; None if S has none."""
    size = change.nrows()
    with mpmath.workdps(_DIGITS):
        values, vectors = mpmath.eigsy(mp_matrix(change))
        positive = mpmath.diag([max(x, 0) for x in values])
        total = mpmath.fsum(max(x, 0) for x in values)
        if not total > 0:
            return None
        part = vectors * positive * vectors.T
        shift = _GRID - int(mpmath.floor(mpmath.log(total, 2)))
        scaled = part * mpmath.ldexp(1, shift)
        whole = [
            [int(mpmath.nint(scaled[max(i, j), min(i, j)])) for j in range(size)]
            for i in range(size)
        ]
    slack = 2 * size  # above the rounding of the entries, in every direction
    unit = fmpq(2) ** -shift
    entries = [(whole[i][j] + slack * (i == j)) * unit for i in range(size) for j in range(size)]
    return fmpq_mat(size, size, entries)


def _trace(matrix: fmpq_mat) -> fmpq:
    return sum((matrix[i, i] for i in range(matrix.nrows())), fmpq(0))
