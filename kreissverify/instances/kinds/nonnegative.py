"""Nonnegative matrices, entry by entry: ``Nonnegative(n)``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat
from numpy.typing import NDArray

from kreissverify.instances.kinds.draws import nonnegative as draws
from kreissverify.instances.kinds.shared.common import SquareKind
from kreissverify.instances.kinds.shared.float_entries import entries, entries_dimension
from kreissverify.instances.randomness import Source, choice
from kreissverify.matrices.exact_matrix import ExactMatrix, identity, zeros
from kreissverify.numbers.arrays import FloatArray

__all__ = ["Nonnegative"]


@dataclass(frozen=True, init=False, repr=False)
class Nonnegative(SquareKind):
    """Square matrices whose entries are real and at least 0.

    Parameters
    ----------
    n
        The number of rows: an integer, a name, or nothing for any.
    norm, radius, numerical_radius, rank
        Upper bounds of ‖X‖, ρ(X), w(X) and the rank: exact numbers, or names of parameters.
    complex
        It changes nothing: numbers that are at least 0 are real.

    Examples
    --------
    >>> Nonnegative(2).objection(ExactMatrix(fmpq_mat([[1, 0], [-1, 2]])))
    'its entry [1, 0] is negative'
    """

    def structure_objection(self, matrix: ExactMatrix) -> str | None:
        """Name an entry that is not real or negative."""
        return entry_objection(matrix)

    def candidate(self, source: Source) -> ExactMatrix:
        """Return a matrix of one of the structures; nilpotent where ρ has to be 0."""
        n, rank = self.shape[0], self.largest_rank()
        if self.radius == 0:
            made = draws.nilpotent(source, n)
            for i in range(n - rank):  # zero rows keep it nilpotent, and bound the rank
                for j in range(n):
                    made[i, j] = fmpq(0)
            return ExactMatrix(made)
        if rank == 0:
            return zeros(n, n)
        if rank < n:
            few = choice(source, (True, False)) if rank == 1 else False
            made = draws.rank_one(source, n) if few else draws.low_rank(source, n, rank)
            return ExactMatrix(made)
        return ExactMatrix(choice(source, _STRUCTURES)(source, n))

    def corner_candidates(self) -> Iterator[ExactMatrix]:
        """Yield patterns of zeros and ones, and of few other numbers."""
        n = self.shape[0]
        yield zeros(n, n)
        yield identity(n)
        for pattern in _PATTERNS:
            cells = [fmpq(pattern(i, j, n)) for i in range(n) for j in range(n)]
            yield ExactMatrix(fmpq_mat(n, n, cells))

    def restored(self, matrix: ExactMatrix) -> ExactMatrix:
        """Return the real parts, those that are negative replaced by 0."""
        n = self.shape[0]
        return ExactMatrix(fmpq_mat(n, n, [max(x, fmpq(0)) for x in matrix.real.entries()]))

    def dimension(self) -> int:
        """Return the number of coordinates of `members`."""
        return entries_dimension(self.shape, self.largest_rank(), False)

    def free_members(
        self, coordinates: FloatArray, options: Mapping[str, FloatArray]
    ) -> NDArray[Any]:
        """Return squares of entries, or products of such thin factors where the rank is bounded."""
        # squares reach 0, and are smooth there; the scale keeps its sign
        squares = np.hstack([coordinates[:, :1], coordinates[:, 1:] ** 2])
        return entries(squares, self.shape, self.largest_rank(), False)


def entry_objection(matrix: ExactMatrix) -> str | None:
    """Name an entry that is not real or negative; None if there is none."""
    for i in range(matrix.shape[0]):
        for j in range(matrix.shape[1]):
            real, imaginary = matrix.entry(i, j)
            if imaginary != 0:
                return f"its entry [{i}, {j}] is not real"
            if real < 0:
                return f"its entry [{i}, {j}] is negative"
    return None


_STRUCTURES = (
    draws.plain,
    draws.plain,
    draws.with_row_sums,
    draws.with_row_sums,
    draws.permutation,
    draws.balanced,
    draws.nilpotent,
    draws.reducible,
    draws.reducible,
    draws.rank_one,
)
# Entries by row, column and size, the natures that differ most first.
_PATTERNS: tuple[Callable[[int, int, int], int], ...] = (
    lambda i, j, n: int(j == i + 1),  # the shift: nilpotent
    lambda i, j, n: 1,
    lambda i, j, n: int(j == (i + 1) % n),  # a cycle: periodic
    lambda i, j, n: int(i <= j),  # 1 is defective
    lambda i, j, n: n * i + j + 1,
    lambda i, j, n: int(i == 0 and j == n - 1),
    lambda i, j, n: int(i == n - 1 and j == 0),
    lambda i, j, n: int(i == j == 0),
    lambda i, j, n: int(abs(i - j) == 1),
    lambda i, j, n: int(i == 0),
    lambda i, j, n: int(j == 0),
    lambda i, j, n: 2 ** (j - i) if j >= i else 0,
    lambda i, j, n: int(j in (i, i + 1)),
)
