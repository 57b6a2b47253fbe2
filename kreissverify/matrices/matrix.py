"""Square matrices of floats or rationals: what a quantity is a function of."""

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
from kreissverify.numbers.arrays import FloatArray, float_matrix, rational_matrix
from kreissverify.numbers.rational import as_fmpq, rational_string

__all__ = ["InvalidMatrix", "Matrix", "as_matrix", "exact_block"]

_WHOLE = 2.0**53
"""Below it every integer is a float64; beyond, some are not."""


class InvalidMatrix(ValueError):
    """The input is no matrix of the kind asked for; the message says what is wrong with it."""


class Matrix:
    """A square matrix of real numbers, held as it was given: in floats, or in exact rationals.

    The other form is made when it is first asked for, and kept. Floats are rationals themselves, so
    the two forms of an array are equal; of rationals, `array` is the rounding.

    Parameters
    ----------
    entries
        An n×n NumPy array (its floats mean their exact dyadic values), nested sequences of
        rationals (integers, fractions, strings ``"p/q"``), a python-flint matrix, or a `Matrix`.

    Raises
    ------
    InvalidMatrix
        If the entries are not finite real numbers in a square table.

    Examples
    --------
    >>> import numpy as np
    >>> from kreissverify import Matrix
    >>> J = Matrix([["1/2", 0], [1, "1/3"]])
    >>> J.n, J.exact[1, 1], float(J.array[1, 1])
    (2, 1/3, 0.3333333333333333)
    >>> J == Matrix([["2/4", "0"], [1.0, "1/3"]])
    True
    >>> Matrix(np.array([[0.1]])) == Matrix([["1/10"]])  # 0.1 is a float, and not 1/10
    False
    """

    structure: ClassVar[Structure] = Structure()
    _held: FloatArray | None  # the entries as floats, if it was made of these
    _exact: fmpq_mat | None
    #: Bits of the floats that entries were given as, which may be rounded numbers; 0: none were.
    rounded_to: int = 0

    def __init__(self, entries: object) -> None:
        self._held, self._exact = _held_floats(entries), None
        if self._held is not None:
            rows, columns = self._held.shape
        else:
            self._exact = exact_block(entries, "matrix")
            rows, columns = self._exact.nrows(), self._exact.ncols()
        self.rounded_to = _float_bits(entries)
        if rows != columns:
            raise InvalidMatrix(
                f"matrix: expected a square matrix, got {rows} rows and {columns} columns"
            )

    @property
    def exact(self) -> fmpq_mat:
        """The exact entries."""
        if self._exact is None:
            self._exact = self._made_exact()
        return self._exact

    def _made_exact(self) -> fmpq_mat:
        """Make the exact entries of a matrix that holds floats."""
        assert self._held is not None
        return rational_matrix(self._held)

    @property
    def holds_floats(self) -> bool:
        """Whether the matrix was made of floats, so that `array` is exact."""
        return self._held is not None

    @property
    def n(self) -> int:
        """The number of rows."""
        return len(self._held) if self._held is not None else int(self.exact.nrows())

    @property
    def block_sizes(self) -> tuple[int, ...]:
        """The sizes of its diagonal blocks: one, unless its class tells several of them apart."""
        return (self.n,)

    @cached_property
    def array(self) -> FloatArray:
        """The float64 rounding of the entries, of shape (n, n), read-only."""
        if self._held is not None:
            return self._held
        array = float_matrix(self.exact)
        array.flags.writeable = False
        return array

    @cached_property
    def digest(self) -> str:
        """A short hash of the exact entries: equal matrices have equal digests.

        64 bits: a chance collision among a million matrices has probability 3e-8.
        """
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
            and self._has_entries_of(other)
            and self._identity() == other._identity()
        )

    def _has_entries_of(self, other: Matrix) -> bool:
        # two finite float arrays are equal iff their exact values are: no rational need be made
        if self.holds_floats and other.holds_floats:
            return np.array_equal(self.array, other.array)
        return bool(self.exact == other.exact)

    def _identity(self) -> tuple[object, ...]:
        """What else makes two matrices the same: of an instance, its sizes and its γ."""
        return ()

    def __hash__(self) -> int:
        return hash(self.digest)  # of the exact entries, as floats and rationals may be equal


def as_matrix(value: object) -> Matrix:
    """Return `value` as a `Matrix`; one that is a `Matrix` already is returned as it is.

    Raises
    ------
    InvalidMatrix
        See `Matrix`.

    Examples
    --------
    >>> as_matrix([[1, "1/2"], [0, 1]])
    Matrix([[1, 1/2], [0, 1]])
    """
    return value if isinstance(value, Matrix) else Matrix(value)


def _held_floats(entries: object) -> FloatArray | None:
    """Return what a `Matrix` of these entries holds as floats; None if rationals are to be made.

    Only of what is a matrix of float64 values exactly. All else, the malformed included, goes the
    way of rationals, entry by entry, where it is told what is wrong with it.
    """
    if isinstance(entries, Matrix):
        return entries.array if entries.holds_floats else None
    # subclasses may understand their entries differently: a masked array leaves some out
    if type(entries) is not np.ndarray or entries.ndim != 2 or entries.size == 0:
        return None
    # a long double may have more digits than float64
    if entries.dtype.kind not in "iuf" or entries.dtype.itemsize > 8:
        return None
    # a copy, as the caller may change his own, in the order of rows whatever the caller's is
    array = np.array(entries, dtype=np.float64, order="C")
    if not np.isfinite(array).all():
        return None
    # rounding is monotone, so an integer is below 2^53 if what it is rounded to is
    if entries.dtype.kind != "f" and np.abs(array).max() >= _WHOLE:
        return None
    array += 0.0  # -0.0 becomes 0.0: rationals have one zero, and equal matrices equal arrays
    array.flags.writeable = False
    return array


def _float_bits(entries: object) -> int:
    """Return the bits of the shortest floats among the numbers of a matrix; 0 if it has none."""
    if isinstance(entries, Matrix):
        return entries.rounded_to
    if isinstance(entries, np.ndarray) and entries.dtype.kind in "fc":
        return int(np.finfo(entries.dtype).nmant) + 1
    if isinstance(entries, np.ndarray) and entries.dtype.kind == "O":
        entries = entries.ravel().tolist()
    if isinstance(entries, Sequence) and not isinstance(entries, str):
        return min((bits for bits in map(_float_bits, entries) if bits), default=0)
    if isinstance(entries, np.floating):
        return int(np.finfo(entries.dtype).nmant) + 1
    return 53 if isinstance(entries, float) else 0


def exact_block(entries: object, name: str) -> fmpq_mat:
    """Return a rational matrix of any shape from arrays, nested sequences or python-flint matrices.

    A number stands for a 1×1 matrix.

    Parameters
    ----------
    entries
        What `Matrix` accepts, of any shape with at least one entry.
    name
        What it is called in messages.

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
    # -1 for what is no row; a text is a sequence to Python, but a number here
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
