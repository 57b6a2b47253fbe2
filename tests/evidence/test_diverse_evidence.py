"""Twenty instances are of many kinds: what is false of one kind only is refuted by them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from kreissverify import (
    And,
    BlockTriangular,
    CoupledBlocks,
    Equivalent,
    K,
    Real,
    SelfReferential,
    Statement,
    assume,
    norm,
    rho,
    theorem,
)
from kreissverify.certificates import checker
from kreissverify.evidence import Verdict, verify
from kreissverify.evidence.sampling.bindings import bindings
from kreissverify.expressions.conditions import same
from kreissverify.instances.freedoms import FIRST
from kreissverify.instances.interleaving import interleaved


def over(kind: Any, body: Callable[[Any], Any]) -> Statement:
    """Return the statement that a condition holds for every J of a class."""

    def stated(J):  # type: ignore[no-untyped-def]
        return body(J)

    stated.__annotations__ = {"J": kind}
    found = theorem(source="a test", id=f"false_{body.__name__}")(stated)
    assert isinstance(found, Statement)
    return found


def normal(J: Any) -> Any:
    return same(J * J.T, J.T * J)


def normal_block(J: Any) -> Any:
    return same(J.A * J.A.T, J.A.T * J.A)


def symmetric_block(J: Any) -> Any:
    return same(J.A, J.A.T)


def grows_only_with_the_norm(J: Any) -> Any:
    return Equivalent(K(J) > 1, norm(J) > 1)


def radius_for_norm(J: Any) -> Any:
    assume(And(rho(J.A) <= J.gamma, rho(J.D) <= J.gamma))
    return K(J) <= 1 + J.kappa / 4


def intertwined(J: Any) -> Any:
    return same(J.C * J.A, J.D * J.C)


FALSE = [
    (CoupledBlocks(symmetric=False, sizes=(2,)), normal),
    (BlockTriangular(symmetric=False), normal_block),
    (SelfReferential(symmetric=False), symmetric_block),
    (CoupledBlocks(symmetric=False), grows_only_with_the_norm),
    (BlockTriangular(symmetric=False), radius_for_norm),
    (BlockTriangular, intertwined),
]


@pytest.mark.parametrize(("kind", "body"), FALSE, ids=lambda x: getattr(x, "__name__", str(x)))
def test_what_is_false_of_one_kind_is_refuted_by_twenty(
    kind: Any, body: Callable[[Any], Any], tmp_path: Path
) -> None:
    report = verify(over(kind, body), instances=20, certificates=tmp_path)
    assert report.verdict is Verdict.REFUTED, report.reason
    assert report.certificate is not None
    assert checker.main([str(report.certificate)]) == 0


def test_like_parameters_have_equal_values_in_some_corners_only() -> None:
    @theorem(source="a test")
    def of_two_numbers(J: BlockTriangular, x: Real(above=0), y: Real(above=0)):  # type: ignore[valid-type]
        return K(J) >= x - y

    drawn = list(islice(bindings(of_two_numbers, 0), FIRST))
    equal = [each.parameters["x"] == each.parameters["y"] for each in drawn]
    assert 1 <= equal.count(True) < FIRST / 2
    origins = [each.origin for each in islice(interleaved(BlockTriangular(), 0), FIRST)]
    assert {origin for origin, alike in zip(origins, equal, strict=True) if alike} == {"corner"}
