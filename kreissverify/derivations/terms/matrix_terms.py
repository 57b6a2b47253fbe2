"""Matrix expressions as terms of a derivation: their matrices, their numbers, what has to exist.

An expression is made of named matrices by sums, products, powers, inverses, transposes, adjoints,
blocks, identities, zeros and tables of numbers. It has a value where its numbers have one and its
inverses exist.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import Any

import sympy
from sympy.matrices.expressions.blockmatrix import BlockMatrix

from kreissverify.derivations.errors import DerivationError
from kreissverify.expressions import as_written
from kreissverify.expressions.constant_matrix import ConstantMatrix
from kreissverify.expressions.symbols import FamilyMember, Leaf, MatrixVariable
from kreissverify.matrices.symbolic import FIRST, SECOND, SIZE, BlockSize, SymbolicMatrix, owned

__all__ = [
    "Invertible",
    "adjoint",
    "fault_of",
    "has_inverse",
    "inverted",
    "is_real",
    "matrices_of",
    "numbers_of",
    "require_square",
    "size_of",
    "unfolded",
]

_CONSTANTS = (sympy.Identity, sympy.ZeroMatrix, sympy.ImmutableDenseMatrix, ConstantMatrix)
_OPERATIONS = (
    sympy.MatAdd, sympy.MatMul, sympy.MatPow, sympy.Inverse, sympy.Transpose, sympy.Adjoint,
    sympy.KroneckerProduct, BlockMatrix, FamilyMember,
)  # fmt: skip


class Invertible(sympy.logic.boolalg.Boolean):  # type: ignore[misc]
    """The condition that a square matrix has an inverse."""

    @property
    def matrix(self) -> sympy.MatrixExpr:
        """The matrix."""
        return self.args[0]

    def _sympystr(self, printer: Any) -> str:
        return f"{printer.doprint(self.args[0])} is invertible"

    _statement_text = _sympystr

    def _latex(self, printer: Any, **options: Any) -> str:
        return rf"{printer.doprint(self.args[0])} \text{{ is invertible}}"


def _parts(node: Any) -> tuple[sympy.MatrixExpr, ...]:
    """Return the matrix expressions that one is made of."""
    if isinstance(node, BlockMatrix):
        return tuple(node.blocks)
    if isinstance(node, FamilyMember):
        return (node.expression,)
    if isinstance(node, sympy.MatPow):  # an inverse is one also
        return (node.base,)
    return tuple(x for x in node.args if isinstance(x, sympy.MatrixExpr))


def _nodes(node: Any) -> Iterator[sympy.MatrixExpr]:
    yield node
    if isinstance(node, _OPERATIONS):
        for part in _parts(node):
            yield from _nodes(part)


def matrices_of(expression: sympy.MatrixExpr) -> set[sympy.MatrixSymbol]:
    """Return the matrices of the theorem that an expression is made of in the end."""
    return {x for x in _nodes(expression) if isinstance(x, Leaf)}


def unfolded(expression: Any) -> Any:
    """Return what a member of a family is an expression of; anything else as it is."""
    while isinstance(expression, FamilyMember):
        expression = expression.expression
    return expression


def numbers_of(expression: sympy.MatrixExpr) -> list[sympy.Expr]:
    """Return the factors, entries and exponents of an expression, which have to have values."""
    found: list[sympy.Expr] = []
    for node in _nodes(expression):
        if isinstance(node, sympy.MatMul):
            found += [x for x in node.args if not isinstance(x, sympy.MatrixExpr)]
        elif isinstance(node, sympy.ImmutableDenseMatrix):
            found += list(node)
        elif isinstance(node, ConstantMatrix):
            found += node.entries
        elif isinstance(node, sympy.MatPow):
            found.append(node.exp)
    return [x for x in dict.fromkeys(found) if not x.is_Rational]


def inverted(expression: sympy.MatrixExpr) -> list[sympy.MatrixExpr]:
    """Return the matrices whose inverses an expression needs, in the order of their texts."""
    return sorted(as_written.inverted(expression), key=str)


def has_inverse(matrix: sympy.MatrixExpr, known: Collection[sympy.MatrixExpr]) -> bool:
    """Say whether a matrix is invertible by its form, as some others are known to be."""
    if matrix in known or isinstance(matrix, sympy.Identity):
        return True
    if isinstance(matrix, sympy.MatMul):
        factor, factors = matrix.as_coeff_matrices()
        # a product of rectangular matrices may be square, and regular though no factor is
        return bool(factor.is_nonzero) and all(has_inverse(x, known) for x in factors)
    if isinstance(matrix, (sympy.MatPow, sympy.Transpose, sympy.Adjoint)):
        return has_inverse(matrix.args[0], known)
    return False


def fault_of(
    expression: Any, known: Collection[sympy.MatrixSymbol], exact: bool = True
) -> str | None:
    """Say why an expression is no matrix of the matrices known, in a few words; None if it is one.

    Parameters
    ----------
    expression
        What may be a matrix expression.
    known
        The matrices that it may be made of, members of families among them.
    exact
        Whether floating-point numbers are refused.
    """
    if not isinstance(expression, sympy.MatrixExpr):
        return f"expected a matrix, got {expression}"
    for node in _nodes(expression):
        kind = type(node)
        # By the type itself: a subclass of the author's would decide what it is equal to.
        if isinstance(node, sympy.MatrixSymbol):
            if node not in known:
                return f"unknown matrix: {node}"
        elif kind not in _CONSTANTS and kind not in _OPERATIONS:
            return f"unknown kind of matrix expression: {kind.__name__}"
        fault = _shape_fault(node)
        if fault:
            return fault
        if isinstance(node, sympy.MatPow) and not node.exp.is_integer:
            return f"{node}: the exponent of a matrix is an integer"
    if exact and expression.atoms(sympy.Float):
        return f"{expression}: expected exact numbers"
    return None


def _shape_fault(node: sympy.MatrixExpr) -> str | None:
    """Say which shapes do not fit; SymPy lets those pass that are not certainly different."""
    parts = _parts(node) if isinstance(node, _OPERATIONS) else ()
    if isinstance(node, sympy.MatAdd):
        fit = all(x.shape == node.shape for x in parts)
    elif isinstance(node, sympy.MatMul):
        fit = all(x.cols == y.rows for x, y in pairwise(parts))
    elif isinstance(node, sympy.MatPow):  # an inverse is one also
        fit = node.base.rows == node.base.cols
    elif isinstance(node, BlockMatrix):
        table = node.blocks
        heights = [{table[i, j].rows for j in range(table.cols)} for i in range(table.rows)]
        widths = [{table[i, j].cols for i in range(table.rows)} for j in range(table.cols)]
        fit = all(len(sizes) == 1 for sizes in (*heights, *widths))
    else:
        fit = True
    return None if fit else f"{node}: the shapes do not fit together"


def require_square(label: str, *matrices: Any) -> None:
    """Refuse what is no square matrix, or matrices of different sizes.

    Raises
    ------
    DerivationError
        If one is not square, or they differ in size.
    """
    for matrix in matrices:
        if not isinstance(matrix, sympy.MatrixExpr) or matrix.rows != matrix.cols:
            raise DerivationError(f"{label}: expected a square matrix, got {matrix}")
    if len({matrix.rows for matrix in matrices}) > 1:
        shapes = ", ".join(str(matrix.shape) for matrix in matrices)
        raise DerivationError(f"{label}: expected matrices of one size, got {shapes}")


def adjoint(matrix: sympy.MatrixExpr) -> sympy.MatrixExpr:
    """Return X*, which is written Xᵀ where the matrices in X are known to be real."""
    real = all(is_real(x) for x in matrices_of(matrix))
    return matrix.T if real else sympy.Adjoint(matrix).doit()


def is_real(matrix: sympy.MatrixSymbol) -> bool:
    """Say whether a named matrix is known to have real entries only."""
    # J and its parts are real; whether another is complex is said by its kind.
    if isinstance(matrix, MatrixVariable):
        return "complex=True" not in str(matrix.args[3].name)
    return isinstance(matrix, SymbolicMatrix)


def size_of(matrix: sympy.MatrixExpr) -> sympy.Expr:
    """Return the number of rows of a square matrix, which is n for J and for what has its size."""
    owner = next((x.name.rpartition(".")[0] for x in matrix.rows.atoms(BlockSize)), "")
    whole = owned(FIRST, owner) + owned(SECOND, owner)
    return owned(SIZE, owner) if matrix.rows == whole else matrix.rows
