"""Conditions on matrices: equality, order entry by entry, positive semidefiniteness."""

from __future__ import annotations

from typing import Any, ClassVar

import sympy
from sympy.logic.boolalg import Boolean

from kreissverify.expressions.errors import StatementError
from kreissverify.system.told_value import told

__all__ = [
    "Entrywise",
    "MatrixCondition",
    "MatrixEquality",
    "Semidefinite",
    "entrywise",
    "psd",
    "same",
]


class MatrixCondition(Boolean):  # type: ignore[misc]
    """A condition on matrix expressions, its arguments, that is decided exactly."""

    sign: ClassVar[str]
    latex_sign: ClassVar[str]

    @property
    def lhs(self) -> sympy.MatrixExpr:
        """The left side."""
        return self.args[0]

    @property
    def rhs(self) -> sympy.MatrixExpr:
        """The right side."""
        return self.args[1]

    def _sympystr(self, printer: Any) -> str:
        return f"{printer.doprint(self.lhs)} {self.sign} {printer.doprint(self.rhs)}"

    def _latex(self, printer: Any, **options: Any) -> str:
        return f"{printer.doprint(self.lhs)} {self.latex_sign} {printer.doprint(self.rhs)}"


class MatrixEquality(MatrixCondition):
    """The condition X = Y between two matrix expressions."""

    sign = latex_sign = "="


class Entrywise(MatrixCondition):
    """The condition x_ij ≤ y_ij for all i and j, between two real matrix expressions."""

    sign, latex_sign = "≤ entrywise", r"\leq"


class Semidefinite(MatrixCondition):
    """The condition that a matrix expression is Hermitian and has no negative eigenvalue."""

    sign, latex_sign = "⪰", r"\succeq"

    @property
    def rhs(self) -> sympy.MatrixExpr:
        """Zero."""
        return sympy.ZeroMatrix(*self.lhs.shape)


def same(left: Any, right: Any) -> MatrixEquality:
    """Return the condition that two matrix expressions are equal.

    Raises
    ------
    StatementError
        If an argument is no matrix, or the shapes differ.
    """
    return MatrixEquality(*_of_one_shape("same", left, right))


def entrywise(left: Any, right: Any) -> Entrywise:
    """Return the condition X ≤ Y entry by entry, of two real matrices.

    Raises
    ------
    StatementError
        If an argument is no matrix, or the shapes differ.
    """
    return Entrywise(*_of_one_shape("entrywise", left, right))


def psd(X: Any) -> Semidefinite:
    """Return the condition that X is positive semidefinite: false unless X is Hermitian.

    Raises
    ------
    StatementError
        If X is no square matrix.
    """
    expression = _as_expression("psd", "X", X)
    if expression.rows != expression.cols:
        raise StatementError(f"psd: expected a square matrix, got one of shape {expression.shape}")
    return Semidefinite(expression)


def _of_one_shape(name: str, left: Any, right: Any) -> tuple[sympy.MatrixExpr, sympy.MatrixExpr]:
    sides = tuple(_as_expression(name, side, x) for side, x in (("left", left), ("right", right)))
    # Symbolic shapes are compared as SymPy writes them: equal sizes of blocks are one symbol each.
    if sides[0].shape != sides[1].shape:
        raise StatementError(f"{name}: the shapes {sides[0].shape} and {sides[1].shape} differ")
    return sides[0], sides[1]


def _as_expression(name: str, side: str, value: Any) -> sympy.MatrixExpr:
    # a mutable matrix of SymPy's is no expression, and the constant that it is now is meant
    expression = value.as_immutable() if isinstance(value, sympy.MatrixBase) else value
    if not isinstance(expression, sympy.MatrixExpr):
        raise StatementError(f"{name}: {side}: expected a matrix expression, got {told(value)}")
    _require_rational_constants(name, expression)
    return expression


def _require_rational_constants(name: str, expression: Any) -> None:
    """Refuse irrational constants: a condition on matrices is decided exactly, or not at all."""
    for node in sympy.preorder_traversal(expression):
        if isinstance(node, sympy.Expr) and node.is_number and node.is_rational is False:
            raise StatementError(f"{name}: {node} has no exact rational value")
