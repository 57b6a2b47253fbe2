"""A lower bound of L(J) from one symmetric S with tr PS ≥ 0 for every P that L is taken over.

With W ⪰ 0, W ⪰ S and low·I ⪯ P ⪯ high·I: 0 ≤ tr PS = tr PW - tr P(W-S) ≤ high·tr W - low·(tr W -
tr S), so that L² ≥ 1 - tr S/tr W; the least tr W is the sum of the positive eigenvalues of S.
"""

from __future__ import annotations

import mpmath
from flint import fmpq, fmpq_mat

from kreissverify.quantities.lyapunov.forms import is_shown_semidefinite
from kreissverify.quantities.mpmath_matrices import mp_matrix

__all__ = ["square_below"]

_DIGITS = 50  # of the eigenvalues of S; W is exact afterwards, and proved
_GRID = 66  # W is rounded to 2^-66 of its trace: that much of L² is lost, times n²


def square_below(change: fmpq_mat) -> fmpq:
    """Return a proved lower bound of L(J)², at least 1, from S with tr PS ≥ 0 for all allowed P."""
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
