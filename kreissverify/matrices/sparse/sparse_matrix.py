"""Large square matrices, held by their nonzero entries.

A quantity of a matrix with ten thousand rows is not computed from a table of its entries. What it
is computed from is here: the entries in floats, for products and factorisations, and the same
entries as integers over one denominator, for proofs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import scipy.sparse
from flint import fmpq
from numpy.typing import NDArray

from kreissverify.matrices.exact_entries import InvalidMatrix
from kreissverify.numbers.rational import as_float

__all__ = ["IntegerEntries", "SparseMatrix", "is_sparse"]

_WHOLE = 2.0**53
"""Below it every integer is a float64; beyond, some are not."""
_MANTISSA = 53  # bits of a float64


@dataclass(frozen=True)
class IntegerEntries:
    """The nonzero entries of a matrix, exactly: integers over one denominator.

    Attributes
    ----------
    rows, columns
        Their places, sorted by row.
    real, imaginary
        The numerators, arrays of Python integers; `imaginary` is None for a real matrix.
    denominator
        That of them all.
    """

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    real: NDArray[np.object_]
    imaginary: NDArray[np.object_] | None
    denominator: int


class SparseMatrix:
    """A square matrix of floats, real or complex, of which only nonzero entries are held.

    Parameters
    ----------
    entries
        A matrix or an array of `scipy.sparse`, in any format. Entries at the same place are added,
        as SciPy does; zeros that are stored are left out; integers and booleans are numbers.

    Raises
    ------
    InvalidMatrix
        If it is not square, or an entry is no finite number of float64 or complex128.

    Examples
    --------
    >>> import scipy.sparse
    >>> J = SparseMatrix(scipy.sparse.coo_array(([1, 2, 3], ([0, 0, 1], [1, 1, 0])), shape=(2, 2)))
    >>> J.n, J.nonzero, J.csc.toarray().tolist()
    (2, 2, [[0.0, 3.0], [3.0, 0.0]])
    """

    def __init__(self, entries: object) -> None:
        if not is_sparse(entries):
            raise InvalidMatrix(
                f"matrix: expected one of scipy.sparse, got {type(entries).__name__}"
            )
        _require_square(entries.shape)  # type: ignore[attr-defined]
        self._exact: IntegerEntries | None = None
        self.csc = _canonical(entries)

    @classmethod
    def of_rationals(
        cls,
        n: int,
        places: tuple[Sequence[int], Sequence[int]],
        parts: Sequence[Sequence[fmpq]],
    ) -> SparseMatrix:
        """Return the matrix whose entries are exact rationals, of which the floats are roundings.

        Parameters
        ----------
        n
            The number of rows.
        places
            Rows and columns of the entries, each place once.
        parts
            Their real parts, and of a complex matrix their imaginary parts also.

        Raises
        ------
        InvalidMatrix
            If an entry is beyond the range of float64.
        """
        try:
            floats = [np.array([as_float(x) for x in part], dtype=np.float64) for part in parts]
        except OverflowError:
            raise InvalidMatrix("matrix: an entry is beyond the range of float64") from None
        values = floats[0] if len(floats) == 1 else floats[0] + 1j * floats[1]
        made = cls(scipy.sparse.coo_array((values, places), shape=(n, n)))
        made._exact = _over_one_denominator(places, parts)
        return made

    @property
    def n(self) -> int:
        """The number of rows."""
        return int(self.csc.shape[0])

    @property
    def shape(self) -> tuple[int, int]:
        """(n, n)."""
        return self.n, self.n

    @property
    def nonzero(self) -> int:
        """The number of nonzero entries."""
        return int(self.csc.nnz)

    @property
    def is_complex(self) -> bool:
        """Whether some entry is not real."""
        return bool(self.csc.dtype.kind == "c")

    @cached_property
    def norm_bound(self) -> float:
        """√(‖A‖₁‖A‖_∞), which is at least ‖A‖."""
        sizes = abs(self.csc)
        columns, rows = sizes.sum(axis=0), sizes.sum(axis=1)
        return math.sqrt(float(columns.max(initial=0.0)) * float(rows.max(initial=0.0)))

    @cached_property
    def has_symmetric_pattern(self) -> bool:
        """Whether the entry at (j, i) is nonzero where that at (i, j) is."""
        ones = self.csc.astype(bool)
        return bool((ones != ones.T).nnz == 0)

    @cached_property
    def _csr(self) -> Any:
        return self.csc.tocsr()  # products with it go row by row, in the order of memory

    def product(self, x: NDArray[Any]) -> NDArray[Any]:
        """Return A x, of the shape of x: (n,) or (n, k)."""
        return np.asarray(self._csr @ x)

    def integers(self) -> IntegerEntries:
        """Return the exact entries as integers over one denominator."""
        return self._exact if self._exact is not None else _integers(self.csc)

    def __repr__(self) -> str:
        return f"SparseMatrix({self.n}x{self.n}, {self.nonzero} nonzero entries)"


def is_sparse(entries: object) -> bool:
    """Say whether it is a sparse matrix or array of SciPy, in any format."""
    return bool(scipy.sparse.issparse(entries))


def _require_square(shape: tuple[int, ...]) -> None:
    if len(shape) != 2:
        raise InvalidMatrix(f"matrix: expected 2 dimensions, got {len(shape)}")
    if shape[0] != shape[1]:
        raise InvalidMatrix(
            f"matrix: expected a square matrix, got {shape[0]} rows and {shape[1]} columns"
        )
    if shape[0] == 0:
        raise InvalidMatrix("matrix: expected at least one entry, got shape (0, 0)")


def _canonical(entries: Any) -> Any:
    """Return the entries as a new csc array of float64 or complex128 without zeros."""
    kind = entries.dtype.kind
    if kind not in "biufc":
        raise InvalidMatrix(f"matrix: expected numbers, got entries of type {entries.dtype}")
    # converted before entries are added: sums of small integers or booleans would wrap around
    wanted = np.complex128 if kind == "c" else np.float64
    given = scipy.sparse.coo_array(entries)
    data = given.data.astype(wanted)
    _require_finite(given, data)
    whole = kind not in "iu" or bool((np.abs(data) < _WHOLE).all())
    if not (whole and (data == given.data).all()):
        raise InvalidMatrix(
            f"matrix: entries of type {given.dtype} have more digits than float64; "
            "round them first, with .astype(float) or .astype(complex)"
        )
    made = scipy.sparse.csc_array(
        (data, (given.row.astype(np.int32), given.col.astype(np.int32))), shape=given.shape
    )
    made.sum_duplicates()
    _require_finite(made.tocoo(), made.data)
    made.eliminate_zeros()
    made.sort_indices()
    if kind == "c" and not made.data.imag.any():
        made = made.real
    made.data += 0.0  # -0.0 becomes 0.0
    return made


def _require_finite(places: Any, data: NDArray[Any]) -> None:
    bad = np.flatnonzero(~np.isfinite(data))
    if bad.size:
        k = int(bad[0])
        raise InvalidMatrix(
            f"matrix: entry [{places.row[k]}, {places.col[k]}]: expected a finite number, "
            f"got {data[k]}"
        )


def _integers(csc: Any) -> IntegerEntries:
    coo = csc.tocsr().tocoo()  # sorted by row
    parts = [coo.data.real, coo.data.imag] if coo.data.dtype.kind == "c" else [coo.data]
    mantissas, exponents = zip(*(np.frexp(part) for part in parts), strict=True)
    # 2^-1074 is the least float: the common denominator 2^shift makes integers of all
    shift = max(
        (
            int(_MANTISSA - e[m != 0].min())
            for m, e in zip(mantissas, exponents, strict=True)
            if (m != 0).any()
        ),
        default=0,
    )
    shift = max(shift, 0)
    whole = [
        np.array(
            [
                int(a) << b if b >= 0 else 0
                for a, b in zip(
                    (m * _WHOLE).astype(np.int64).tolist(),
                    (e - _MANTISSA + shift).tolist(),
                    strict=True,
                )
            ],
            dtype=object,
        )
        for m, e in zip(mantissas, exponents, strict=True)
    ]
    rows, columns = coo.row.astype(np.intp), coo.col.astype(np.intp)
    return IntegerEntries(
        rows, columns, whole[0], whole[1] if len(whole) == 2 else None, 1 << shift
    )


def _over_one_denominator(
    places: tuple[Sequence[int], Sequence[int]], parts: Sequence[Sequence[fmpq]]
) -> IntegerEntries:
    denominator = math.lcm(*{int(x.q) for part in parts for x in part})
    order = np.lexsort((places[1], places[0]))
    whole = [
        np.array([int(x.p) * (denominator // int(x.q)) for x in part], dtype=object)[order]
        for part in parts
    ]
    rows, columns = (np.asarray(x, dtype=np.intp)[order] for x in places)
    return IntegerEntries(
        rows, columns, whole[0], whole[1] if len(whole) == 2 else None, denominator
    )
