"""Statements about any parts as trees of version 2: names, families, shapes and options."""

from __future__ import annotations

from typing import Any

import pytest
from sympy import Eq, Rational

from kreissverify import (
    BlockTriangular,
    CoupledBlocks,
    Diagonal,
    Integer,
    K,
    M,
    Real,
    Rectangular,
    SelfReferential,
    Square,
    Symmetric,
    adjoint,
    block,
    distance_to_instability,
    entrywise,
    family,
    identity,
    inverse,
    kron,
    matrix,
    norm,
    psd,
    resolvent_norm,
    same,
    theorem,
    trace,
    w,
    zeros,
)
from kreissverify.quantities.symbolic import QuantityExpr
from kreissverify.theorems import Unsupported
from kreissverify.theorems.certificate_trees.by_parts import PartsTrees, range_document
from kreissverify.theorems.certificate_trees.versions import versions

stated = theorem(source="a test")


@family
def Step(H: Symmetric("n", spectrum=("mu", None)), mu: Real(above=0), alpha: Real(above="mu")):
    return block([[identity("n") - alpha * H, 0], [zeros("n"), identity("n")]])


def op(operation: str, *arguments: Any) -> dict[str, Any]:
    return {"op": operation, "args": list(arguments)}


def num(value: object) -> dict[str, str]:
    return {"num": str(value)}


def sym(name: str) -> dict[str, str]:
    return {"symbol": name}


def of(quantity: str, tree: Any, *arguments: Any) -> dict[str, Any]:
    return {"quantity": quantity, "of": tree, "args": list(arguments)}


def test_a_member_of_a_family_is_written_as_what_it_is_made_of() -> None:
    @stated
    def bound(J: Step) -> Any:
        return M(J) <= J.alpha * J.n

    n = sym("J.n")
    gap = op("add", op("times", op("neg", sym("J.alpha")), "J.H"), op("identity", n))
    rows = op(
        "rows",
        op("columns", gap, op("zeros", n, n)),
        op("columns", op("zeros", n, n), op("identity", n)),
    )
    found = bound.tree()["conclusion"]
    assert found["args"][0] == of("M", rows)
    # the number of rows of J, which has two blocks of J.n
    assert found["args"][1] == op("mul", num(2), sym("J.alpha"), n)


def test_what_parts_range_over() -> None:
    @stated
    def bound(J: Step, A: Rectangular(None, 2, norm="s", rank=1), s: Real(at_most=1)) -> Any:
        return norm(A) * norm(J) <= s

    documents = {part.name: range_document(part, lambda size: 3) for part in bound.parts}
    assert documents == {
        "J.H": {
            "kind": "Symmetric",
            "shape": [sym("J.n"), sym("J.n")],
            "options": {"spectrum": [sym("J.mu"), None]},
            "complex": False,
        },
        "J.mu": {"kind": "Real", "options": {"above": num(0)}},
        "J.alpha": {"kind": "Real", "options": {"above": sym("J.mu")}},
        # a size without a name is a number, as nothing else can speak of it
        "A": {
            "kind": "Rectangular",
            "shape": [num(3), num(3)],
            "options": {"norm": sym("s"), "rank": num(1)},
            "complex": False,
        },
        "s": {"kind": "Real", "options": {"at_most": num(1)}},
    }


def tree_of(body: Any) -> Any:
    def bound(A: Square("n"), B: Square("n"), k: Integer(at_least=1)) -> Any:
        return body(A, B, k)

    return stated(bound).tree()["conclusion"]


@pytest.mark.parametrize(
    ("body", "tree"),
    [
        (
            lambda A, B, k: same(A * B, A**k),
            op("same", op("mul", "A", "B"), op("power", "A", sym("k"))),
        ),
        (lambda A, B, k: psd(adjoint(A)), op("psd", op("adjoint", "A"))),
        (
            lambda A, B, k: entrywise(A.T, 2 * B),
            op("entrywise", op("transpose", "A"), op("times", num(2), "B")),
        ),
        (lambda A, B, k: A[0, 1] <= k, op("le", of("entry", "A", num(0), num(1)), sym("k"))),
        (
            lambda A, B, k: Eq(trace(kron(A, B)), 1),
            op("eq", of("trace", op("kron", "A", "B")), num(1)),
        ),
        (lambda A, B, k: norm(inverse(A)) <= 1, op("le", of("norm", op("inverse", "A")), num(1))),
        (
            lambda A, B, k: norm(matrix([["1/2", k]])) <= 1,
            op("le", of("norm", op("matrix", [num("1/2"), sym("k")])), num(1)),
        ),
        (
            lambda A, B, k: resolvent_norm(A, 2) <= 1,
            op(
                "le",
                of("inverse_norm", op("add", op("scalar", "A", num(2)), op("times", num(-1), "A"))),
                num(1),
            ),
        ),
        (
            lambda A, B, k: distance_to_instability(A) <= w(A),
            op("le", op("div", num(1), of("G", "A", num(1))), of("w", "A")),
        ),
    ],
)  # fmt: skip
def test_operations(body: Any, tree: Any) -> None:
    assert tree_of(body) == tree


def test_one_class_is_version_1_as_far_as_that_goes() -> None:
    @stated
    def first(J: SelfReferential) -> Any:
        return K(J) <= 1 / (1 - J.gamma)

    @stated
    def second(J: SelfReferential) -> Any:
        return K(J * J) <= 1 / (1 - J.gamma)

    assert [trees.version for trees in versions(first)] == [1, 2]
    assert [trees.version for trees in versions(second)] == [2]
    gamma = second.tree()["conclusion"]["args"][1]["args"][1]["args"][1]["args"][0]
    assert gamma == sym("J.gamma")


def test_blocks_give_their_shapes() -> None:
    @stated
    def bound(J: BlockTriangular) -> Any:
        return psd(J.A - identity(J.A))

    one = op("identity", sym("J.sizes.0"))
    assert bound.tree()["conclusion"] == op("psd", op("add", op("times", num(-1), one), "J.A"))


def test_what_is_not_written() -> None:
    @stated
    def bound(A: Diagonal("k"), J: CoupledBlocks) -> Any:
        return K(J) <= norm(A)

    trees = PartsTrees(bound.parts)
    with pytest.raises(Unsupported, match="the quantity row_sum"):
        trees.tree(QuantityExpr("row_sum", bound.conclusion.args[0].matrix))
    with pytest.raises(Unsupported, match="the number of blocks of J"):
        trees.tree(bound.quantified[1][1].symbol("J").block_norms.rows * Rational(1, 2))
