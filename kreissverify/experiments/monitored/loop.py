"""One training run as a user would write it, watched by a `TransientMonitor`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from kreissverify.experiments.monitor import Player, TransientMonitor, TransientReport
from kreissverify.experiments.training.parameters import pytorch
from kreissverify.experiments.training.problems import Problem
from kreissverify.experiments.training.run import Run, loss_or_inf

__all__ = ["Setting", "train"]

_NAMES = (
    "criticality",
    "finite",
    "factor",
    "radius",
    "K",
    "growth",
    "relative_growth",
    "rho",
    "gradient",
)


@dataclass(frozen=True)
class Setting:
    """How the two players are trained.

    Attributes
    ----------
    problem
        Its name.
    optimiser
        "SGD", "momentum" or "Adam".
    order
        "simultaneous" or "alternating".
    rates
        The learning rates of x and of y.
    """

    problem: str
    optimiser: str
    order: str
    rates: tuple[float, float]

    def optimizer(self, parameter: Any, player: int) -> Any:
        """Return the optimiser of one player."""
        optim, rate = pytorch().optim, self.rates[player]
        if self.optimiser == "Adam":
            return optim.Adam([parameter], lr=rate)
        return optim.SGD([parameter], lr=rate, momentum=0.9 * (self.optimiser == "momentum"))


class _Loop:
    """The players of a run, where they stand."""

    def __init__(self, problem: Problem, setting: Setting) -> None:
        parameter = pytorch().nn.Parameter
        self.problem, self.setting = problem, setting
        self.x, self.y = (parameter(v.detach().clone()) for v in (problem.x, problem.y))
        self.optimizers = [setting.optimizer(p, k) for k, p in enumerate((self.x, self.y))]

    def monitor(self, horizon: int | None) -> TransientMonitor:
        """Return a monitor of the loop, on the fixed batch."""
        of_x, of_y = self.optimizers
        return TransientMonitor(
            Player("x", [self.x], of_x, lambda: self.problem.f(self.x, self.y)),
            Player("y", [self.y], of_y, lambda: self.problem.g(self.x, self.y)),
            order=self.setting.order,
            horizon=horizon,
        )

    def loss(self) -> float:
        """Return f on the fixed batch, or inf where the run has diverged."""
        return loss_or_inf(self.problem, self.x, self.y)

    def round(self, batch: Any) -> None:
        """Let both players step on a batch, in their order."""
        gradient = pytorch().autograd.grad
        f, g = self.problem.losses(self.x, self.y, batch)
        # f and g share their batch, and often most of their graph: it is kept for the second
        (self.x.grad,) = gradient(f, self.x, retain_graph=True)
        if self.setting.order == "alternating":
            self.optimizers[0].step()
            g = self.problem.losses(self.x, self.y, batch)[1]
        (self.y.grad,) = gradient(g, self.y)
        if self.setting.order == "simultaneous":
            self.optimizers[0].step()
        self.optimizers[1].step()

    def slow_down(self, factor: float) -> None:
        """Multiply both learning rates."""
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] *= factor


def train(
    problem: Problem,
    setting: Setting,
    seed: int,
    *,
    rounds: int,
    every: int,
    horizon: int,
    advised: bool = False,
) -> Run:
    """Train for some rounds, measuring at every so many of them; stop where the run diverges.

    Parameters
    ----------
    problem, setting
        What is trained, and how.
    seed
        Of the batches.
    rounds, every
        How many rounds at most, and from one checkpoint to the next.
    horizon
        The number of updates over which growth is looked at.
    advised
        Whether both learning rates are multiplied by the advised factor at every checkpoint whose
        worst case is not known to be finite; growth is not measured then.

    Returns
    -------
    Run
        Losses and measures.
    """
    source = pytorch().Generator().manual_seed(seed)
    loop = _Loop(problem, setting)
    monitor = loop.monitor(None if advised else horizon)
    # before each round, and after the last
    losses: list[float] = []
    at: list[int] = []
    measured: list[Mapping[str, float]] = []
    for step in range(rounds):
        losses.append(loop.loss())
        if not math.isfinite(losses[-1]):
            break
        # before its first step Adam has no second moments, and the monitor refuses
        if step % every == 0 and (step or setting.optimiser != "Adam"):
            report = monitor.measure()
            gradient = problem.gradient_norm(loop.x, loop.y)
            at.append(step)
            measured.append({**_measures(report), "gradient": gradient})
            factor = report.worst.advice.factor
            if advised and not report.worst.finite and factor is not None:
                loop.slow_down(factor)
        loop.round(problem.draw(source))
    else:
        losses.append(loop.loss())
    # none of a run that diverges before its first checkpoint
    names = measured[0] if measured else _NAMES
    by_name = {name: np.array([one[name] for one in measured]) for name in names}
    return Run(seed, np.array(losses), np.array(at, dtype=np.int64), by_name)


def _measures(report: TransientReport) -> dict[str, float]:
    worst = report.worst
    known = {True: 1.0, False: 0.0, None: 0.5}
    found = {
        "criticality": worst.criticality,
        "finite": known[worst.finite],
        "factor": worst.advice.factor or 0.0,
        "radius": max(own.radius for own in report.own),
    }
    if report.growth is None or report.krylov is None:
        return found
    growth, rho = report.growth, report.krylov.rho
    # in logarithms: powers of ρ may leave the range of floats
    slope = math.log(max(1.0, rho))
    relative = [
        math.exp(math.log(n) - t * slope) if n else 0.0
        for t, n in zip(growth.times, growth.norms, strict=True)
    ]
    # the report says of an unstable J far from normal only what rounded arithmetic shows
    unstable = rho - report.krylov.rho_error > 1
    return {
        **found,
        "K": math.inf if unstable else report.krylov.K_lower,
        "growth": growth.peak,
        "relative_growth": max(1.0, *relative),
        "rho": rho,
    }
