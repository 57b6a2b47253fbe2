"""K of hostile matrices in floats, one by one and in stacks, held against enclosures.

Needle peaks of direct sums of rotated blocks, defective, graded, nilpotent and spiral matrices,
eigenvalues 1e-1 to 1e-7 inside the circle, n to 20. Counted: values that are wrong and say nothing,
and those that are refused or unsure where cond(V) ≤ 1e8 and 1-ρ ≥ 1e-6.

Usage: python -m tests.benchmarks.kreiss_hostile [--count 200] [--seed 0] [--rtol 1e-5]
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Iterator

import numpy as np
from rich.table import Table
from scipy.linalg import block_diag

from kreissverify import K, Refused, enclose
from kreissverify.matrices.gallery import grcar, jordan
from kreissverify.reports.render.console import terminal_console

Matrix = np.ndarray
Maker = Callable[[np.random.Generator, int, float], Matrix]


def scaled(matrix: Matrix, radius: float) -> Matrix:
    """Return the matrix with a given spectral radius."""
    return matrix * (radius / np.abs(np.linalg.eigvals(matrix)).max())


def rotated(matrix: Matrix, rng: np.random.Generator) -> Matrix:
    """Return an orthogonally similar matrix."""
    turn = np.linalg.qr(rng.standard_normal(matrix.shape))[0]
    return turn @ matrix @ turn.T


def needle(rng: np.random.Generator) -> Matrix:
    """Return [[gR, cI], [0, gR]] with R a rotation: K is κ/4 + 1/κ for κ = c/(1-g) ≥ 2."""
    gap, angle = 10 ** rng.uniform(-7, -0.5), rng.uniform(0, math.pi)
    c, s = (1 - gap) * math.cos(angle), (1 - gap) * math.sin(angle)
    coupling = gap * 10 ** rng.uniform(-0.5, 2.5)
    return np.kron(np.eye(2), [[c, s], [-s, c]]) + coupling * np.eye(4, k=2)


def needles(rng: np.random.Generator, n: int, gap: float) -> Matrix:
    """Return a direct sum of needles."""
    whole = block_diag(*[needle(rng) for _ in range(max(1, n // 4))])
    return rotated(whole, rng) if rng.random() < 0.5 else whole


def spiral(rng: np.random.Generator, n: int, gap: float) -> Matrix:
    """Return rotations on a spiral, coupled."""
    radii = 1 - gap * (1 + np.arange(max(1, n // 2)))
    radii = np.where(radii > 0, radii, rng.uniform(0, 0.9))
    angles = np.arange(radii.size) * rng.uniform(0.1, 1)
    parts = [[[r * math.cos(t), -r * math.sin(t)], [r * math.sin(t), r * math.cos(t)]]
             for r, t in zip(radii, angles, strict=True)]  # fmt: skip
    whole = block_diag(*parts)
    return whole + np.triu(rng.standard_normal(whole.shape), 2) * gap * 10 ** rng.uniform(-1, 1)


def companion(rng: np.random.Generator, n: int, gap: float) -> Matrix:
    """Return a random companion matrix."""
    matrix = np.eye(n, k=-1)
    matrix[0] = rng.standard_normal(n)
    return scaled(matrix, 1 - gap)


def near_unimodular(rng: np.random.Generator, n: int, gap: float) -> Matrix:
    """Return a matrix similar to an orthogonal one, scaled."""
    turn = np.linalg.qr(rng.standard_normal((n, n)))[0]
    basis = np.eye(n) + 0.4 * rng.standard_normal((n, n))
    return scaled(basis @ turn @ np.linalg.inv(basis), 1 - gap)


def triangular(rng: np.random.Generator, n: int, gap: float) -> Matrix:
    """Return an upper triangular matrix."""
    upper = np.triu(rng.standard_normal((n, n)), 1) * 10 ** rng.uniform(-2, 0.5)
    return upper + np.diag(rng.uniform(-1, 1, n) * (1 - gap))


def graded(rng: np.random.Generator, n: int, gap: float) -> Matrix:
    """Return a Gaussian matrix in coordinates of sizes from 1e-3 to 1e3."""
    sizes = 10 ** rng.uniform(-3, 3, n)
    return scaled(rng.standard_normal((n, n)), 1 - gap) * sizes[:, None] / sizes


KINDS: dict[str, Maker] = {
    "Gaussian": lambda rng, n, gap: scaled(rng.standard_normal((n, n)), 1 - gap),
    "needles": needles,
    "spiral": spiral,
    "companion": companion,
    "near-unimodular": near_unimodular,
    "upper triangular": triangular,
    "Jordan": lambda rng, n, gap: jordan(
        n, rng.uniform(-1, 1) * (1 - gap), 10 ** rng.uniform(-2, 0.5)
    ),
    "Grcar": lambda rng, n, gap: scaled(grcar(max(n, 3)), (1 - gap) * rng.uniform(0.6, 1)),
    "nilpotent": lambda rng, n, gap: rotated(np.triu(rng.standard_normal((n, n)), 1), rng),
    "graded": graded,
}


def matrices(count: int, seed: int) -> Iterator[tuple[str, Matrix]]:
    """Yield matrices of all kinds in turn, with ρ < 1."""
    names = list(KINDS)
    for i in range(count):
        rng = np.random.default_rng([seed, i])
        matrix = KINDS[names[i % len(names)]](
            rng, int(rng.integers(2, 21)), 10 ** rng.uniform(-5.5, -0.3)
        )
        if np.abs(np.linalg.eigvals(matrix)).max() < 1 - 1e-9:
            yield names[i % len(names)], matrix  # fmt: skip


def is_tame(matrix: Matrix) -> bool:
    """Say whether an answer is to be expected."""
    values, vectors = np.linalg.eig(matrix)
    return bool(np.linalg.cond(vectors) <= 1e8 and 1 - np.abs(values).max() >= 1e-6)


def judged(matrix: Matrix, rtol: float) -> dict[str, bool]:
    """Return what is wrong with the values of one matrix."""
    found = {"tame": is_tame(matrix)}
    try:
        bounds = enclose(K, matrix, rtol=rtol)
    except Refused:
        return found | {"no enclosure": True}
    low, high = float(bounds.lower), float(bounds.upper)
    try:
        value = K(matrix)
        found["wrong"] = not low * (1 - 1e-8) <= value <= high * (1 + 1e-8)
    except Refused:
        found["refused"] = True
    stack = K.float64(matrix[None])
    value, error = float(stack.values[0]), float(stack.errors[0])
    found["stack wrong"] = not low * (1 - 1e-12) - error <= value <= high * (1 + 1e-12) + error
    found["stack unsure"] = not bool(stack.are_right[0])
    return found


def main() -> None:
    """Print the counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rtol", type=float, default=1e-5)
    options = parser.parse_args()
    columns = ("wrong", "refused", "stack wrong", "stack unsure", "no enclosure")
    table = Table("kind", "matrices", "tame", *columns, "unsure of the tame", box=None)
    counts: dict[str, list[dict[str, bool]]] = {kind: [] for kind in KINDS}
    for kind, matrix in matrices(options.count, options.seed):
        counts[kind].append(judged(matrix, options.rtol))
    for kind, rows in counts.items():
        tame = [row for row in rows if row["tame"]]
        unsure = sum(row.get("refused", False) or row.get("stack unsure", False) for row in tame)
        cells = [str(sum(row.get(column, False) for row in rows)) for column in columns]
        table.add_row(kind, str(len(rows)), str(len(tame)), *cells, str(unsure))
    terminal_console().print(table)


if __name__ == "__main__":
    main()
