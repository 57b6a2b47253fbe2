"""One training run: simultaneous stochastic gradient steps, measured at checkpoints."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreissverify.experiments.training.measures import MEASURES, measures
from kreissverify.experiments.training.parameters import pytorch
from kreissverify.experiments.training.problems import Problem
from kreissverify.numbers.arrays import FloatArray

__all__ = ["Run", "loss_or_inf", "one_thread", "train"]

IntArray = NDArray[np.int64]

_DIVERGED = 1e6  # the loss, or the size of a parameter, from which a run has diverged


@dataclass(frozen=True)
class Run:
    """What was seen of one run.

    Attributes
    ----------
    seed
        Of the start, the data and the batches.
    losses
        f on the fixed batch before each step; the last is inf if the run diverged there.
    at
        The steps of the checkpoints.
    measured
        The measures at each checkpoint, by name.
    """

    seed: int
    losses: FloatArray
    at: IntArray
    measured: Mapping[str, FloatArray]

    def record(self) -> dict[str, Any]:
        """Return the run as JSON can hold it; an infinite number becomes null there."""
        measured = {name: values.tolist() for name, values in self.measured.items()}
        losses, at = self.losses.tolist(), self.at.tolist()
        return {"seed": self.seed, "losses": losses, "at": at, "measured": measured}

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> Run:
        """Return the run of such a record."""
        measured = {name: _floats(values) for name, values in record["measured"].items()}
        at = np.array(record["at"], dtype=np.int64)
        return cls(record["seed"], _floats(record["losses"]), at, measured)


def train(problem: Problem, seed: int, *, steps: int, every: int, horizon: int) -> Run:
    """Train for some steps, measuring at every so many of them; stop where the run diverges.

    Equal arguments give equal results on one thread (see `one_thread`).

    Parameters
    ----------
    problem
        The problem.
    seed
        Of the batches.
    steps
        How many steps at most.
    every
        Steps from one checkpoint to the next.
    horizon
        The number h of steps of the measured peaks.

    Returns
    -------
    Run
        What was seen of it.
    """
    torch = pytorch()
    source = torch.Generator().manual_seed(seed)
    x, y = problem.x, problem.y
    losses: list[float] = []
    at: list[int] = []
    measured: list[dict[str, float]] = []
    for step in range(steps):
        losses.append(loss_or_inf(problem, x, y))
        if not math.isfinite(losses[-1]):
            break
        if step % every == 0:
            at.append(step)
            measured.append(measures(problem, x, y, horizon))
        of_x, of_y = problem.gradients(x, y, problem.draw(source))
        # at the same time, both from the old x and y: that is the loop whose Jacobian is measured
        x, y = x - problem.alpha * of_x, y - problem.beta * of_y
    by_name = {name: np.array([one[name] for one in measured]) for name in MEASURES}
    return Run(seed, np.array(losses), np.array(at, dtype=np.int64), by_name)


def loss_or_inf(problem: Problem, x: Any, y: Any) -> float:
    """Return f on the fixed batch, or inf where the run has diverged."""
    with pytorch().no_grad():
        loss = float(problem.f(x, y))
        largest = max(float(x.abs().max()), float(y.abs().max()))
    # written so that nan ends the run also
    return loss if abs(loss) < _DIVERGED and largest < _DIVERGED else math.inf


@contextmanager
def one_thread() -> Iterator[None]:
    """Let PyTorch compute on one thread, by deterministic algorithms, and restore both after."""
    torch = pytorch()
    threads, strict = torch.get_num_threads(), torch.are_deterministic_algorithms_enabled()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
        torch.use_deterministic_algorithms(strict)


def _floats(values: list[float | None]) -> FloatArray:
    return np.array([math.inf if value is None else value for value in values], dtype=np.float64)
