"""What a user writes in a kind of matrices: sizes and options, each refused in one sentence.

An argument is an exact number or the name of a parameter; expressions are not taken, as a bound
is decided on numbers that a certificate lists.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from keyword import iskeyword
from math import isfinite
from numbers import Rational as Exact
from numbers import Real
from typing import Any

import sympy
from flint import fmpq, fmpz

from kreissverify.certificates.schema import MAX_SIDE
from kreissverify.instances.kinds.contract import Option, Size
from kreissverify.numbers.rational import as_fmpq, as_fraction
from kreissverify.system.near_names import unknown_name
from kreissverify.system.told_value import told

__all__ = ["read_arguments", "written"]

Spectrum = tuple[Option | None, Option | None]

_OPTION = 'expected a number such as 3 or "1/2", or the name of a parameter'
_SIZE = 'expected an integer from 1 on, a name such as "n", or nothing'


def read_arguments(
    kind: str, sizes: Sequence[str], options: Sequence[str], given: Sequence[Any], named: Any
) -> dict[str, Any]:
    """Return the sizes and the options that a user gave, read and checked, all others None.

    Parameters
    ----------
    kind
        The name of the kind, for messages.
    sizes
        The names of its sizes, in their order.
    options
        The names of its options.
    given
        The positional arguments, which are sizes.
    named
        The keyword arguments by name.

    Raises
    ------
    TypeError, ValueError
        In one sentence: the argument, what was wrong with it, and what is expected.

    Examples
    --------
    >>> read_arguments("Square", ["n"], ["norm", "complex"], ["n"], {"norm": "1/2"})
    {'n': 'n', 'norm': Fraction(1, 2), 'complex': False}
    """
    if len(given) > len(sizes):
        few = "one size" if len(sizes) == 1 else f"at most {len(sizes)} sizes"
        raise TypeError(f"{kind}: expected {few}, got {len(given)}; options are given by name")
    places = dict(zip(sizes, given, strict=False))
    for name in named:
        if name in places:
            raise TypeError(f"{kind}: {name}: got this size twice")
        if name not in (*sizes, *options):
            raise TypeError(f"{kind}: {_unknown(name, [*sizes, *options])}")
    values = {**places, **named}
    try:
        read = {name: _size(name, values.get(name)) for name in sizes}
        return read | {name: _READERS.get(name, _bound)(name, values.get(name)) for name in options}
    except (TypeError, ValueError) as error:
        raise type(error)(f"{kind}: {error}") from None


def written(value: object) -> str:
    """Return how an option stands in the printed form of a kind: ``1/2``, ``mu`` or ``(0, L)``.

    The printed form seeds draws and enters digests: it must never change.
    """
    if isinstance(value, tuple):
        return f"({', '.join(map(written, value))})"
    return str(value)


def _unknown(name: str, names: Sequence[str]) -> str:
    if name in _OF_SQUARE:  # known of other kinds: no misspelling
        return f"{name}: only square matrices have it; write Square"
    if name == "spectrum":
        return "spectrum: only Symmetric takes it; write Symmetric(n, spectrum=(lo, hi))"
    return unknown_name("option", name, sorted(names))


def _size(name: str, value: Any) -> Size:
    if value is None or _is_name(value):
        return value  # type: ignore[no-any-return]
    is_integer = isinstance(value, (int, sympy.Integer)) and not isinstance(value, bool)
    if not is_integer or value < 1:
        raise ValueError(f"{name}: {_SIZE}, got {_shown(value)}")
    if value > MAX_SIDE:
        raise ValueError(f"{name}: expected at most {MAX_SIDE} rows and columns, got {value}")
    return int(value)


def _option(name: str, value: Any) -> Option | None:
    """Read an exact number, or the name of a parameter."""
    if value is None or _is_name(value):
        return value  # type: ignore[no-any-return]
    if _is_float(value):
        raise ValueError(f"{name}: expected an exact number, got the float {value}{_near(value)}")
    try:
        return as_fraction(as_fmpq(value))
    except (TypeError, ValueError):
        raise ValueError(f"{name}: {_OPTION}, got {_shown(value)}") from None


def _is_name(value: object) -> bool:
    return isinstance(value, str) and value.isidentifier() and not iskeyword(value)


def _shown(value: object) -> str:
    return told(value, longest=40).replace("'", '"')  # as texts are written in theorem files


def _is_float(value: object) -> bool:
    # mpmath's and SymPy's floats are recognised by what holds their bits
    exact = isinstance(value, (Exact, fmpq, fmpz))
    return (isinstance(value, Real) and not exact) or hasattr(value, "_mpf_")


def _near(value: Any) -> str:
    """Name the rational that was probably meant: the float 0.1 is not 1/10."""
    if not isfinite(value):
        return ""
    near = Fraction(float(value)).limit_denominator(10**6)
    whole = near.denominator == 1
    return f"; write {near}" if whole else f"; write Rational({near.numerator}, {near.denominator})"


def _bound(name: str, value: object) -> Option | None:
    bound = _option(name, value)
    if isinstance(bound, Fraction) and bound < 0:
        raise ValueError(f"{name}: expected a bound that is not negative, got {bound}")
    return bound


def _rank(name: str, value: object) -> Option | None:
    rank = _bound(name, value)
    if isinstance(rank, Fraction) and rank.denominator > 1:
        raise ValueError(f"{name}: expected an integer from 0 on, got {rank}")
    return rank


def _complex(name: str, value: object) -> bool:
    if value is None:
        return False
    if not isinstance(value, bool):
        raise TypeError(f"{name}: expected True or False, got {_shown(value)}")
    return value


def _spectrum(name: str, value: object) -> Spectrum:
    if value is None:
        return None, None
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        raise TypeError(f"{name}: expected a pair (lo, hi), None for no end, got {_shown(value)}")
    low, high = (_option(name, end) for end in value)
    if isinstance(low, Fraction) and isinstance(high, Fraction) and low > high:
        raise ValueError(f"{name}: expected lo ≤ hi, got ({low}, {high})")
    return low, high


#: How each option is read; all others are bounds.
_READERS: Mapping[str, Callable[[str, Any], Any]] = {
    "complex": _complex,
    "rank": _rank,
    "spectrum": _spectrum,
}
_OF_SQUARE = ("radius", "numerical_radius")
