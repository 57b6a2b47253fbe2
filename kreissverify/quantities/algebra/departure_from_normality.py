"""The departure from normality √(‖A‖_F² - Σ|λ_i|²).

With A = U(Λ + N)U* a Schur form it is ‖N‖_F (P. Henrici, Numer. Math. 4 (1962) 24), and 0 iff A is
normal. Under rounding E a normal matrix may get a departure of √‖E‖, so 0 is decided exactly.
"""

from __future__ import annotations

import math
from typing import Any

import mpmath
from flint import arb, fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.ball import middle_mpf, working_precision
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import Estimates
from kreissverify.numbers.rational import as_mpf, as_sympy
from kreissverify.quantities.algebra.exact_departure import (
    eigenvalue_squares,
    exact_square,
    two_by_two_square,
)
from kreissverify.quantities.algebra.float_departure import departure_estimates
from kreissverify.quantities.algebra.frobenius_norm import root_enclosure, sum_of_squares
from kreissverify.quantities.base import Quantity
from kreissverify.system.deferred import sympy

__all__ = ["QUANTITY"]

# Bits up to which ‖A‖_F² - Σ|λ_i|² > 0 is told from 0: matrices with a departure of 1e-1000·‖A‖.
_MOST_BITS = 1 << 13
# n⁴ times the bits of the entries over their common denominator, as the time of the roots of a
# characteristic polynomial goes (see `maps.spectral_radius`).
_MOST_WORK = 2e11
_LONGEST = 900  # bits: beyond 1023 SymPy's factoring overflows a float besides


class DepartureFromNormality(Quantity):
    """departure(A) = √(‖A‖_F² - Σ|λᵢ|²), which is 0 iff A is normal.

    Examples
    --------
    Of a triangular matrix it is the Frobenius norm of what stands off the diagonal.

    >>> from kreissverify import departure
    >>> departure([["1/2", 3], [0, "1/3"]]), departure([["3/5", "-4/5"], ["4/5", "3/5"]])
    (3.0, 0.0)
    """

    name = "departure"
    long_name = "departure_from_normality"
    # the real form has √2 times the departure of a complex matrix: every face divides by it
    native = frozenset({"float64", "highprec", "enclosure", "exact"})
    finite = True

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return the roots of ‖A‖_F² - Σ|λ_i|², with errors by the conditions of eigenvalues."""
        return departure_estimates(stack)

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return it from certified eigenvalues, or from an exact square where one is known.

        Raises
        ------
        Refused
            If the matrix is too large for its characteristic polynomial.
        """
        known = exact_square(matrix)
        with mpmath.workdps(digits + 5):
            if known is not None:
                return mpmath.sqrt(as_mpf(known))
            return middle_mpf(_root_to(matrix, math.ceil(3.33 * digits) + 8), digits + 5)

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return an enclosure: of a root of a rational where that is known, else by balls.

        Raises
        ------
        Refused
            If the matrix is too large for its characteristic polynomial.
        """
        known = exact_square(matrix)
        if known is not None:
            return root_enclosure(known, rtol)
        # a ball of relative radius rtol/4 has ends within rtol of each other
        root = _root_to(matrix, math.ceil(-math.log2(max(rtol, 1e-300))) + 2)
        with working_precision(_MOST_BITS):  # in which its ends are read
            return Enclosure.of_ball(root)

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return the exact value, for size 2 and where Σ|λ_i|² is rational."""
        square = exact_square(matrix)
        if square is not None:
            short = max(int(square.p).bit_length(), int(square.q).bit_length()) <= _LONGEST
            return sympy.sqrt(as_sympy(square)) if short else None
        return two_by_two_square(matrix)

    def grows_on(self, matrix: Matrix) -> bool:
        """Return False: that of [[1, b], [1, 1]] falls until b = 1."""
        return False


def _root_to(matrix: Matrix, bits: int) -> arb:
    """Return a ball of the departure of a matrix that is not normal, of relative radius 2^-bits.

    Raises
    ------
    Refused
        If the matrix is too large for its eigenvalues, or so near to a normal one that they are not
        told apart.
    """
    real = matrix.real_form
    numerators, denominator = real.exact.numer_denom()
    longest = max(int(x).bit_length() for x in (denominator, *numerators.entries()))
    if real.n**4 * longest > _MOST_WORK:
        raise Refused(
            f"departure: this matrix of {matrix.n} rows is too large for its characteristic "
            "polynomial; `estimate` says what float64 knows"
        )
    square, copies = sum_of_squares(real), real.n // matrix.n
    precision = bits + 128
    while precision <= bits + _MOST_BITS:
        with working_precision(precision):
            found = (arb(square) - eigenvalue_squares(real.exact)) / copies
            # of the root half of the relative radius, so this is more than enough
            if found > 0 and found.rad() <= found.mid() * arb(2) ** -bits:
                return found.sqrt()
        precision *= 4  # isolating the roots anew costs most of the time, at any precision
    raise Refused(
        f"departure: nearer to a normal matrix than {_MOST_BITS} bits of its eigenvalues tell"
    )


QUANTITY = DepartureFromNormality()
