"""A theorem file that brings a quantity of its own: the largest modulus of an entry."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
from flint import fmpq

from kreissverify import BlockTriangular, norm, theorem
from kreissverify.matrices import Matrix
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.quantities import Quantity, register


class LargestEntry(Quantity):
    """max |J_ij|."""

    name = "top"
    long_name = "largest_entry"
    finite = True

    def float64(self, stack: Any, *parameters: Any) -> Any:
        """Return the largest moduli."""
        return np.abs(stack).max(axis=(-2, -1))

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return the largest modulus, to some digits."""
        exact = largest(matrix)
        with mpmath.workdps(digits):
            return mpmath.mpf(int(exact.p)) / int(exact.q)

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return it exactly."""
        return Enclosure.exactly(largest(matrix))


def largest(matrix: Matrix) -> fmpq:
    """Return the largest modulus of an entry."""
    return max(abs(x) for x in matrix.exact.entries())


top = register(LargestEntry())


@theorem(source="R. A. Horn, C. R. Johnson, Matrix Analysis, 5.6", expect="supported")
def entries_are_at_most_the_norm(J: BlockTriangular):
    """True: an entry is the value of a bilinear form on unit vectors."""
    return top(J) <= norm(J)


@theorem(source="a hope", expect="undecided")
def entries_are_small(J: BlockTriangular):
    """False: C is as large as it likes."""
    return top(J) <= 1
