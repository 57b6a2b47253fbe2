"""Radii, couplings, ρ, growth and K by few products, beside the whole Jacobian."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from kreissverify.quantities import registry

torch = pytest.importorskip("torch", reason="needs the extra nn")

from kreissverify.experiments.monitor import Player, TransientMonitor  # noqa: E402
from kreissverify.experiments.monitor.growth import DENSE  # noqa: E402
from kreissverify.experiments.monitor.krylov import of_dense  # noqa: E402
from tests.experiments.monitor.support.games import (  # noqa: E402
    OPTIMISERS,
    networks,
    quadratic,
)


def whole(product: Any, like: Any, size: int) -> Any:
    """Return the matrix of a product, column by column."""
    columns = []
    for k in range(size):
        unit = like(size)
        unit[k] = 1
        columns.append(product(unit).numpy())
    return np.stack(columns, axis=1)


def compared(players: Any, order: str, horizon: int = 32) -> dict[str, float]:
    """Hold a full measurement against the whole Jacobian; return its errors."""
    monitor = TransientMonitor(*players, order=order, effort="full", horizon=horizon)
    found, update = monitor.measure(), monitor.linearised()
    assert found.growth is not None and found.krylov is not None
    sizes = [player.size for player in players]
    J = update.dense()
    Q = [whole(update.own(i), update.like, sizes[i]) for i in (0, 1)]
    B, C = (whole(update.coupling(i, 1 - i)[0], update.like, sizes[1 - i]) for i in (0, 1))
    errors: dict[str, float] = {}
    for i, own in enumerate(found.own):
        ends = np.linalg.eigvalsh((Q[i] + Q[i].T) / 2)[[0, -1]]
        largest = np.abs(ends).max()
        errors[f"ends {i}"] = float(
            np.abs(ends - [own.spectrum.lowest, own.spectrum.highest]).max() / largest
        )
        rule = update.move(i).rule
        radius = np.abs(np.linalg.eigvals(own_matrix(Q[i], rule))).max()
        errors[f"gap {i}"] = gap_error(radius, own.radius)
        assert own.contracts in (bool(radius < 1), None)
        assert own.radius <= radius + 1e-9 <= own.radius + own.radius_error + 1e-8
    for name, block, seen in (("b", B, found.b), ("c", C, found.c)):
        exact = np.linalg.norm(block, 2)
        errors[name] = abs(seen.norm - exact) / (exact or 1)
    rho = np.abs(np.linalg.eigvals(J)).max()
    errors["rho"] = gap_error(rho, found.krylov.rho)
    growth = found.growth
    for t, seen in zip(growth.times, growth.norms, strict=True):
        norm = np.linalg.norm(np.linalg.matrix_power(J, t), 2)
        assert seen <= norm * (1 + 1e-9)
        errors[f"growth {t}"] = 1 - seen / norm
    assert growth.peak <= max(1, *growth.norms)
    if rho < 1:
        assert found.krylov.K_lower <= registry()["K"].estimate(J).value * (1 + 1e-9)
    return errors


def own_matrix(Q: Any, rule: Any) -> Any:
    """Return a player's own block: S - eQ, or [[S - eQ, -f], [κQ, μ]] with momentum."""
    n = len(Q)
    eye, S = np.eye(n), np.diag(rule.shrink.times(torch.ones(n, dtype=torch.float64)))
    if not rule.has_momentum:
        return S - rule.direct * Q
    return np.block(
        [[S - rule.direct * Q, -rule.inherited * eye], [rule.gain * Q, rule.momentum * eye]]
    )


def gap_error(radius: float, seen: float) -> float:
    """Return the relative error of 1 - ρ, and refuse a wrong sign."""
    if abs(1 - radius) < 1e-8:
        return abs(radius - seen)
    assert (1 - radius) * (1 - seen) > 0, (radius, seen)
    return abs(seen - radius) / max(abs(1 - radius), 0.01)


def assert_small(errors: dict[str, float]) -> None:
    asked = {"gap": 0.2, "rho": 0.2, "ends": 0.1, "growth": 0.1, "b": 0.1, "c": 0.1}
    assert {k: v for k, v in errors.items() if v > asked[k.split()[0]]} == {}


@pytest.fixture
def never_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let small states be treated as large ones are."""
    monkeypatch.setattr("kreissverify.experiments.monitor.monitor.DENSE", 0)


@pytest.mark.parametrize(
    ("optimiser", "order"), [("sgd", "simultaneous"), ("adamw", "alternating")]
)
def test_of_small_ones(never_whole: None, optimiser: str, order: str) -> None:
    assert_small(compared(networks(4, optimiser, groups=True), order, horizon=6))


@pytest.mark.slow
@pytest.mark.parametrize("order", ["simultaneous", "alternating"])
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_of_each_optimiser_and_order(optimiser: str, order: str) -> None:
    players = networks(36, optimiser, groups=True)
    assert sum(player.size for player in players) > DENSE
    assert_small(compared(players, order))


@pytest.mark.slow
def test_of_two_thousand_parameters() -> None:
    players = networks(220, "sgd")
    assert sum(player.size for player in players) > 1900
    assert_small(compared(players, "simultaneous"))


def contracting_game(size: int) -> Any:
    """Return a stable quadratic game with a gap of 2 % and strong one-sided coupling."""
    source = np.random.default_rng(1)
    blocks = {}
    for name in ("Hxx", "Hyy"):
        basis, _ = np.linalg.qr(source.standard_normal((size, size)))
        blocks[name] = basis @ np.diag(np.linspace(0.02, 1, size)) @ basis.T
    blocks["Hyx"] = source.standard_normal((size, size)) / size**0.5
    return quadratic(**blocks, Hxy=np.zeros((size, size)), alpha=1.0, beta=1.0)


@pytest.mark.parametrize("order", ["simultaneous", "alternating"])
def test_of_a_stable_game_that_amplifies(never_whole: None, order: str) -> None:
    assert_small(compared(contracting_game(24), order, horizon=8))


@pytest.mark.slow
def test_of_a_larger_stable_game() -> None:
    assert_small(compared(contracting_game(160), "simultaneous", horizon=64))


def test_small_states_are_taken_whole() -> None:
    players = contracting_game(20)
    monitor = TransientMonitor(*players, horizon=50)
    found, update = monitor.measure(), monitor.linearised()
    assert found.growth is not None and found.krylov is not None
    J = update.dense()
    K = registry()["K"].estimate(J).value
    assert found.krylov.K_lower == pytest.approx(K, rel=1e-8) and found.krylov.whole
    assert found.worst.K is not None and K <= found.worst.K
    powers = [np.linalg.matrix_power(J, t) for t in range(51)]
    assert found.growth.peak == pytest.approx(
        max(np.linalg.norm(powers[t], 2) for t in found.growth.times), rel=1e-12
    )
    # the variance of x⁺ = Jx + ξ after 50 steps, in the mean over coordinates
    assert found.growth.noise_gain == pytest.approx(
        sum(np.linalg.norm(p) ** 2 for p in powers) / len(J), rel=1e-12
    )
    # nothing is left open that going on would decide
    for own in found.own:
        assert own.spectrum.error <= 1e-7 * own.spectrum.highest
    assert found.b.error <= 1e-7 and found.c.error <= 1e-7 * found.c.norm
    # the driver is x, and what it drives y: C alone couples
    assert found.growth.start.players[0] > 0.9 and found.growth.end.players[1] > 0.9


def test_quick_estimates_are_lower_bounds(never_whole: None) -> None:
    players = networks(10, "adam")
    monitor = TransientMonitor(*players, horizon=20)
    found, update = monitor.measure(), monitor.linearised()
    J = update.dense()
    assert found.growth is not None and not found.growth.converged
    for t, seen in zip(found.growth.times, found.growth.norms, strict=True):
        assert 0 < seen <= np.linalg.norm(np.linalg.matrix_power(J, t), 2) * (1 + 1e-9)


@pytest.mark.parametrize("n", [3, 5, 8, 20])
def test_a_matrix_far_from_normal_is_not_said_to_be_unstable(n: int) -> None:
    """Roundings move the eigenvalues of a Jordan block to beyond 1."""
    Q = np.linalg.qr(np.random.default_rng(n).standard_normal((n, n)))[0]
    found = of_dense(Q @ (0.9999 * np.eye(n) + np.eye(n, k=1)) @ Q.T)
    assert 1 <= found.K_lower <= 1e4**n
    assert of_dense(np.diag([1.1, 0.5])).K_lower == math.inf


@pytest.mark.parametrize("size", [1e-12, 1e-20, 1e-24, 1e-32])
def test_couplings_whose_squares_are_no_floats_have_an_error(size: float) -> None:
    """In float32 the square of 1e-24 is 0: a coupling is not 0 for that."""
    x, y = (torch.nn.Parameter(torch.ones(k)) for k in (2, 3))
    block = size * torch.arange(1.0, 7.0).reshape(2, 3)

    def loss() -> Any:
        return (x @ x + y @ y) / 2 + x @ block @ y

    players: Any = [
        Player(name, [p], torch.optim.SGD([p], lr=0.1), loss) for name, p in (("x", x), ("y", y))
    ]
    exact = 0.1 * float(np.linalg.norm(block.double().numpy(), 2))
    found = TransientMonitor(*players).measure()
    for seen in (found.b, found.c):
        assert seen.norm <= exact * (1 + 1e-5)
        assert exact * (1 - 1e-5) <= seen.norm + seen.error <= 2 * exact + 1e-18
