"""G, ρ_ε and the resolvent grid beside their peers: ratios of processor time in one run.

G(A, 1) beside ab13dd of SLICOT (slycot 0.7.1, installed into a temporary folder, at its default
tolerance); ρ_ε(A), ε = 0.01, beside a plain criss-cross search (E. Mengi, M. L. Overton, IMA J.
Numer. Anal. 25 (2005) 648) to 1e-12; a grid of 64×64 points beside the singular values of each.
Matrices are standard normal, scaled to ρ = .95, with fixed seeds; each ratio is the median of
those of several matrices, the two pieces of work taking turns.

Usage: OPENBLAS_NUM_THREADS=1 python -m tests.benchmarks.resolvents [--matrices 5] [--no-slycot]
"""

from __future__ import annotations

import argparse
import site
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.linalg
from numpy.typing import NDArray
from rich.table import Table

from kreissverify import G, pseudospectral_radius, resolvent_norm
from kreissverify.reports.render.console import terminal_console

SLYCOT = "slycot==0.7.1"
EPS = 0.01
#: By size: how often each piece of work is repeated, and what is asked of the ratios.
REPEATS = {10: 40, 50: 5, 200: 1}
ASKED_G = {10: 2.0, 50: 1.0, 200: 0.7}
GRID_POINTS, GRID_SAMPLED = 64, 40  # points a side; every 40th by singular values, scaled up

Matrix = NDArray[np.float64]
Work = Callable[[], object]


def gaussian(n: int, seed: int) -> Matrix:
    """Return a standard normal matrix scaled to spectral radius 0.95."""
    matrix = np.random.default_rng(seed).standard_normal((n, n))
    return np.asarray(0.95 / np.abs(np.linalg.eigvals(matrix)).max() * matrix)


def seconds(work: Work) -> float:
    """Return the processor time of a piece of work."""
    start = time.process_time()
    work()
    return time.process_time() - start


def ratio(ours: Work, theirs: Work, repeats: int) -> float:
    """Return the ratio of the medians of both, taking turns, after one run that is not counted."""
    ours(), theirs()
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(repeats)]
    mine, other = (statistics.median(times) for times in zip(*pairs, strict=True))
    return mine / other


def slycot_installed(folder: str) -> Any:
    """Install slycot into a folder and return its module."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", folder]
    subprocess.run([*command, SLYCOT], check=True)
    site.addsitedir(folder)
    import slycot

    return slycot


def h_infinity(slycot: Any, matrix: Matrix) -> float:
    """Return the H∞ norm of (zI - A)⁻¹ by SLICOT."""
    n = len(matrix)
    identity, zero = np.eye(n), np.zeros((n, n))
    return float(
        slycot.ab13dd("D", "I", "N", "Z", n, n, n, matrix, identity, identity, identity, zero)[0]
    )


def criss_cross(matrix: Matrix, eps: float, rtol: float = 1e-12) -> float:
    """Return ρ_ε by searches along rays and circles in turn, both by eigenvalues of size 2n."""
    eigenvalues = np.linalg.eigvals(matrix)
    angles = [float(np.angle(eigenvalues[np.abs(eigenvalues).argmax()]))]
    radius = 0.0
    while True:
        farthest = max(along_ray(matrix, eps, angle) for angle in angles)
        if farthest <= radius * (1 + rtol):
            return max(farthest, radius)
        radius = farthest
        crossings = along_circle(matrix, eps, radius)
        middles = (crossings + np.roll(crossings, -1)) / 2
        middles[-1:] += np.pi
        angles = sorted({round(abs(float(np.angle(np.exp(1j * a)))), 12) for a in middles})
        angles = [a for a in angles if least_singular_value(matrix, radius, a) < eps]
        if not angles:
            return radius


def along_ray(matrix: Matrix, eps: float, angle: float) -> float:
    """Return the largest r with a singular value ε of re^{iθ}I - A."""
    turned, identity = np.exp(-1j * angle) * matrix, np.eye(len(matrix))
    level = eps * np.exp(-1j * angle) * identity
    values = np.linalg.eigvals(np.block([[turned, level], [level.conj(), turned.conj().T]]))
    return float(values.real[np.abs(values.imag) < 1e-7 * np.abs(values).max()].max())


def along_circle(matrix: Matrix, eps: float, radius: float) -> Matrix:
    """Return the angles on |z| = r where a singular value is ε, sorted."""
    n = len(matrix)
    identity, zero = np.eye(n), np.zeros((n, n))
    scaled, level = matrix / radius, eps / radius * identity
    first = np.block([[scaled, level], [zero, identity]])
    second = np.block([[identity, zero], [level, scaled.T]])
    values = scipy.linalg.eigvals(first, second)
    return np.sort(np.angle(values[np.abs(np.abs(values) - 1) < 1e-7]))


def least_singular_value(matrix: Matrix, radius: float, angle: float) -> float:
    """Return σ_min(re^{iθ}I - A)."""
    shifted = radius * np.exp(1j * angle) * np.eye(len(matrix)) - matrix
    return float(np.linalg.svd(shifted, compute_uv=False)[-1])


def agreed(ours: float, theirs: float) -> None:
    """Stop if two values of the same quantity differ."""
    if abs(ours - theirs) > 1e-8 * theirs:
        raise SystemExit(f"values differ: {ours!r} here, {theirs!r} by the peer")


def compared(matrices: list[Matrix], ours: Any, theirs: Any) -> float:
    """Return the median ratio over matrices, whose values are to agree."""
    for matrix in matrices:
        agreed(ours(matrix), theirs(matrix))
    repeats = REPEATS[len(matrices[0])]
    return statistics.median(
        ratio(lambda a=a: ours(a), lambda a=a: theirs(a), repeats)  # type: ignore[misc]
        for a in matrices
    )


def grid_ratio(matrix: Matrix) -> tuple[float, float]:
    """Return how many times faster a grid is than singular values, and the largest difference."""
    line = np.linspace(-1.2, 1.2, GRID_POINTS)
    points = (line[None, :] + 1j * line[:, None]).ravel()
    some = points[::GRID_SAMPLED]
    norms: dict[str, Any] = {}
    resolvent_norm(matrix, points[:300])
    mine = seconds(lambda: norms.update(ours=resolvent_norm(matrix, points)))
    theirs = seconds(lambda: norms.update(theirs=[by_svdvals(matrix, z) for z in some]))
    difference = np.abs(norms["ours"][::GRID_SAMPLED] / np.array(norms["theirs"]) - 1).max()
    return theirs * points.size / some.size / mine, float(difference)


def by_svdvals(matrix: Matrix, z: complex) -> float:
    """Return ‖(zI-A)⁻¹‖ from all singular values."""
    return float(1 / scipy.linalg.svdvals(z * np.eye(len(matrix)) - matrix)[-1])


def main() -> None:
    """Print one line a comparison."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--matrices", type=int, default=5)
    parser.add_argument("--no-slycot", action="store_true")
    arguments = parser.parse_args()
    table = Table("work", "n", "ratio", "asked")
    sets = {n: [gaussian(n, seed) for seed in range(arguments.matrices)] for n in REPEATS}
    if not arguments.no_slycot:
        with tempfile.TemporaryDirectory() as folder:
            slycot = slycot_installed(folder)
            for n, matrices in sets.items():
                found = compared(matrices, lambda a: G(a, 1), lambda a: h_infinity(slycot, a))
                table.add_row("G, beside ab13dd", str(n), f"{found:.2f}", f"at most {ASKED_G[n]}")
    for n in (50, 200):
        found = compared(
            sets[n], lambda a: pseudospectral_radius(a, EPS), lambda a: criss_cross(a, EPS)
        )
        table.add_row("rho_eps, beside criss-cross", str(n), f"{found:.2f}", "at most 1")
    times, difference = grid_ratio(sets[200][0])
    table.add_row("grid, beside svdvals", "200", f"1/{times:.1f}", "at most 1/12")
    terminal_console().print(table)
    terminal_console().print(f"largest relative difference on the grid: {difference:.1e}")


if __name__ == "__main__":
    main()
