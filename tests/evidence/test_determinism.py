"""Equal seeds give equal evidence: no clock, and nothing that was looked at before, decides it."""

import itertools
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flint import fmpq

from kreissverify import BlockTriangular
from kreissverify.evidence.counterexamples.refute import refute
from kreissverify.evidence.sampling.trials import Trials, run_trials
from kreissverify.evidence.verify import verify
from kreissverify.evidence.worst_ratio.tighten import tighten
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.theorems import bundled_statement


def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every look at a clock find that an hour has gone by."""
    hours = itertools.count(0, 3600)
    monkeypatch.setattr(time, "monotonic", lambda: float(next(hours)))
    monkeypatch.setattr(time, "process_time", lambda: float(next(hours)))


def counts(trials: Trials) -> tuple[Any, ...]:
    """Return what is reported of trials."""
    closest = [ratio for ratio, _ in trials.closest]
    return trials.holds, trials.indeterminate, trials.vacuous, trials.screened, closest


@pytest.mark.parametrize("name", ["E3", pytest.param("R6", marks=pytest.mark.slow)])
def test_a_clock_that_runs_decides_nothing(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    statement = bundled_statement(name)
    quiet = verify(statement, instances=10, certificates=tmp_path)
    hurry(monkeypatch)
    busy = verify(statement, instances=10, certificates=tmp_path)
    assert replace(quiet, seconds=0.0) == replace(busy, seconds=0.0)


def test_a_budget_ends_where_it_ended_before() -> None:
    # stacks decide most instances for next to nothing: of this one many bounds are nearly met
    statement = bundled_statement("comparison.resolvent")
    found = [run_trials(statement, 40, 0, QuantityCache(), 1.0) for _ in range(2)]
    assert counts(found[0]) == counts(found[1])
    assert 0 < found[0].decided < 40  # it is the budget that ended them


def test_what_was_looked_at_before_changes_nothing() -> None:
    """The cache is one for all statements of a process: its narrower enclosures are not taken."""
    statement = bundled_statement("classical.lower")
    alone = run_trials(statement, 6, 0, QuantityCache(), 1.0)
    cache = QuantityCache()
    run_trials(statement, 12, 0, cache, 60.0)
    again = run_trials(statement, 6, 0, cache, 1.0)
    assert counts(alone) == counts(again)


def test_a_narrower_enclosure_is_not_taken_for_a_wide_one() -> None:
    statement = bundled_statement("R4")
    (atom,) = (x for x in statement.atoms() if x.name == "K")
    # of a matrix whose K is not known in closed form: an exact value is as wide as a narrow one
    J = BlockTriangular([["1/2", 0], [0, "1/4"]], [[1, 2]], [["1/3"]])
    binding = Binding.of("J", J)
    subject = binding.part(atom.matrix)
    wide = QuantityCache().enclosure(atom, subject, (), 1e-1)
    cache = QuantityCache()
    narrow = cache.enclosure(atom, subject, (), 1e-6)
    assert cache.enclosure(atom, subject, (), 1e-1) == wide
    assert narrow.upper.value - narrow.lower.value <= wide.upper.value - wide.lower.value
    assert wide.upper.value - wide.lower.value > fmpq(0)


def test_a_search_by_work_looks_at_no_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kreissverify.evidence.counterexamples.refute._WORK", 2.0)
    monkeypatch.setattr("kreissverify.evidence.worst_ratio.tighten._WORK", 2.0)
    statement = bundled_statement("classical.lower")

    def searched() -> tuple[Any, ...]:
        found, shown = refute(statement, certificates=tmp_path), tighten(statement)
        assert found.timed_out and shown.found is not None
        best = None if found.nearest is None else found.nearest.violation
        return found.evaluated, best, shown.found.evaluations, shown.ratio, str(shown.witness)

    quiet = searched()
    hurry(monkeypatch)
    assert searched() == quiet
