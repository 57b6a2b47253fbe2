"""Statements about one coupled class, and numbers, as the trees of version 1 of the format.

An identity X = Y is written as ‖X - Y‖ = 0. Multiples of the identity and zero blocks are written
in the size of a named matrix, so that no size is written out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy
from sympy.matrices.expressions.blockmatrix import BlockMatrix
from sympy.matrices.expressions.matexpr import MatrixElement

from kreissverify.expressions.conditions import MatrixCondition, MatrixEquality
from kreissverify.expressions.errors import Unsupported
from kreissverify.instances.parameter_domains import Domain
from kreissverify.matrices.class_options import block_place
from kreissverify.matrices.symbolic import COUNT, FIRST, SECOND, SIZE, SymbolicMatrix
from kreissverify.quantities.symbolic import QuantityExpr
from kreissverify.theorems.certificate_trees.by_parts import DISTANCES
from kreissverify.theorems.certificate_trees.scalar import (
    MatrixTree,
    Stated,
    Tree,
    Trees,
    node,
    value,
)

__all__ = ["OneClassTrees", "domain", "tree"]


class OneClassTrees(Trees):
    """Writes the conditions of a statement about one coupled class.

    Parameters
    ----------
    root
        The name of the matrix; a certificate calls it J.
    """

    version = 1

    def __init__(self, root: str) -> None:
        self.root = root

    def conditions(self, statement: Stated) -> dict[str, Any]:
        """Return the hypotheses, the domains of the parameters before them, and the conclusion."""
        # This version knows no domains: for its checker they are hypotheses like the others, so
        # that a certificate for a parameter outside its domain is rejected.
        found = super().conditions(statement)
        domains = [x for name, of in statement.parameters.items() for x in domain(name, of)]
        return {**found, "hypotheses": domains + found["hypotheses"]}

    def symbol(self, symbol: sympy.Symbol) -> Tree:
        """Return a number by its name: γ, b, c and n of J, or a parameter."""
        return {"symbol": symbol.name}

    def quantity(self, term: QuantityExpr) -> Tree:
        """Return a quantity of a named matrix."""
        shown = value(*self.subject(term, [self.tree(x) for x in term.parameters]))
        return node("div", {"num": "1"}, shown) if term.name in DISTANCES else shown

    def condition(self, condition: MatrixCondition) -> Tree:
        """Return an identity: ‖X - Y‖ = 0."""
        if not isinstance(condition, MatrixEquality):
            raise Unsupported(f"version 1 has no way to write {condition}")
        return node("eq", value(*self.subject(condition, [])), {"num": "0"})

    def entry(self, entry: MatrixElement) -> Tree:
        """Refuse an entry."""
        raise Unsupported(f"version 1 has no way to write the entry {entry}")

    def subject(
        self, term: QuantityExpr | MatrixEquality, arguments: list[Tree]
    ) -> tuple[Any, ...]:
        """Return the quantity, its matrix, and its arguments by which a certificate says a term.

        ‖Jᵗ‖ is the norm of the matrix Jᵗ, the distance to instability the reciprocal of G(J, 1),
        and an identity X = Y says that the norm of X - Y is zero.

        Parameters
        ----------
        term
            A quantity, or an identity.
        arguments
            The arguments of the quantity.
        """
        if isinstance(term, MatrixEquality):
            return "norm", self._difference(term)
        of = self._named(term.matrix)
        if term.name == "power_norm":
            return "norm", node("power", of, *arguments)
        if term.name in DISTANCES:
            bound, edge = DISTANCES[term.name]
            return bound, of, {"num": str(edge)}
        return term.name, of, *arguments

    def _named(self, matrix: Any) -> str:
        named = isinstance(matrix, SymbolicMatrix) and matrix.root == self.root
        # blocks of more than two have no names in this version
        if not named or (matrix.path and block_place(matrix.path[-1])):
            raise Unsupported(f"version 1 has no way to write the matrix {matrix}")
        return ".".join(("J", *matrix.path))

    def _difference(self, identity: MatrixEquality) -> MatrixTree:
        """Return X - Y of the identity X = Y."""
        shapes = _shapes(identity)
        minus = self._multiple(sympy.S.NegativeOne, identity.lhs.rows, shapes)
        right = self._matrix(identity.rhs, shapes)
        return node("add", self._matrix(identity.lhs, shapes), node("mul", minus, right))

    def _matrix(self, expression: Any, shapes: Mapping[Any, str]) -> MatrixTree:
        def matrix(part: Any) -> MatrixTree:
            return self._matrix(part, shapes)

        match expression:
            case SymbolicMatrix() if expression.root == self.root:
                return self._named(expression)
            case sympy.Identity():
                return self._multiple(sympy.S.One, expression.rows, shapes)
            case sympy.ZeroMatrix():
                name = _of_shape(expression.shape, shapes)
                return node("mul", node("scalar", name, self.tree(sympy.S.Zero)), name)
            case sympy.Inverse() | sympy.MatPow():
                return node("power", matrix(expression.base), self.tree(expression.exp))
            case sympy.Transpose():
                return node("transpose", matrix(expression.arg))
            case sympy.MatAdd():
                return node("add", *map(matrix, expression.args))
            case sympy.MatMul():
                factor, matrices = expression.as_coeff_matrices()
                ahead = [] if factor == 1 else [self._multiple(factor, expression.rows, shapes)]
                factors = [*ahead, *map(matrix, matrices)]
                return factors[0] if len(factors) == 1 else node("mul", *factors)
            case BlockMatrix():
                rows = [map(matrix, row) for row in expression.blocks.tolist()]
                return node("rows", *(node("columns", *row) for row in rows))
        raise Unsupported(f"version 1 has no way to write the matrix {expression}")

    def _multiple(self, factor: Any, rows: sympy.Expr, shapes: Mapping[Any, str]) -> MatrixTree:
        return node("scalar", _of_shape((rows, rows), shapes), self.tree(factor))


def _of_shape(shape: tuple[sympy.Expr, sympy.Expr], shapes: Mapping[Any, str]) -> str:
    """Return the name of a matrix of a shape."""
    # No size is written out, so that a certificate of the statement holds for every member.
    if shape not in shapes:
        rows, columns = shape
        raise Unsupported(f"version 1 has no way to write a {rows}×{columns} matrix")
    return shapes[shape]


def _shapes(identity: MatrixEquality) -> dict[tuple[Any, Any], str]:
    """Return a matrix with a name by each shape that there may be in an identity."""
    quantifiers = [x.quantifier for x in identity.atoms(SymbolicMatrix)]
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


def tree(expression: Any, root: str = "J") -> Tree:
    """Return a condition or a scalar about one coupled class as an expression tree.

    Parameters
    ----------
    expression
        A SymPy condition or scalar of the language of statements.
    root
        The name of the matrix in it; a certificate calls it J.

    Raises
    ------
    Unsupported
        If version 1 of the format has no such node.
    """
    return OneClassTrees(root).tree(expression)


def domain(name: str, interval: Domain) -> list[Tree]:
    """Return the conditions that a parameter lies in its interval."""
    ends = {
        "gt": interval.above,
        "ge": interval.at_least,
        "lt": interval.below,
        "le": interval.at_most,
    }
    return [
        node(relation, {"symbol": name}, {"num": str(end)})
        for relation, end in ends.items()
        if end is not None
    ]
