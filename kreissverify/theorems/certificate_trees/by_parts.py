"""Statements about any matrices and numbers as the trees of version 2 of the format.

Matrices are written as the statement makes them, a member of a family as its expression, and names
say whose they are: ``J.H``, ``J.gamma``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any

import sympy
from sympy.matrices.expressions.blockmatrix import BlockMatrix
from sympy.matrices.expressions.matexpr import MatrixElement

from kreissverify.expressions.conditions import (
    Entrywise,
    MatrixCondition,
    MatrixEquality,
    Semidefinite,
)
from kreissverify.expressions.constant_matrix import ConstantMatrix
from kreissverify.expressions.errors import Unsupported
from kreissverify.expressions.symbols import FamilyMember, MatrixVariable
from kreissverify.instances.kinds import MatrixKind
from kreissverify.instances.parameter_domains import Domain
from kreissverify.instances.signature import Part
from kreissverify.matrices import Quantifier
from kreissverify.matrices.class_options import block_place, radius_place
from kreissverify.matrices.symbolic import COUNT, FIRST, SECOND, SymbolicMatrix, own_numbers
from kreissverify.quantities.symbolic import QuantityExpr
from kreissverify.theorems.certificate_trees.scalar import (
    MatrixTree,
    Tree,
    Trees,
    node,
    value,
)

__all__ = [
    "BY_ANOTHER_NAME",
    "DISTANCES",
    "SAME_NAME",
    "PartsTrees",
    "minus",
    "range_document",
    "shifted",
]

#: The quantities that certificates call as statements do.
SAME_NAME = (
    "norm", "rho", "K", "G", "rho_eps", "M", "L", "H", "stein_bound", "T", "w",
    "frobenius", "trace", "det", "rank", "cond", "departure",
    "spectral_abscissa", "numerical_abscissa", "pseudospectral_abscissa", "exp_norm",
    "K_c", "G_c", "M_c", "L_c", "H_c", "T_c",
)  # fmt: skip
#: Distances to instability: the reciprocals of a resolvent bound on the edge of stability.
DISTANCES = {"distance_to_instability": ("G", 1), "continuous_distance_to_instability": ("G_c", 0)}
#: Those that certificates write by another one: ‖Jᵗ‖ as the norm of the matrix Jᵗ, the distance to
#: instability as 1/G(J, 1), ‖(zI-J)⁻¹‖ as `inverse_norm`, which is ∞ at an eigenvalue.
BY_ANOTHER_NAME = ("power_norm", *DISTANCES, "resolvent_norm")

_CONDITIONS = {MatrixEquality: "same", Entrywise: "entrywise", Semidefinite: "psd"}
# The sizes of the blocks of a coupled matrix.
_SIZES = {FIRST: "sizes.0", SECOND: "sizes.1"}
_LOWEST, _LARGEST = "lowest", "largest"


class PartsTrees(Trees):
    """Writes the conditions of a statement about any parts.

    Parameters
    ----------
    parts
        The parts of the statement.
    """

    version = 2

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        # γ, b, c and the sizes of each coupled matrix: whose they are, and what they are called
        self._own = {
            symbol: (part.name, bare)
            for part in parts
            if isinstance(part.of, Quantifier)
            for symbol, bare in own_numbers(part.of, part.owner).items()
        }
        self._numbers = {part.name for part in parts if isinstance(part.of, Domain)}

    def symbol(self, symbol: sympy.Symbol) -> Tree:
        """Return a number or a size by its name, γ, b, c and n of a coupled J as ``J.gamma``."""
        return {"symbol": self._qualified(symbol)}

    def _qualified(self, symbol: sympy.Symbol) -> str:
        name = str(symbol.name)
        if symbol not in self._own or name in self._numbers:
            return name
        owner, bare = self._own[symbol]
        if bare == COUNT:
            raise Unsupported(f"a certificate has no way to write the number of blocks of {owner}")
        place, word = radius_place(bare.name), bare.name.partition("_")[0]
        own = bare.name if place is None else f"{word}s.{place}"
        return f"{owner}.{_SIZES.get(bare) or own}"

    def quantity(self, term: QuantityExpr) -> Tree:
        """Return a quantity of a matrix expression."""
        of, arguments = self.matrix(term.matrix), [self.tree(x) for x in term.parameters]
        match term.name:
            case "power_norm":
                return value("norm", node("power", of, *arguments))
            case name if name in DISTANCES:
                bound, edge = DISTANCES[name]
                return node("div", {"num": "1"}, value(bound, of, {"num": str(edge)}))
            case "resolvent_norm":
                return value("inverse_norm", shifted(of, *arguments))
            case name if name in SAME_NAME:
                return value(name, of, *arguments)
        raise Unsupported(f"a certificate has no way to write the quantity {term.name}")

    def condition(self, condition: MatrixCondition) -> Tree:
        """Return an equality, an order entry by entry, or semidefiniteness."""
        return node(_CONDITIONS[type(condition)], *map(self.matrix, condition.args))

    def entry(self, entry: MatrixElement) -> Tree:
        """Return an entry of a matrix."""
        return value("entry", self.matrix(entry.parent), *map(self.tree, entry.args[1:]))

    def matrix(self, expression: Any) -> MatrixTree:
        """Return a matrix expression.

        Raises
        ------
        Unsupported
            If the format has no such node.
        """
        match expression:
            case SymbolicMatrix() | MatrixVariable():
                return _named(expression)
            case FamilyMember():
                return self.matrix(expression.expression)
            case sympy.Identity():
                return self._identity(expression.rows)
            case sympy.ZeroMatrix():
                return self._zeros(*expression.shape)
            case sympy.Inverse():  # before MatPow, of which it is a kind
                return node("inverse", self.matrix(expression.arg))
            case sympy.MatPow():
                return node("power", self.matrix(expression.base), self.tree(expression.exp))
            case ConstantMatrix():
                return node("matrix", *([self.tree(x) for x in row] for row in expression.table()))
            case sympy.ImmutableDenseMatrix():
                return node("matrix", *([self.tree(x) for x in row] for row in expression.tolist()))
            case sympy.Transpose():
                return node("transpose", self.matrix(expression.arg))
            case sympy.Adjoint():
                return node("adjoint", self.matrix(expression.arg))
            case sympy.MatAdd():
                return node("add", *map(self.matrix, expression.args))
            case sympy.MatMul():
                return self._product(*expression.as_coeff_matrices())
            case sympy.KroneckerProduct():
                return reduce(lambda x, y: node("kron", x, y), map(self.matrix, expression.args))
            case BlockMatrix():
                rows = [map(self.matrix, row) for row in expression.blocks.tolist()]
                return node("rows", *(node("columns", *row) for row in rows))
        raise Unsupported(f"a certificate has no way to write the matrix {expression}")

    def _product(self, factor: Any, matrices: Sequence[Any]) -> MatrixTree:
        written = [self.matrix(x) for x in matrices]
        product = written[0] if len(written) == 1 else node("mul", *written)
        return product if factor == 1 else node("times", self.tree(factor), product)

    def _identity(self, rows: sympy.Expr) -> MatrixTree:
        norms = self._block_norms(rows)
        return (
            node("identity", self.tree(rows))
            if norms is None
            else node("scalar", norms, {"num": "1"})
        )

    def _zeros(self, rows: sympy.Expr, columns: sympy.Expr) -> MatrixTree:
        norms = self._block_norms(rows)
        if norms is not None and rows == columns:
            return node("times", {"num": "0"}, norms)
        return node("zeros", self.tree(rows), self.tree(columns))

    def _block_norms(self, size: sympy.Expr) -> MatrixTree | None:
        """Return a matrix with a row for each block, if that is the size; else None."""
        # how many blocks there are has no symbol
        owner, bare = self._own.get(size, ("", None))
        return f"{owner}.block_norms" if bare == COUNT else None


def minus(matrix: MatrixTree) -> MatrixTree:
    """Return -X."""
    return node("times", {"num": "-1"}, matrix)


def shifted(matrix: MatrixTree, z: Tree) -> MatrixTree:
    """Return zI - X."""
    return node("add", node("scalar", matrix, z), minus(matrix))


def range_document(part: Part, size: Callable[[Any], int]) -> dict[str, Any]:
    """Return what a part ranges over, as a certificate says it; its value is left to be added.

    Parameters
    ----------
    part
        The part.
    size
        Gives the number of rows that an expression is.
    """
    of = part.of
    if isinstance(of, Domain):
        options: dict[str, Any] = {name: _term(end) for name, end in of.ends.items()}
        return {"kind": type(of).__name__, "options": options}
    if isinstance(of, MatrixKind):
        assert part.shape is not None
        return {
            "kind": of.name,
            "shape": [_extent(part.name, k, size) for k in part.shape],
            "options": _options(of),
            "complex": of.complex,
        }
    ranges = {"kind": of.matrix_class.__name__, "symmetric": of.symmetric}
    if of.sizes is None:
        return ranges
    return {**ranges, "sizes": [_term(k if isinstance(k, str) else Fraction(k)) for k in of.sizes]}


def _options(of: MatrixKind) -> dict[str, Any]:
    given = {name: _term(bound) for name, bound in of.options().items()}
    ends = [given.pop(_LOWEST, None), given.pop(_LARGEST, None)]
    return given if ends == [None, None] else {**given, "spectrum": ends}


def _term(bound: Fraction | str) -> Tree:
    return {"symbol": bound} if isinstance(bound, str) else {"num": str(bound)}


def _extent(name: str, extent: sympy.Expr, size: Callable[[Any], int]) -> Tree:
    # a size that is the part's own, as nothing else names it, is a number
    own = not isinstance(extent, sympy.Symbol) or extent.name.startswith(f"{name}.")
    return {"num": str(size(extent))} if own else {"symbol": str(extent.name)}


def _named(symbol: SymbolicMatrix | MatrixVariable) -> MatrixTree:
    """Return a matrix that has a name; a block of more than two is told by its place."""
    owner, _, last = str(symbol.name).rpartition(".")
    place = block_place(last)
    if place is None:
        return str(symbol.name)
    return node("block", owner, *({"num": str(k)} for k in place))
