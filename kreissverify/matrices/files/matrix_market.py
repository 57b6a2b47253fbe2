"""The Matrix Market text format, real and complex: https://math.nist.gov/MatrixMarket/formats.html.

Read here rather than by SciPy, whose compiled reader crashes on some malformed files, and rounds
every entry to a float.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from flint import fmpq, fmpq_mat

from kreissverify.matrices.exact_entries import InvalidMatrix
from kreissverify.matrices.files.entries import decimal_entry

__all__ = ["parse_matrix_market", "parse_sparse_matrix_market"]

Lines = Iterator[tuple[int, list[str]]]

_HEADER_LINES = 10_000  # of comments, at most, in a file that has as many entries as allowed
_BANNER = "%%MatrixMarket matrix FORMAT FIELD SYMMETRY"
# "unsigned-integer" and "double" are in no text of the format; SciPy and others write them
_FIELDS = ("real", "double", "complex", "integer", "unsigned-integer", "pattern")
# the signs of the real and the imaginary part of a mirrored entry
_SYMMETRIES = {
    "general": None,
    "symmetric": (1, 1),
    "skew-symmetric": (-1, -1),
    "hermitian": (1, -1),
}


def parse_matrix_market(
    text: str, check_shape: Callable[[tuple[int, ...]], None]
) -> list[fmpq_mat]:
    """Return the dense matrix that a Matrix Market text describes, exactly as its digits say.

    Its real part, and of a complex field its imaginary part also.

    Parameters
    ----------
    text
        The contents of the file.
    check_shape
        Raises if a matrix of this shape is too large; called before anything is allocated.

    Raises
    ------
    InvalidMatrix
        If the text is malformed or truncated.
    """
    parts: list[fmpq_mat] = _parsed(text, check_shape, fmpq_mat)
    return parts


def parse_sparse_matrix_market(
    text: str, check_shape: Callable[[tuple[int, ...]], None], most: int
) -> tuple[tuple[int, int], list[dict[tuple[int, int], fmpq]]]:
    """Return the shape and the entries of a Matrix Market text in coordinates, exactly.

    Parameters
    ----------
    text
        The contents of the file.
    check_shape
        Raises if a matrix of this shape is too large; called before anything is allocated.
    most
        The entries that there may be.

    Returns
    -------
    shape, parts
        Each part, the real one and of a complex field the imaginary one, by (row, column).

    Raises
    ------
    InvalidMatrix
        If the text is malformed, truncated, dense or too long.
    """
    if text.count("\n") > most + _HEADER_LINES:
        raise InvalidMatrix(f"expected at most {most} entries")
    shapes: list[tuple[int, ...]] = []

    def checked(shape: tuple[int, ...]) -> None:
        check_shape(shape)
        shapes.append(shape)

    if _banner(text.partition("\n")[0])[0] == "array":
        raise InvalidMatrix("expected a sparse file, one of coordinates, got a dense one")
    parts: list[dict[tuple[int, int], fmpq]] = _parsed(
        text, checked, lambda rows, columns: defaultdict(fmpq)
    )
    return (shapes[0][0], shapes[0][1]), parts


def _parsed(
    text: str,
    check_shape: Callable[[tuple[int, ...]], None],
    empty: Callable[[int, int], Any],
) -> list[Any]:
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
    if symmetry != "general" and rows != columns:
        raise InvalidMatrix(f"a {symmetry} matrix is square, got {rows} rows, {columns} columns")
    made = _Entries(
        (rows, columns),
        symmetry,
        [empty(rows, columns) for _ in range(2 if field == "complex" else 1)],
    )
    if layout == "array":
        _read_dense(body, made)
    else:
        _read_sparse(body, made, sizes[2], field == "pattern")
    return made.parts


def _banner(line: str) -> tuple[str, str, str]:
    words = line.lower().split()
    if len(words) != 5 or words[:2] != ["%%matrixmarket", "matrix"]:
        raise InvalidMatrix(f"damaged, or no Matrix Market file: expected the banner {_BANNER}")
    layout, field, symmetry = words[2:]
    if symmetry == "hermitian" and field != "complex":
        raise InvalidMatrix(f"damaged: a hermitian matrix is complex, got the field {field}")
    known = layout in ("array", "coordinate") and field in _FIELDS and symmetry in _SYMMETRIES
    # a pattern says where entries are: all of them in an array, and none has a sign
    if not known or (field == "pattern" and (layout == "array" or symmetry == "skew-symmetric")):
        raise InvalidMatrix(f"damaged: expected a banner such as {_BANNER}, got {' '.join(words)}")
    return layout, field, symmetry


class _Entries:
    """The parts of the matrix that is filled in, and what the symmetry makes of an entry."""

    def __init__(self, shape: tuple[int, int], symmetry: str, parts: list[Any]) -> None:
        self.shape, self.symmetry, self.signs = shape, symmetry, _SYMMETRIES[symmetry]
        self.parts = parts  # zero matrices, or dictionaries of entries that are zero

    def add(self, i: int, j: int, values: list[fmpq], line: int) -> None:
        """Add to an entry, as repeated places do, and to its mirror image."""
        if self.signs is None:
            for part, value in zip(self.parts, values, strict=True):
                part[i, j] += value
            return
        if i == j:
            self._require_diagonal(values, line)
        for part, value, sign in zip(self.parts, values, self.signs, strict=False):
            part[i, j] += value
            if i != j:
                part[j, i] += sign * value

    def _require_diagonal(self, values: list[fmpq], line: int) -> None:
        if self.symmetry == "skew-symmetric" and any(values):
            raise InvalidMatrix(f"line {line}: a skew-symmetric matrix has a zero diagonal")
        if self.symmetry == "hermitian" and values[1]:
            raise InvalidMatrix(f"line {line}: a hermitian matrix has a real diagonal")

    def stored(self) -> list[tuple[int, int]]:
        """Return the places of a dense file, column by column: all, or those on and below (skew:
        below) the diagonal.
        """
        rows, columns = self.shape
        skip = 1 if self.symmetry == "skew-symmetric" else 0
        return [
            (i, j)
            for j in range(columns)
            for i in range(0 if self.signs is None else j + skip, rows)
        ]


def _read_dense(body: Lines, made: _Entries) -> None:
    entries = [(decimal_entry(word, number), number) for number, words in body for word in words]
    places, each = made.stored(), len(made.parts)
    require_count(len(entries), each * len(places))
    if made.signs is None:  # nearly all dense files: half the time of what follows
        for k, part in enumerate(made.parts):
            for (i, j), (value, _) in zip(places, entries[k::each], strict=True):
                part[i, j] = value
        return
    for k, (i, j) in enumerate(places):
        chosen = entries[each * k : each * (k + 1)]
        made.add(i, j, [value for value, _ in chosen], chosen[0][1])


def _read_sparse(body: Lines, made: _Entries, count: int, pattern: bool) -> None:
    rows, columns = made.shape
    each = 0 if pattern else len(made.parts)
    found = 0
    for number, words in body:
        if len(words) != 2 + each:
            value = "the two parts of a value" if each == 2 else "a value"
            raise InvalidMatrix(f"line {number}: expected a row, a column and {value}")
        i, j = _whole(words[0], number) - 1, _whole(words[1], number) - 1
        if not (0 <= i < rows and 0 <= j < columns):
            raise InvalidMatrix(f"line {number}: the place {i + 1}, {j + 1} lies outside")
        made.add(i, j, [decimal_entry(word, number) for word in words[2:]] or [fmpq(1)], number)
        found += 1
    require_count(found, count)


def require_count(found: int, expected: int) -> None:
    if found != expected:
        raise InvalidMatrix(f"damaged: expected {expected} entries, got {found}")


def _whole(word: str, line: int) -> int:
    # isdigit alone accepts digits of every script; 11 digits are beyond any size that is read
    if not (word.isascii() and word.isdigit() and len(word) < 12):
        raise InvalidMatrix(f"line {line}: expected a whole number, got {word[:30]!r}")
    return int(word)
