"""What has no value is never decided: ∞ - ∞, 0/0, 0·∞ and roots of negative numbers."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from flint import fmpq

from kreissverify import H, K, M, Max, Real, SelfReferential, log, norm, rho, sqrt, theorem
from kreissverify.evidence.binding import Binding
from kreissverify.evidence.decide import decide
from kreissverify.evidence.enclosures import QuantityCache
from kreissverify.numbers.comparison import Outcome

UNSTABLE = SelfReferential(0, 2, 2, 0, 0)  # K = M = H = ∞ of J and of T = J
NILPOTENT = SelfReferential(0, 0, 2, 0, 0)  # ρ = b = 0

Body = Callable[[Any], Any]


def outcome(body: Body, instance: SelfReferential) -> Outcome:
    body.__annotations__ = {"J": SelfReferential}
    statement = theorem(source="tests", id="statement")(body)
    return decide(statement, Binding("J", instance), QuantityCache()).outcome


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
    binding = Binding("J", instance, {"t": fmpq(10) ** 12})
    began = time.monotonic()
    assert decide(statement, binding, QuantityCache()).outcome is Outcome.HOLDS
    assert time.monotonic() - began < 5
