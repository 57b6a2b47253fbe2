"""A matrix of given scalars, as a node of matrix expressions."""

from __future__ import annotations

from typing import Any, Self

import sympy

__all__ = ["ConstantMatrix"]


class ConstantMatrix(sympy.MatrixExpr):  # type: ignore[misc]
    """A matrix of given scalars, as `matrix` makes it.

    SymPy's own would compute with its entries at once, and leave another expression than the one
    that was written.
    """

    def __new__(cls, rows: Any, columns: Any, entries: Any) -> Self:
        made = super().__new__(cls, sympy.sympify(rows), sympy.sympify(columns), entries)
        assert isinstance(made, cls)
        return made

    @classmethod
    def of(cls, table: list[list[sympy.Expr]]) -> Self:
        """Return the matrix of a table of rows of equal length."""
        entries = sympy.Tuple(*(x for row in table for x in row))
        return cls(len(table), len(table[0]), entries)

    @property
    def shape(self) -> tuple[sympy.Expr, sympy.Expr]:
        """The numbers of rows and columns."""
        return self.args[0], self.args[1]

    @property
    def entries(self) -> tuple[sympy.Expr, ...]:
        """The entries, row by row."""
        return tuple(self.args[2])

    def table(self) -> list[list[sympy.Expr]]:
        """Return the rows."""
        width = int(self.args[1])
        return [list(self.entries[k : k + width]) for k in range(0, len(self.entries), width)]

    def _sympystr(self, printer: Any) -> str:
        rows = (", ".join(map(printer.doprint, row)) for row in self.table())
        return f"[{', '.join(f'[{row}]' for row in rows)}]"

    def _latex(self, printer: Any, **options: Any) -> str:
        rows = (" & ".join(map(printer.doprint, row)) for row in self.table())
        return r"\begin{bmatrix}" + r" \\ ".join(rows) + r"\end{bmatrix}"

    def _entry(self, i: Any, j: Any, **options: Any) -> sympy.Expr:
        return self.entries[int(i) * int(self.args[1]) + int(j)]
