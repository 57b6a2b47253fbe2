"""The Frobenius norm ‖A‖_F, also of a rectangular block."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
from flint import fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.estimates import Estimates
from kreissverify.numbers.rational import as_mpf, as_sympy
from kreissverify.quantities.algebra.rectangles import padded_square
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.float_scaling import in_range
from kreissverify.system.deferred import sympy

__all__ = ["QUANTITY", "root_enclosure", "sum_of_squares"]

_UNITS = 4 * 2.0**-52  # of the error for each row: sums of n² squares lose less
_LEAST = 5e-324  # the spacing of floats around 0
_LONGEST = 900  # bits: beyond 1023 SymPy's factoring overflows a float besides


class FrobeniusNorm(Quantity):
    """‖A‖_F = √(Σ |aᵢⱼ|²) = √(tr A*A), the root of the sum of the squared singular values.

    Examples
    --------
    >>> from kreissverify import frobenius
    >>> frobenius([[1, 2, 2]])
    3.0
    """

    name = "frobenius"
    long_name = "frobenius_norm"
    # the real form has √2 times the norm of a complex matrix, so every face takes complex entries
    native = frozenset({"float64", "highprec", "enclosure", "exact"})
    finite = True
    of_square_matrices = False

    def subject(self, matrix: Any) -> Matrix:
        """Return the matrix, a rectangular one padded with zeros to a square of the same norm."""
        return padded_square(matrix)

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return the roots of sums of squares, of entries scaled so that none leaves float64."""
        scaled, shifts = in_range(stack)
        norms = np.ldexp(np.linalg.norm(scaled, axis=(-2, -1)), shifts)
        return Estimates(norms, _UNITS * max(stack.shape[-2:]) * norms + _LEAST)

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return the root of the exact sum."""
        with mpmath.workdps(digits + 5):
            return mpmath.sqrt(as_mpf(sum_of_squares(matrix)))

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return an enclosure, exact where the norm is rational."""
        return root_enclosure(sum_of_squares(matrix), rtol)

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return the root of a rational; None where it is too long for SymPy to factor."""
        square = sum_of_squares(matrix)
        short = max(int(square.p).bit_length(), int(square.q).bit_length()) <= _LONGEST
        return sympy.sqrt(as_sympy(square)) if short else None

    def latex_of(self, matrix: str, *parameters: str) -> str:
        """Return ‖A‖_F."""
        return rf"\lVert {matrix} \rVert_F"


def sum_of_squares(matrix: Matrix) -> fmpq:
    """Return ‖A‖_F² of a real or complex matrix, exactly."""
    parts = (part for part in matrix.parts if part is not None)
    return sum((x * x for part in parts for x in part.entries()), fmpq(0))


def root_enclosure(square: fmpq, rtol: float) -> Enclosure:
    """Enclose the root of a nonnegative rational to a relative width of `rtol`, at least 1e-300."""
    bits = 64 + math.ceil(-math.log2(max(rtol, 1e-300)))
    return Enclosure.exactly(square).sqrt(bits=max(bits, 128))


QUANTITY = FrobeniusNorm()
