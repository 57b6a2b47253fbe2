"""Exact complex rationals (Gaussian rationals): what may become one, and how it is written."""

from __future__ import annotations

import re
from numbers import Complex, Real
from typing import Any

from flint import fmpq, fmpz

from kreissverify.numbers.rational import as_fmpq, rational_string
from kreissverify.system.deferred import is_of_sympy

__all__ = ["Gaussian", "as_gaussian", "gaussian_string", "parts_of_text"]

Gaussian = tuple[fmpq, fmpq]
"""Real and imaginary part."""

_SIGN = re.compile(r"(?<![eE])(?=[+-])")  # before each sign that is not one of an exponent

_AROUND_SIGN = re.compile(r"\s*([+-])\s*")


def as_gaussian(value: Any) -> Gaussian:
    """Return the exact complex rational that `value` stands for, as (real, imaginary).

    Parameters
    ----------
    value
        What `as_fmpq` accepts (a real number); a complex number of Python, NumPy, SymPy or mpmath,
        whose floats mean their exact dyadic values; a string such as ``"3/2+1/4i"``, also with
        ``j``; or a pair (real, imaginary) of what `as_fmpq` accepts.

    Raises
    ------
    ValueError
        If a part is NaN or infinite, or a string is no complex rational.
    TypeError
        If `value` is of another type.

    Examples
    --------
    >>> as_gaussian("3/2+1/4i")
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
    if is_of_sympy(value, "Expr"):
        return tuple(map(as_fmpq, value.as_real_imag()))  # type: ignore[return-value]
    if isinstance(value, Complex) or hasattr(value, "_mpc_"):
        return as_fmpq(value.real), as_fmpq(value.imag)
    raise TypeError(f"expected a complex rational number, got {type(value).__name__}")


def _from_string(text: str) -> Gaussian:
    parts = parts_of_text(text)
    if parts is not None:
        try:
            return as_fmpq(parts[0]), as_fmpq(parts[1])
        except ValueError:
            pass
    shown = text if len(text) <= 40 else text[:37] + "..."
    raise ValueError(f"expected a complex rational such as '3/2+1/4i', got {shown!r}")


def parts_of_text(text: str) -> tuple[str, str] | None:
    """Return the texts of the real and the imaginary part, "0" for one that is missing.

    None if the text is no sum of at most one real and one imaginary term, one with an ``i`` or
    ``j`` at its end; the parts themselves are not read. Brackets around the whole are dropped, as
    Python and NumPy write them.

    Examples
    --------
    >>> parts_of_text("3/2 - i"), parts_of_text("(2e-3j)"), parts_of_text("1+2")
    (('3/2', '-1'), ('0', '2e-3'), None)
    """
    # not within digits: "1 2" is no number
    text = _AROUND_SIGN.sub(r"\1", text.strip())
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1]
    terms = [term for term in _SIGN.split(text) if term]
    parts: dict[bool, str] = {}
    for term in terms:
        imaginary = term[-1] in "ij"
        if imaginary in parts:  # two terms of a kind: a sum to be worked out is no number
            return None
        # i alone is 1i
        parts[imaginary] = (
            term if not imaginary else term[:-1] + "1" * (term[:-1] in ("", "+", "-"))
        )
    return (parts.get(False, "0"), parts.get(True, "0")) if terms else None


def gaussian_string(value: Gaussian) -> str:
    """Return ``"p/q"``, ``"r/si"`` or ``"p/q+r/si"``; `as_gaussian` reads all three.

    Examples
    --------
    >>> gaussian_string(as_gaussian("2/4 - i")), gaussian_string(as_gaussian(3j))
    ('1/2-1i', '3i')
    """
    real, imag = value
    if imag == 0:
        return rational_string(real)
    sign = "+" if imag > 0 else ""
    first = f"{rational_string(real)}{sign}" if real != 0 else ""
    return f"{first}{rational_string(imag)}i"
