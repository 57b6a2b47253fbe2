"""A gap seen in floats saves work, and leaves nothing open that could be decided."""

from __future__ import annotations

from itertools import islice

import pytest

from kreissverify.evidence.evaluation.decide import (
    _BOTH_SIDES,
    _ONE_SIDE,
    LADDER,
    _ladder,
    _sides,
    decide,
)
from kreissverify.evidence.evaluation.float_gap import UNSEEN, FloatGap
from kreissverify.evidence.sampling.bindings import bindings
from kreissverify.evidence.sampling.trials import run_trials
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.numbers.three_valued import Outcome
from kreissverify.theorems import bundled_statement


def test_a_bound_is_no_sign_of_an_equality() -> None:
    assert FloatGap(1e-7).seems_below(1e-6)
    assert not FloatGap(1e-7, is_bound=True).seems_below(1e-6)
    assert not UNSEEN.seems_below(1e-6)


@pytest.mark.parametrize("size", [0.0, 1e-9, 1e-5, 1e-3, 0.5])
def test_no_gap_however_wrong_leaves_open_what_is_decided_without_one(size: float) -> None:
    statement = bundled_statement("R3")
    members = [b for b in islice(bindings(statement, 5), 90) if b.instance.n > 4][:12]
    for binding in members:
        decision = decide(statement, binding, QuantityCache(), FloatGap(size))
        assert decision.outcome is decide(statement, binding, QuantityCache()).outcome


@pytest.mark.parametrize("name", ["R3", "E4"])
def test_trials_leave_nothing_open_that_can_be_decided(name: str) -> None:
    statement = bundled_statement(name)
    trials = run_trials(statement, 40, 3, QuantityCache(), 60)
    for binding, _ in trials.open_cases:
        decision = decide(statement, binding, QuantityCache())
        assert decision.outcome is Outcome.INDETERMINATE


@pytest.mark.parametrize("size", [3, 6, 20])
@pytest.mark.parametrize("gap", [0.0, 1e-12, 3e-7, 1.5e-5, 1.5e-3, 0.15, 0.9, 7.0, UNSEEN.size])
def test_widths_can_separate_the_sides_and_end_with_the_narrowest(size: int, gap: float) -> None:
    for sides in (_ONE_SIDE, _BOTH_SIDES):
        widths = _ladder(size, FloatGap(gap), sides)
        assert sorted(widths, reverse=True) == [*widths] and widths[0] <= 1
        assert widths[-1] == (LADDER[3] if size <= 4 else LADDER[2])
        if 1e-6 <= gap < 1:  # the smaller side with so much above it does not meet the larger one
            both = sides == _BOTH_SIDES
            least = [(1 - gap) * (1 + x) / ((1 - x / 2) if both else 1) for x in widths]
            assert all(y < 1 or x <= LADDER[2] for x, y in zip(widths, least, strict=True))


def test_a_bound_by_numbers_alone_asks_for_less() -> None:
    assert _sides(bundled_statement("R3")) == _ONE_SIDE
    assert _sides(bundled_statement("comparison.kreiss")) == _BOTH_SIDES
