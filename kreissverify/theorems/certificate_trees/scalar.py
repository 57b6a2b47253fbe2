"""Statements as the expression trees of the certificate format, which the checker evaluates."""

from __future__ import annotations

from typing import Any

import sympy
from sympy.logic.boolalg import BooleanTrue

from kreissverify.expressions.conditions import MatrixEquality
from kreissverify.expressions.errors import Unsupported
from kreissverify.instances.parameter_domains import Domain
from kreissverify.matrices.symbolic import SymbolicMatrix
from kreissverify.quantities.base import QuantityExpr
from kreissverify.theorems.certificate_trees.matrix import MatrixTree, MatrixTrees, node

__all__ = ["domain", "subject", "tree"]

Tree = Any

_RELATIONS = {
    sympy.Le: "le", sympy.Lt: "lt", sympy.Ge: "ge", sympy.Gt: "gt", sympy.Eq: "eq", sympy.Ne: "ne",
}  # fmt: skip
_CONNECTIVES = {sympy.And: "and", sympy.Or: "or", sympy.Not: "not", sympy.Implies: "implies"}
_FUNCTIONS = {
    sympy.exp: "exp", sympy.log: "log", sympy.Max: "max", sympy.Min: "min", sympy.Abs: "abs",
    sympy.Add: "add",
}  # fmt: skip
_CONSTANTS = {sympy.E: "e", sympy.pi: "pi"}


def tree(expression: Any, root: str = "J") -> Tree:
    """Return a condition or a scalar as an expression tree.

    Parameters
    ----------
    expression
        A SymPy condition or scalar of the language of statements.
    root
        The name of the matrix in it; a certificate calls it J.

    Raises
    ------
    Unsupported
        If the format has no such node.
    """
    kind = type(expression)
    for table in (_RELATIONS, _CONNECTIVES, _FUNCTIONS):
        if kind in table:
            return node(table[kind], *(tree(x, root) for x in expression.args))
    match expression:
        case sympy.Equivalent():
            return _equivalence([tree(x, root) for x in expression.args])
        case sympy.Rational():
            return {"num": str(expression)}
        case QuantityExpr():
            return _quantity(expression, root)
        case sympy.Symbol():
            return {"symbol": expression.name}
        case sympy.asinh():
            # The format has no asinh: asinh x = log(x + √(x² + 1)).
            x = expression.args[0]
            return tree(sympy.log(x + sympy.sqrt(x**2 + 1), evaluate=False), root)
        case sympy.Mul() | sympy.Pow():
            return _fraction(expression, root)
        case sympy.Piecewise():
            return _cases(expression, root)
        case BooleanTrue():
            return True
        case MatrixEquality():
            return node("eq", _value(*subject(expression, root, [])), {"num": "0"})
    if expression in _CONSTANTS:
        return {"const": _CONSTANTS[expression]}
    raise Unsupported(f"a certificate has no way to write {expression}")


def domain(name: str, interval: Domain) -> list[Tree]:
    """Return the conditions that a parameter lies in its interval."""
    ends = {
        "gt": interval.above,
        "ge": interval.at_least,
        "lt": interval.below,
        "le": interval.at_most,
    }
    return [
        node(relation, {"symbol": name}, {"num": str(end)})
        for relation, end in ends.items()
        if end is not None
    ]


def subject(
    term: QuantityExpr | MatrixEquality, root: str, arguments: list[Tree]
) -> tuple[str, MatrixTree, list[Tree]]:
    """Return the quantity, its matrix and its arguments by which a certificate expresses a term.

    ‖Jᵗ‖ is the norm of the matrix Jᵗ, the distance to instability the reciprocal of G(J, 1), and an
    identity X = Y says that the norm of X - Y is zero.

    Parameters
    ----------
    term
        A quantity, or an identity.
    root
        The name of the matrix in it; a certificate calls it J.
    arguments
        The arguments of the quantity.
    """
    if isinstance(term, MatrixEquality):
        return "norm", MatrixTrees(term, root, lambda x: tree(x, root)).difference(), []
    of = _matrix(term.matrix, root)
    if term.name == "power_norm":
        return "norm", node("power", of, *arguments), []
    if term.name == "distance_to_instability":
        return "G", of, [{"num": "1"}]
    return term.name, of, arguments


def _quantity(term: QuantityExpr, root: str) -> Tree:
    value = _value(*subject(term, root, [tree(x, root) for x in term.parameters]))
    return node("div", {"num": "1"}, value) if term.name == "distance_to_instability" else value


def _value(quantity: str, of: MatrixTree, arguments: list[Tree]) -> Tree:
    return {"quantity": quantity, "of": of, "args": arguments}


def _equivalence(sides: list[Tree]) -> Tree:
    # The format has ⇔ of two; of more it is the first with each of the others.
    pairs = [node("iff", sides[0], side) for side in sides[1:]]
    return pairs[0] if len(pairs) == 1 else node("and", *pairs)


def _matrix(matrix: Any, root: str) -> str:
    if not isinstance(matrix, SymbolicMatrix) or matrix.root != root:
        raise Unsupported(f"a certificate has no way to write the matrix {matrix}")
    return ".".join(("J", *matrix.path))


def _fraction(product: Any, root: str) -> Tree:
    """Return a product with its negative powers gathered into one denominator."""
    # One quotient, as it is written in the statement.
    above, below = [], []
    sign = 1
    for factor in sympy.Mul.make_args(product):
        if factor == -1:
            sign = -1
        elif not factor.is_Pow:
            above.append(tree(factor, root))
        elif factor.exp.is_negative:
            below.append(_power(factor.base, -factor.exp, root))
        else:
            above.append(_power(factor.base, factor.exp, root))
    result = _product(above)
    if below:
        result = node("div", result, _product(below))
    return result if sign == 1 else node("neg", result)


def _product(factors: list[Tree]) -> Tree:
    if not factors:
        return {"num": "1"}
    return factors[0] if len(factors) == 1 else node("mul", *factors)


def _power(base: Any, exponent: Any, root: str) -> Tree:
    if exponent == 1:
        return tree(base, root)
    # As the power of a root: the checker takes the root of a square, and of 0, exactly, while other
    # powers go through exp and log there.
    if exponent.is_Rational and exponent.q == 2:
        half = node("sqrt", tree(base, root))
        return half if exponent == sympy.S.Half else node("pow", half, {"num": str(exponent.p)})
    return node("pow", tree(base, root), tree(exponent, root))


def _cases(piecewise: Any, root: str) -> Tree:
    cases = [tree(part, root) for case in piecewise.args for part in case]
    if cases[-1] is not True:
        raise Unsupported(f"the cases of {piecewise} do not end with one for everything else")
    return node("piecewise", *cases)
