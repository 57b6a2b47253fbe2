"""Matrix expressions as the trees of the certificate format.

An identity X = Y is written as ‖X - Y‖ = 0. Multiples of the identity and zero blocks are written
in the size of a named matrix, so that no size is written out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sympy
from sympy.matrices.expressions.blockmatrix import BlockMatrix

from kreissverify.expressions.conditions import MatrixEquality
from kreissverify.expressions.errors import Unsupported
from kreissverify.matrices.symbolic import COUNT, FIRST, SECOND, SIZE, SymbolicMatrix

__all__ = ["MatrixTrees", "node"]

Tree = dict[str, Any]
MatrixTree = str | Tree


def node(operation: str, *arguments: Any) -> Tree:
    """Return a node of a tree."""
    return {"op": operation, "args": list(arguments)}


@dataclass(frozen=True)
class MatrixTrees:
    """Writes the matrix expressions of one identity.

    Parameters
    ----------
    identity
        The identity.
    root
        The name of the matrix variable in it; a certificate calls it J.
    scalar
        Turns a scalar into a tree.
    """

    identity: MatrixEquality
    root: str
    scalar: Callable[[Any], Tree]

    def difference(self) -> Tree:
        """Return X - Y of the identity X = Y.

        Raises
        ------
        Unsupported
            If the format has no such node.
        """
        left, right = self.identity.lhs, self.identity.rhs
        minus = self._multiple(sympy.S.NegativeOne, left.rows)
        return node("add", self._tree(left), node("mul", minus, self._tree(right)))

    def _tree(self, expression: Any) -> MatrixTree:
        match expression:
            case SymbolicMatrix() if expression.root == self.root:
                return ".".join(("J", *expression.path))
            case sympy.Identity():
                return self._multiple(sympy.S.One, expression.rows)
            case sympy.ZeroMatrix():
                name = self._named(*expression.shape)
                return node("mul", node("scalar", name, self.scalar(sympy.S.Zero)), name)
            case sympy.Inverse() | sympy.MatPow():
                return node("power", self._tree(expression.base), self.scalar(expression.exp))
            case sympy.Transpose():
                return node("transpose", self._tree(expression.arg))
            case sympy.MatAdd():
                return node("add", *map(self._tree, expression.args))
            case sympy.MatMul():
                factor, matrices = expression.as_coeff_matrices()
                ahead = [] if factor == 1 else [self._multiple(factor, expression.rows)]
                factors = [*ahead, *map(self._tree, matrices)]
                return factors[0] if len(factors) == 1 else node("mul", *factors)
            case BlockMatrix():
                rows = [map(self._tree, row) for row in expression.blocks.tolist()]
                return node("rows", *(node("columns", *row) for row in rows))
        raise Unsupported(f"a certificate has no way to write the matrix {expression}")

    def _multiple(self, factor: Any, rows: sympy.Expr) -> Tree:
        return node("scalar", self._named(rows, rows), self.scalar(factor))

    def _named(self, rows: sympy.Expr, columns: sympy.Expr) -> str:
        """Return the name of a matrix of such a shape."""
        # No size is written out, so that a certificate of the statement holds for every member.
        if (rows, columns) not in self._shapes:
            raise Unsupported(f"a certificate has no way to write a {rows}×{columns} matrix")
        return self._shapes[rows, columns]

    @cached_property
    def _shapes(self) -> dict[tuple[Any, Any], str]:
        quantifiers = [x.quantifier for x in self.identity.atoms(SymbolicMatrix)]
        sizes = quantifiers[0].sizes if quantifiers else None
        first, second = sizes if sizes and len(sizes) == 2 else (FIRST, SECOND)
        whole = SIZE if sizes is None else sympy.Integer(sum(sizes))
        count = COUNT if sizes is None else sympy.Integer(len(sizes))
        # Later entries replace earlier ones where shapes agree; any matrix of the shape will do.
        return {
            (count, count): "J.comparison",
            (first, first): "J.A",
            (first, second): "J.B",
            (second, first): "J.C",
            (second, second): "J.D",
            (first + second, first + second): "J",
            (whole, whole): "J",
        }
