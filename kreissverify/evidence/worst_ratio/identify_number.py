"""Recognising a number: a small rational, a rational multiple of e or 1/e, a quadratic surd.

A guess from digits, never a proof. So many numbers have a short form that a match only means
something if it is much closer than chance would have it; the limits below leave about one false
match in a thousand numbers known to ten digits, and nothing is tried on fewer than eight.
"""

from __future__ import annotations

import math
from fractions import Fraction

import mpmath
import sympy

__all__ = ["identify_closed_form"]

_FINEST, _COARSEST = 1e-11, 1e-8  # relative errors to match within, and to begin with
# Denominators of rationals and of multiples of e and 1/e, and coefficients of quadratics, up to
# which a match within 1e-8 is rarely chance: see above. With larger ones every number has a form.
_RATIONAL, _MULTIPLE, _COEFFICIENT = 120, 24, 40


def identify_closed_form(value: float, error: float) -> sympy.Expr | None:
    """Return the closed form of a number that is known up to an error, or None.

    Parameters
    ----------
    value
        The number, as converged.
    error
        How far it may be off: an estimate from its convergence.
    """
    if not math.isfinite(value) or value <= 0 or error > _COARSEST * value:
        return None
    tolerance = max(error, _FINEST * value)
    for factor, most in ((sympy.S.One, _RATIONAL), (sympy.E, _MULTIPLE), (1 / sympy.E, _MULTIPLE)):
        quotient = value / float(factor)
        near = Fraction(quotient).limit_denominator(most)
        within = abs(float(near) - quotient) <= tolerance / float(factor)
        # numerators also: of large numbers the relative tolerance would hold many fractions
        if near.numerator and near.numerator <= 20 * most and within:
            return sympy.Rational(near.numerator, near.denominator) * factor
    return _surd(value, tolerance)


def _surd(value: float, tolerance: float) -> sympy.Expr | None:
    """Return the root of a quadratic with small coefficients that is within the tolerance."""
    found = mpmath.findpoly(mpmath.mpf(value), 2, maxcoeff=_COEFFICIENT, tol=50 * tolerance)
    if not found or len(found) != 3:
        return None
    x = sympy.Symbol("x")
    for root in sympy.roots(sympy.Poly([int(k) for k in found], x), x):
        if root.is_real and abs(float(root) - value) <= tolerance:
            return sympy.radsimp(root)
    return None
