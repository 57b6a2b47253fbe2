"""One entry of a text file: its digits say an exact rational, in every format alike.

``0.1`` is 1/10, and not the float that is nearest to it; ``1e-400`` is no zero; an integer of
twenty digits keeps them all. Who wants the floats writes them in binary (.npy, .npz).
"""

from __future__ import annotations

import re
from functools import cache

from flint import fmpq

from kreissverify.matrices.exact_entries import InvalidMatrix
from kreissverify.numbers.complex_rational import Gaussian, parts_of_text

__all__ = ["decimal_comma", "decimal_entry", "number_entry"]

# Bounded lengths, so that no entry makes a number that fills the memory; the integer part of the
# largest float64 has 309 digits. ASCII, as \d alone is a digit of any script.
_DECIMAL = re.compile(
    r"([+-]?)(?:(\d{1,400})\.?(\d{0,400})|\.(\d{1,400}))(?:e([+-]?\d{1,3}))?", re.I | re.A
)
_FRACTION = re.compile(r"([+-]?\d{1,400})/(\d{1,400})", re.A)
_NOT_NUMBERS = re.compile(r"\(?(.*[+-])?(nan|inf|infinity)([+-].*)?[ij]?\)?", re.I)
# in the order in which a row is cut: of the last, any number
_SEPARATORS = (";", r"\s+")


def decimal_entry(word: str, line: int) -> fmpq:
    """Return the rational that a decimal such as ``-1.5e-3`` is, for formats without fractions.

    Parameters
    ----------
    word
        The entry.
    line
        The number of its line, for messages.

    Raises
    ------
    InvalidMatrix
        If it is no finite decimal.
    """
    found = _decimal(word)
    if found is None:
        raise InvalidMatrix(f"line {line}: expected {_kind(word)}, got {_shown(word)}")
    return found


def number_entry(word: str, line: int) -> fmpq | Gaussian:
    """Return the number that a decimal, a fraction ``1/3`` or a complex ``1/3-2.5i`` is.

    Parameters
    ----------
    word
        The entry.
    line
        The number of its line, for messages.

    Raises
    ------
    InvalidMatrix
        If it is none of these.
    """
    texts = parts_of_text(word) if word.endswith(("i", "j", "i)", "j)")) else (word, "0")
    parts = None if texts is None else [_rational(text) for text in texts]
    if parts is None or None in parts:
        divided = _FRACTION.fullmatch(word)
        example = "expected a rational number such as '3/8'" if divided else _expected(word)
        raise InvalidMatrix(f"line {line}: {example}, got {_shown(word)}")
    real, imaginary = parts
    assert real is not None and imaginary is not None
    return (real, imaginary) if imaginary else real


def _rational(text: str) -> fmpq | None:
    parts = _FRACTION.fullmatch(text)
    return _decimal(text) if parts is None else _quotient(*parts.groups())


def decimal_comma(line: str) -> bool:
    """Say whether a row is one of numbers with a decimal comma, as some spreadsheets write it."""
    if "," not in line:
        return False
    pointed = line.strip().replace(",", ".")
    rows = (re.split(mark, pointed) for mark in _SEPARATORS)
    return any(all(_decimal(x.strip()) is not None for x in row) for row in rows)


def _decimal(word: str) -> fmpq | None:
    parts = _DECIMAL.fullmatch(word)
    if parts is None:
        return None
    sign, whole, behind, only_behind, exponent = parts.groups(default="")
    behind += only_behind
    digits = int(f"{sign}{whole}{behind}")
    shift = int(exponent or 0) - len(behind)
    return fmpq(digits * _power(shift)) if shift >= 0 else fmpq(digits, _power(-shift))


@cache
def _power(exponent: int) -> int:
    # at most 1800 of them: exponents have three digits, and 400 stand behind the point
    return int(10**exponent)


def _quotient(numerator: str, denominator: str) -> fmpq | None:
    return fmpq(int(numerator), int(denominator)) if int(denominator) else None


def _kind(word: str) -> str:
    return "a finite number" if _NOT_NUMBERS.fullmatch(word) else "a number"


def _expected(word: str) -> str:
    return f"expected {_kind(word)} such as 0.25, 1/4 or 1/4+2i"


def _shown(word: str) -> str:
    return repr(word if len(word) <= 30 else word[:27] + "...")
