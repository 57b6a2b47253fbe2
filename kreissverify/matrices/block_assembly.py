"""Tables of blocks: what may stand for a block, matching sizes, assembling and cutting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from flint import fmpq, fmpq_mat

from kreissverify.matrices.matrix import InvalidMatrix, exact_block

__all__ = ["assembled", "block_table", "cut"]


def block_table(
    blocks: Sequence[Sequence[object]], name: Callable[[int, int], str]
) -> list[list[fmpq_mat]]:
    """Return the exact blocks of a square table, after checking that their sizes match.

    Parameters
    ----------
    blocks
        m rows of m blocks: what `exact_block` accepts; 0 off the diagonal stands for a zero block.
    name
        What the block of that row and column is called in messages.

    Raises
    ------
    InvalidMatrix
        If they do not; the message begins with the `name` of the block.
    """
    if not isinstance(blocks, (list, tuple)) or not all(
        isinstance(row, (list, tuple)) for row in blocks
    ):
        raise InvalidMatrix(
            "blocks: expected a square table (a list of rows) of blocks; "
            "a matrix is cut into blocks by CoupledBlocks.split(matrix, sizes)"
        )
    m = len(blocks)
    if m == 0 or any(len(row) != m for row in blocks):
        raise InvalidMatrix("blocks: expected a square table of blocks")
    # the diagonal first: its sizes are those of all rows and columns, and of the zero blocks
    diagonal = [exact_block(blocks[i][i], name(i, i)) for i in range(m)]
    for i, block in enumerate(diagonal):
        if block.nrows() != block.ncols():
            raise InvalidMatrix(
                f"{name(i, i)}: expected a square diagonal block, "
                f"got {block.nrows()} rows and {block.ncols()} columns"
            )
    sizes = [block.nrows() for block in diagonal]
    return [
        [
            diagonal[i] if i == j else _coupling(blocks[i][j], sizes[i], sizes[j], name(i, j))
            for j in range(m)
        ]
        for i in range(m)
    ]


def _coupling(entries: object, rows: int, columns: int, name: str) -> fmpq_mat:
    # the number 0 has no shape of its own; any other number stands for a 1×1 block
    if isinstance(entries, (int, float, Fraction, fmpq)) and entries == 0:
        return fmpq_mat(rows, columns)
    block = exact_block(entries, name)
    if (block.nrows(), block.ncols()) != (rows, columns):
        raise InvalidMatrix(
            f"{name}: expected {rows} rows and {columns} columns to match the diagonal blocks, "
            f"got {block.nrows()} and {block.ncols()}"
        )
    return block


def assembled(table: list[list[fmpq_mat]]) -> fmpq_mat:
    """Return the whole matrix of a table of blocks whose sizes match."""
    rows = []
    for block_row in table:
        for lines in zip(*(block.tolist() for block in block_row), strict=True):
            rows.append([x for line in lines for x in line])
    return fmpq_mat(rows)


def cut(matrix: fmpq_mat, sizes: Sequence[int]) -> list[list[fmpq_mat]]:
    """Return the table of blocks of a square matrix, for sizes that add up to its own.

    Examples
    --------
    >>> cut(fmpq_mat([[1, 2, 3], [4, 5, 6], [7, 8, 9]]), (1, 2))[1][0].tolist()
    [[4], [7]]
    """
    rows = matrix.tolist()
    ends = [sum(sizes[: i + 1]) for i in range(len(sizes))]
    spans = [(end - size, end) for end, size in zip(ends, sizes, strict=True)]
    return [
        [fmpq_mat([row[left:right] for row in rows[top:bottom]]) for left, right in spans]
        for top, bottom in spans
    ]
