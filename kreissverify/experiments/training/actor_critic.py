"""A small actor-critic: linear feedback for a linear plant with quadratic costs.

States s and inputs a of the plant s' = As + Ba + noise cost |s|² + |a|²/2. The critic Q(s, a) is a
quadratic form with weights y and a constant, the actor is π(s) = Xs. The actor descends
f(x, y) = E Q(s, π(s)) (D. Silver et al., Deterministic policy gradient algorithms, ICML 2014), the
critic the squared residual of Bellman's equation, differentiated as a whole (L. Baird, Residual
algorithms, ICML 1995), g(x, y) = E (Q(s, a) - cost - γQ(s', π(s')))²/2 + λ|y|²/2, on states and
inputs that are drawn once. Nothing is detached: semi-gradients have no symmetric block.
"""

from __future__ import annotations

from typing import Any

from kreissverify.experiments.training.parameters import Tensor, pytorch
from kreissverify.experiments.training.problems import Problem

__all__ = ["actor_critic"]

# The plant: states and inputs, and the spectral radius of A without feedback.
_STATES, _INPUTS, _RADIUS, _NOISE = 4, 2, 0.95, 0.1


def actor_critic(
    seed: int,
    *,
    points: int = 128,
    batch: int = 16,
    discount: float = 0.9,
    decay: float = 0.01,
) -> Problem:
    """Return the problem with plant, start and data drawn from the seed.

    Parameters
    ----------
    points, batch
        Transitions that are kept, and those that a step sees.
    discount, decay
        The discount γ, and the weight λ that holds the critic.

    Returns
    -------
    Problem
        The problem; x is the actor, y the critic.
    """
    torch = pytorch()
    source = torch.Generator().manual_seed(seed)

    def normal(*shape: int) -> Tensor:
        return torch.randn(*shape, generator=source, dtype=torch.float64)

    A = normal(_STATES, _STATES)
    A = _RADIUS * A / torch.linalg.eigvals(A).abs().max()
    B = normal(_STATES, _INPUTS) / 2
    states, inputs = normal(points, _STATES), normal(points, _INPUTS)
    later = states @ A.T + inputs @ B.T + _NOISE * normal(points, _STATES)
    costs = states.square().sum(dim=1) + inputs.square().sum(dim=1) / 2
    both = _STATES + _INPUTS
    rows, columns = torch.triu_indices(both, both)

    def value(y: Tensor, s: Tensor, a: Tensor) -> Tensor:
        together = torch.cat([s, a], dim=1)
        products = together[:, rows] * together[:, columns]
        return products @ y[:-1] + y[-1]

    def losses(x: Tensor, y: Tensor, kept: Tensor) -> tuple[Tensor, Tensor]:
        s, a, after, cost = states[kept], inputs[kept], later[kept], costs[kept]
        X = x.reshape(_INPUTS, _STATES)
        f = value(y, s, s @ X.T).mean()
        residual = value(y, s, a) - cost - discount * value(y, after, after @ X.T)
        g = residual.square().mean() / 2 + decay / 2 * y.square().sum()
        return f, g

    def draw(generator: Any) -> Tensor:
        return torch.randint(points, (batch,), generator=generator)

    start = torch.zeros(len(rows) + 1, dtype=torch.float64)
    start[:-1] = (rows == columns).to(torch.float64)  # the cost of one step, about
    return Problem(
        losses=losses,
        x=0.1 * normal(_INPUTS * _STATES),
        y=start,
        draw=draw,
        whole=torch.arange(points),
        alpha=0.05,
        beta=0.05,
    )
