"""The circle inequality: a finite proof that the resolvent is at most g on the circle |z| = r.

G(r) ≤ g if some symmetric P ⪰ 0 satisfies, with F = J/r (discrete bounded-real lemma),

    [[P - FᵀPF - I, -FᵀP], [-PF, (gr)²I - P]] ⪰ 0.

The (1,1) block gives P - FᵀPF ⪰ I, so ρ(F) < 1. On e^{iθ}x - Fx = y (scaled so that r = 1),
x*Px = (Fx+y)*P(Fx+y) and the inequality applied to (x, y) give |x|² ≤ (gr)²|y|².

It is proved here for rational J, r, g and dyadic P in two ways, both one-sided: a float64 Cholesky
factorisation with a bound on all rounding errors (S. M. Rump, BIT 46 (2006) 433), and balls.
"""

from __future__ import annotations

import numpy as np
from flint import arb, arb_mat, fmpq, fmpq_mat
from numpy.typing import NDArray

from kreissverify.numbers.definite import is_positive_definite_ball
from kreissverify.numbers.float_definite import UNIT, proved_definite

__all__ = ["inequality_matrix", "proved_by_balls", "proved_in_float"]

FloatArray = NDArray[np.float64]


def proved_in_float(
    matrix: FloatArray, error: float, radii: FloatArray, gains: FloatArray, solutions: FloatArray
) -> NDArray[np.bool_]:
    """Prove the circle inequality for m circles at once; False says only "not shown".

    Parameters
    ----------
    matrix, error
        J lies within error·|matrix| of `matrix`, entry by entry (0 if the floats are exact).
    radii, gains
        The float64 numbers nearest r and g·r, of shape (m,).
    solutions
        Exactly symmetric P, of shape (m, n, n).
    """
    n = matrix.shape[-1]
    with np.errstate(invalid="ignore"):
        shown = np.asarray((np.abs(solutions) < 1e140).all((1, 2)))
    solutions = np.where(shown[:, None, None], solutions, 0)
    middle, radius = _inequality_in_float(matrix, error, radii, gains, solutions)
    shown &= proved_definite(middle, radius)
    return shown & proved_definite(solutions, np.zeros((len(radii), n, n)))


def _inequality_in_float(
    matrix: FloatArray, error: float, radii: FloatArray, gains: FloatArray, p: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the matrix, its first block row multiplied by r, and entrywise error bounds.

    Products of length k are off by at most (k+2)u|X||Y|, whatever the order of summation; every
    constant is rounded up generously, which also covers the rounding of the bounds themselves.
    """
    m, n = p.shape[0], matrix.shape[-1]
    identity = np.eye(n)
    square = (radii**2)[:, None, None]
    gain = (gains**2)[:, None, None]
    product = p @ matrix
    size = np.abs(p) @ np.abs(matrix)
    middle = np.empty((m, 2 * n, 2 * n))
    radius = np.empty_like(middle)
    corner = square * (p - identity) - matrix.T @ product
    middle[:, :n, :n] = (corner + corner.swapaxes(1, 2)) / 2
    middle[:, n:, :n] = -product
    middle[:, :n, n:] = -product.swapaxes(1, 2)
    middle[:, n:, n:] = gain * identity - p
    off = (2 * (n + 4) * UNIT + 1.1 * error) * size
    twice = np.abs(matrix.T) @ size
    radius[:, :n, :n] = (2 * (2 * n + 8) * UNIT + 3 * error) * twice + 16 * UNIT * square * (
        np.abs(p) + identity
    )
    radius[:, :n, :n] = np.maximum(radius[:, :n, :n], radius[:, :n, :n].swapaxes(1, 2))
    radius[:, n:, :n] = off
    radius[:, :n, n:] = off.swapaxes(1, 2)
    radius[:, n:, n:] = 16 * UNIT * (gain * identity + np.abs(p))
    return middle, radius


def inequality_matrix(matrix: arb_mat, radius: fmpq, gain: fmpq, p: fmpq_mat) -> arb_mat:
    """Return balls containing the matrix of the circle inequality, scaled as in the float proof."""
    n = matrix.nrows()
    solution = arb_mat(p)
    product = solution * matrix
    square, top = arb(radius * radius), arb(gain * gain)
    quadratic = (matrix.transpose() * product).tolist()
    product_rows, rows = product.tolist(), solution.tolist()
    upper = [
        [square * (rows[i][j] - (1 if i == j else 0)) - quadratic[i][j] for j in range(n)]
        + [-product_rows[j][i] for j in range(n)]
        for i in range(n)
    ]
    lower = [
        [-product_rows[i][j] for j in range(n)]
        + [(top if i == j else 0) - rows[i][j] for j in range(n)]
        for i in range(n)
    ]
    return arb_mat(upper + lower)


def proved_by_balls(matrix: arb_mat, radius: fmpq, gain: fmpq, p: fmpq_mat) -> bool:
    """Prove the circle inequality at the working precision; False says only "not shown"."""
    return is_positive_definite_ball(arb_mat(p)) and is_positive_definite_ball(
        inequality_matrix(matrix, radius, gain, p)
    )
