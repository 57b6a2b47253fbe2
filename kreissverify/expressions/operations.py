"""What matrix expressions are made with, besides Python's ``+ - * @ **``: blocks and constants."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import sympy
from sympy.matrices.expressions.blockmatrix import BlockMatrix

from kreissverify.expressions.body import size_called
from kreissverify.expressions.constant_matrix import ConstantMatrix
from kreissverify.expressions.errors import StatementError
from kreissverify.numbers.rational import as_fmpq, as_sympy
from kreissverify.system.told_value import told

__all__ = ["adjoint", "block", "identity", "inverse", "kron", "matrix", "resolvent", "zeros"]


def inverse(X: Any) -> sympy.MatrixExpr:
    """Return X⁻¹ of a square matrix expression: a conclusion with it claims that it exists.

    Raises
    ------
    StatementError
        If X is no square matrix expression.
    """
    return _square("inverse", X).inverse()


def adjoint(X: Any) -> sympy.MatrixExpr:
    """Return the conjugate transpose X*, which is Xᵀ for real matrices.

    Raises
    ------
    StatementError
        If X is no matrix expression.
    """
    return sympy.Adjoint(_matrix("adjoint", X))


def kron(X: Any, Y: Any) -> sympy.MatrixExpr:
    """Return the Kronecker product X ⊗ Y, the block matrix of the x_ij·Y.

    Raises
    ------
    StatementError
        If an argument is no matrix expression.
    """
    return sympy.KroneckerProduct(_matrix("kron", X), _matrix("kron", Y))


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


def identity(size: Any) -> sympy.MatrixExpr:
    """Return the identity of a size, or as large as a square matrix.

    Parameters
    ----------
    size
        An integer, the name of a size in the signature, a size such as ``X.n``, or a matrix.

    Raises
    ------
    StatementError
        If it is none of these, or the matrix is not square.
    """
    if isinstance(size, sympy.MatrixExpr):
        return sympy.Identity(_square("identity", size).rows)
    return sympy.Identity(_size("identity", size))


def zeros(rows: Any, columns: Any = None) -> sympy.MatrixExpr:
    """Return a matrix of zeros.

    Parameters
    ----------
    rows
        A number of rows, as for `identity`; or a matrix whose shape it has.
    columns
        A number of columns; as many as rows by default.

    Raises
    ------
    StatementError
        If a size is no size.
    """
    if isinstance(rows, sympy.MatrixExpr) and columns is None:
        return sympy.ZeroMatrix(*rows.shape)
    sizes = [
        x.rows if isinstance(x, sympy.MatrixExpr) else _size("zeros", x)
        for x in (rows, rows if columns is None else columns)
    ]
    return sympy.ZeroMatrix(*sizes)


def matrix(rows: Any) -> sympy.MatrixExpr:
    """Return a matrix of given entries: exact numbers, or scalars of the statement.

    Parameters
    ----------
    rows
        A list of rows; a text such as ``"1/2"`` is the number.

    Raises
    ------
    StatementError
        If the rows have different lengths, or an entry is no exact number and no scalar.
    """
    table = _table("matrix", rows)
    return ConstantMatrix.of([[_entry(x) for x in row] for row in table])


def _entry(value: Any) -> sympy.Expr:
    if isinstance(value, sympy.Expr):
        return value
    if isinstance(value, float):
        near = Fraction(value).limit_denominator(10**6)
        raise StatementError(f'matrix: expected exact entries: write "{near}", not {value}')
    try:
        return as_sympy(as_fmpq(value))
    except (TypeError, ValueError) as error:
        raise StatementError(f"matrix: {error}") from None


def block(rows: Sequence[Sequence[Any]]) -> sympy.MatrixExpr:
    """Return the block matrix of a table of matrix expressions; 0 stands for a zero block.

    Raises
    ------
    StatementError
        If the table is ragged, or a whole row or column of it is zero, so that it has no size.
    """
    table = _table("block", rows)
    heights = [_extent(row, 0, f"row {i}") for i, row in enumerate(table)]
    columns = zip(*table, strict=True)
    widths = [_extent(list(column), 1, f"column {j}") for j, column in enumerate(columns)]
    filled = [
        [sympy.ZeroMatrix(h, w) if _is_zero(x) else x for x, w in zip(row, widths, strict=True)]
        for row, h in zip(table, heights, strict=True)
    ]
    # SymPy checks that the shapes fit, symbolic ones also.
    try:
        return BlockMatrix(filled)
    except (ValueError, TypeError):
        shapes = "; ".join(", ".join(f"{x.rows}×{x.cols}" for x in row) for row in filled)
        raise StatementError(f"block: shapes that do not fit together: {shapes}") from None


def _table(name: str, rows: Any) -> list[list[Any]]:
    if isinstance(rows, (str, sympy.Basic)) or not all(
        isinstance(row, (list, tuple)) for row in rows
    ):
        raise StatementError(f"{name}: expected a list of rows, such as [[a, b], [c, d]]")
    table = [list(row) for row in rows]
    if not table or not table[0] or any(len(row) != len(table[0]) for row in table):
        raise StatementError(f"{name}: expected rows of equal length")
    return table


def _is_zero(entry: Any) -> bool:
    return not isinstance(entry, sympy.MatrixExpr) and bool(entry == 0)


def _extent(entries: list[Any], axis: int, where: str) -> sympy.Expr:
    for entry in entries:
        if isinstance(entry, sympy.MatrixExpr):
            return entry.shape[axis]
        if entry != 0:
            raise StatementError(f"block: {where}: expected matrix expressions or 0, got {entry}")
    raise StatementError(f"block: {where} has only zeros, so its size is unknown")


def _matrix(name: str, value: Any) -> sympy.MatrixExpr:
    if isinstance(value, sympy.MatrixBase):
        value = value.as_immutable()
    if not isinstance(value, sympy.MatrixExpr):
        raise StatementError(f"{name}: expected a matrix expression, got {told(value)}")
    return value


def _square(name: str, value: Any) -> sympy.MatrixExpr:
    matrix = _matrix(name, value)
    if matrix.rows != matrix.cols:
        raise StatementError(
            f"{name}: expected a square matrix, got {matrix} of shape {matrix.rows}×{matrix.cols}"
        )
    return matrix


def _size(name: str, size: Any) -> sympy.Expr:
    if isinstance(size, str):
        return size_called(size)
    if isinstance(size, sympy.Expr) and size.is_integer and size.is_positive is not False:
        return size
    if isinstance(size, int) and not isinstance(size, bool) and size >= 1:
        return sympy.Integer(size)
    raise StatementError(
        f"{name}: expected a size (a positive integer, the name of one in the signature, such as "
        f'"n", or X.n) or a square matrix, got {told(size)}'
    )
