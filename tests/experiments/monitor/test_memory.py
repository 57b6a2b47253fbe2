"""What a measurement holds beside the graphs of the losses: twelve copies of the parameters."""

from __future__ import annotations

from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="needs the extra nn")

from torch import nn  # noqa: E402

from kreissverify.experiments.monitor import Player, TransientMonitor  # noqa: E402
from kreissverify.experiments.monitor.couplings import own_block  # noqa: E402
from tests.experiments.monitor.support.games import OPTIMISERS, networks, train  # noqa: E402
from tests.experiments.monitor.support.memory import peak_bytes  # noqa: E402

SIDE = 400  # two players of 160,000 numbers: Python's own objects count little beside them
ORDERS = ("simultaneous", "alternating")
# A number for each tensor is no vector: learning rates and decays by parameter group.
GROUPED = ("adam", "adamw", "sgd")


def game(optimiser: str, *, groups: bool = False, share: float = 0.5) -> tuple[Player, Player]:
    """Return players whose losses see their matrices by two vectors: small graphs."""
    torch.manual_seed(0)
    rows = int(2 * SIDE * share)
    v, w = torch.randn(2, SIDE)
    make = OPTIMISERS[optimiser]

    def matrices(count: int) -> list[Any]:
        return [nn.Parameter(torch.randn(n, SIDE) / SIDE) for n in (count - count // 2, count // 2)]

    def grouped(tensors: list[Any]) -> Any:
        first, second = ({"params": [t]} for t in tensors)
        return [first | {"lr": 0.03, "weight_decay": 0.2}, second] if groups else tensors

    def seen(tensors: list[Any], by: Any) -> Any:
        return sum((t @ by).tanh().sum() for t in tensors) / SIDE

    a, b = matrices(rows), matrices(2 * SIDE - rows)
    players = (
        Player("x", a, make(grouped(a)), lambda: seen(a, v).tanh() * seen(b, w)),
        Player("y", b, make(grouped(b)), lambda: seen(b, w).tanh() * seen(a, v)),
    )
    for _ in range(20):
        train(players)
    return players


def copies(players: tuple[Player, Player], order: str, **options: Any) -> float:
    """Return the peak of a measurement, in copies of the parameters."""
    monitor = TransientMonitor(*players, order=order, horizon=4, **options)
    monitor.measure()  # what Python imports on the way is not counted
    copy = sum(p.numel() * p.element_size() for q in players for p in q.parameters)
    return peak_bytes(monitor.measure) / copy


@pytest.mark.parametrize("order", [pytest.param("simultaneous", marks=pytest.mark.slow), ORDERS[1]])
@pytest.mark.parametrize(
    "optimiser",
    [pytest.param(x, marks=pytest.mark.slow) if x != "adam" else x for x in OPTIMISERS],
)
def test_at_most_twelve_copies(optimiser: str, order: str) -> None:
    assert copies(game(optimiser), order) <= 12


@pytest.mark.slow
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("optimiser", GROUPED)
def test_parameter_groups_take_no_more(optimiser: str, order: str) -> None:
    assert copies(game(optimiser, groups=True), order) <= 12


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.1, 0.9])
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("optimiser", ["sgd", "momentum", "adam"])
def test_of_players_of_unlike_size(optimiser: str, order: str, share: float) -> None:
    # Python's own objects are a tenth of a copy here: of players six times as large it is below 12
    assert copies(game(optimiser, share=share), order) <= 12.2


def test_vectors_that_are_not_kept_are_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kreissverify.experiments.monitor.monitor.DENSE", 0)
    x, y = networks(10, "momentum")
    found = []
    where = "kreissverify.experiments.monitor.linearised_update"
    for most in (1_000_000, 0):  # with room for the vectors of the iteration, and without
        monkeypatch.setattr(f"{where}._OF_SMALL", most)
        monkeypatch.setattr(f"{where}._COPIES", 0)
        update = TransientMonitor(x, y).linearised()
        # so few steps that orthogonality is not lost
        found.append([own_block(update, k, 6, slow=True) for k in (0, 1)])
    for kept, again in zip(*found, strict=True):
        assert kept.slow is not None and again.slow is not None
        torch.testing.assert_close(kept.slow, again.slow, rtol=1e-6, atol=1e-9)


def test_copies_are_counted() -> None:
    kept: list[Any] = []

    def hold() -> None:
        for _ in range(3):
            kept.append(torch.ones(1000) + 1)  # one is freed, one is held

    hold()  # what PyTorch sets up at the first sum is not counted
    kept.clear()
    assert 16_000 <= peak_bytes(hold) <= 17_000 + 40_000
