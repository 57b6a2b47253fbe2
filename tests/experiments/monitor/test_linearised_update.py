"""The products against the Jacobian of what the optimisers of PyTorch really do."""

from __future__ import annotations

import sys

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the extra nn")

from kreissverify.experiments.monitor.linearisation import linearised_update  # noqa: E402
from tests.experiments.monitor.support.games import (  # noqa: E402
    OPTIMISERS,
    SCHEDULES,
    networks,
    train,
)
from tests.experiments.monitor.support.rounds import (  # noqa: E402
    differences,
    frozen_jacobian,
    in_their_coordinates,
)

PLAIN = [name for name in OPTIMISERS if not name.startswith("adam")]
ORDERS = ["simultaneous", "alternating"]


def distance(players, order: str) -> float:
    """Return how far products with random directions are from differences of a round."""
    update = linearised_update(players, SCHEDULES[order])
    V = np.random.default_rng(0).standard_normal((update.size, 3))
    R = in_their_coordinates(update)[:, None]
    found = R * (update.dense() @ (V / R))
    return float(np.abs(found - differences(players, order, V)).max())


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("groups", [False, True])
@pytest.mark.parametrize("optimiser", PLAIN)
def test_they_are_those_of_a_round_of_training(optimiser: str, groups: bool, order: str) -> None:
    # differences of step 1e-5 in float64 are right to about 1e-9
    assert distance(networks(3, optimiser, groups=groups), order) < 1e-7


def test_a_player_may_move_twice_in_a_round() -> None:
    assert distance(networks(3, "sgd", groups=True), "twice") < 1e-7


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("optimiser", ["adam", "adamw"])
def test_adam_is_frozen(optimiser: str, order: str) -> None:
    players = networks(3, optimiser, groups=True)
    update = linearised_update(players, SCHEDULES[order])
    J = update.dense()
    R = in_their_coordinates(update)
    expected = frozen_jacobian(players, order)
    # P is read off a difference of parameters, to about 1e-12 of its size
    np.testing.assert_allclose(J * R[:, None] / R[None, :], expected, atol=1e-10)


def test_a_planted_error_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the change of the driver in between, the alternating update is another."""
    players = networks(3, "momentum")
    update = linearised_update(players, SCHEDULES["simultaneous"])
    monkeypatch.setattr(sys.modules[__name__], "linearised_update", lambda *_: update)
    assert distance(players, "alternating") > 1e-4


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_the_adjoint_is_the_transpose(optimiser: str, order: str) -> None:
    update = linearised_update(networks(3, optimiser, groups=True), SCHEDULES[order])
    v, w = torch.randn(2, update.size, dtype=torch.float64)
    assert float(w @ (update @ v)) == pytest.approx(float(update.adjoint(w) @ v), rel=1e-10)


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_the_next_point_is_where_the_optimiser_goes(optimiser: str) -> None:
    # the first step begins without a state; of Adam's nothing is asked
    for steps in (1 if "adam" in optimiser else 0, 3):
        players = networks(3, optimiser, groups=True, steps=steps)
        # a second stage begins where the first has gone
        there = linearised_update(players, ((0, 1), (0,))).stages[1][0].leaves
        train(players)
        for player, leaves in zip(players, there, strict=True):
            for p, leaf in zip(player.parameters, leaves, strict=True):
                torch.testing.assert_close(leaf.detach(), p.detach(), rtol=1e-12, atol=1e-14)
