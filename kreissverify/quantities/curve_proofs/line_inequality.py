"""The line inequality: a finite proof that the resolvent is at most g on and beyond Re z = x.

G_c(x) ≤ g if some symmetric P ⪰ 0 satisfies, with F = A - xI (continuous bounded-real lemma),

    [[-FᵀP - PF - I, -P], [-P, g²I]] ⪰ 0.

The (1,1) block gives FᵀP + PF ⪯ -I, so P ≻ 0 and F is Hurwitz. On (z-x)v - Fv = y with Re z ≥ x,
2Re⟨Pv, y⟩ ≥ -⟨v, (FᵀP+PF)v⟩, and the inequality applied to (v, y) gives |v|² ≤ g²|y|². As g²I is
positive it is the same as its Schur complement, of half the size, which is what is proved here:

    -FᵀP - PF - I - P²/g² ⪰ 0.

In other coordinates, P = WᵀP'W, F' = WFW⁻¹, I becomes Q = W⁻ᵀW⁻¹ and P² becomes P'WWᵀP'. A Cayley
transform to the circle inequality would not do: it moves zI - A to another pencil, whose norms
differ. Only the Riccati iteration begins with one, see `riccati`.
"""

from __future__ import annotations

import numpy as np
from flint import arb, arb_mat, fmpq, fmpq_mat

from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.float_positive_definite import UNIT
from kreissverify.quantities.curve_proofs.coordinates import Coordinates

__all__ = ["line_matrix", "line_matrix_in_float"]

_TINY = 1e-200  # above what underflow can lose, as for circles


def line_matrix_in_float(
    coordinates: Coordinates, levels: FloatArray, gains: FloatArray, p: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the Schur complement of m lines, of shape (m, n, n), and entrywise error bounds.

    Products of length k are off by at most (k+2)u|X||Y|, whatever the order of summation; every
    constant is rounded up generously, as for circles.

    Parameters
    ----------
    coordinates
        Those in which P is given.
    levels, gains
        The float64 numbers nearest x and g, of shape (m,).
    p
        Exactly symmetric P, of shape (m, n, n).
    """
    n, matrix, w = p.shape[-1], coordinates.matrix, coordinates.factor
    twice, scale = 2 * levels[:, None, None], (1 / gains**2)[:, None, None]
    product, size = p @ matrix, np.abs(p) @ np.abs(matrix)
    error = 2 * (n + 4) * UNIT * size + _TINY
    if coordinates.matrix_error is not None:
        error += 1.1 * (np.abs(p) @ coordinates.matrix_error)
    # W is known to within 2u|W|
    side, side_size = (p, np.abs(p)) if w is None else (p @ w, np.abs(p) @ np.abs(w))
    square, square_size = (x @ x.swapaxes(1, 2) for x in (side, side_size))
    middle = twice * p - product - product.swapaxes(1, 2) - coordinates.metric - scale * square
    both, both_error = size + size.swapaxes(1, 2), error + error.swapaxes(1, 2)
    # of C = PW and of CCᵀ: |P||W| bounds |C|, but for its rounding
    error = both_error + scale * (8 * (n + 4) * UNIT * square_size + _TINY)
    parts = np.abs(twice * p) + both + np.abs(coordinates.metric) + scale * square_size
    error += 16 * UNIT * parts + _TINY
    if coordinates.metric_error is not None:
        error += 1.1 * coordinates.metric_error
    return (middle + middle.swapaxes(1, 2)) / 2, np.maximum(error, error.swapaxes(1, 2))


def line_matrix(matrix: arb_mat, level: fmpq, gain: fmpq, p: fmpq_mat) -> arb_mat:
    """Return balls containing the Schur complement, of size n×n.

    Parameters
    ----------
    matrix
        A, as balls.
    level, gain
        x and g.
    p
        The symmetric P.
    """
    n = matrix.nrows()
    solution = arb_mat(p)
    product = solution * matrix
    rows = (
        solution * (2 * arb(level))
        - product
        - product.transpose()
        - solution * solution / arb(gain * gain)
    ).tolist()
    for i in range(n):
        rows[i][i] -= 1
    return arb_mat(rows)
