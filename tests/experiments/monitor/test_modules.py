"""Modules that plain second derivatives trip over: each is handled, or refused in one sentence."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the extra nn")

from torch import nn  # noqa: E402
from torch.utils.checkpoint import checkpoint  # noqa: E402

from kreissverify.experiments.monitor import Player, TransientMonitor  # noqa: E402
from kreissverify.experiments.training import InvalidTraining  # noqa: E402
from tests.experiments.monitor.support.games import train  # noqa: E402

SEQUENCE, VECTOR, IMAGE = (3, 4, 4), (6, 4), (2, 1, 5, 5)


class Recurrent(nn.Module):
    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.cell = kind(4, 4)

    def forward(self, x: Any) -> Any:
        return self.cell(x)[0]


class Attention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.heads = nn.MultiheadAttention(4, 2)

    def forward(self, x: Any) -> Any:
        return self.heads(x, x, x, need_weights=False)[0]


class Checkpointed(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Sequential(nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 2))

    def forward(self, x: Any) -> Any:
        return checkpoint(self.inner, x, use_reentrant=False)


def tied() -> nn.Module:
    first, second = nn.Linear(4, 4), nn.Linear(4, 4)
    second.weight = first.weight
    return nn.Sequential(first, nn.Tanh(), second)


MODULES: dict[str, tuple[Callable[[], Any], tuple[int, ...]]] = {
    "BatchNorm": (lambda: nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4), nn.Tanh()), VECTOR),
    "dropout": (lambda: nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.5), nn.Tanh()), VECTOR),
    "attention": (Attention, SEQUENCE),
    "transformer": (lambda: nn.TransformerEncoderLayer(4, 2, 4, dropout=0.0), SEQUENCE),
    "LSTM": (lambda: Recurrent(nn.LSTM), SEQUENCE),
    "GRU": (lambda: Recurrent(nn.GRU), SEQUENCE),
    "LayerNorm": (lambda: nn.Sequential(nn.Linear(4, 4), nn.LayerNorm(4), nn.Tanh()), VECTOR),
    "convolution": (lambda: nn.Sequential(nn.Conv2d(1, 2, 3), nn.GELU(), nn.Flatten()), IMAGE),
    "spectral norm": (lambda: nn.utils.parametrizations.spectral_norm(nn.Linear(4, 2)), VECTOR),
    "weight norm": (lambda: nn.utils.parametrizations.weight_norm(nn.Linear(4, 2)), VECTOR),
    "tied weights": (tied, VECTOR),
}


def game(
    module: Any, shape: tuple[int, ...], *, dtype: Any = None, cast: Any = None
) -> TransientMonitor:
    """Return a monitor of a module against a linear scale of its output."""
    source = torch.Generator().manual_seed(0)
    inputs = torch.randn(shape, generator=source).to(dtype or torch.float32)
    scale = nn.Linear(1, 1).to(dtype or torch.float32)
    module = module.to(dtype or torch.float32)

    def output() -> Any:
        if cast is None:
            return module(inputs)
        with torch.autocast("cpu", cast):
            return module(inputs)

    def of_x() -> Any:
        return scale(output().mean().reshape(1, 1)).tanh().sum() + output().square().mean()

    def of_y() -> Any:
        return (scale(output().mean().reshape(1, 1)) - 1).square().sum()

    x = Player("x", module, torch.optim.SGD(module.parameters(), lr=0.1), of_x)
    y = Player("y", {"scale": [scale]}, torch.optim.SGD(scale.parameters(), lr=0.1), of_y)
    return TransientMonitor(x, y, order="alternating", horizon=None)


def images(monitor: TransientMonitor) -> Any:
    """Return J times three fixed vectors, and Jᵀ times them."""
    update = monitor.linearised()
    source = torch.Generator().manual_seed(2)
    vectors = torch.randn(3, update.size, generator=source)
    found = [update @ v for v in vectors] + [update.adjoint(v) for v in vectors]
    return torch.stack(found).numpy() - torch.cat([vectors, vectors]).numpy()


@pytest.mark.parametrize("name", MODULES)
def test_they_are_measured_and_left_as_they_are(name: str) -> None:
    torch.manual_seed(1)
    make, shape = MODULES[name]
    module = make()
    before = {k: v.clone() for k, v in module.state_dict().items()}
    monitor = game(module, shape)
    found = images(monitor)
    assert np.isfinite(found).all() and np.abs(found).max() > 1e-4
    np.testing.assert_array_equal(found, images(monitor))  # one mask: the same each time
    assert all(torch.equal(v, before[k]) for k, v in module.state_dict().items())
    assert all(p.grad is None for p in module.parameters())


@pytest.mark.parametrize("name", [k for k in MODULES if k not in ("dropout", "spectral norm")])
def test_their_derivatives_are_those_of_differences(name: str) -> None:
    torch.manual_seed(1)
    make, shape = MODULES[name]
    module = make()
    monitor = game(module, shape, dtype=torch.float64)
    update = monitor.linearised()
    v = torch.randn(update.size, dtype=torch.float64, generator=torch.Generator().manual_seed(2))
    found = update @ v
    players = (monitor.x, monitor.y)
    parameters = [p for player in players for p in player.parameters]
    start = [p.detach().clone() for p in parameters]

    def after(step: float) -> Any:
        pieces = v.split([p.numel() for p in parameters])
        for p, value, piece in zip(parameters, start, pieces, strict=True):
            p.data.copy_(value + step * piece.reshape(p.shape))
        with torch.nn.attention.sdpa_kernel(torch.nn.attention.SDPBackend.MATH):
            for player in players:
                gradients = torch.autograd.grad(player.loss(), player.parameters)
                for p, g in zip(player.parameters, gradients, strict=True):
                    p.data.sub_(0.1 * g)
        return torch.cat([p.detach().reshape(-1) for p in parameters])

    torch.testing.assert_close(found, (after(1e-5) - after(-1e-5)) / 2e-5, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("BatchNorm", "running statistics"), ("dropout", "one mask"), ("attention", "math backend")],
)
def test_what_is_evaluated_otherwise_is_said_once(name: str, sentence: str) -> None:
    make, shape = MODULES[name]
    remarks = game(make(), shape).measure().remarks
    assert sum(sentence in remark for remark in remarks) == 1


@pytest.mark.parametrize("how", ["parameters", "autocast"])
def test_bfloat16_is_evaluated_in_float32(how: str) -> None:
    torch.manual_seed(0)
    module = nn.Sequential(nn.Linear(4, 4), nn.Tanh())
    if how == "parameters":
        low = game(module.bfloat16(), VECTOR, dtype=torch.bfloat16)
        # the same numbers, in float32 from the start
        high = game(module, VECTOR)
        for p, q in zip(high.y.parameters, low.y.parameters, strict=True):
            p.data.copy_(q.data)
        inputs_agree = 2e-2  # the inputs were rounded to bfloat16
    else:
        low, high = game(module, VECTOR, cast=torch.bfloat16), game(module, VECTOR)
        for p, q in zip(high.y.parameters, low.y.parameters, strict=True):
            p.data.copy_(q.data)
        inputs_agree = 0.0
    with_low = low.measure()
    assert any("evaluated in float32" in remark for remark in with_low.remarks)
    np.testing.assert_allclose(images(low), images(high), atol=inputs_agree + 1e-5)


def test_frozen_parameters_are_left_out() -> None:
    module = nn.Sequential(nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 2))
    for p in module[0].parameters():
        p.requires_grad_(False)
    found = game(module, VECTOR)
    assert found.x.size == 10 and found.x.names == ("2.weight", "2.bias")
    (remark,) = found.measure().remarks
    assert remark.startswith("x: 2 parameters are not moved, and left out: 0.weight, 0.bias")


def test_a_learning_rate_of_zero_freezes() -> None:
    monitor = game(nn.Linear(4, 2), VECTOR)
    monitor.x.optimizer.param_groups[0]["lr"] = 0.0
    with pytest.raises(InvalidTraining, match="at least one parameter that is updated"):
        Player("x", monitor.x.module, monitor.x.optimizer, monitor.x.loss)


@pytest.mark.parametrize("make", [torch.optim.SGD, torch.optim.Adam])
def test_a_schedule_is_followed_until_nothing_moves(make: Any) -> None:
    monitor = pair(good, good, make)
    train((monitor.x, monitor.y))
    for p in (*monitor.x.parameters, *monitor.y.parameters):
        p.grad = None  # the steps below move nothing
    schedule = torch.optim.lr_scheduler.LambdaLR(monitor.x.optimizer, lambda k: (1.0, 0.5, 0.0)[k])
    found = []
    for _ in range(2):
        found.append(monitor.measure().own[0].spectrum.highest)
        monitor.x.optimizer.step()
        schedule.step()
    # Q is the step times the curvature
    assert found[1] == pytest.approx(found[0] / 2, rel=1e-6)
    with pytest.raises(InvalidTraining, match=r"x: a learning rate is 0\.0 now"):
        monitor.measure()


def test_unused_parameters_do_not_move() -> None:
    class Unused(nn.Linear):
        def __init__(self) -> None:
            super().__init__(4, 2)
            self.never = nn.Parameter(torch.ones(3))

    module = Unused()
    # its shape is seen, not its values
    module.register_forward_hook(lambda of, *_: None if of.never.shape == (3,) else 1 / 0)
    report = game(module, VECTOR).measure()
    assert "x: 1 parameter is not moved, and left out: never" in report.remarks


class Custom(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, weight: Any, x: Any) -> Any:
        ctx.save_for_backward(weight, x)
        return x @ weight

    @staticmethod
    def backward(ctx: Any, slope: Any) -> Any:
        weight, x = ctx.saved_tensors
        return x.T @ slope, slope @ weight.T


def test_checkpoints_are_refused() -> None:
    with pytest.raises(InvalidTraining, match=r"without torch\.utils\.checkpoint"):
        game(Checkpointed(), VECTOR).measure()


class OfCustom(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(4, 2))

    def forward(self, x: Any) -> Any:
        return Custom.apply(self.weight, x)


def test_what_cannot_be_varied_is_refused() -> None:
    with pytest.raises(InvalidTraining, match=r"x: a parameter is used inside a torch\.autograd"):
        game(OfCustom(), VECTOR).measure()


@pytest.mark.filterwarnings("ignore:`torch.jit.script` is deprecated")
def test_compiled_modules_are_refused() -> None:
    with pytest.raises(InvalidTraining, match="x: expected modules that are not compiled"):
        game(torch.jit.script(nn.Linear(4, 2)), VECTOR)


class Square(torch.autograd.Function):
    """x², whose derivative is right once: the second time x is taken for a constant."""

    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx: Any, slope: Any) -> Any:
        return 2 * ctx.saved_tensors[0].detach() * slope


def test_wrong_second_derivatives_are_seen() -> None:
    def of_y(a: Any, b: Any) -> Any:
        return good(a, b)

    wrong = pair(lambda a, b: Square.apply(a * b).sum(), of_y).measure()
    right = pair(lambda a, b: (a * b).square().sum(), of_y).measure()
    assert any("x: second derivatives and differences" in x for x in wrong.remarks)
    assert right.remarks == ()


def pair(of_x: Any, of_y: Any, make: Any = torch.optim.SGD) -> TransientMonitor:
    """Return a monitor of two small tensors, which the losses are given."""
    a, b = nn.Parameter(torch.ones(2)), nn.Parameter(torch.ones(2))
    return TransientMonitor(
        Player("x", [a], make([a], lr=0.1), lambda: of_x(a, b)),
        Player("y", [b], make([b], lr=0.1), lambda: of_y(a, b)),
        horizon=2,
    )


def good(a: Any, b: Any) -> Any:
    return (a * a * b).sum() + (b * b).sum()


@pytest.mark.parametrize(
    ("of_x", "of_y", "make", "message"),
    [
        (good, lambda a, b: (a.detach() * b).sum(), torch.optim.SGD, r"y: the loss sees x\.0 only"),
        (lambda a, b: good(a, b).backward(), good, torch.optim.SGD, "loss: the closure calls back"),
        (lambda a, b: a * b, good, torch.optim.SGD, r"x: expected a loss that returns one number"),
        (lambda a, b: 1.0, good, torch.optim.SGD, "x: expected a loss that returns one number"),
        (good, lambda a, b: good(a, b) / 0, torch.optim.SGD, "y: expected a finite loss, got inf"),
        (good, good, torch.optim.RMSprop, r"x: expected torch\.optim\.SGD, Adam or AdamW, got RMS"),
    ],
)
def test_what_is_unfit_is_named(of_x: Any, of_y: Any, make: Any, message: str) -> None:
    with pytest.raises(InvalidTraining, match=message):
        pair(of_x, of_y, make).measure()


def test_arguments_are_named() -> None:
    a = nn.Parameter(torch.ones(2))
    sgd = torch.optim.SGD([a], lr=0.1)
    x = Player("x", [a], sgd, lambda: (a * a).sum())
    b = nn.Parameter(torch.ones(2))
    y = Player("y", [b], torch.optim.SGD([b], lr=0.1, momentum=0.5), lambda: (b * b).sum())
    momenta = [{"params": [a], "momentum": 0.5}, {"params": [b], "momentum": 0.9}]
    for make, message in [
        (lambda: Player("x", "a", sgd, lambda: a), "x: expected a module, or a list"),
        (lambda: Player("x", [a], [a], lambda: a), r"x: expected an optimiser of torch\.optim"),
        (lambda: Player("x", [a], sgd, a), "x: expected a loss that can be called"),
        (
            lambda: Player("x", [a], torch.optim.SGD(momenta, lr=0.1), lambda: a),
            "x: expected one momentum",
        ),
        (lambda: TransientMonitor(x, x), "players: expected two names"),
        (lambda: TransientMonitor(x, Player("y", [a], sgd, x.loss)).measure(), "only one player"),
        (lambda: TransientMonitor(x, y, order="both"), "order: expected 'simultaneous'"),
        (lambda: TransientMonitor(x, y, order=("y", "y", "x")), "order: y moves more than once"),
        (lambda: TransientMonitor(x, y, every=0), "every: expected a positive integer, got 0"),
        (lambda: TransientMonitor(x, y, effort="much"), "effort: expected 'quick' or 'full'"),
        (lambda: TransientMonitor(x, y, share=0), "share: expected a positive number, got 0"),
    ]:
        with pytest.raises(InvalidTraining, match=message):
            make()


def test_values_that_are_detached_are_said_to_be_constants() -> None:
    monitor = pair(lambda a, b: good(a, b) + (a.detach() * a).sum(), good)
    assert any(
        re.match("detached values: taken as constants", x) for x in monitor.measure().remarks
    )
