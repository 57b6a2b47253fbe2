"""Orthogonal matrices, and unitary ones: ``Orthogonal(n)``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import fmpq
from numpy.typing import NDArray

from kreissverify.instances.kinds.draws.unitary import (
    PYTHAGOREAN,
    as_cayley,
    diagonal_matrix,
    from_cayley,
    monomial,
    rounded_unitary,
    skew_part,
    unitary,
)
from kreissverify.instances.kinds.shared import simplification
from kreissverify.instances.kinds.shared.common import SquareKind
from kreissverify.instances.kinds.shared.float_entries import orthogonal_dimension, orthogonals
from kreissverify.instances.randomness import Source
from kreissverify.matrices.exact_matrix import ExactMatrix, identity
from kreissverify.matrices.matrix import InvalidMatrix
from kreissverify.numbers.arrays import FloatArray

__all__ = ["Orthogonal"]

_ONE, _I = (fmpq(1), fmpq(0)), (fmpq(0), fmpq(1))
_MINUS = (fmpq(-1), fmpq(0))


@dataclass(frozen=True, init=False, repr=False)
class Orthogonal(SquareKind):
    """Orthogonal matrices, QᵀQ = I; with ``complex=True`` unitary ones, Q*Q = I.

    Parameters
    ----------
    n
        The number of rows: an integer, a name, or nothing for any.
    norm, radius, numerical_radius, rank
        Upper bounds of ‖X‖, ρ(X), w(X) and the rank, which are 1 and n of every member.
    complex
        Whether entries may be complex.

    Examples
    --------
    >>> from kreissverify.matrices.exact_matrix import as_exact_matrix
    >>> Orthogonal(2).objection(as_exact_matrix([["3/5", "4/5"], ["-4/5", "3/5"]]))
    >>> Orthogonal(2).objection(as_exact_matrix([[1, 1], [0, 1]]))
    'its columns are not orthonormal'
    """

    def structure_objection(self, matrix: ExactMatrix) -> str | None:
        """Say whether the columns are not orthonormal."""
        square = matrix.adjoint() * matrix
        return None if square == identity(self.shape[0]) else "its columns are not orthonormal"

    def contradiction(self) -> str | None:
        """Say which bound is below what all members have."""
        every = f"every {'unitary' if self.complex else 'orthogonal'} matrix has"
        for name, title in _OF_ALL.items():
            bound = getattr(self, name)
            if bound is not None and bound < 1:
                return f"{every} {title} 1"
        full = self.largest_rank() >= self.shape[0]
        return None if full else f"{every} full rank, which is {self.shape[0]}"

    def candidate(self, source: Source) -> ExactMatrix:
        """Return a permutation with signs, rotations, reflections, or a Cayley transform."""
        return unitary(source, self.shape[0], self.complex)

    def drawn_within(self, matrix: ExactMatrix, source: Source) -> ExactMatrix:
        """Return the candidate: no multiple of it is a member but its negative."""
        return matrix

    def brought_within(self, matrix: ExactMatrix) -> ExactMatrix:
        """Return the candidate, as `drawn_within` does."""
        return matrix

    def corner_candidates(self) -> Iterator[ExactMatrix]:
        """Yield ±I, cycles, a reflection, rotations, and of complex ones multiples of I."""
        n = self.shape[0]
        ones, order = [_ONE] * n, list(range(n))
        cycle = order[1:] + order[:1]
        yield identity(n)
        yield -identity(n)
        yield monomial(ones, cycle)
        yield monomial([*ones[1:], _MINUS], cycle)
        yield monomial(ones, order[::-1])
        yield diagonal_matrix([_MINUS, *ones[1:]])
        if n > 1:
            for point in (_I, PYTHAGOREAN[0]):
                yield _rotation(point, n)
        if self.complex:
            for unit in (_I, PYTHAGOREAN[0], PYTHAGOREAN[2]):
                yield diagonal_matrix([unit] * n)
                yield diagonal_matrix([unit, *ones[1:]])

    def rounded(self, array: NDArray[Any], coarseness: fmpq) -> ExactMatrix:
        """Return an exact member near a float one: its Cayley transform is rounded."""
        array = np.asarray(array if self.complex else np.real(array))
        drift = np.abs(array.conj().T @ array - np.eye(len(array))).max()
        if not drift < _FAR_FROM_UNITARY:  # nan is refused also
            raise InvalidMatrix("matrix: expected one with orthonormal columns, up to rounding")
        return rounded_unitary(array, coarseness, self.complex)

    def restored(self, matrix: ExactMatrix) -> ExactMatrix:
        """Return the skew-Hermitian matrix that a changed Cayley transform stands for."""
        return skew_part(matrix, self.complex)

    def groups(self) -> list[list[tuple[int, int]]]:
        """Return the places of the entries of a Cayley transform that are free."""
        n = self.shape[0]
        return [[(i, j)] for i in range(n) for j in range(i if self.complex else i + 1, n)]

    def simpler(self, matrix: ExactMatrix) -> Iterator[ExactMatrix]:
        """Yield unitary matrices of which the Cayley transform, or the signs, are simpler."""
        return simplification.others(matrix, self._near(matrix))

    def _near(self, matrix: ExactMatrix) -> Iterator[ExactMatrix]:
        n = self.shape[0]
        signs, S = as_cayley(matrix)
        yield identity(n)
        yield _nearest_permutation(matrix)
        for simple in simplification.moves(self, S):
            yield from_cayley(signs, simple)
        for i, sign in enumerate(signs):
            if sign < 0:
                yield from_cayley([*signs[:i], 1, *signs[i + 1 :]], S)

    def smaller(
        self, matrix: ExactMatrix, keep: Sequence[int], columns: Sequence[int] | None = None
    ) -> ExactMatrix:
        """Return the matrix on some rows and columns, or that of its Cayley transform on them."""
        made = super().smaller(matrix, keep, columns)
        if made.is_square and made.adjoint() * made == identity(len(keep)):
            return made
        signs, S = as_cayley(matrix)
        return from_cayley([signs[i] for i in keep], super().smaller(S, keep))

    def dimension(self) -> int:
        """Return the number of coordinates of `members`."""
        return orthogonal_dimension(self.shape[0], self.complex) + self.shape[0]

    def free_members(
        self, coordinates: FloatArray, options: Mapping[str, FloatArray]
    ) -> NDArray[Any]:
        """Return Cayley transforms, with signs for their rows: those of the last coordinates."""
        n = self.shape[0]
        signs = np.where(coordinates[:, -n:] < 0, -1.0, 1.0)
        made: NDArray[Any] = orthogonals(coordinates[:, :-n], n, self.complex) * signs[:, :, None]
        return made

    def members(self, coordinates: FloatArray, options: Mapping[str, FloatArray]) -> NDArray[Any]:
        """Return float members, smooth in all coordinates but the last ones, whose signs count."""
        return self.free_members(coordinates, options)


# Rounding errors of a member are 1e-15; the members of a search are orthogonal to that also.
_FAR_FROM_UNITARY = 1e-6
_OF_ALL = {"norm": "norm", "radius": "spectral radius", "numerical_radius": "numerical radius"}


def _rotation(point: tuple[fmpq, fmpq], size: int) -> ExactMatrix:
    """Return the rotation of the first two coordinates."""
    made = identity(size).real
    made[0, 0] = made[1, 1] = point[0]
    made[0, 1], made[1, 0] = -point[1], point[1]
    return ExactMatrix(made)


def _nearest_permutation(matrix: ExactMatrix) -> ExactMatrix:
    """Return a unit at the largest entry of each row: a member if they make a permutation."""
    array = matrix.array
    order = [int(j) for j in np.abs(array).argmax(axis=1)]
    largest = [complex(array[i, j]) for i, j in enumerate(order)]
    units = [min(_AXES, key=lambda u: abs(complex(*map(float, u)) - x)) for x in largest]
    exact = [(fmpq(x), fmpq(y)) for x, y in units]
    return monomial(exact, order)


_AXES = ((1, 0), (-1, 0), (0, 1), (0, -1))
