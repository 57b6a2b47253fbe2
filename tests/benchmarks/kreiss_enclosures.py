"""Enclosures of K of larger matrices: CPU time in complex Schur factorisations, and peak memory.

Each enclosure is made in a process of its own, on one thread, beside the factorisation of the same
matrix. A clone of an older commit may be measured in turn with this one.

Usage: python -m tests.benchmarks.kreiss_enclosures [--sizes 200,300] [--grcar 100] [--other CLONE]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from kreissverify.matrices.gallery import grcar
from kreissverify.reports.render.console import terminal_console

ROOT = Path(__file__).parents[2]
# Run with the package of either commit, hence a script that imports nothing else of it. The time
# of one factorisation is the mean of three: at n = 500 it is a fraction of a second.
CHILD = """
import json, resource, sys, time
import numpy as np
from scipy.linalg import schur
from kreissverify import K, enclose

matrix, rtol = np.load(sys.argv[1]), float(sys.argv[2])
start = time.process_time()
for _ in range(3):
    schur(matrix.astype(complex), output="complex")
schur_seconds = (time.process_time() - start) / 3
start = time.process_time()
found = enclose(K, matrix, rtol=rtol)
seconds = time.process_time() - start
print(json.dumps({
    "seconds": seconds,
    "schur": schur_seconds,
    "mebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "low": float(found.lower.value),
    "high": float(found.upper.value),
}))
"""


class Measured(NamedTuple):
    """CPU seconds of one enclosure and of one Schur factorisation, peak memory, the enclosure."""

    seconds: float
    schur: float
    mebibytes: float
    low: float
    high: float


def gaussian(n: int) -> NDArray[np.float64]:
    """Return a Gaussian matrix of spectral radius 0.95."""
    matrix = np.random.default_rng(n).standard_normal((n, n))
    return np.asarray(0.95 / np.abs(np.linalg.eigvals(matrix)).max() * matrix)


def measured(matrix: NDArray[np.float64], rtol: float, package: Path = ROOT) -> Measured:
    """Return what an enclosure of K by the package in a folder takes, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "matrix.npy"
        np.save(file, matrix)
        answer = subprocess.run(
            [sys.executable, "-c", CHILD, str(file), str(rtol)],
            env={**os.environ, "PYTHONPATH": str(package), "OPENBLAS_NUM_THREADS": "1"},
            cwd=package,
            capture_output=True,
            text=True,
        )
    if answer.returncode:
        raise RuntimeError(answer.stderr.strip().rpartition("\n")[2])
    return Measured(**json.loads(answer.stdout))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="200,300,500")
    parser.add_argument("--grcar", default="100")
    parser.add_argument("--other", type=Path, help="a clone of another commit")
    options = parser.parse_args()
    cases = [(f"Gaussian, n = {n}", gaussian(n), 1e-3) for n in map(int, options.sizes.split(","))]
    cases += [(f"Grcar({n})/2.5", grcar(n) / 2.5, 1e-6) for n in map(int, options.grcar.split(","))]
    packages = {"this": ROOT} | ({"other": options.other.resolve()} if options.other else {})
    table = Table("matrix", "rtol", "commit", "CPU s", "in Schur", "MiB", "K at least", "at most")
    for name, matrix, rtol in cases:
        for commit, package in packages.items():
            try:
                found = measured(matrix, rtol, package)
            except RuntimeError as failure:
                table.add_row(name, f"{rtol:g}", commit, str(failure))
                continue
            cells = f"{found.seconds:.2f}", f"{found.seconds / found.schur:.0f}"
            ends = f"{found.mebibytes:.0f}", f"{found.low:.9g}", f"{found.high:.9g}"
            table.add_row(name, f"{rtol:g}", commit, *cells, *ends)
    terminal_console().print(table)


if __name__ == "__main__":
    main()
