"""Matrix files: .npy, .npz, .mtx and .csv. They are data, never code: nothing is unpickled."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from flint import fmpq

from kreissverify.matrices.files.entries import decimal_comma, number_entry
from kreissverify.matrices.files.matrix_market import parse_matrix_market
from kreissverify.matrices.files.reading import LargeFile, guarded, size_of, text_of
from kreissverify.matrices.files.sparse_archive import is_sparse_archive, sparse_archive
from kreissverify.matrices.matrix import InvalidMatrix, Matrix
from kreissverify.numbers.complex_rational import Gaussian

__all__ = ["MOST_ROWS", "load_matrix"]

MOST_ROWS = 1000
"""The most rows and columns that are read: a stranger's file must not fill the memory."""

# a complex128 has 50 characters in decimals with its separator, and 16 bytes in binary
MOST_BYTES = 64 * MOST_ROWS**2
_TOO_LARGE = f"expected at most {MOST_ROWS} rows and columns"

_COMMA = "; is its comma a decimal one? write a point"


def load_matrix(path: str | Path, name: str | None = None) -> Matrix:
    """Return the square matrix in a file.

    Parameters
    ----------
    path
        A file whose suffix says its format: ``.npy``, ``.npz``, ``.mtx`` (Matrix Market, dense or
        sparse) or ``.csv`` (rows of numbers, ``1/3`` and ``1/2-0.3i`` among them; lines that begin
        with ``#`` are comments). Text is exact: ``0.1`` in .mtx and .csv is 1/10. The floats of
        .npy and .npz mean their exact dyadic values. All formats may be complex. An ``.npz`` file
        may hold a sparse matrix, as `scipy.sparse.save_npz` writes it; see `load_sparse_matrix` for
        larger ones.
    name
        Which array of an ``.npz`` file; needed only if it holds several.

    Raises
    ------
    InvalidMatrix
        If the file cannot be read as one square matrix; the message begins with the path. It is
        a `LargeFile` where the matrix only has too many rows.

    Examples
    --------
    >>> from pathlib import Path
    >>> from kreissverify import K, load_matrix
    >>> _ = Path("J.csv").write_text("# a comment\\n1/2, 0\\n4, 1/2\\n")
    >>> J = load_matrix("J.csv")
    >>> J, round(K(J), 6)
    (Matrix([[1/2, 0], [4, 1/2]]), 2.125)
    """
    path = Path(path)
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        suffixes = ", ".join(_READERS)
        raise InvalidMatrix(f"{path}: expected a file with one of the suffixes {suffixes}")
    try:
        if name is not None and reader is not _read_npz:
            raise InvalidMatrix("only an .npz file holds arrays by name")
        if size_of(path) == 0:
            raise InvalidMatrix("the file is empty")
        return Matrix(reader(path, name))
    except InvalidMatrix as error:
        raise type(error)(f"{path}: {str(error).removeprefix('matrix: ')}") from None


def _within_limits(shape: tuple[int, ...]) -> None:
    if any(k > MOST_ROWS for k in shape):
        raise LargeFile(f"{_TOO_LARGE}, got shape {'x'.join(map(str, shape))}")


def _read_npy(path: Path, name: str | None) -> Any:
    def read() -> Any:
        # mapped, so that the shape is checked before anything of that size is read
        array = np.load(path, mmap_mode="r", allow_pickle=False)
        _within_limits(array.shape)
        return np.array(array)

    return guarded(read, ".npy")


def _read_npz(path: Path, name: str | None) -> Any:
    def read() -> Any:
        with zipfile.ZipFile(path) as archive:
            members = {m.filename.removesuffix(".npy"): m for m in archive.infolist()}
            if name is None and is_sparse_archive(members):
                return sparse_archive(archive, _within_limits).toarray()
            member = members[_chosen(list(members), name)]
            # a small archive may hold a huge array: the declared size is checked before unpacking
            if member.file_size > MOST_BYTES:
                raise InvalidMatrix(_TOO_LARGE)
            array = np.load(io.BytesIO(archive.read(member)), allow_pickle=False)
            _within_limits(array.shape)
            return array

    return guarded(read, ".npz")


def _chosen(found: list[str], name: str | None) -> str:
    shown = ", ".join(found) or "none"
    if name is not None:
        if name not in found:
            raise InvalidMatrix(f"there is no array {name!r} in the file (arrays: {shown})")
        return name
    if len(found) != 1:
        raise InvalidMatrix(f"expected exactly one array, or the name of one (arrays: {shown})")
    return found[0]


def _read_mtx(path: Path, name: str | None) -> Any:
    parts = parse_matrix_market(text_of(path, MOST_BYTES, _TOO_LARGE), _within_limits)
    return parts[0] if len(parts) == 1 else Matrix.of_parts(*parts)


def _read_csv(path: Path, name: str | None) -> Any:
    rows: list[list[fmpq | Gaussian]] = []
    commas = True  # whether each row has some
    for number, line in enumerate(text_of(path, MOST_BYTES, _TOO_LARGE).splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        row = _csv_row(line, number)
        commas = commas and "," in line
        if rows and len(row) != len(rows[0]):
            raise InvalidMatrix(
                f"line {number}: expected {len(rows[0])} entries as in the first row, "
                f"got {len(row)}"
            )
        rows.append(row)
    if not rows:
        raise InvalidMatrix("the file holds no numbers")
    _within_limits((len(rows), len(rows[0])))
    if commas and len(rows[0]) == 2 * len(rows):
        shape = f"{len(rows)} rows and {len(rows[0])} columns"
        raise InvalidMatrix(f"expected a square matrix, got {shape}{_COMMA}")
    return rows


def _csv_row(line: str, number: int) -> list[fmpq | Gaussian]:
    try:
        words = re.split(_separator(line), line.strip())
        return [number_entry(word.strip(), number) for word in words]
    except InvalidMatrix as error:
        hint = _COMMA if decimal_comma(line) else ""
        raise InvalidMatrix(f"{error}{hint}") from None


def _separator(line: str) -> str:
    return next((mark for mark in (",", ";") if mark in line), r"\s+")


_READERS: dict[str, Callable[[Path, str | None], Any]] = {
    ".npy": _read_npy,
    ".npz": _read_npz,
    ".mtx": _read_mtx,
    ".csv": _read_csv,
}
