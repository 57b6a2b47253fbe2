"""Witnesses of bounds on the square of the departure from normality, ‖A‖_F² - Σ|λ_i|².

A normal N with the characteristic polynomial of A shows it exactly. Otherwise any invertible S
bounds it: with Y = S⁻¹AS, Σ|λ_i|² ≤ ‖Y‖_F² (I. Schur, Math. Ann. 66 (1909) 488), and it is at least
‖Y‖_F² - c with c² = (n³-n)/12·‖YYᵀ - YᵀY‖_F² (P. Henrici, Numer. Math. 4 (1962) 24). So S is sought
that makes Y nearly normal.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import scipy.linalg
from flint import fmpq, fmpq_mat
from numpy.typing import NDArray

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.arrays import float_matrix
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.rational import as_fmpq, rational_string
from kreissverify.quantities.witnesses import matrix_strings

__all__ = ["departure_bounds"]

# Factors of the couplings in a Schur form: the smaller, the nearer to normal is Y, and the more the
# rounding of the Schur vectors is enlarged. None suits every matrix, so that all are tried.
_SCALINGS = (1e-2, 1e-4, 1e-6, 1e-9)
# Bits of the entries of S: what floats have.
_BITS = 52


def departure_bounds(matrix: Matrix) -> dict[str, Any]:
    """Return the two sides of a fact about the square of the departure, with witnesses.

    The witnesses are those of the real form of a complex matrix; the values are its own.

    Examples
    --------
    >>> shown = departure_bounds(Matrix([[1, 2], [0, 1]]))
    >>> shown["lower"]
    {'value': '4', 'N': [['1', '0'], ['0', '1']]}
    """
    form = matrix.real_form.exact
    copies = form.nrows() // matrix.n
    normal = _normal_of_equal_eigenvalues(matrix)
    if normal is not None:
        value = rational_string((_square(form) - _square(normal)) / copies)
        both = {"value": value, "N": matrix_strings(normal)}
        return {"lower": both, "upper": dict(both)}
    return _by_similarity(form, copies)


def _normal_of_equal_eigenvalues(matrix: Matrix) -> fmpq_mat | None:
    """Return the matrix itself if it is normal, and the diagonal of a triangular one."""
    form = matrix.real_form.exact
    if form * form.transpose() == form.transpose() * form:
        return form
    n = matrix.n
    pairs = [(i, j) for i in range(n) for j in range(i)]
    parts = [part for part in matrix.parts if part is not None]
    is_lower = all(part[j, i] == 0 for part in parts for i, j in pairs)
    is_upper = all(part[i, j] == 0 for part in parts for i, j in pairs)
    if not (is_lower or is_upper):
        return None
    # the places of the diagonals of the blocks, of a complex matrix four of them
    size = form.nrows()
    entries = [form[i, j] if i % n == j % n else fmpq(0) for i in range(size) for j in range(size)]
    return fmpq_mat(size, size, entries)


def _by_similarity(form: fmpq_mat, copies: int) -> dict[str, Any]:
    shown: dict[str, list[tuple[fmpq, fmpq_mat]]] = {"lower": [], "upper": []}
    for similarity in _similarities(float_matrix(form)):
        try:
            image = similarity.inv() * form * similarity
        except ZeroDivisionError:
            continue
        for side, value in zip(shown, _bounds(form, image), strict=True):
            shown[side].append((value, similarity))
    best = {
        side: choose(found, key=lambda pair: pair[0])
        for (side, found), choose in zip(shown.items(), (max, min), strict=True)
        if found
    }
    return {
        side: {"value": rational_string(value / copies), "S": matrix_strings(similarity)}
        for side, (value, similarity) in best.items()
    }


def _bounds(form: fmpq_mat, image: fmpq_mat) -> tuple[fmpq, fmpq]:
    """Return short numbers v ≤ ‖J‖_F² - ‖Y‖_F² and v' ≥ ‖J‖_F² - ‖Y‖_F² + c."""
    n = form.nrows()
    commutator = image * image.transpose() - image.transpose() * image
    slack = Enclosure.exactly(fmpq(n**3 - n, 12) * _square(commutator)).sqrt().upper.value
    assert is_finite(slack)
    gap = _square(form) - _square(image)
    return _floor(gap), -_floor(-gap - slack)


def _floor(value: fmpq) -> fmpq:
    """Return a number of at most 64 bits after the point that is no larger."""
    # the exact one has hundreds of digits, which come from the rounding of S
    unit = fmpq(1, 1 << 64)
    return unit * fmpq((value / unit).floor())


def _square(matrix: fmpq_mat) -> fmpq:
    return sum((x * x for x in matrix.entries()), fmpq(0))


def _similarities(array: NDArray[Any]) -> Iterator[fmpq_mat]:
    """Yield matrices S that make S⁻¹AS nearly normal, in floats at least."""
    yield _exact(_eigenvectors(array))
    triangular, vectors = scipy.linalg.schur(array, output="real")
    balance = _balance(triangular)
    for factor in _SCALINGS:
        yield _exact(vectors * (balance * factor ** np.arange(len(array))))


def _eigenvectors(array: NDArray[Any]) -> NDArray[Any]:
    """Return eigenvectors as columns, of a pair of complex ones the real and imaginary part."""
    values, vectors = np.linalg.eig(array)
    columns = []
    for value, vector in zip(values, vectors.T, strict=True):
        if value.imag == 0:
            columns.append(vector.real)
        elif value.imag > 0:
            columns += [vector.real, vector.imag]
    return np.stack(columns, axis=1)


def _balance(triangular: NDArray[Any]) -> NDArray[Any]:
    """Return factors that make each 2×2 block of a real Schur form a multiple of a rotation."""
    factors = np.ones(len(triangular))
    for k in range(len(triangular) - 1):
        down, up = triangular[k + 1, k], triangular[k, k + 1]
        if down != 0:  # LAPACK's blocks have equal diagonals, and b·c < 0
            factors[k + 1] = factors[k] * np.sqrt(abs(down / up))
    return factors


def _exact(array: NDArray[Any]) -> fmpq_mat:
    """Return about the same matrix, each column scaled by a power of two, in short numbers."""
    columns = []
    for column in array.T:
        _, exponent = np.frexp(np.abs(column).max())
        scaled = np.round(np.ldexp(column, _BITS - exponent))
        columns.append([as_fmpq(float(x)) * fmpq(2) ** int(exponent - _BITS) for x in scaled])
    return fmpq_mat(columns).transpose()
