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

from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.float_positive_definite import UNIT, proved_definite
from kreissverify.numbers.positive_definite import is_positive_definite_ball
from kreissverify.quantities.curve_proofs.coordinates import Coordinates
from kreissverify.quantities.curve_proofs.line_inequality import line_matrix, line_matrix_in_float
from kreissverify.quantities.curves import CIRCLES, Curves

__all__ = ["inequality_matrix", "proved_by_balls", "proved_in_float"]


# Within these limits what underflows stays below _TINY, as the error bounds suppose; what overflows
# turns up as inf or NaN, and is not proved.
_SMALLEST, _LARGEST, _LARGEST_ENTRY, _TINY = 1e-60, 1e140, 1e100, 1e-200


def proved_in_float(
    coordinates: Coordinates,
    radii: FloatArray,
    gains: FloatArray,
    solutions: FloatArray,
    curves: Curves = CIRCLES,
) -> NDArray[np.bool_]:
    """Prove the inequality of m circles, or lines, at once; False says only "not shown".

    Parameters
    ----------
    coordinates
        Those in which P is given: the inequality is proved for WᵀPW. In the original ones J may be
        a stack, of shape (m, n, n): then each circle is one of its own matrix.
    radii, gains
        The float64 numbers nearest r and g·r, or x and g, of shape (m,).
    solutions
        Exactly symmetric P, of shape (m, n, n).
    curves
        Circles or lines.
    """
    with np.errstate(all="ignore"):
        shown = np.asarray((np.abs(solutions) < _LARGEST).all((1, 2)))
        shown &= np.abs(coordinates.matrix).max() < _LARGEST_ENTRY
        shown &= (np.abs(radii) < _LARGEST) & ((radii > _SMALLEST) | (curves is not CIRCLES))
        shown &= (gains > _SMALLEST) & (gains < _LARGEST)
        solutions = np.where(shown[:, None, None], solutions, 0)
        written = _inequality_in_float if curves is CIRCLES else line_matrix_in_float
        middle, radius = written(coordinates, radii, gains, solutions)
        # both matrices are needed: P ⪰ 0 is a premise of the inequality
        shown &= proved_definite(middle, radius)
        return shown & proved_definite(solutions, np.zeros_like(solutions))


def _inequality_in_float(
    coordinates: Coordinates, radii: FloatArray, gains: FloatArray, p: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the congruence by diag(rW⁻¹, I) of the matrix, and entrywise error bounds.

    In the coordinates x' = Wx it is [[r²(P-Q) - JᵀPJ, -JᵀPW], [-WᵀPJ, (gr)²I - WᵀPW]].
    Products of length k are off by at most (k+2)u|X||Y|, whatever the order of summation; every
    constant is rounded up generously, which also covers the rounding of the bounds themselves.
    What underflows stays below _TINY, as J and W are below 1e100.
    """
    m, n = p.shape[0], p.shape[-1]
    matrix, metric, w = coordinates.matrix, coordinates.metric, coordinates.factor
    square = (radii**2)[:, None, None]
    top = (gains**2)[:, None, None] * np.eye(n)
    product = p @ matrix
    size = np.abs(p) @ np.abs(matrix)  # of the product, and `spread` its error
    spread = 2 * (n + 4) * UNIT * size + _TINY
    corner_error = _corner_error(coordinates, square, p, size)
    if coordinates.matrix_error is not None:
        spread += _moved(coordinates.matrix_error, p)
    corner = square * (p - metric) - matrix.swapaxes(-1, -2) @ product
    side, side_error = product, spread
    form, form_error = p, 16 * UNIT * (top + np.abs(p))
    # in other coordinates the products with W have errors of their own
    if w is not None:
        turn = np.abs(w.T)
        side, side_error = w.T @ product, turn @ (2 * (n + 4) * UNIT * size + 1.1 * spread) + _TINY
        form = w.T @ (p @ w)
        form_error += 2 * (2 * n + 16) * UNIT * (turn @ (np.abs(p) @ np.abs(w))) + _TINY
    middle = np.empty((m, 2 * n, 2 * n))
    radius = np.empty_like(middle)
    # exactly symmetric, as the proof supposes: rounding may have made the parts differ
    middle[:, :n, :n] = (corner + corner.swapaxes(1, 2)) / 2
    middle[:, n:, :n] = -side
    middle[:, :n, n:] = -side.swapaxes(1, 2)
    middle[:, n:, n:] = top - (form + form.swapaxes(1, 2)) / 2
    radius[:, :n, :n] = np.maximum(corner_error, corner_error.swapaxes(1, 2))
    radius[:, n:, :n] = side_error
    radius[:, :n, n:] = side_error.swapaxes(1, 2)
    radius[:, n:, n:] = np.maximum(form_error, form_error.swapaxes(1, 2))
    return middle, radius


def _corner_error(
    coordinates: Coordinates, square: FloatArray, p: FloatArray, size: FloatArray
) -> FloatArray:
    """Return entrywise error bounds of the corner r²(P-Q) - JᵀPJ, of shape (m, n, n).

    Parameters
    ----------
    coordinates
        J and Q with their errors.
    square
        r², of shape (m, 1, 1).
    p
        P, of shape (m, n, n).
    size
        |P||J|.
    """
    matrix, n = coordinates.matrix, p.shape[-1]
    far = np.abs(matrix).swapaxes(-1, -2)
    error = 2 * (2 * n + 8) * UNIT * (far @ size) + _TINY
    error += 16 * UNIT * square * (np.abs(p) + np.abs(coordinates.metric))
    if coordinates.metric_error is not None:
        error += 1.1 * square * coordinates.metric_error
    if coordinates.matrix_error is not None:
        # (J+E)ᵀP(J+E) - JᵀPJ = JᵀPE + EᵀPJ + EᵀPE
        moved = _moved(coordinates.matrix_error, p)
        once = far @ moved
        both = coordinates.matrix_error.swapaxes(-1, -2) @ moved
        error += 1.1 * (once + once.swapaxes(1, 2) + both)
    return np.asarray(error)


def _moved(matrix_error: FloatArray, p: FloatArray) -> FloatArray:
    """Return a bound of |PE| for the error E of J, of shape (m, n, n)."""
    return np.asarray(1.1 * (np.abs(p) @ matrix_error))


def inequality_matrix(matrix: arb_mat, radius: fmpq, gain: fmpq, p: fmpq_mat) -> arb_mat:
    """Return balls containing the matrix of the circle inequality, scaled as in the float proof.

    Parameters
    ----------
    matrix
        J, as balls, of size n×n.
    radius, gain
        r and g·r.
    p
        The symmetric P.

    Returns
    -------
    arb_mat
        Of size 2n×2n.
    """
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


def proved_by_balls(
    matrix: arb_mat, radius: fmpq, gain: fmpq, p: fmpq_mat, curves: Curves = CIRCLES
) -> bool:
    """Prove the inequality of a curve at the working precision; False says only "not shown".

    Parameters
    ----------
    matrix, radius, gain, p
        As for `inequality_matrix`, or `line_matrix`.
    curves
        Circles or lines.
    """
    written = inequality_matrix if curves is CIRCLES else line_matrix
    return is_positive_definite_ball(arb_mat(p)) and is_positive_definite_ball(
        written(matrix, radius, gain, p)
    )
