"""Limits of rational functions and square roots at infinity, by x = 1/u².

A function f(x) is written as g(u), with the powers of u taken out of every root and quotient (x³ is
then also a square). Where g has a value at u = 0, it is continuous there, and the limit is g(0).
"""

from __future__ import annotations

from typing import Any

import sympy

__all__ = ["near_infinity"]


def near_infinity(f: Any, x: sympy.Symbol, u: sympy.Symbol) -> sympy.Expr:
    """Return g(u), which is f(1/u²) for u > 0 wherever both have a value.

    Nothing here is to be believed: that they agree is a claim over the reals, and so is that g has
    a value at 0.

    Parameters
    ----------
    f
        Made of rational functions and square roots of x; cases are constants.
    x, u
        The variable that tends to ∞, and the one that tends to 0.

    Raises
    ------
    PolynomialError
        If there is a root in a root, or of an exponential.
    """
    e = sympy.sympify(f)
    kinds = (sympy.Piecewise, sympy.Max, sympy.Min, sympy.Abs)
    cases = {case for case in e.atoms(*kinds) if not case.has(x)}  # they are kept as they are
    names = {case: sympy.Dummy(real=True) for case in cases}
    return _written(e.xreplace(names), x, u).xreplace({y: case for case, y in names.items()})


def _written(e: sympy.Expr, x: sympy.Symbol, u: sympy.Symbol) -> sympy.Expr:
    if not e.has(x):
        return e
    if e == x:
        return 1 / u**2
    parts = [_written(part, x, u) for part in e.args]
    if e.is_Pow and e.exp.is_Rational and e.exp.q == 2:
        return _root(parts[0], u) ** e.exp.p
    if e.is_Add or e.is_Mul or e.is_Pow:
        return _reduced(e.func(*parts))
    return e.func(*parts)


def _reduced(e: sympy.Expr) -> sympy.Expr:
    """Return a quotient with no common factor, over the rational functions of its atoms."""
    return sympy.cancel(sympy.together(e))


def _root(e: sympy.Expr, u: sympy.Symbol) -> sympy.Expr:
    """Return √e for u > 0 as a power of u times a root that has neither zero nor pole at u = 0."""
    numerator, denominator = _reduced(e).as_numer_denom()
    order = _order(numerator, u) - _order(denominator, u)
    half = order // 2  # an odd order leaves a factor u under the root, which is 0 at u = 0
    return u**half * sympy.sqrt(_reduced(e / u ** (2 * half)))


def _order(e: sympy.Expr, u: sympy.Symbol) -> int:
    """Return the largest power of u that divides a polynomial in u (and in roots)."""
    exponents = [monomial[0] for monomial in sympy.Poly(e, u).monoms()] if e.has(u) else [0]
    return min(exponents)
