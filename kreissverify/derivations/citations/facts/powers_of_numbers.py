"""Powers of real numbers with a natural exponent."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.citations.schema import CitedFact, register
from kreissverify.derivations.errors import DerivationError

__all__ = ["binomial_terms", "natural"]


def natural(n: Any, name: str = "n") -> Any:
    """Return an exponent as a term; messages call it by the name.

    Raises
    ------
    DerivationError
        If it is no integer that is at least 0.
    """
    n = sympy.sympify(n)
    if not (n.is_integer and n.is_nonnegative):
        raise DerivationError(f"{name}: expected an integer that is at least 0, got {n}")
    return n


def binomial_terms(n: Any, u: Any) -> Any:
    """Return the first four terms of (1+u)ⁿ."""
    return 1 + n * u + n * (n - 1) * u**2 / 2 + n * (n - 1) * (n - 2) * u**3 / 6


@register("power.monotone", source="W. Rudin, Principles of Mathematical Analysis, 1.17-1.21")
def monotone(x: Any, y: Any, n: Any) -> CitedFact:
    """If 0 ≤ x ≤ y then xⁿ ≤ yⁿ for every integer n ≥ 0."""
    n = natural(n)
    # Not evaluated: γ ≥ 0 would be True by its assumptions, and whether a term has a value is asked
    # of conditions as they stand.
    return CitedFact(
        (sympy.Ge(x, 0, evaluate=False), sympy.Le(x, y, evaluate=False)),
        sympy.Le(x**n, y**n, evaluate=False),
    )


@register("power.product", source="W. Rudin, Principles of Mathematical Analysis, 1.21")
def product(x: Any, y: Any, n: Any) -> CitedFact:
    """(xy)ⁿ = xⁿyⁿ for every integer n ≥ 0."""
    n = natural(n)
    return CitedFact((), sympy.Eq((x * y) ** n, x**n * y**n, evaluate=False))


@register("power.binomial", source="the binomial theorem, all of whose terms are nonnegative")
def binomial(u: Any, n: Any) -> CitedFact:
    """(1+u)ⁿ ≥ 1 + nu + n(n-1)u²/2 + n(n-1)(n-2)u³/6 for u ≥ 0 and integers n ≥ 0."""
    n = natural(n)
    # u ≥ 0, since the terms left out are nonnegative only then.
    return CitedFact(
        (sympy.Ge(u, 0, evaluate=False),),
        sympy.Ge((1 + u) ** n, binomial_terms(n, u), evaluate=False),
    )


@register("integers.apart", source="there is no integer between m and m + 1")
def apart(n: Any, m: Any) -> CitedFact:
    """An integer n is at most an integer m, or at least m + 1."""
    for name, value in (("n", n), ("m", m)):
        if not sympy.sympify(value).is_integer:
            raise DerivationError(f"{name}: expected an integer, got {value}")
    n, m = map(sympy.sympify, (n, m))
    return CitedFact((), sympy.Or(sympy.Le(n, m), sympy.Ge(n, m + 1)))
