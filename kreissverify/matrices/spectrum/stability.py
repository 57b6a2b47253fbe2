"""Deciding ρ(A) ≤ γ and α(A) < x exactly, and the least short rational γ for which it is proved.

For symmetric A: γI ± A ⪰ 0. Otherwise the roots of the characteristic polynomial of A/γ are
isolated, factor by factor; an irreducible factor has a root on the unit circle only if it is its
own reciprocal, and then r ↦ 1/conj(r) permutes its roots, so the isolating balls decide |r| = 1.

The unit circle and the imaginary axis, which stable maps and stable flows stay on one side of, are
each fixed by a reflection that maps its inside onto its outside: λ ↦ 1/conj(λ) for the circle,
λ ↦ -conj(λ) for the axis. The eigenvalues of real matrices come with their conjugates, so a
polynomial is reflected by its reverse zⁿp(1/z), or by p(-z).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import acb, arb, fmpq, fmpq_mat, fmpz_poly

from kreissverify.numbers.ball import ball_matrix, working_precision
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.positive_definite import (
    is_positive_definite_ball,
    is_positive_semidefinite_exact,
    scaled_identity,
)
from kreissverify.numbers.rational import simplest_between

__all__ = [
    "AXIS",
    "CIRCLE",
    "MOST_BITS",
    "Boundary",
    "least_short_bound",
    "roots_in_closure",
    "spectral_abscissa_below",
    "spectral_radius_at_most",
    "spectral_radius_below",
]

# The precision up to which roots are told from the circle. It was enough for every factor seen; one
# that asks for more is refused, not guessed.
MOST_BITS = 1 << 14
_SHORT = 32  # bits of a denominator: a longer one would slow down exact arithmetic with γ later


@dataclass(frozen=True)
class Boundary:
    """A curve that bounds where the eigenvalues of a stable matrix are.

    Attributes
    ----------
    name, symbol, level, bounded
        As messages call it; what is compared, with what; and what is bounded inside.
    height, float_height
        The signed distance of a number from it, negative inside, |z| - 1 or Re z: of balls, and of
        arrays of floats.
    reflected
        The reflection of a number.
    reflected_polynomial
        The polynomial whose roots are the conjugates of the reflected roots of a real one; but for
        roots 0, which the circle reflects to infinity.

    Examples
    --------
    >>> p = fmpz_poly([6, 5, 1])  # (x+2)(x+3)
    >>> AXIS.reflected_polynomial(p), CIRCLE.reflected_polynomial(p)
    (x^2 + (-5)*x + 6, 6*x^2 + 5*x + 1)
    """

    name: str
    symbol: str
    level: int
    bounded: str
    height: Callable[[acb], arb]
    float_height: Callable[[Any], Any]
    reflected: Callable[[acb], acb]
    reflected_polynomial: Callable[[fmpz_poly], fmpz_poly]

    def is_own_reflection(self, polynomial: fmpz_poly) -> bool:
        """Say whether the roots of a real polynomial are those of its reflection."""
        image = self.reflected_polynomial(polynomial)
        return polynomial in (image, -image)


def _alternating(polynomial: fmpz_poly) -> fmpz_poly:
    """Return p(-z)."""
    return fmpz_poly([-c if k % 2 else c for k, c in enumerate(polynomial.coeffs())])


def _reverse(polynomial: fmpz_poly) -> fmpz_poly:
    """Return zⁿp(1/z)."""
    return fmpz_poly(polynomial.coeffs()[::-1])


CIRCLE = Boundary(
    "unit circle",
    "rho",
    1,
    "the powers are",
    lambda z: abs(z) - 1,
    lambda z: np.abs(z) - 1,
    lambda z: 1 / z.conjugate(),
    _reverse,
)
AXIS = Boundary(
    "imaginary axis",
    "alpha",
    0,
    "the exponential is",
    lambda z: z.real,
    np.real,
    lambda z: -z.conjugate(),
    _alternating,
)


def spectral_radius_at_most(matrix: fmpq_mat, bound: fmpq) -> bool:
    """Decide ρ(A) ≤ bound exactly, equality included.

    Raises
    ------
    Refused
        If the roots of the characteristic polynomial could not be told apart (not seen to happen).
    """
    if bound < 0:
        return False
    if matrix == matrix.transpose():  # two eliminations are cheaper than all roots
        return _symmetric_at_most(matrix, bound)
    if bound == 0:  # A/γ is not defined: ρ = 0 iff A is nilpotent iff its polynomial is xⁿ
        return all(x == 0 for x in matrix.charpoly().coeffs()[:-1])
    characteristic = (matrix / bound).charpoly().numer()
    _, factors = characteristic.factor()
    return all(roots_in_closure(factor, CIRCLE) for factor, _ in factors)


def spectral_radius_below(matrix: fmpq_mat, bound: fmpq) -> bool:
    """Decide ρ(A) < bound exactly, by the Schur-Cohn recursion on the polynomial of A/bound.

    p of degree n has all its zeros in |z| < 1 iff |p(0)| < |lead p| and the polynomial of degree
    n - 1, (lead·p - p(0)·p*)/z with p* the reverse of p, has (M. Marden, Geometry of Polynomials,
    section 42).

    Examples
    --------
    >>> half = fmpq(1, 2)
    >>> J = fmpq_mat([[half, fmpq(10**300)], [fmpq(0), half]])
    >>> spectral_radius_below(J, fmpq(1)), spectral_radius_below(J, half)
    (True, False)
    """
    if bound <= 0:
        return False
    coefficients = (matrix / bound).charpoly().coeffs()
    while len(coefficients) > 1:
        # monic at each step: otherwise the coefficients would double in length each time
        monic = [x / coefficients[-1] for x in coefficients]
        first = monic[0]
        if abs(first) >= 1:
            return False
        pairs = zip(monic, reversed(monic), strict=True)
        coefficients = [x - first * y for x, y in pairs][1:]
    return True


def spectral_abscissa_below(matrix: fmpq_mat, bound: fmpq) -> bool:
    """Decide α(A) < bound exactly, by the Routh scheme on the polynomial of A - bound·I.

    A monic p of degree n has all its zeros in Re z < 0 iff its coefficient a of zⁿ⁻¹ is positive
    and p - z·q/a has, where q is the part of p with zⁿ⁻¹, zⁿ⁻³, … (F. R. Gantmacher, The Theory of
    Matrices, volume 2, chapter XV).

    Examples
    --------
    >>> half = fmpq(1, 2)
    >>> A = fmpq_mat([[-half, fmpq(10**300)], [fmpq(0), -half]])
    >>> spectral_abscissa_below(A, fmpq(0)), spectral_abscissa_below(A, -half)
    (True, False)
    """
    size = matrix.nrows()
    shifted = matrix - scaled_identity(size, bound)
    coefficients = shifted.charpoly().coeffs()
    for degree in range(size, 0, -1):
        # monic at each step, which keeps the coefficients short, as in Schur and Cohn's
        coefficients = [x / coefficients[degree] for x in coefficients[:degree]] + [fmpq(1)]
        leading = coefficients[degree - 1]
        if leading <= 0:
            return False
        reduced = list(coefficients[:degree])
        for k in range(degree - 1, -1, -2):
            if k + 1 < degree:
                reduced[k + 1] -= coefficients[k] / leading
        coefficients = reduced
    return True


def _symmetric_at_most(matrix: fmpq_mat, bound: fmpq) -> bool:
    identity = scaled_identity(matrix.nrows(), bound)
    # balls prove the strict case quickly; equality, where the gap is singular, takes exact pivots
    return all(
        is_positive_definite_ball(ball_matrix(gap)) or is_positive_semidefinite_exact(gap)
        for gap in (identity - matrix, identity + matrix)
    )


def roots_in_closure(factor: fmpz_poly, boundary: Boundary) -> bool:
    """Decide whether every root of an irreducible polynomial lies inside or on the boundary."""
    own_reflection = boundary.is_own_reflection(factor)
    bits = 128  # doubled until the balls of the roots are narrow enough
    while bits <= MOST_BITS:
        with working_precision(bits):
            isolated: list[Any] = factor.complex_roots()  # pairs of a root and its multiplicity
            roots: list[acb] = [root for root, _ in isolated]
            verdicts = [_in_closure(i, roots, own_reflection, boundary) for i in range(len(roots))]
        if False in verdicts:  # one root outside decides, whatever is unknown of the others
            return False
        if None not in verdicts:
            return True
        bits *= 2
    raise Refused(f"the eigenvalues could not be told from the {boundary.name}")


def _in_closure(i: int, roots: list[acb], own_reflection: bool, boundary: Boundary) -> bool | None:
    height = boundary.height(roots[i])
    if height < 0:
        return True
    if height > 0:
        return False
    if own_reflection:
        image = boundary.reflected(roots[i])
        if not any(image.overlaps(root) for j, root in enumerate(roots) if j != i):
            return True  # the image of the root is the root itself, so it is on the boundary
    return None


def least_short_bound(matrix: fmpq_mat, radius: Enclosure) -> fmpq:
    """Return ρ(A) where it is a short rational, else a short rational just above it.

    Parameters
    ----------
    matrix
        A square rational matrix.
    radius
        A finite enclosure of its spectral radius.

    Examples
    --------
    >>> golden = fmpq_mat([[1, 1], [1, 0]])
    >>> radius = Enclosure.between("1.618033988749", "1.618033988750")
    >>> bound = least_short_bound(golden, radius)
    >>> spectral_radius_at_most(golden, bound), radius.contains(bound)
    (True, False)
    """
    low, high = radius.lower.value, radius.upper.value
    assert is_finite(low) and is_finite(high)
    if low == high:
        return low
    # an exact radius that is rational is the simplest number near it, if the enclosure is narrow
    guess = simplest_between(low, high)
    if int(guess.q).bit_length() <= _SHORT and spectral_radius_at_most(matrix, guess):
        return guess
    # a short rational above an irrational radius keeps later exact arithmetic short
    # 3e-14 of it: wide enough for a short rational to lie there, and below the digits shown of γ
    slack = high * fmpq(1, 2**45)
    if high < 1:  # γ < 1 is part of what an instance is: rounding up must not break it
        slack = min(slack, (1 - high) / 2)
    return simplest_between(high, high + slack)
