"""The habits of a monitor: it counts, logs, resumes, and does nothing to the training."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the extra nn")

from torch import nn  # noqa: E402

from kreissverify.training import (  # noqa: E402
    InvalidTraining,
    Player,
    TransientMonitor,
    to_lightning,
    to_tensorboard,
)
from tests.experiments.monitor.support.games import networks, train  # noqa: E402


class Loop:
    """A training loop with everything that a monitor might disturb."""

    def __init__(self, make: Any = torch.optim.Adam) -> None:
        torch.manual_seed(0)
        np.random.seed(0)
        random.seed(0)
        self.source = torch.Generator().manual_seed(0)
        self.G = nn.Sequential(nn.Linear(2, 4), nn.BatchNorm1d(4), nn.Dropout(0.3), nn.Linear(4, 2))
        self.D = nn.utils.parametrizations.spectral_norm(nn.Linear(2, 1))
        self.x = Player("G", self.G, make(self.G.parameters(), lr=0.02), self.of_G)
        self.y = Player("D", self.D, make(self.D.parameters(), lr=0.02), self.of_D)

    def fake(self) -> Any:
        shift = random.random() + np.random.rand()
        return self.G(torch.randn(8, 2, generator=self.source) + shift)

    def of_G(self) -> Any:
        return nn.functional.softplus(-self.D(self.fake())).mean()

    def of_D(self) -> Any:
        real = torch.randn(8, 2)
        return nn.functional.softplus(self.D(self.fake())).mean() - self.D(real).tanh().mean()

    def round(self) -> None:
        for player in (self.x, self.y):
            player.optimizer.zero_grad()
            player.loss().backward()
            player.optimizer.step()

    def state(self) -> list[Any]:
        """Return everything that the next round depends on, gradients among it."""
        found = [torch.get_rng_state(), self.source.get_state(), torch.tensor(random.random())]
        found.append(torch.tensor(np.random.rand()))
        for player in (self.x, self.y):
            found += list(player.module.state_dict().values())
            found += [p.grad for p in player.module.parameters() if p.grad is not None]
            states = player.optimizer.state_dict()["state"]
            found += [v for s in states.values() for v in s.values() if torch.is_tensor(v)]
        return found


@pytest.mark.parametrize(
    "order", ["alternating", pytest.param("simultaneous", marks=pytest.mark.slow)]
)
def test_training_is_the_same_bit_by_bit(order: str) -> None:
    plain = Loop()
    for _ in range(4):
        plain.round()
    expected = plain.state()
    watched = Loop()
    monitor = TransientMonitor(watched.x, watched.y, order=order, every=2, horizon=2)
    with monitor:
        for _ in range(4):
            watched.round()
    found = watched.state()
    assert [step for step, _ in monitor.history] == [2, 4]
    assert len(found) == len(expected) > 20
    assert all(torch.equal(a, b) for a, b in zip(found, expected, strict=True))


def test_a_graph_that_waits_for_its_backward_is_not_disturbed() -> None:
    results = []
    for watch in (False, True):
        loop = Loop()
        loop.round()
        loss = loop.x.loss()
        if watch:
            TransientMonitor(loop.x, loop.y, horizon=None).measure()
        loss.backward()
        results.append(torch.cat([p.grad.reshape(-1) for p in loop.G.parameters()]))
    assert torch.equal(*results)


def test_the_state_is_kept_when_a_loss_fails() -> None:
    loop = Loop()
    state = torch.get_rng_state()

    def failing() -> Any:
        torch.randn(3)
        raise RuntimeError("planted")

    bad = Player("D", loop.D, loop.y.optimizer, failing)
    with pytest.raises(RuntimeError, match="planted"):
        TransientMonitor(loop.x, bad).measure()
    assert torch.equal(torch.get_rng_state(), state) and loop.G[1].num_batches_tracked == 0


def monitored(**options: Any) -> TransientMonitor:
    return TransientMonitor(*networks(3, "sgd"), horizon=4, **options)


def test_the_callback_measures_every_n_rounds_and_logs() -> None:
    logged: list[tuple[dict[str, float], int]] = []
    monitor = monitored(every=3, log=lambda values, step: logged.append((dict(values), step)))
    measured = [monitor.step() is not None for _ in range(7)]
    assert measured == [False, False, True, False, False, True, False]
    assert [step for _, step in logged] == [3, 6] and monitor.history == [(k, v) for v, k in logged]
    assert {"G/radius", "coupling/D_to_G", "K_worst", "growth", "rho"} <= set(logged[0][0])


def test_hooks_are_taken_away() -> None:
    monitor = monitored(every=1)
    with monitor:
        train((monitor.x, monitor.y))
    train((monitor.x, monitor.y))
    assert monitor.rounds == 1


def test_a_share_leaves_measurements_out() -> None:
    monitor = monitored(every=1, share=1.0)
    monitor.step()
    spent = monitor.spent
    for _ in range(2 * spent):
        monitor.step()
    # after the first only when as many rounds have passed as it took gradients
    assert len(monitor.history) == 3 or len(monitor.history) == 2
    assert monitor.history[1][0] in (spent, spent + 1)


def test_it_resumes_from_its_state() -> None:
    first = monitored(every=2)
    for _ in range(3):
        first.step()
    second = monitored(every=2)
    second.load_state_dict(json.loads(json.dumps(first.state_dict())))
    for monitor in (first, second):
        monitor.step()
    assert first.state_dict() == second.state_dict() and len(second.history) == 2
    with pytest.raises(InvalidTraining, match="state: expected what state_dict"):
        second.load_state_dict({"rounds": 1})


def test_what_fails_later_is_noted_and_training_goes_on() -> None:
    monitor = monitored(every=1)
    monitor.step()
    saved = copy.deepcopy(monitor.x.module.state_dict())
    for p in monitor.x.parameters:
        p.data.fill_(float("nan"))
    assert monitor.step() is None
    ((step, sentence),) = monitor.refusals
    assert step == 2 and "expected a finite loss" in sentence
    monitor.x.module.load_state_dict(saved)
    assert monitor.step() is not None
    broken = monitored(every=1)
    for p in broken.x.parameters:
        p.data.fill_(float("nan"))
    with pytest.raises(InvalidTraining):
        broken.step()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"y": 3}, "players: expected two of the class Player, got int"),
        ({"share": "x"}, "share: expected a positive number, got 'x'"),
        ({"log": 3}, "log: expected a function of values and round, got int"),
        ({"order": 3}, "order: expected 'simultaneous', 'alternating', or a sequence"),
    ],
)
def test_arguments_of_the_wrong_kind_get_one_sentence(options: dict[str, Any], said: str) -> None:
    loop = Loop()
    with pytest.raises(InvalidTraining, match=said):
        TransientMonitor(**{"x": loop.x, "y": loop.y, **options})
    with pytest.raises(InvalidTraining, match="name: expected a text, got 3"):
        Player(3, loop.G, loop.x.optimizer, loop.of_G)  # type: ignore[arg-type]


def test_values_go_to_tensorboard_and_lightning() -> None:
    class Writer:
        def __init__(self) -> None:
            self.seen: dict[str, float] = {}

        def add_scalar(self, name: str, value: float, step: int) -> None:
            self.seen[name] = value

        def log_dict(self, values: dict[str, float]) -> None:
            self.seen.update(values)

    writer, module = Writer(), Writer()
    to_tensorboard(writer)({"rho": 0.5, "K_worst": float("inf")}, 3)
    to_lightning(module)({"rho": 0.5}, 3)
    assert writer.seen == module.seen == {"transient/rho": 0.5}


def test_the_report_is_shown_and_stored() -> None:
    report = monitored().measure()
    text = str(report)
    for words in ("contract", "worst case", "advice", "at least", "grows from", "cost: about"):
        assert words in text, text
    assert report.to_dict()["names"] == ("G", "D")
    json.dumps(report.to_dict())
