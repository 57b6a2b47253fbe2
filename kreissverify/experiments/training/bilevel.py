"""A small bilevel problem: ridge penalties x learned beside regression weights y.

The inner loss g(x, y) = ‖Uy - u‖²/2m + Σ e^(xᵢ)yᵢ²/2 is on training data. The outer one is on
validation data after one further inner step, f(x, y) = ‖V(y - η∂ᵧg(x, y)) - v‖²/2m + μ‖x - x̄‖²/2:
its gradient is the hypergradient by one unrolled step (H. Liu, K. Simonyan, Y. Yang, DARTS,
ICLR 2019, section 2.3).
"""

from __future__ import annotations

from typing import Any

from kreissverify.experiments.training.parameters import Tensor, pytorch
from kreissverify.experiments.training.problems import Problem

__all__ = ["bilevel"]

_START = -2.0  # the logarithm x̄ of every penalty at the start


def bilevel(
    seed: int,
    *,
    features: int = 20,
    points: int = 30,
    batch: int = 5,
    alpha: float = 0.1,
    beta: float = 0.8,
    unrolled: float = 0.4,
    pull: float = 0.2,
    signal: float = 4.0,
) -> Problem:
    """Return the problem with data drawn from the seed.

    Parameters
    ----------
    features, points, batch
        Features; points of training and of validation data each; points of each that a step sees.
    alpha, beta
        The step sizes of the penalties (slow) and of the weights (fast).
    unrolled, pull
        The step η of the unrolled update, and the weight μ that holds the penalties.
    signal
        The size of the true weights, of which a quarter is not zero; the noise has size 1.

    Returns
    -------
    Problem
        The problem, with its data.
    """
    torch = pytorch()
    generator = torch.Generator().manual_seed(seed)

    def normal(*shape: int) -> Tensor:
        return torch.randn(*shape, generator=generator, dtype=torch.float64)

    scales = torch.logspace(0, -1, features, dtype=torch.float64)
    truth = signal * normal(features) * (torch.arange(features) < features // 4)
    inputs = normal(2, points, features) * scales
    targets = inputs @ truth + normal(2, points)

    def losses(x: Tensor, y: Tensor, rows: Tensor) -> tuple[Tensor, Tensor]:
        (train, held), (train_targets, held_targets) = inputs[:, rows], targets[:, rows]
        error = train @ y - train_targets
        penalties = x.exp()
        g = (error**2).mean() / 2 + (penalties * y**2).sum() / 2
        after = y - unrolled * (train.T @ error / len(rows) + penalties * y)
        f = ((held @ after - held_targets) ** 2).mean() / 2
        return f + pull / 2 * ((x - _START) ** 2).sum(), g

    def draw(source: Any) -> Tensor:
        return torch.randint(points, (batch,), generator=source)

    return Problem(
        losses=losses,
        x=torch.full((features,), _START, dtype=torch.float64),
        y=torch.zeros(features, dtype=torch.float64),
        draw=draw,
        whole=torch.arange(points),
        alpha=alpha,
        beta=beta,
    )
