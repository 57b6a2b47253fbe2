"""The formulas of derivations: SymPy conditions, and three more kinds of atoms.

Real terms are SymPy expressions; what is no polynomial, root or case distinction in them (K(J),
γᵗ, log x) is an opaque real number to the solvers. Operators are noncommutative symbols:
`OperatorEqual` says that two sums of products of them are equal, `EntrywiseLessEqual` that one is
at most the other entry by entry, where `BlockNormMatrix(X)` is the matrix of the norms of the
blocks of X.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import sympy
from sympy.core.symbol import Str
from sympy.logic.boolalg import Boolean
from sympy.matrices.expressions.matexpr import MatrixElement

from kreissverify.derivations.terms.matrix_terms import Invertible, numbers_of
from kreissverify.expressions.conditions import MatrixCondition
from kreissverify.quantities.symbolic import QuantityExpr

__all__ = [
    "BlockNormMatrix",
    "EntrywiseLessEqual",
    "Finite",
    "IndexedSymbol",
    "OperatorEqual",
    "OperatorNorm",
    "OperatorSymbol",
    "Point",
    "conjuncts",
    "finiteness",
    "is_extended",
    "is_operator_relation",
    "least_value",
    "scalar_atoms",
    "text_of",
]


class Finite(Boolean):  # type: ignore[misc]
    """The condition that a quantity, which may be +∞, is a real number."""

    def _sympystr(self, printer: Any) -> str:
        return f"{printer.doprint(self.args[0])} < oo"

    _statement_text = _sympystr

    def _latex(self, printer: Any, **options: Any) -> str:
        return rf"{printer.doprint(self.args[0])} < \infty"


class _OperatorRelation(Boolean):  # type: ignore[misc]
    """A relation between sums of products of noncommutative symbols."""

    sign = ""
    tex = ""

    def __new__(cls, left: Any, right: Any) -> Any:
        return super().__new__(cls, sympy.sympify(left), sympy.sympify(right))

    @property
    def lhs(self) -> sympy.Expr:
        """The left side."""
        return self.args[0]

    @property
    def rhs(self) -> sympy.Expr:
        """The right side."""
        return self.args[1]

    def _sympystr(self, printer: Any) -> str:
        return f"{printer.doprint(self.lhs)} {self.sign} {printer.doprint(self.rhs)}"

    _statement_text = _sympystr

    def _latex(self, printer: Any, **options: Any) -> str:
        return f"{printer.doprint(self.lhs)} {self.tex} {printer.doprint(self.rhs)}"


class OperatorEqual(_OperatorRelation):
    """X = Y for operators."""

    sign = "="
    tex = "="


class EntrywiseLessEqual(_OperatorRelation):
    """P ≤ Q entry by entry, for real matrices of one shape."""

    sign = "≤"
    tex = r"\preceq"


class OperatorSymbol(sympy.Expr):  # type: ignore[misc]
    """An operator that belongs to a matrix X and perhaps to a circle |z| = r, such as R(z).

    Its arguments are its name, X, and r if it has one: symbols of different circles differ.
    """

    is_commutative = False

    def __new__(cls, name: str | Str, matrix: Any, *circle: Any) -> Any:
        label = name if isinstance(name, Str) else Str(name)
        return super().__new__(cls, label, matrix, *map(sympy.sympify, circle))

    def _sympystr(self, printer: Any) -> str:
        return str(self.args[0].name)

    _statement_text = _sympystr

    def _latex(self, printer: Any) -> str:
        # Γ in math mode is in no classical font
        return str(printer.doprint(sympy.Symbol(self.args[0].name.replace("Γ", "Gamma"))))


class Point(OperatorSymbol):
    """z, any point of the circle |z| = r: a complex number."""

    is_commutative = True
    is_complex = True


class IndexedSymbol(OperatorSymbol):
    """An operator with an index k, its last argument, such as Jᵏ: printed by a template each."""

    text = ""
    tex = ""

    def _sympystr(self, printer: Any) -> str:
        return self.text.format(printer.doprint(self.args[-1])).replace(" ", "")

    _statement_text = _sympystr

    def _latex(self, printer: Any) -> str:
        return self.tex.format(printer.doprint(self.args[-1]))


class _Delimited(sympy.Function):  # type: ignore[misc]
    """A function that is printed as its argument between two bars."""

    bar = ""
    tex = ("", "")

    def _sympystr(self, printer: Any) -> str:
        return f"{self.bar}{printer.doprint(self.args[0])}{self.bar}"

    _statement_text = _sympystr

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        left, right = self.tex
        text = rf"\left{left}{printer.doprint(self.args[0])}\right{right}"
        return text if exp is None else f"{text}^{{{exp}}}"


class BlockNormMatrix(_Delimited):
    """|X|, the nonnegative matrix of the norms of the blocks of an operator X."""

    bar = "|"
    tex = ("|", "|")
    is_commutative = False


class OperatorNorm(_Delimited):
    """‖X‖ of an operator or of a nonnegative matrix, a real number."""

    bar = "‖"
    tex = (r"\|", r"\|")
    is_commutative = True
    is_real = True
    is_nonnegative = True


@lru_cache(maxsize=10_000)
def text_of(term: sympy.Basic) -> str:
    """Return the text of a term, by which terms are put in order.

    It is kept, as SymPy takes milliseconds to print a matrix expression.
    """
    return str(term)


def conjuncts(conditions: Iterable[Boolean]) -> list[Boolean]:
    """Return the conditions with every conjunction taken apart."""
    parts: list[Boolean] = []
    for condition in conditions:
        # Sorted, as the order of a conjunction's arguments varies: the questions to the solvers,
        # whose answers are kept by their text, must not vary with it.
        if isinstance(condition, sympy.And):
            parts += conjuncts(sorted(condition.args, key=text_of))
        elif condition is not sympy.true:
            parts.append(condition)
    return parts


def is_operator_relation(condition: Boolean) -> bool:
    """Say whether a condition is about operators, so that no solver over the reals reads it."""
    return isinstance(condition, (_OperatorRelation, MatrixCondition, Invertible))


def is_extended(term: sympy.Basic) -> bool:
    """Say whether a term is a quantity that may be +∞."""
    return isinstance(term, QuantityExpr) and not term.quantity.finite


def least_value(term: sympy.Basic) -> int | None:
    """Return a number that no value of a term is below, by what it is; None if none is known."""
    if isinstance(term, QuantityExpr):
        least: int | None = term.quantity.least
        return least
    return 0 if isinstance(term, OperatorNorm) else None


def finiteness(condition: sympy.Basic) -> list[Finite]:
    """Return the conditions that all quantities in a condition are real numbers."""
    return [Finite(x) for x in condition.atoms(QuantityExpr) if is_extended(x)]


def scalar_atoms(condition: sympy.Basic) -> set[sympy.Basic]:
    """Return the symbols and quantities of a condition, not those inside of quantities."""
    # Of an operator what counts is the radius of its circle; of a quantity its matrix is no scalar.
    if isinstance(condition, OperatorSymbol):
        return set().union(*(scalar_atoms(x) for x in condition.args[2:]), set())
    if isinstance(condition, MatrixElement):
        numbers = numbers_of(condition.parent)
        return {condition}.union(*(scalar_atoms(x) for x in numbers))
    if isinstance(condition, (QuantityExpr, sympy.Symbol)):
        inner: set[sympy.Basic] = {condition}
        if isinstance(condition, QuantityExpr):
            for number in (*condition.parameters, *numbers_of(condition.matrix)):
                inner |= scalar_atoms(number)
        return inner
    return set().union(*(scalar_atoms(x) for x in condition.args), set())
