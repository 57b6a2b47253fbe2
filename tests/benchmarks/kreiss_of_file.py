"""The Kreiss constant of a .npy file of floats, reading included, in complex Schur factorisations.

The bound is what the search costs: a copy of the entries in rationals would take as long again.

Usage: python -m tests.benchmarks.kreiss_of_file [--size 500] [--repeats 5] [--most 2.2]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy.linalg import schur

from kreissverify import K, load_matrix


def seconds(work: Callable[[], object]) -> float:
    """Return the time of a piece of work."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def times(path: Path, repeats: int) -> tuple[float, float, float]:
    """Return the median times of a Schur factorisation, of reading, and of reading and K."""
    matrix = np.load(path)

    def factorise() -> object:
        return schur(matrix.astype(complex), output="complex")

    works = (factorise, lambda: load_matrix(path), lambda: K(load_matrix(path)))
    for work in works:  # one run that is not counted: imports, caches of the file system
        work()
    # in turns, so that what else the machine does meets all three alike
    rounds = [[seconds(work) for work in works] for _ in range(repeats)]
    first, second, third = (statistics.median(column) for column in zip(*rounds, strict=True))
    return first, second, third


def main() -> int:
    """Print the times and their ratio; return 1 if it is above the bound."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=500)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--most", type=float, default=2.2)
    options = parser.parse_args()
    matrix = np.random.default_rng(options.size).standard_normal((options.size, options.size))
    matrix *= 0.95 / np.abs(np.linalg.eigvals(matrix)).max()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "J.npy"
        np.save(path, matrix)
        factorise, read, whole = times(path, options.repeats)
    ratio = whole / factorise
    print(f"n = {options.size}: reading {1e3 * read:.3g} ms, reading and K {1e3 * whole:.3g} ms")
    print(f"a complex Schur factorisation {1e3 * factorise:.3g} ms")
    print(f"ratio {ratio:.2f}, to be at most {options.most:g}")
    return 1 if ratio > options.most else 0


if __name__ == "__main__":
    sys.exit(main())
