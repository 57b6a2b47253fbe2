"""Where the eigenvalues of a matrix stand against the unit circle or the imaginary axis, exactly.

Let p be the characteristic polynomial with integer coefficients, p* its reflection (see
`Boundary`). A root of p on the boundary is its own reflection, and so a root of p* also and of
g = gcd(p, p*), which is constant for nearly every matrix. Only g is factored: of an irreducible
factor either all roots are on the boundary, or one of them is outside with its mirror image inside.
What is left of p has no root on the boundary, and balls tell its roots from it.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, NamedTuple

from flint import fmpq, fmpq_mat, fmpz_poly

from kreissverify.matrices.spectrum.stability import (
    AXIS,
    CIRCLE,
    MOST_BITS,
    Boundary,
    roots_in_closure,
)
from kreissverify.numbers.ball import working_precision
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.positive_definite import scaled_identity

__all__ = [
    "BoundaryFactor",
    "SpectrumPosition",
    "abscissa_position",
    "boundary_factors",
    "exact_position",
    "polynomial_of",
]

# n⁴ times the bits of the entries over their common denominator, which the time goes with: 20 rows
# of floats take 10 ms, and 5e10 (100 rows of 500 bits, 140 of floats) about two seconds. Beyond it
# the exact position is not decided.
_MOST_WORK = 5e10


class SpectrumPosition(Enum):
    """Where the spectrum of a matrix stands against a boundary; see `exact_position`."""

    INSIDE = "stable"
    SEMISIMPLE = "on the boundary, bounded"
    DEFECTIVE = "on the boundary, not bounded"
    OUTSIDE = "unstable"

    @property
    def is_bounded(self) -> bool:
        """Whether the powers (or exponentials) are bounded, and K, M and L finite (Kreiss)."""
        return self in (SpectrumPosition.INSIDE, SpectrumPosition.SEMISIMPLE)


class BoundaryFactor(NamedTuple):
    """An irreducible factor of the characteristic polynomial with all roots on the boundary."""

    polynomial: fmpz_poly
    multiplicity: int


def exact_position(matrix: fmpq_mat, boundary: Boundary = CIRCLE) -> SpectrumPosition:
    """Decide where ρ(A) stands against 1, and at ρ = 1 whether the powers are bounded.

    Against the axis: where the spectral abscissa stands against 0, and the exponentials. They are
    bounded iff each eigenvalue on the boundary is semisimple: for an irreducible factor f of
    multiplicity m, iff f(A) has rank n - m·deg f.

    Raises
    ------
    Refused
        If the matrix is too large for its characteristic polynomial, or roots were not told from
        the boundary (not seen to happen).

    Examples
    --------
    >>> from flint import fmpq
    >>> exact_position(fmpq_mat([[fmpq(9, 10), fmpq(1, 10)], [fmpq(1, 2), fmpq(1, 2)]])).name
    'SEMISIMPLE'
    >>> exact_position(fmpq_mat([[1, 1], [0, 1]])).name
    'DEFECTIVE'
    >>> from kreissverify.matrices.spectrum.stability import AXIS
    >>> exact_position(fmpq_mat([[0, 2], [-2, 0]]), AXIS).name  # a rotation
    'SEMISIMPLE'
    """
    factors, rest = _split(matrix, boundary)
    if factors is None or not _is_inside(rest, boundary):
        return SpectrumPosition.OUTSIDE
    if not factors:
        return SpectrumPosition.INSIDE
    if all(_is_semisimple(matrix, factor) for factor in factors):
        return SpectrumPosition.SEMISIMPLE
    return SpectrumPosition.DEFECTIVE


def abscissa_position(matrix: fmpq_mat, bound: fmpq) -> SpectrumPosition:
    """Decide where the spectral abscissa α(A) stands against a rational bound.

    Raises
    ------
    Refused
        See `exact_position`.

    Examples
    --------
    >>> from flint import fmpq
    >>> abscissa_position(fmpq_mat([[2, 1], [0, 2]]), fmpq(2)).name
    'DEFECTIVE'
    """
    return exact_position(matrix - scaled_identity(matrix.nrows(), bound), AXIS)


def boundary_factors(matrix: fmpq_mat, boundary: Boundary = CIRCLE) -> list[BoundaryFactor]:
    """Return the irreducible factors of the characteristic polynomial with roots on a boundary.

    Raises
    ------
    Refused
        See `exact_position`.

    Examples
    --------
    >>> boundary_factors(fmpq_mat([[0, 1, 0], [1, 0, 0], [0, 0, 0]]))[1]
    BoundaryFactor(polynomial=x + 1, multiplicity=1)
    """
    return _split(matrix, boundary)[0] or []


def _split(matrix: fmpq_mat, boundary: Boundary) -> tuple[list[BoundaryFactor] | None, fmpz_poly]:
    """Return the factors on the boundary (None: a root is outside), and p without them."""
    rest = _characteristic(matrix, boundary)
    common = rest.gcd(boundary.reflected_polynomial(rest))
    _, pairs = common.factor()
    found: list[BoundaryFactor] = []
    for factor, _ in pairs:
        # a factor with a root on the boundary is its own reflection: other roots come in pairs
        if not roots_in_closure(factor, boundary):
            return None, rest
        if not boundary.is_own_reflection(factor):
            continue  # all roots inside: their mirror images are of another factor, found outside
        multiplicity = 0
        while True:
            quotient, remainder = divmod(rest, factor)
            if remainder.degree() >= 0:
                break
            rest, multiplicity = quotient, multiplicity + 1
        found.append(BoundaryFactor(factor, multiplicity))
    return found, rest


def _characteristic(matrix: fmpq_mat, boundary: Boundary) -> fmpz_poly:
    size = matrix.nrows()
    numerators, denominator = matrix.numer_denom()
    longest = max(int(x).bit_length() for x in (denominator, *numerators.entries()))
    if size**4 * longest > _MOST_WORK:
        raise Refused(
            f"the position of the eigenvalues against the {boundary.name} was not decided: the "
            f"exact characteristic polynomial takes too long for {size} rows of {longest} bits an "
            "entry"
        )
    return matrix.charpoly().numer()


def _is_inside(polynomial: fmpz_poly, boundary: Boundary) -> bool:
    """Decide whether all roots are inside, for a polynomial without a root on the boundary."""
    bits = 64  # doubled until no ball of a root meets the boundary
    while bits <= MOST_BITS:
        with working_precision(bits):
            roots: list[Any] = polynomial.complex_roots()
            heights = [boundary.height(root) for root, _ in roots]
            if any(height > 0 for height in heights):
                return False
            if all(height < 0 for height in heights):
                return True
        bits *= 2
    raise Refused(f"a root of the characteristic polynomial was not told from the {boundary.name}")


def _is_semisimple(matrix: fmpq_mat, factor: BoundaryFactor) -> bool:
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
