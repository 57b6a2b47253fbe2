"""Games of two players to be monitored: networks against each other, and quadratic ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import nn

from kreissverify.experiments.monitor import Player
from kreissverify.experiments.random_quadratics import random_quadratics

SCHEDULES = {
    "simultaneous": ((0, 1),),
    "alternating": ((0,), (1,)),
    "twice": ((1,), (1,), (0,)),
}
OPTIMISERS: dict[str, Callable[[Any], Any]] = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.2, weight_decay=0.1),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.8, dampening=0.1),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.7, nesterov=True),
    "adam": lambda p: torch.optim.Adam(p, lr=0.01, weight_decay=0.02),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.1, amsgrad=True),
    "ascent": lambda p: torch.optim.SGD(p, lr=0.02, maximize=True),
}


def networks(
    width: int, optimiser: str, *, seed: int = 0, groups: bool = False, steps: int = 3
) -> tuple[Player, Player]:
    """Return two perceptrons in float64, against each other, after some steps of training."""
    torch.manual_seed(seed)
    G = nn.Sequential(nn.Linear(2, width), nn.Tanh(), nn.Linear(width, 2)).double()
    D = nn.Sequential(nn.Linear(2, width), nn.Tanh(), nn.Linear(width, 1)).double()
    noise, real = torch.randn(2, 16, 2, dtype=torch.float64)
    softplus = nn.functional.softplus

    def of_G() -> Any:
        return softplus(-D(G(noise))).mean()

    def of_D() -> Any:
        return softplus(D(G(noise))).mean() + softplus(-D(real)).mean()

    def grouped(module: Any) -> Any:
        if not groups:
            return module.parameters()
        first, *rest = module.parameters()
        return [{"params": [first], "lr": 0.03, "weight_decay": 0.2}, {"params": rest}]

    make = OPTIMISERS[optimiser]
    players = (
        Player("G", G, make(grouped(G)), of_G),
        Player("D", D, make(grouped(D)), of_D),
    )
    for _ in range(steps):
        train(players)
    return players


def train(players: tuple[Player, Player], order: str = "simultaneous") -> None:
    """Make one round of training, as a user would write it."""
    for stage in SCHEDULES[order]:
        moved = [players[i] for i in stage]
        found = [torch.autograd.grad(player.loss(), player.parameters) for player in moved]
        for player, gradients in zip(moved, found, strict=True):
            for p, g in zip(player.parameters, gradients, strict=True):
                p.grad = g
            player.optimizer.step()


def quadratic(
    Hxx: Any, Hxy: Any, Hyx: Any, Hyy: Any, alpha: float, beta: float, **of_sgd: Any
) -> tuple[Player, Player]:
    """Return the players of f = x·Hxx x/2 + x·Hxy y and g = y·Hyy y/2 + y·Hyx x, at random."""
    A, B, C, D = (torch.as_tensor(np.asarray(h, dtype=float)) for h in (Hxx, Hxy, Hyx, Hyy))
    source = torch.Generator().manual_seed(5)
    x, y = (
        nn.Parameter(torch.randn(len(h), generator=source, dtype=torch.float64)) for h in (A, D)
    )
    sgd = torch.optim.SGD
    return (
        Player("x", x, sgd([x], lr=alpha, **of_sgd), lambda: x @ A @ x / 2 + x @ B @ y),
        Player("y", y, sgd([y], lr=beta, **of_sgd), lambda: y @ D @ y / 2 + y @ C @ x),
    )


def random_games() -> list[tuple[dict[str, Any], float, float]]:
    """Return 150 games: blocks, and steps, half of them too long for their own blocks."""
    source = np.random.default_rng(3)
    found = []
    for kind in ("general", "zero-sum", "bilevel"):
        drawn = random_quadratics(11, kind, 3, 50)
        for i in range(50):
            blocks = {k: getattr(drawn, k)[i] for k in ("Hxx", "Hxy", "Hyx", "Hyy")}
            # the product of the couplings around that of the least curvatures, by powers of two
            least = np.prod([np.linalg.eigvalsh(blocks[k])[0] for k in ("Hxx", "Hyy")])
            crossed = np.prod([np.linalg.norm(blocks[k], 2) for k in ("Hxy", "Hyx")])
            if crossed > 0:
                scale = 2.0 ** np.round(np.log2(least / crossed) / 2 + source.uniform(-2, 1.2))
                blocks["Hxy"], blocks["Hyx"] = scale * blocks["Hxy"], scale * blocks["Hyx"]
            longer = 2.0 ** source.integers(0, 7, 2)
            found.append((blocks, longer[0] * drawn.alpha[i], longer[1] * drawn.beta[i]))
    return found
