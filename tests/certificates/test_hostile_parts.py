"""Certificates of version 2 made to waste time or memory: answered within the budget of work."""

from __future__ import annotations

import time
from typing import Any

import pytest

from kreissverify.certificates import checker
from tests.certificates.support.by_hand import ONE, Document, num, op, sym
from tests.certificates.support.by_parts import FALSE, about, coupled, known, matrix, number, of

N = 40
LONG = [f"1/{10**3990 + 2 * k + 1}" for k in range(400)]
DENSE = [[f"{i + 2}/{3 * i + 7 * j + 5}" for j in range(N)] for i in range(N)]
TURNED = [[[f"1/{i + j + 1}", f"1/{i + 2 * j + 3}"] for j in range(20)] for i in range(20)]
PARTS = {
    "A": matrix(DENSE),
    "L": matrix([LONG[20 * i : 20 * i + 20] for i in range(20)]),
    "U": matrix(TURNED, is_complex=True),
    "J": coupled([["0"] * N for _ in range(N)], "0", "CoupledBlocks", [1] * N),
    "x": number(LONG[0]),
}  # fmt: skip
BIG = op("identity", num(400))
ROW = op("matrix", [num(x) for x in LONG])
DIAGONAL = op("mul", op("transpose", ROW), ROW)


def claims(tree: Any) -> Document:
    return about(PARTS, op("lt", tree, tree))


def many(tree: Any) -> Document:
    """Return a certificate in which a formula stands some thousands of times."""
    return about(PARTS, op("and", *[op("and", *[tree] * 60)] * 60))


def nested(operation: str, tree: Any, times: int) -> Any:
    for _ in range(times):
        tree = op(operation, tree, tree)
    return tree


def spectrum(rows: Any, kind: str, **options: Any) -> Document:
    return about({"A": matrix(rows, kind, **options)}, FALSE)


SYMMETRIC = [[f"1/{10**300 + i * j + i + j}" for j in range(N)] for i in range(N)]
HOSTILE: dict[str, Document] = {
    "a product of large identities": claims(of("trace", op("mul", BIG, BIG))),
    "the rank of a large matrix": claims(
        of("rank", op("add", BIG, op("zeros", num(400), num(400))))
    ),
    "the rank of long numbers": claims(of("rank", "L")),
    "the determinant of long numbers": claims(of("det", "L")),
    "the determinant of a complex matrix": claims(of("det", "U")),
    "the inverse of long numbers": claims(of("inverse_norm", "L")),
    "the inverse of many numbers": about(PARTS, FALSE, [known("norm", op("inverse", "A"))]),
    "the trace of long numbers": claims(of("trace", DIAGONAL)),
    "the norm of long numbers": claims(of("frobenius", "L")),
    "the definiteness of long numbers": about(
        PARTS, op("psd", op("mul", op("transpose", "L"), "L"))
    ),
    "a high power of a complex matrix": claims(of("trace", op("power", "U", num(20000)))),
    "Kronecker products of Kronecker products": claims(
        of("trace", nested("kron", "J.block_norms", 8))
    ),
    "Kronecker products again and again": many(op("same", op("kron", "J", BIG), "J")),
    "a large Kronecker product again and again": many(
        op("psd", op("kron", "J", op("identity", num(10))))
    ),
    "many large identities": many(op("same", BIG, BIG)),
    "many large zeros": many(op("psd", op("zeros", num(400), num(400)))),
    "many blocks": many(op("psd", op("block", "J", num(0), num(0)))),
    "many multiples": many(op("psd", op("times", sym("x"), "A"))),
    "many entries of sums": many(
        op("lt", of("entry", op("add", "A", "A"), num(0), num(0)), num(0))
    ),
    "wide again and again": many(op("psd", op("columns", *["A"] * 10))),
    "many comparisons": many(op("entrywise", "L", "L")),
    "many adjoints": many(op("psd", op("adjoint", "U"))),
    "a sum of long multiples": claims(
        of("trace", op("add", *(op("times", num(x), "J") for x in LONG)))
    ),
    "a definite matrix of many numbers": spectrum(SYMMETRIC, "PositiveDefinite"),
    "an orthogonal matrix of long numbers": spectrum(
        [LONG[20 * i : 20 * i + 20] for i in range(20)], "Orthogonal"
    ),
    "a stochastic matrix of long numbers": spectrum(
        [LONG[20 * i : 20 * i + 20] for i in range(20)], "Stochastic"
    ),
    "a radius of many numbers": spectrum(SYMMETRIC, "Square", radius="1/2"),
    "a rank of many numbers": spectrum(SYMMETRIC, "Square", rank=1),
    "a numerical radius of many rows": spectrum(DENSE, "Square", numerical_radius=1),
    "a numerical radius of long numbers": about(
        {"L": PARTS["L"]}, FALSE, [known("w", "L", upper={"value": LONG[0]})]
    ),
    "tens of matrices": about({f"A{k}": matrix(SYMMETRIC, "Symmetric") for k in range(60)}, FALSE),
    "hundreds of numbers, compared": about(
        {f"x{k}": number("9" * 4000, above="8" * 4000) for k in range(400)},
        op("lt", op("add", *(sym(f"x{k}") for k in range(400))), num(0)),
    ),
    "a departure": about(
        PARTS, FALSE, [known("departure2", "A", lower={"value": "0", "S": DENSE})]
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_rejected_in_time(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # A part of the work, as there are many: what takes over a second takes over ten of the whole.
    monkeypatch.setattr(checker, "WORK", checker.WORK // 40)
    began = time.process_time()
    with pytest.raises(checker.Rejected):
        checker.check(HOSTILE[name])
    assert time.process_time() - began < 1


MADE: dict[str, Any] = {
    "identity": BIG,
    "zeros": op("zeros", num(400), num(400)),
    "matrix": ROW,
    "block": op("block", "J", num(0), num(0)),
    "times": op("times", ONE, "A"),
    "kron": op("kron", "y", "A"),
    "adjoint": op("adjoint", "A"),
    "inverse": op("inverse", "A"),
}
TAKEN = {
    "rank": of("rank", "A"),
    "det": of("det", "A"),
    "trace": of("trace", "L"),
    "frobenius": of("frobenius", "A"),
    "same": op("same", "A", "A"),
    "entrywise": op("entrywise", "A", "A"),
    "psd": op("psd", "A"),
}


@pytest.mark.parametrize("name", [*MADE, *TAKEN])
def test_work_is_counted_before_it_is_done(name: str) -> None:
    checker.BUDGET.left = checker.WORK
    world = checker.Parts({**PARTS, "y": matrix([["2"]])} if name == "kron" else PARTS, {})
    checker.BUDGET.left = 10**5
    with pytest.raises(checker.Rejected, match="more work"):
        world.matrix(MADE[name]) if name in MADE else world.evaluate(TAKEN[name])


def test_expressions_nest_as_deep_as_a_file_may() -> None:
    """A matrix in a number in a matrix takes three levels, of 200, and few calls of Python's."""
    tree: Any = "x"
    for depth in range(1, 80):
        tree = (
            op("times", of("trace", tree), op("identity", ONE))
            if depth > 1
            else op("identity", ONE)
        )
        document = about({}, op("lt", of("trace", tree), ONE))
        if 3 * depth > 190:
            break
        assert checker.check(document)
    turned: Any = op("identity", ONE)
    for _ in range(97):
        turned = op("transpose", turned)
    with pytest.raises(checker.Rejected, match="levels"):
        checker.check(about({}, op("psd", turned)))


def test_a_claim_of_many_parts_is_decided_within_the_budget() -> None:
    """A matrix of the largest size with each option takes little of it."""
    one = [[str(int(i == j)) for j in range(N)] for i in range(N)]
    part = matrix(one, "Orthogonal", norm=1, rank=N, spectrum=(1, 1), numerical_radius=1)
    began = time.process_time()
    assert checker.check(about({"A": part}, FALSE))
    assert time.process_time() - began < 2
