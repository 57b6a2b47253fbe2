"""Matrices of any shape: ``Rectangular(n, m)``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from flint import fmpq, fmpq_mat
from numpy.typing import NDArray

from kreissverify.instances.kinds.contract import Size
from kreissverify.instances.kinds.shared.common import CommonKind
from kreissverify.instances.kinds.shared.float_entries import entries, entries_dimension
from kreissverify.instances.kinds.shared.recipes import drawn_number, phased
from kreissverify.instances.orthogonal import diagonal, orthogonal
from kreissverify.instances.randomness import Source, chance, choice, integer, ratio
from kreissverify.matrices.exact_matrix import ExactMatrix, zeros
from kreissverify.numbers.arrays import FloatArray

__all__ = ["Rectangular"]


@dataclass(frozen=True, init=False, repr=False)
class Rectangular(CommonKind):
    """Matrices of n rows and m columns, real or (with ``complex=True``) complex.

    Parameters
    ----------
    rows, columns
        Their numbers: integers, names, or nothing for any. Equal names are equal numbers.
    norm, rank
        Upper bounds of ‖X‖ and the rank: exact numbers, or names of parameters.
    complex
        Whether entries may be complex.

    Examples
    --------
    >>> Rectangular("n", 2, norm=1)
    Rectangular("n", 2, norm=1)
    >>> Rectangular(1, 2, norm=1).objection(ExactMatrix(fmpq_mat([[1, 1]])))
    'its norm exceeds 1'
    """

    rows: Size = None
    columns: Size = None
    is_square: ClassVar[bool] = False
    size_names: ClassVar[tuple[str, ...]] = ("rows", "columns")
    #: Matrices that are not square have no spectral or numerical radius.
    option_names: ClassVar[tuple[str, ...]] = ("norm", "rank", "complex")

    @property
    def sizes(self) -> tuple[Size, Size]:
        """The numbers of rows and columns, as written."""
        return self.rows, self.columns

    def with_sizes(self, rows: Size, columns: Size) -> Self:
        """Return the same kind with other sizes."""
        return self._with(rows=rows, columns=columns)

    def candidate(self, source: Source) -> ExactMatrix:
        """Return a matrix by its singular values, by thin factors, or entry by entry."""
        rank = self.largest_rank()
        if rank == 0 or chance(source, 0.05):
            return zeros(*self.shape)
        rank = rank if chance(source, 0.7) else integer(source, 1, rank)
        full = rank == min(self.shape)
        recipes = (self._by_singular_values, self._thin, self._partial)
        entrywise = (self._dense, self._sparse) if full else ()
        made = ExactMatrix(choice(source, (*recipes, *entrywise))(source, rank))
        return phased(source, made, similar=False) if self.complex and chance(source, 0.8) else made

    def _by_singular_values(self, source: Source, rank: int) -> fmpq_mat:
        """Return UΣV with singular values that are known, the largest 1."""
        return self._between(source, self._partial(source, rank))

    def _between(self, source: Source, middle: fmpq_mat) -> fmpq_mat:
        rows, columns = self.shape
        return orthogonal(source, rows) * middle * orthogonal(source, columns)

    def _partial(self, source: Source, rank: int) -> fmpq_mat:
        """Return a diagonal of singular values: of equal ones, a partial isometry, or not."""
        values = [fmpq(1)] * rank
        if chance(source, 0.5):
            values = [fmpq(1), *(ratio(source) for _ in range(rank - 1))]
        return diagonal(values, *self.shape)

    def _thin(self, source: Source, rank: int) -> fmpq_mat:
        rows, columns = self.shape
        left = [fmpq(integer(source, -2, 2)) for _ in range(rows * rank)]
        right = [fmpq(integer(source, -2, 2)) for _ in range(rank * columns)]
        return fmpq_mat(rows, rank, left) * fmpq_mat(rank, columns, right)

    def _dense(self, source: Source, rank: int) -> fmpq_mat:
        rows, columns = self.shape
        return fmpq_mat(rows, columns, [drawn_number(source) for _ in range(rows * columns)])

    def _sparse(self, source: Source, rank: int) -> fmpq_mat:
        rows, columns = self.shape
        made = fmpq_mat(rows, columns)
        for _ in range(max(rows, columns)):
            place = integer(source, 0, rows - 1), integer(source, 0, columns - 1)
            made[place] = drawn_number(source)
        return made

    def corner_candidates(self) -> Iterator[ExactMatrix]:
        """Yield zero, isometries, single entries, matrices of ones."""
        rows, columns = self.shape
        least = min(rows, columns)
        yield zeros(rows, columns)
        yield ExactMatrix(diagonal([fmpq(1)] * least, rows, columns))
        yield self._filled(lambda i, j: 1)
        yield self._filled(lambda i, j: (-1) ** (i * j))  # also very small and very large
        if self.complex:
            yield self._filled(lambda i, j: 1).scaled(fmpq(0), fmpq(1))
            yield self._filled(lambda i, j: i - j + 1).scaled(fmpq(1), fmpq(1))
        yield self._filled(lambda i, j: -int(i == j == 0))
        yield self._filled(lambda i, j: i + 2 * j + 1 if i <= j else j - i)
        yield self._filled(lambda i, j: int(i == rows - 1 and j == 0))
        yield self._filled(lambda i, j: (i + 1) * int(i == j))
        yield self._filled(lambda i, j: int(j == 0))
        yield self._filled(lambda i, j: int(i == 0))
        yield self._filled(lambda i, j: -1)
        yield ExactMatrix(diagonal([fmpq(1, i + 1) for i in range(least)], rows, columns))
        yield self._filled(lambda i, j: int(i <= j))

    def _filled(self, entry: Callable[[int, int], int]) -> ExactMatrix:
        rows, columns = self.shape
        numbers = [fmpq(entry(i, j)) for i in range(rows) for j in range(columns)]
        return ExactMatrix(fmpq_mat(rows, columns, numbers))

    def dimension(self) -> int:
        """Return the number of coordinates of `members`."""
        return entries_dimension(
            self.shape, self.largest_rank(), self.complex, self.rank is not None
        )

    def free_members(
        self, coordinates: FloatArray, options: Mapping[str, FloatArray]
    ) -> NDArray[Any]:
        """Return matrices entry by entry, or products of thin factors where the rank is bounded."""
        rank = options.get("rank")
        return entries(coordinates, self.shape, self.largest_rank(), self.complex, rank)
