"""Deciding ρ(A) ≤ γ exactly, and the least short rational γ for which it is proved.

For symmetric A: γI ± A ⪰ 0. Otherwise the roots of the characteristic polynomial of A/γ are
isolated, factor by factor; an irreducible factor has a root on the unit circle only if it is its
own reciprocal, and then r ↦ 1/conj(r) permutes its roots, so the isolating balls decide |r| = 1.
"""

from __future__ import annotations

from typing import Any

from flint import acb, fmpq, fmpq_mat, fmpz_poly

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
    "MOST_BITS",
    "least_short_bound",
    "roots_in_unit_disc",
    "spectral_radius_at_most",
    "spectral_radius_below",
]

# The precision up to which roots are told from the circle. It was enough for every factor seen; one
# that asks for more is refused, not guessed.
MOST_BITS = 1 << 14
_SHORT = 32  # bits of a denominator: a longer one would slow down exact arithmetic with γ later


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
    return all(roots_in_unit_disc(factor) for factor, _ in factors)


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


def _symmetric_at_most(matrix: fmpq_mat, bound: fmpq) -> bool:
    identity = scaled_identity(matrix.nrows(), bound)
    # balls prove the strict case quickly; equality, where the gap is singular, takes exact pivots
    return all(
        is_positive_definite_ball(ball_matrix(gap)) or is_positive_semidefinite_exact(gap)
        for gap in (identity - matrix, identity + matrix)
    )


def roots_in_unit_disc(factor: fmpz_poly) -> bool:
    """Decide whether every root of an irreducible polynomial lies in the closed unit disc."""
    reciprocal = factor.coeffs()[::-1]
    own_reciprocal = factor in (fmpz_poly(reciprocal), fmpz_poly([-c for c in reciprocal]))
    bits = 128  # doubled until the balls of the roots are narrow enough
    while bits <= MOST_BITS:
        with working_precision(bits):
            isolated: list[Any] = factor.complex_roots()  # pairs of a root and its multiplicity
            roots: list[acb] = [root for root, _ in isolated]
            verdicts = [_in_disc(i, roots, own_reciprocal) for i in range(len(roots))]
        if False in verdicts:  # one root outside decides, whatever is unknown of the others
            return False
        if None not in verdicts:
            return True
        bits *= 2
    raise Refused("the spectral radius could not be told from the bound")


def _in_disc(i: int, roots: list[acb], own_reciprocal: bool) -> bool | None:
    size = abs(roots[i])
    if size < 1:
        return True
    if size > 1:
        return False
    if own_reciprocal:
        image = 1 / roots[i].conjugate()
        if not any(image.overlaps(root) for j, root in enumerate(roots) if j != i):
            return True  # the image of the root is the root itself, so it is on the circle
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
