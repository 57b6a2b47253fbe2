"""Diagonal matrices, real or complex: ``Diagonal(n)``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import fmpq
from numpy.typing import NDArray

from kreissverify.instances.kinds.shared.common import SquareKind
from kreissverify.instances.kinds.shared.float_entries import entries, entries_dimension
from kreissverify.instances.kinds.shared.recipes import drawn_number, phased
from kreissverify.instances.kinds.shared.rounding import rounded_entries
from kreissverify.instances.orthogonal import diagonal
from kreissverify.instances.randomness import Source, chance, choice, log_uniform, shuffled
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.numbers.arrays import FloatArray

__all__ = ["Diagonal"]


@dataclass(frozen=True, init=False, repr=False)
class Diagonal(SquareKind):
    """Diagonal matrices, real or (with ``complex=True``) complex.

    Parameters
    ----------
    n
        The number of rows: an integer, a name, or nothing for any.
    norm, radius, numerical_radius, rank
        Upper bounds of ‖X‖, ρ(X), w(X) and the rank: exact numbers, or names of parameters.
    complex
        Whether entries may be complex.

    Examples
    --------
    >>> from kreissverify.matrices.exact_matrix import as_exact_matrix
    >>> Diagonal(2, norm=1).objection(as_exact_matrix([[1, 0], [0, -1]]))
    >>> Diagonal(2).objection(as_exact_matrix([[1, 2], [0, 1]]))
    'its entry [0, 1] is not 0'
    """

    def structure_objection(self, matrix: ExactMatrix) -> str | None:
        """Name an entry off the diagonal."""
        size = matrix.shape[0]
        for i in range(size):
            for j in range(size):
                if i != j and any(matrix.entry(i, j)):
                    return f"its entry [{i}, {j}] is not 0"
        return None

    def candidate(self, source: Source) -> ExactMatrix:
        """Return a diagonal of equal numbers, of numbers about 1, or of several scales."""
        size, rank = self.shape[0], self.largest_rank()
        kind = source.random()
        if kind < 0.3:
            few = [drawn_number(source), drawn_number(source)]
            numbers = [choice(source, few) for _ in range(rank)]
        elif kind < 0.75:
            numbers = [drawn_number(source) for _ in range(rank)]
        else:
            numbers = [log_uniform(source, -6, 0) * drawn_number(source) for _ in range(rank)]
        if chance(source, 0.25):  # singular, where that is not asked for
            numbers = numbers[: len(numbers) // 2]
        numbers = shuffled(source, [*numbers, *[fmpq(0)] * (size - len(numbers))])
        made = ExactMatrix(diagonal(numbers))
        return phased(source, made, similar=False) if self.complex and chance(source, 0.8) else made

    def corner_candidates(self) -> Iterator[ExactMatrix]:
        """Yield diagonals of 0, ±1 and few other numbers."""
        size = self.shape[0]
        patterns: list[list[int]] = [
            [0] * size,
            [1] * size,
            [1, *[0] * (size - 1)],
            [(i + 1) * (-1) ** i for i in range(size)],
            [(-1) ** i for i in range(size)],
            [-1] * size,
            [i + 1 for i in range(size)],
            [*[0] * (size - 1), -1],
            [1000**i for i in range(min(size, 4))] + [1] * (size - 4),
        ]
        for k, pattern in enumerate(patterns):
            made = ExactMatrix(diagonal([fmpq(x) for x in pattern]))
            yield made
            if self.complex and 0 < k < 4:
                yield made.scaled(fmpq(0), fmpq(1))
                yield made.scaled(fmpq(3, 5), fmpq(4, 5))

    def rounded_array(self, array: NDArray[Any], coarseness: fmpq) -> ExactMatrix:
        """Round the entries of the largest moduli, as many as the rank allows."""
        entries_left = np.diag(array).copy()
        order = np.argsort(-np.abs(entries_left), kind="stable")
        entries_left[order[self.largest_rank() :]] = 0.0
        return rounded_entries(np.diag(entries_left), coarseness)

    def groups(self) -> list[list[tuple[int, int]]]:
        """Return the places of the diagonal."""
        return [[(i, i)] for i in range(self.shape[0])]

    def dimension(self) -> int:
        """Return the number of coordinates of `members`: a scale and the diagonal."""
        return entries_dimension((1, self.shape[0]), 1, self.complex)

    def free_members(
        self, coordinates: FloatArray, options: Mapping[str, FloatArray]
    ) -> NDArray[Any]:
        """Return diagonal matrices, the last entries 0 where the rank is bounded."""
        size = self.shape[0]
        numbers = entries(coordinates, (1, size), 1, self.complex)[:, 0]
        rank = options.get("rank", np.full(len(coordinates), float(size)))
        numbers = np.where(np.arange(size) < rank[:, None], numbers, 0.0)
        return np.asarray(numbers[:, :, None] * np.eye(size))
