"""A batch: what it draws, what it screens, what it decides."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import numpy as np
import pytest

from kreissverify import BlockTriangular
from kreissverify.campaigns import Plan, Summary, batch, conclude, run_campaign
from kreissverify.campaigns import verdict as conclusion
from kreissverify.campaigns.batch import run_batch
from kreissverify.campaigns.record import BatchRecord, Counts, Tightest, Violation
from kreissverify.campaigns.screening import drawn_batch, member, screened
from kreissverify.certificates import checker
from kreissverify.evidence.counterexamples.certify import NotCertified
from kreissverify.evidence.evaluation.decide import Decision, decide
from kreissverify.evidence.evaluation.decide_stacks import StackDecisions
from kreissverify.evidence.evaluation.instance_record import InstanceRecord
from kreissverify.evidence.evaluation.margins import margins
from kreissverify.evidence.verdict import InternalContradiction, Verdict
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.numbers.three_valued import Outcome
from kreissverify.theorems import Statement, bundled_statement, load


def test_a_batch_is_a_function_of_the_plan_and_its_number(bound: Statement) -> None:
    plan = Plan.of(bound, seed=3, batch_size=60, decided_share=0.05)
    assert run_batch(bound, plan, 4) == run_batch(bound, plan, 4)
    seeds = {plan.seed_of(k) for k in range(1000)}
    seeds |= {Plan.of(bound, seed=4, batch_size=60).seed_of(k) for k in range(1000)}
    assert len(seeds) == 2000
    first, second = (drawn_batch(bound, plan, k)[0].floats.coupled.matrices for k in (0, 1))
    assert not (first == second).all(axis=(1, 2)).any()


def test_the_sizes_of_the_annotation_are_the_sizes_of_every_instance(bound: Statement) -> None:
    plan = Plan.of(bound, batch_size=50)
    stacks = drawn_batch(bound, plan, 0)
    assert [drawn.members.sizes for drawn in stacks] == [(2, 3)]
    assert stacks[0].floats.coupled.matrices.shape == (50, 5, 5)
    assert member(stacks, 49).instance.sizes == (2, 3)
    with pytest.raises(IndexError):
        member(stacks, 50)


def test_without_sizes_a_batch_has_all_its_instances(notes: Path) -> None:
    statement = bundled_statement("R3")
    plan = Plan.of(statement, batch_size=97)
    stacks = drawn_batch(statement, plan, 5)
    assert len(stacks) > 3
    assert sum(len(drawn.members) for drawn in stacks) == 97
    assert len({drawn.members.sizes for drawn in stacks}) > 1


def test_what_a_bound_settles_has_that_margin_and_the_least_margin_is_evaluated(
    bound: Statement,
) -> None:
    plan = Plan.of(bound, batch_size=400)
    stacks = drawn_batch(bound, plan, 1)
    wanted = np.arange(400) % 2 == 0
    found = screened(bound, stacks, wanted)
    assert 300 <= np.sum(~found.evaluated) < 400
    full = margins(bound, stacks[0].floats).conclusion
    floor = found.conclusion[~found.evaluated]
    assert set(floor.tolist()) == {1e-6, 1e-3, 1e-1}
    assert (found.conclusion[wanted] == 0.1).sum() > 150
    assert (full[~found.evaluated] >= floor - 1e-7).all()
    # the search for K shares out its work by stacks, and ends within rounding of the same peak
    assert found.conclusion[found.evaluated].min() == pytest.approx(full.min(), abs=1e-9)
    np.testing.assert_allclose(found.conclusion[found.evaluated], full[found.evaluated], atol=1e-7)


def test_the_tightest_is_found_where_all_hold_by_far(tmp_path: Path) -> None:
    file = tmp_path / "loose.py"
    file.write_text(
        "from kreissverify import BlockTriangular, K, theorem\n"
        "@theorem(source='a test')\n"
        "def loose(J: BlockTriangular(sizes=(2, 2))):\n"
        "    return K(J) <= 3 + J.c / (1 - J.gamma)\n"
    )
    statement = load(file, "loose")
    stacks = drawn_batch(statement, Plan.of(statement, batch_size=300), 0)
    found = screened(statement, stacks, np.zeros(300, dtype=bool))
    full = margins(statement, stacks[0].floats).conclusion
    assert full.min() > 1e-3
    assert found.conclusion[found.evaluated].min() == pytest.approx(full.min(), abs=1e-9)


def test_instances_that_fail_a_hypothesis_are_counted_apart(notes: Path) -> None:
    statement = load(notes, "with_hypothesis")
    record = run_batch(statement, Plan.of(statement, batch_size=200, decided_share=0.1), 0)
    count = record.counts
    assert count.settled == 0 and 0 < count.irrelevant < 200
    assert count.sampled <= 20
    assert count.sampled + count.near - count.passed_over == (
        count.holds + count.violated + count.open + count.vacuous
    )


def test_a_planted_falsehood_is_found_listed_and_certified(notes: Path, tmp_path: Path) -> None:
    statement = load(notes, "too_small")
    plan = Plan.of(statement, batch_size=200)
    summary = run_campaign(statement, plan, 200)
    assert summary.counts.violated == len(summary.violations) > 5
    assert summary.tightest is not None and 1 < summary.tightest.ratio <= 1.25
    found = summary.violations[0]
    again = member(drawn_batch(statement, plan, found.batch), found.place)
    assert InstanceRecord.of(again) == found.instance
    shown = conclude(statement, plan, summary, tmp_path)
    assert shown.verdict is Verdict.REFUTED and shown.certificate is not None
    assert checker.main([str(shown.certificate)]) == 0
    assert shown.ratio is not None and float(shown.ratio.lower) > 1


def test_a_violation_that_floats_overlook_is_found_by_the_random_sample(notes: Path) -> None:
    statement = load(notes, "too_small")
    plan = Plan.of(statement, batch_size=100, decided_share=0.2)
    with patch.object(batch, "_NEAR", -1.0):  # floats are blind
        record = run_batch(statement, plan, 0)
    assert record.counts.near == 0 and record.counts.violated > 0


def test_a_float_that_only_seems_to_violate_is_cleared(bound: Statement) -> None:
    plan = Plan.of(bound, batch_size=50, decided_share=0.2)
    honest = run_batch(bound, plan, 0)
    assert honest.counts.cleared == 0 and honest.counts.violated == 0

    def shifted(*arguments):
        found = screened(*arguments)
        found.evaluated[:] = True
        found.conclusion[:] -= 2
        return found

    with patch.object(batch, "screened", shifted):
        record = run_batch(bound, plan, 0)
    assert record.counts.cleared == record.counts.holds > 0 and record.counts.violated == 0


def test_floats_alone_support_nothing(bound: Statement, tmp_path: Path) -> None:
    plan = Plan.of(bound, batch_size=50, decided_share=0)
    summary = run_campaign(bound, plan, 50)
    assert summary.decided == 0
    assert conclude(bound, plan, summary, tmp_path).verdict is Verdict.UNDECIDED


def test_a_defect_is_no_evidence_and_does_not_end_the_campaign(
    bound: Statement, tmp_path: Path
) -> None:
    plan = Plan.of(bound, batch_size=50, decided_share=0.1)
    with (
        patch.object(batch, "decide_stacks", return_value=StackDecisions()),
        patch.object(batch, "decide", side_effect=ZeroDivisionError("planted")),
    ):
        summary = run_campaign(bound, plan, 100)
    assert summary.batches == 2 and summary.decided == 0 and summary.fault_count == 10
    shown = conclude(bound, plan, summary, tmp_path)
    assert shown.verdict is Verdict.UNDECIDED and "planted" in shown.reason


def test_a_violation_of_a_proved_statement_is_a_contradiction(tmp_path: Path) -> None:
    statement = bundled_statement("R3")
    plan = Plan.of(statement, batch_size=5, decided_share=0.2)
    with (
        patch.object(batch, "decide_stacks", return_value=StackDecisions()),
        patch.object(batch, "decide", return_value=Decision(Outcome.VIOLATED, False, 0.0)),
    ):
        summary = run_campaign(statement, plan, 5)
    assert summary.violations
    with (
        patch.object(conclusion, "counterexample", side_effect=NotCertified("planted")),
        patch.object(conclusion, "derive", return_value=SimpleNamespace(is_complete=True)),
        pytest.raises(InternalContradiction, match="R3 is proved by its derivation and violated"),
    ):
        conclude(statement, plan, summary, tmp_path)


def test_memory_of_the_sums_is_bounded() -> None:
    summary = Summary()
    instance = InstanceRecord.of(Binding.of("J", BlockTriangular("1/2", 3, "1/2")))
    for number in range(300):
        summary.add(
            BatchRecord(
                number,
                Counts(near=1),
                Tightest(1 - 1 / (number + 1), number, 0),
                tuple(Violation(number, k, instance) for k in range(20)),
                ("a",),
            )
        )
    assert len(summary.violations) == 1000 and len(summary.faults) == 10
    assert summary.fault_count == 300 and summary.tightest is not None
    assert summary.tightest.batch == 299 and summary.counts == Counts(near=300)


def test_a_record_is_read_as_it_was_written(notes: Path) -> None:
    statement = load(notes, "too_small")
    record = run_batch(statement, Plan.of(statement, batch_size=100), 3)
    assert record.violations and record.tightest is not None
    line = json.dumps(record.document())
    assert BatchRecord.read(json.loads(line), "J") == record
    assert pickle.loads(pickle.dumps(record)) == record
    binding = record.violations[0].instance.binding(statement)
    assert decide(statement, binding, QuantityCache()).outcome is Outcome.VIOLATED


@pytest.mark.parametrize(
    ("options", "name"),
    [({"seed": -1}, "seed"), ({"batch_size": 0}, "batch_size"), ({"decided_share": 2}, "share")],
)
def test_a_wrong_plan_is_refused_by_name(bound: Statement, options: dict, name: str) -> None:
    with pytest.raises(ValueError, match=name):
        Plan.of(bound, **options)


def test_nothing_is_left_open_that_can_be_decided() -> None:
    """Of R3 under seed 1, a bound clears three by 1e-6 only, which is no sign of an equality."""
    statement = bundled_statement("R3")
    plan = Plan.of(statement, seed=1, batch_size=300, decided_share=1)
    stacks = drawn_batch(statement, plan, 0)
    found = screened(statement, stacks, np.ones(300, dtype=bool))
    barely = np.flatnonzero(~found.evaluated & (found.conclusion == 1e-6))
    assert len(barely) >= 3
    assert all(found.gap(place).is_bound for place in barely.tolist())
    for place in barely.tolist():
        decision = decide(statement, member(stacks, place), QuantityCache(), found.gap(place))
        assert decision.outcome is Outcome.HOLDS
