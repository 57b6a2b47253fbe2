"""Real algebraic numbers that have no name in square roots: the largest root of a polynomial.

A norm is the square root of the largest eigenvalue of AᵀA, a spectral radius the largest modulus of
an eigenvalue of A. For an integer matrix these are algebraic integers: their degrees and a bound of
their conjugates come from the characteristic polynomial, and `radicals.sign` decides signs with
them as it does with square roots.
"""

from __future__ import annotations

from functools import lru_cache, reduce
from typing import Any

import sympy
from flint import acb, arb, ctx, fmpq, fmpq_mat, fmpz, fmpz_mat, fmpz_poly

from kreissverify.numbers.ball import lower_rational, working_precision

__all__ = ["AlgebraicNumber", "largest_modulus", "largest_singular_value"]

_FEW_BITS = 64  # enough to see a whole number among a few candidates, which is then tried exactly


class AlgebraicNumber(sympy.AtomicExpr):  # type: ignore[misc]
    """The root of the largest zero of a polynomial, or the largest modulus of its zeros.

    Parameters
    ----------
    coefficients
        Of a monic polynomial p of integers without multiple zeros, lowest first.
    of_modulus
        Whether it is max |x| over the zeros x of p, or else √(max x), where all zeros are ≥ 0.
    """

    is_commutative = True
    is_real = True
    is_positive = True

    def __new__(cls, coefficients: tuple[int, ...], of_modulus: bool) -> AlgebraicNumber:
        """Return the number, which must not be 0."""
        made: AlgebraicNumber = super().__new__(cls)
        made.coefficients, made.of_modulus = coefficients, of_modulus
        return made

    coefficients: tuple[int, ...]
    of_modulus: bool

    def _hashable_content(self) -> tuple[Any, ...]:
        return (self.coefficients, self.of_modulus)

    @property
    def degree(self) -> int:
        """A bound of its degree, where m zeros are different.

        |x|² is the product of the zeros x and x̄, one of the m(m+1)/2 products of two; a square root
        doubles the degree.
        """
        m = len(self.coefficients) - 1
        return m * (m + 1) if self.of_modulus else 2 * m

    @property
    def conjugates(self) -> float:
        """A bound of log₂ of the moduli of all conjugates.

        The zeros of p are at most twice the largest |a_(m-k)|^(1/k) in modulus (Fujiwara 1916); a
        conjugate of |x| = √(xx̄) is the root of a product of two of them.
        """
        m = len(self.coefficients) - 1
        known = [(self.coefficients[m - k], k) for k in range(1, m + 1)]
        zeros = 1 + max(abs(a).bit_length() / k for a, k in known)
        return zeros if self.of_modulus else zeros / 2

    def ball(self) -> arb:
        """Return a ball that contains it, at the working precision."""
        roots = _zeros(self.coefficients, ctx.prec)
        if self.of_modulus:
            return reduce(arb.max, (abs(x) for x in roots))
        return reduce(arb.max, (x.real for x in roots)).sqrt()

    def _eval_evalf(self, prec: int) -> sympy.Float:
        with working_precision(prec + _FEW_BITS):
            middle = self.ball().mid()
            mantissa, exponent = middle.man_exp()
        return sympy.Float(sympy.Integer(int(mantissa)) * sympy.Integer(2) ** int(exponent))

    def _sympystr(self, printer: Any) -> str:
        kind = "largest modulus" if self.of_modulus else "root of the largest zero"
        return f"({kind} of {fmpz_poly([*self.coefficients])})"


@lru_cache(maxsize=64)  # one expression has the same number several times
def _zeros(coefficients: tuple[int, ...], bits: int) -> list[acb]:
    with working_precision(bits):
        found: list[Any] = fmpz_poly([*coefficients]).complex_roots()  # with multiplicities
        return [x for x, _ in found]


def largest_singular_value(matrix: fmpq_mat) -> sympy.Expr:
    """Return ‖A‖ exactly: a rational number or a square root where it is one.

    Parameters
    ----------
    matrix
        The matrix A, of any shape.
    """
    whole, divisor = matrix.numer_denom()
    transposed = whole.transpose()
    # of the smaller of the two products, which have the same zeros but for 0
    gram = whole * transposed if whole.nrows() < whole.ncols() else transposed * whole
    return _over(_square_root_of_zero(_without_multiples(gram)), divisor)


def largest_modulus(matrix: fmpq_mat) -> sympy.Expr:
    """Return ρ(A) exactly: a rational number where it is an integer eigenvalue of a multiple.

    Parameters
    ----------
    matrix
        The square matrix A.
    """
    whole, divisor = matrix.numer_denom()
    polynomial = _without_multiples(whole)
    if not any(_integers(polynomial)[:-1]):
        return sympy.Integer(0)
    number = AlgebraicNumber(_integers(polynomial), True)
    k = _nearest_integer(number.ball)
    is_largest = _are_largest(polynomial, (k, -k), abs)
    return _over(sympy.Integer(k) if is_largest else number, divisor)


def _square_root_of_zero(polynomial: fmpz_poly) -> sympy.Expr:
    if not any(_integers(polynomial)[:-1]):
        return sympy.Integer(0)
    number = AlgebraicNumber(_integers(polynomial), False)
    k = _nearest_integer(lambda: number.ball() ** 2)
    is_largest = _are_largest(polynomial, (k,), lambda x: x.real)
    return sympy.sqrt(sympy.Integer(k)) if is_largest else number


def _are_largest(polynomial: fmpz_poly, integers: tuple[int, ...], size: Any) -> bool:
    """Say whether some of these integers of one size are zeros, and all others are smaller."""
    zeros = [x for x in integers if polynomial(fmpz(x)) == 0]
    sizes = [size(x) for x in _zeros(_integers(polynomial), _FEW_BITS)]
    # the balls of the integers themselves reach beyond their size, or touch it
    return bool(zeros) and sum(not bool(x < abs(integers[0])) for x in sizes) == len(zeros)


def _nearest_integer(ball: Any) -> int:
    with working_precision(_FEW_BITS):
        return int((lower_rational(ball()) + fmpq(1, 2)).floor())


def _without_multiples(matrix: fmpz_mat) -> fmpz_poly:
    """Return the polynomial of the different eigenvalues, each once."""
    polynomial = matrix.charpoly()
    # both are monic up to a sign, so that the quotient is one of integers (Gauss)
    return polynomial // polynomial.gcd(polynomial.derivative())


def _integers(polynomial: fmpz_poly) -> tuple[int, ...]:
    return tuple(map(int, polynomial.coeffs()))


def _over(number: sympy.Expr, divisor: fmpz) -> sympy.Expr:
    return number / sympy.Integer(int(divisor))
