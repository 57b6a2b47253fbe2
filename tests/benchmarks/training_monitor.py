"""What the training monitor costs beside a training gradient, in one run.

    OPENBLAS_NUM_THREADS=1 python -m tests.benchmarks.training_monitor --parameters 100000

Two perceptrons against each other, one thread, CPU time. Asked at 10⁵ parameters: radii and
couplings to 10 % in at most 60 gradients' time, growth over 100 updates in at most 300.
A gradient is that of both players' losses, each with respect to its own parameters.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

import torch

from kreissverify.experiments.monitor import Player, TransientMonitor

ROUNDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parameters", type=int, default=100_000)
    parser.add_argument("--reference", action="store_true", help="also to the tolerances, slowly")
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
    if options.reference:
        print(TransientMonitor(x, y, horizon=None, effort="full").measure())


def players(parameters: int) -> tuple[Player, Player]:
    """Return a generator and a discriminator with about so many parameters together."""
    torch.manual_seed(0)
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
