"""Sums and products of matrices whose shapes fit together, whatever the sizes are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import sympy

from kreissverify.certificates.schema import MAX_SIDE
from kreissverify.expressions.errors import StatementError

__all__ = ["require_fitting_shapes"]


def require_fitting_shapes(node: Any, what: str) -> None:
    """Refuse a sum, a product or a power whose shapes differ or may differ, and huge matrices.

    SymPy looks at integers only. Sizes of different names are different numbers on most instances,
    and there the expression would have no value.

    Parameters
    ----------
    node
        A node of a matrix expression; those within it are asked by themselves.
    what
        How the message calls where it stands.

    Raises
    ------
    StatementError
        If two shapes do not fit together, or one is larger than any certificate takes.
    """
    for extent in getattr(node, "shape", ()):
        if getattr(extent, "is_Integer", False) and extent > MAX_SIDE:
            raise StatementError(
                f"{what} has a matrix of shape {node.rows}×{node.cols}: expected at most "
                f"{MAX_SIDE} rows and columns"
            )
    for left, right in _extents(node):
        if left != right and not _may_be_equal(left, right):
            shapes = " and ".join(dict.fromkeys(f"{x.rows}×{x.cols}" for x in _matrices(node)))
            shown = " ".join(str(node).split())  # SymPy writes a block matrix in several lines
            raise StatementError(
                f"{what} has {shown}: the shapes {shapes} do not fit together (matrices of equal "
                'sizes say so by name, as in Square("n"))'
            )


def _may_be_equal(left: Any, right: Any) -> bool:
    # Sizes of the blocks of a coupled matrix have no free symbols: two of them may be equal, by the
    # options of its class; none is a given number, as they are numbers where these are given.
    if _is_of_blocks(left) and _is_of_blocks(right):
        return True
    return bool(sympy.expand(left - right) == 0)


def _is_of_blocks(extent: Any) -> bool:
    return any(not x.free_symbols for x in extent.atoms(sympy.Symbol))


def _matrices(node: Any) -> list[Any]:
    return [x for x in node.args if isinstance(x, sympy.MatrixExpr)]


def _extents(node: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the sizes that have to be equal."""
    matrices = _matrices(node)
    if isinstance(node, sympy.MatAdd):
        for x, y in pairwise(matrices):
            yield x.rows, y.rows
            yield x.cols, y.cols
    elif isinstance(node, sympy.MatMul):
        yield from ((x.cols, y.rows) for x, y in pairwise(matrices))
    elif isinstance(node, sympy.MatPow):  # an inverse also, which is a power
        yield node.base.rows, node.base.cols
