"""Powers of real numbers with a natural exponent."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.schemas import Needs, schema

__all__ = ["binomial_terms", "natural"]


def natural(n: Any) -> Any:
    """Return an exponent as a term.

    Raises
    ------
    DerivationError
        If it is no integer that is at least 0.
    """
    n = sympy.sympify(n)
    if not (n.is_integer and n.is_nonnegative):
        raise DerivationError(f"n: expected an integer that is at least 0, got {n}")
    return n


def binomial_terms(n: Any, u: Any) -> Any:
    """Return the first four terms of (1+u)ⁿ."""
    return 1 + n * u + n * (n - 1) * u**2 / 2 + n * (n - 1) * (n - 2) * u**3 / 6


@schema("power.monotone", source="W. Rudin, Principles of Mathematical Analysis, 1.17-1.21")
def monotone(x: Any, y: Any, n: Any) -> Needs:
    """If 0 ≤ x ≤ y then xⁿ ≤ yⁿ for every integer n ≥ 0."""
    n = natural(n)
    return Needs(
        (sympy.Ge(x, 0, evaluate=False), sympy.Le(x, y, evaluate=False)),
        sympy.Le(x**n, y**n, evaluate=False),
    )


@schema("power.exponential", source="W. Rudin, Principles of Mathematical Analysis, ch. 8")
def exponential(x: Any, n: Any, delta: Any) -> Needs:
    """With y = n(1-x) - log(1/δ) ≥ 0: from x ≤ e^{x-1} follows xⁿ ≤ e^{-n(1-x)} = δe^{-y}, and
    e^y ≥ 1 + y + y²/2 + y³/6; so xⁿ(1 + y + y²/2 + y³/6) ≤ δ, for 0 ≤ x and integers n ≥ 0.
    """
    n = natural(n)
    y = n * (1 - x) - sympy.log(1 / delta)
    return Needs(
        (
            sympy.Ge(x, 0, evaluate=False),
            sympy.Gt(delta, 0, evaluate=False),
            sympy.Ge(y, 0, evaluate=False),
        ),
        sympy.Le(x**n * (1 + y + y**2 / 2 + y**3 / 6), delta, evaluate=False),
    )


@schema("power.binomial", source="W. Rudin, Principles of Mathematical Analysis, ch. 8")
def binomial(x: Any, u: Any, n: Any, delta: Any) -> Needs:
    """If nx(1+u) ≤ n - log(1/δ) then (x(1+u))ⁿ ≤ (1 - log(1/δ)/n)ⁿ ≤ δ, as 1 + t ≤ eᵗ; and for u ≥
    0 the first terms of (1+u)ⁿ are at most the whole: xⁿ(1 + nu + n(n-1)u²/2 + n(n-1)(n-2)u³/6) ≤
    δ, for 0 ≤ x and integers n ≥ 0.
    """
    n = natural(n)
    return Needs(
        (
            sympy.Ge(x, 0, evaluate=False),
            sympy.Ge(u, 0, evaluate=False),
            sympy.Gt(delta, 0, evaluate=False),
            sympy.Ge(n - sympy.log(1 / delta), n * x * (1 + u), evaluate=False),
        ),
        sympy.Le(x**n * binomial_terms(n, u), delta, evaluate=False),
    )


@schema("power.slow_decay", source="W. Rudin, Principles of Mathematical Analysis, ch. 8")
def slow_decay(x: Any, n: Any, delta: Any) -> Needs:
    """From log(1/x) ≤ 1/x - 1 follows xⁿ ≥ e^{-n(1-x)/x}, for 0 < x and integers n ≥ 0; so xⁿ > δ
    if n(1-x)/x < log(1/δ).
    """
    n = natural(n)
    early = sympy.Lt(n * (1 - x) / x, sympy.log(1 / delta), evaluate=False)
    return Needs(
        (sympy.Gt(x, 0, evaluate=False), sympy.Gt(delta, 0, evaluate=False), early),
        sympy.Gt(x**n, delta, evaluate=False),
    )


@schema("logarithm.lower", source="the series of log((1+u)/(1-u)), at u = (1-δ)/(1+δ)")
def logarithm(delta: Any) -> Needs:
    """log(1/δ) ≥ 2(1-δ)/(1+δ) for 0 < δ ≤ 1."""
    return Needs(
        (sympy.Gt(delta, 0, evaluate=False), sympy.Le(delta, 1, evaluate=False)),
        sympy.Ge(sympy.log(1 / delta), 2 * (1 - delta) / (1 + delta), evaluate=False),
    )


@schema("integers.apart", source="there is no integer between m and m + 1")
def apart(n: Any, m: Any) -> Needs:
    """An integer n is at most an integer m, or at least m + 1."""
    for name, value in (("n", n), ("m", m)):
        if not sympy.sympify(value).is_integer:
            raise DerivationError(f"{name}: expected an integer, got {value}")
    n, m = map(sympy.sympify, (n, m))
    return Needs((), sympy.Or(sympy.Le(n, m), sympy.Ge(n, m + 1)))
