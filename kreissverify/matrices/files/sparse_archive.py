"""Sparse matrices in .npz files, as `scipy.sparse.save_npz` writes them.

The arrays are checked before SciPy is given them: its compiled code trusts indices, and a damaged
file would have it read where nothing is.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from kreissverify.matrices.exact_entries import InvalidMatrix

__all__ = ["MOST_NONZERO", "is_sparse_archive", "sparse_archive"]

MOST_NONZERO = 10_000_000
"""The most entries that are read: a stranger's file must not fill the memory."""

_ALWAYS = {"data", "format", "shape"}
_ARRAYS = {
    "csr": ("indices", "indptr"),
    "csc": ("indices", "indptr"),
    "bsr": ("indices", "indptr"),
    "coo": ("row", "col"),
    "dia": ("offsets",),
}
_MOST_BYTES = 16 * MOST_NONZERO + 1024  # of complex128 entries with a header


def is_sparse_archive(names: Iterable[str]) -> bool:
    """Say whether an archive of such arrays is one of `scipy.sparse.save_npz`."""
    return set(names) >= _ALWAYS


def sparse_archive(archive: zipfile.ZipFile, check_shape: Callable[[tuple[int, ...]], None]) -> Any:
    """Return the matrix of an archive as a coo array.

    Parameters
    ----------
    archive
        The opened file.
    check_shape
        Raises if a matrix of this shape is too large; called before any entry is read.

    Raises
    ------
    InvalidMatrix
        If the arrays are no sparse matrix.
    """
    layout = bytes(_array(archive, "format").item()).decode("ascii", "replace")
    if layout not in _ARRAYS:
        raise InvalidMatrix(
            f"damaged: expected a format of {', '.join(_ARRAYS)}, got {layout[:20]}"
        )
    sizes = _whole(_array(archive, "shape"))
    if sizes.shape != (2,) or (sizes < 1).any():
        raise InvalidMatrix("damaged: expected a shape of two positive numbers")
    shape = int(sizes[0]), int(sizes[1])
    check_shape(shape)
    data = _array(archive, "data")
    if data.dtype.kind not in "biufc" or data.size > MOST_NONZERO:
        raise InvalidMatrix(f"expected at most {MOST_NONZERO} numbers")
    arrays = [_whole(_array(archive, name)) for name in _ARRAYS[layout]]
    if layout == "dia":
        return _of_diagonals(data, arrays[0], shape)
    if layout == "coo":
        return _of_places(data, arrays[0], arrays[1], shape)
    return _of_compressed(layout, data, arrays[0], arrays[1], shape)


def _array(archive: zipfile.ZipFile, name: str) -> NDArray[Any]:
    try:
        member = archive.getinfo(f"{name}.npy")
    except KeyError:
        raise InvalidMatrix(f"damaged: the array {name!r} is missing") from None
    if member.file_size > _MOST_BYTES:
        raise InvalidMatrix(f"expected at most {MOST_NONZERO} entries")
    return np.asarray(np.load(io.BytesIO(archive.read(member)), allow_pickle=False))


def _whole(array: NDArray[Any]) -> NDArray[np.int64]:
    if array.dtype.kind not in "iu" or array.ndim != 1:
        raise InvalidMatrix("damaged: expected lists of whole numbers")
    return array.astype(np.int64)


def _require(good: bool) -> None:
    if not good:
        raise InvalidMatrix("damaged: the indices are not those of its shape")


def _of_places(
    data: NDArray[Any], rows: NDArray[np.int64], columns: NDArray[np.int64], shape: tuple[int, int]
) -> Any:
    _require(data.ndim == 1 and data.shape == rows.shape == columns.shape)
    if data.size:
        _require(rows.min() >= 0 and rows.max() < shape[0])
        _require(columns.min() >= 0 and columns.max() < shape[1])
    return scipy.sparse.coo_array((data, (rows, columns)), shape=shape)


def _of_compressed(
    layout: str,
    data: NDArray[Any],
    indices: NDArray[np.int64],
    starts: NDArray[np.int64],
    shape: tuple[int, int],
) -> Any:
    block = data.shape[1:] if layout == "bsr" else ()
    _require(data.ndim == (3 if layout == "bsr" else 1) and all(x > 0 for x in block))
    rows, columns = block or (1, 1)
    _require(shape[0] % rows == 0 and shape[1] % columns == 0)
    outer, inner = shape[0] // rows, shape[1] // columns
    if layout == "csc":
        outer, inner = inner, outer
    _require(starts.shape == (outer + 1,) and starts[0] == 0 and starts[-1] == len(indices))
    _require(bool((np.diff(starts) >= 0).all()) and len(indices) == len(data))
    _require(not indices.size or bool(indices.min() >= 0 and indices.max() < inner))
    made = {"csr": scipy.sparse.csr_array, "csc": scipy.sparse.csc_array}.get(
        layout, scipy.sparse.bsr_array
    )
    return made((data, indices, starts), shape=shape).tocoo()


def _of_diagonals(data: NDArray[Any], offsets: NDArray[np.int64], shape: tuple[int, int]) -> Any:
    _require(data.ndim == 2 and len(data) == len(offsets))
    _require(len(set(offsets.tolist())) == len(offsets))
    _require(not offsets.size or bool(np.abs(offsets).max() < max(shape)))
    return scipy.sparse.dia_array((data, offsets), shape=shape).tocoo()
