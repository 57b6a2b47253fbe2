"""What the training monitor costs beside a training gradient, and how good its numbers are.

    OPENBLAS_NUM_THREADS=1 python -m tests.benchmarks.training_monitor --parameters 100000

Two perceptrons against each other, one thread, CPU time. Asked at 10⁵ parameters: radii and
couplings to 10 % in at most 60 gradients' time, growth over 100 updates in at most 300.
A gradient is that of both players' losses, each with respect to its own parameters.

Errors are those against ARPACK, which goes on until its residuals are small, and beside them those
that the monitor gives itself: of the ends of step × curvature as a share of the largest, of radii
and couplings as a share of themselves. With --games N there are N games of each kind, with other
weights and data each and trained for longer, as spectra are less alike then than at the start. It
ends with status 1 where something asked is missed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, Literal

import numpy as np
import torch
from scipy.sparse.linalg import LinearOperator, eigsh

from kreissverify.experiments.monitor import Player, TransientMonitor
from kreissverify.experiments.monitor.couplings import Own
from tests.experiments.monitor.support.games import OPTIMISERS, train

ROUNDS, REPEATED = range(5), 40
MOST, MOST_GROWTH, SHARE = 60, 300, 0.1  # gradients' times, and the relative error


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parameters", type=int, default=100_000)
    parser.add_argument("--optimisers", nargs="+", choices=[*OPTIMISERS], default=[*OPTIMISERS])
    parser.add_argument("--orders", nargs="+", default=["simultaneous", "alternating"])
    parser.add_argument("--games", type=int, default=1)
    parser.add_argument("--growth", action="store_true", help="growth over 100 updates as well")
    options = parser.parse_args()
    torch.set_num_threads(1)
    kept = True
    for optimiser in options.optimisers:
        for order in options.orders:
            for game in range(options.games):
                x, y = players(options.parameters, optimiser, order, game)
                name = f"{optimiser}, {order}, game {game}"
                kept &= reported(x, y, name, order, growth=options.growth)
    sys.exit(0 if kept else 1)


def reported(x: Player, y: Player, name: str, order: str, *, growth: bool) -> bool:
    """Print what one measurement costs, and its errors; return whether they are as asked."""
    monitor = TransientMonitor(x, y, order=order, horizon=None)
    # in turn, and for about as long, so that a busy machine slows both down alike
    times = [(seconds(lambda: gradients(x, y, REPEATED)), seconds(monitor.measure)) for _ in ROUNDS]
    gradient, took = (min(found) for found in zip(*times, strict=True))
    gradient /= REPEATED
    took /= gradient
    found = sorted(errors(monitor), key=lambda error: -error[1])
    print(f"{name}: {x.size + y.size} parameters, a gradient takes {gradient * 1e3:.1f} ms")
    print(f"  radii and couplings: {took:.0f} gradients' time")
    for what, error, given in found:
        print(f"  {what}: off by {error:.2%}, said to be off by at most {given:.2%}")
    kept = took <= MOST and all(error <= min(SHARE, given + 1e-4) for _, error, given in found)
    if growth:
        whole = TransientMonitor(x, y, order=order, horizon=100)
        more = seconds(whole.measure) / gradient - took
        print(f"  and growth over 100: {more:.0f} more")
        kept &= more <= MOST_GROWTH
    return kept


def errors(monitor: TransientMonitor) -> Iterator[tuple[str, float, float]]:
    """Return each estimate's error against ARPACK's, and the one that stands beside it."""
    update, found = monitor.linearised(), monitor.last
    assert found is not None
    for i, (name, own) in enumerate(zip(found.names, found.own, strict=True)):
        ends = reference(update.own(i), update.like(update.players[i].size), "BE")
        largest = np.abs(ends).max()
        seen = np.array([own.spectrum.lowest, own.spectrum.highest])
        yield f"ends of {name}", np.abs(seen - ends).max() / largest, own.spectrum.error / largest
        radius = of_ends(own, ends)
        yield f"radius of {name}", abs(own.radius / radius - 1), own.radius_error / radius
    for i, (name, coupling) in enumerate((("b", found.b), ("c", found.c))):
        product, transposed = update.coupling(i, 1 - i)

        def gram(v: Any, product: Any = product, transposed: Any = transposed) -> Any:
            return transposed(product(v))

        norm = reference(gram, update.like(update.players[1 - i].size), "LA")[-1] ** 0.5
        yield name, abs(coupling.norm / norm - 1), coupling.error / norm


def reference(product: Callable[[Any], Any], like: Any, which: Literal["BE", "LA"]) -> Any:
    """Return the extreme eigenvalues of a symmetric product, the least first."""

    def of_array(v: Any) -> Any:
        return product(torch.as_tensor(v.reshape(-1)).to(like.dtype)).numpy()

    operator = LinearOperator((len(like), len(like)), of_array, dtype=like.numpy().dtype)
    start = np.random.default_rng(7).standard_normal(len(like)).astype(like.numpy().dtype)
    return np.sort(
        eigsh(operator, 2, which=which, tol=1e-3, ncv=40, v0=start, return_eigenvectors=False)
    )


def of_ends(own: Own, ends: Any) -> float:
    """Return the radius of a player's block from the ends of its spectrum."""
    return max(min(own.rule.radius(q, s) for s in own.shrinks) for q in ends)


def players(parameters: int, optimiser: str, order: str, game: int) -> tuple[Player, Player]:
    """Return a generator and a discriminator with about so many parameters together."""
    torch.manual_seed(game)
    width = int((parameters / 4) ** 0.5)

    def network(inputs: int, outputs: int) -> Any:
        nn = torch.nn
        return nn.Sequential(
            nn.Linear(inputs, width),
            nn.Tanh(),
            nn.Linear(width, width),
            nn.Tanh(),
            nn.Linear(width, width),
            nn.Tanh(),
            nn.Linear(width, outputs),
        )

    G, D = network(16, 32), network(32, 1)
    noise, real = torch.randn(256, 16), torch.randn(256, 32)
    softplus = torch.nn.functional.softplus

    def of_G() -> Any:
        return softplus(-D(G(noise))).mean()

    def of_D() -> Any:
        return softplus(D(G(noise))).mean() + softplus(-D(real)).mean()

    make = OPTIMISERS[optimiser]
    found = (
        Player("generator", G, make(G.parameters()), of_G),
        Player("discriminator", D, make(D.parameters()), of_D),
    )
    for _ in range(10 + 25 * game):  # momenta, and Adam's second moments, are there then
        train(found, order)
    return found


def gradients(x: Player, y: Player, count: int) -> None:
    """Do what a training step does before the optimisers step, some times."""
    for _ in range(count):
        for player in (x, y):
            torch.autograd.grad(player.loss(), player.parameters)


def seconds(function: Callable[[], Any]) -> float:
    start = time.process_time()
    function()
    return time.process_time() - start


if __name__ == "__main__":
    main()
