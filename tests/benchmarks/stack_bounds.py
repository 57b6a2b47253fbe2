"""Bounds of stacks held against enclosures of single matrices, which share no step with them.

A *miss* is a pair of bounds that cannot both hold, as they are apart: compared exactly. The
matrices are those of `soak`: Gaussian, far from normal, coupled and nearly defective, of 2 to 8
rows.

Usage: python -m tests.benchmarks.stack_bounds [--count 20000] [--seed 0] [--widths 0.1 0.001]
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from flint import fmpq
from numpy.typing import NDArray

from kreissverify import (
    G,
    K,
    L,
    M,
    T,
    enclose,
    norm,
    power_norm,
    pseudospectral_radius,
    rho,
    w,
)
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.extended import below
from kreissverify.numbers.float_ball_matrix import FloatBall
from kreissverify.numbers.intervals import Intervals
from kreissverify.quantities.base import Quantity
from tests.benchmarks.soak import drawn

#: The quantities with their parameters: floats, so that both routes have the same ones.
ASKED: tuple[tuple[Quantity, tuple[float, ...]], ...] = (
    (K, ()), (M, ()), (G, (1.0,)), (G, (1.25,)), (L, ()), (T, (0.125,)), (norm, ()),
    (power_norm, (7.0,)), (rho, ()), (w, ()), (pseudospectral_radius, (0.125,)),
    (pseudospectral_radius, (0.0009765625,)),
)  # fmt: skip
#: Matrices bounded together.
STACK = 256
#: The width of single enclosures; L alone is not narrowed, as a program takes too long.
NARROW, WIDE = 1e-6, 1e-1


@dataclass
class Tally:
    """What came of one quantity at one width."""

    seconds: float = 0.0
    single: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)


def stacks(count: int, seed: int) -> Iterator[NDArray[np.float64]]:
    """Yield the matrices in stacks of equal sizes."""
    groups: dict[int, list[NDArray[np.float64]]] = defaultdict(list)
    for index in range(count):
        matrix = drawn(index, seed)[1]
        groups[len(matrix)].append(matrix)
        if len(groups[len(matrix)]) == STACK:
            yield np.stack(groups.pop(len(matrix)))
    yield from (np.stack(group) for group in groups.values())


def outcome(low: float, high: float, single: Enclosure, rtol: float) -> str:
    """Say what a pair of bounds is beside a single enclosure: compared exactly."""
    exact_low, exact_high = (
        fmpq(*x.as_integer_ratio()) if np.isfinite(x) else x for x in (low, high)
    )
    if below(exact_high, single.lower.value) or below(single.upper.value, exact_low):
        return "miss"
    if not np.isfinite(high):
        return "open"
    return "narrow" if high - low <= 1.01 * rtol * abs(low) else "wide"


def judge(
    quantity: Quantity, parameters: Sequence[float], stack: NDArray[np.float64], rtol: float,
    tally: Tally,
) -> None:  # fmt: skip
    """Count what becomes of a stack."""
    # the matrices are the floats that they are
    balls = FloatBall(stack, np.zeros_like(stack))
    rows = [Intervals.exactly(np.full(len(stack), x)) for x in parameters]
    start = time.process_time()
    with np.errstate(all="ignore"):
        found = quantity.bounds_of_stack(balls, *rows, rtol=rtol)
    tally.seconds += time.process_time() - start
    for matrix, low, high in zip(stack, found.lower.tolist(), found.upper.tolist(), strict=True):
        start = time.process_time()
        try:
            single = enclose(quantity, matrix, *parameters, rtol=WIDE if quantity is L else NARROW)
        except Refused:
            tally.counts["refused one by one"] += 1
            continue
        finally:
            tally.single += time.process_time() - start
        tally.counts[outcome(low, high, single, rtol)] += 1


def main() -> None:
    """Judge the matrices and print the counts, with the processor time of both routes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=20_000 // len(ASKED))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--widths", type=float, nargs="+", default=[0.1])
    options = parser.parse_args()
    for rtol in options.widths:
        for quantity, parameters in ASKED:
            tally = Tally()
            for stack in stacks(options.count, options.seed):
                judge(quantity, parameters, stack, rtol, tally)
            name = f"{quantity.name}{parameters or ''}"
            each = [f"{1e3 * x / options.count:.3g} ms" for x in (tally.seconds, tally.single)]
            counts = ", ".join(f"{n} {what}" for what, n in tally.counts.most_common())
            print(f"{name} to {rtol:g}: {counts}; {each[0]} a matrix, {each[1]} one by one")


if __name__ == "__main__":
    main()
