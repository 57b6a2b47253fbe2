"""L is bounded from below by K or by multipliers in certificates, where powers show less."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from flint import fmpq

from kreissverify import BlockTriangular, K, L, M, Square, theorem
from kreissverify.certificates import checker
from kreissverify.evidence.counterexamples.certify import certificate
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.matrices import Matrix
from kreissverify.matrices.exact_matrix import as_exact_matrix
from kreissverify.numbers.rational import as_fmpq, as_sympy
from kreissverify.quantities import enclose, registry
from kreissverify.quantities.maps.lyapunov_bound import lyapunov_from_multipliers


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
    assert {*below} == {"value", "W", "X"}
    # L = c/(1-γ²) = 45, M is near 2L/e, and K + √(K²-1) near 2K = c/(2(1-γ)) = 37.5
    assert 44 < as_fmpq(below["value"]) <= 45


def test_a_power_is_enough_where_it_was() -> None:
    made = certificate(near_kreiss, Binding.of("J", BlockTriangular(0, 2, 0)))
    (below,) = (fact["lower"] for fact in made["facts"] if fact["quantity"] == "L")
    assert {*below} == {"value", "t"}


@pytest.mark.parametrize(
    "rows", [[["1/2", 0], [2, "1/2"]], [["1/3", "15/7"], [0, "1/3"]], [["9/10", 0], [-3, "9/10"]]]
)
def test_a_rational_bound_is_met_exactly(rows: list[list[Any]]) -> None:
    # c/(1-γ²), which no power reaches
    value = abs(Fraction(rows[0][1] or rows[1][0])) / (1 - Fraction(rows[0][0]) ** 2)

    @theorem(source="false by equality alone")
    def strict(A: Square(2)) -> Any:
        return L(A) < value

    made = certificate(strict, Binding({"A": as_exact_matrix(rows)}))
    assert checker.check(made)
    assert made["facts"][0]["lower"]["value"] == str(value)


#: Rows of a map of L = 8.16…, and of a flow whose L_c is above M_c and K_c + √(K_c²-1).
ROWS = [["1/2", "3", "0"], ["0", "1/3", "2"], ["0", "0", "1/4"]]


@pytest.mark.parametrize("time", ["map", "flow"])
@pytest.mark.parametrize("size", [2, 3])
def test_the_best_form_is_shown_from_below_by_multipliers(time: str, size: int) -> None:
    rows = [row[:size] for row in ROWS[:size]]
    if time == "flow":
        rows = [
            [str(Fraction(x) - (i == j)) for j, x in enumerate(row)] for i, row in enumerate(rows)
        ]
    quantity = registry()["L" if time == "map" else "L_c"]
    value = enclose(quantity, rows, rtol=1e-6).upper.value
    J = as_exact_matrix(rows)

    @theorem(source="false by a ten thousandth")
    def just_below(A: Square(size)) -> Any:
        return quantity(A) <= as_sympy(value * fmpq(9999, 10000))

    made = certificate(just_below, Binding({"A": J}))
    assert checker.check(made)
    (below,) = (fact["lower"] for fact in made["facts"])
    assert {*below} == {"value", "W", "X"}


def test_a_direct_sum_is_shown_by_its_larger_part() -> None:
    rows = [[*row, 0] for row in ROWS] + [[0, 0, 0, "9/10"]]
    found = lyapunov_from_multipliers(Matrix(rows), 1e-6)
    alone = lyapunov_from_multipliers(Matrix(ROWS), 1e-6)
    assert found["value"] == alone["value"]
    assert all(x == "0" for row in (*found["W"], *found["X"]) for x in row[3:])
