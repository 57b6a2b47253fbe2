"""Runs under the monitor: reproducible, resumed where they stopped, the advice followed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the extra nn")

from kreissverify.experiments.monitored import experiment  # noqa: E402
from kreissverify.experiments.monitored.experiment import (  # noqa: E402
    PROBLEMS,
    monitored_experiment,
    settings,
)
from kreissverify.experiments.monitored.loop import Setting, train  # noqa: E402
from kreissverify.experiments.training.actor_critic import actor_critic  # noqa: E402
from kreissverify.experiments.training.run import Run, one_thread  # noqa: E402

SIZE: dict[str, Any] = {"runs": 1, "rounds": 6, "every": 3, "horizon": 3}


def of_run(setting: Setting, seed: int = 3, **options: Any) -> Run:
    with one_thread():
        problem = PROBLEMS[setting.problem](seed)
        return train(problem, setting, seed, rounds=6, every=3, horizon=3, **options)


def test_the_settings_are_those_asked() -> None:
    found = settings()
    assert len(found) == len({(s.problem, s.optimiser, s.order) for s in found}) == 18
    assert {s.problem for s in found} == set(PROBLEMS)


def test_equal_seeds_give_equal_runs_and_others_do_not() -> None:
    setting = Setting("actor-critic", "Adam", "alternating", (0.1, 0.1))
    first = of_run(setting).record()
    assert first == of_run(setting).record()
    assert first["losses"] != of_run(setting, seed=4).record()["losses"]
    # before its first step Adam has no second moments
    assert len(first["losses"]) == 7 and first["at"] == [3]


def test_the_orders_differ_in_what_the_second_player_sees() -> None:
    at_once, by_turns = (
        of_run(Setting("actor-critic", "SGD", order, (0.1, 0.04)))
        for order in ("simultaneous", "alternating")
    )
    # after one round the actor has gone to the same place, and the critic has not
    assert at_once.losses[0] == by_turns.losses[0] and at_once.losses[1] != by_turns.losses[1]


def test_the_advice_is_followed() -> None:
    setting = Setting("actor-critic", "SGD", "simultaneous", (4.0, 4.0))
    plain, other = of_run(setting), of_run(setting, advised=True)
    assert plain.measured["finite"][0] == other.measured["finite"][0] == 0.0
    if (factor := other.measured["factor"][0]) > 0:
        slower = Setting("actor-critic", "SGD", "simultaneous", (4.0 * factor, 4.0 * factor))
        assert of_run(slower).losses[1] == pytest.approx(other.losses[1], rel=1e-12)
    assert plain.losses[0] == other.losses[0]


def test_one_small_step_lowers_the_loss_that_it_descends() -> None:
    made = actor_critic(0)
    x, y = made.x, made.y
    of_x, of_y = made.gradients(x, y, made.whole)
    assert made.f(x - 1e-4 * of_x, y) < made.f(x, y)
    assert made.g(x, y - 1e-4 * of_y) < made.g(x, y)


def test_a_killed_experiment_goes_on_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = [s for s in settings() if s.problem == "actor-critic"][:3]
    monkeypatch.setattr(experiment, "settings", lambda: few)
    whole, half = tmp_path / "whole.jsonl", tmp_path / "half.jsonl"
    monitored_experiment(**SIZE, store=whole)
    lines = whole.read_bytes().splitlines(keepends=True)
    assert len(lines) == 4
    half.write_bytes(b"".join(lines[:2]) + lines[2][:50])
    noticed: list[str] = []
    resumed = monitored_experiment(**SIZE, store=half, notice=noticed.append)
    assert half.read_bytes() == whole.read_bytes() and len(noticed) == 2 and resumed.complete
    found = [pair for of in resumed.pairs["actor-critic"].values() for pair in of]
    assert len(found) == 3 and all(np.isfinite(plain.losses).all() for plain, _ in found)
