"""What may stand for the entries of a matrix: their exact real and imaginary parts, of any shape.

Real entries are read as such first, and are told what is wrong with them as real numbers: only what
is complex (a number of that type, a string that ends in ``i`` or ``j``) is read as a Gaussian.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from numbers import Complex, Real
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat
from numpy.typing import NDArray

from kreissverify.numbers.complex_rational import Gaussian, as_gaussian
from kreissverify.numbers.rational import as_fmpq
from kreissverify.system.deferred import is_of_sympy

__all__ = ["InvalidMatrix", "Parts", "assembled_real_form", "exact_parts"]

Parts = tuple[fmpq_mat, fmpq_mat | None]
"""The real and the imaginary part of a matrix; None for one that is zero."""


class InvalidMatrix(ValueError):
    """The input is no matrix of the kind asked for; the message says what is wrong with it."""


def exact_parts(entries: object, name: str) -> Parts:
    """Return the exact parts of a matrix of any shape; a number stands for a 1×1 matrix.

    Parameters
    ----------
    entries
        An array, nested sequences of rationals or complex rationals, or a python-flint matrix.
    name
        What it is called in messages.

    Raises
    ------
    InvalidMatrix
        If an entry is no finite number, or the rows have different lengths; the message begins
        with `name`.

    Examples
    --------
    >>> exact_parts([["1/2+i", 2]], "A")
    ([1/2, 2], [1, 0])
    """
    if isinstance(entries, fmpq_mat):
        return fmpq_mat(_not_empty(entries, name)), None  # a copy: the caller may change his own
    if isinstance(entries, np.ndarray):
        return _from_array(entries, name)
    if isinstance(entries, (int, float, complex, str, Fraction, fmpq)):
        entries = [[entries]]
    return _from_rows(entries, name)


def assembled_real_form(real: fmpq_mat, imaginary: fmpq_mat) -> fmpq_mat:
    """Return [[real, -imaginary], [imaginary, real]].

    Examples
    --------
    >>> assembled_real_form(fmpq_mat([[1]]), fmpq_mat([[2]])).tolist()
    [[1, -2], [2, 1]]
    """
    re, im = real.tolist(), imaginary.tolist()
    upper = [x + [-b for b in y] for x, y in zip(re, im, strict=True)]
    lower = [y + x for x, y in zip(re, im, strict=True)]
    return fmpq_mat(upper + lower)


def _from_array(array: NDArray[Any], name: str) -> Parts:
    if array.ndim == 0:
        array = array.reshape(1, 1)
    if array.ndim != 2:
        raise InvalidMatrix(f"{name}: expected a 2-dimensional array, got {array.ndim} dimensions")
    if array.dtype.kind not in "iufcO":
        raise InvalidMatrix(f"{name}: expected numbers, got entries of type {array.dtype}")
    return _from_rows(array.tolist(), name)


def _from_rows(rows: object, name: str) -> Parts:
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        hint = "; give its toarray()" if hasattr(rows, "toarray") else ""  # of scipy.sparse
        raise InvalidMatrix(f"{name}: expected a matrix, got {type(rows).__name__}{hint}")
    rows = [row.tolist() if isinstance(row, np.ndarray) else row for row in rows]
    # -1 for what is no row; a text is a sequence to Python, but a number here
    lengths = {
        len(row) if isinstance(row, Sequence) and not isinstance(row, str) else -1 for row in rows
    }
    if lengths <= {0} or not rows:
        raise InvalidMatrix(f"{name}: expected at least one entry, got an empty matrix")
    if len(lengths) > 1 or -1 in lengths:
        raise InvalidMatrix(f"{name}: expected rows of equal length")
    shape = len(rows), lengths.pop()
    entries = [_entry(x, name, i, j) for i, row in enumerate(rows) for j, x in enumerate(row)]
    real_ones = [x for x in entries if not isinstance(x, tuple)]
    if len(real_ones) == len(entries):
        return fmpq_mat(*shape, real_ones), None
    pairs = [x if isinstance(x, tuple) else (x, fmpq(0)) for x in entries]
    real, imaginary = (fmpq_mat(*shape, list(part)) for part in zip(*pairs, strict=True))
    # a complex array without imaginary parts is a real matrix
    return real, imaginary if any(imaginary.entries()) else None


def _entry(value: object, name: str, row: int, column: int) -> fmpq | Gaussian:
    try:
        return as_gaussian(value) if _is_complex(value) else as_fmpq(value)
    except (TypeError, ValueError) as error:
        raise InvalidMatrix(f"{name}: entry [{row}, {column}]: {error}") from None


def _is_complex(value: object) -> bool:
    """Say whether an entry is to be read as complex. Of pairs only those that are exact: a table of
    rows of pairs of numbers is more likely a stack of matrices by mistake.
    """
    if isinstance(value, (int, float, fmpq, Fraction)):  # nearly all: the questions below are slow
        return False
    if isinstance(value, str):
        return value.rstrip().endswith(("i", "j", "i)", "j)"))
    if isinstance(value, tuple):
        return len(value) == 2 and all(isinstance(part, fmpq) for part in value)
    if is_of_sympy(value, "Expr"):
        return not value.is_real and value.is_number
    return hasattr(value, "_mpc_") or (isinstance(value, Complex) and not isinstance(value, Real))


def _not_empty(matrix: fmpq_mat, name: str) -> fmpq_mat:
    if matrix.nrows() == 0 or matrix.ncols() == 0:
        raise InvalidMatrix(f"{name}: expected at least one entry, got an empty matrix")
    return matrix
