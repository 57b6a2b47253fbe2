"""What has no value is never decided: ∞ - ∞, 0/0, 0·∞ and roots of negative numbers."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sympy
from flint import fmpq

from kreissverify import (
    H,
    K,
    M,
    Max,
    Piecewise,
    Real,
    SelfReferential,
    T,
    log,
    norm,
    power_norm,
    resolvent,
    rho,
    same,
    sqrt,
    theorem,
)
from kreissverify.evidence.evaluation.decide import decide
from kreissverify.evidence.verdict import Verdict
from kreissverify.evidence.verify import verify
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.expressions.evaluation.exact_arithmetic import ExactArithmetic
from kreissverify.matrices import Quantifier
from kreissverify.matrices.symbolic import SymbolicInstance
from kreissverify.numbers.radicals import NotRadical
from kreissverify.numbers.three_valued import Outcome
from kreissverify.quantities.symbolic import QuantityExpr

UNSTABLE = SelfReferential(0, 2, 2, 0, 0)  # K = M = H = ∞ of J and of T = J
NILPOTENT = SelfReferential(0, 0, 2, 0, 0)  # ρ = b = 0

J_SYMBOL = SymbolicInstance.for_every("J", Quantifier(SelfReferential))

Body = Callable[[Any], Any]


def outcome(body: Body, instance: SelfReferential) -> Outcome:
    body.__annotations__ = {"J": SelfReferential}
    statement = theorem(source="tests", id="statement")(body)
    return decide(statement, Binding.of("J", instance), QuantityCache()).outcome


@pytest.mark.parametrize(
    ("body", "instance"),
    [
        (lambda J: K(J) - K(J.comparison) <= 0, UNSTABLE),
        (lambda J: K(J) / K(J.comparison) <= 1, UNSTABLE),
        (lambda J: K(J) ** 2 / K(J.comparison) <= 5, UNSTABLE),
        (lambda J: abs(M(J) - M(J.comparison)) < 1, UNSTABLE),
        (lambda J: Max(K(J) - K(J.comparison), 1) >= 2, UNSTABLE),
        (lambda J: (J.b - 2) * H(J) <= H(J.comparison) - H(J), UNSTABLE),
        (lambda J: rho(J) / rho(J.triangular) <= 1, NILPOTENT),
        (lambda J: rho(J) / rho(J.triangular) > 1, NILPOTENT),
        (lambda J: 1 / (1 + 1 / J.b) <= 1, NILPOTENT),
        (lambda J: log(J.b) - log(norm(J.B)) <= 0, NILPOTENT),
        (lambda J: sqrt(1 - J.c) * sqrt(1 - 2 * J.c) < 2, NILPOTENT),
    ],
)
def test_left_open(body: Body, instance: SelfReferential) -> None:
    assert outcome(body, instance) is Outcome.INDETERMINATE


@pytest.mark.parametrize(
    ("body", "truth"),
    [
        (lambda J: K(J) <= K(J.comparison), True),  # ∞ ≤ ∞
        (lambda J: K(J) < K(J.comparison) + 1, False),  # ∞ < ∞
        (lambda J: K(J) + 1 <= K(J.comparison), True),
        (lambda J: K(J) > 10**6, True),
    ],
)
def test_infinities_are_ordered(body: Body, truth: bool) -> None:
    assert outcome(body, UNSTABLE) is Outcome.of(truth)


def test_a_long_power_is_no_time_bomb() -> None:
    def body(J: Any, t: Any) -> Any:
        return J.gamma**t <= 1

    body.__annotations__ = {"J": SelfReferential, "t": Real(above=0)}
    statement = theorem(source="tests", id="statement")(body)
    instance = SelfReferential("9/10", 0, 1, "9/10", "9/10")
    binding = Binding.of("J", instance, {"t": fmpq(10) ** 12})
    began = time.monotonic()
    assert decide(statement, binding, QuantityCache()).outcome is Outcome.HOLDS
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("domain", "conclusion"),
    [
        (Real(above=0, below=1), lambda J, x: power_norm(J, x) <= 5),
        (Real(below=0), lambda J, x: T(J, x) <= 5),
    ],
)
def test_a_parameter_outside_the_domain_of_a_quantity_is_named(
    domain: Any, conclusion: Any, tmp_path: Path
) -> None:
    def body(J: Any, x: Any) -> Any:
        return conclusion(J, x)

    body.__annotations__ = {"J": SelfReferential, "x": domain}
    report = verify(
        theorem(source="tests", id="statement")(body), instances=2, certificates=tmp_path
    )
    assert report.verdict is Verdict.UNDECIDED
    assert "defect" not in report.reason
    assert "expected" in report.reason


def test_a_quantity_is_cancelled_only_where_it_is_finite() -> None:
    instance = SelfReferential("1/2", 0, 1, "1/2", "1/2")
    for radius, left_open in ((fmpq(1, 4), True), (fmpq(3, 4), False)):
        arithmetic = ExactArithmetic(Binding.of("J", instance), values=False)
        atom = QuantityExpr("G", J_SYMBOL, sympy.Rational(int(radius.p), int(radius.q)))
        if left_open:
            with pytest.raises(NotRadical, match="finite"):
                arithmetic.add([arithmetic.quantity(atom, atom.parameters)] * 2)
        else:
            assert arithmetic.add([arithmetic.quantity(atom, atom.parameters)] * 2) != 0


def test_an_inverse_that_does_not_exist_violates_what_claims_it(tmp_path: Path) -> None:
    def body(J: Any) -> Any:
        return same(resolvent(J, J.b) * J, J * resolvent(J, J.b))

    assert outcome(body, NILPOTENT) is Outcome.VIOLATED
    statement = theorem(source="tests", id="statement")(body)
    report = verify(statement, instances=3, certificates=tmp_path)
    assert "defect" not in report.reason
    assert report.verdict is Verdict.SUPPORTED


def test_a_number_beyond_the_floats_may_stand_in_a_statement(tmp_path: Path) -> None:
    def body(J: Any) -> Any:
        return J.c <= 10**400

    body.__annotations__ = {"J": SelfReferential}
    statement = theorem(source="tests", id="statement")(body)
    report = verify(statement, instances=3, certificates=tmp_path)
    assert report.verdict is Verdict.SUPPORTED


def test_a_term_outside_its_domain_in_another_case_does_not_end_the_run(tmp_path: Path) -> None:
    def body(J: Any, x: Any) -> Any:
        return Piecewise((J.c, x <= 0), (T(J, x), True)) <= 1

    body.__annotations__ = {"J": SelfReferential, "x": Real(at_least=-1, at_most=0)}
    statement = theorem(source="tests", id="statement")(body)
    report = verify(statement, instances=3, certificates=tmp_path)
    assert report.verdict is Verdict.UNDECIDED
    assert "violated" in report.reason and "delta: expected a positive number" in report.reason
