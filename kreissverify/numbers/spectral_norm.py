"""Rigorous spectral norms ‖A‖ of rational matrices.

Lower bound: the Rayleigh quotient ‖Av‖/‖v‖ of one rational vector. Upper bound: μI - AᵀA ≻ 0.
A norm that is rational, or the square root of a small rational, is recognised and proved.
"""

from __future__ import annotations

import numpy as np
from flint import arb_mat, fmpq, fmpq_mat

from kreissverify.numbers.arrays import float_matrix
from kreissverify.numbers.ball import ball_matrix, working_precision
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.positive_definite import (
    is_positive_definite_ball,
    is_positive_definite_exact,
    is_positive_semidefinite_exact,
    scaled_identity,
)
from kreissverify.numbers.rational import simplest_between, square_root

__all__ = ["gram", "largest_eigenvalue_enclosure", "spectral_norm"]

_PLAUSIBLE = 10**5  # a chance rational in an interval of width 1e-12 has a longer denominator
_EXACT_SIZE = 24  # a choice of speed: rational elimination of larger matrices takes seconds


def gram(matrix: fmpq_mat) -> fmpq_mat:
    """Return AᵀA or AAᵀ, whichever is smaller: both have the largest eigenvalue ‖A‖²."""
    transpose = matrix.transpose()
    return matrix * transpose if matrix.nrows() < matrix.ncols() else transpose * matrix


def spectral_norm(matrix: fmpq_mat, rtol: float = 1e-12) -> Enclosure:
    """Return an enclosure of the spectral norm ‖A‖ of relative width about `rtol` or less.

    Parameters
    ----------
    matrix
        A rational matrix, of any shape.
    rtol
        The relative width asked for, at least 1e-200.

    Examples
    --------
    >>> spectral_norm(fmpq_mat([[3, 0], [4, 0]])).upper.value
    5
    >>> golden = spectral_norm(fmpq_mat([[1, 1], [1, 0]]))  # (1 + √5)/2
    >>> golden.is_exact, golden.contains("1.618033988749895"), golden.width < 1e-11
    (False, True, True)
    """
    square = gram(matrix)
    return largest_eigenvalue_enclosure(square, rtol).sqrt(bits=_bits_for(rtol))


def _bits_for(rtol: float) -> int:
    # twice the bits of rtol, as A enters as AᵀA; 64 for the growth of errors in the elimination
    return 64 + 2 * max(0, int(-np.log2(max(rtol, 1e-200))))


def largest_eigenvalue_enclosure(square: fmpq_mat, rtol: float) -> Enclosure:
    """Enclose the largest eigenvalue of a positive semidefinite rational matrix.

    Parameters
    ----------
    square
        The matrix.
    rtol
        The relative width asked for, at least 1e-200.
    """
    size = square.nrows()
    diagonal = [square[i, i] for i in range(size)]
    off_diagonal = any(square[i, j] != 0 for i in range(size) for j in range(i))
    if not off_diagonal:  # orthogonal columns (one column, and 0): known without a search
        return Enclosure.exactly(max(diagonal))
    vector = _top_vector(square)
    low = _rayleigh_quotient(square, vector)
    # the quotient of a float vector is right to the square of its error: enough to recognise by
    known = _recognised(square, low)
    if known is not None:
        return Enclosure.exactly(known)
    bits = _bits_for(rtol)
    if rtol < 1e-10:  # closer than a float vector may be trusted to reach
        low = max(low, _rayleigh_quotient(square, _refined(square, vector, bits)))
    return Enclosure.between(low, _upper(square, low, rtol, bits))


def _top_vector(square: fmpq_mat) -> fmpq_mat:
    # scaled exactly first, so that no entry overflows: of a semidefinite matrix the largest entry
    # stands on the diagonal
    scale = max(abs(square[i, i]) for i in range(square.nrows()))
    _, vectors = np.linalg.eigh(float_matrix(square / scale))
    return _column([fmpq(*float(x).as_integer_ratio()) for x in vectors[:, -1]])


def _column(entries: list[fmpq]) -> fmpq_mat:
    return fmpq_mat(len(entries), 1, entries)


def _rayleigh_quotient(square: fmpq_mat, vector: fmpq_mat) -> fmpq:
    transpose = vector.transpose()
    return (transpose * (square * vector))[0, 0] / (transpose * vector)[0, 0]


def _recognised(square: fmpq_mat, near: fmpq) -> fmpq | None:
    """Return the largest eigenvalue if it is a short rational, or the square of one: proved."""
    if square.nrows() > _EXACT_SIZE:
        return None
    margin = near * fmpq(1, 10**12)
    candidates = [simplest_between(near - margin, near + margin)]
    root = square_root(candidates[0])
    if root is None:
        low, high = Enclosure.between(near - margin, near + margin).sqrt()._finite_ends()
        candidates.append(simplest_between(low, high) ** 2)
    for value in candidates:
        if int(value.q) > _PLAUSIBLE**2:  # of a square: a proof would be tried in vain
            continue
        # λ is the largest eigenvalue iff λI - S is semidefinite and singular
        difference = scaled_identity(square.nrows(), value) - square
        if is_positive_semidefinite_exact(difference) and not is_positive_definite_exact(
            difference
        ):
            return value
    return None


def _refined(square: fmpq_mat, vector: fmpq_mat, bits: int) -> fmpq_mat:
    """Sharpen an eigenvector by Rayleigh-quotient iteration (cubic) in `bits` bits."""
    size = square.nrows()
    with working_precision(bits):
        for _ in range(3):  # from 1e-8 or better by cubes to 1e-216, beyond what is asked for
            shift = _rayleigh_quotient(square, vector)
            matrix = ball_matrix(square - scaled_identity(size, shift))
            try:
                solved = matrix.solve(arb_mat(vector), algorithm="approx")
            except ZeroDivisionError:  # the shift has met the eigenvalue
                return vector
            vector = _dyadic_direction(solved, bits)
    return vector


def _dyadic_direction(vector: arb_mat, bits: int) -> fmpq_mat:
    """Return the vector scaled to the unit cube, its entries rounded to multiples of 2^-bits."""
    middles = [x.mid() for x in vector.entries()]
    largest = max(middles, key=abs)
    scaled = [(x / largest).mid() * 2**bits for x in middles]
    # any rational vector will do: an entry whose floor is in doubt may as well be 0
    return _column([fmpq(x.floor().unique_fmpz() or 0, 1 << bits) for x in scaled])


def _upper(square: fmpq_mat, low: fmpq, rtol: float, bits: int) -> fmpq:
    """Return a proved upper bound: the smallest tried with μI - S ≻ 0."""
    # of the square, so half of the relative width goes to ‖A‖: a quarter of what is asked for
    slack = fmpq(*float(max(rtol, 1e-200) / 2).as_integer_ratio())
    while True:
        value = low * (1 + slack)
        with working_precision(bits):
            difference = ball_matrix(scaled_identity(square.nrows(), value) - square)
            if is_positive_definite_ball(difference):
                return value
        slack *= 16  # the float eigenvector was poor: give up width, never rigour
