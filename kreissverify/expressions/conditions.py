"""Identities between matrices: products, inverses and blocks, said as ``same(X, Y)``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

import sympy
from flint import fmpq, fmpq_mat
from sympy.logic.boolalg import Boolean
from sympy.matrices.expressions.blockmatrix import BlockMatrix

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.symbolic import FIRST, SECOND, SIZE, SymbolicMatrix
from kreissverify.numbers.rational import as_fmpq, as_sympy
from kreissverify.expressions.errors import StatementError

__all__ = ["MatrixEquality", "block", "exact_value", "resolvent", "same"]


_NODES = (
    SymbolicMatrix, BlockMatrix, sympy.ImmutableDenseMatrix, sympy.Identity, sympy.ZeroMatrix,
    sympy.Inverse, sympy.MatPow,
    sympy.Transpose, sympy.MatAdd, sympy.MatMul,
)  # fmt: skip


class MatrixEquality(Boolean):  # type: ignore[misc]
    """The condition X = Y between two matrix expressions."""

    @property
    def lhs(self) -> sympy.MatrixExpr:
        """The left side."""
        return self.args[0]

    @property
    def rhs(self) -> sympy.MatrixExpr:
        """The right side."""
        return self.args[1]

    def holds(self, instance: Matrix, parameters: Mapping[str, fmpq]) -> bool:
        """Return whether the two sides agree exactly on one instance.

        Raises
        ------
        ZeroDivisionError
            If an inverse on either side does not exist.
        """
        left = exact_value(self.lhs, instance, parameters)
        return bool(left == exact_value(self.rhs, instance, parameters))

    def _sympystr(self, printer: Any) -> str:
        return f"{printer.doprint(self.lhs)} = {printer.doprint(self.rhs)}"

    def _latex(self, printer: Any, **options: Any) -> str:
        return f"{printer.doprint(self.lhs)} = {printer.doprint(self.rhs)}"


def same(left: Any, right: Any) -> MatrixEquality:
    """Return the condition that two matrix expressions are equal.

    Raises
    ------
    StatementError
        If an argument is no matrix, or the shapes differ.
    """
    # a mutable matrix of SymPy's is no expression, and the constant that it is now is meant
    left, right = (
        x.as_immutable() if isinstance(x, sympy.MatrixBase) else x for x in (left, right)
    )
    for side, name in ((left, "left"), (right, "right")):
        if not isinstance(side, sympy.MatrixExpr):
            raise StatementError(f"same: {name}: expected a matrix expression, got {side}")
        for node in sympy.preorder_traversal(side):
            if isinstance(node, sympy.MatrixExpr) and not isinstance(node, _NODES):
                raise StatementError(f"same: {type(node).__name__} is not in the language")
            _require_exact(node)
    # Symbolic shapes are compared as SymPy writes them: equal sizes of blocks are one symbol each.
    if left.shape != right.shape:
        raise StatementError(f"same: the shapes {left.shape} and {right.shape} differ")
    return MatrixEquality(left, right)


def _require_exact(node: Any) -> None:
    """Refuse what has no exact rational value, whatever the instance is."""
    # int(1/2) would be 0: a root of a matrix must not be taken for the identity
    if isinstance(node, sympy.MatPow) and not node.exp.is_integer:
        raise StatementError(f"same: {node}: the exponent of a matrix is an integer")
    if isinstance(node, sympy.MatMul):
        factor = node.as_coeff_matrices()[0]
        entries: tuple[Any, ...] = (factor,)
    else:
        # a table of blocks is such a matrix also: its entries are looked at by themselves
        table = tuple(node) if isinstance(node, sympy.ImmutableDenseMatrix) else ()
        entries = tuple(x for x in table if not isinstance(x, sympy.MatrixExpr))
    for entry in entries:
        # γ and parameters may be irrational on no instance, ‖B‖ and ‖C‖ on some: those are left out
        if not all(map(_is_rational_step, sympy.preorder_traversal(entry))):
            raise StatementError(f"same: {entry} has no exact rational value")


def _is_rational_step(node: Any) -> bool:
    if isinstance(node, sympy.Pow):
        return bool(node.exp.is_Integer)
    # floats are refused elsewhere, with the rational number to write instead
    return isinstance(node, sympy.Add | sympy.Mul | sympy.Rational | sympy.Symbol | sympy.Float)


def resolvent(matrix: Any, z: Any) -> sympy.MatrixExpr:
    """Return the resolvent (zI - X)⁻¹ of a square matrix expression X at a scalar z.

    Raises
    ------
    StatementError
        If `matrix` is no square matrix expression.
    """
    if not isinstance(matrix, sympy.MatrixExpr) or not matrix.is_square:
        raise StatementError(f"resolvent: expected a square matrix expression, got {matrix}")
    return (sympy.sympify(z) * sympy.Identity(matrix.rows) - matrix).inverse()


def block(rows: Sequence[Sequence[Any]]) -> sympy.MatrixExpr:
    """Return the block matrix of a table of matrix expressions; 0 stands for a zero block.

    Raises
    ------
    StatementError
        If the table is ragged, or a whole row or column of it is zero, so that it has no size.
    """
    table = [list(row) for row in rows]
    if not table or any(len(row) != len(table[0]) for row in table):
        raise StatementError("block: expected rows of equal length")
    heights = [_size(row, 0, f"row {i}") for i, row in enumerate(table)]
    widths = [_size(list(col), 1, f"column {j}") for j, col in enumerate(zip(*table, strict=True))]
    filled = [
        [sympy.ZeroMatrix(h, w) if x == 0 else x for x, w in zip(row, widths, strict=True)]
        for row, h in zip(table, heights, strict=True)
    ]
    # SymPy checks that the shapes fit, symbolic ones also.
    try:
        return BlockMatrix(filled)
    except (ValueError, TypeError):
        shapes = [[str(x.shape) for x in row] for row in filled]
        raise StatementError(f"block: shapes that do not fit together: {shapes}") from None


def _size(entries: list[Any], axis: int, where: str) -> sympy.Expr:
    for entry in entries:
        if isinstance(entry, sympy.MatrixExpr):
            return entry.shape[axis]
        if entry != 0:
            raise StatementError(f"block: {where}: expected matrix expressions or 0, got {entry}")
    raise StatementError(f"block: {where} has only zeros, so its size is unknown")


def exact_value(
    expression: Any, instance: Matrix, parameters: Mapping[str, fmpq] | None = None
) -> fmpq_mat:
    """Return the exact value of a matrix expression on one instance.

    Parameters
    ----------
    expression
        Made of an instance's J, its exact parts, `resolvent`, `block`, sums, products and powers.
    instance
        The J to put in.
    parameters
        The values of the scalar symbols.

    Raises
    ------
    ZeroDivisionError
        If an inverse does not exist.
    StatementError
        If the expression has another node.
    """
    return _value(expression, instance, parameters or {})


def _value(node: Any, instance: Matrix, scalars: Mapping[str, fmpq]) -> fmpq_mat:
    def value(inner: Any) -> fmpq_mat:
        return _value(inner, instance, scalars)

    match node:
        case SymbolicMatrix():
            part = reduce(getattr, node.path, instance)
            return part.exact if isinstance(part, Matrix) else part
        case sympy.Identity() | sympy.ZeroMatrix():
            rows, columns = (_dimension(k, instance) for k in node.shape)
            one = fmpq(int(isinstance(node, sympy.Identity)))
            return fmpq_mat(rows, columns, _diagonal(one, rows, columns))
        case sympy.Inverse():  # before MatPow, of which it is a kind
            return value(node.arg).inv()
        case sympy.MatPow():
            return _power(value(node.base), _scalar(node.exp, scalars))
        case sympy.ImmutableDenseMatrix():
            return fmpq_mat(node.rows, node.cols, [_scalar(x, scalars) for x in node])
        case sympy.Transpose():
            return value(node.arg).transpose()
        case sympy.MatAdd():
            return reduce(lambda x, y: x + y, map(value, node.args))
        case sympy.MatMul():
            scalar, factors = node.as_coeff_matrices()
            return reduce(lambda x, y: x * y, map(value, factors)) * _scalar(scalar, scalars)
        case BlockMatrix():
            return _joined([[value(x) for x in row] for row in node.blocks.tolist()])
    raise StatementError(f"{type(node).__name__} is not in the language of matrix identities")


def _power(base: fmpq_mat, exponent: fmpq) -> fmpq_mat:
    if exponent.q != 1:
        raise StatementError(f"the exponent of a matrix is an integer, got {exponent}")
    power = int(exponent.p)
    return base**power if power >= 0 else base.inv() ** -power


def _scalar(expression: sympy.Expr, scalars: Mapping[str, fmpq]) -> fmpq:
    known = [s for s in expression.free_symbols if s.name in scalars]
    values = {s: as_sympy(scalars[s.name]) for s in known}
    exact = expression.xreplace(values)
    if not isinstance(exact, sympy.Rational):
        raise StatementError(f"the factor {expression} has no exact rational value here: {exact}")
    return as_fmpq(exact)


def _dimension(size: sympy.Expr, instance: Matrix) -> int:
    sizes = getattr(instance, "sizes", (instance.n,))
    # FIRST and SECOND are sizes of two blocks: for more, no part of J has such a shape.
    known = {SIZE: instance.n, FIRST: sizes[0], SECOND: sizes[-1]}
    return int(size.xreplace({symbol: sympy.Integer(k) for symbol, k in known.items()}))


def _diagonal(value: fmpq, rows: int, columns: int) -> list[fmpq]:
    return [value if i == j else fmpq(0) for i in range(rows) for j in range(columns)]


def _joined(table: list[list[fmpq_mat]]) -> fmpq_mat:
    rows = []
    for blocks in table:
        for i in range(blocks[0].nrows()):
            rows.append([x[i, j] for x in blocks for j in range(x.ncols())])
    return fmpq_mat(rows)
