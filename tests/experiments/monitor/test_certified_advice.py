"""The advised steps of each optimiser and order on random quadratic games, certified.

The blocks are exact, and so are step sizes as the optimisers have them. Adam's second moments are
drawn, and stay: its second beta is 1 but for 1e-12, after 1e14 steps. So they are also the same
where the second player of an alternating round sees them, after the first has gone a long step.
"""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the extra nn")

from kreissverify.experiments.monitor import TransientMonitor  # noqa: E402
from kreissverify.experiments.random_quadratics import random_quadratics  # noqa: E402
from tests.experiments.monitor.support import certified  # noqa: E402
from tests.experiments.monitor.support.certified import Certified, exact  # noqa: E402
from tests.experiments.monitor.support.games import quadratic  # noqa: E402

HELD = {"betas": (0.9, 1 - 1e-12), "eps": 1e-300}
MAKERS: dict[str, Any] = {
    "sgd": lambda p: torch.optim.SGD(p, lr=1.0),
    "momentum": lambda p: torch.optim.SGD(p, lr=1.0, momentum=0.9),
    "nesterov": lambda p: torch.optim.SGD(p, lr=1.0, momentum=0.7, nesterov=True),
    "adam": lambda p: torch.optim.Adam(p, lr=1.0, **HELD),
    "adamw": lambda p: torch.optim.AdamW(p, lr=1.0, weight_decay=0.1, **HELD),
}


def games(count: int) -> list[dict[str, Any]]:
    """Return blocks, a third of them bilevel, couplings around the least curvatures."""
    source, found = np.random.default_rng(8), []
    for i in range(count):
        kind = ("general", "zero-sum", "bilevel")[i % 3]
        drawn = random_quadratics(i, kind, 3, 1)
        blocks = {k: getattr(drawn, k)[0] for k in ("Hxx", "Hxy", "Hyx", "Hyy")}
        least = math.prod(np.linalg.eigvalsh(blocks[k])[0] for k in ("Hxx", "Hyy"))
        crossed = math.prod(np.linalg.norm(blocks[k], 2) for k in ("Hxy", "Hyx"))
        if crossed > 0:
            scale = 2.0 ** np.round(np.log2(least / crossed) / 2 + source.uniform(-2, 0.8))
            blocks["Hxy"], blocks["Hyx"] = scale * blocks["Hxy"], scale * blocks["Hyx"]
        found.append(blocks)
    return found


def played(blocks: dict[str, Any], optimiser: str, source: Any) -> tuple[list[Any], list[Any]]:
    """Return the players, with steps most of which are too long, and the roots of their P/lr."""
    players, roots = [], []
    for player in quadratic(**blocks, alpha=1.0, beta=1.0):
        (p,) = player.parameters
        optimizer = MAKERS[optimiser](player.parameters)
        optimizer.param_groups[0]["lr"] = 2.0 ** source.uniform(0, 7)
        # √P is a fraction where the moments are fourth powers of one
        root = 2.0 ** source.integers(-2, 3, p.numel()) if "adam" in optimiser else np.ones(3)
        if "adam" in optimiser:
            optimizer.state[p] = {
                "step": torch.tensor(1e14),
                "exp_avg": torch.zeros_like(p),
                "exp_avg_sq": torch.as_tensor(root**-4.0),
            }
        players.append(replace(player, optimizer=optimizer))
        roots.append(exact([root])[0])
    return players, roots


def class_of(player: Any, H: Any, root: list[Fraction]) -> Certified:
    """Return the class of a player's block, read off its optimiser."""
    group = player.optimizer.param_groups[0]
    rate = Fraction(group["lr"])
    Q = [
        [rate * r * h * t for h, t in zip(row, root, strict=True)]
        for r, row in zip(root, exact(H), strict=True)
    ]
    one = Fraction(1)
    if "betas" in group:
        beta = Fraction(group["betas"][0])
        decoupled = type(player.optimizer) is torch.optim.AdamW
        shrink = 1 - rate * Fraction(group["weight_decay"]) if decoupled else one
        return Certified(beta, 1 - beta, 1 - beta, beta, shrink, Q)
    mu = Fraction(group["momentum"])
    if group["nesterov"]:
        return Certified(mu, one, 1 + mu, mu**2, one, Q)
    return Certified(mu, one, one, mu, one, Q)


def problem(
    players: list[Any], blocks: dict[str, Any], roots: list[Any], *, upper: bool
) -> tuple[Certified, Certified, Fraction]:
    """Return both classes and a bound of bc."""
    x, y = (class_of(players[i], blocks[k], roots[i]) for i, k in enumerate(("Hxx", "Hyy")))
    crossed = []
    for k, i in (("Hxy", 0), ("Hyx", 1)):
        rate = Fraction(players[i].optimizer.param_groups[0]["lr"])
        crossed.append(
            [
                [rate * r * h * t for h, t in zip(row, roots[1 - i], strict=True)]
                for r, row in zip(roots[i], exact(blocks[k]), strict=True)
            ]
        )
    return x, y, certified.coupling(crossed, upper=upper)


def judged(optimiser: str, order: str, count: int) -> tuple[int, int]:
    """Certify the advice, or that there is none; return how often either."""
    source, helped, none = np.random.default_rng(9), 0, 0
    for blocks in games(count):
        players, roots = played(blocks, optimiser, source)
        monitor = TransientMonitor(*players, order=order, horizon=None)
        found = monitor.measure().worst
        if found.finite:
            continue
        assert math.inf == found.K and found.reason
        advice = found.advice
        if advice.possible:
            assert advice.factor is not None
            for player in players:
                player.optimizer.param_groups[0]["lr"] *= advice.factor
            assert certified.finite(*problem(players, blocks, roots, upper=True))
            assert monitor.measure().worst.finite
            assert np.abs(np.linalg.eigvals(monitor.linearised().dense())).max() < 1
            helped += 1
        else:
            assert advice.possible is False and "no step sizes" in advice.sentence
            assert certified.hopeless(*problem(players, blocks, roots, upper=False))
            none += 1
    return helped, none


@pytest.mark.slow
@pytest.mark.parametrize("order", ["simultaneous", "alternating"])
@pytest.mark.parametrize("optimiser", MAKERS)
def test_of_a_hundred_games(optimiser: str, order: str) -> None:
    helped, none = judged(optimiser, order, 150)
    assert helped >= 50 and none >= 10 and helped + none >= 100


@pytest.mark.parametrize(
    ("optimiser", "order"), [("momentum", "alternating"), ("adamw", "alternating")]
)
def test_of_a_few_games(optimiser: str, order: str) -> None:
    helped, none = judged(optimiser, order, 9)
    assert helped >= 3 and none >= 1


# Without plain descent: its advice goes by the radii alone, which allow more than the spectra do.
@pytest.mark.parametrize("optimiser", [name for name in MAKERS if name != "sgd"])
def test_longer_steps_are_not_certified(optimiser: str) -> None:
    """What is certified is close to the advice: 5 % beyond it nothing is."""
    source, beyond = np.random.default_rng(9), 0
    for blocks in games(9):
        players, roots = played(blocks, optimiser, source)
        advice = TransientMonitor(*players, horizon=None).measure().worst.advice
        if advice.factor is None or advice.factor == 1:
            continue
        for player in players:
            player.optimizer.param_groups[0]["lr"] *= 1.05 * advice.factor
        assert not certified.finite(*problem(players, blocks, roots, upper=True))
        beyond += 1
    assert beyond >= 3
