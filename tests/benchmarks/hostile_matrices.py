"""How many floats of hostile matrices are wrong in silence: none may be.

    python -m tests.benchmarks.hostile_matrices [--count 2000] [--seed 0] [--seconds 10] [NAME ...]

For each quantity: `estimate`, `q(A)` and a stack of one, of so many matrices (see
`tests/quantities/support/hostile.py`; of L 300 with n ≤ 8), beside enclosures, or high precision
where the value is one computation; and of every fourth matrix a stack with complex phases. Counted
are values off by more than their errors (or 1e-8 for `q(A)`), and what is refused or unsure though
the value is within the range of floats, with those apart that are tame: cond(V) ≤ 1e8 and
1-ρ ≥ 1e-6. A truth that takes more than `--seconds` of
processor time is not waited for, and counted. What is wrong is printed at once, and the counts
every hundred matrices.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from tests.quantities.support.hostile import Hostile, hostile_matrices, is_tame
from tests.quantities.support.silent_errors import (
    happenings,
    happenings_of_phases,
    parameters_of,
)

NAMES = ("rho", "norm", "w", "H", "stein_bound", "power_norm", "resolvent_norm", "G", "rho_eps",
         "distance_to_instability", "K", "M", "T", "L")  # fmt: skip
# Of L the enclosures are semidefinite programs.
MOST = {"L": 300}
LARGEST = {"L": 8}
PROGRESS = 100  # matrices between two tables


class OutOfTime(Exception):
    """The truth took too long."""


def main() -> int:
    """Print the counts; 1 if anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=NAMES)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=10)
    options = parser.parse_args()
    counts: dict[str, Counter[str]] = {name: Counter() for name in options.names}
    for k in range(options.first, options.count):
        for name in options.names:
            if k < MOST.get(name, options.count):
                began = time.process_time()
                look(name, k, options.seed, options.seconds, counts[name])
                counts[name]["seconds"] += time.process_time() - began  # type: ignore[assignment]
        if (k + 1) % PROGRESS == 0 or k + 1 == options.count:
            show(counts)
    return int(any(count["wrong"] for count in counts.values()))


def look(name: str, k: int, seed: int, seconds: float, count: Counter[str]) -> None:
    """Look at the k-th matrix, and with phases at every fourth."""
    largest = LARGEST.get(name, 20)
    one = hostile_matrices(1, seed, largest, first=k)[0]
    happened = in_time(happenings, name, one, [seed, k, 1], seconds)
    if k % 4 == 0:
        phases = hostile_matrices(1, seed, min(largest, 8), True, first=k)[0]
        happened |= in_time(happenings_of_phases, name, phases, [seed, k, 2], seconds)
    tame = is_tame(one.array)
    count["all"] += 1
    count["tame"] += tame
    for what in happened:
        count[what] += 1
        count[f"{what} tame"] += tame
    if "wrong" in happened:
        print(f"WRONG: {name} of number {k} of seed {seed}, {one.kind}", flush=True)


def in_time(judge: Any, name: str, one: Hostile, seed: list[int], seconds: float) -> set[str]:
    """Return what happened, "no truth" if it took too long."""
    parameters = parameters_of(name, one.array, np.random.default_rng(seed))
    try:
        with limited(seconds):
            return set(judge(name, one.array, parameters))
    except OutOfTime:
        return {"no truth"}


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise `OutOfTime` after some seconds of processor time."""

    def stop(*_: Any) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def show(counts: dict[str, Counter[str]]) -> None:
    """Print the counts of each quantity; those of the tame in brackets."""
    columns = ("wrong", "refused", "unsure", "stack unsure", "no truth", "no float")
    print(f"{'quantity':24}" + "".join(f"{x:>19}" for x in columns) + "   all  tame   CPU s")
    for name, count in counts.items():
        cells = "".join(f"{count[x]:11} ({count[f'{x} tame']:5})" for x in columns)
        print(f"{name:24}{cells}{count['all']:6}{count['tame']:6}{count['seconds']:8.0f}")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
