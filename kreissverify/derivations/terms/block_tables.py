"""Matrices as tables of noncommutative polynomials in their blocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sympy

from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.terms.noncommutative_polynomials import (
    Polynomial,
    difference,
    polynomial,
    product,
)

__all__ = ["Table", "assembled", "identity", "minus", "one_block", "plus", "scaled", "times"]


@dataclass(frozen=True)
class Table:
    """A matrix as a table of polynomials in its blocks, whose rows and columns have sizes."""

    entries: Sequence[Sequence[Polynomial]]
    heights: tuple[Any, ...]
    widths: tuple[Any, ...]

    @property
    def is_one_block(self) -> bool:
        """Whether it is not cut into blocks."""
        return len(self.heights) == len(self.widths) == 1

    def transposed(self, entry: Callable[[Polynomial], Polynomial]) -> Table:
        """Return the transpose, each entry being changed as given."""
        rows = [[entry(x) for x in column] for column in zip(*self.entries, strict=True)]
        return Table(rows, self.widths, self.heights)


def one_block(entry: Polynomial, shape: tuple[Any, Any]) -> Table:
    """Return a matrix that is not cut."""
    return Table([[entry]], (shape[0],), (shape[1],))


def identity(sizes: tuple[Any, ...]) -> Table:
    """Return the identity, cut into blocks of the given sizes."""
    one: Polynomial = {(): sympy.S.One}
    count = range(len(sizes))
    return Table([[one if i == j else {} for j in count] for i in count], sizes, sizes)


def scaled(table: Table, scalar: Any) -> Table:
    """Return a multiple."""
    factor = polynomial(scalar)
    entries = [[product(factor, x) for x in row] for row in table.entries]
    return Table(entries, table.heights, table.widths)


def plus(left: Table, right: Table) -> Table:
    """Return a sum."""
    return minus(left, scaled(right, -1))


def minus(left: Table, right: Table) -> Table:
    """Return a difference.

    Raises
    ------
    DerivationError
        If the blocks do not fit together.
    """
    _require_fit((left.heights, left.widths), (right.heights, right.widths))
    pairs = zip(left.entries, right.entries, strict=True)
    entries = [[difference(x, y) for x, y in zip(a, b, strict=True)] for a, b in pairs]
    return Table(entries, left.heights, left.widths)


def times(left: Table, right: Table) -> Table:
    """Return a product.

    Raises
    ------
    DerivationError
        If the blocks do not fit together.
    """
    _require_fit(left.widths, right.heights)
    columns = list(zip(*right.entries, strict=True))
    entries = [[_dot(row, column) for column in columns] for row in left.entries]
    return Table(entries, left.heights, right.widths)


def _dot(row: Sequence[Polynomial], column: Sequence[Polynomial]) -> Polynomial:
    total: Polynomial = {}
    for x, y in zip(row, column, strict=True):
        total = difference(total, product({(): -sympy.S.One}, x, y))
    return total


def assembled(rows: list[list[Table]]) -> Table:
    """Return the matrix of a table of blocks, each of which is not cut.

    Raises
    ------
    DerivationError
        If the blocks do not fit together.
    """
    heights = tuple(row[0].heights[0] for row in rows)
    widths = tuple(entry.widths[0] for entry in rows[0])
    for row, height in zip(rows, heights, strict=True):
        for entry, width in zip(row, widths, strict=True):
            _require_fit((entry.heights, entry.widths), ((height,), (width,)))
    return Table([[x.entries[0][0] for x in row] for row in rows], heights, widths)


def _require_fit(left: tuple[Any, ...], right: tuple[Any, ...]) -> None:
    if left != right:
        raise DerivationError(f"blocks that do not fit together: {left} and {right}")
