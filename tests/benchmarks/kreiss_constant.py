"""The Kreiss constant beside the usual way: a polar grid of dense SVDs, then Nelder-Mead.

Both run in the same process on the same matrices, and every time is the median of repeats, in
seconds of the processor. The cost is also given in complex Schur factorisations of the same matrix,
beside what is asked for: the median of matrices, as how many circles a small one takes is its own,
and the tenth and the ninetieth percentile.

Usage: python -m tests.benchmarks.kreiss_constant [--sizes 5,10,20,50,100,200] [--repeats 5]
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from rich.table import Table
from scipy.linalg import schur
from scipy.optimize import minimize

from kreissverify import K, enclose
from kreissverify.matrices.gallery import grcar
from kreissverify.reports.render.console import terminal_console

RADII, ANGLES = 60, 120
#: Above this size only some rows of the baseline's grid are timed, and the time is scaled.
WHOLE_GRID = 100
SAMPLED_RADII = 3

#: Complex Schur factorisations that K(A) may cost.
ASKED = {5: 60, 10: 60, 20: 60, 50: 6, 100: 3, 200: 2.5}

MATRICES = 30  #: of each size up to 50

Matrix = NDArray[np.float64]


def gaussian(n: int, number: int = 0) -> Matrix:
    """Return a Gaussian matrix of spectral radius 0.95."""
    matrix = np.random.default_rng([n, number]).standard_normal((n, n))
    return 0.95 / np.abs(np.linalg.eigvals(matrix)).max() * matrix


def objective(matrix: Matrix, log_excess: float, angle: float) -> float:
    """Return (|z|-1)‖R(z)‖ by one dense SVD."""
    excess = np.exp(log_excess)
    shifted = (1 + excess) * np.exp(1j * angle) * np.eye(len(matrix)) - matrix
    return float(excess / np.linalg.svd(shifted, compute_uv=False)[-1])


def baseline(matrix: Matrix) -> tuple[float, float]:
    """Return K by a 60×120 polar grid and Nelder-Mead from its best point, and the seconds."""
    logs = np.linspace(np.log(1e-3), np.log(1e2), RADII)
    angles = np.linspace(0, np.pi, ANGLES)
    whole = len(matrix) <= WHOLE_GRID
    rows = logs if whole else logs[:: RADII // SAMPLED_RADII]
    start = time.process_time()
    grid = np.array([[objective(matrix, x, t) for t in angles] for x in rows])
    seconds = (time.process_time() - start) * RADII / len(rows)
    start = time.process_time()
    i, j = np.unravel_index(grid.argmax(), grid.shape)
    found = minimize(
        lambda p: -objective(matrix, *p),
        (rows[i], angles[j]),
        method="Nelder-Mead",
        options={"xatol": 1e-8, "fatol": 1e-12},
    )
    return max(1.0, -float(found.fun)), seconds + time.process_time() - start


def median_seconds(work: Callable[[], object], repeats: int) -> float:
    """Return the median time of a piece of work, after one run that is not counted.

    What takes less than a millisecond is done as often as it takes to be measured.
    """
    start = time.process_time()
    work()
    often = max(1, math.ceil(1e-3 / max(time.process_time() - start, 1e-5)))
    times = []
    for _ in range(repeats):
        start = time.process_time()
        for _ in range(often):
            work()
        times.append((time.process_time() - start) / often)
    return statistics.median(times)


def measured(matrix: Matrix, repeats: int) -> tuple[float, float]:
    """Return the seconds of K, and that time in complex Schur factorisations."""
    factorise = median_seconds(lambda: schur(matrix.astype(complex), output="complex"), repeats)
    ours = median_seconds(lambda: K(matrix), repeats)
    return ours, ours / factorise


def row(n: int, repeats: int) -> list[str]:
    """Return the cells of one size."""
    count = MATRICES if n <= 50 else 1
    times = [measured(gaussian(n, number), repeats) for number in range(count)]
    ours = statistics.median(seconds for seconds, _ in times)
    low, middle, high = np.percentile([ratio for _, ratio in times], (10, 50, 90))
    matrix = gaussian(n)
    usual, usual_seconds = baseline(matrix)
    cells = [
        str(n),
        f"{1e3 * ours:.3g} ms",
        f"{middle:.3g}" + (f" ({low:.3g} to {high:.3g})" if count > 1 else ""),
        str(ASKED.get(n, "")),
        f"{usual_seconds / ours:.0f}×" + ("" if n <= WHOLE_GRID else " (scaled)"),
        f"{usual / K(matrix) - 1:+.1e}",
    ]
    for rtol in (1e-3, 1e-6):
        if n <= 200:
            start = time.process_time()
            enclose(K, matrix, rtol=rtol)
            cells.append(f"{time.process_time() - start:.2f} s")
        else:
            cells.append("")
    return cells


def certified_hard_cases() -> Table:
    """Return the time and the width of enclosures of matrices whose resolvent is huge."""
    table = Table("matrix", "rtol", "seconds", "K at least", "K at most", box=None)
    for n, rtol in ((32, 1e-6), (100, 1e-3)):
        matrix = grcar(n) / 2.5
        start = time.process_time()
        found = enclose(K, matrix, rtol=rtol)
        seconds = f"{time.process_time() - start:.2f}"
        low, high = float(found.lower.value), float(found.upper.value)
        table.add_row(f"Grcar({n})/2.5", f"{rtol:g}", seconds, f"{low:.9g}", f"{high:.9g}")
    return table


def batched(n: int = 8, count: int = 4000) -> str:
    """Return the rate at which stacks of small matrices are done."""
    stack = np.random.default_rng(0).standard_normal((count, n, n))
    stack *= (0.95 / np.abs(np.linalg.eigvals(stack)).max(1))[:, None, None]
    seconds = median_seconds(lambda: K.float64(stack).values, 3)
    return f"{count / seconds:.0f} matrices of size {n} a second, in stacks of {count}"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="5,10,20,50,100,200")
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    console = terminal_console()
    console.width = max(console.width, 120)
    table = Table(
        "n", "K(A)", "in Schur factorisations", "asked", "grid + Nelder-Mead takes",
        "its relative error",
        "enclosed to 1e-3", "to 1e-6", title="Gaussian matrices, ρ = 0.95", box=None,
    )  # fmt: skip
    for n in map(int, options.sizes.split(",")):
        table.add_row(*row(n, options.repeats))
    console.print(table)
    console.print(certified_hard_cases())
    console.print(batched())


if __name__ == "__main__":
    main()
