"""Comparison matrices T, known exactly or between two rational matrices.

The norms of blocks are irrational in general, so T is held between entrywise bounds. The Kreiss
constant, the transient peak, resolvent and power norms and the noise gain of a nonnegative matrix
grow with its entries, so their values at the two ends enclose the value at T. So do the quantities
of flows on a Metzler matrix, of which only the entries off the diagonal are nonnegative: e^{tT} ≥ 0
grows with them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from flint import fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.extended import is_finite

__all__ = ["ComparisonMatrix"]


@dataclass(frozen=True)
class ComparisonMatrix:
    """A nonnegative or Metzler matrix T with lower ≤ T ≤ upper entrywise.

    Parameters
    ----------
    lower, upper
        Rational matrices with lower ≤ upper entrywise, nonnegative off the diagonal.

    Examples
    --------
    >>> from kreissverify import BlockTriangular
    >>> T = BlockTriangular([["1/2", 0], [0, 0]], [[1, 1], [0, 1]], [[0, 0], [0, 0]]).comparison
    >>> T.is_exact, T.lower.exact[0, 0]  # ‖C‖ is the golden ratio, which is irrational
    (False, 1/2)
    """

    lower: Matrix
    upper: Matrix

    @classmethod
    def of_enclosures(cls, rows: list[list[Enclosure]]) -> ComparisonMatrix:
        """Return T from enclosures of its entries."""
        return cls(
            # entrywise ends: each entry has bounds of its own, and T grows with all of them
            Matrix(_ends(rows, lambda x: x.lower.value)),
            Matrix(_ends(rows, lambda x: x.upper.value)),
        )

    @property
    def is_exact(self) -> bool:
        """Whether the two ends agree, so that T is known."""
        return self.lower == self.upper

    @property
    def n(self) -> int:
        """The number of rows."""
        return self.lower.n

    @cached_property
    def triangular(self) -> ComparisonMatrix:
        """T with its entries above the diagonal set to zero."""
        return ComparisonMatrix(_lower_triangle(self.lower), _lower_triangle(self.upper))


def _ends(rows: list[list[Enclosure]], end: Callable[[Enclosure], object]) -> fmpq_mat:
    entries = []
    for row in rows:
        for x in row:
            value = end(x)
            assert isinstance(value, fmpq) and is_finite(value)
            # norms are not negative, whatever their lower end says; what is exact is as it is
            entries.append(value if x.is_exact else max(value, fmpq(0)))
    return fmpq_mat(len(rows), len(rows), entries)


def _lower_triangle(matrix: Matrix) -> Matrix:
    n = matrix.n
    entries = [matrix.exact[i, j] if j <= i else fmpq(0) for i in range(n) for j in range(n)]
    return Matrix(fmpq_mat(n, n, entries))
