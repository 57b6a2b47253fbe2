"""Advice in alternating rounds, with momentum and for Adam, certified on random quadratic games."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the extra nn")

from kreissverify.experiments.monitor import TransientMonitor  # noqa: E402
from tests.experiments.monitor.support.certified import (  # noqa: E402
    exact_players,
    hopeless,
    stable,
)
from tests.experiments.monitor.support.games import quadratic, random_games, train  # noqa: E402

MAKERS = {
    "sgd": lambda p, rate: torch.optim.SGD(p, lr=rate),
    "momentum": lambda p, rate: torch.optim.SGD(p, lr=rate, momentum=0.9),
    "nesterov": lambda p, rate: torch.optim.SGD(p, lr=rate, momentum=0.7, nesterov=True),
    "adam": lambda p, rate: torch.optim.Adam(p, lr=rate),
    "adamw": lambda p, rate: torch.optim.AdamW(p, lr=rate, weight_decay=0.01),
}
CASES = [(optimiser, order) for optimiser in MAKERS for order in ("simultaneous", "alternating")]


def players_of(blocks: dict[str, Any], steps: tuple[float, float], optimiser: str) -> Any:
    """Return the players of a game; of Adam after some steps, with rates that are far too long."""
    found = []
    for player, step in zip(quadratic(**blocks, alpha=1.0, beta=1.0), steps, strict=True):
        found.append(replace(player, optimizer=MAKERS[optimiser](player.parameters, step)))
    if "adam" in optimiser:
        for _ in range(12):
            train((found[0], found[1]))
        for player in found:
            player.optimizer.param_groups[0]["lr"] *= 64
    return found[0], found[1]


def counted(optimiser: str, order: str, every: int = 1) -> tuple[int, int]:
    """Certify what is advised on random games; return where steps help, and where none do."""
    helped = none = 0
    for blocks, *steps in random_games()[::every]:
        first, second = players_of(blocks, (steps[0], steps[1]), optimiser)
        monitor = TransientMonitor(first, second, order=order, horizon=None)
        found = monitor.measure().worst
        if found.finite is not False:
            continue
        # the second moments as they are, which the advice says that it holds
        x, y = exact_players(monitor.linearised(), blocks)
        advice = found.advice
        if advice.possible:
            assert advice.factor is not None
            assert stable(x.times(advice.factor), y.times(advice.factor))
            helped += 1
        else:
            assert advice.possible is False and "no step sizes" in advice.sentence
            assert hopeless(x, y)
            none += 1
    return helped, none


@pytest.mark.slow
@pytest.mark.parametrize(("optimiser", "order"), CASES)
def test_advised_steps_are_certified(optimiser: str, order: str) -> None:
    helped, none = counted(optimiser, order)
    assert helped >= 50 and none >= 20 and helped + none >= 100


@pytest.mark.parametrize(
    ("optimiser", "order"), [("nesterov", "alternating"), ("adam", "simultaneous")]
)
def test_of_some_games(optimiser: str, order: str) -> None:
    helped, none = counted(optimiser, order, every=13)
    assert helped >= 1 and none >= 1


def test_steps_that_are_too_long_are_not_certified() -> None:
    """What is certified is the theorem's condition: it fails where J itself is not stable."""
    seen = 0
    for blocks, *steps in random_games()[::10]:
        first, second = players_of(blocks, (steps[0], steps[1]), "momentum")
        monitor = TransientMonitor(first, second, order="alternating", horizon=None)
        update = monitor.linearised()
        if np.abs(np.linalg.eigvals(update.dense())).max() > 1:
            assert not stable(*exact_players(update, blocks))
            seen += 1
    assert seen >= 3
