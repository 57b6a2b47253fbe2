"""Comparisons of ρ, ‖·‖ and w with a number are decided exactly, on the limit also."""

from __future__ import annotations

from typing import Any

import pytest
from flint import fmpq

from kreissverify import Companion, M, Rational, Real, Square, assume, norm, rho, theorem, w
from kreissverify.evidence.evaluation.decide import decide
from kreissverify.evidence.evaluation.thresholds import decided_thresholds
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.matrices.exact_matrix import as_exact_matrix
from kreissverify.numbers.three_valued import Outcome

_ALL = frozenset({"rho", "norm", "w"})
# (z² - 1)(z² - 8/5·z + 1): simple eigenvalues, all of modulus 1
ON_THE_CIRCLE = [[0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [1, "-8/5", 0, "8/5"]]


def binding(rows: Any, **numbers: fmpq) -> Binding:
    matrix = as_exact_matrix(rows)
    return Binding({"A": matrix}, numbers, {"A.n": matrix.shape[0]})


@pytest.mark.parametrize(
    ("conclude", "rows", "truth"),
    [
        (lambda A: rho(A) < 1, ON_THE_CIRCLE, "False"),
        (lambda A: rho(A) <= 1, ON_THE_CIRCLE, "True"),
        (lambda A: rho(A) >= 1, ON_THE_CIRCLE, "True"),
        (lambda A: rho(A) > 1, ON_THE_CIRCLE, "False"),
        (lambda A: rho(A) < 1, ON_THE_CIRCLE, "False"),
        (lambda A: norm(A) <= 5, [[3, 0], [4, 0]], "True"),
        (lambda A: norm(A) < 5, [[3, 0], [4, 0]], "False"),
        (lambda A: norm(A) < 0, [[3, 0], [4, 0]], "False"),
        (lambda A: w(A) <= 1, [[0, 2], [0, 0]], "True"),
        (lambda A: w(A) > 1, [[0, 2], [0, 0]], "False"),
        (lambda A: w(A) > Rational(1, 2), [[0, 2], [0, 0]], "True"),
        # whether w is below a number is not decided where it may be equal to it
        (lambda A: w(A) < 1, [[0, 2], [0, 0]], "w(A) < 1"),
        (lambda A: norm(A) <= rho(A), [[3, 0], [4, 0]], "norm(A) <= rho(A)"),
    ],
)
def test_comparisons_with_a_number_are_decided(conclude: Any, rows: Any, truth: str) -> None:
    statement = theorem(source="a test")(_of(conclude))
    found = decided_thresholds(statement.conclusion, binding(rows), _ALL)
    shown = {Outcome.HOLDS: "True", Outcome.VIOLATED: "False"}
    assert shown.get(found.get(statement.conclusion), str(statement.conclusion)) == truth


def _of(conclude: Any) -> Any:
    def body(A: Square()):  # type: ignore[no-untyped-def, valid-type]
        return conclude(A)

    return body


def test_numbers_of_the_instance_are_compared_with() -> None:
    @theorem(source="a test")
    def below(A: Square(), gamma: Real(above=0)):  # type: ignore[no-untyped-def, valid-type]
        return rho(A) < gamma**2

    at = binding([[0, 4], [4, 0]], gamma=fmpq(2))
    assert decide(below, at, QuantityCache()).outcome is Outcome.VIOLATED


def test_an_instance_on_the_circle_is_left_out_at_once() -> None:
    """Enclosures of M at all widths would take a minute, and decide nothing."""

    @theorem(source="a test")
    def bounded(A: Companion()):  # type: ignore[no-untyped-def, valid-type]
        assume(rho(A) < 1)
        return M(A) <= 2

    decision = decide(bounded, binding(ON_THE_CIRCLE), QuantityCache())
    assert (decision.outcome, decision.vacuous) == (Outcome.HOLDS, True)


def test_an_equality_of_a_large_matrix_is_decided_last() -> None:
    @theorem(source="a test")
    def within(A: Square()):  # type: ignore[no-untyped-def, valid-type]
        return rho(A) <= 1

    cycle = [[int(j == (i + 1) % 7) for j in range(7)] for i in range(7)]
    decision = decide(within, binding(cycle), QuantityCache())
    assert (decision.outcome, decision.ratio) == (Outcome.HOLDS, pytest.approx(1))
