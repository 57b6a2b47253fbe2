"""The symbolic matrices that statements are about, apart from coupled ones: kinds and families.

Sizes are symbols also: ``n`` where a signature names it, and ``A.n`` for a matrix without a name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import sympy
from sympy.core.symbol import Str

from kreissverify.matrices.symbolic import SymbolicMatrix

__all__ = ["FamilyMember", "Leaf", "MatrixVariable", "is_size", "leaves"]


def is_size(symbol: Any) -> bool:
    """Say whether a symbol may be a number of rows."""
    return isinstance(symbol, sympy.Symbol) and bool(symbol.is_integer and symbol.is_positive)


class _Named(sympy.MatrixSymbol):  # type: ignore[misc]
    """A matrix symbol with its number of rows as an attribute."""

    @property
    def n(self) -> sympy.Expr:
        """The number of rows."""
        return self.rows

    def _sympystr(self, printer: Any) -> str:
        return str(self.name)

    def _latex(self, printer: Any, **options: Any) -> str:
        return str(sympy.latex(sympy.Symbol(str(self.name))))


class MatrixVariable(_Named):
    """A matrix of a kind, such as the A of "for every A in Square".

    Its arguments are its name, its numbers of rows and columns, and its kind as a text: variables
    of different kinds are never equal.
    """

    def __new__(cls, name: Any, rows: Any, columns: Any, kind: Any) -> Self:
        texts = (x if isinstance(x, Str) else Str(x) for x in (name, kind))
        label, of = texts
        made = sympy.Basic.__new__(cls, label, sympy.sympify(rows), sympy.sympify(columns), of)
        assert isinstance(made, cls)
        return made

    @property
    def is_symmetric_kind(self) -> bool:
        """Whether every matrix of the kind is symmetric."""
        return str(self.args[3].name).startswith(("Symmetric", "PositiveDefinite", "Diagonal"))


class _Parts(sympy.Atom):  # type: ignore[misc]
    """The attributes of a member of a family by their names."""

    __slots__ = ("family", "parts")
    family: str
    parts: Mapping[str, Any]

    def __new__(cls, family: str, parts: Mapping[str, Any]) -> _Parts:
        made = super().__new__(cls)
        assert isinstance(made, _Parts)
        made.family, made.parts = family, dict(parts)
        return made

    def __getnewargs__(self) -> tuple[str, Mapping[str, Any]]:
        return self.family, self.parts

    def _hashable_content(self) -> tuple[Any, ...]:
        return (self.family, *self.parts.items())

    def _sympystr(self, printer: Any) -> str:
        return self.family


class FamilyMember(_Named):
    """A member of a family, such as the J of "for every J in HeavyBall": a name for an expression.

    Its parts are its attributes. It is printed by its name, and evaluated as its `expression`.
    """

    def __new__(cls, name: Any, expression: Any, parts: Any) -> Self:
        label = name if isinstance(name, Str) else Str(name)
        made = sympy.Basic.__new__(cls, label, expression, parts)
        assert isinstance(made, cls)
        return made

    @classmethod
    def of(
        cls, name: str, expression: sympy.MatrixExpr, family: str, parts: Mapping[str, Any]
    ) -> Self:
        """Return the member of a family with the given parts.

        Parameters
        ----------
        name
            Its name in the statement.
        expression
            What the family makes of its parts.
        family
            The name of the family.
        parts
            The symbolic parts by name.
        """
        return cls(name, expression, _Parts(family, parts))

    @property
    def expression(self) -> sympy.MatrixExpr:
        """What the family makes of the parts."""
        return self.args[1]

    @property
    def parts(self) -> Mapping[str, Any]:
        """The symbolic parts by name."""
        known: Mapping[str, Any] = self.args[2].parts
        return known

    @property
    def shape(self) -> tuple[sympy.Expr, sympy.Expr]:
        """The numbers of rows and columns."""
        rows, columns = self.expression.shape
        return rows, columns

    @property
    def rows(self) -> sympy.Expr:
        """The number of rows."""
        return self.shape[0]

    @property
    def cols(self) -> sympy.Expr:
        """The number of columns."""
        return self.shape[1]

    @property
    def free_symbols(self) -> set[sympy.Basic]:
        """Those of its expression."""
        found: set[sympy.Basic] = self.expression.free_symbols
        return found

    def __dir__(self) -> list[str]:
        """The parts: what SymPy has besides is no attribute that an author may have meant."""
        return [*self.args[2].parts, "T", "n", "shape"]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # asked for by SymPy, copy and pickle: no mistake of an author
            raise AttributeError(name)
        parts = self.args[2].parts
        if name in parts:
            return parts[name]
        raise AttributeError(
            f"{self.name} of the family {self.args[2].family} has no attribute {name!r}; it has "
            f"{', '.join([*parts, 'n'])}"
        )


#: What a matrix expression is made of in the end.
Leaf = SymbolicMatrix | MatrixVariable


def leaves(expression: Any) -> set[Leaf]:
    """Return the symbolic matrices of an expression or a condition, those of families' parts also.

    Examples
    --------
    >>> A = MatrixVariable("A", 2, 2, "Square")
    >>> leaves(A * A.T) == {A}
    True
    """
    return {x for x in sympy.preorder_traversal(expression) if isinstance(x, Leaf)}
