"""Expression trees: only what the certificate format has, and the same number as SymPy's."""

from __future__ import annotations

import json
from fractions import Fraction
from functools import partial
from typing import Any

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from sympy import And, Eq, Equivalent, Or, Piecewise, Rational, asinh, exp, log, sqrt

from kreissverify.matrices.two_blocks import BlockTriangular, SelfReferential
from kreissverify.quantities.symbolic import QuantityExpr
from kreissverify.theorems import Real, Unsupported, assume, same, theorem
from kreissverify.theorems.certificate_trees.one_class import tree

K, G = partial(QuantityExpr, "K"), partial(QuantityExpr, "G")
stated = theorem(source="a test")
x, y = sympy.symbols("x y", positive=True)


def test_golden() -> None:
    @stated
    def bound(X: SelfReferential, r: Real(above=1)) -> Any:  # type: ignore[valid-type]
        assume(X.b < 1)
        return G(X.comparison.triangular, r) <= K(X) / (1 - X.gamma)

    gap = {"op": "add", "args": [{"num": "1"}, {"op": "neg", "args": [{"symbol": "gamma"}]}]}
    resolvent = {"quantity": "G", "of": "J.comparison.triangular", "args": [{"symbol": "r"}]}
    kreiss: dict[str, Any] = {"quantity": "K", "of": "J", "args": []}
    assert bound.tree() == {
        "hypotheses": [
            {"op": "gt", "args": [{"symbol": "r"}, {"num": "1"}]},
            {"op": "lt", "args": [{"symbol": "b"}, {"num": "1"}]},
        ],
        "conclusion": {"op": "le", "args": [resolvent, {"op": "div", "args": [kreiss, gap]}]},
    }


def test_the_domains_of_parameters_are_hypotheses() -> None:
    @stated
    def settled(
        J: BlockTriangular,
        delta: Real(above=0, at_most=Rational(1, 2)),  # type: ignore[valid-type]
    ) -> Any:
        return K(J) >= delta

    assert settled.tree()["hypotheses"] == [
        {"op": "gt", "args": [{"symbol": "delta"}, {"num": "0"}]},
        {"op": "le", "args": [{"symbol": "delta"}, {"num": "1/2"}]},
    ]


def value(node: Any, at: dict[str, Fraction]) -> Any:
    """Evaluate a tree of rational operations independently of SymPy."""
    if node is True:
        return True
    if "num" in node:
        return Fraction(node["num"])
    if "symbol" in node:
        return at[node["symbol"]]
    if node["op"] == "piecewise":
        cases = zip(node["args"][::2], node["args"][1::2], strict=True)
        return next(value(v, at) for v, case in cases if value(case, at))
    arguments = [value(a, at) for a in node["args"]]
    operations = {
        "add": lambda *a: sum(a, Fraction(0)),
        "mul": lambda *a: sympy.prod(a),
        "div": lambda a, b: a / b,
        "neg": lambda a: -a,
        "pow": lambda a, n: a ** int(n),
        "max": max,
        "abs": abs,
        "ge": lambda a, b: a >= b,
    }
    return operations[node["op"]](*arguments)


RATIONAL = [
    (2 + x) ** 2 / (4 * x),
    -x / y + 1 / x,
    x**-2 * y**3 / 7 - Rational(3, 5),
    sympy.Max(x, y) - sympy.Abs(x - y),
    Piecewise((x / 4 + 1 / x, x >= 2), (1, True)),
    -(x - y),
    1 / (1 - 2 * y) ** 2,
]


@given(st.sampled_from(RATIONAL), st.fractions(1, 9), st.fractions(1, 9))
def test_a_tree_has_the_value_of_its_expression(
    expression: sympy.Expr, a: Fraction, b: Fraction
) -> None:
    shown = json.loads(json.dumps(tree(expression)))
    exact = expression.subs({x: Rational(a), y: Rational(b)})
    assert value(shown, {"x": a, "y": b}) == Fraction(int(exact.p), int(exact.q))


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        (sqrt(x), {"op": "sqrt", "args": [{"symbol": "x"}]}),
        (exp(x), {"op": "exp", "args": [{"symbol": "x"}]}),
        (log(x), {"op": "log", "args": [{"symbol": "x"}]}),
        (asinh(x), tree(log(x + sqrt(x**2 + 1)))),
        (sympy.E, {"const": "e"}),
        (sympy.pi, {"const": "pi"}),
        (x**y, {"op": "pow", "args": [{"symbol": "x"}, {"symbol": "y"}]}),
        (
            1 / sqrt(x),
            {"op": "div", "args": [{"num": "1"}, {"op": "sqrt", "args": [{"symbol": "x"}]}]},
        ),
    ],
)
def test_functions(expression: sympy.Expr, shown: Any) -> None:
    assert tree(expression) == shown


def test_connectives() -> None:
    shown = tree(Or(And(x < 1, y > 2), Equivalent(x <= 3, y >= 4), Eq(x, y), sympy.Ne(x, 5)))
    assert shown["op"] == "or"
    assert {argument["op"] for argument in shown["args"]} == {"and", "iff", "eq", "ne"}


def test_the_size_and_identities() -> None:
    @stated
    def size(J: BlockTriangular) -> Any:
        return K(J) <= J.n

    @stated
    def identity(J: BlockTriangular) -> Any:
        return same(J.A, 2 * J.A * J.A)

    assert size.tree()["conclusion"]["args"][1] == {"symbol": "n"}
    twice = {"op": "scalar", "args": ["J.A", {"num": "2"}]}
    minus = {"op": "scalar", "args": ["J.A", {"num": "-1"}]}
    gap, zero = identity.tree()["conclusion"]["args"]
    assert zero == {"num": "0"} and gap["quantity"] == "norm"
    left, right = gap["of"]["args"]
    assert left == "J.A" and right["args"][0] == minus
    assert right["args"][1]["args"][0] == twice


def test_what_the_format_does_not_have() -> None:
    with pytest.raises(Unsupported, match="everything else"):
        tree(Piecewise((x, x > 1)))
    with pytest.raises(Unsupported, match="no way to write"):
        tree(sympy.oo)
