"""The Matrix Market text format, real matrices: https://math.nist.gov/MatrixMarket/formats.html.

Read here rather than by SciPy, whose compiled reader crashes on some malformed files, and rounds
every entry to a float.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flint import fmpq, fmpq_mat

from kreissverify.matrices.files.entries import decimal_entry
from kreissverify.matrices.matrix import InvalidMatrix

__all__ = ["parse_matrix_market"]

_BANNER = "%%MatrixMarket matrix FORMAT FIELD SYMMETRY"
# "unsigned-integer" and "double" are in no text of the format; SciPy and others write them
_FIELDS = ("real", "double", "integer", "unsigned-integer", "pattern")
_SYMMETRIES = {"general": 0, "symmetric": 1, "skew-symmetric": -1}


def parse_matrix_market(text: str, check_shape: Callable[[tuple[int, ...]], None]) -> fmpq_mat:
    """Return the dense matrix that a Matrix Market text describes, exactly as its digits say.

    Parameters
    ----------
    text
        The contents of the file.
    check_shape
        Raises if a matrix of this shape is too large; called before anything is allocated.

    Raises
    ------
    InvalidMatrix
        If the text is malformed, truncated or complex.
    """
    lines = text.splitlines()
    layout, field, symmetry = _banner(lines[0] if lines else "")
    body = (
        (number, line.split())
        for number, line in enumerate(lines[1:], start=2)
        if line.strip() and not line.lstrip().startswith("%")
    )
    number, head = next(body, (len(lines), []))
    sizes = [_whole(word, number) for word in head]
    if len(sizes) != (2 if layout == "array" else 3):
        raise InvalidMatrix(f"line {number}: expected the line of sizes after the banner")
    rows, columns = sizes[:2]
    check_shape((rows, columns))
    mirror = _SYMMETRIES[symmetry]
    if mirror and rows != columns:
        raise InvalidMatrix(f"a {symmetry} matrix is square, got {rows} rows, {columns} columns")
    if layout == "array":
        return _dense(body, rows, columns, mirror)
    return _sparse(body, rows, columns, sizes[2], field == "pattern", mirror)


def _banner(line: str) -> tuple[str, str, str]:
    words = line.lower().split()
    if len(words) != 5 or words[:2] != ["%%matrixmarket", "matrix"]:
        raise InvalidMatrix(f"damaged, or no Matrix Market file: expected the banner {_BANNER}")
    layout, field, symmetry = words[2:]
    if field == "complex" or symmetry == "hermitian":
        raise InvalidMatrix("expected real entries, got a complex matrix")
    known = layout in ("array", "coordinate") and field in _FIELDS and symmetry in _SYMMETRIES
    # a pattern says where entries are: all of them in an array, and none has a sign
    if not known or (field == "pattern" and (layout == "array" or symmetry == "skew-symmetric")):
        raise InvalidMatrix(f"damaged: expected a banner such as {_BANNER}, got {' '.join(words)}")
    return layout, field, symmetry


def _dense(body: Iterator[tuple[int, list[str]]], rows: int, columns: int, mirror: int) -> fmpq_mat:
    """Read the entries column by column: all, or those on and below (skew: below) the diagonal."""
    values = [decimal_entry(word, number) for number, words in body for word in words]
    skip = 1 if mirror < 0 else 0  # a skew-symmetric matrix has zeros on its diagonal
    places = [(i, j) for j in range(columns) for i in range(j + skip if mirror else 0, rows)]
    _require_count(len(values), len(places))
    made = fmpq_mat(rows, columns)
    for (i, j), value in zip(places, values, strict=True):
        made[i, j] = value
        if mirror and i != j:
            made[j, i] = mirror * value
    return made


def _sparse(
    body: Iterator[tuple[int, list[str]]],
    rows: int,
    columns: int,
    count: int,
    pattern: bool,
    mirror: int,
) -> fmpq_mat:
    made = fmpq_mat(rows, columns)
    found = 0
    for number, words in body:
        if len(words) != (2 if pattern else 3):
            raise InvalidMatrix(f"line {number}: expected a row, a column and a value")
        i, j = _whole(words[0], number) - 1, _whole(words[1], number) - 1
        if not (0 <= i < rows and 0 <= j < columns):
            raise InvalidMatrix(f"line {number}: the place {i + 1}, {j + 1} lies outside")
        value = fmpq(1) if pattern else decimal_entry(words[2], number)
        if mirror < 0 and i == j and value != 0:
            raise InvalidMatrix(f"line {number}: a skew-symmetric matrix has a zero diagonal")
        made[i, j] += value  # repeated places add up
        if mirror and i != j:
            made[j, i] += mirror * value
        found += 1
    _require_count(found, count)
    return made


def _require_count(found: int, expected: int) -> None:
    if found != expected:
        raise InvalidMatrix(f"damaged: expected {expected} entries, got {found}")


def _whole(word: str, line: int) -> int:
    # isdigit alone accepts digits of every script; 11 digits are beyond any size that is read
    if not (word.isascii() and word.isdigit() and len(word) < 12):
        raise InvalidMatrix(f"line {line}: expected a whole number, got {word[:30]!r}")
    return int(word)
