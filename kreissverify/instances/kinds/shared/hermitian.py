"""Kinds of symmetric and Hermitian matrices whose eigenvalues lie in an interval.

Their norm, spectral radius and numerical radius are the largest modulus of an eigenvalue, so that
all bounds are met by eigenvalues alone: a member is QΛQ* with eigenvalues of the interval.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from flint import fmpq, fmpq_mat
from numpy.typing import NDArray

from kreissverify.instances.kinds.shared.common import SquareKind
from kreissverify.instances.kinds.shared.float_entries import (
    orthogonal_dimension,
    orthogonals,
    powers_of_ten,
)
from kreissverify.instances.kinds.shared.intervals import Interval, points
from kreissverify.instances.kinds.shared.recipes import unitary
from kreissverify.instances.kinds.shared.rounding import pivoted, rounded_entries
from kreissverify.instances.kinds.shared.scaling import HOMOGENEOUS, tightest
from kreissverify.instances.orthogonal import diagonal
from kreissverify.instances.randomness import Source, chance, choice, integer, shuffled
from kreissverify.matrices.exact_matrix import ExactMatrix, identity, joined, zeros
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.rational import as_float, as_fraction

__all__ = ["HermitianKind"]


@dataclass(frozen=True, init=False, repr=False)
class HermitianKind(SquareKind):
    """Symmetric matrices, or Hermitian ones if complex, with eigenvalues in an interval."""

    #: Whether all eigenvalues are above 0, and not only not below an end of the spectrum.
    open_below: ClassVar[bool] = False

    @abstractmethod
    def spectrum_allowed(self) -> Interval:
        """Return the interval of eigenvalues that the kind itself allows, bounds apart."""

    def interval(self) -> Interval:
        """Return the interval of eigenvalues that the kind and its bounds allow."""
        allowed, bound = self.spectrum_allowed(), tightest(self.options())
        if bound is None:
            return allowed
        low = -bound if allowed.low is None else max(allowed.low, -bound)
        high = bound if allowed.high is None else min(allowed.high, bound)
        return Interval(low, high, allowed.open_below and low == allowed.low)

    def structure_objection(self, matrix: ExactMatrix) -> str | None:
        """Say why a matrix has not the structure of the kind."""
        if matrix != matrix.adjoint():
            return "it is not Hermitian" if self.complex else "it is not symmetric"
        return self.spectrum_objection(matrix)

    @abstractmethod
    def spectrum_objection(self, matrix: ExactMatrix) -> str | None:
        """Say which eigenvalue of a Hermitian matrix the kind does not allow."""

    def contradiction(self) -> str | None:
        """Say why no eigenvalues are left, or too few."""
        allowed = self.spectrum_allowed()
        if allowed.is_empty:
            return f"the spectrum [{allowed.low}, {allowed.high}] is empty"
        if self.interval().is_empty:
            bound = tightest(self.options())
            assert bound is not None
            # a bound as a fraction of Python: those of python-flint are equal to none of them
            name = next(x for x in HOMOGENEOUS if getattr(self, x) == as_fraction(bound))
            return f"{self.eigenvalues_text()}, and {name}={bound} allows none above it in modulus"
        if self.largest_rank() < self.shape[0] and not self.interval().contains(fmpq(0)):
            return f"{self.eigenvalues_text()}, and rank={self.rank} asks for an eigenvalue 0"
        return None

    @abstractmethod
    def eigenvalues_text(self) -> str:
        """Say where eigenvalues lie, as a clause of the message of a contradiction."""

    # ------------------------------------------------------------------------------------ drawing

    def candidate(self, source: Source) -> ExactMatrix:
        """Return QΛQ*: diagonal, sparse or dense."""
        values = ExactMatrix(diagonal(self._eigenvalues(source)))
        Q = self._basis(source)
        return Q * values * Q.adjoint()

    def drawn_within(self, matrix: ExactMatrix, source: Source) -> ExactMatrix:
        """Return the candidate: its eigenvalues are within all bounds."""
        return matrix

    def brought_within(self, matrix: ExactMatrix) -> ExactMatrix:
        """Return the candidate, as `drawn_within` does."""
        return matrix

    def _eigenvalues(self, source: Source) -> list[fmpq]:
        interval, size, rank = self.interval(), self.shape[0], self.largest_rank()
        if chance(source, 0.4):  # equal ones: two values, or one, which is a multiple of I
            few = [interval.drawn(source) for _ in range(2)]
            values = [choice(source, few) for _ in range(rank)]
        else:
            values = [interval.drawn(source) for _ in range(rank)]
        if rank == size and interval.contains(fmpq(0)) and chance(source, 0.15):
            # one eigenvalue that is not 0, where lower ranks are allowed
            values = values[:1]
        return shuffled(source, [*values, *[fmpq(0)] * (size - len(values))])

    def _basis(self, source: Source) -> ExactMatrix:
        size = self.shape[0]
        kind = source.random()
        if kind < 0.2 or size == 1:
            return identity(size)
        if kind < 0.4:  # a few coordinates are mixed, so that zeros stay
            mixed = integer(source, 2, size)
            made = unitary(source, mixed, self.complex)
            return _enlarged(made, size)
        return unitary(source, size, self.complex)

    def corner_candidates(self) -> Iterator[ExactMatrix]:
        """Yield matrices with eigenvalues at two places: the ends, and far and near ones."""
        size = self.shape[0]
        pairs = self.interval().pairs()
        yield ExactMatrix(fmpq_mat(size, size))
        first = [*self._of_pair(*pairs[0])]
        yield from first[:5]
        for low, high in pairs[1:]:  # a scale of each before the rest of the first
            yield ExactMatrix(diagonal([low, *[high] * (size - 1)]))
        yield from first[5:]
        for pair in pairs[1:]:
            yield from self._of_pair(*pair)

    def _of_pair(self, low: fmpq, high: fmpq) -> Iterator[ExactMatrix]:
        size = self.shape[0]
        one, middle, half = identity(size), (low + high) / 2, (high - low) / 2
        projection = _projection(size, self.complex)
        yield one.scaled(low) + _projection(size, complex=False).scaled(high - low)
        steps = [low + (high - low) * fmpq(i, max(1, size - 1)) for i in range(size)]
        yield ExactMatrix(diagonal(steps))
        yield projection.scaled(high)
        if size > 1:
            yield one.scaled(middle) + _swap(size, self.complex).scaled(half)
        yield one.scaled(high)
        yield one.scaled(low)
        yield ExactMatrix(diagonal([low, *[high] * (size - 1)]))
        yield projection.scaled(low)
        yield ExactMatrix(diagonal([high, *[low] * (size - 1)]))
        yield one.scaled(high) + projection.scaled(low - high)
        yield one.scaled(middle)
        for value in (high, low):  # of rank one
            yield ExactMatrix(diagonal([value, *[fmpq(0)] * (size - 1)]))

    # ------------------------------------------------------------------------ rounding and moving

    def rounded_array(self, array: NDArray[Any], coarseness: fmpq) -> ExactMatrix:
        """Round with the rank kept, as W*X_SS W with rows and columns S that pivoting takes."""
        size, rank, centre = self.shape[0], self.largest_rank(), self.interval().narrow_centre()
        if centre is not None and self.interval().high == centre:
            return identity(size).scaled(centre)  # the only number of the interval
        if centre is not None:
            # an error that is small beside the eigenvalues may be large beside their interval
            apart = array - as_float(centre) * np.eye(size)
            return identity(size).scaled(centre) + rounded_entries(apart, coarseness)
        if rank == size:
            return rounded_entries(array, coarseness)
        places, weights = pivoted(array, rank)
        if not places:
            return ExactMatrix(fmpq_mat(*self.shape))
        third = coarseness / 3  # the error of a product is the sum of those of its factors
        inner = self.restored(rounded_entries(array[np.ix_(places, places)], third))
        outer = rounded_entries(weights, third)
        return outer.adjoint() * inner * outer

    def pulled_within(self, matrix: ExactMatrix, share: fmpq) -> ExactMatrix | None:
        """Return None: eigenvalues beyond one end are no reason to move those at the other."""
        return None

    def contracted(self, array: NDArray[Any], slack: float) -> NDArray[Any]:
        """Return a member moved towards a multiple of I that is inside of the interval."""
        size = len(array)
        centre = self._centre(float(np.abs(array).max(initial=0.0)))
        return np.asarray(array * (1 - slack) + slack * centre * np.eye(size))

    def _centre(self, size: float) -> float:
        interval = self.interval()
        low, high = interval.low, interval.high
        # a multiple of I would raise the rank; where it is bounded, 0 belongs to the interval
        if self.largest_rank() < self.shape[0] or (low is None and high is None):
            return 0.0
        if low is not None and high is not None:
            return as_float((low + high) / 2)
        if low is not None:
            return as_float(low) + size
        assert high is not None
        return as_float(high) - size

    def restored(self, matrix: ExactMatrix) -> ExactMatrix:
        """Return the Hermitian matrix of the upper triangle."""
        real, imaginary = fmpq_mat(matrix.real), matrix.imaginary
        size = real.nrows()
        other = fmpq_mat(size, size) if imaginary is None else fmpq_mat(imaginary)
        for i in range(size):
            other[i, i] = fmpq(0)
            for j in range(i):
                real[i, j], other[i, j] = real[j, i], -other[j, i]
        return ExactMatrix(real, other)

    def groups(self) -> list[list[tuple[int, int]]]:
        """Return the places of the upper triangle: `restored` mirrors them."""
        size = self.shape[0]
        return [[(i, j)] for i in range(size) for j in range(i, size)]

    # -------------------------------------------------------------------------------- in floats

    def dimension(self) -> int:
        """Return the number of coordinates of `members`: a scale, eigenvalues, a basis."""
        size = self.shape[0]
        return 1 + size + orthogonal_dimension(size, self.complex)

    def members(self, coordinates: FloatArray, options: Mapping[str, FloatArray]) -> NDArray[Any]:
        """Return float members, whose eigenvalues are within all bounds (see the contract)."""
        return self.free_members(coordinates, self.numbers(options, len(coordinates)))

    def free_members(
        self, coordinates: FloatArray, options: Mapping[str, FloatArray]
    ) -> NDArray[Any]:
        """Return QΛQ* with eigenvalues of the intervals."""
        size, count = self.shape[0], len(coordinates)
        scale = powers_of_ten(coordinates[:, 0])
        ends = self.float_ends(options, count)
        values = points(coordinates[:, 1 : 1 + size], ends, scale, self.open_below)
        values[:, self.largest_rank() :] = 0.0
        if "rank" in options:
            values = np.where(np.arange(size) < options["rank"][:, None], values, 0.0)
        Q = orthogonals(coordinates[:, 1 + size :], size, self.complex)
        adjoint = np.swapaxes(Q, -1, -2).conj()
        made = (Q * values[:, None, :]) @ adjoint
        return np.asarray((made + np.swapaxes(made, -1, -2).conj()) / 2)

    def float_ends(
        self, options: Mapping[str, FloatArray], count: int
    ) -> tuple[FloatArray, FloatArray]:
        """Return the ends of the intervals of N members, each of shape (N,), infinite for none."""
        bounds = [options[name] for name in HOMOGENEOUS if name in options]
        bound = np.minimum.reduce([np.full(count, np.inf), *bounds])
        least = 0.0 if self.open_below else -np.inf  # of the kind itself, beside its options
        low = options.get("lowest", np.full(count, least))
        high = options.get("largest", np.full(count, np.inf))
        return np.maximum(low, -bound), np.minimum(high, bound)


def _projection(size: int, complex: bool) -> ExactMatrix:
    """Return vv*/n for v = (1, 1, …), if complex for v = (1, i, 1, i, …)."""
    places = [(i, j) for i in range(size) for j in range(size)]
    real = [fmpq(int(not complex or (i - j) % 2 == 0), size) for i, j in places]
    imaginary = [fmpq((i - j) % 2 * (-1) ** (i % 2 + 1) * complex, size) for i, j in places]
    return ExactMatrix(fmpq_mat(size, size, real), fmpq_mat(size, size, imaginary))


def _swap(size: int, complex: bool) -> ExactMatrix:
    """Return a matrix with eigenvalues ±1 that is not diagonal, of imaginary entries if complex."""
    real, imaginary = fmpq_mat(size, size), fmpq_mat(size, size)
    if complex:
        imaginary[0, 1], imaginary[1, 0] = fmpq(-1), fmpq(1)
    else:
        real[0, 1] = real[1, 0] = fmpq(1)
    for i in range(2, size):
        real[i, i] = fmpq((-1) ** i)
    return ExactMatrix(real, imaginary)


def _enlarged(matrix: ExactMatrix, size: int) -> ExactMatrix:
    """Return the matrix beside an identity."""
    rest = identity(size - matrix.shape[0]) if size > matrix.shape[0] else None
    if rest is None:
        return matrix
    wide, tall = (matrix.shape[0], rest.shape[0]), (rest.shape[0], matrix.shape[0])
    return joined([[matrix, zeros(*wide)], [zeros(*tall), rest]])
