"""Training runs: reproducible, resumed where they stopped, kept when interrupted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest

from kreissverify.campaigns.errors import CampaignError
from kreissverify.experiments.training.experiment import PROBLEMS, training_experiment
from kreissverify.experiments.training.run import Run, one_thread, train

torch = pytest.importorskip("torch", reason="needs the extra nn")
SIZE: dict[str, Any] = {"runs": 1, "steps": 12, "every": 6, "horizon": 4}


def of_run(problem: str, seed: int = 3) -> Run:
    with one_thread():
        return train(PROBLEMS[problem](seed), seed, steps=12, every=6, horizon=4)


@pytest.mark.parametrize("problem", PROBLEMS)
def test_equal_seeds_give_equal_runs_and_others_do_not(problem: str) -> None:
    first = of_run(problem).record()
    assert first == of_run(problem).record()
    assert first["losses"] != of_run(problem, seed=4).record()["losses"]
    assert Run.of_record(first).record() == first


@pytest.mark.parametrize("problem", PROBLEMS)
def test_training_lowers_the_loss_that_it_descends(problem: str) -> None:
    """One small step along each negative gradient lowers its own loss."""
    made = PROBLEMS[problem](0)
    x, y = made.x, made.y + 0.1
    of_x, of_y = made.gradients(x, y, made.whole)
    assert made.f(x - 1e-4 * of_x, y) < made.f(x, y)
    assert made.g(x, y - 1e-4 * of_y) < made.g(x, y)


@pytest.mark.parametrize("problem", PROBLEMS)
def test_the_measures_are_in_their_proved_order(problem: str) -> None:
    measured = of_run(problem).measured
    slack = 1 + 1e-5  # the scalars have six digits
    assert (measured["peak"] <= measured["peak_comparison"] * slack).all()
    assert (measured["K"] <= measured["K_comparison"] * slack).all()
    assert (measured["K_comparison"] <= measured["K_worst"] * slack).all()


def test_a_run_that_diverges_ends_there() -> None:
    problem = PROBLEMS["bilevel"](0)
    wild = type(problem)(**{**vars(problem), "beta": 50.0})
    found = train(wild, 0, steps=100, every=1000, horizon=4)
    assert len(found.losses) < 100 and found.losses[-1] == np.inf
    stored = orjson.loads(orjson.dumps(found.record()))  # where an infinite number is null
    assert Run.of_record(stored).losses[-1] == np.inf


def test_a_killed_experiment_goes_on_where_it_stopped(tmp_path: Path) -> None:
    whole, half = tmp_path / "whole.jsonl", tmp_path / "half.jsonl"
    training_experiment(**SIZE, store=whole)
    lines = whole.read_bytes().splitlines(keepends=True)
    assert len(lines) == 3
    half.write_bytes(b"".join(lines[:2]) + lines[2][:50])
    noticed: list[str] = []
    resumed = training_experiment(**SIZE, store=half, notice=noticed.append)
    assert half.read_bytes() == whole.read_bytes()
    assert noticed == ["run 2 of 2: bilevel, seed 0"] and resumed.complete


def test_ctrl_c_keeps_the_finished_runs(tmp_path: Path) -> None:
    def interrupt(message: str) -> None:
        if "bilevel" in message:
            raise KeyboardInterrupt

    store = tmp_path / "runs.jsonl"
    found = training_experiment(**SIZE, store=store, notice=interrupt)
    assert not found.complete
    assert [len(found.runs[name]) for name in ("gan", "bilevel")] == [1, 0]
    assert len(store.read_text().splitlines()) == 2


def test_a_store_of_other_settings_is_refused(tmp_path: Path) -> None:
    store = tmp_path / "runs.jsonl"
    training_experiment(**SIZE, store=store)
    with pytest.raises(CampaignError, match="steps"):
        training_experiment(**{**SIZE, "steps": 13}, store=store)


def test_pytorch_is_left_as_it_was() -> None:
    before = torch.get_num_threads(), torch.are_deterministic_algorithms_enabled()
    with one_thread():
        assert torch.get_num_threads() == 1
    assert before == (torch.get_num_threads(), torch.are_deterministic_algorithms_enabled())
