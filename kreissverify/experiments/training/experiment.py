"""The experiment: runs of a small GAN and of a small bilevel problem, measured and judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kreissverify.experiments.finished_runs import finished_runs
from kreissverify.experiments.training.bilevel import bilevel
from kreissverify.experiments.training.gan import gan
from kreissverify.experiments.training.judgement import Judgement, judge
from kreissverify.experiments.training.problems import Problem
from kreissverify.experiments.training.run import Run, one_thread, train

__all__ = ["PROBLEMS", "Training", "training_experiment"]

PROBLEMS: Mapping[str, Callable[[int], Problem]] = {"gan": gan, "bilevel": bilevel}


@dataclass(frozen=True)
class Training:
    """What the experiment measured.

    Attributes
    ----------
    horizon
        The number h of steps within which an instability is foreseen.
    complete
        False where Ctrl-C ended it; the runs that were finished are here.
    runs
        By problem, in the order of their seeds.
    judgements
        By problem; None where nothing, or everything, was followed by an instability.
    """

    seed: int
    horizon: int
    complete: bool
    runs: Mapping[str, tuple[Run, ...]]
    judgements: Mapping[str, Judgement | None]


def training_experiment(
    *,
    seed: int = 0,
    runs: int = 12,
    steps: int = 2000,
    every: int = 32,
    horizon: int = 64,
    store: Path | None = None,
    notice: Callable[[str], None] = lambda message: None,
) -> Training:
    """Train, measure, and judge whether a high effective K is followed by instability.

    Parameters
    ----------
    seed
        Run i of either problem has the seed 1000·seed + i; equal seeds give equal results.
    runs, steps
        Runs of each problem, and steps of each.
    every
        Steps from one checkpoint to the next.
    horizon
        The number h of steps within which an instability is foreseen.
    store
        A file to which every finished run is appended as one line of JSON; with it, an interrupted
        experiment goes on where it stopped.
    notice
        Called with what is being done.

    Returns
    -------
    Training
        What the experiment measured.

    Raises
    ------
    ImportError
        If PyTorch is not installed.
    CampaignError
        If the store is of other settings, or cannot be read or written.
    """
    header = {
        "digest": "training",
        "seed": seed,
        "steps": steps,
        "every": every,
        "horizon": horizon,
    }
    # by turns, so that an interrupted experiment has runs of both problems
    tasks = [(name, 1000 * seed + i) for i in range(runs) for name in PROBLEMS]

    def make(task: tuple[str, int]) -> Run:
        name, of_run = task
        return train(PROBLEMS[name](of_run), of_run, steps=steps, every=every, horizon=horizon)

    # one thread: sums of several come in any order, and equal seeds would differ
    with one_thread():
        found, complete = finished_runs(
            tasks,
            make,
            described=lambda task: f"{task[0]}, seed {task[1]}",
            record=Run.record,
            of_record=Run.of_record,
            header=header,
            store=store,
            notice=notice,
        )
    done: dict[str, list[Run]] = {name: [] for name in PROBLEMS}
    for (name, _), run in zip(tasks, found, strict=False):
        done[name].append(run)
    return Training(
        seed,
        horizon,
        complete,
        {name: tuple(runs_of) for name, runs_of in done.items()},
        {name: judge(runs_of, horizon) for name, runs_of in done.items()},
    )
