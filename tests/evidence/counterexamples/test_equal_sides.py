"""Sides that are equal and irrational: decided, and where that refutes a statement certified."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kreissverify import (
    BlockTriangular,
    Eq,
    G,
    K,
    Max,
    Square,
    Statement,
    assume,
    block,
    cond,
    frobenius,
    identity,
    inverse,
    kron,
    matrix,
    norm,
    power_norm,
    resolvent_norm,
    rho,
    sqrt,
    theorem,
    w,
    zeros,
)
from kreissverify.certificates import checker
from kreissverify.evidence import Verdict, verify


def A() -> Any:
    return matrix([[1, 1, 3], [0, 1, 1], [2, 0, 1]])


def B() -> Any:
    return matrix([[1, 1], [0, 1]])


def D() -> Any:
    return matrix([[1, 0, 0], [0, -1, 0], [0, 0, 1]])


def closed(body: Callable[[], Any]) -> Statement:
    """Return a statement without variables."""

    def stated():  # type: ignore[no-untyped-def]
        return body()

    found = theorem(source="a test", id="closed")(stated)
    assert isinstance(found, Statement)
    return found


#: Pairs of equal numbers: a strict inequality between them fails, and their equality holds.
PAIRS: dict[str, Callable[[], tuple[Any, Any]]] = {
    "transpose": lambda: (norm(A()), norm(A().T)),
    "frobenius": lambda: (frobenius(A()), frobenius(A().T)),
    "numerical radius": lambda: (w(A()), w(A().T)),
    "radius of products": lambda: (rho(A() * A().T), norm(A()) ** 2),
    "radius of similar matrices": lambda: (rho(A() * A() * inverse(A())), rho(A())),
    "Kronecker product": lambda: (norm(kron(B(), B())), norm(B()) ** 2),
    "closed form": lambda: (norm(B()), (1 + sqrt(5)) / 2),
    "condition": lambda: (cond(A()), cond(inverse(A()))),
    "power": lambda: (power_norm(A(), 3), norm(A() ** 3)),
    "resolvent": lambda: (
        resolvent_norm(A(), 5),
        norm(inverse(5 * identity(3) - A())),
    ),
    "other signs": lambda: (K(A() / 5), K(D() * A() * D() / 5)),
    "direct sum": lambda: (
        norm(block([[A(), zeros(3, 2)], [zeros(2, 3), B()]])),
        Max(norm(A()), norm(B())),
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_strict_conclusions_are_refuted_and_equalities_hold(name: str, tmp_path: Path) -> None:
    pair = PAIRS[name]
    report = verify(closed(lambda: pair()[0] < pair()[1]), instances=1, certificates=tmp_path)
    assert report.verdict is Verdict.REFUTED and report.certificate is not None
    document = json.loads(report.certificate.read_text(encoding="utf-8"))
    assert "FALSE" in checker.check(document)
    for body in (lambda: Eq(*pair()), lambda: pair()[0] <= pair()[1]):
        assert closed(body).on().word == "holds"


def test_an_equality_that_no_certificate_shows_is_named(tmp_path: Path) -> None:
    bound = 2 * (1 + sqrt(2))
    report = verify(
        closed(lambda: G(matrix([["1/2", 0], [1, "1/2"]]), 1) < bound),
        instances=1,
        certificates=tmp_path,
    )
    assert report.verdict is Verdict.UNDECIDED
    assert "the two sides are equal or nearly so, and a certificate shows equality only of" in (
        report.reason
    )


def test_equalities_of_norms_are_decided_on_every_instance() -> None:
    @theorem(source="Horn and Johnson, 5.6")
    def direct_sum(X: Square(2), Y: Square(2)):
        return Eq(norm(block([[X, zeros(2)], [zeros(2), Y]])), Max(norm(X), norm(Y)))

    report = verify(direct_sum, instances=20)
    assert (
        report.verdict is Verdict.SUPPORTED and report.indeterminate == 0 and report.decided >= 20
    )


def test_the_norms_of_blocks_are_narrow_where_they_are_compared(tmp_path: Path) -> None:
    @theorem(source="false: they are equal")
    def of_a_block(J: BlockTriangular(sizes=(2, 2))):
        assume(J.c > 1)
        assume(norm(J.C * J.C.T) > frobenius(J.C * J.C.T) / 2)
        assume(Eq(J.C[0, 0], 1))
        assume(Eq(J.C[0, 1], 1))
        assume(Eq(J.C[1, 0], 0))
        assume(Eq(J.C[1, 1], 1))
        return J.c**2 < norm(J.C * J.C.T)

    report = verify(of_a_block, instances=5, certificates=tmp_path)
    assert report.verdict is Verdict.REFUTED, report.reason
    assert report.certificate is not None
    assert checker.main([str(report.certificate)]) == 0
