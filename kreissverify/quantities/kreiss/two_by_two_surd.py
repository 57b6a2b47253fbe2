"""K of a nonnegative 2×2 matrix as an exact quadratic irrationality, where it is one.

At the maximum the polynomial det of `kreiss.two_by_two` touches zero, so K² is a root of its
discriminant in x, a polynomial with rational coefficients. If a certified interval holds one root
only, and that root has degree 2, it is K².
"""

from __future__ import annotations

import sympy
from flint import fmpq, fmpq_mat

from kreissverify.numbers.rational import as_sympy

__all__ = ["quadratic_value"]

_X, _SQUARE = sympy.symbols("x square")


def quadratic_value(t: fmpq_mat, low: fmpq, high: fmpq) -> sympy.Expr | None:
    """Return K(T) = √(p + q√d), if K(T)² has degree at most 2 over the rationals.

    Parameters
    ----------
    t
        A nonnegative, power-bounded rational matrix with K(T) > 1.
    low, high
        Proved bounds of K(T), narrow enough to tell it from other roots.
    """
    discriminant = _discriminant(t)
    ends = [as_sympy(low) ** 2, as_sympy(high) ** 2]
    # two roots within the bounds cannot be told apart, and none means that K is at an end
    if discriminant.is_zero or discriminant.count_roots(*ends) != 1:
        return None
    for factor, _ in discriminant.factor_list()[1]:
        if factor.count_roots(*ends) == 1:
            return _root_between(factor, ends)
    return None


def _discriminant(t: fmpq_mat) -> sympy.Poly:
    """Return the discriminant in x of det(k²NNᵀ - x²I) as a polynomial in k²."""
    (a, b), (c, d) = ([as_sympy(x) for x in row] for row in t.tolist())
    p, q = _X + 1 - a, _X + 1 - d
    frobenius = p**2 + q**2 + b**2 + c**2
    det = _SQUARE**2 * (p * q - b * c) ** 2 - _SQUARE * _X**2 * frobenius + _X**4
    found = sympy.Poly(sympy.discriminant(sympy.Poly(det, _X)), _SQUARE, domain="QQ")
    return found if found.is_zero else found.sqf_part()


def _root_between(factor: sympy.Poly, ends: list[sympy.Rational]) -> sympy.Expr | None:
    if factor.degree() > 2:
        return None
    if factor.degree() == 1:
        return sympy.sqrt(-factor.nth(0) / factor.nth(1))
    second, first, constant = factor.all_coeffs()
    # √(4ac) may be huge, but its square part is common: leave the root as SymPy writes it
    root = sympy.sqrt(first**2 - 4 * second * constant)
    middle = -first / (2 * second)
    # the two roots lie on both sides of the vertex, and only one of them within the bounds
    vertex_is_left = middle < (ends[0] + ends[1]) / 2
    offset = root / (2 * abs(second))
    return sympy.sqrt(middle + offset if vertex_is_left else middle - offset)
