"""Equalities of block matrices, as identities of noncommutative polynomials.

Blocks are operator symbols that do not commute; (zI - X)⁻¹ of a symbol X is a symbol R with the
two rules XR = zR - I and RX = zR - I, which are applied until none fits. Equal normal forms are a
proof. An equality X⁻¹ = Y of whole block matrices is shown as XY = I, which is enough as X is
square.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from typing import Any

import sympy
from sympy.logic.boolalg import Boolean
from sympy.matrices.expressions.blockmatrix import BlockMatrix

from kreissverify.derivations.errors import DerivationError, StepNotShown
from kreissverify.derivations.terms.noncommutative_polynomials import (
    Polynomial,
    difference,
    is_zero,
    polynomial,
    product,
)
from kreissverify.matrices.symbolic import SymbolicInstance, SymbolicMatrix
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO
from kreissverify.theorems import MatrixEquality

__all__ = ["require"]

# Largest exponent: a power of a sum of two symbols expands into 2ᵏ words.
_MOST_POWER = 12


@dataclass(frozen=True)
class Table:
    """A matrix as a table of polynomials in its blocks, whose rows and columns have sizes."""

    entries: Sequence[Sequence[Polynomial]]
    heights: tuple[Any, ...]
    widths: tuple[Any, ...]


def require(step: str, claim: Boolean) -> tuple[list[Boolean], list[sympy.Expr]]:
    """Check an equality of matrices.

    Returns
    -------
    tuple
        The conditions under which its inverses exist, and the scalars that need to have a value.

    Raises
    ------
    StepNotShown
        If the two sides are not the same noncommutative polynomials.
    DerivationError
        If the claim is no equality of matrices, or has a node that is none of matrix identities.
    """
    if not isinstance(claim, MatrixEquality):
        raise DerivationError(f"step {step!r}: expected same(X, Y), got {claim}")
    reader = _Reader(claim)
    left, right = claim.lhs, claim.rhs
    if reader.cut and isinstance(left, sympy.Inverse):
        whole = reader.table(left.arg)
        gap = _minus(_times(whole, reader.table(right)), _identity(whole.heights))
    else:
        gap = _minus(reader.table(left), reader.table(right))
    for i, row in enumerate(gap.entries):
        for j, entry in enumerate(row):
            if not is_zero(reader.reduced(entry)):
                where = f"block ({i + 1}, {j + 1})" if len(gap.entries) > 1 else "difference"
                raise StepNotShown(step, f"the two sides differ: their {where} is not 0")
    return reader.conditions, reader.scalars


class _Reader:
    """Matrix expressions as tables of polynomials, and the inverses met on the way.

    If a claim has block matrices, whole matrices are cut into their blocks.
    """

    def __init__(self, claim: Boolean) -> None:
        self.cut = bool(claim.atoms(BlockMatrix))
        self.sizes = _block_sizes(claim) if self.cut else ()
        self.operator_symbols: dict[Any, sympy.Symbol] = {}
        self.rules: dict[tuple[sympy.Symbol, sympy.Symbol], Polynomial] = {}
        self.conditions: list[Boolean] = []
        self.scalars: list[sympy.Expr] = []

    def table(self, node: Any) -> Table:
        """Return a matrix expression as its table of blocks; one by one if it is one block."""
        match node:
            case SymbolicInstance() if self.cut:
                blocks = ((node.A, node.B), (node.C, node.D))
                entries = [[self._block(x) for x in row] for row in blocks]
                return Table(entries, self.sizes, self.sizes)
            case SymbolicMatrix():
                return Table([[self._block(node)]], (node.rows,), (node.cols,))
            case sympy.Identity():
                return _identity(self.sizes if self._is_whole(node) else (node.rows,))
            case sympy.ZeroMatrix():
                return Table([[{}]], (node.rows,), (node.cols,))
            case BlockMatrix():
                return _assembled([[self.table(x) for x in row] for row in node.blocks.tolist()])
            case sympy.Inverse():
                return Table([[self._inverse(node)]], (node.rows,), (node.cols,))
            case sympy.MatPow() if node.exp.is_Integer and 0 < node.exp <= _MOST_POWER:
                return reduce(_times, [self.table(node.base)] * int(node.exp))
            case sympy.MatAdd():
                return reduce(_plus, map(self.table, node.args))
            case sympy.MatMul():
                scalar, factors = node.as_coeff_matrices()
                self.scalars += [x for x in node.args if not x.is_Matrix]  # they may cancel
                return _scaled(reduce(_times, map(self.table, factors)), scalar)
        raise DerivationError(f"{node}: unknown node of matrix identities: {type(node).__name__}")

    def _is_whole(self, identity: sympy.Identity) -> bool:
        """Say whether an identity has the size of J, not of one of its blocks."""
        return bool(self.sizes) and bool(identity.rows == sum(self.sizes))

    def reduced(self, subject: Polynomial) -> Polynomial:
        """Return a polynomial with the rules of the inverses applied until none fits."""
        # It ends, as every rule makes a word shorter. Its order does not matter for soundness: a
        # difference that is not seen to be 0 is merely not shown.
        pending: dict[Any, sympy.Expr] = dict(subject)
        normal: dict[Any, sympy.Expr] = {}
        while pending:
            word, coefficient = pending.popitem()
            place = next((i for i, pair in enumerate(pairwise(word)) if pair in self.rules), -1)
            if place < 0:
                normal[word] = normal.get(word, sympy.S.Zero) + coefficient
                continue
            for middle, factor in self.rules[word[place], word[place + 1]].items():
                new = (*word[:place], *middle, *word[place + 2 :])
                pending[new] = pending.get(new, sympy.S.Zero) + coefficient * factor
        return normal

    def _block(self, node: Any) -> Polynomial:
        return {} if isinstance(node, sympy.ZeroMatrix) else {(self._operator(node),): sympy.S.One}

    def _operator(self, node: Any) -> sympy.Symbol:
        if node not in self.operator_symbols:
            self.operator_symbols[node] = sympy.Dummy(str(node), commutative=False)
        return self.operator_symbols[node]

    def _inverse(self, node: sympy.Inverse) -> Polynomial:
        """Return (zI - X)⁻¹ as a symbol, with its two rules and the condition that it exists."""
        z, matrix = _resolvent(node.arg)
        # Its blocks are not known: only that it is the inverse, which is used on the left alone.
        if self.cut and isinstance(matrix, SymbolicInstance):
            raise DerivationError(f"{node}: the inverse of a whole matrix stands alone on the left")
        new = node not in self.operator_symbols
        R, X = self._operator(node), self._operator(matrix)
        if new:
            product_of_both = {(R,): z, (): -sympy.S.One}
            self.rules[X, R] = self.rules[R, X] = product_of_both
            # Enough for zI - X to be regular, and a condition that facts about spectra give.
            self.conditions.append(sympy.Gt(z, RHO(matrix)))
            self.scalars.append(z)
        return {(R,): sympy.S.One}


def _resolvent(inside: Any) -> tuple[Any, SymbolicMatrix]:
    """Return z and X of zI - X."""
    if isinstance(inside, sympy.MatAdd) and len(inside.args) == 2:
        for one, other in (inside.args, inside.args[::-1]):
            scalar, factors = _factors(one)
            identity = len(factors) == 1 and factors[0].is_Identity
            if identity and isinstance(-other, SymbolicMatrix):
                return scalar, -other
    raise DerivationError(f"{inside}: expected zI - X under an inverse, X a matrix by name")


def _factors(term: Any) -> tuple[sympy.Expr, list[Any]]:
    """Return the scalar and the matrices of a product."""
    if isinstance(term, sympy.MatMul):
        scalar, factors = term.as_coeff_matrices()
        return scalar, list(factors)
    return sympy.S.One, [term]


def _block_sizes(claim: Boolean) -> tuple[Any, ...]:
    """Return the sizes of the blocks of J; none if it does not occur."""
    for J in claim.atoms(SymbolicInstance):
        if not J.quantifier.structure.two_blocks:
            raise DerivationError(f"{J}: expected a matrix of two blocks beside block matrices")
        return (J.A.rows, J.D.rows)
    return ()


def _identity(sizes: tuple[Any, ...]) -> Table:
    one: Polynomial = {(): sympy.S.One}
    count = range(len(sizes))
    return Table([[one if i == j else {} for j in count] for i in count], sizes, sizes)


def _scaled(table: Table, scalar: Any) -> Table:
    factor = polynomial(scalar)
    entries = [[product(factor, x) for x in row] for row in table.entries]
    return Table(entries, table.heights, table.widths)


def _plus(left: Table, right: Table) -> Table:
    return _minus(left, _scaled(right, -1))


def _minus(left: Table, right: Table) -> Table:
    _require_fit((left.heights, left.widths), (right.heights, right.widths))
    pairs = zip(left.entries, right.entries, strict=True)
    entries = [[difference(x, y) for x, y in zip(a, b, strict=True)] for a, b in pairs]
    return Table(entries, left.heights, left.widths)


def _times(left: Table, right: Table) -> Table:
    _require_fit(left.widths, right.heights)
    columns = list(zip(*right.entries, strict=True))
    entries = [[_dot(row, column) for column in columns] for row in left.entries]
    return Table(entries, left.heights, right.widths)


def _dot(row: Sequence[Polynomial], column: Sequence[Polynomial]) -> Polynomial:
    total: Polynomial = {}
    for x, y in zip(row, column, strict=True):
        total = difference(total, product({(): -sympy.S.One}, x, y))
    return total


def _assembled(rows: list[list[Table]]) -> Table:
    """Return the blocks of a block matrix, each of them one block."""
    heights = tuple(row[0].heights[0] for row in rows)
    widths = tuple(entry.widths[0] for entry in rows[0])
    for row, height in zip(rows, heights, strict=True):
        for entry, width in zip(row, widths, strict=True):
            _require_fit((entry.heights, entry.widths), ((height,), (width,)))
    return Table([[x.entries[0][0] for x in row] for row in rows], heights, widths)


def _require_fit(left: tuple[Any, ...], right: tuple[Any, ...]) -> None:
    if left != right:
        raise DerivationError(f"blocks that do not fit together: {left} and {right}")
