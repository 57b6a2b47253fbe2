"""Exact square matrices: what a quantity is a function of."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from flint import fmpq, fmpq_mat
from numpy.typing import NDArray

from kreissverify.matrices.matrix_class import Structure
from kreissverify.numbers.rational import as_fmpq, rational_string
from kreissverify.numbers.spectral_norm import float_matrix

__all__ = ["InvalidMatrix", "Matrix", "as_matrix", "exact_block"]

FloatArray = NDArray[np.float64]


class InvalidMatrix(ValueError):
    """The input is no matrix of the kind asked for; the message says what is wrong with it."""


class Matrix:
    """A square matrix with exact rational entries and their float64 rounding.

    Parameters
    ----------
    entries
        An n×n NumPy array (its floats mean their exact dyadic values), nested sequences of
        rationals (integers, fractions, strings ``"p/q"``), a python-flint matrix, or a `Matrix`.

    Raises
    ------
    InvalidMatrix
        If the entries are not finite real numbers in a square table.
    """

    structure: ClassVar[Structure] = Structure()

    def __init__(self, entries: object) -> None:
        exact = exact_block(entries, "matrix")
        if exact.nrows() != exact.ncols():
            raise InvalidMatrix(
                f"matrix: expected a square matrix, got {exact.nrows()} rows "
                f"and {exact.ncols()} columns"
            )
        self._exact: fmpq_mat | None = exact

    @property
    def exact(self) -> fmpq_mat:
        """The exact entries."""
        if self._exact is None:
            self._exact = self._made_exact()
        return self._exact

    def _made_exact(self) -> fmpq_mat:
        """Make the exact entries, of a matrix that has been made without."""
        raise NotImplementedError

    @property
    def holds_floats(self) -> bool:
        """Whether the matrix was made from floats without a rational copy: `array` is exact."""
        return False

    @property
    def n(self) -> int:
        """The number of rows."""
        return int(self.exact.nrows())

    @property
    def block_sizes(self) -> tuple[int, ...]:
        """The sizes of its diagonal blocks: one, unless its class tells several of them apart."""
        return (self.n,)

    @cached_property
    def array(self) -> FloatArray:
        """The float64 rounding of the entries, read-only."""
        array = float_matrix(self.exact)
        array.flags.writeable = False
        return array

    @cached_property
    def digest(self) -> str:
        """A short hash of the exact entries: equal matrices have equal digests."""
        return hashlib.sha256(repr(self.strings()).encode()).hexdigest()[:16]

    def strings(self) -> list[list[str]]:
        """Return the entries as strings ``"p/q"``, as certificates write them."""
        return [[rational_string(x) for x in row] for row in self.exact.tolist()]

    def __repr__(self) -> str:
        shown = str(self.strings()).replace("'", "") if self.n <= 4 else f"{self.n}x{self.n}"
        return f"{type(self).__name__}({shown})"

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Matrix)
            and bool(self.exact == other.exact)
            and self._identity() == other._identity()
        )

    def _identity(self) -> tuple[object, ...]:
        """What else makes two matrices the same: of an instance, its sizes and its γ."""
        return ()

    def __hash__(self) -> int:
        return hash(self.digest)


def as_matrix(value: object) -> Matrix:
    """Return `value` as a `Matrix`; one that is a `Matrix` already is returned as it is.

    Raises
    ------
    InvalidMatrix
        See `Matrix`.
    """
    return value if isinstance(value, Matrix) else Matrix(value)


def exact_block(entries: object, name: str) -> fmpq_mat:
    """Return a rational matrix of any shape from arrays, nested sequences or python-flint matrices.

    A number stands for a 1×1 matrix.

    Raises
    ------
    InvalidMatrix
        If an entry is no finite real number, or the rows have different lengths; the message begins
        with `name`.
    """
    if isinstance(entries, Matrix):
        return entries.exact
    if isinstance(entries, fmpq_mat):
        return fmpq_mat(_not_empty(entries, name))  # a copy: the caller may change his own
    if isinstance(entries, np.ndarray):
        return _from_array(entries, name)
    if isinstance(entries, (int, float, str, Fraction, fmpq)):
        entries = [[entries]]
    return _from_rows(entries, name)


def _from_array(array: NDArray[Any], name: str) -> fmpq_mat:
    if array.ndim == 0:
        array = array.reshape(1, 1)
    if array.ndim != 2:
        raise InvalidMatrix(f"{name}: expected a 2-dimensional array, got {array.ndim} dimensions")
    if array.dtype.kind == "c":
        raise InvalidMatrix(
            f"{name}: expected real entries, got a complex array "
            "(its real form [[Re, -Im], [Im, Re]] has the same K)"
        )
    if array.dtype.kind not in "iufO":
        raise InvalidMatrix(f"{name}: expected numbers, got entries of type {array.dtype}")
    return _from_rows(array.tolist(), name)


def _from_rows(rows: object, name: str) -> fmpq_mat:
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        raise InvalidMatrix(f"{name}: expected a matrix, got {type(rows).__name__}")
    rows = [row.tolist() if isinstance(row, np.ndarray) else row for row in rows]
    lengths = {
        len(row) if isinstance(row, Sequence) and not isinstance(row, str) else -1 for row in rows
    }
    if lengths <= {0} or not rows:
        raise InvalidMatrix(f"{name}: expected at least one entry, got an empty matrix")
    if len(lengths) > 1 or -1 in lengths:
        raise InvalidMatrix(f"{name}: expected rows of equal length")
    entries = [_entry(x, name, i, j) for i, row in enumerate(rows) for j, x in enumerate(row)]
    return fmpq_mat(len(rows), lengths.pop(), entries)


def _entry(value: object, name: str, row: int, column: int) -> fmpq:
    try:
        return as_fmpq(value)
    except (TypeError, ValueError) as error:
        raise InvalidMatrix(f"{name}: entry [{row}, {column}]: {error}") from None


def _not_empty(matrix: fmpq_mat, name: str) -> fmpq_mat:
    if matrix.nrows() == 0 or matrix.ncols() == 0:
        raise InvalidMatrix(f"{name}: expected at least one entry, got an empty matrix")
    return matrix
