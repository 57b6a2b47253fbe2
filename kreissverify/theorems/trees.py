"""Statements as the expression trees of the certificate format, which the checker evaluates."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.matrices.symbolic import SIZE, SymbolicMatrix
from kreissverify.quantities.base import QuantityExpr
from kreissverify.theorems.domains import Domain
from kreissverify.theorems.errors import Unsupported
from kreissverify.theorems.identities import MatrixEquality

__all__ = ["domain", "tree"]

Tree = dict[str, Any]

_RELATIONS = {
    sympy.Le: "le", sympy.Lt: "lt", sympy.Ge: "ge", sympy.Gt: "gt", sympy.Eq: "eq", sympy.Ne: "ne",
}  # fmt: skip
_CONNECTIVES = {sympy.And: "and", sympy.Or: "or", sympy.Not: "not", sympy.Implies: "implies"}
_FUNCTIONS = {
    sympy.exp: "exp", sympy.log: "log", sympy.asinh: "asinh", sympy.Max: "max", sympy.Min: "min",
    sympy.Abs: "abs", sympy.Add: "add",
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
            return _node(table[kind], *(tree(x, root) for x in expression.args))
    match expression:
        case sympy.Equivalent():
            return _equivalence([tree(x, root) for x in expression.args])
        case sympy.Rational():
            return {"num": str(expression)}
        case QuantityExpr():
            arguments = [tree(x, root) for x in expression.parameters]
            of = _matrix(expression.matrix, root)
            return {"quantity": expression.name, "of": of, "args": arguments}
        case sympy.Symbol() if expression != SIZE:
            return {"symbol": expression.name}
        case sympy.Mul() | sympy.Pow():
            return _fraction(expression, root)
        case sympy.Piecewise():
            return _cases(expression, root)
        case MatrixEquality():
            raise Unsupported("a certificate has no way to write an equality of matrices")
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
        _node(relation, {"symbol": name}, {"num": str(end)})
        for relation, end in ends.items()
        if end is not None
    ]


def _node(operation: str, *arguments: Any) -> Tree:
    return {"op": operation, "args": list(arguments)}


def _equivalence(sides: list[Tree]) -> Tree:
    pairs = [_node("iff", sides[0], side) for side in sides[1:]]
    return pairs[0] if len(pairs) == 1 else _node("and", *pairs)


def _matrix(matrix: Any, root: str) -> str:
    if not isinstance(matrix, SymbolicMatrix) or matrix.root != root:
        raise Unsupported(f"a certificate has no way to write the matrix {matrix}")
    return ".".join(("J", *matrix.path))


def _fraction(product: Any, root: str) -> Tree:
    """Return a product with its negative powers gathered into one denominator."""
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
        result = _node("div", result, _product(below))
    return result if sign == 1 else _node("neg", result)


def _product(factors: list[Tree]) -> Tree:
    if not factors:
        return {"num": "1"}
    return factors[0] if len(factors) == 1 else _node("mul", *factors)


def _power(base: Any, exponent: Any, root: str) -> Tree:
    if exponent == 1:
        return tree(base, root)
    if exponent.is_Rational and exponent.q == 2:
        half = _node("sqrt", tree(base, root))
        return half if exponent == sympy.S.Half else _node("pow", half, {"num": str(exponent.p)})
    return _node("pow", tree(base, root), tree(exponent, root))


def _cases(piecewise: Any, root: str) -> Tree:
    cases = [
        [tree(value, root), True if condition is sympy.true else tree(condition, root)]
        for value, condition in piecewise.args
    ]
    if cases[-1][1] is not True:
        raise Unsupported(f"the cases of {piecewise} do not end with one for everything else")
    return _node("piecewise", *cases)
