"""Enclosures of K on many random matrices, each held against a search that knows nothing of them.

A *miss* is a value of (|z|-1)‖R(z)‖ above the upper bound: a false enclosure. A lower bound that
neither the search nor the float64 value comes up to is *unreached*: it has a witness, so there the
search fell short. Results are appended to a file of JSON lines as they come; a run that is started
again goes on where it stopped.

Usage: python -m tests.benchmarks.soak [--count 10000] [--seed 0] [--rtol 1e-3] [--out soak.jsonl]
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.progress import track
from scipy.optimize import minimize

from kreissverify import K, enclose
from kreissverify.numbers.errors import Refused
from kreissverify.reports.render.console import terminal_console

Matrix = NDArray[np.float64]
Generator = np.random.Generator

RADII, ANGLES = 24, 48
#: What the float64 search itself may be off by, relative to its value.
SLACK = 1e-9


def gaussian(n: int, source: Generator) -> Matrix:
    """Return a Gaussian matrix."""
    return source.standard_normal((n, n))


def triangular(n: int, source: Generator) -> Matrix:
    """Return an upper triangular matrix, far from normal."""
    return np.triu(source.standard_normal((n, n)) * 10.0 ** source.uniform(-1, 2))


def coupled(n: int, source: Generator) -> Matrix:
    """Return a block-triangular Jacobian with symmetric diagonal blocks."""
    matrix = np.zeros((n, n))
    cut = n // 2
    for part in (slice(0, cut), slice(cut, n)):
        block = source.standard_normal((len(range(n)[part]),) * 2)
        matrix[part, part] = block + block.T
    matrix[cut:, :cut] = source.standard_normal((n - cut, cut)) * 10.0 ** source.uniform(-1, 3)
    return matrix


def nearly_defective(n: int, source: Generator) -> Matrix:
    """Return a Jordan block with a small random perturbation."""
    return np.eye(n) + np.eye(n, k=1) + 1e-3 * source.standard_normal((n, n))


KINDS: tuple[Callable[[int, Generator], Matrix], ...] = (
    gaussian, triangular, coupled, nearly_defective,
)  # fmt: skip


def drawn(index: int, seed: int) -> tuple[str, Matrix]:
    """Return the index-th matrix of a seed: its kind, and its entries, scaled to ρ < 1."""
    source = np.random.default_rng((seed, index))
    kind = KINDS[index % len(KINDS)]
    matrix = kind(int(source.integers(2, 9)), source)
    radius = float(np.abs(np.linalg.eigvals(matrix)).max()) or 1.0
    return kind.__name__, matrix * (source.choice([0.5, 0.9, 0.99, 0.9999]) / radius)


def searched(matrix: Matrix) -> float:
    """Return the best value of (|z|-1)‖R(z)‖ found by a grid and an ascent: a lower bound on K."""
    n = len(matrix)

    def value(point: NDArray[np.float64]) -> float:
        excess = np.exp(point[0])
        shifted = (1 + excess) * np.exp(1j * point[1]) * np.eye(n) - matrix
        return float(excess / np.linalg.svd(shifted, compute_uv=False)[-1])

    logs = np.linspace(-9, np.log(10 + np.linalg.norm(matrix)), RADII)
    points = np.stack(np.meshgrid(logs, np.linspace(0, np.pi, ANGLES)), -1).reshape(-1, 2)
    z = (1 + np.exp(points[:, 0])) * np.exp(1j * points[:, 1])
    sigma = np.linalg.svd(z[:, None, None] * np.eye(n) - matrix, compute_uv=False)[:, -1]
    starts = np.argsort(-np.exp(points[:, 0]) / sigma)[:3]
    ascents = (
        minimize(lambda p: -value(p), points[i], method="Nelder-Mead", options={"xatol": 1e-9})
        for i in starts
    )
    return max(1.0, *(-float(found.fun) for found in ascents))


def judged(index: int, seed: int, rtol: float) -> dict[str, object]:
    """Return what became of one matrix."""
    kind, matrix = drawn(index, seed)
    record: dict[str, object] = {"index": index, "kind": kind, "n": len(matrix)}
    try:
        found = enclose(K, matrix, rtol=rtol)
    except Refused as refusal:
        return {**record, "outcome": "refused", "reason": str(refusal)}
    low, high = float(found.lower.value), float(found.upper.value)
    best, estimate = searched(matrix), float(K.float64(matrix).values)
    record |= {"lower": low, "upper": high, "searched": best, "float64": estimate}
    inside = best <= high * (1 + SLACK) and estimate <= high * (1 + SLACK)
    reached = max(best, estimate) >= low * (1 - SLACK)
    wide = high > low * (1 + rtol) * (1 + SLACK)
    outcome = "miss" if not inside else "unreached" if not reached else "wide" if wide else "holds"
    return {**record, "outcome": outcome}


def main() -> None:
    """Judge the matrices that the file does not have yet, and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rtol", type=float, default=1e-3)
    parser.add_argument("--out", type=Path, default=Path("soak.jsonl"))
    options = parser.parse_args()
    done = options.out.read_text().splitlines() if options.out.exists() else []
    outcomes = Counter(str(json.loads(line)["outcome"]) for line in done)
    console = terminal_console()
    with options.out.open("a") as out:
        for index in track(range(len(done), options.count), console=console):
            record = judged(index, options.seed, options.rtol)
            print(json.dumps(record), file=out, flush=True)
            outcomes[str(record["outcome"])] += 1
    console.print(", ".join(f"{count} {name}" for name, count in outcomes.most_common()))


if __name__ == "__main__":
    main()
