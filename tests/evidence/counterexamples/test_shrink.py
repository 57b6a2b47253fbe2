"""Shrinking: every step violates the statement, and the end is what a person would write."""

from kreissverify import BlockTriangular, SelfReferential
from kreissverify.evidence.counterexamples.shrink import shrink, simplicity
from kreissverify.evidence.evaluation.decide import decide
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.numbers.three_valued import Outcome
from kreissverify.theorems import bundled_statement

LONG = SelfReferential("0.24873", "0.1277", "7.93", "0.24873", "0.24873")
LARGE = SelfReferential(
    [["1/4", 0], [0, "1/8"]],
    [["1/8", "1/100"], [0, "1/9"]],
    [[8, "1/3"], ["1/7", 1]],
    [["1/4", 0], [0, "1/5"]],
    "1/4",
)


def test_the_reported_perturbation_bound_has_a_short_counterexample() -> None:
    statement = bundled_statement("R6")
    for instance in (LONG, LARGE):
        start = Binding.of("J", instance)
        assert decide(statement, start, QuantityCache()).outcome is Outcome.VIOLATED
        short = shrink(statement, start)
        assert decide(statement, short, QuantityCache()).outcome is Outcome.VIOLATED
        assert short.instance.strings() in (
            [["0", "1/2"], ["3", "0"]],
            [["0", "3"], ["1/2", "0"]],
        )


def test_it_is_deterministic_and_never_less_simple() -> None:
    statement = bundled_statement("R3.bounds_peak")
    start = Binding.of("J", BlockTriangular("0.9031", "101.37", "-0.8871", "0.91"))
    first, second = shrink(statement, start), shrink(statement, start)
    assert str(first) == str(second)
    assert simplicity(first) < simplicity(start)
    assert shrink(statement, first) == first


def test_it_stays_among_the_instances_that_come_into_question() -> None:
    statement = bundled_statement("R3.bounds_peak")
    start = Binding.of("J", BlockTriangular("9/10", "101", "9/10", "9/10"))
    short = shrink(statement, start, among=lambda x: x.instance.gamma > 0)
    assert short.instance.gamma > 0 and simplicity(short) < simplicity(start)


def test_no_decision_is_made_beyond_those_allowed() -> None:
    start = Binding.of("J", LONG)
    assert shrink(bundled_statement("R6"), start, decisions=0) == start
