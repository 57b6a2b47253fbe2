"""Identities of matrices, which the checker of proofs expands into words."""

from __future__ import annotations

from typing import Any

import pytest

from kreissverify.certificates import proof_checker
from tests.certificates.support.by_hand import num, op, sym
from tests.certificates.support.by_steps import proof, step, theorem

Z, FIRST, SECOND = sym("z"), sym("J.sizes.0"), sym("J.sizes.1")
WHOLE = op("add", FIRST, SECOND)


def minus(x: Any, y: Any) -> Any:
    return op("add", x, op("times", num(-1), y))


def resolvent(X: str, size: Any) -> Any:
    return op("inverse", minus(op("times", Z, op("identity", size)), X))


R, R_0 = resolvent("J", WHOLE), resolvent("J.triangular", WHOLE)
R_A, R_D = resolvent("J.A", FIRST), resolvent("J.D", SECOND)
COUPLING = minus("J", "J.triangular")
BLOCKS = op(
    "rows",
    op("columns", R_A, op("zeros", FIRST, SECOND)),
    op("columns", op("mul", R_D, "J.C", R_A), R_D),
)


def asked(left: Any, right: Any, kind: str) -> list[str]:
    """Return what remains to be shown of an equality; Rejected if the sides differ."""
    claim = op("same", left, right)
    numbers = {"z": {"kind": "Real", "options": {"above": num(1)}}}
    found: list[proof_checker.Asked] = []
    document = proof(theorem(claim, step("matrices", claim), kind=kind, numbers=numbers))
    assert not proof_checker.check(document, found).holes
    return sorted(proof_checker.fact_text(x.claim) for x in found)


TRUE = {
    "AR = zR - I": (op("mul", "J.A", R_A), minus(op("times", Z, R_A), op("identity", FIRST))),
    "A³ and R commute": (op("mul", op("power", "J.A", num(3)), R_A), op("mul", R_A, *["J.A"] * 3)),
    "the second resolvent identity": (R, op("add", R_0, op("mul", R, COUPLING, R_0))),
    "from the other side": (R, op("add", R_0, op("mul", R_0, COUPLING, R))),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_identities_that_hold(name: str) -> None:
    conditions = asked(*TRUE[name], "SelfReferential")
    assert conditions and all("rho" in x and x.endswith("> 0") for x in conditions)


def test_the_resolvent_block_by_block() -> None:
    of = asked(R, BLOCKS, "BlockTriangular")
    assert len(of) == 2 and "J.A" in of[0] and "J.D" in of[1]
    with pytest.raises(proof_checker.Rejected, match="differ"):  # B is not 0 here
        asked(R, BLOCKS, "SelfReferential")


FALSE = {
    "a sign": (op("mul", "J.A", R_A), minus(op("identity", FIRST), op("times", Z, R_A))),
    "an order": (op("mul", R_D, "J.C", "J.A"), op("mul", "J.C", "J.A", R_D)),
    "a factor": (R, op("add", R_0, op("mul", R, COUPLING, R))),
    "a size": (op("mul", "J.A", R_A), minus(op("times", Z, R_A), op("identity", SECOND))),
    "a product of other sizes": (op("mul", "J.A", R_D), op("mul", R_D, "J.A")),
    "another matrix": (op("mul", "J.D", R_D), op("mul", "J.A", R_A)),
    "blocks": (R, op("rows", *BLOCKS["args"][::-1])),
    "a power of what is not square": (op("power", "J.C", num(0)), op("identity", SECOND)),
    # [I, C][I; 0] = I, and [I, C] has no inverse
    "an inverse of what is not square": (
        op("inverse", op("columns", op("identity", SECOND), "J.C")),
        op("rows", op("identity", SECOND), op("zeros", FIRST, SECOND)),
    ),
}


@pytest.mark.parametrize("name", FALSE)
def test_identities_that_do_not(name: str) -> None:
    with pytest.raises(proof_checker.Rejected):
        asked(*FALSE[name], "BlockTriangular")


def test_what_is_not_expanded_is_on_trust() -> None:
    claim = op("same", op("transpose", "J.A"), "J.A")
    answer = proof_checker.check(proof(theorem(claim, step("matrices", claim))))
    assert [x.what for x in answer.holes] == [
        "an identity of matrices, on the word of the expansion of kreissverify"
    ]
