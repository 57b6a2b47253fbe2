"""Where the eigenvalues of a matrix stand against the unit circle, decided exactly.

Let p be the characteristic polynomial with integer coefficients, p* its reverse. A real p has the
root λ on the circle only if 1/λ = conj(λ) is also a root, so every such root is one of
g = gcd(p, p*), which is constant for nearly every matrix. Only g is factored: of an irreducible
factor either all roots are on the circle, or one of them is outside with its mirror image inside.
What is left of p has no root on the circle, and balls tell its roots from it.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, NamedTuple

from flint import fmpq_mat, fmpz_poly

from kreissverify.matrices.stability import MOST_BITS, roots_in_unit_disc
from kreissverify.numbers.ball import working_precision
from kreissverify.numbers.errors import Refused

__all__ = [
    "CirclePosition",
    "UnimodularFactor",
    "exact_position",
    "polynomial_of",
    "unimodular_factors",
]

# n⁴ times the bits of the entries over their common denominator, which the time goes with: 20 rows
# of floats take 10 ms, and 5e10 (100 rows of 500 bits, 140 of floats) about two seconds. Beyond it
# the exact position is not decided.
_MOST_WORK = 5e10


class CirclePosition(Enum):
    """Where the spectrum of a matrix stands against the unit circle; see `exact_position`."""

    INSIDE = "rho < 1"
    SEMISIMPLE = "rho = 1, power bounded"
    DEFECTIVE = "rho = 1, not power bounded"
    OUTSIDE = "rho > 1"

    @property
    def is_power_bounded(self) -> bool:
        """Whether the powers of the matrix are bounded, and K, M and L finite (Kreiss)."""
        return self in (CirclePosition.INSIDE, CirclePosition.SEMISIMPLE)


class UnimodularFactor(NamedTuple):
    """An irreducible factor of the characteristic polynomial, all of whose roots are on |z| = 1."""

    polynomial: fmpz_poly
    multiplicity: int


def exact_position(matrix: fmpq_mat) -> CirclePosition:
    """Decide where ρ(A) stands against 1, and at ρ = 1 whether the powers are bounded.

    They are bounded iff each eigenvalue on the circle is semisimple: for an irreducible factor f of
    multiplicity m, iff f(A) has rank n - m·deg f.

    Raises
    ------
    Refused
        If the matrix is too large for its characteristic polynomial, or roots were not told from
        the circle (not seen to happen).

    Examples
    --------
    >>> from flint import fmpq
    >>> exact_position(fmpq_mat([[fmpq(9, 10), fmpq(1, 10)], [fmpq(1, 2), fmpq(1, 2)]])).name
    'SEMISIMPLE'
    >>> exact_position(fmpq_mat([[1, 1], [0, 1]])).name
    'DEFECTIVE'
    """
    factors, rest = _split(matrix)
    if factors is None or not _is_inside(rest):
        return CirclePosition.OUTSIDE
    if not factors:
        return CirclePosition.INSIDE
    if all(_is_semisimple(matrix, factor) for factor in factors):
        return CirclePosition.SEMISIMPLE
    return CirclePosition.DEFECTIVE


def unimodular_factors(matrix: fmpq_mat) -> list[UnimodularFactor]:
    """Return the irreducible factors of the characteristic polynomial with roots on the circle.

    Raises
    ------
    Refused
        See `exact_position`.

    Examples
    --------
    >>> unimodular_factors(fmpq_mat([[0, 1, 0], [1, 0, 0], [0, 0, 0]]))[1]
    UnimodularFactor(polynomial=x + 1, multiplicity=1)
    """
    return _split(matrix)[0] or []


def _split(matrix: fmpq_mat) -> tuple[list[UnimodularFactor] | None, fmpz_poly]:
    """Return the factors on the circle (None: a root is outside), and p without them."""
    rest = _characteristic(matrix)
    common = rest.gcd(_reverse(rest))
    _, pairs = common.factor()
    found: list[UnimodularFactor] = []
    for factor, _ in pairs:
        # a factor with a root on the circle is its own reverse, whose other roots come in pairs
        if not roots_in_unit_disc(factor):
            return None, rest
        if factor not in (_reverse(factor), -_reverse(factor)):
            continue  # all roots inside: their mirror images are of another factor, found outside
        multiplicity = 0
        while True:
            quotient, remainder = divmod(rest, factor)
            if remainder.degree() >= 0:
                break
            rest, multiplicity = quotient, multiplicity + 1
        found.append(UnimodularFactor(factor, multiplicity))
    return found, rest


def _characteristic(matrix: fmpq_mat) -> fmpz_poly:
    size = matrix.nrows()
    numerators, denominator = matrix.numer_denom()
    longest = max(int(x).bit_length() for x in (denominator, *numerators.entries()))
    if size**4 * longest > _MOST_WORK:
        raise Refused(
            "the position of the eigenvalues against the unit circle was not decided: the exact "
            f"characteristic polynomial takes too long for {size} rows of {longest} bits an entry"
        )
    return matrix.charpoly().numer()


def _reverse(polynomial: fmpz_poly) -> fmpz_poly:
    return fmpz_poly(polynomial.coeffs()[::-1])


def _is_inside(polynomial: fmpz_poly) -> bool:
    """Decide whether all roots are in |z| < 1, for a polynomial without a root on the circle."""
    bits = 64  # doubled until no ball of a root meets the circle
    while bits <= MOST_BITS:
        with working_precision(bits):
            roots: list[Any] = polynomial.complex_roots()
            sizes = [abs(root) for root, _ in roots]
            if any(size > 1 for size in sizes):
                return False
            if all(size < 1 for size in sizes):
                return True
        bits *= 2
    raise Refused("a root of the characteristic polynomial was not told from the unit circle")


def _is_semisimple(matrix: fmpq_mat, factor: UnimodularFactor) -> bool:
    if factor.multiplicity == 1:
        return True
    rank = polynomial_of(factor.polynomial, matrix).rank()
    return bool(rank == matrix.nrows() - factor.multiplicity * factor.polynomial.degree())


def polynomial_of(polynomial: fmpz_poly, matrix: fmpq_mat) -> fmpq_mat:
    """Return the polynomial of a matrix, by Horner's rule."""
    size = matrix.nrows()
    value = fmpq_mat(size, size)
    for coefficient in reversed(polynomial.coeffs()):
        value = value * matrix
        for i in range(size):
            value[i, i] += coefficient
    return value
