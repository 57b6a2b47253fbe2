"""Recognising K = 1: ‖J‖ ≤ 1, or numerical radius w(J) ≤ 1.

K(J) = 1 iff w(J) ≤ 1, which a symmetric Z proves by Ando's criterion (see `ando`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat
from numpy.typing import NDArray

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.arrays import rational_matrix
from kreissverify.numbers.float_positive_definite import UNIT, proved_definite
from kreissverify.numbers.positive_definite import is_positive_semidefinite_exact, scaled_identity
from kreissverify.numbers.rational import rational_string
from kreissverify.quantities.ando import ando_matrix, largest_solution

__all__ = ["numerical_radius_witness", "radius_below_one", "upper_bound_one"]


_EXACT_SIZE = 16  # the size up to which an exact test costs little beside the floats
_CLEARLY = 1e-9  # by which a norm is below 1 for floats to be able to prove it
# How far w(J) must be below the bound for Z to be found: a large margin makes for short entries, a
# small one for few matrices that are missed. Below 2⁻³⁰ rounding spoils the proof.
_EASES = (2.0**-7, 2.0**-14, 2.0**-21, 2.0**-30)


def upper_bound_one(matrix: Matrix) -> dict[str, Any] | None:
    """Return a witness of K(J) ≤ 1, or None if none was found; of a complex J for its real form."""
    matrix = matrix.real_form
    array = matrix.array
    size = float(np.linalg.norm(array, 2))
    if size <= 1 + 1e-12 and _norm_at_most_one(matrix, size):
        return _numerical_radius(fmpq_mat(matrix.n, matrix.n))
    if size > 2:  # w ≥ ‖J‖/2
        return None
    touching = _exact_of_two(matrix.exact) if matrix.n == 2 else None
    if touching is not None:
        return _numerical_radius(touching)
    for ease in _EASES:
        witness = numerical_radius_witness(matrix, 1.0, ease)
        if witness is not None:
            return _numerical_radius(witness)
    return None


def _numerical_radius(witness: fmpq_mat) -> dict[str, Any]:
    rows = [[rational_string(x) for x in row] for row in witness.tolist()]
    return {"value": "1", "Z": rows}


def _exact_of_two(matrix: fmpq_mat) -> fmpq_mat | None:
    """Return Z = diag(-t, t), t = 1-|a|-|b|, if it proves w ≤ 1 for J = [[a, b], [c, a]].

    For |J| with w = 1 exactly, b + c = 2(1-a), this Z gives the kernel vector (1, 1, -1, -1).
    """
    t = 1 - abs(matrix[0, 0]) - abs(matrix[0, 1])
    z = fmpq_mat([[-t, fmpq(0)], [fmpq(0), t]])
    return z if is_positive_semidefinite_exact(ando_matrix(matrix, z, fmpq(1))) else None


def _norm_at_most_one(matrix: Matrix, size: float) -> bool:
    n = matrix.n
    if size < 1 - _CLEARLY:
        array = matrix.array
        middle = np.eye(n) - array.T @ array
        radius = (2 * n + 24) * UNIT * (np.abs(array.T) @ np.abs(array) + np.eye(n))
        if proved_definite((middle + middle.T)[None] / 2, radius[None])[0]:
            return True
    # a norm clearly below 1 needs no exact proof here: K = 1 is then shown through w(J) as well
    if n > _EXACT_SIZE and size < 1 - _CLEARLY:
        return False
    square = matrix.exact.transpose() * matrix.exact
    return is_positive_semidefinite_exact(scaled_identity(n, fmpq(1)) - square)


def numerical_radius_witness(matrix: Matrix, bound: float, ease: float) -> fmpq_mat | None:
    """Return a dyadic Z that proves w(J) ≤ bound, found where w(J) ≤ bound(1-ease).

    Of a complex J it is one of the real form.

    Parameters
    ----------
    matrix
        The matrix J.
    bound
        A float64 number.
    ease
        The margin that is left for rounding Z, and for the errors of the proof.
    """
    matrix = matrix.real_form  # transposes are no adjoints of complex arrays
    array, n = matrix.array, matrix.n
    x = largest_solution(array / bound, 2 * (1 - ease))
    if x is None:
        return None
    # n entries a row, rounded by half of this, use up a 16th of the margin
    grid = 2.0 ** np.floor(np.log2(ease / (8 * n)))
    z = np.rint((np.eye(n) - x) * (bound / grid)) * grid
    z = np.tril(z) + np.tril(z, -1).T
    middle = np.block([[bound * np.eye(n) + z, array], [array.T, bound * np.eye(n) - z]])
    if not proved_definite(middle[None], 3 * UNIT * np.abs(middle)[None])[0]:
        return None
    return rational_matrix(z)


def radius_below_one(array: NDArray[Any]) -> bool:
    """Say in float64, without proof, whether w(J) ≤ 1 - 1e-9, of a real or complex array."""
    return largest_solution(array, 2 * (1 - 1e-9)) is not None
