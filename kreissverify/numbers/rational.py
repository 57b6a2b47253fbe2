"""Exact rationals: what may become one, how it is written, and the simplest in an interval."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from numbers import Rational as Exact
from numbers import Real

import mpmath
from flint import fmpq, fmpz

from kreissverify.system.deferred import sympy

__all__ = [
    "Rational",
    "as_float",
    "as_fmpq",
    "as_fraction",
    "as_mpf",
    "as_sympy",
    "rational_string",
    "simplest_between",
    "square_root",
]

_EXPONENT = re.compile(r"[eE][-+]?([\d_]*)")  # decimal digits of every script, as Fraction reads
# "1e999999999" would fill the memory with its digits. All of float64 has exponents below 400.
_LONGEST_EXPONENT = 5000

Rational = fmpq | fmpz | Fraction | int | float | str


def as_fmpq(value: object) -> fmpq:
    """Return the exact rational that `value` stands for.

    Parameters
    ----------
    value
        An integer, a `Fraction`, a python-flint, SymPy or gmpy2 rational, a string ``"p/q"`` or a
        decimal such as ``"0.25"``, or a finite float of any precision (NumPy, SymPy, gmpy2 and
        mpmath), which means its exact dyadic value.

    Raises
    ------
    ValueError
        If `value` is NaN, infinite, or a string that is no rational number.
    TypeError
        If `value` is of another type.

    Examples
    --------
    >>> as_fmpq("3/8"), as_fmpq("0.1"), as_fmpq(0.5)
    (3/8, 1/10, 1/2)
    >>> as_fmpq(0.1) == fmpq(1, 10)  # the float nearest 1/10 is another number
    False
    """
    if isinstance(value, fmpq):
        return value
    if isinstance(value, fmpz):
        return fmpq(value)
    if isinstance(value, bool):  # before int, of which it is a subclass: most likely a mistake
        raise TypeError("expected a rational number, got a bool")
    if isinstance(value, Exact):  # before Real: SymPy's and gmpy2's rationals are both
        return fmpq(int(value.numerator), int(value.denominator))
    if isinstance(value, str):
        return _from_string(value)
    if isinstance(value, Real):
        return _from_float(value)
    raise TypeError(f"expected a rational number, got {type(value).__name__}")


def _from_string(text: str) -> fmpq:
    exponent = _EXPONENT.search(text)
    try:
        if exponent and _is_long(exponent[1]):
            raise ValueError
        return as_fmpq(Fraction(text.strip()))
    except (ValueError, ZeroDivisionError):
        shown = text if len(text) <= 40 else text[:37] + "..."
        raise ValueError(f"expected a rational number such as '3/8', got {shown!r}") from None


def _is_long(exponent: str) -> bool:
    # the length first: int() of a long text takes quadratic time, or raises
    return len(exponent) > 40 or int(exponent) > _LONGEST_EXPONENT


def _from_float(value: Real) -> fmpq:
    """Return the exact value of a binary float: `float(value)` would round the long ones."""
    if value != value or abs(value) == math.inf:
        raise ValueError(f"expected a finite number, got {value}")
    if hasattr(value, "_mpf_"):  # mpmath's and SymPy's
        return fmpq(*map(int, mpmath.libmp.to_rational(value._mpf_)))
    if not hasattr(value, "as_integer_ratio"):
        raise TypeError(f"expected a rational number, got {type(value).__name__}")
    return fmpq(*map(int, value.as_integer_ratio()))


def as_fraction(value: fmpq) -> Fraction:
    """Return `value` as a standard-library fraction."""
    return Fraction(int(value.p), int(value.q))


def as_float(value: fmpq) -> float:
    """Return the float64 number nearest a rational.

    Raises
    ------
    OverflowError
        If it exceeds the range of float64: an infinity would pass for a value further on.

    Examples
    --------
    >>> as_float(fmpq(1, 3))
    0.3333333333333333
    """
    # Python divides integers of any length with one rounding; two floats would be rounded thrice
    return int(value.p) / int(value.q)


def as_mpf(value: fmpq) -> mpmath.mpf:
    """Return a rational as a number of mpmath, rounded to its working precision."""
    return mpmath.mpf(int(value.p)) / int(value.q)


def as_sympy(value: fmpq) -> sympy.Rational:
    """Return a rational as SymPy's, unrounded; `as_fmpq` is the way back."""
    return sympy.Rational(int(value.p), int(value.q))


def rational_string(value: fmpq) -> str:
    """Return ``"p"`` or ``"p/q"`` in lowest terms: how rationals are written in certificates."""
    numerator, denominator = value.p, value.q
    return str(numerator) if denominator == 1 else f"{numerator}/{denominator}"


def simplest_between(low: fmpq, high: fmpq) -> fmpq:
    """Return the rational of least denominator, then least numerator, in the interval [low, high].

    The Stern-Brocot descent, by continued fractions.

    Parameters
    ----------
    low, high
        The ends, which belong to the interval.

    Raises
    ------
    ValueError
        If low > high.

    Examples
    --------
    >>> simplest_between(fmpq(31, 100), fmpq(34, 100))
    1/3
    """
    if low > high:
        raise ValueError("low: expected a number that is at most high")
    if low <= 0 <= high:
        return fmpq(0)
    if high < 0:
        return -simplest_between(-high, -low)
    whole = low.floor()
    if fmpq(whole) == low:  # an integer, and the next one would have a larger numerator
        return low
    if fmpq(whole) + 1 <= high:
        return fmpq(whole) + 1
    # both ends lie between whole and whole + 1: the simplest has the same integer part, and the
    # simplest fractional part, whose reciprocal is the simplest between theirs
    rest = simplest_between(1 / (high - whole), 1 / (low - whole))
    return whole + 1 / rest


def square_root(value: fmpq) -> fmpq | None:
    """Return the nonnegative rational square root of `value`, or None if it is irrational."""
    if value < 0:
        return None
    numerator, denominator = int(value.p), int(value.q)
    # in lowest terms a quotient is a square iff both numbers are
    root = fmpq(math.isqrt(numerator), math.isqrt(denominator))
    return root if root * root == value else None
