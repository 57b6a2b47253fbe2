"""Square matrices of floats or rationals, real or complex: what a quantity is a function of."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar, SupportsIndex

import numpy as np
from flint import fmpq_mat
from numpy.typing import NDArray

from kreissverify.matrices.exact_entries import (
    InvalidMatrix,
    Parts,
    assembled_real_form,
    exact_parts,
)
from kreissverify.matrices.matrix_class import Structure
from kreissverify.numbers.arrays import (
    float_matrix,
    float_real_form,
    rational_matrix,
)
from kreissverify.numbers.complex_rational import gaussian_string
from kreissverify.numbers.rational import rational_string

__all__ = ["InvalidMatrix", "Matrix", "as_matrix", "exact_block"]

_REAL_ONLY = (
    "expected real entries, got complex ones (blocks, classes and statements are of real matrices)"
)
_WHOLE = 2.0**53
"""Below it every integer is a float64; beyond, some are not."""


class Matrix:
    """A square matrix of real or complex numbers, held as given: in floats, or exact rationals.

    The other form is made when it is first asked for, and kept. Floats are rationals themselves, so
    the two forms of an array are equal; of rationals, `array` is the rounding. A complex array
    whose imaginary parts are all zero is a real matrix.

    Parameters
    ----------
    entries
        An n×n NumPy array (its floats mean their exact dyadic values), nested sequences of
        rationals (integers, fractions, strings ``"p/q"``) or complex rationals (complex numbers,
        strings ``"1/2+1/3i"``), a python-flint matrix, or a `Matrix`.

    Raises
    ------
    InvalidMatrix
        If the entries are not finite numbers in a square table.

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
    >>> Matrix([["1/2+i"]]), Matrix([["1/2+i"]]).real_form
    (Matrix([[1/2+1i]]), Matrix([[1/2, -1], [1, 1/2]]))
    """

    structure: ClassVar[Structure] = Structure()
    _held: NDArray[Any] | None  # the entries as floats, if it was made of these
    _exact: fmpq_mat | None  # their real parts
    _imaginary: fmpq_mat | None = None  # of a complex matrix; None: real, or not yet made of floats
    #: Bits of the floats that entries were given as, which may be rounded numbers; 0: none were.
    rounded_to: int = 0

    def __init__(self, entries: object) -> None:
        self._held, self._exact = _held_floats(entries), None
        if self._held is not None:
            rows, columns = self._held.shape
        else:
            self._exact, self._imaginary = _parts(entries)
            rows, columns = self._exact.nrows(), self._exact.ncols()
        self.rounded_to = _float_bits(entries)
        if rows != columns:
            raise InvalidMatrix(
                f"matrix: expected a square matrix, got {rows} rows and {columns} columns"
            )

    @classmethod
    def of_parts(cls, real: fmpq_mat, imaginary: fmpq_mat) -> Matrix:
        """Return the matrix with the given real and imaginary parts, of one shape."""
        made = Matrix(real)
        if any(imaginary.entries()):
            made._imaginary = fmpq_mat(imaginary)
        return made

    @property
    def is_complex(self) -> bool:
        """Whether some entry is not real."""
        return self._imaginary is not None or (
            self._held is not None and np.iscomplexobj(self._held)
        )

    @property
    def exact(self) -> fmpq_mat:
        """The exact entries of a real matrix.

        Raises
        ------
        InvalidMatrix
            If the matrix is complex: no path may drop the imaginary parts. See `parts` and
            `real_form`.
        """
        if self.is_complex:
            raise InvalidMatrix(f"matrix: {_REAL_ONLY}")
        return self._real_parts()

    @property
    def parts(self) -> Parts:
        """The exact real and imaginary parts of the entries, the latter None for a real matrix."""
        real = self._real_parts()
        if self.is_complex and self._imaginary is None:
            assert self._held is not None
            self._imaginary = rational_matrix(self._held.imag)
        return real, self._imaginary

    def _real_parts(self) -> fmpq_mat:
        if self._exact is None:
            self._exact = self._made_exact()
        return self._exact

    def _made_exact(self) -> fmpq_mat:
        """Make the exact real parts of a matrix that holds floats."""
        assert self._held is not None
        return rational_matrix(self._held.real)

    @cached_property
    def real_form(self) -> Matrix:
        """The real matrix [[Re J, -Im J], [Im J, Re J]] of twice the size; J itself if it is real.

        It is unitarily similar to diag(J, conj J), and has the norms of J, of its powers, and of
        its resolvent at real z.
        """
        if not self.is_complex:
            return self
        if self._held is not None:
            return Matrix(float_real_form(self._held))
        real, imaginary = self.parts
        assert imaginary is not None
        return _remade(assembled_real_form(real, imaginary), self.rounded_to)

    @property
    def holds_floats(self) -> bool:
        """Whether the matrix was made of floats, so that `array` is exact."""
        return self._held is not None

    @property
    def n(self) -> int:
        """The number of rows."""
        return len(self._held) if self._held is not None else int(self._real_parts().nrows())

    @property
    def block_sizes(self) -> tuple[int, ...]:
        """The sizes of its diagonal blocks: one, unless its class tells several of them apart."""
        return (self.n,)

    @cached_property
    def array(self) -> NDArray[Any]:
        """The rounding of the entries to float64, or complex128: of shape (n, n), read-only."""
        if self._held is not None:
            return self._held
        real, imaginary = self.parts
        array = float_matrix(real)
        if imaginary is not None:
            array = array + 1j * float_matrix(imaginary)
        array.flags.writeable = False
        return array

    @cached_property
    def digest(self) -> str:
        """A short hash of the exact entries: equal matrices have equal digests.

        64 bits: a chance collision among a million matrices has probability 3e-8.
        """
        return hashlib.sha256(repr(self.strings()).encode()).hexdigest()[:16]

    def strings(self) -> list[list[str]]:
        """Return the entries as strings ``"p/q"``, or ``"p/q+r/si"`` where they are complex."""
        real, imaginary = self.parts
        if imaginary is None:
            return [[rational_string(x) for x in row] for row in real.tolist()]
        rows = zip(real.tolist(), imaginary.tolist(), strict=True)
        return [[gaussian_string(x) for x in zip(*row, strict=True)] for row in rows]

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
        return self.parts == other.parts

    def _identity(self) -> tuple[object, ...]:
        """What else makes two matrices the same: of an instance, its sizes and its γ."""
        return ()

    def __hash__(self) -> int:
        return hash(self.digest)  # of the exact entries, as floats and rationals may be equal

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        # a python-flint matrix does not travel between processes: what it was made of does
        if type(self) is not Matrix:
            return super().__reduce_ex__(protocol)
        return _remade, (self.strings() if self._held is None else self._held, self.rounded_to)


def _remade(entries: object, rounded_to: int) -> Matrix:
    made = Matrix(entries)
    made.rounded_to = rounded_to  # which exact entries do not say
    return made


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


def _parts(entries: object) -> Parts:
    return entries.parts if isinstance(entries, Matrix) else exact_parts(entries, "matrix")


def _held_floats(entries: object) -> NDArray[Any] | None:
    """Return what a `Matrix` of these entries holds as floats; None if rationals are to be made.

    Only of what is a matrix of float64 or complex128 values exactly. All else, the malformed
    included, goes the way of rationals, entry by entry, where it is told what is wrong with it.
    """
    if isinstance(entries, Matrix):
        return entries.array if entries.holds_floats else None
    # subclasses may understand their entries differently: a masked array leaves some out
    if type(entries) is not np.ndarray or entries.ndim != 2 or entries.size == 0:
        return None
    # a long double may have more digits than float64
    kind = entries.dtype.kind
    if kind not in "iufc" or entries.dtype.itemsize > (16 if kind == "c" else 8):
        return None
    is_complex = kind == "c" and bool(entries.imag.any())
    kept = entries if is_complex else entries.real
    # a copy, as the caller may change his own, in the order of rows whatever the caller's is
    array = np.array(kept, dtype=np.complex128 if is_complex else np.float64, order="C")
    if not np.isfinite(array).all():
        return None
    # rounding is monotone, so an integer is below 2^53 if what it is rounded to is
    if kind in "iu" and np.abs(array).max() >= _WHOLE:
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
    if isinstance(entries, (np.floating, np.complexfloating)):
        return int(np.finfo(entries.dtype).nmant) + 1
    return 53 if isinstance(entries, (float, complex)) else 0


def exact_block(entries: object, name: str) -> fmpq_mat:
    """Return a real rational matrix of any shape, of what `exact_parts` accepts or a `Matrix`.

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
    real, imaginary = exact_parts(entries, name)
    if imaginary is not None:
        raise InvalidMatrix(f"{name}: {_REAL_ONLY}")
    return real
