"""K of many small matrices at once, and of large blocks: rates, misses, seconds and memory.

Usage: python -m tests.benchmarks.kreiss_batches [--count 100] [--sizes 3 8 20] [--blocks 1000]

The baseline of a batch is the singular values of zI - J on a polar grid, 60 angles by 24 circles,
without any ascent, in the same run. A miss is a value that a far denser search exceeds by 1e-8.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from unittest.mock import patch

import numpy as np
from rich.table import Table

from kreissverify import BlockTriangular, K, SelfReferential
from kreissverify.instances.coupled.float_instances import float_stack
from kreissverify.quantities.maximisation.batched import search as resolvent_peaks
from kreissverify.quantities.maximisation.batched.search import highest_maxima
from kreissverify.quantities.resolvent.values import resolvent_norms
from kreissverify.reports.render.console import terminal_console

DENSE = {"_ANGLES": 150, "_SPACING": 0.4, "_STARTS": 20, "_COMPETES": 1.0}
MOST = 1e7  # K above which float64 has fewer than 8 digits


def scaled(stack: np.ndarray, radius: np.ndarray) -> np.ndarray:
    """Return the matrices with the given spectral radii."""
    return stack * (radius / np.abs(np.linalg.eigvals(stack)).max(-1))[:, None, None]


def stacks(n: int, count: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Return random matrices of several kinds."""
    radius = 1 - 10 ** rng.uniform(-4, -0.05, count)
    companion = np.zeros((count, n, n)) + np.eye(n, k=-1)
    companion[:, 0] = rng.standard_normal((count, n))
    upper = np.triu(rng.standard_normal((count, n, n)), 1) * 10 ** rng.uniform(-1, 1, (count, 1, 1))
    upper += np.eye(n) * (rng.uniform(-1, 1, (count, n)) * radius[:, None])[:, None]
    rotation = np.linalg.qr(rng.standard_normal((count, n, n)))[0]
    basis = np.eye(n) + 0.3 * rng.standard_normal((count, n, n))
    found = {
        "Gaussian": scaled(rng.standard_normal((count, n, n)), radius),
        "companion": scaled(companion, radius),
        "upper triangular": upper,
        "near-unimodular": scaled(basis @ rotation @ np.linalg.inv(basis), radius),
    }
    if n % 2 == 0:
        half = (n // 2, n // 2)
        norms = np.zeros((count, 2, 2))
        norms[:, 1, 0] = (1 - radius) * 10 ** rng.uniform(-0.5, 3, count)
        classes = BlockTriangular(sizes=half), SelfReferential(sizes=half)
        for name, members in zip(("block-triangular", "self-referential"), classes, strict=True):
            found[name] = float_stack(rng, members, half, radius, norms).matrices
            norms[:, 0, 1] = (1 - radius) ** 2 * rng.random(count) / norms[:, 1, 0]
    return found


def grid(stack: np.ndarray) -> np.ndarray:
    """Return the maxima of (|z|-1)‖R(z)‖ on a polar grid."""
    excess = np.geomspace(1e-4, 10, 24)
    points = (1 + excess)[:, None] * np.exp(1j * np.linspace(0, np.pi, 60))
    norms = resolvent_norms(stack, np.broadcast_to(points.ravel(), (len(stack), points.size)))
    return (np.repeat(excess, 60) * norms).max(axis=1)


def dense(stack: np.ndarray) -> np.ndarray:
    """Return the values of a far denser search."""
    with patch.multiple(resolvent_peaks, **DENSE):
        return values(stack)


def values(stack: np.ndarray) -> np.ndarray:
    """Return those of the search."""
    found = highest_maxima(stack)
    return np.maximum(1, found.excess / found.sigma)


def timed(work: Callable[[], object], repeats: int = 3) -> float:
    """Return the median of some seconds."""
    spent = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return float(np.median(spent))


def batches(sizes: list[int], count: int) -> Table:
    """Return rates, ratios and misses."""
    table = Table("n", "kind", "a second", "grid / this", "misses", box=None)
    rng = np.random.default_rng(0)
    for n in sizes:
        for kind, stack in stacks(n, count, rng).items():
            spent, few = timed(lambda s=stack: values(s)), stack[: max(1, count // 50)]
            ratio = timed(lambda s=few: grid(s), 1) / len(few) / (spent / count)
            usual, best = values(stack), dense(stack)
            judged = best < MOST
            missed = np.sum(usual[judged] < best[judged] * (1 - 1e-8))
            cells = (f"{count / spent:.0f}", f"{ratio:.0f}", f"{missed} of {judged.sum()}")
            table.add_row(str(n), kind, *cells)
    return table


def blocks(n: int) -> str:
    """Say what K of an instance with two blocks of n rows costs."""
    rng = np.random.default_rng(1)
    parts = [rng.standard_normal((n, n)) for _ in range(3)]
    upper, lower = (
        x * (g / np.linalg.norm(x, 2))
        for x, g in (((parts[0] + parts[0].T) / 2, 0.99), ((parts[1] + parts[1].T) / 2, 0.98))
    )
    start = time.perf_counter()
    J = BlockTriangular(upper, 3 * parts[2] / np.sqrt(n), lower)
    made = time.perf_counter() - start
    value = K(J)
    spent = time.perf_counter() - start - made
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{n} + {n}: K = {value:.12g}; made in {made:.2f} s, K in {spent:.2f} s, {most:.0f} MiB"


def main() -> None:
    """Print both."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--sizes", type=int, nargs="+", default=[3, 8, 20])
    parser.add_argument("--blocks", type=int, default=1000)
    options = parser.parse_args()
    console = terminal_console()
    console.print(blocks(options.blocks))  # first: the memory is the most so far
    console.print(batches(options.sizes, options.count))


if __name__ == "__main__":
    main()
