"""Time the closed forms of 2×2 matrices: microseconds a call, and of a stack a member; L for n ≥ 3.

The last columns are of hostile matrices (powers of ten of the distance to instability, defective,
ill-conditioned, badly scaled): how often L is right to 1e-8, and milliseconds a matrix.

Usage: python -m tests.benchmarks.two_by_two [--calls 300] [--hostile 60] [--seed 0]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np
from rich.table import Table

from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities import enclose, registry
from kreissverify.quantities.base import Quantity
from kreissverify.reports.render.console import terminal_console

J = np.array([[0.5, 0.1], [2.0, 0.25]])
QUANTITIES: dict[str, tuple[int, ...]] = {
    "K": (),
    "M": (),
    "G": (1,),
    "H": (),
    "L": (),
    "power_norm": (5,),
    "distance_to_instability": (),
}
_BEST_OF = 5  # runs, the fastest of which counts: others were interrupted
_MEMBERS = 1_000


def seconds(work: Callable[[], object], calls: int) -> float:
    """Return the processor time of one call, the least of some runs."""
    work()
    found = []
    for _ in range(_BEST_OF):
        start = time.process_time()
        for _ in range(calls):
            work()
        found.append((time.process_time() - start) / calls)
    return min(found)


def row(quantity: Quantity, parameters: tuple[int, ...], calls: int) -> list[str]:
    """Return the cells of one quantity."""
    stack = np.broadcast_to(J, (_MEMBERS, 2, 2)).copy()
    value = seconds(lambda: quantity(J, *parameters), calls)
    batch = seconds(lambda: quantity.float64(stack, *parameters), max(calls // 100, 1))
    shown = seconds(lambda: enclose(quantity, J, *parameters), max(calls // 10, 1))
    times = (value, batch / _MEMBERS, shown)
    return [quantity.name, *(f"{1e6 * x:.2f}" for x in times)]


def hostile(rng: np.random.Generator) -> FloatArray:
    """Return a matrix of 3 to 8 rows that is hard for L."""
    size, gap = int(rng.integers(3, 9)), 10.0 ** -rng.uniform(0.3, 6)
    kind = int(rng.integers(0, 5))
    if kind == 0:  # nearly defective
        jump = 10 ** rng.uniform(-2, 1) * gap
        return np.asarray((1 - gap) * np.eye(size) + np.diag(np.full(size - 1, jump), 1))
    if kind == 1:
        entries = np.triu(rng.normal(size=(size, size)), 1) * 10 ** rng.uniform(-1, 3)
        return np.asarray(entries + np.diag((1 - gap) * rng.uniform(-1, 1, size)))
    if kind == 2:  # a companion matrix
        found = np.diag(np.ones(size - 1), 1)
        found[-1] = -np.poly((1 - gap) * rng.uniform(-1, 1, size))[:0:-1]
        return found
    found = rng.normal(size=(size, size))
    found *= (1 - gap) / np.abs(np.linalg.eigvals(found)).max()
    if kind == 3:
        return found
    units = 10.0 ** rng.uniform(-3, 3, size)  # in coordinates of other units
    return np.asarray(units[:, None] * found / units)


def lyapunov_row(count: int, seed: int) -> list[str]:
    """Return how many hostile matrices, how many of them are right, and the milliseconds."""
    rng, quantity = np.random.default_rng(seed), registry()["L"]
    start, right = time.process_time(), 0
    for _ in range(count):
        right += quantity.estimate(hostile(rng)).is_right
    each = (time.process_time() - start) / count
    return [str(count), f"{right / count:.0%}", f"{1e3 * each:.0f}"]


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=300)
    parser.add_argument("--hostile", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    console = terminal_console()
    table = Table("quantity", "q(A)", "q.float64, a member", "enclose", title="µs, 2×2", box=None)
    for name, parameters in QUANTITIES.items():
        table.add_row(*row(registry()[name], parameters, options.calls))
    console.print(table)
    larger = Table("matrices", "right to 1e-8", "ms each", title="L, 3 to 8 rows", box=None)
    larger.add_row(*lyapunov_row(options.hostile, options.seed))
    console.print(larger)


if __name__ == "__main__":
    main()
