"""Matrices on which float64 goes wrong: needles, defective eigenvalues, extreme scales."""

from __future__ import annotations

import math

import numpy as np
import scipy.linalg
from numpy.typing import NDArray

__all__ = ["godunov", "hostile", "needles", "rotated"]

Array = NDArray[np.float64]


def rotated(gamma: float, c: float, theta: float) -> Array:
    """Return [[γR, cI], [0, γR]] with R the rotation by θ: two needle peaks at ±θ."""
    turn = np.array([[math.cos(theta), -math.sin(theta)], [math.sin(theta), math.cos(theta)]])
    return np.block([[gamma * turn, c * np.eye(2)], [np.zeros((2, 2)), gamma * turn]])


def needles(*blocks: tuple[float, float, float]) -> Array:
    """Return the direct sum of such blocks."""
    return np.asarray(scipy.linalg.block_diag(*(rotated(*block) for block in blocks)))


def godunov() -> Array:
    """Return Godunov's matrix over 8: eigenvalues 0, ±1/8, ±1/4, ±1/2 that LAPACK puts near 1."""
    rows = """
        289 2064 336 128 80 32 16; 1152 30 1312 512 288 128 32; -29 -2000 756 384 1008 224 48;
        512 128 640 0 640 512 128; 1053 2256 -504 -384 -756 800 208;
        -287 -16 1712 -128 1968 -30 2032; -2176 -287 -1565 -512 -541 -1152 -289
    """
    return np.array([[float(x) for x in row.split()] for row in rows.split(";")]) / 8


def hostile(seed: int) -> tuple[Array, float]:
    """Return one of many hostile matrices, of size up to 20, and the power of two it is scaled by.

    By turns direct sums of rotated blocks, the same in other coordinates, Jordan blocks, spirals,
    dense, Grcar, rounded similarity transforms, companion, nearly orthogonal and badly scaled ones.
    """
    rng = np.random.default_rng(seed)
    made = (
        _sum,
        _turned,
        _jordan,
        _spiral,
        _dense,
        _grcar,
        _similar,
        _companion,
        _orthogonal,
        _bad,
    )
    scale = float(2.0 ** rng.choice([-500, 500])) if rng.random() < 0.1 else 1.0
    return np.asarray(made[seed % len(made)](rng)) * scale, scale


def _near(rng: np.random.Generator) -> float:
    return float(1 - 10 ** -rng.uniform(0.3, 6))


def _sum(rng: np.random.Generator) -> Array:
    count = int(rng.integers(1, 6))
    drawn = [(_near(rng), 10 ** rng.uniform(-6, 1), rng.uniform(0, math.pi)) for _ in range(count)]
    return needles(*drawn)


def _turned(rng: np.random.Generator) -> Array:
    matrix = _sum(rng)
    turn = np.linalg.qr(rng.standard_normal(matrix.shape))[0]
    return np.asarray(turn @ matrix @ turn.T)


def _jordan(rng: np.random.Generator) -> Array:
    n = int(rng.integers(2, 13))
    sign = rng.choice([-1, 1])
    return np.asarray(_near(rng) * sign * np.eye(n) + 10 ** rng.uniform(-4, 1) * np.eye(n, k=1))


def _spiral(rng: np.random.Generator) -> Array:
    count = int(rng.integers(1, 10))
    turns = np.linspace(0, rng.uniform(1, 12), count)
    sizes = _near(rng) * np.exp(-rng.uniform(0, 1) * turns)
    matrix = scipy.linalg.block_diag(
        *(rotated(r, 0, t)[:2, :2] for r, t in zip(sizes, turns, strict=True))
    )
    above = np.triu(rng.standard_normal(matrix.shape), 2)
    return np.asarray(matrix + above * 10 ** rng.uniform(-3, 1))


def _dense(rng: np.random.Generator) -> Array:
    n = int(rng.integers(1, 21))
    matrix = rng.standard_normal((n, n))
    return np.asarray(matrix * _near(rng) / np.abs(np.linalg.eigvals(matrix)).max())


def _grcar(rng: np.random.Generator) -> Array:
    n = int(rng.integers(3, 16))
    matrix = np.eye(n) - np.eye(n, k=-1) + sum(np.eye(n, k=j) for j in (1, 2, 3))
    return np.asarray(matrix / rng.uniform(2.3, 5))


def _similar(rng: np.random.Generator) -> Array:
    n = int(rng.integers(3, 9))
    lower = np.eye(n) + np.tril(rng.integers(-4, 5, (n, n)), -1)
    upper = np.eye(n) + np.triu(rng.integers(-4, 5, (n, n)), 1)
    basis = lower @ upper
    diagonal = np.diag(rng.choice([0.5, 0.25, -0.5, 0.0], n))
    return np.asarray(np.round(basis @ diagonal @ np.linalg.inv(basis) * 2**20) / 2**20)


def _companion(rng: np.random.Generator) -> Array:
    n = int(rng.integers(2, 9))
    roots = _near(rng) * rng.choice([-1, 1], n) * rng.uniform(0.9, 1)
    matrix = np.eye(n, k=1)
    matrix[-1] = -np.poly(roots)[:0:-1]
    return matrix


def _orthogonal(rng: np.random.Generator) -> Array:
    n = int(rng.integers(2, 21))
    return np.asarray(_near(rng) * np.linalg.qr(rng.standard_normal((n, n)))[0])


def _bad(rng: np.random.Generator) -> Array:
    matrix = _dense(rng)
    sizes = 10 ** rng.uniform(-3, 3, len(matrix))
    return np.asarray(matrix * sizes[:, None] / sizes)
