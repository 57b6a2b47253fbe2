"""Zero tests in a field of rational functions with square roots: exact, by normal forms.

Denominators are cleared and the numerator is expanded over ℚ. A square root is a new variable w
with w² = e, and only even powers of it are replaced, so the test is one-sided where the roots are
not independent: True is a proof, False says only that the normal form is not zero.
"""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.terms.powers import without_asinh

__all__ = ["vanishes"]


def vanishes(expression: Any) -> bool:
    """Return whether an expression is identically zero wherever it has a value.

    Anything that is no rational function or square root (K(J), γᵗ, log x) counts as a variable.
    """
    subject = sympy.sympify(expression)
    roots: dict[sympy.Symbol, sympy.Expr] = {}
    known: dict[sympy.Basic, sympy.Symbol] = {}
    plain = _plain(subject, roots, known)
    # Where the denominator is 0 there is no value, and that there is one is shown by the step.
    numerator = sympy.together(plain).as_numer_denom()[0]
    return bool(_reduced(numerator, roots) == 0)


def _plain(e: sympy.Expr, roots: dict[Any, Any], known: dict[Any, Any]) -> sympy.Expr:
    """Return an expression over variables, with a variable for each root and each opaque term."""
    if e.is_Rational:
        return e
    # e^{asinh u} = u + √(1+u²), in which form the norm of a 2×2 triangular matrix is written.
    if isinstance(e, sympy.exp) and e.args[0].has(sympy.asinh):
        algebraic = without_asinh(e)
        if algebraic != e:
            return _plain(algebraic, roots, known)
    if e.is_Add or e.is_Mul:
        return e.func(*(_plain(x, roots, known) for x in e.args))
    if e.is_Pow and e.exp.is_Integer:
        return _plain(e.base, roots, known) ** e.exp
    if e.is_Pow and e.exp.is_Rational and e.exp.q == 2:
        root = sympy.sqrt(e.base)
        if root not in known:
            known[root] = sympy.Dummy("w")
            roots[known[root]] = _plain(e.base, roots, known)
        return known[root] ** e.exp.p
    if e.is_Pow and e.exp.is_integer:
        # γᵗ⁺¹ is γ·γᵗ. At γ = 0 this is so by continuity wherever both have a value.
        shift, rest = e.exp.as_coeff_Add()
        if shift != 0:
            return _plain(e.base**rest, roots, known) * _plain(e.base, roots, known) ** shift
    if isinstance(e, sympy.exp):
        e = sympy.exp(sympy.expand(e.args[0]))  # e^{n(1-1/γ)} is e^{n-n/γ}
    if e not in known:
        known[e] = sympy.Dummy("x")
    return known[e]


def _reduced(numerator: sympy.Expr, roots: dict[Any, Any]) -> sympy.Expr:
    """Return the numerator with w² replaced, last root first: a root may occur in a later one."""
    subject = sympy.expand(numerator)
    for w, inside in reversed(list(roots.items())):
        # Odd powers keep one w: to take it for ±√ would need the sign of the root.
        collected = sympy.Poly(subject, w)
        even = odd = sympy.S.Zero
        for (power,), coefficient in collected.terms():
            if power % 2:
                odd += coefficient * inside ** (power // 2)
            else:
                even += coefficient * inside ** (power // 2)
        subject = even + odd * w
        subject = sympy.expand(sympy.together(subject).as_numer_denom()[0])
    return subject
