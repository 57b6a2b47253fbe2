"""Complex matrices in every quantity, by the thousand: nothing may disagree.

Usage: python -m tests.benchmarks.complex_matrices [--count 1000] [--seed 0] [--names K H ...]
[--samples 0]

Each matrix, with up to five rows, is compared with its real form, a unitarily similar one and
the definitions in NumPy. With --samples, so many random points z (for K, G, distance, rho_eps and
resolvent_norm) and times t (for M, T and power_norm) of these matrices are looked at: none may lie
beyond an enclosure. Prints what is wrong. Exit code 0: nothing is.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator

import numpy as np
from rich.progress import track

from kreissverify import Matrix, Refused, enclose, registry
from kreissverify.reports.render.console import terminal_console
from tests.quantities.support.complex_matrices import NAMES, matrices, mistakes

SIZES = (1, 2, 3, 4, 5)
_EACH = 100  # points, and times, of one matrix


def misses(matrix: Matrix, random: np.random.Generator) -> Iterator[str]:
    """Yield the samples of one matrix that lie beyond an enclosure."""
    array, one = matrix.array.astype(complex), np.eye(matrix.n)
    K, G, M, rho_eps = (registry()[name] for name in ("K", "G", "M", "rho_eps"))
    above = {
        "K": float(enclose(K, matrix, rtol=1e-3).upper),
        "G": float(enclose(G, matrix, "11/10", rtol=1e-3).upper),
        "M": float(enclose(M, matrix, rtol=1e-3).upper),
        "rho_eps": float(enclose(rho_eps, matrix, "1/50", rtol=1e-3).upper),
    }
    for _ in range(_EACH // 2):
        radius = 1 + 10 ** random.uniform(-3, 1)
        z = radius * np.exp(2j * np.pi * random.random())
        norm = float(np.linalg.norm(np.linalg.inv(z * one - array), 2))
        t = int(random.integers(0, 40))
        found = {"K": (radius - 1) * norm, "M": np.linalg.norm(np.linalg.matrix_power(array, t), 2)}
        if radius >= 1.1:
            found["G"] = norm
        if norm >= 50:
            found["rho_eps"] = radius
        for name, value in found.items():
            if value > above[name] * (1 + 1e-9):
                yield f"{name}: {value} at {z} and {t} is beyond {above[name]}"


def main() -> None:
    """Print the counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--samples", type=int, default=0)
    parser.add_argument("--names", nargs="*", default=NAMES)
    options = parser.parse_args()
    seconds: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    bad = 0
    console = terminal_console(stderr=True)
    pairs = matrices(options.seed, options.count, SIZES)
    for k, (matrix, other) in enumerate(track(pairs, "matrices", options.count, console=console)):
        faults: list[str] = []
        for name in options.names:
            began = time.process_time()
            try:
                faults += mistakes(name, matrix, other)
            except Refused as refusal:
                refused[f"{name}: {refusal}"[:100]] += 1
            seconds[name] += time.process_time() - began
        if k * _EACH < options.samples:
            faults += misses(matrix, np.random.default_rng([options.seed, k, 1]))
        for fault in faults:
            bad += 1
            print(f"{options.seed}, {k}: {fault}: {matrix.strings()}", flush=True)
    print(f"{options.count} matrices, {bad} faults, {refused.total()} refusals {dict(refused)}")
    print(", ".join(f"{name} {1e3 * t / options.count:.0f} ms" for name, t in seconds.items()))
    raise SystemExit(bad > 0)


if __name__ == "__main__":
    main()
