"""Stochastic matrices: ``Stochastic(n)``, of rows that are probabilities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat
from numpy.typing import NDArray

from kreissverify.instances.kinds.draws import stochastic as draws
from kreissverify.instances.kinds.draws.stochastic_rows import (
    doubly_stochastic,
    moves,
    simpler_rows,
    summing_to_one,
)
from kreissverify.instances.kinds.nonnegative import entry_objection
from kreissverify.instances.kinds.shared import simplification
from kreissverify.instances.kinds.shared.common import SquareKind
from kreissverify.instances.kinds.shared.float_bounds import value_of
from kreissverify.instances.kinds.shared.float_entries import orthogonal_dimension, orthogonals
from kreissverify.instances.kinds.shared.rounding import pivoted, rounded_entries
from kreissverify.instances.orthogonal import identity
from kreissverify.instances.randomness import Source, chance, choice
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.rational import as_fmpq, rational_string

__all__ = ["Stochastic"]

_ZERO = fmpq(0)
# Draws that are screened before one that is a member for certain is taken: most are within bounds
# at the first or second, and each costs an exact decision.
_ATTEMPTS = 6
#: The options that are at least 1 of every member, and 1 of the doubly stochastic ones only.
_BALANCED = ("norm", "numerical_radius")


@dataclass(frozen=True, init=False, repr=False)
class Stochastic(SquareKind):
    """Nonnegative matrices whose rows sum to 1, of spectral radius 1 therefore.

    Norm and numerical radius are at least 1, and equal to it for the doubly stochastic matrices
    only: a fixed vector of a contraction is one of its adjoint also.

    Parameters
    ----------
    n
        The number of rows: an integer, a name, or nothing for any.
    norm, radius, numerical_radius, rank
        Upper bounds of ‖X‖, ρ(X), w(X) and the rank: exact numbers, or names of parameters.
    complex
        It changes nothing: probabilities are real.

    Examples
    --------
    >>> from kreissverify.matrices.exact_matrix import as_exact_matrix
    >>> Stochastic(2).objection(as_exact_matrix([["1/2", "1/2"], [0, 1]]))
    >>> Stochastic(2).objection(as_exact_matrix([["1/2", "1/3"], [0, 1]]))
    'its row 0 sums to 5/6'
    """

    def structure_objection(self, matrix: ExactMatrix) -> str | None:
        """Name an entry that is negative, or a row that does not sum to 1."""
        objection = entry_objection(matrix)
        if objection is not None:
            return objection
        for i, row in enumerate(matrix.real.tolist()):
            total = sum(row, _ZERO)
            if total != 1:
                return f"its row {i} sums to {rational_string(total)}"
        return None

    def contradiction(self) -> str | None:
        """Say which bound is below what all members have."""
        if self.radius is not None and self.radius < 1:
            return "every stochastic matrix has spectral radius 1"
        for name in _BALANCED:
            bound = getattr(self, name)
            if bound is not None and bound < 1:
                return f"every stochastic matrix has {name.replace('_', ' ')} at least 1"
        return None if self.largest_rank() else "every stochastic matrix has rank at least 1"

    # ------------------------------------------------------------------------------------ drawing

    def draw(self, source: Source) -> ExactMatrix:
        """Return a member: by construction at a bound, or screened, else doubly stochastic."""
        for _ in range(_ATTEMPTS):
            made = self.candidate(source)
            if self.objection(made) is None:
                return made
        return ExactMatrix(draws.balanced_of_rank(source, self.shape[0], self.largest_rank()))

    def candidate(self, source: Source) -> ExactMatrix:
        """Return a stochastic matrix of the rank of the kind, mostly one within the bounds."""
        n, rank = self.shape[0], self.largest_rank()
        if self._is_balanced() or (self._bounds() and chance(source, 0.2)):
            return ExactMatrix(draws.balanced_of_rank(source, n, rank))
        made = self._at_a_bound(source) if rank >= n and chance(source, 0.6) else None
        if made is not None:
            return ExactMatrix(made)
        any_one = ExactMatrix(draws.low_rank_stochastic(source, n, rank))
        return self._mixed(any_one, ExactMatrix(self._centre(source)))

    def _bounds(self) -> dict[str, fmpq]:
        """Return the bounds that not all stochastic matrices meet."""
        given = {name: getattr(self, name) for name in _BALANCED}
        return {name: as_fmpq(value) for name, value in given.items() if value is not None}

    def _is_balanced(self) -> bool:
        return any(bound <= 1 for bound in self._bounds().values())

    def _centre(self, source: Source) -> fmpq_mat:
        """Return a doubly stochastic matrix to mix with, of rank one where the rank is bounded."""
        n = self.shape[0]
        if self.largest_rank() < n or chance(source, 0.4):
            return draws.uniform(n)
        return draws.balanced_of_rank(source, n, n)

    def _at_a_bound(self, source: Source) -> fmpq_mat | None:
        """Return a matrix of exactly the norm or the numerical radius allowed, if one is found."""
        bounds = self._bounds()
        if not bounds:
            return None
        name = choice(source, sorted(bounds))
        make = draws.with_norm if name == "norm" else draws.with_numerical_radius
        return make(source, self.shape[0], bounds[name])

    def _mixed(self, matrix: ExactMatrix, centre: ExactMatrix) -> ExactMatrix:
        """Return (1-s)P + sQ with the least short s for which norms, being convex, allow it."""
        share = _ZERO
        for name, bound in self._bounds().items():
            value = as_fmpq(float(value_of(name, matrix.array[None])[0]))
            if value > bound:  # a little more for the rounding of the value
                exact = (value - bound) / (value - 1)
                share = max(share, min(fmpq(1), exact + fmpq(1, 10**9)))
        return ExactMatrix(draws.mixed_towards(matrix.real, centre.real, _short_above(share)))

    def brought_within(self, matrix: ExactMatrix) -> ExactMatrix:
        """Return the matrix, or a mixture of it with entries 1/n that meets the bounds."""
        return self._mixed(matrix, ExactMatrix(draws.uniform(self.shape[0])))

    def corner_candidates(self) -> Iterator[ExactMatrix]:
        """Yield matrices that move, stay, gather, spread and hardly mix."""
        n = self.shape[0]
        ahead = [min(i + 1, n - 1) for i in range(n)]
        places: list[list[int]] = [
            list(range(n)),
            ahead,
            [*range(1, n), 0],
            [0] * n,
            [n - 1, *range(1, n)],
            list(range(n))[::-1],
        ]
        yield from (ExactMatrix(moves(order)) for order in places[:4])
        half = fmpq(1, 2)
        yield ExactMatrix(draws.mixed_towards(identity(n), moves(ahead), half))
        tiny = fmpq(1, 10**6)
        yield ExactMatrix(draws.mixed_towards(identity(n), draws.uniform(n), tiny))
        yield ExactMatrix(draws.uniform(n))
        yield from (ExactMatrix(moves(order)) for order in places[4:])
        yield ExactMatrix(draws.mixed_towards(moves([0] * n), draws.uniform(n), tiny))

    # ------------------------------------------------------------------------ rounding and moving

    def contracted(self, array: NDArray[Any], slack: float) -> NDArray[Any]:
        """Move towards the matrix of entries 1/n."""
        return np.asarray((1 - slack) * array + slack / len(array))

    def rounded_array(self, array: NDArray[Any], coarseness: fmpq) -> ExactMatrix:
        """Round entries; or weights and rows, where the rank is bounded: P = VR, R some rows of P.

        The rows of V sum to 1, as those of P and R do.
        """
        if self.largest_rank() >= len(array):
            return rounded_entries(array, coarseness)
        kept, weights = pivoted(array.T, self.largest_rank())
        half = coarseness / 2
        left = summing_to_one(rounded_entries(weights.T, half).real.tolist())
        right = summing_to_one(rounded_entries(array[kept], half).real.tolist())
        return ExactMatrix(fmpq_mat(left) * fmpq_mat(right))

    def restored(self, matrix: ExactMatrix) -> ExactMatrix:
        """Return the matrix with rows that sum to 1 by a change of the largest entry of each."""
        rows = [[max(x, _ZERO) for x in row] for row in matrix.real.tolist()]
        if self._is_balanced():
            return ExactMatrix(doubly_stochastic(rows))
        return ExactMatrix(fmpq_mat(summing_to_one(rows)))

    def simpler(self, matrix: ExactMatrix) -> Iterator[ExactMatrix]:
        """Yield matrices with rows that are a unit vector, uniform, shorter, or of other places."""
        return simplification.others(matrix, self._near(matrix))

    def _near(self, matrix: ExactMatrix) -> Iterator[ExactMatrix]:
        rows = matrix.real.tolist()
        n = len(rows)
        largest = [max(range(n), key=lambda j, row=row: row[j]) for row in rows]  # type: ignore[misc]
        yield ExactMatrix(moves(largest))
        for i, row in enumerate(rows):
            for simple in simpler_rows(row, i):
                yield ExactMatrix(fmpq_mat([*rows[:i], simple, *rows[i + 1 :]]))
        yield from simplification.moves(self, matrix)

    def smaller(
        self, matrix: ExactMatrix, keep: Sequence[int], columns: Sequence[int] | None = None
    ) -> ExactMatrix:
        """Return the matrix on some states: what went to others stays where it was.

        Where the rank is bounded, rows are divided by their sums, which leaves it what it is.
        """
        made = super().smaller(matrix, keep, columns)
        rows = made.real.tolist()
        if not made.is_square:
            return made
        if self._is_balanced():
            return ExactMatrix(doubly_stochastic(rows))
        for i, row in enumerate(rows):
            total = sum(row, _ZERO)
            if self.rank is not None and total != 0:
                rows[i] = [x / total for x in row]
            else:
                row[i] += 1 - total
        return ExactMatrix(fmpq_mat(rows))

    # -------------------------------------------------------------------------------- in floats

    def dimension(self) -> int:
        """Return the number of coordinates of `members`: those of factors, and of a centre."""
        n, rank = self.shape[0], self.largest_rank()
        return 2 * n * rank if rank < n else n * n + orthogonal_dimension(n, False)

    def free_members(
        self, coordinates: FloatArray, options: Mapping[str, FloatArray]
    ) -> NDArray[Any]:
        """Return squares of coordinates, divided by the sums of rows; or products of such."""
        n, rank = self.shape[0], self.largest_rank()
        if rank >= n:
            return _probabilities(coordinates[:, : n * n].reshape(-1, n, n))
        left = _probabilities(coordinates[:, : n * rank].reshape(-1, n, rank))
        return left @ _probabilities(coordinates[:, n * rank :].reshape(-1, rank, n))

    def members(self, coordinates: FloatArray, options: Mapping[str, FloatArray]) -> NDArray[Any]:
        """Return float members: mixtures with doubly stochastic ones where they exceed bounds."""
        n = self.shape[0]
        numbers = self.numbers(options, len(coordinates))
        made = self.free_members(coordinates, numbers)
        if not any(name in numbers for name in _BALANCED):
            return made
        centre = np.full_like(made, 1 / n)
        if self.largest_rank() >= n:  # the squares of the entries of an orthogonal matrix
            centre = orthogonals(coordinates[:, n * n :], n, False) ** 2
        for name in _BALANCED:
            if name in numbers:
                values, bounds = value_of(name, made), numbers[name]
                outside = values > bounds
                shares = np.where(outside, (values - bounds) / np.where(outside, values - 1, 1), 0)
                shares = np.minimum(shares, 1.0)[:, None, None]
                made = (1 - shares) * made + shares * centre
        return made


def _short_above(value: fmpq) -> fmpq:
    """Return a number of three digits from a number in [0, 1] upwards."""
    return fmpq(int((value * 1000).ceil()), 1000)


def _probabilities(array: FloatArray) -> FloatArray:
    """Return rows of squares that sum to 1: they reach 0, and are smooth but at a row of zeros."""
    squares = array**2
    totals = squares.sum(axis=-1, keepdims=True)
    uniform = np.full_like(squares, 1 / array.shape[-1])
    return np.where(totals > 0, squares / np.where(totals > 0, totals, 1.0), uniform)
