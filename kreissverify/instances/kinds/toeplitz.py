"""Toeplitz matrices, constant along each diagonal: ``Toeplitz(n)``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import fmpq
from numpy.typing import NDArray

from kreissverify.instances.kinds.draws.toeplitz import diagonals, real_diagonals, toeplitz
from kreissverify.instances.kinds.draws.unitary import PYTHAGOREAN, unit
from kreissverify.instances.kinds.shared.common import SquareKind
from kreissverify.instances.kinds.shared.float_entries import with_scale
from kreissverify.instances.kinds.shared.rounding import rounded_entries
from kreissverify.instances.randomness import Source, chance
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.complex_rational import Gaussian

__all__ = ["Toeplitz"]

_ZERO = (fmpq(0), fmpq(0))


@dataclass(frozen=True, init=False, repr=False)
class Toeplitz(SquareKind):
    """Square matrices whose entries depend on the difference of column and row only.

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
    >>> Toeplitz(2).objection(as_exact_matrix([[1, 5], [0, 1]]))
    >>> Toeplitz(2).objection(as_exact_matrix([[1, 5], [0, 2]]))
    'its diagonals are not constant: [0, 0] and [1, 1] differ'
    """

    def structure_objection(self, matrix: ExactMatrix) -> str | None:
        """Name two neighbours on a diagonal that differ."""
        n = matrix.shape[0]
        for i in range(1, n):
            for j in range(1, n):
                if matrix.entry(i, j) != matrix.entry(i - 1, j - 1):
                    first, second = f"[{i - 1}, {j - 1}]", f"[{i}, {j}]"
                    return f"its diagonals are not constant: {first} and {second} differ"
        return None

    def candidate(self, source: Source) -> ExactMatrix:
        """Return a matrix of one of the structures; strictly triangular where ρ has to be 0."""
        n, rank = self.shape[0], self.largest_rank()
        real = real_diagonals(source, n, rank)
        if self.radius == 0:
            # a strict triangle of rank r has its last r diagonals only
            kept = min(rank, n - 1)
            real = [x if k > 2 * n - 2 - kept else fmpq(0) for k, x in enumerate(real)]
            real = real if chance(source, 0.5) else real[::-1]
        values: list[Gaussian] = [(x, fmpq(0)) for x in real]
        if self.complex and chance(source, 0.8):
            values = _turned(values, unit(source, True), unit(source, True))
        return toeplitz(values)

    def corner_candidates(self) -> Iterator[ExactMatrix]:
        """Yield shifts, Jordan blocks, cycles, second differences and few others."""
        n = self.shape[0]
        corners = [
            [(fmpq(pattern(k, n)), fmpq(0)) for k in range(1 - n, n)] for pattern in _PATTERNS
        ]
        yield from map(toeplitz, corners)
        if self.complex:
            unit = (fmpq(0), fmpq(1))
            yield from (toeplitz(_turned(x, PYTHAGOREAN[0], unit)) for x in corners)

    def rounded_array(self, array: NDArray[Any], coarseness: fmpq) -> ExactMatrix:
        """Round the diagonals, or where the rank is bounded the recurrence that they satisfy."""
        n, rank = self.shape[0], self.largest_rank()
        values = np.concatenate([array[:0:-1, 0], array[0]])
        if rank < n and _is_recurrent(values, rank):
            return toeplitz(_recurrent(values, rank, coarseness))
        exact = rounded_entries(values[None, :], coarseness)
        return toeplitz([exact.entry(0, k) for k in range(2 * n - 1)])

    def restored(self, matrix: ExactMatrix) -> ExactMatrix:
        """Return the Toeplitz matrix of the first row and column."""
        return toeplitz(diagonals(matrix))

    def groups(self) -> list[list[tuple[int, int]]]:
        """Return the places of each diagonal."""
        n = self.shape[0]
        return [[(i, i + k) for i in range(max(-k, 0), min(n, n - k))] for k in range(1 - n, n)]

    def smaller(
        self, matrix: ExactMatrix, keep: Sequence[int], columns: Sequence[int] | None = None
    ) -> ExactMatrix:
        """Return as many of the first rows and columns as are kept: those are constant along
        diagonals, whichever rows were meant.
        """
        return super().smaller(matrix, range(len(keep)), columns and range(len(columns)))

    def dimension(self) -> int:
        """Return the number of coordinates of `members`: a scale, and the numbers of diagonals."""
        n, rank = self.shape[0], self.largest_rank()
        numbers = 2 * n - 1 if rank >= n else 2 * rank
        return 1 + (2 if self.complex else 1) * numbers

    def free_members(
        self, coordinates: FloatArray, options: Mapping[str, FloatArray]
    ) -> NDArray[Any]:
        """Return matrices by diagonals: sums of geometric ones where the rank is bounded."""
        n, rank = self.shape[0], self.largest_rank()
        numbers: NDArray[Any] = coordinates[:, 1:]
        if self.complex:
            half = numbers.shape[1] // 2
            numbers = numbers[:, :half] + 1j * numbers[:, half:]
        if rank < n:
            factors, exponents = numbers[:, :rank], numbers[:, rank:]
            # quotients e^{x/2} of either sign (or any phase): never 0, and of moderate powers
            turns = np.sign(factors.real) if not self.complex else 1.0
            quotients = turns * np.exp(exponents / 2)
            powers = quotients[:, :, None] ** np.arange(1 - n, n)
            numbers = (factors[:, :, None] * powers).sum(axis=1)
        places = np.arange(n)[None, :] - np.arange(n)[:, None] + n - 1
        return with_scale(numbers[:, places], coordinates[:, 0])


def _turned(values: Sequence[Gaussian], by: Gaussian, first: Gaussian) -> list[Gaussian]:
    """Multiply the diagonals by u·vᵏ with units u and v: norm, radii and rank stay what they are.

    It is the similarity by the diagonal matrix of the powers of v, and the factor u.
    """
    made, factor = [], first
    for value in values:
        made.append(_times(value, factor))
        factor = _times(factor, by)
    return made


def _times(x: Gaussian, y: Gaussian) -> Gaussian:
    return x[0] * y[0] - x[1] * y[1], x[0] * y[1] + x[1] * y[0]


def _is_recurrent(values: NDArray[Any], rank: int) -> bool:
    """Say whether as many first numbers do not all vanish: zeros would stay zeros."""
    return rank > 0 and bool(np.abs(values[:rank]).max() > 1e-9 * np.abs(values).max())


def _recurrent(values: NDArray[Any], rank: int, coarseness: fmpq) -> list[Gaussian]:
    """Return a rational sequence near a float one, with x_{k+r} = Σ aᵢ x_{k+i}.

    Its Toeplitz matrix has rank r at most, as each column is that combination of r neighbours.
    """
    count = len(values) - rank
    windows = np.array([values[k : k + rank] for k in range(count)])
    factors = np.linalg.lstsq(windows, values[rank:], rcond=None)[0]
    # each step multiplies errors: they are kept small enough for the last number
    share = coarseness / (4 * len(values))
    a, x = (rounded_entries(part[None, :], share) for part in (factors, values[:rank]))
    made = [x.entry(0, k) for k in range(rank)]
    for k in range(count):
        terms = [_times(a.entry(0, i), made[k + i]) for i in range(rank)]
        made.append((sum((t[0] for t in terms), fmpq(0)), sum((t[1] for t in terms), fmpq(0))))
    return made


# Diagonals by their number, which is 0 for the main one, and the size.
_PATTERNS: tuple[Callable[[int, int], int], ...] = (
    # those first that draws show seldom: about ten are among the first twenty members
    lambda k, n: 0,
    lambda k, n: int(k == 0),
    lambda k, n: int(k == 1),  # the shift
    lambda k, n: {-1: 1, 0: 1}.get(k, 0),  # an upwind step, up to a factor
    lambda k, n: {-1: 1, 0: -2, 1: 1}.get(k, 0),  # second differences
    lambda k, n: 1,
    lambda k, n: int(k % n == 1 % n),  # a cycle
    lambda k, n: {-1: -1, 1: 1}.get(k, 0),  # central differences
    lambda k, n: k + 2,
    lambda k, n: int(k in (0, 1)),  # a Jordan block
    lambda k, n: -int(k == 0),
    lambda k, n: int(k == n - 1),
    lambda k, n: int(k >= 0),
    lambda k, n: (-1) ** (k % 2),
    lambda k, n: {-1: 3, 0: -4, 1: 1}.get(k, 0),  # convection and diffusion
)
