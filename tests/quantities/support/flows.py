"""Exact stable flows whose K_c is known independently of the package."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
from flint import fmpq, fmpq_mat

from kreissverify import Matrix, Refused
from kreissverify.quantities.curves import LINES
from kreissverify.quantities.kreiss.enclosure import enclose_kreiss


def planar_kreiss(array: Any, digits: int = 50) -> mpmath.mpf:
    """Return K_c of a complex 2×2 matrix with eigenvalues in Re ≤ 0, by Q, from its eigenvalues."""
    with mpmath.workdps(2 * digits):
        (a, b), (c, d) = ([mpmath.mpmathify(x) for x in row] for row in array)
        root = mpmath.sqrt((a - d) ** 2 + 4 * b * c)
        first, second = (a + d + root) / 2, (a + d - root) / 2
        total = sum(abs(x) ** 2 for x in (a, b, c, d))
        w2 = max(total - abs(first) ** 2 - abs(second) ** 2, mpmath.mpf(0))
        top = mpmath.sqrt(w2) + mpmath.sqrt(w2 + abs(first - second) ** 2)
        product = mpmath.sqrt(max(mpmath.re(first) * mpmath.re(second), mpmath.mpf(0)))
        x = max(mpmath.mpf(1), top / (2 * product + abs(first + mpmath.conj(second))))
        return (x + 1 / x) / 2


def chain_kreiss(kappa: float, size: int) -> float:
    """Return K_c of a Jordan block -μI + cN, κ = c/μ, which is attained on the real axis.

    With s = x/(x+μ), t = κ(1-s) it is the largest s‖(I - tN)⁻¹‖ over 0 < s < 1.
    """
    powers = np.arange(size)[:, None] - np.arange(size)

    def value(s: float) -> float:
        entries = np.where(powers >= 0, (kappa * (1 - s)) ** np.maximum(powers, 0), 0.0)
        return s * float(np.linalg.norm(entries, 2))

    grid = np.linspace(0, 1, 401)[1:]
    best = float(grid[int(np.argmax([value(s) for s in grid]))])
    low, high = max(best - 0.0025, 0.0), min(best + 0.0025, 1.0)
    golden = (math.sqrt(5) - 1) / 2
    for _ in range(60):
        left, right = high - golden * (high - low), low + golden * (high - low)
        low, high = (left, high) if value(left) < value(right) else (low, right)
    return max(1.0, value((low + high) / 2))


def known_flow(random: np.random.Generator) -> tuple[Matrix, float]:
    """Return a flow and its K_c: a direct sum in rational orthogonal coordinates.

    Of 1×1 and 2×2 blocks and Jordan blocks of three rows: stiff, defective, rotating, with α from
    -1e-8 to -1e3.
    """
    blocks, value = [], 1.0
    for _ in range(int(random.integers(1, 4))):
        block, known = _block(random)
        blocks.append(block)
        value = max(value, known)
    size = sum(len(b) for b in blocks)
    matrix, at = [[fmpq(0)] * size for _ in range(size)], 0
    for block in blocks:
        for i, row in enumerate(block):
            matrix[at + i][at : at + len(block)] = row
        at += len(block)
    turn = _reflection(random, size)
    return Matrix(turn * fmpq_mat(matrix) * turn), value


def _block(random: np.random.Generator) -> tuple[list[list[fmpq]], float]:
    mu = _short(random, 10.0 ** random.uniform(-8, 3))
    kind = int(random.integers(5))
    if kind == 0:
        return [[-mu]], 1.0
    c = mu * _short(random, 10.0 ** random.uniform(-1, 2))
    zero = fmpq(0)
    if kind == 1:  # defective
        block = [[-mu, zero], [c, -mu]]
    elif kind == 2:  # stiff
        block = [[-mu, c], [zero, -mu * _short(random, 10.0 ** random.uniform(0, 6))]]
    elif kind == 3:  # rotating
        turn = mu * _short(random, 10.0 ** random.uniform(-2, 4))
        block = [[-mu, turn], [-turn * _short(random, 10.0 ** random.uniform(-2, 2)), -mu]]
    else:
        kappa = _short(random, 10.0 ** random.uniform(-1, 1))
        rows = [[-mu, zero, zero], [mu * kappa, -mu, zero], [zero, mu * kappa, -mu]]
        return rows, chain_kreiss(float(kappa.p) / float(kappa.q), 3)
    exact = [[mpmath.mpf(int(x.p)) / int(x.q) for x in row] for row in block]
    return block, float(planar_kreiss(exact, 60))


def _short(random: np.random.Generator, value: float) -> fmpq:
    """Return a rational of few digits near a number."""
    exponent = math.floor(math.log10(value)) - 1
    scaled = max(1, round(value / 10.0**exponent))
    return fmpq(scaled * 10**exponent) if exponent >= 0 else fmpq(scaled, 10**-exponent)


def _reflection(random: np.random.Generator, size: int) -> fmpq_mat:
    """Return a Householder reflection with rational entries, or the identity."""
    v = [int(x) for x in random.integers(-3, 4, size)] if random.random() < 0.8 else [0] * size
    square = sum(x * x for x in v) or 1
    rows = range(size)
    return fmpq_mat(
        [[fmpq(int(i == j)) - fmpq(2 * v[i] * v[j], square) for j in rows] for i in rows]
    )


def missed_enclosures(seed: int, count: int) -> tuple[list[str], int]:
    """Say which enclosures do not contain K_c, or are wide, and how many were refused."""
    found = [x for k in range(count) if (x := missed_enclosure(seed, k)) is not None]
    missed = [x for x in found if not x.startswith("refused")]
    return missed, len(found) - len(missed)


def missed_enclosure(seed: int, k: int) -> str | None:
    """Say that the enclosure of a random flow does not contain K_c, or is wide; None if it holds.

    "refused" is no miss.
    """
    random = np.random.default_rng([seed, k])
    matrix, value = known_flow(random)
    rtol = 10.0 ** random.uniform(-6, -1)
    try:
        # the general route: of two rows the closed form is the first
        found = enclose_kreiss(matrix, rtol, LINES)
    except Refused as refusal:
        return f"refused: {refusal}"
    low, high = (float(x.p) / float(x.q) for x in (found.lower.value, found.upper.value))
    # the value is known to 1e-12 at worst, that of a chain of three
    if low * (1 - 1e-11) <= value <= high * (1 + 1e-11) and high <= low * (1 + rtol):
        return None
    return f"seed {seed}, {k}: {value} not in [{low}, {high}], rtol {rtol:.1e}"
