"""What the training monitor costs beside a training gradient, in one run.

    OPENBLAS_NUM_THREADS=1 python -m tests.benchmarks.training_monitor --parameters 100000

Two perceptrons against each other, one thread, CPU time. Asked at 10⁵ parameters: radii and
couplings to 10 % in at most 60 gradients' time, growth over 100 updates in at most 300.
A gradient is that of both players' losses, each with respect to its own parameters.

With --games N the quick estimates of N games, with other weights and data each and trained for
other numbers of rounds, are held against ARPACK's of the same operators, to residuals of 1e-4: the
ends of step times curvature relative to the larger of both, the couplings relative to themselves.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from scipy.sparse.linalg import LinearOperator, eigsh

from kreissverify.experiments.monitor import Player, TransientMonitor

ROUNDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parameters", type=int, default=100_000)
    parser.add_argument("--games", type=int, default=0, help="held against ARPACK, slowly")
    options = parser.parse_args()
    torch.set_num_threads(1)
    x, y = players(options.parameters)
    count = x.size + y.size
    gradient = min(seconds(lambda: gradients(x, y)) for _ in range(ROUNDS))
    print(f"{count} parameters, a gradient takes {gradient * 1e3:.1f} ms")
    couplings = TransientMonitor(x, y, horizon=None)
    took = min(seconds(couplings.measure) for _ in range(ROUNDS))
    print(f"radii and couplings: {took / gradient:.0f} gradients' time")
    whole = TransientMonitor(x, y, horizon=100)
    print(f"and growth over 100: {(seconds(whole.measure) - took) / gradient:.0f} more")
    print(whole.last)
    for game in range(options.games):
        print(compared(options.parameters, game))


def compared(parameters: int, game: int) -> str:
    """Say how far quick estimates are from ARPACK's."""
    x, y = players(parameters, game)
    for _ in range(25 * game):  # the spectra of a game in training are less alike than at its start
        for player in (x, y):
            player.optimizer.zero_grad()
            player.loss().backward(inputs=player.parameters)
            player.optimizer.step()
    gradient = min(seconds(lambda: gradients(x, y)) for _ in range(ROUNDS))
    quick = TransientMonitor(x, y, horizon=None)
    took = min(seconds(quick.measure) for _ in range(2))
    seen, update = quick.last, quick.linearised()
    assert seen is not None
    ends = []
    for k, own in enumerate(seen.own):
        known = extremes(update.own(k), update.like(update.players[k].size))
        p = own.spectrum
        ends += [abs(p.lowest - known[0]), abs(p.highest - known[1])]
        ends[-2:] = [x / max(map(abs, known)) for x in ends[-2:]]
    couplings = []
    for k, found in enumerate((seen.b, seen.c)):
        product, transposed = update.coupling(k, 1 - k)
        like = update.like(update.players[1 - k].size)
        norm = extremes(lambda v, f=product, g=transposed: g(f(v)), like)[1] ** 0.5
        couplings.append(abs(found.norm / norm - 1))
    return (
        f"game {game}: {took / gradient:.0f} gradients' time; "
        f"ends off by {max(ends):.1%}, couplings by {max(couplings):.1%}"
    )


def extremes(product: Callable[[Any], Any], like: Any) -> tuple[float, float]:
    """Return the ends of the spectrum of a symmetric operator by ARPACK."""
    n = len(like)

    def of_array(v: Any) -> Any:
        # a copy: the products may work in place
        return product(torch.tensor(v.ravel(), dtype=like.dtype)).detach().numpy()

    operator = LinearOperator((n, n), matvec=of_array, dtype=np.float32)
    low, high = (
        eigsh(operator, 1, which=end, tol=1e-4, return_eigenvectors=False, maxiter=n, ncv=40)[0]
        for end in ("SA", "LA")
    )
    return float(low), float(high)


def players(parameters: int, seed: int = 0) -> tuple[Player, Player]:
    """Return a generator and a discriminator with about so many parameters together."""
    torch.manual_seed(seed)
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

    sgd = torch.optim.SGD
    return (
        Player("generator", G, sgd(G.parameters(), lr=0.1, weight_decay=0.01), of_G),
        Player("discriminator", D, sgd(D.parameters(), lr=0.1, weight_decay=0.01), of_D),
    )


def gradients(x: Player, y: Player) -> None:
    """Do what a training step does before the optimisers step."""
    for player in (x, y):
        torch.autograd.grad(player.loss(), player.parameters)


def seconds(function: Callable[[], Any]) -> float:
    start = time.process_time()
    function()
    return time.process_time() - start


if __name__ == "__main__":
    main()
