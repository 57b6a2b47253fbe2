"""Square matrices of short entries, one of each nature: the corners of the kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flint import fmpq, fmpq_mat

from kreissverify.matrices.exact_matrix import ExactMatrix, identity, zeros

__all__ = ["square_corners"]

_LARGE = 10**4


def square_corners(size: int, complex: bool) -> Iterator[ExactMatrix]:
    """Yield matrices of all natures, so that the first ten show each of them where it is possible.

    Parameters
    ----------
    size
        The number of rows.
    complex
        Whether entries may be complex: then complex ones stand among the first.
    """
    yield zeros(size, size)
    yield identity(size)
    yield _in_corner(size, [[0, 2], [0, 0]])
    yield _rotation(size)
    yield _in_corner(size, [[0, _LARGE], [0, 0]])  # large where the spectral radius is bounded
    if complex:
        yield _generic(size).scaled(fmpq(1), fmpq(1))
        yield identity(size).scaled(fmpq(0), fmpq(1))
        yield _in_corner(size, [[0, 2], [0, 0]]).scaled(fmpq(0), fmpq(1))
    yield -_jordan(size)
    yield _of(size, lambda i, j: 1 if j < size - 1 else 1 - size)  # nilpotent, without zeros
    yield _generic(size)
    yield _spread(size)
    yield _in_corner(size, [[-1]])
    yield -identity(size)
    yield _filled(size, 1)
    yield from _others(size)


def _others(size: int) -> Iterator[ExactMatrix]:
    yield _cycle(size)
    yield _in_corner(size, [[0, 0], [2, 0]])
    yield _shift(size)
    yield _jordan(size)
    yield _in_corner(size, [[0, 1], [1, 0]])
    yield _in_corner(size, [[1, 1], [0, 0]])
    yield _filled(size, -1)
    yield _of(size, lambda i, j: int(i <= j))
    yield _in_corner(size, [[1]])


def _of(size: int, entry: Callable[[int, int], int]) -> ExactMatrix:
    entries = [fmpq(entry(i, j)) for i in range(size) for j in range(size)]
    return ExactMatrix(fmpq_mat(size, size, entries))


def _in_corner(size: int, rows: list[list[int]]) -> ExactMatrix:
    """Return the matrix with some entries in its corner, as many of them as fit."""
    inside = len(rows)
    return _of(size, lambda i, j: rows[i][j] if max(i, j) < inside else 0)


def _rotation(size: int) -> ExactMatrix:
    """Return a quarter turn of the first plane, with zeros beside it."""
    if size == 1:
        return identity(1)
    return _in_corner(size, [[0, -1], [1, 0]])


def _jordan(size: int) -> ExactMatrix:
    return _of(size, lambda i, j: int(j in (i, i + 1)))


def _shift(size: int) -> ExactMatrix:
    return _of(size, lambda i, j: int(j == i + 1))


def _cycle(size: int) -> ExactMatrix:
    return _of(size, lambda i, j: int(j == (i + 1) % size))


def _filled(size: int, value: int) -> ExactMatrix:
    return _of(size, lambda i, j: value)


def _spread(size: int) -> ExactMatrix:
    """Return a diagonal matrix of distinct entries of both signs."""
    return _of(size, lambda i, j: (i + 1) * (-1) ** i if i == j else 0)


def _generic(size: int) -> ExactMatrix:
    """Return a matrix without zeros, not normal, with distinct eigenvalues."""
    return _of(size, lambda i, j: (i + 2 * j + 1) if i <= j else -(i - j))
