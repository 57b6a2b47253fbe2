"""The moves of shrinking, for every kind: fewer nonzero entries, shorter and equal numbers.

None of them is believed: whoever asks decides membership, and drops what is no member. The boldest
moves come first, so that a statement that is still violated loses most at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Protocol

from flint import fmpq, fmpq_mat

from kreissverify.instances.coupled.shrinking import shorter_numbers
from kreissverify.matrices.exact_matrix import ExactMatrix, identity
from kreissverify.numbers.rational import as_fmpq, simplest_between

__all__ = ["moves", "others"]

# Relative distances within which the simplest number is taken, the coarsest first.
_WIDTHS = tuple(map(as_fmpq, ("1/2", "1/4", "1/10", "1/100", "1/1000", "1/100000", "1e-8")))
_HALF = as_fmpq("1/2")
# Above as many groups each is only set to 0 or to its modulus by itself: every value that is tried
# is decided, and (groups × values) of them would take longer than the whole search.
_MOST_GROUPS = 16


class Structured(Protocol):
    """What a move asks of a kind."""

    def restored(self, matrix: ExactMatrix) -> ExactMatrix:
        """Return the matrix of the structure of the kind that a changed member stands for."""
        ...

    def groups(self) -> list[list[tuple[int, int]]]:
        """Return the places of entries that change together."""
        ...


def moves(kind: Structured, matrix: ExactMatrix) -> Iterator[ExactMatrix]:
    """Yield matrices of the same shape, most of them simpler than the given one.

    Parameters
    ----------
    kind
        The kind: its `restored` puts a changed matrix back into its structure, and its `groups` are
        the entries that change together.
    matrix
        A member.
    """
    return others(matrix, map(kind.restored, _changed(kind, matrix)))


def others(matrix: ExactMatrix, near: Iterable[ExactMatrix]) -> Iterator[ExactMatrix]:
    """Yield each of some matrices once, but for one matrix."""
    seen = {matrix}
    for made in near:
        if made not in seen:
            seen.add(made)
            yield made


def _changed(kind: Structured, matrix: ExactMatrix) -> Iterator[ExactMatrix]:
    yield ExactMatrix(fmpq_mat(*matrix.shape))
    if matrix.is_complex:
        yield ExactMatrix(matrix.real)
        assert matrix.imaginary is not None
        yield ExactMatrix(matrix.imaginary)
    if matrix.is_square:
        yield from _wholes(matrix)
    yield from _without_a_line(matrix)
    yield from _mapped_together(matrix)
    yield from _by_group(kind, matrix)


def _wholes(matrix: ExactMatrix) -> Iterator[ExactMatrix]:
    """Yield the diagonal and the triangular parts, and the identity."""
    n = matrix.shape[0]
    yield identity(n)
    kept_places: tuple[Callable[[int, int], bool], ...] = (
        lambda i, j: i == j,
        lambda i, j: i < j,
        lambda i, j: i > j,
        lambda i, j: i <= j,
        lambda i, j: i >= j,
        lambda i, j: abs(i - j) <= 1,
    )
    yield from (_at_places(matrix, kept) for kept in kept_places)


def _without_a_line(matrix: ExactMatrix) -> Iterator[ExactMatrix]:
    """Clear a row, a column, or both of one index."""
    rows, columns = matrix.shape
    for k in range(max(rows, columns)):
        cleared: tuple[Callable[[int, int], bool], ...] = (
            lambda i, j, k=k: k not in (i, j),  # type: ignore[misc]
            lambda i, j, k=k: i != k,  # type: ignore[misc]
            lambda i, j, k=k: j != k,  # type: ignore[misc]
        )
        yield from (_at_places(matrix, kept) for kept in cleared)


def _at_places(matrix: ExactMatrix, kept: Callable[[int, int], bool]) -> ExactMatrix:
    """Keep the entries at some places and clear all others."""
    rows, columns = matrix.shape

    def part(x: fmpq_mat) -> fmpq_mat:
        places = ((i, j) for i in range(rows) for j in range(columns))
        return fmpq_mat(rows, columns, [x[i, j] if kept(i, j) else fmpq(0) for i, j in places])

    return ExactMatrix(
        part(matrix.real), None if matrix.imaginary is None else part(matrix.imaginary)
    )


def _mapped_together(matrix: ExactMatrix) -> Iterator[ExactMatrix]:
    """Shorten all numbers at once, equal ones together, and scale to a short largest entry."""
    yield from (_mapped(matrix, change) for change in (_sign, abs))
    largest = max(abs(x) for x in matrix.numbers())
    if largest != 0:
        yield matrix.scaled(1 / largest)
        yield from (matrix.scaled(short / largest) for short in _shorter(largest, set()))
    for width in _WIDTHS:
        yield _mapped(matrix, partial(_simplest, width=width))
    values = {abs(x) for x in matrix.numbers()}
    for value in sorted(values - {fmpq(0)}, reverse=True):
        for short in _shorter(value, values):
            yield _mapped(matrix, partial(_replaced, old=value, new=short))


def _shorter(value: fmpq, others: set[fmpq]) -> list[fmpq]:
    """Return shorter numbers in the place of a value, which is positive."""
    found = shorter_numbers(value, others)
    # 1/q has no shorter number near it: it grows by decades, where 1 itself may be too large
    return [*found, _HALF, 10 * value] if value < _HALF else found


def _by_group(kind: Structured, matrix: ExactMatrix) -> Iterator[ExactMatrix]:
    """Clear, shorten and change the signs of the entries that belong together."""
    parts = [(False, matrix.real)]
    if matrix.imaginary is not None:
        parts.append((True, matrix.imaginary))
    values = {abs(x) for x in matrix.numbers()}
    groups = [
        (imaginary, group, part[group[0]])
        for imaginary, part in parts
        for group in kind.groups()
        if part[group[0]] != 0
    ]
    for imaginary, group, value in groups:
        options = [fmpq(0), abs(value)]
        if len(groups) <= _MOST_GROUPS:
            sign = _sign(value)
            options += [sign * short for short in _shorter(abs(value), values)]
        for option in options:
            yield _with_entries(matrix, group, option, imaginary)


def _with_entries(
    matrix: ExactMatrix, group: list[tuple[int, int]], value: fmpq, imaginary: bool
) -> ExactMatrix:
    """Set the real or the imaginary parts of some entries."""
    real = fmpq_mat(matrix.real)
    other = None if matrix.imaginary is None else fmpq_mat(matrix.imaginary)
    changed = other if imaginary else real
    assert changed is not None
    for place in group:
        changed[place] = value
    return ExactMatrix(real, other)


def _mapped(matrix: ExactMatrix, change: Callable[[fmpq], fmpq]) -> ExactMatrix:
    rows, columns = matrix.shape

    def part(x: fmpq_mat) -> fmpq_mat:
        return fmpq_mat(rows, columns, [change(y) for y in x.entries()])

    return ExactMatrix(
        part(matrix.real), None if matrix.imaginary is None else part(matrix.imaginary)
    )


def _sign(x: fmpq) -> fmpq:
    return fmpq((x > 0) - (x < 0))


def _replaced(x: fmpq, *, old: fmpq, new: fmpq) -> fmpq:
    """Return ±new for ±old, and other numbers as they are."""
    return _sign(x) * new if abs(x) == old else x


def _simplest(value: fmpq, width: fmpq) -> fmpq:
    """Return the simplest number within a relative distance."""
    margin = abs(value) * width
    return simplest_between(value - margin, value + margin)
