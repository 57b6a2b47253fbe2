"""Exact complex rationals (Gaussian rationals): what may become one, and how it is written."""

from __future__ import annotations

import re
from numbers import Complex, Real
from typing import Any

import sympy
from flint import fmpq, fmpz

from kreissverify.numbers.rational import as_fmpq, rational_string

__all__ = ["Gaussian", "as_gaussian", "gaussian_string"]

Gaussian = tuple[fmpq, fmpq]
"""Real and imaginary part."""

_SIGN = re.compile(r"(?<![eE])(?=[+-])")  # before each sign that is not one of an exponent


def as_gaussian(value: Any) -> Gaussian:
    """Return the exact complex rational that `value` stands for, as (real, imaginary).

    Parameters
    ----------
    value
        What `as_fmpq` accepts (a real number); a complex number of Python, NumPy, SymPy or mpmath,
        whose floats mean their exact dyadic values; a string such as ``"3/2+1/4j"``; or a pair
        (real, imaginary) of what `as_fmpq` accepts.

    Raises
    ------
    ValueError
        If a part is NaN or infinite, or a string is no complex rational.
    TypeError
        If `value` is of another type.

    Examples
    --------
    >>> as_gaussian("3/2+1/4j")
    (3/2, 1/4)
    >>> as_gaussian(0.5j)
    (0, 1/2)
    """
    if isinstance(value, (tuple, list)):
        if len(value) != 2:
            raise ValueError(f"expected a pair (real, imaginary), got {len(value)} numbers")
        return as_fmpq(value[0]), as_fmpq(value[1])
    if isinstance(value, str):
        return _from_string(value)
    # before Complex: every Real is one, and as_fmpq names what it refuses (a bool among them)
    if isinstance(value, (bool, fmpq, fmpz, Real)):
        return as_fmpq(value), fmpq(0)
    if isinstance(value, sympy.Expr):
        return tuple(map(as_fmpq, value.as_real_imag()))  # type: ignore[return-value]
    if isinstance(value, Complex) or hasattr(value, "_mpc_"):
        return as_fmpq(value.real), as_fmpq(value.imag)
    raise TypeError(f"expected a complex rational number, got {type(value).__name__}")


def _from_string(text: str) -> Gaussian:
    terms = [term for term in _SIGN.split(text.strip().replace(" ", "")) if term]
    parts: dict[bool, str] = {}
    for term in terms:
        imaginary = term[-1] in "ij"
        if imaginary in parts:
            break  # two real or two imaginary terms: a sum to be worked out is no number
        parts[imaginary] = (
            f"{term[:-1]}1"
            if term in ("j", "+j", "-j", "i", "+i", "-i")  # j alone is 1j
            else (term[:-1] if imaginary else term)
        )
    else:
        if terms:
            try:
                return as_fmpq(parts.get(False, "0")), as_fmpq(parts.get(True, "0"))
            except ValueError:
                pass
    shown = text if len(text) <= 40 else text[:37] + "..."
    raise ValueError(f"expected a complex rational such as '3/2+1/4j', got {shown!r}")


def gaussian_string(value: Gaussian) -> str:
    """Return ``"p/q"`` or ``"p/q+r/sj"``."""
    real, imag = value
    if imag == 0:
        return rational_string(real)
    sign = "+" if imag > 0 else ""
    return f"{rational_string(real)}{sign}{rational_string(imag)}j"
