"""Normal matrices: ``Normal(n)``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import fmpq
from numpy.typing import NDArray
from scipy.linalg import schur

from kreissverify.instances.kinds.draws.normal import normal_matrix, quasi_diagonal
from kreissverify.instances.kinds.draws.unitary import (
    PYTHAGOREAN,
    diagonal_matrix,
    monomial,
    rounded_unitary,
)
from kreissverify.instances.kinds.shared import simplification
from kreissverify.instances.kinds.shared.common import SquareKind
from kreissverify.instances.kinds.shared.float_entries import (
    orthogonal_dimension,
    orthogonals,
    with_scale,
)
from kreissverify.instances.kinds.shared.natures import is_normal
from kreissverify.instances.kinds.shared.rounding import rounded_entries
from kreissverify.instances.kinds.shared.scaling import tightest
from kreissverify.instances.randomness import Source
from kreissverify.matrices.exact_matrix import ExactMatrix, identity, zeros
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.complex_rational import Gaussian
from kreissverify.numbers.rational import as_fmpq

__all__ = ["Normal"]

_ZERO, _ONE = (fmpq(0), fmpq(0)), (fmpq(1), fmpq(0))
_HALF = fmpq(1, 2)


@dataclass(frozen=True, init=False, repr=False)
class Normal(SquareKind):
    """Normal matrices, XX* = X*X, whose norm, radius and numerical radius are equal.

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
    >>> Normal(2).objection(as_exact_matrix([[1, 2], [-2, 1]]))
    >>> Normal(2).objection(as_exact_matrix([[1, 2], [0, 1]]))
    'it does not commute with its transpose'
    """

    def structure_objection(self, matrix: ExactMatrix) -> str | None:
        """Say whether the matrix does not commute with its adjoint."""
        if is_normal(matrix):
            return None
        return f"it does not commute with its {'adjoint' if self.complex else 'transpose'}"

    def draw(self, source: Source) -> ExactMatrix:
        """Return QDQ* with eigenvalues within the bounds, so that nothing is to be scaled."""
        bound = tightest(self.options())
        return normal_matrix(source, self.shape[0], bound, self.largest_rank(), self.complex)

    def candidate(self, source: Source) -> ExactMatrix:
        """Return a normal matrix of any size."""
        return normal_matrix(source, self.shape[0], None, self.largest_rank(), self.complex)

    def corner_candidates(self) -> Iterator[ExactMatrix]:
        """Yield turns, projections, reflections, cycles, and of complex ones multiples of them."""
        n = self.shape[0]
        ones, order = [_ONE] * n, list(range(n))
        # those first that draws show seldom: about ten are among the first twenty members
        yield zeros(n, n)
        yield identity(n)
        yield quasi_diagonal([(fmpq(0), fmpq(1))] if n > 1 else [_ONE], n, False)
        if self.complex:
            yield diagonal_matrix([(fmpq(0), fmpq(1)), *[_ONE] * (n - 1)])
        yield monomial(ones, order[::-1])
        yield diagonal_matrix([_ONE, *[_ZERO] * (n - 1)])
        yield diagonal_matrix([(fmpq(k - n, n), fmpq(0)) for k in range(n)])
        if n > 1:
            yield quasi_diagonal([(fmpq(1), fmpq(1)), *[_ONE] * (n - 2)], n, False)
            yield quasi_diagonal([PYTHAGOREAN[0]] * (n // 2), n, False)
        yield -identity(n)
        yield monomial(ones, order[1:] + order[:1])
        yield diagonal_matrix([_ONE, *[(fmpq(-1), fmpq(0))] * (n - 1)])
        if self.complex:
            yield identity(n).scaled(fmpq(0), fmpq(1))

    def rounded_array(self, array: NDArray[Any], coarseness: fmpq) -> ExactMatrix:
        """Round eigenvalues and Schur vectors apart: what is made of them is normal."""
        share = coarseness / 4  # the vectors stand on both sides
        triangle, basis = schur(array, output="complex" if self.complex else "real")
        values = self._of_rank(_eigenvalues(triangle, share, self.complex))
        made = quasi_diagonal(values, self.shape[0], self.complex)
        Q = rounded_unitary(basis, share, self.complex)
        return Q * made * Q.adjoint()

    def _of_rank(self, values: list[Gaussian]) -> list[Gaussian]:
        """Set eigenvalues to 0 where rounding errors make more of them than the rank allows."""
        left, zeroed = self.largest_rank(), set[int]()
        for k in sorted(range(len(values)), key=lambda k: -_square(values[k])):
            left -= self._multiplicity(values[k])
            if left < 0:
                zeroed.add(k)
        # a pair becomes two zeros, as the vectors of those after it have to stay with them
        return [
            x
            for k, value in enumerate(values)
            for x in ([_ZERO] * self._multiplicity(value) if k in zeroed else [value])
        ]

    def _multiplicity(self, value: Gaussian) -> int:
        return 1 if self.complex or value[1] == 0 else 2

    def simpler(self, matrix: ExactMatrix) -> Iterator[ExactMatrix]:
        """Yield normal matrices near a member: its parts, its eigenvalues, shorter vectors."""
        return simplification.others(matrix, self._near(matrix))

    def _near(self, matrix: ExactMatrix) -> Iterator[ExactMatrix]:
        adjoint = matrix.adjoint()
        parts = ((matrix + adjoint).scaled(_HALF), (matrix - adjoint).scaled(_HALF))
        yield from (*parts, *(matrix * x for x in parts))  # all of them commute with X
        for width in _WIDTHS:
            yield self.rounded_array(matrix.array, width)
        # entries that change by themselves seldom leave a matrix normal: where there are many, and
        # each is long, hardly any would be found in the time that it takes
        if self.shape[0] <= _FEW_ROWS:
            yield from (x for x in super().simpler(matrix) if is_normal(x))

    def smaller(
        self, matrix: ExactMatrix, keep: Sequence[int], columns: Sequence[int] | None = None
    ) -> ExactMatrix:
        """Return the matrix on some rows and columns, or the Hermitian part of that."""
        made = super().smaller(matrix, keep, columns)
        if not made.is_square or is_normal(made):
            return made
        return (made + made.adjoint()).scaled(_HALF)

    def dimension(self) -> int:
        """Return the number of coordinates of `members`: scale, vectors, parts of eigenvalues."""
        return 1 + orthogonal_dimension(self.shape[0], self.complex) + 2 * self.shape[0]

    def free_members(
        self, coordinates: FloatArray, options: Mapping[str, FloatArray]
    ) -> NDArray[Any]:
        """Return QDQ* with real and imaginary parts of eigenvalues as coordinates.

        Real ones have pairs a ± ib where the imaginary coordinate of a pair is positive, and two
        real eigenvalues where it is negative.
        """
        n, rank = self.shape[0], self.largest_rank()
        size = orthogonal_dimension(n, self.complex)
        Q = orthogonals(coordinates[:, 1 : 1 + size], n, self.complex)
        real, imaginary = coordinates[:, 1 + size : 1 + size + n], coordinates[:, 1 + size + n :]
        D = np.zeros_like(Q)
        for i in range(rank):
            D[:, i, i] = real[:, i] + 1j * imaginary[:, i] if self.complex else real[:, i]
        for i in () if self.complex else range(0, rank - 1, 2):
            paired = imaginary[:, i] > 0
            D[:, i + 1, i + 1] = np.where(paired, real[:, i], real[:, i + 1])
            D[:, i, i + 1] = np.where(paired, imaginary[:, i], 0.0)
            D[:, i + 1, i] = -D[:, i, i + 1]
        return with_scale(Q @ D @ np.swapaxes(Q, -1, -2).conj(), coordinates[:, 0])


_FEW_ROWS = 3
# Relative errors at which eigenvalues and vectors are rounded for shorter members.
_WIDTHS = tuple(map(as_fmpq, ("1/2", "1/4", "1/10", "1/100", "1/1000")))
# Below as much of the largest, an entry under the diagonal of a Schur form is a rounding error.
_NOISE = 1e-13


def _square(value: Gaussian) -> fmpq:
    return value[0] ** 2 + value[1] ** 2


def _eigenvalues(triangle: NDArray[Any], coarseness: fmpq, is_complex: bool) -> list[Gaussian]:
    """Return the rounded eigenvalues of a float Schur form, one of each conjugate pair if real."""
    values = np.diag(triangle) if is_complex else _real_pairs(triangle)
    exact = rounded_entries(np.vstack([values.real, values.imag]), coarseness)
    return [(exact.real[0, k], exact.real[1, k]) for k in range(len(values))]


def _real_pairs(triangle: NDArray[Any]) -> NDArray[Any]:
    found, i, n = [], 0, len(triangle)
    noise = _NOISE * float(np.abs(triangle).max(initial=0.0))
    while i < n:
        paired = i + 1 < n and abs(triangle[i + 1, i]) > noise
        # of a normal matrix the block is [[a, b], [-b, a]] up to rounding
        b = (triangle[i, i + 1] - triangle[i + 1, i]) / 2 if paired else 0.0
        found.append(complex(triangle[i, i], b))
        i += 2 if paired else 1
    return np.array(found)
