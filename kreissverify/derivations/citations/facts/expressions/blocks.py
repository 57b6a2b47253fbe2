"""Block matrices: direct sums, triangular ones, and what the norms of blocks say of the whole."""

from __future__ import annotations

from typing import Any

import sympy
from sympy.matrices.expressions.blockmatrix import BlockMatrix

from kreissverify.derivations.citations.schema import CitedFact, register
from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.terms.matrix_terms import require_square, unfolded
from kreissverify.quantities.algebra.spectral_norm import QUANTITY as NORM
from kreissverify.quantities.maps.kreiss_constant import QUANTITY as K
from kreissverify.quantities.maps.maximal_resolvent_norm import QUANTITY as G
from kreissverify.quantities.maps.numerical_radius import QUANTITY as W
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO
from kreissverify.quantities.maps.transient_peak import QUANTITY as M

__all__ = ["block_table", "square_blocks"]

_SOURCE = "R. A. Horn, C. R. Johnson, Matrix Analysis, 0.9 and 5.6"


def block_table(X: Any) -> list[list[Any]]:
    """Return the blocks of a block matrix.

    Raises
    ------
    DerivationError
        If it is none.
    """
    whole = unfolded(X)
    if not isinstance(whole, BlockMatrix):
        raise DerivationError(f"X: expected block([[...]]), or a family made so, got {X}")
    table: list[list[Any]] = whole.blocks.tolist()
    return table


def square_blocks(X: Any) -> list[list[Any]]:
    """Return the blocks of a block matrix whose diagonal blocks are square.

    Raises
    ------
    DerivationError
        If it is none.
    """
    table = block_table(X)
    if any(len(row) != len(table) for row in table):
        raise DerivationError(f"X: expected as many rows of blocks as columns, got {X}")
    for i, row in enumerate(table):
        require_square(f"X: block ({i}, {i})", row[i])
    return table


def _diagonal(X: Any) -> list[Any]:
    table = square_blocks(X)
    others = [x for i, row in enumerate(table) for j, x in enumerate(row) if i != j]
    if not all(isinstance(x, sympy.ZeroMatrix) for x in others):
        raise DerivationError(f"X: expected zeros off the diagonal, got {X}")
    return [row[i] for i, row in enumerate(table)]


@register("direct_sum.norm", source=_SOURCE)
def direct_sum(X: Any) -> CitedFact:
    """The norm of a block-diagonal matrix is the largest of its blocks', and so are ρ, w, K and
    M.
    """
    blocks = _diagonal(X)
    largest = [
        sympy.Eq(q(X), sympy.Max(*map(q, blocks)), evaluate=False) for q in (NORM, RHO, W, K, M)
    ]
    return CitedFact((), sympy.And(*largest, evaluate=False))


@register("direct_sum.resolvent", source=_SOURCE)
def direct_sum_resolvent(X: Any, r: Any) -> CitedFact:
    """G(X, r) of a block-diagonal matrix is the largest of its blocks', for r > 0."""
    blocks = _diagonal(X)
    largest = sympy.Eq(G(X, r), sympy.Max(*(G(x, r) for x in blocks)), evaluate=False)
    return CitedFact((sympy.Gt(r, 0, evaluate=False),), largest)


@register("block_triangular.radius", source=_SOURCE)
def triangular_radius(X: Any) -> CitedFact:
    """ρ of a block-triangular matrix is the largest of its diagonal blocks'."""
    table = square_blocks(X)
    off = [(i, j) for i in range(len(table)) for j in range(len(table)) if i != j]
    above = [table[i][j] for i, j in off if i < j]
    below = [table[i][j] for i, j in off if i > j]
    if not any(all(isinstance(x, sympy.ZeroMatrix) for x in half) for half in (above, below)):
        raise DerivationError(f"X: expected zeros above the diagonal, or below it, got {X}")
    largest = sympy.Max(*(RHO(row[i]) for i, row in enumerate(table)))
    return CitedFact((), sympy.Eq(RHO(X), largest, evaluate=False))


@register("norm.block", source=_SOURCE)
def block_norm(X: Any, i: Any, j: Any) -> CitedFact:
    """The norm of the block (i, j), counted from 0, is at most that of the whole."""
    table = block_table(X)
    place, counts = (sympy.sympify(i), sympy.sympify(j)), (len(table), len(table[0]))
    if not all(k.is_Integer and 0 <= k < n for k, n in zip(place, counts, strict=True)):
        raise DerivationError(f"i, j: expected the place of a block, counted from 0, got {i}, {j}")
    return CitedFact((), sympy.Le(NORM(table[int(place[0])][int(place[1])]), NORM(X)))


@register("norm.blocks", source=_SOURCE)
def block_norms(X: Any) -> CitedFact:
    """‖X‖² is at most the sum of the squares of the norms of its blocks."""
    squares = [NORM(x) ** 2 for row in block_table(X) for x in row if _matters(x)]
    return CitedFact((), sympy.Le(NORM(X) ** 2, sympy.Add(*squares), evaluate=False))


@register("norm.rows_and_columns", source=_SOURCE)
def rows_and_columns(X: Any) -> CitedFact:
    """‖X‖ is at most that of the matrix of the norms of its blocks; so ‖X‖² is at most the largest
    sum of a row of these norms times the largest sum of a column.
    """
    table = block_table(X)

    def largest(lines: list[list[Any]]) -> Any:
        return sympy.Max(*(sympy.Add(*(NORM(x) for x in line if _matters(x))) for line in lines))

    columns = [list(column) for column in zip(*table, strict=True)]
    bound = largest(table) * largest(columns)
    return CitedFact((), sympy.Le(NORM(X) ** 2, bound, evaluate=False))


@register("norm.two_by_two", source="R. A. Horn, C. R. Johnson, Matrix Analysis, 2.6.3 and 8.1.18")
def two_by_two(X: Any) -> CitedFact:
    """‖X‖ is at most that of N = [[a, b], [c, d]], the norms of its blocks: (√(f + 2|δ|) +
    √(f - 2|δ|))/2 with f = a² + b² + c² + d² and δ = ad - bc.
    """
    table = block_table(X)
    if (len(table), len(table[0])) != (2, 2):
        raise DerivationError(f"X: expected two rows and two columns of blocks, got {X}")
    (a, b), (c, d) = ([NORM(x) if _matters(x) else sympy.S.Zero for x in row] for row in table)
    total, determinant = a**2 + b**2 + c**2 + d**2, sympy.Abs(a * d - b * c)
    roots = sympy.sqrt(total + 2 * determinant) + sympy.sqrt(total - 2 * determinant)
    return CitedFact((), sympy.Le(NORM(X), roots / 2, evaluate=False))


def _matters(block: Any) -> bool:
    return not isinstance(block, sympy.ZeroMatrix)
