"""Adam before its steps are what they will be: refused, or without advice, in one sentence."""

from __future__ import annotations

import copy
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="needs the extra nn")

from torch import nn  # noqa: E402

from kreissverify.experiments.monitor import Player, TransientMonitor, TransientReport  # noqa: E402
from kreissverify.experiments.training import InvalidTraining  # noqa: E402
from tests.experiments.monitor.support.games import quadratic, train  # noqa: E402

MAKERS: dict[str, Any] = {
    "Adam": torch.optim.Adam,
    "AdamW": torch.optim.AdamW,
    "amsgrad": lambda p, **options: torch.optim.Adam(p, amsgrad=True, **options),
}
CONVEX = {"Hxx": [[2.0, 0.1], [0.1, 1.0]], "Hyy": [[1.0, 0.0], [0.0, 3.0]]}
COUPLED = {"Hxy": [[0.1, 0.0], [0.0, 0.1]], "Hyx": [[0.2, 0.0], [0.1, 0.0]]}


def players(make: Any, steps: int, **options: Any) -> tuple[Player, Player]:
    """Return a quadratic game in which some steps make the worst case finite."""
    x, y = quadratic(**CONVEX, **COUPLED, alpha=1.0, beta=1.0)
    made = []
    for player in (x, y):
        optimizer = make(list(player.parameters), lr=0.2, **options)
        made.append(Player(player.name, list(player.parameters), optimizer, player.loss))
    for _ in range(steps):
        train((made[0], made[1]))
    return made[0], made[1]


def measured(pair: tuple[Player, Player], order: str = "simultaneous") -> TransientReport:
    return TransientMonitor(*pair, order=order, horizon=3).measure()


@pytest.mark.parametrize("order", ["simultaneous", "alternating"])
@pytest.mark.parametrize("name", MAKERS)
def test_before_the_first_step_it_is_refused(name: str, order: str) -> None:
    with pytest.raises(InvalidTraining, match=r"x: Adam\w* has made no step of 0 yet.*measure aft"):
        measured(players(MAKERS[name], 0), order)


def test_the_callback_waits_and_does_not_end_the_training() -> None:
    monitor = TransientMonitor(*players(torch.optim.Adam, 0), every=1, horizon=None)
    assert monitor.step() is None and not monitor.history
    ((step, sentence),) = monitor.refusals
    assert step == 1 and "has made no step" in sentence
    train((monitor.x, monitor.y))
    assert monitor.step() is not None and len(monitor.history) == 1


@pytest.mark.parametrize("order", ["simultaneous", "alternating"])
@pytest.mark.parametrize("name", MAKERS)
def test_after_few_steps_there_is_no_advice_and_then_there_is(name: str, order: str) -> None:
    early = measured(players(MAKERS[name], 1), order)
    advice = early.worst.advice
    assert advice.possible is None and advice.factor is None and advice.common is None
    assert "come from 1 step so far; measure again after 9" in advice.sentence
    assert "measure again after 9" in str(early) and "steps_times" not in early.values()
    later = measured(players(MAKERS[name], 9), order)
    assert later.worst.advice.factor is not None and "measure again" not in str(later)


def test_betas_that_follow_the_gradient_never_get_advice() -> None:
    found = measured(players(torch.optim.Adam, 50, betas=(0.9, 0.9))).worst.advice
    assert found.possible is None
    assert "with betas (0.9, 0.9) they change as fast as the gradients do" in found.sentence


def test_a_state_from_a_dictionary_is_a_state() -> None:
    trained, fresh = players(torch.optim.Adam, 12), players(torch.optim.Adam, 0)
    for old, new in zip(trained, fresh, strict=True):
        new.optimizer.load_state_dict(copy.deepcopy(old.optimizer.state_dict()))
        for p, q in zip(new.parameters, old.parameters, strict=True):
            p.data.copy_(q.data)
    found, expected = measured(fresh), measured(trained)
    assert found.values() == expected.values() and expected.worst.advice.factor is not None


def test_a_parameter_that_joins_later_is_named() -> None:
    x, y = players(torch.optim.Adam, 12)
    late = nn.Parameter(torch.ones(1, dtype=torch.float64))
    x.optimizer.add_param_group({"params": [late], "lr": 0.1})
    joined = Player(
        "x", {"old": x.module, "late": late}, x.optimizer, lambda: x.loss() * late.sum()
    )
    with pytest.raises(InvalidTraining, match="x: Adam has made no step of late yet"):
        measured((joined, y))


def test_biases_before_batchnorm_are_no_reason_to_refuse() -> None:
    """They have rounding errors for gradients, and no curvature."""
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Tanh(), nn.Linear(4, 1)).double()
    b, batch = nn.Parameter(torch.ones(1).double()), torch.randn(16, 3).double()
    make_x, make_y = torch.optim.Adam(net.parameters(), lr=0.1), torch.optim.SGD([b], lr=0.1)
    pair = (
        Player("x", net, make_x, lambda: (net(batch).mean() - b).square().sum()),
        Player("y", [b], make_y, lambda: (b * b).sum() + 0.1 * (b * net(batch).mean()).sum()),
    )
    for _ in range(12):
        train(pair)
    assert len(TransientMonitor(*pair).linearised().move(0).rule.quiet) >= 4
    assert not any("entries" in x for x in measured(pair).remarks)


def test_entries_without_a_gradient_give_no_absurd_advice() -> None:
    """By symmetry the second entry never has a gradient, though its loss is curved there."""
    a, b = nn.Parameter(torch.tensor([1.0, 0.0])), nn.Parameter(torch.ones(2))
    pair = (
        Player(
            "x", [a], torch.optim.Adam([a], lr=0.1), lambda: (a * a).sum() + 0.1 * (a[0] * b[0])
        ),
        Player("y", [b], torch.optim.SGD([b], lr=0.1), lambda: (b * b).sum() + 0.1 * (a[0] * b[0])),
    )
    for _ in range(20):
        train(pair)
    found = measured(pair)
    assert "1 of 2 entries had next to no gradient so far" in found.worst.advice.sentence
    assert found.worst.advice.factor is None and any("entries" in x for x in found.remarks)


@pytest.mark.parametrize("make", [torch.optim.SGD, torch.optim.Adam])
def test_a_parameter_that_never_had_a_gradient_is_a_constant(make: Any) -> None:
    """PyTorch skips it, weight decay included: it is not part of J."""
    a, never, b = (nn.Parameter(torch.ones(2)) for _ in range(3))
    pair = (
        Player(
            "x",
            {"a": a, "never": never},
            make([never, a], lr=0.1, weight_decay=0.5),
            lambda: (a * a).sum() + 0.1 * (a * b).sum(),
        ),
        # the other loss may well depend on it
        Player("y", [b], make([b], lr=0.1), lambda: (b * b).sum() + (a * b * never).sum()),
    )
    for _ in range(10):
        train_with(pair)
    assert bool((never == 1).all()) and not pair[0].optimizer.state.get(never)
    monitor = TransientMonitor(*pair, horizon=3)
    found, update = monitor.measure(), monitor.linearised()
    assert update.players[0].names == ("a",) and update.players[0].size == 2
    (remark,) = [x for x in found.remarks if "not moved" in x]
    assert remark == "x: 1 parameter is not moved, and left out: never"
    assert found.own[0].spectrum.lowest > 0 and found.own[0].contracts


def train_with(pair: tuple[Player, Player]) -> None:
    """Make a round as PyTorch does, with backward: what has no gradient keeps None."""
    for player in pair:
        player.optimizer.zero_grad()
        player.loss().backward(inputs=[p for p in player.parameters if p is not _never(player)])
        player.optimizer.step()


def _never(player: Player) -> Any:
    return player.module["never"] if isinstance(player.module, dict) else None


def test_a_loss_of_none_of_its_parameters_is_refused() -> None:
    a, b = (nn.Parameter(torch.ones(2)) for _ in range(2))
    pair = (
        Player("x", [a], torch.optim.SGD([a], lr=0.1), lambda: (b * b).sum()),
        Player("y", [b], torch.optim.SGD([b], lr=0.1), lambda: (a * b * b).sum()),
    )
    with pytest.raises(InvalidTraining, match="x: its loss depends on none of the parameters"):
        measured(pair)
