"""Rational unitary matrices: drawn, and near float ones. Real ones are the orthogonal matrices.

The Cayley transform (I-S)(I+S)⁻¹ of a skew-Hermitian S is unitary, and rational where S is. Every
unitary U is D times one, for some diagonal D of signs (Liebeck and Osborne 1991): in the
coordinates S any rounding of numbers leaves a matrix unitary.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat
from numpy.typing import NDArray

from kreissverify.instances.kinds.shared.rounding import rounded_entries
from kreissverify.instances.orthogonal import orthogonal
from kreissverify.instances.randomness import Source, chance, choice, integer, shuffled
from kreissverify.matrices.exact_matrix import ExactMatrix, identity
from kreissverify.numbers.complex_rational import Gaussian

__all__ = [
    "PYTHAGOREAN",
    "as_cayley",
    "cayley",
    "diagonal_matrix",
    "from_cayley",
    "monomial",
    "rounded_unitary",
    "signs_for_cayley",
    "skew",
    "skew_part",
    "unit",
    "unitary",
]

#: Rational points of the circle, of small height.
PYTHAGOREAN: tuple[Gaussian, ...] = tuple(
    (fmpq(p, r), fmpq(q, r))
    for a, b, r in ((3, 4, 5), (5, 12, 13), (8, 15, 17), (7, 24, 25))
    for p, q in ((a, b), (b, a), (-a, b), (-b, a))
)
_ZERO, _ONE = fmpq(0), fmpq(1)
_AXES: tuple[Gaussian, ...] = ((_ONE, _ZERO), (-_ONE, _ZERO), (_ZERO, _ONE), (_ZERO, -_ONE))


def diagonal_matrix(entries: Sequence[Gaussian]) -> ExactMatrix:
    """Return the diagonal matrix of some numbers, given by their real and imaginary parts."""
    n = len(entries)
    real, imaginary = fmpq_mat(n, n), fmpq_mat(n, n)
    for i, (x, y) in enumerate(entries):
        real[i, i], imaginary[i, i] = x, y
    return ExactMatrix(real, imaginary)


def unit(source: Source, is_complex: bool) -> Gaussian:
    """Return a rational number of modulus 1: a sign, or a point of the circle."""
    if not is_complex:
        return choice(source, _AXES[:2])
    return choice(source, _AXES) if chance(source, 0.5) else choice(source, PYTHAGOREAN)


def monomial(units: Sequence[Gaussian], order: Sequence[int]) -> ExactMatrix:
    """Return the matrix with ``units[i]`` in row i and column ``order[i]``, and 0 elsewhere."""
    n = len(units)
    real, imaginary = fmpq_mat(n, n), fmpq_mat(n, n)
    for i, (j, (x, y)) in enumerate(zip(order, units, strict=True)):
        real[i, j], imaginary[i, j] = x, y
    return ExactMatrix(real, imaginary)


# ------------------------------------------------------------------------------------ Cayley


def skew(
    size: int, entry: Callable[[int, int], Gaussian], diagonal: Callable[[int], fmpq] | None = None
) -> ExactMatrix:
    """Return the skew-Hermitian matrix of the entries above its diagonal.

    Parameters
    ----------
    size
        The number of rows.
    entry
        The entries above the diagonal, by row and column.
    diagonal
        The imaginary parts of the diagonal; None for zeros.
    """
    real, imaginary = fmpq_mat(size, size), fmpq_mat(size, size)
    for i in range(size):
        imaginary[i, i] = _ZERO if diagonal is None else diagonal(i)
        for j in range(i + 1, size):
            x, y = entry(i, j)
            real[i, j], real[j, i] = x, -x
            imaginary[i, j] = imaginary[j, i] = y
    return ExactMatrix(real, imaginary)


def cayley(S: ExactMatrix) -> ExactMatrix:
    """Return (I-S)(I+S)⁻¹, unitary for skew-Hermitian S: I + S is then never singular.

    Examples
    --------
    >>> cayley(skew(2, lambda i, j: (fmpq(1, 2), fmpq(0))))
    ExactMatrix([[3/5, -4/5], [4/5, 3/5]])
    """
    eye = identity(S.shape[0])
    return (eye - S) * (eye + S).inverse()


def signs_for_cayley(array: NDArray[Any]) -> list[int]:
    """Return signs D for which I + DU is far from singular, for a float unitary U.

    They are chosen in an elimination of D + U, the pivots of which then have moduli ≥ 1: hence
    |det(I + DU)| ≥ 1, and since ‖I + DU‖ ≤ 2, its inverse has norm at most 2ⁿ⁻¹.
    """
    left = np.array(array, dtype=np.complex128)
    signs = []
    for k in range(len(left)):
        sign = 1 if left[k, k].real >= 0 else -1
        signs.append(sign)
        rest = slice(k + 1, None)
        left[rest, rest] -= np.outer(left[rest, k], left[k, rest]) / (left[k, k] + sign)
    return signs


def as_cayley(U: ExactMatrix) -> tuple[list[int], ExactMatrix]:
    """Return signs D and the skew-Hermitian S with U = D(I-S)(I+S)⁻¹, for a unitary U.

    Examples
    --------
    >>> as_cayley(cayley(skew(2, lambda i, j: (fmpq(1, 2), fmpq(0)))))
    ([1, 1], ExactMatrix([[0, 1/2], [-1/2, 0]]))
    """
    signs = signs_for_cayley(U.array)
    return signs, cayley(_signed(signs) * U)  # the transform is its own inverse


def from_cayley(signs: Sequence[int], S: ExactMatrix) -> ExactMatrix:
    """Return D(I-S)(I+S)⁻¹, the inverse of `as_cayley`."""
    return _signed(signs) * cayley(S)


def _signed(signs: Sequence[int]) -> ExactMatrix:
    return diagonal_matrix([(fmpq(x), _ZERO) for x in signs])


# ------------------------------------------------------------------------------------- draws


def unitary(source: Source, size: int, is_complex: bool = False) -> ExactMatrix:
    """Return a random rational unitary matrix of small height, a real one unless `is_complex`.

    Parameters
    ----------
    source
        The randomness.
    size
        The number of rows.
    is_complex
        Whether entries may be complex: many of the matrices are then real all the same.
    """
    return choice(source, _DRAWS)(source, size, is_complex)


def _permuted(source: Source, size: int, is_complex: bool) -> ExactMatrix:
    """Draw a permutation with signs or units: its eigenvalues are roots of units."""
    units = [unit(source, is_complex) for _ in range(size)]
    return monomial(units, shuffled(source, range(size)))


def _diagonal(source: Source, size: int, is_complex: bool) -> ExactMatrix:
    """Draw units on the diagonal; of real ones, rotations of pairs beside them."""
    if is_complex:
        return diagonal_matrix([unit(source, True) for _ in range(size)])
    made = fmpq_mat(size, size)
    last = size % 2
    for i in range(0, size - last, 2):
        x, y = choice(source, PYTHAGOREAN)
        made[i, i] = made[i + 1, i + 1] = x
        made[i, i + 1], made[i + 1, i] = -y, y
    if last:
        made[size - 1, size - 1] = choice(source, (_ONE, -_ONE))
    return ExactMatrix(made)


def _reflections(source: Source, size: int, is_complex: bool) -> ExactMatrix:
    """Draw products of reflections and rotations; with units for rows and columns if complex."""
    made = ExactMatrix(orthogonal(source, size))
    if not is_complex:
        return made
    left, right = ([unit(source, True) for _ in range(size)] for _ in range(2))
    return diagonal_matrix(left) * made * diagonal_matrix(right)


def _transformed(source: Source, size: int, is_complex: bool) -> ExactMatrix:
    """Draw a permutation with signs times a Cayley transform of small numbers."""
    denominator = choice(source, (1, 2, 3))

    def number() -> fmpq:
        return fmpq(integer(source, -2, 2), denominator)

    def entry(i: int, j: int) -> Gaussian:
        return number(), number() if is_complex else _ZERO

    made = cayley(skew(size, entry, (lambda _: number()) if is_complex else None))
    units = [unit(source, False) for _ in range(size)]
    # half of them near the identity's side: a permutation would hide that eigenvalues are close
    order = shuffled(source, range(size)) if chance(source, 0.5) else range(size)
    return monomial(units, order) * made


_DRAWS = (_permuted, _diagonal, _reflections, _reflections, _transformed, _transformed)


# ---------------------------------------------------------------------------------- rounding


def rounded_unitary(array: NDArray[Any], coarseness: fmpq, is_complex: bool) -> ExactMatrix:
    """Return a rational unitary matrix near a float one: its Cayley transform is rounded.

    Parameters
    ----------
    array
        A float unitary matrix, up to rounding.
    coarseness
        The relative error allowed of an entry of the transform.
    is_complex
        Whether entries may be complex.

    Examples
    --------
    >>> rounded_unitary(np.array([[0.6, -0.8], [0.8, 0.6]]), fmpq(1, 10**6), False)
    ExactMatrix([[3/5, -4/5], [4/5, 3/5]])
    """
    signs = signs_for_cayley(array)
    eye, turned = np.eye(len(array)), np.asarray(signs)[:, None] * array
    S = np.linalg.solve((eye + turned).T, (eye - turned).T).T
    return from_cayley(signs, skew_part(rounded_entries(S, coarseness), is_complex))


def skew_part(matrix: ExactMatrix, is_complex: bool = True) -> ExactMatrix:
    """Return the skew-Hermitian matrix of the entries of another one above its diagonal.

    Parameters
    ----------
    matrix
        The matrix.
    is_complex
        Whether to keep the imaginary parts, those of the diagonal among them.
    """
    n = matrix.shape[0]
    if is_complex:
        return skew(n, matrix.entry, lambda i: matrix.entry(i, i)[1])
    return skew(n, lambda i, j: (matrix.entry(i, j)[0], _ZERO))
