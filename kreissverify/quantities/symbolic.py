"""Quantities of symbolic matrices, as atoms of a statement, and of matrices that SymPy made."""

from __future__ import annotations

from typing import Any

import sympy
from flint import fmpq
from sympy.core.symbol import Str

from kreissverify.matrices.matrix import InvalidMatrix
from kreissverify.numbers.rational import as_fmpq
from kreissverify.quantities.known import KNOWN

__all__ = ["QuantityExpr", "entries", "operand"]


class QuantityExpr(sympy.Expr):  # type: ignore[misc]
    """A quantity of a symbolic matrix, such as K(J) or G(J, r), as an atom of a statement.

    Its arguments are the quantity's name, the matrix expression, and the parameters.
    """

    is_commutative = True
    is_extended_real = True  # K of an unstable matrix is +∞

    def __new__(cls, name: str | Str, matrix: sympy.MatrixExpr, *parameters: Any) -> QuantityExpr:
        label = name if isinstance(name, Str) else Str(name)
        made = super().__new__(cls, label, matrix, *map(sympy.sympify, parameters))
        assert isinstance(made, QuantityExpr)
        return made

    @property
    def quantity(self) -> Any:
        """The quantity that this is a value of."""
        return KNOWN[self.name]

    @property
    def name(self) -> str:
        """The quantity's name."""
        return str(self.args[0].name)

    @property
    def matrix(self) -> sympy.MatrixExpr:
        """The symbolic matrix."""
        return self.args[1]

    @property
    def parameters(self) -> tuple[sympy.Expr, ...]:
        """The parameters after the matrix."""
        return tuple(self.args[2:])

    @property
    def brackets_matrix(self) -> bool:
        """Whether the matrix is a sum or a product that is printed as an operand."""
        return self.quantity.of_operand and not isinstance(self.matrix, sympy.MatrixSymbol)

    def _sympystr(self, printer: Any) -> str:
        shown = ", ".join(printer.doprint(x) for x in self.args[1:])
        return f"{self.name}({shown})"

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        matrix, *parameters = (printer.doprint(x) for x in self.args[1:])
        if self.brackets_matrix:
            matrix = rf"\left({matrix}\right)"
        text = self.quantity.latex_of(matrix, *parameters)
        return text if exp is None else f"{text}^{{{exp}}}"


def operand(name: str, matrix: Any) -> Any:
    """Return what a quantity of a matrix made with SymPy is of: entries, or the symbolic matrix.

    Raises
    ------
    TypeError
        If it is a number that is not known yet, as in K(J.gamma), which is no matrix.
    InvalidMatrix
        See `entries`.
    """
    if isinstance(matrix, sympy.MatrixBase):
        return entries(matrix)
    # symbolic matrices are expressions also
    if not isinstance(matrix, sympy.MatrixExpr) and matrix.free_symbols:
        raise TypeError(f"{name}: expected a matrix, got the number {matrix}")
    return matrix


def entries(matrix: sympy.MatrixBase) -> list[list[Any]]:
    """Return the entries of an explicit SymPy matrix, rationals exactly.

    Raises
    ------
    InvalidMatrix
        If an entry is no number whose parts are rational or in floating point.
    """
    return [[_entry(matrix[i, j], i, j) for j in range(matrix.cols)] for i in range(matrix.rows)]


def _entry(value: sympy.Expr, i: int, j: int) -> Any:
    parts = [_part(x) for x in value.as_real_imag()] if value.is_number else []
    if not parts or None in parts:
        hint = "is no rational number" if value.is_number else "has no value yet"
        raise InvalidMatrix(f"matrix: entry [{i}, {j}]: {value} {hint}")
    return tuple(map(as_fmpq, parts)) if parts[1] else parts[0]


def _part(value: sympy.Expr) -> fmpq | float | None:
    if isinstance(value, sympy.Rational):
        return as_fmpq(value)
    return float(value) if isinstance(value, sympy.Float) else None
