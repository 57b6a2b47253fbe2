"""The Matrix Market text format, real and complex: https://math.nist.gov/MatrixMarket/formats.html.

Read here rather than by SciPy, whose compiled reader crashes on some malformed files, and rounds
every entry to a float.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flint import fmpq

from kreissverify.matrices.exact_entries import InvalidMatrix
from kreissverify.matrices.files.entries import decimal_entry
from kreissverify.numbers.complex_rational import Gaussian

__all__ = ["parse_matrix_market"]

Rows = list[list[Gaussian]]
Lines = Iterator[tuple[int, list[str]]]

_BANNER = "%%MatrixMarket matrix FORMAT FIELD SYMMETRY"
# "unsigned-integer" and "double" are in no text of the format; SciPy and others write them
_FIELDS = ("real", "double", "complex", "integer", "unsigned-integer", "pattern")
_WORDS = {"pattern": 0, "complex": 2}  # of an entry, behind its place; 1 of the other fields
_NAMES = ("no value", "a value", "the two parts of a value")
# the signs of the real and the imaginary part of a mirrored entry
_SYMMETRIES = {
    "general": None,
    "symmetric": (1, 1),
    "skew-symmetric": (-1, -1),
    "hermitian": (1, -1),
}


def parse_matrix_market(
    text: str, check_shape: Callable[[tuple[int, ...]], None]
) -> Rows | list[list[fmpq]]:
    """Return the dense rows that a Matrix Market text describes, exactly as its digits say.

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
    made = _Entries(rows, columns, symmetry)
    if layout == "array":
        _read_dense(body, made, 2 if field == "complex" else 1)
    else:
        _read_sparse(body, made, sizes[2], _WORDS.get(field, 1))
    return made.rows if field == "complex" else [[real for real, _ in row] for row in made.rows]


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
    """The rows that are filled in, and what the symmetry makes of an entry."""

    def __init__(self, rows: int, columns: int, symmetry: str) -> None:
        self.symmetry, self.signs = symmetry, _SYMMETRIES[symmetry]
        self.shape = rows, columns
        self.rows: Rows = [[(fmpq(0), fmpq(0))] * columns for _ in range(rows)]

    def add(self, i: int, j: int, value: Gaussian, line: int) -> None:
        """Add to an entry, as repeated places do, and to its mirror image."""
        self._require_diagonal(i == j, value, line)
        self._add(i, j, *value)
        if self.signs is not None and i != j:
            self._add(j, i, self.signs[0] * value[0], self.signs[1] * value[1])

    def _add(self, i: int, j: int, real: fmpq, imaginary: fmpq) -> None:
        before = self.rows[i][j]
        self.rows[i][j] = before[0] + real, before[1] + imaginary

    def _require_diagonal(self, diagonal: bool, value: Gaussian, line: int) -> None:
        if diagonal and self.symmetry == "skew-symmetric" and any(value):
            raise InvalidMatrix(f"line {line}: a skew-symmetric matrix has a zero diagonal")
        if diagonal and self.symmetry == "hermitian" and value[1]:
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


def _read_dense(body: Lines, made: _Entries, words_each: int) -> None:
    words = [(word, number) for number, line in body for word in line]
    places = made.stored()
    _require_count(len(words), words_each * len(places))
    for k, (i, j) in enumerate(places):
        entry = words[words_each * k : words_each * (k + 1)]
        made.add(i, j, _value(entry), entry[0][1])


def _read_sparse(body: Lines, made: _Entries, count: int, words_each: int) -> None:
    rows, columns = made.shape
    found = 0
    for number, words in body:
        if len(words) != 2 + words_each:
            raise InvalidMatrix(f"line {number}: expected a row, a column and {_NAMES[words_each]}")
        i, j = _whole(words[0], number) - 1, _whole(words[1], number) - 1
        if not (0 <= i < rows and 0 <= j < columns):
            raise InvalidMatrix(f"line {number}: the place {i + 1}, {j + 1} lies outside")
        made.add(i, j, _value([(word, number) for word in words[2:]]), number)
        found += 1
    _require_count(found, count)


def _value(words: list[tuple[str, int]]) -> Gaussian:
    """Return the number of no word (of a pattern: 1), one, or two: its parts."""
    numbers = [decimal_entry(*word) for word in words] or [fmpq(1)]
    return numbers[0], numbers[1] if len(numbers) == 2 else fmpq(0)


def _require_count(found: int, expected: int) -> None:
    if found != expected:
        raise InvalidMatrix(f"damaged: expected {expected} entries, got {found}")


def _whole(word: str, line: int) -> int:
    # isdigit alone accepts digits of every script; 11 digits are beyond any size that is read
    if not (word.isascii() and word.isdigit() and len(word) < 12):
        raise InvalidMatrix(f"line {line}: expected a whole number, got {word[:30]!r}")
    return int(word)
