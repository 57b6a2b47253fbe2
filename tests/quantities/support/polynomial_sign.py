"""The sign of a rational polynomial on the positive half-line, decided exactly (Sturm)."""

from __future__ import annotations

from itertools import pairwise

from flint import fmpq, fmpq_poly

__all__ = ["has_positive_root", "is_nonnegative_on_positives"]


def is_nonnegative_on_positives(polynomial: fmpq_poly) -> bool:
    """Decide p(x) ≥ 0 for all x > 0.

    The sign can change only at positive roots of odd multiplicity: if there are none, the sign at
    infinity, that of the leading coefficient, is the sign everywhere.

    Examples
    --------
    >>> is_nonnegative_on_positives(fmpq_poly([1, -2, 1])), has_positive_root(fmpq_poly([1, -2, 1]))
    (True, True)
    """
    coefficients = polynomial.coeffs()
    if all(c >= 0 for c in coefficients):  # a sum of nonnegative terms
        return True
    if coefficients[-1] < 0:
        return False
    _, factors = polynomial.factor_squarefree()
    return not any(e % 2 == 1 and has_positive_root(f) for f, e in factors)


def has_positive_root(polynomial: fmpq_poly) -> bool:
    """Decide whether a polynomial vanishes somewhere on x > 0, by Sturm's theorem."""
    coefficients = polynomial.coeffs()
    while coefficients and coefficients[0] == 0:  # Sturm: no root at an end of the interval
        coefficients = coefficients[1:]
    if not coefficients:
        return True
    # Descartes: without a change of sign there is none, and no remainders are to be computed
    if all(c >= 0 for c in coefficients) or all(c <= 0 for c in coefficients):
        return False
    p = fmpq_poly(coefficients)
    p = p // p.gcd(p.derivative())  # its roots, each once
    sequence = [p, p.derivative()]
    while sequence[-1].degree() > 0:
        remainder = -(sequence[-2] % sequence[-1])
        if remainder.is_zero():
            break
        sequence.append(remainder)
    at_zero = _variations([q[0] for q in sequence])
    return at_zero > _variations([q.leading_coefficient() for q in sequence])


def _variations(values: list[fmpq]) -> int:
    signs = [x > 0 for x in values if x != 0]
    return sum(a != b for a, b in pairwise(signs))
