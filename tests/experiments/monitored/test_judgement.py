"""The judgement of monitored runs, on numbers that are planted."""

from __future__ import annotations

import math

import numpy as np
import pytest

from kreissverify.experiments.monitored.judgement import (
    BASELINES,
    READINGS,
    advised,
    foretold,
    of_r12,
)
from kreissverify.experiments.training.run import Run

HORIZON = 20
SPIKES = np.arange(100, 400, 75)


def planted(seed: int, *, told_by: str = "", scale: float = 1.0, spikes: int = 4) -> Run:
    """Return a run with spikes; one reading rises before them, in units of a setting."""
    source = np.random.default_rng(seed)
    losses = 1 + 0.01 * source.uniform(-1, 1, 401)
    losses[SPIKES[:spikes]] = 3.0
    at = np.arange(0, 400, 10)
    ahead = SPIKES - at[:, None]
    before = ((ahead > 0) & (ahead <= HORIZON)).any(axis=1)
    names = (*READINGS, *BASELINES)
    numbers = {name: scale * source.uniform(1, 2, len(at)) for name in names}
    if told_by:
        numbers[told_by] += 5 * scale * before
    numbers["finite"] = np.zeros(len(at))
    numbers["factor"] = np.zeros(len(at))
    return Run(seed, losses, at, numbers)


def settings(told_by: str = "") -> dict[str, list[Run]]:
    """Return runs of two settings whose numbers are of different sizes."""
    return {
        name: [planted(10 * k + i, told_by=told_by, scale=10.0**k) for i in range(6)]
        for k, name in enumerate(("slow", "fast"))
    }


def test_a_reading_that_foretells_is_told_from_the_others() -> None:
    found = foretold(settings("growth"), HORIZON)
    assert found is not None and found.followed == 2 * 6 * 8
    # settings are not compared with each other: there 1 + 5 of the first is below 10 of the second
    assert found.areas["growth"] == 1.0 and found.intervals["growth"] == (1.0, 1.0)
    assert found.verdict("growth") == "supported, beyond the baselines"
    for other in set(READINGS) - {"growth"}:
        assert found.verdict(other) == "not supported"
    assert set(found.by_setting) == {"slow", "fast"} and found.finite == (0, 0)


def test_r12_needs_one_reading_on_all_problems() -> None:
    growth, K = (foretold(settings(name), HORIZON) for name in ("growth", "K"))
    nothing = foretold(settings(), HORIZON)
    assert of_r12({"a": growth, "b": growth, "c": growth}) == "supported"
    assert of_r12({"a": growth, "b": growth, "c": K}) == "supported in part"
    assert of_r12({"a": growth, "b": growth, "c": None}) == "supported in part"
    assert of_r12({"a": nothing, "b": nothing, "c": None}) == "not supported"
    assert of_r12({"a": None, "b": None, "c": None}) == "not judged"


def test_nothing_is_judged_where_nothing_happens() -> None:
    calm = {"slow": [planted(i, spikes=0) for i in range(6)]}
    assert foretold(calm, HORIZON) is None
    assert advised([(run, None) for run in calm["slow"]], HORIZON).verdict == "nothing to remove"


def test_few_runs_are_not_judged() -> None:
    few = {name: found[:5] for name, found in settings("growth").items()}
    assert foretold(few, HORIZON) is None


def follows(seed: int, spikes: int) -> Run:
    """Return a run with the advice followed at rounds 120 and 200."""
    run = planted(seed, spikes=spikes)
    run.measured["finite"][:] = 1.0
    given = np.isin(run.at, (120, 200))
    run.measured["finite"][given] = 0.0
    run.measured["factor"][:] = 1.0
    run.measured["factor"][given] = 0.5
    return run


def test_instabilities_are_counted_from_the_first_advice() -> None:
    pairs = [(planted(i), follows(i, spikes=1)) for i in range(12)]
    found = advised([*pairs, (planted(99), None)], HORIZON)
    # of the spikes at 100, 175, 250 and 325 the first is before it
    assert (found.runs, found.of, found.before, found.after) == (12, 13, 36, 0)
    assert (found.had, found.removed, found.fewer, found.more) == (12, 12, 12, 0)
    assert found.p_value == pytest.approx(2 * 0.5**12) and found.factor == 0.25
    assert found.verdict == "removes them"
    some = advised([(planted(i), follows(i, spikes=2)) for i in range(12)], HORIZON)
    assert some.verdict == "helps" and (some.after, some.removed) == (12, 0)
    none = advised([(planted(i), follows(i, spikes=4)) for i in range(12)], HORIZON)
    assert none.verdict == "not shown to help" and none.p_value == 1.0
    assert math.isfinite(none.loss)
