"""Powers with symbolic exponents, and exponentials of inverse hyperbolic sines, as real terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import sympy

__all__ = ["related_powers", "without_asinh"]

# An exponent, or a difference of two, is written out as a product up to here.
_LARGEST = 24


def related_powers(
    power: sympy.Pow, others: Iterable[Any]
) -> Iterator[tuple[sympy.Pow, sympy.Pow, int]]:
    """Yield the other powers of the same base whose exponents differ by an integer.

    Parameters
    ----------
    power
        A power such as γᵗ.
    others
        Terms, other powers among them.

    Yields
    ------
    tuple
        The lower power, the higher one, and by how much their exponents differ.

    Examples
    --------
    >>> from sympy.abc import t, x
    >>> list(related_powers(x**t, [x ** (t + 1), x**2]))
    [(x**t, x**(t + 1), 1)]
    """
    for other in others:
        if not (other.is_Pow and other.base == power.base and other != power):
            continue
        shift = sympy.expand(power.exp - other.exp)
        if shift.is_Integer and 0 < abs(shift) <= _LARGEST:
            low, high = (other, power) if shift > 0 else (power, other)
            yield low, high, abs(int(shift))


def without_asinh(e: sympy.Expr) -> sympy.Expr:
    """Return e^{k·asinh x + y} as (x + √(1+x²))ᵏ·e^y, for integers k; else the term itself.

    Examples
    --------
    >>> from sympy import asinh, exp
    >>> from sympy.abc import x, y
    >>> without_asinh(exp(asinh(x) + y))
    (x + sqrt(x**2 + 1))*exp(y)
    """
    factor, rest = sympy.S.One, sympy.S.Zero
    for term in sympy.Add.make_args(sympy.expand(e.args[0])):
        k, other = term.as_coeff_Mul()
        if isinstance(other, sympy.asinh) and k.is_Integer and abs(k) <= _LARGEST:
            u = other.args[0]
            # for k < 0 the other factor of (√(1+u²) + u)(√(1+u²) - u) = 1: no quotient
            factor *= (sympy.sqrt(1 + u**2) + (u if k > 0 else -u)) ** abs(k)
        else:
            rest += term
    return e if factor == 1 else factor * sympy.exp(rest)
