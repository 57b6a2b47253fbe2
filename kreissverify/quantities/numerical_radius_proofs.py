"""Proofs of bounds on the numerical radius, and the directions in which it is attained.

Upper: by Ando's criterion (see `ando`). The largest solution of X + JᵀX⁻¹J = 2v'I with w < v' < v
leaves room for rounding.
"""

from __future__ import annotations

import numpy as np
from flint import fmpq, fmpq_mat

from kreissverify.numbers.arrays import FloatArray, float_matrix
from kreissverify.numbers.ball import ball_matrix, working_precision
from kreissverify.numbers.positive_definite import is_positive_definite_ball, scaled_identity
from kreissverify.numbers.rational import as_float, as_fmpq, simplest_between
from kreissverify.quantities.ando import ando_matrix, largest_solution

__all__ = [
    "direction_bound",
    "nonnegative_bounds",
    "proved_above",
    "rational_direction",
]

_SHORT_BITS = 40  # of a vector: it costs 2⁻⁸⁰ of the bound, as eigenvectors are stationary


def rational_direction(angle: float) -> tuple[fmpq, fmpq]:
    """Return a rational point of the unit circle next to e^{iθ}, 0 ≤ θ ≤ π."""
    half = np.tan(min(angle, np.pi) / 2) if angle < np.pi / 2 else 1 / np.tan(angle / 2)
    near = as_fmpq(float(half))
    slope = simplest_between(near * (1 - fmpq(1, 10**9)), near * (1 + fmpq(1, 10**9)))
    # next to the real axis the real direction itself, whose vector is real
    if slope < fmpq(1, 10**9):
        slope = fmpq(0)
    square = slope * slope
    cosine, sine = (1 - square) / (1 + square), 2 * slope / (1 + square)
    return (cosine, sine) if angle < np.pi / 2 else (-cosine, sine)


def direction_bound(
    matrix: fmpq_mat, direction: tuple[fmpq, fmpq]
) -> tuple[fmpq, list[tuple[fmpq, fmpq]]]:
    """Return |Re(u x*Jx)|/|x|² ≤ w, exactly, and the vector x: a rounded top eigenvector."""
    array = float_matrix(matrix)
    even, odd = (array + array.T) / 2, (array - array.T) / 2
    cosine, sine = (as_float(x) for x in direction)
    _, vectors = np.linalg.eigh(cosine * even + 1j * sine * odd)
    top = vectors[:, -1]
    scaled = np.round(top * 2.0**_SHORT_BITS)
    size, unit = len(scaled), 1 << _SHORT_BITS
    real = fmpq_mat(size, 1, [fmpq(int(x), unit) for x in scaled.real])
    imaginary = fmpq_mat(size, 1, [fmpq(int(x), unit) for x in scaled.imag])
    pairs = list(zip(real.entries(), imaginary.entries(), strict=True))
    image_r, image_i = matrix * real, matrix * imaginary
    inner_r = (real.transpose() * image_r + imaginary.transpose() * image_i)[0, 0]
    inner_i = (real.transpose() * image_i - imaginary.transpose() * image_r)[0, 0]
    length = sum((x * x + y * y for x, y in pairs), fmpq(0))
    return abs(direction[0] * inner_r - direction[1] * inner_i) / length, pairs


def nonnegative_bounds(
    matrix: fmpq_mat, rtol: float
) -> tuple[fmpq, list[fmpq], fmpq, fmpq_mat] | None:
    """Return (low, x, high, Z) for J ≥ 0, with Z diagonal; None if they are not close.

    For x > 0 and S = (J+Jᵀ)/2 let v = max (Sx)_i/x_i and z_i = (Jx)_i/x_i - v. Then
    2J_ij|y_i u_j| ≤ J_ij(x_j/x_i·|y_i|² + x_i/x_j·|u_j|²), summed over i and j, bounds 2y*Ju by
    y*(vI+Z)y + u*(vI-Z)u, as (Jᵀx)_i/x_i ≤ 2v - (Jx)_i/x_i. So w(J) ≤ v; and w(J) ≥ xᵀJx/xᵀx.
    """
    size = matrix.nrows()
    symmetric = (matrix + matrix.transpose()) / 2
    for vector in _positive_vectors(float_matrix(symmetric)):
        x = fmpq_mat(size, 1, vector)
        image = (symmetric * x).entries()
        high = max(s / q for s, q in zip(image, vector, strict=True))
        low = (x.transpose() * symmetric * x)[0, 0] / (x.transpose() * x)[0, 0]
        if high - low <= as_fmpq(rtol) * low:
            rows = (matrix * x).entries()
            diagonal = [s / q - high for s, q in zip(rows, vector, strict=True)]
            entries = [diagonal[i] if i == j else 0 for i in range(size) for j in range(size)]
            return low, vector, high, fmpq_mat(size, size, entries)
    return None


def _positive_vectors(symmetric: FloatArray) -> list[list[fmpq]]:
    """Return the Perron vector of a nonnegative symmetric matrix: in short rationals, and rounded.

    Where it has zeros (a reducible matrix), small positive entries take their place.
    """
    _, vectors = np.linalg.eigh(symmetric)
    top = np.abs(vectors[:, -1])
    top = top / top.max()
    found = []
    # short vectors first; at the last a float has no more digits to give
    for digits in (6, 9, 13):
        margin = fmpq(1, 10**digits)
        lifted = [as_fmpq(float(max(x, 10.0 ** (1 - digits)))) for x in top]
        found.append([simplest_between(x * (1 - margin), x * (1 + margin)) for x in lifted])
    return found


def proved_above(matrix: fmpq_mat, near: fmpq, bound: fmpq) -> fmpq_mat | None:
    """Return a symmetric Z with [[vI+Z, J], [Jᵀ, vI-Z]] ≻ 0 for v = bound > w, or None.

    Parameters
    ----------
    matrix
        J.
    near
        About w(J).
    bound
        The number v.
    """
    # the solution for v' leaves v - v' for its rounding, and v' - w for convergence
    between = (near + bound) / 2
    value = as_float(between)
    size = matrix.nrows()
    solution = largest_solution(float_matrix(matrix).T, 2 * value)
    if solution is None:
        return None
    middle = (solution + solution.T) / 2
    exact = fmpq_mat(size, size, [as_fmpq(float(x)) for x in middle.ravel()])
    form = exact - scaled_identity(size, bound)
    with working_precision(128):
        proved = is_positive_definite_ball(ball_matrix(ando_matrix(matrix, form, bound)))
    return form if proved else None
