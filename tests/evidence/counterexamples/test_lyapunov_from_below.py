"""L is bounded from below by K in certificates, where powers show less."""

from __future__ import annotations

from typing import Any

from kreissverify import BlockTriangular, K, L, M, theorem
from kreissverify.certificates import checker
from kreissverify.evidence.counterexamples.certify import certificate
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.numbers.rational import as_fmpq


@theorem(source="an example")
def the_best_form_is_attained(J: BlockTriangular) -> Any:
    return L(J) <= M(J)


@theorem(source="an example")
def near_kreiss(J: BlockTriangular) -> Any:
    return L(J) <= K(J) + J.gamma


def test_a_form_is_larger_than_every_power() -> None:
    J = BlockTriangular("2/3", 25, "2/3")
    made = certificate(the_best_form_is_attained, Binding.of("J", J))
    assert checker.check(made)
    (below,) = (fact["lower"] for fact in made["facts"] if "lower" in fact)
    assert {*below} == {"value", "x", "z"}
    # L = c/(1-γ²) = 45, M is near 2L/e, and K + √(K²-1) near 2K = c/(2(1-γ)) = 37.5
    assert 37 < as_fmpq(below["value"]) < 45


def test_a_power_is_enough_where_it_was() -> None:
    made = certificate(near_kreiss, Binding.of("J", BlockTriangular(0, 2, 0)))
    (below,) = (fact["lower"] for fact in made["facts"] if fact["quantity"] == "L")
    assert {*below} == {"value", "t"}
