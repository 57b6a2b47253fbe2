"""The advised step sizes on random quadratic games, certified by exact arithmetic."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from flint import fmpq_mat

from kreissverify import K, enclose, linear_quadratic, norm
from kreissverify.numbers.rational import as_fmpq

torch = pytest.importorskip("torch", reason="needs the extra nn")

from kreissverify.experiments.monitor import TransientMonitor  # noqa: E402
from tests.experiments.monitor.support.games import (  # noqa: E402
    networks,
    quadratic,
    random_games,
    train,
)


def certified_finite(blocks: dict[str, Any], alpha: float, beta: float) -> bool:
    """Whether K(T) is finite for the exact radii and couplings: decided rigorously."""
    J = linear_quadratic(**blocks, alpha=Fraction(alpha), beta=Fraction(beta), radii="each")
    return math.isfinite(float(enclose(K, J.comparison, rtol=1e-3).upper))


def certified_hopeless(blocks: dict[str, Any]) -> bool:
    """Whether ‖Hxy‖‖Hyx‖ ≥ μ_x·μ_y, so that bc ≥ d·d for any steps: decided rigorously."""
    crossed = [enclose(norm, blocks[k].tolist(), rtol=1e-12).lower for k in ("Hxy", "Hyx")]
    # 1/μ = ‖H⁻¹‖, of the exact inverse
    exact = [
        fmpq_mat([[as_fmpq(x) for x in row] for row in blocks[k].tolist()]) for k in ("Hxx", "Hyy")
    ]
    inverses = [
        [[Fraction(int(x.p), int(x.q)) for x in row] for row in H.inv().tolist()] for H in exact
    ]
    least = [enclose(norm, H, rtol=1e-12).lower for H in inverses]
    return math.prod(map(float, crossed)) * math.prod(map(float, least)) > 1 + 1e-9


@pytest.mark.slow
def test_advised_steps_make_the_worst_case_finite_and_elsewhere_none_do() -> None:
    finite = hopeless = 0
    for blocks, alpha, beta in random_games():
        players = quadratic(**blocks, alpha=alpha, beta=beta)
        found = TransientMonitor(*players, horizon=None).measure().worst
        if found.K is None or math.isfinite(found.K):
            continue
        advice = found.advice
        if advice.possible:
            factor = advice.factor
            assert factor is not None and certified_finite(blocks, factor * alpha, factor * beta)
            for k, alone in enumerate(advice.each):
                if alone is not None:
                    steps = [alpha, beta]
                    steps[k] *= 0.98 * alone
                    assert certified_finite(blocks, *steps)
            finite += 1
        else:
            assert advice.possible is False and "no step sizes" in advice.sentence
            assert certified_hopeless(blocks)
            hopeless += 1
    assert finite >= 50 and hopeless >= 20 and finite + hopeless >= 100


def test_a_longer_step_than_advised_is_not_certified() -> None:
    """The advice is the largest: 5 % beyond the supremum the worst case is infinite."""
    beyond = 0
    for blocks, alpha, beta in random_games()[::6]:
        players = quadratic(**blocks, alpha=alpha, beta=beta)
        common = TransientMonitor(*players, horizon=None).measure().worst.advice.common
        if common is not None:
            longer = quadratic(**blocks, alpha=1.05 * common * alpha, beta=1.05 * common * beta)
            found = TransientMonitor(*longer, horizon=None).measure().worst
            assert found.K is not None and math.isinf(found.K) and found.reason
            beyond += 1
    assert beyond > 5


MAKERS = {
    "momentum": lambda p, rate: torch.optim.SGD(p, lr=rate, momentum=0.9),
    "nesterov": lambda p, rate: torch.optim.SGD(p, lr=rate, momentum=0.7, nesterov=True),
    "adam": lambda p, rate: torch.optim.Adam(p, lr=rate),
    "adamw": lambda p, rate: torch.optim.AdamW(p, lr=rate, weight_decay=0.1),
    "adam without momentum": lambda p, rate: torch.optim.Adam(p, lr=rate, betas=(0.0, 0.9)),
}


# In alternating rounds Adam's second moments are those where the first player has gone, which its
# step moves: there the advice is of other second moments than the next measurement's. That case is
# certified with second moments that stay, in test_certified_advice.py.
@pytest.mark.parametrize(
    ("optimiser", "order"),
    [
        ("momentum", "alternating"),
        *(
            pytest.param(optimiser, order, marks=pytest.mark.slow)
            for optimiser in MAKERS
            for order in ("simultaneous", "alternating")
            if order == "simultaneous" or "adam" not in optimiser
        ),
    ],
)
def test_advised_steps_of_other_optimisers_make_it_finite(optimiser: str, order: str) -> None:
    """The factor is taken, and the worst case measured again: finite, and J stable."""
    source, helped = np.random.default_rng(4), 0
    for blocks, *_ in random_games()[50:150:9]:
        players = []
        for player in quadratic(**blocks, alpha=1.0, beta=1.0):
            rate = 2.0 ** source.uniform(-3, 3)
            optimizer = MAKERS[optimiser](player.parameters, rate)
            players.append(replace(player, optimizer=optimizer))
        if "adam" in optimiser:
            for _ in range(12):
                train((players[0], players[1]))
            for player in players:  # as they are most are finite: far too long on purpose
                player.optimizer.param_groups[0]["lr"] *= 256
        monitor = TransientMonitor(*players, order=order, horizon=None)
        found = monitor.measure().worst
        if found.finite is not False or found.advice.factor is None:
            continue
        helped += 1
        assert found.criticality >= 1 and math.inf == found.K and found.reason
        for player in players:
            player.optimizer.param_groups[0]["lr"] *= found.advice.factor
        again = monitor.measure().worst
        assert again.finite and again.criticality < 1 and again.reason == ""
        assert np.abs(np.linalg.eigvals(monitor.linearised().dense())).max() < 1
        said = found.advice.sentence
        assert ("second moments of x and y as they are" in said) == ("adam" in optimiser)
    assert helped >= 2


@pytest.mark.parametrize("optimiser", ["momentum", "nesterov", "adam", "adamw"])
def test_no_steps_help_where_a_loss_is_not_convex(optimiser: str) -> None:
    found = TransientMonitor(*networks(3, optimiser), horizon=None).measure()
    advice = found.worst.advice
    assert found.worst.finite is False and advice.possible is False and advice.factor is None
    assert "no step sizes" in advice.sentence and "steps_times" not in found.values()


def test_a_player_that_moves_twice_beside_momentum_is_left_open() -> None:
    blocks, *_ = random_games()[100]
    x, y = quadratic(**blocks, alpha=1e-3, beta=1e-3)
    heavy = torch.optim.SGD(x.parameters, lr=1e-3, momentum=0.9)
    monitor = TransientMonitor(replace(x, optimizer=heavy), y, order=("y", "y", "x"), horizon=None)
    found = monitor.measure().worst
    for said in (found.reason, found.advice.sentence):
        assert "moves more than once in a round, beside one with momentum" in said
    assert found.finite is None and found.advice.possible is None
