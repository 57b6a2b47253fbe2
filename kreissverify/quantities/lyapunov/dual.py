"""Lower bounds of L(J) by weak duality, proved exactly.

L(J)² is the least high/low over low·I ⪯ P ⪯ high·I, low > 0, JᵀPJ ⪯ P. For X ⪰ 0 put S = X - JXJᵀ
and take W ⪰ 0 with Y = W - S ⪰ 0. Then

    0 ≤ tr X(P - JᵀPJ) = tr PS = tr PW - tr PY ≤ high·tr W - low·tr Y,

so that L(J)² ≥ tr Y/tr W. The least tr W is the sum of the positive eigenvalues of S; the best X, W
and Y are the multipliers of the three inequalities in the semidefinite program (S. Boyd,
L. Vandenberghe, Convex Optimization (2004), 5.9).
"""

from __future__ import annotations

import mpmath
from flint import fmpq, fmpq_mat

from kreissverify.quantities.lyapunov.forms import is_shown_semidefinite
from kreissverify.quantities.mpmath_matrices import mp_matrix

__all__ = ["proved_square_below", "square_below"]

_DIGITS = 50  # of the eigenvalues of S; W is exact afterwards, and proved
_GRID = 66  # W is rounded to 2^-66 of its trace: that much of L² is lost, times n²


def proved_square_below(matrix: fmpq_mat, multiplier: fmpq_mat, above: fmpq_mat) -> fmpq:
    """Return a proved lower bound of L(J)², at least 1.

    Parameters
    ----------
    matrix
        J.
    multiplier, above
        X and W; where they are not as they should be, the bound is 1.
    """
    rest = above - multiplier + matrix * multiplier * matrix.transpose()
    total = _trace(above)
    if not total > 0 or not all(map(is_shown_semidefinite, (multiplier, above, rest))):
        return fmpq(1)
    return max(fmpq(1), _trace(rest) / total)


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
