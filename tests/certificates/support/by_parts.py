"""Certificates of version 2, made by hand: parts, and what speaks of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.certificates.support.by_hand import ONE, Document, Tree, fact, num, op, quantity, sym

FALSE = op("lt", ONE, ONE)
Rows = Sequence[Sequence[Any]]


def term(x: object) -> Tree:
    """Return a number, or a name, as a term."""
    text = str(x)
    return sym(text) if text[0].isalpha() else num(text)


def number(value: str, kind: str = "Real", **options: object) -> Document:
    return {"kind": kind, "options": {k: term(x) for k, x in options.items()}, "value": value}


def matrix(
    rows: Rows,
    kind: str = "Square",
    shape: Sequence[object] | None = None,
    is_complex: bool = False,
    **options: Any,
) -> Document:
    """Return a matrix of a kind; an option is a number or a name, of a spectrum a pair of them."""
    return {
        "kind": kind,
        "shape": [term(x) for x in shape or (len(rows), len(rows[0]))],
        "options": {name: _option(x) for name, x in options.items()},
        "complex": is_complex,
        "matrix": [list(row) for row in rows],
    }


def _option(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [None if x is None else term(x) for x in value]
    return term(value)


def coupled(
    rows: Rows,
    radii: str | Sequence[str],
    kind: str = "SelfReferential",
    sizes: Sequence[object] = (1, 1),
    symmetric: bool = True,
) -> Document:
    """Return a coupled matrix: with one γ if `radii` is a number, else with a radius a block."""
    given = {"gamma": radii} if isinstance(radii, str) else {"radii": list(radii)}
    return {
        "kind": kind,
        "sizes": [term(x) for x in sizes],
        "symmetric": symmetric,
        "matrix": [list(row) for row in rows],
        **given,
    }


def about(
    parts: Mapping[str, Document],
    conclusion: Tree,
    facts: Sequence[Document] = (),
    hypotheses: Sequence[Tree] = (),
    sizes: Mapping[str, str] | None = None,
) -> Document:
    """Return a certificate about parts."""
    return {
        "format": "kreissverify-certificate",
        "version": 2,
        "kind": "refutation",
        "theorem": {"id": "tests::statement", "source": "tests", "text": "a statement"},
        "hypotheses": list(hypotheses),
        "conclusion": conclusion,
        "parts": dict(parts),
        "sizes": dict(sizes or {}),
        "facts": list(facts),
    }


def of(name: str, tree: Any, *args: Tree) -> Tree:
    """Return a quantity of a matrix."""
    return {**quantity(name, "", *args), "of": tree}


def known(name: str, tree: Any, *args: str, **bounds: Document) -> Document:
    """Return a fact about a matrix."""
    return {**fact(name, "", *args, **bounds), "of": tree}


def exactly(name: str, tree: Any, value: str, **witness: Any) -> Document:
    """Return a fact that bounds a quantity on both sides."""
    both = {"value": value, **witness}
    return known(name, tree, lower=both, upper=dict(both))


def block(rows: Sequence[Sequence[Any]]) -> Tree:
    """Return the matrix of a table of blocks."""
    return op("rows", *(op("columns", *row) for row in rows))


def minus(tree: Any) -> Tree:
    return op("times", num(-1), tree)


def heavy_ball() -> Document:
    """x⁺ = x - αHx + β(x - x⁻) is stable for H = 1, α = 1, β = 1/4; M(J) ≤ 1 fails at t = 1."""
    parts = {
        "J.H": matrix([["1"]], "Symmetric", ["J.n", "J.n"], spectrum=("J.mu", "J.L")),
        "J.mu": number("1", above=0),
        "J.L": number("2", at_least="J.mu"),
        "J.alpha": number("1", above=0),
        "J.beta": number("1/4", at_least=0, below=1),
    }
    one = op("identity", sym("J.n"))
    left = op(
        "add",
        op("times", op("add", ONE, sym("J.beta")), one),
        op("times", op("neg", sym("J.alpha")), "J.H"),
    )
    tree = block(
        [
            [left, op("times", op("neg", sym("J.beta")), one)],
            [one, op("zeros", sym("J.n"), sym("J.n"))],
        ]
    )
    return about(
        parts,
        op("le", of("M", tree), ONE),
        [
            known("M", tree, lower={"value": "103/100", "t": "1"}),
            known("rho", tree, upper={"value": "1/2"}),
        ],
        [op("lt", of("rho", tree), ONE)],
        {"J.n": "1"},
    )


def power_inequality() -> Document:
    """w(A²) ≤ w(A)²/2 fails for A = I, k = 2; w(A) ≤ 1 is an option."""
    one = [["1", "0"], ["0", "1"]]
    zero = [["0", "0"], ["0", "0"]]
    square = op("power", "A", sym("k"))
    facts = [
        known(
            "w",
            "A",
            lower={"value": "1", "x": [["1", "0"], ["0", "0"]]},
            upper={"value": "1", "Z": zero},
        ),
        known("w", square, lower={"value": "1", "x": [["1", "0"], ["0", "0"]]}),
    ]
    return about(
        {"A": matrix(one, numerical_radius=1), "k": number("2", "Integer", at_least=1)},
        op("le", of("w", square), op("div", op("pow", of("w", "A"), num(2)), num(2))),
        facts,
    )


def no_inverse() -> Document:
    """norm(A⁻¹)·norm(A) ≥ 1 claims that A⁻¹ exists."""
    inverse = op("inverse", "A")
    return about(
        {"A": matrix([["1", "0"], ["0", "0"]])},
        op("ge", op("mul", of("norm", inverse), of("norm", "A")), ONE),
        [exactly("norm", "A", "1")],
    )


def two_radii() -> Document:
    """K(J) ≤ 1 fails for d = (1/4, 1/16), c = 35/64, where K = 5/4."""
    J = coupled([["3/4", "0"], ["35/64", "15/16"]], ["3/4", "15/16"], "BlockTriangular")
    peak = known(
        "K", "J", lower={"value": "1001/1000", "z": ["2", "0"], "x": [["25", "0"], ["24", "0"]]}
    )
    return about(
        {"J": J},
        op(
            "le", of("K", "J"), op("add", sym("J.gamma"), op("mul", sym("J.gammas.0"), num("1/12")))
        ),
        [peak],
        [op("eq", sym("J.gammas.1"), sym("J.gamma"))],
    )


def unitary() -> Document:
    """U² = I fails for a unitary U of trace 0: U² = -I."""
    U = matrix(
        [[["0", "0"], ["0", "1"]], [["0", "1"], ["0", "0"]]],
        "Orthogonal",
        ["n", "n"],
        is_complex=True,
        norm=1,
    )
    return about(
        {"U": U},
        op("same", op("power", "U", num(2)), op("identity", sym("n"))),
        [],
        [op("eq", of("trace", "U"), num(0)), op("lt", of("frobenius", "U"), num("3/2"))],
        {"n": "2"},
    )


#: Good certificates by name.
GOOD = {
    "heavy ball": heavy_ball,
    "power inequality": power_inequality,
    "no inverse": no_inverse,
    "two radii": two_radii,
    "unitary": unitary,
}
