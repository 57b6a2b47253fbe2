"""Files of large sparse matrices: .npz of `scipy.sparse.save_npz`, and .mtx in coordinates."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from flint import fmpq

from kreissverify.matrices.exact_entries import InvalidMatrix
from kreissverify.matrices.files.matrix_market import parse_sparse_matrix_market
from kreissverify.matrices.files.reading import guarded, size_of, text_of
from kreissverify.matrices.files.sparse_archive import (
    MOST_NONZERO,
    is_sparse_archive,
    sparse_archive,
)
from kreissverify.matrices.sparse.sparse_matrix import SparseMatrix

__all__ = ["MOST_SPARSE_ROWS", "load_sparse_matrix"]

MOST_SPARSE_ROWS = 1_000_000
"""The most rows that are read."""

# two places of seven digits and two decimals of 25 characters each in a line
_MOST_BYTES = 70 * MOST_NONZERO


def load_sparse_matrix(path: str | Path) -> SparseMatrix:
    """Return the square sparse matrix in a file.

    Parameters
    ----------
    path
        A file of `scipy.sparse.save_npz`, of which the floats mean their exact values, or a Matrix
        Market file in coordinates (``.mtx``), of which the digits do: ``0.1`` is 1/10, in proofs
        also. Entries at the same place are added.

    Raises
    ------
    InvalidMatrix
        If the file cannot be read as one square sparse matrix; the message begins with the path.

    Examples
    --------
    >>> from pathlib import Path
    >>> from kreissverify import load_sparse_matrix
    >>> banner = "%%MatrixMarket matrix coordinate real general"
    >>> _ = Path("J.mtx").write_text(banner + "\\n2 2 3\\n1 1 0.5\\n2 1 4\\n2 2 0.5\\n")
    >>> load_sparse_matrix("J.mtx")
    SparseMatrix(2x2, 3 nonzero entries)
    """
    path = Path(path)
    reader = {".npz": _read_npz, ".mtx": _read_mtx}.get(path.suffix.lower())
    if reader is None:
        raise InvalidMatrix(f"{path}: expected a file with one of the suffixes .npz, .mtx")
    try:
        if size_of(path) == 0:
            raise InvalidMatrix("the file is empty")
        return reader(path)
    except InvalidMatrix as error:
        raise InvalidMatrix(f"{path}: {str(error).removeprefix('matrix: ')}") from None


def _within_limits(shape: tuple[int, ...]) -> None:
    if max(shape) > MOST_SPARSE_ROWS:
        raise InvalidMatrix(
            f"expected at most {MOST_SPARSE_ROWS} rows and columns, "
            f"got shape {'x'.join(map(str, shape))}"
        )
    if shape[0] != shape[1]:
        raise InvalidMatrix(f"expected a square matrix, got {shape[0]} rows and {shape[1]} columns")


def _read_npz(path: Path) -> SparseMatrix:
    def read() -> Any:
        with zipfile.ZipFile(path) as archive:
            names = [x.filename.removesuffix(".npy") for x in archive.infolist()]
            if not is_sparse_archive(names):
                raise InvalidMatrix("expected one of scipy.sparse.save_npz, got dense arrays")
            return sparse_archive(archive, _within_limits)

    return SparseMatrix(guarded(read, ".npz"))


def _read_mtx(path: Path) -> SparseMatrix:
    text = text_of(path, _MOST_BYTES, f"expected at most {MOST_NONZERO} entries")
    shape, parts = parse_sparse_matrix_market(text, _within_limits, MOST_NONZERO)
    places = sorted(set().union(*parts))
    values = [[part.get(place, fmpq(0)) for place in places] for part in parts]
    rows, columns = [i for i, _ in places], [j for _, j in places]
    return SparseMatrix.of_rationals(shape[0], (rows, columns), values)
