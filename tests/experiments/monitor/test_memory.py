"""What a measurement holds beside the graphs of the losses: twelve copies, or fourteen."""

from __future__ import annotations

from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="needs the extra nn")

from torch import nn  # noqa: E402

from kreissverify.experiments.monitor import Player, TransientMonitor  # noqa: E402
from tests.experiments.monitor.support.games import OPTIMISERS, train  # noqa: E402
from tests.experiments.monitor.support.memory import peak_bytes  # noqa: E402

SIDE = 400  # two players of 160,000 numbers: Python's own objects count little beside them
COPIES = {"sgd": 12, "momentum": 12, "adam": 14}


def game(optimiser: str) -> tuple[Player, Player]:
    """Return players whose losses see their matrices by two vectors: small graphs."""
    torch.manual_seed(0)
    a, b = (nn.Parameter(torch.randn(SIDE, SIDE) / SIDE) for _ in range(2))
    v, w = torch.randn(2, SIDE)
    make = OPTIMISERS[optimiser]
    players = (
        Player("x", [a], make([a]), lambda: ((a @ v).tanh() @ (b @ w)) / SIDE),
        Player("y", [b], make([b]), lambda: ((b @ w).tanh() @ (a @ v)) / SIDE),
    )
    train(players)
    return players


@pytest.mark.parametrize(
    "optimiser", ["momentum", *(pytest.param(x, marks=pytest.mark.slow) for x in ("sgd", "adam"))]
)
def test_at_most_twelve_copies(optimiser: str) -> None:
    players = game(optimiser)
    monitor = TransientMonitor(*players, horizon=10)
    monitor.measure()  # what Python imports on the way is not counted
    copy = sum(p.numel() * p.element_size() for q in players for p in q.parameters)
    assert peak_bytes(monitor.measure) <= COPIES[optimiser] * copy


def test_copies_are_counted() -> None:
    kept: list[Any] = []

    def hold() -> None:
        for _ in range(3):
            kept.append(torch.ones(1000) + 1)  # one is freed, one is held

    assert 16_000 <= peak_bytes(hold) <= 17_000 + 40_000
