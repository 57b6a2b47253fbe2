"""Conditions and scalars as the trees of the certificate format: what both versions share.

What they write differently (the names of symbols, matrices, and conditions on matrices) is given
by the subclasses `one_class.OneClassTrees` and `by_parts.PartsTrees`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Protocol

import sympy
from sympy.logic.boolalg import BooleanTrue
from sympy.matrices.expressions.matexpr import MatrixElement

from kreissverify.expressions.conditions import MatrixCondition
from kreissverify.expressions.errors import Unsupported
from kreissverify.instances.parameter_domains import Domain
from kreissverify.quantities.symbolic import QuantityExpr

__all__ = ["MatrixTree", "Stated", "Tree", "Trees", "node", "value"]

#: A node of an expression tree: an object of JSON, or true.
Tree = Any
#: A matrix: its name, or a node.
MatrixTree = str | dict[str, Any]

_RELATIONS = {
    sympy.Le: "le", sympy.Lt: "lt", sympy.Ge: "ge", sympy.Gt: "gt", sympy.Eq: "eq", sympy.Ne: "ne",
}  # fmt: skip
_CONNECTIVES = {sympy.And: "and", sympy.Or: "or", sympy.Not: "not", sympy.Implies: "implies"}
_FUNCTIONS = {
    sympy.exp: "exp", sympy.log: "log", sympy.Max: "max", sympy.Min: "min", sympy.Abs: "abs",
    sympy.Add: "add",
}  # fmt: skip
_CONSTANTS = {sympy.E: "e", sympy.pi: "pi"}


def node(operation: str, *arguments: Any) -> dict[str, Any]:
    """Return a node of a tree."""
    return {"op": operation, "args": list(arguments)}


def value(quantity: str, of: MatrixTree, *arguments: Tree) -> Tree:
    """Return the tree of a quantity of a matrix."""
    return {"quantity": quantity, "of": of, "args": list(arguments)}


class Stated(Protocol):
    """What is written of a statement."""

    @property
    def hypotheses(self) -> Sequence[Any]:
        """The hypotheses."""
        ...

    @property
    def conclusion(self) -> Any:
        """The conclusion."""
        ...

    @property
    def parameters(self) -> Mapping[str, Domain]:
        """The numbers with their domains."""
        ...


class Trees(ABC):
    """Writes conditions and scalars of the language of statements as expression trees."""

    version: ClassVar[int]

    def conditions(self, statement: Stated) -> dict[str, Any]:
        """Return the hypotheses and the conclusion of a statement.

        Raises
        ------
        Unsupported
            If this version of the format has no way to write them.
        """
        return {
            "hypotheses": [self.tree(x) for x in statement.hypotheses],
            "conclusion": self.tree(statement.conclusion),
        }

    @abstractmethod
    def symbol(self, symbol: sympy.Symbol) -> Tree:
        """Return the tree of a symbol."""

    @abstractmethod
    def quantity(self, term: QuantityExpr) -> Tree:
        """Return the tree of a quantity."""

    @abstractmethod
    def condition(self, condition: MatrixCondition) -> Tree:
        """Return the tree of a condition on matrices."""

    @abstractmethod
    def entry(self, entry: MatrixElement) -> Tree:
        """Return the tree of an entry of a matrix."""

    def tree(self, expression: Any) -> Tree:
        """Return a condition or a scalar as an expression tree.

        Raises
        ------
        Unsupported
            If the format has no such node.
        """
        kind = type(expression)
        for table in (_RELATIONS, _CONNECTIVES, _FUNCTIONS):
            if kind in table:
                return node(table[kind], *map(self.tree, expression.args))
        match expression:
            case sympy.Equivalent():
                return _equivalence([self.tree(x) for x in expression.args])
            case sympy.Rational():
                return {"num": str(expression)}
            case QuantityExpr():
                return self.quantity(expression)
            case sympy.Symbol():
                return self.symbol(expression)
            case MatrixElement():
                return self.entry(expression)
            case sympy.asinh():
                # The format has no asinh: asinh x = log(x + √(x² + 1)).
                x = expression.args[0]
                return self.tree(sympy.log(x + sympy.sqrt(x**2 + 1), evaluate=False))
            case sympy.Mul() | sympy.Pow():
                return self._fraction(expression)
            case sympy.Piecewise():
                return self._cases(expression)
            case BooleanTrue():
                return True
            case MatrixCondition():
                return self.condition(expression)
        if expression in _CONSTANTS:
            return {"const": _CONSTANTS[expression]}
        raise Unsupported(f"a certificate has no way to write {expression}")

    def _fraction(self, product: Any) -> Tree:
        """Return a product with its negative powers gathered into one denominator."""
        # One quotient, as it is written in the statement.
        above, below = [], []
        sign = 1
        for factor in sympy.Mul.make_args(product):
            if factor == -1:
                sign = -1
            elif not factor.is_Pow:
                above.append(self.tree(factor))
            elif factor.exp.is_negative:
                below.append(self._power(factor.base, -factor.exp))
            else:
                above.append(self._power(factor.base, factor.exp))
        result = _product(above)
        if below:
            result = node("div", result, _product(below))
        return result if sign == 1 else node("neg", result)

    def _power(self, base: Any, exponent: Any) -> Tree:
        if exponent == 1:
            return self.tree(base)
        # As the power of a root: the checker takes the root of a square, and of 0, exactly, while
        # other powers go through exp and log there.
        if exponent.is_Rational and exponent.q == 2:
            half = node("sqrt", self.tree(base))
            return half if exponent == sympy.S.Half else node("pow", half, {"num": str(exponent.p)})
        return node("pow", self.tree(base), self.tree(exponent))

    def _cases(self, piecewise: Any) -> Tree:
        cases = [self.tree(part) for case in piecewise.args for part in case]
        if cases[-1] is not True:
            raise Unsupported(f"the cases of {piecewise} do not end with one for everything else")
        return node("piecewise", *cases)


def _equivalence(sides: list[Tree]) -> Tree:
    # The format has ⇔ of two; of more it is the first with each of the others.
    pairs = [node("iff", sides[0], side) for side in sides[1:]]
    return pairs[0] if len(pairs) == 1 else node("and", *pairs)


def _product(factors: list[Tree]) -> Tree:
    if not factors:
        return {"num": "1"}
    return factors[0] if len(factors) == 1 else node("mul", *factors)
