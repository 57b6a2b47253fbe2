"""Lower bounds of L(J) by weak duality, proved exactly.

L(J)² is the least high/low over low·I ⪯ P ⪯ high·I, low > 0, JᵀPJ ⪯ P. For X ⪰ 0 put S = X - JXJᵀ
and take W ⪰ 0 with Y = W - S ⪰ 0. Then

    0 ≤ tr X(P - JᵀPJ) = tr PS = tr PW - tr PY ≤ high·tr W - low·tr Y,

so that L(J)² ≥ tr Y/tr W. The best X, W and Y are the multipliers of the three inequalities in the
semidefinite program (S. Boyd, L. Vandenberghe, Convex Optimization (2004), 5.9).
"""

from __future__ import annotations

from flint import fmpq, fmpq_mat

from kreissverify.quantities.lyapunov.forms import is_shown_semidefinite

__all__ = ["proved_square_below"]


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


def _trace(matrix: fmpq_mat) -> fmpq:
    return sum((matrix[i, i] for i in range(matrix.nrows())), fmpq(0))
