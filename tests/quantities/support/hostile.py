"""Matrices that floats go wrong on, by kind, with fixed seeds: for tests and benchmarks."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["KINDS", "Hostile", "hostile_matrices", "is_tame"]

Array = NDArray[Any]


class Hostile(NamedTuple):
    """One matrix, of shape (n, n), and the kind that it is of."""

    kind: str
    array: Array


def hostile_matrices(
    count: int, seed: int = 0, largest: int = 20, complex_: bool = False
) -> list[Hostile]:
    """Return as many matrices, the kinds in turn; the k-th depends on the seed and k only.

    Parameters
    ----------
    count
        How many.
    seed
        Of the generator.
    largest
        The most rows.
    complex_
        Whether each is moved by a diagonal unitary similarity and a common phase.
    """
    found = []
    for k in range(count):
        source = np.random.default_rng([seed, k])
        kind = KINDS[k % len(KINDS)]
        n = int(source.integers(2, largest + 1))
        array = _MAKERS[kind](source, n)
        found.append(Hostile(kind, _turned(source, array) if complex_ else array))
    return found


def is_tame(array: Array) -> bool:
    """Say whether cond(V) ≤ 1e8 and 1-ρ ≥ 1e-6: of these few may be refused."""
    values, vectors = np.linalg.eig(array)
    if 1 - np.abs(values).max() < 1e-6:
        return False
    return bool(np.linalg.cond(vectors) <= 1e8)


def _turned(source: np.random.Generator, array: Array) -> Array:
    phases = np.exp(2j * np.pi * source.random(len(array)))
    return array * phases[:, None] / phases[None, :] * np.exp(2j * np.pi * source.random())


def _gaussian(source: np.random.Generator, n: int) -> Array:
    """Standard normal, scaled to ρ = .95."""
    array = source.standard_normal((n, n))
    return array * (0.95 / np.abs(np.linalg.eigvals(array)).max())


def _scaled(source: np.random.Generator, n: int) -> Array:
    """A Gaussian one scaled to about 1e±150, or stable with one entry of that size."""
    size = 10.0 ** float(source.choice([-150, 150]) + source.uniform(-5, 5))
    array = _gaussian(source, n)
    if source.random() < 0.5:
        return array * size
    array = np.triu(array)
    array[0, -1] = size
    return array


def _unbalanced(source: np.random.Generator, n: int) -> Array:
    """A Gaussian one in coordinates of very different scales, by powers of two."""
    scales = 2.0 ** source.integers(-20, 21, n)
    return _gaussian(source, n) * scales[:, None] / scales[None, :]


def _companion(source: np.random.Generator, n: int) -> Array:
    """The companion matrix of (z-a)ⁿ, its coefficients rounded."""
    a = float(source.choice([0.5, 0.75, 15 / 16, -0.5, 0.25, 0.99]))
    array = np.diag(np.ones(n - 1), 1)
    array[-1] = [-math.comb(n, k) * (-a) ** (n - k) for k in range(n)]
    return array


def _similar(source: np.random.Generator, triangular: Array, most: int) -> Array:
    """U⁻¹TU for a random unimodular integer U, exact while the integers are below 2⁵³."""
    n = len(triangular)
    array = triangular.copy()
    for _ in range(2 * n):
        i, j = source.choice(n, 2, replace=False)
        k = int(source.integers(-most, most + 1))
        moved = array.copy()
        moved[i] += k * moved[j]
        moved[:, j] -= k * moved[:, i]
        if np.abs(moved).max() > 2.0**40:
            break
        array = moved
    return array


def _defective(source: np.random.Generator, n: int) -> Array:
    """Jordan blocks of dyadic eigenvalues inside the circle, in integer coordinates."""
    values = np.sort(source.choice([0.5, -0.5, 0.25, 0.75, 0.0], n))
    array = np.diag(values) + np.diag((np.diff(values) == 0).astype(float), 1)
    return _similar(source, array, 1)


def _godunov(source: np.random.Generator, n: int) -> Array:
    """An integer triangular matrix in integer coordinates, divided by 8: as Godunov's."""
    array = np.triu(source.integers(-16, 17, (n, n)).astype(float), 1)
    array += np.diag(source.integers(-6, 7, n))
    return _similar(source, array, 2) / 8


def _on_circle(source: np.random.Generator, n: int) -> Array:
    """ρ = 1 in exact dyadic numbers: a chain, a permutation and a decaying rest, or defective."""
    choice = source.integers(3)
    if choice == 0:  # rows of multiples of 1/64 that sum to 1
        cuts = np.sort(source.integers(0, 65, (n, n - 1)), axis=1)
        ends = np.hstack([np.zeros((n, 1)), cuts, np.full((n, 1), 64)])
        return np.diff(ends, axis=1) / 64
    if choice == 1:
        m = int(source.integers(1, n))
        array = np.zeros((n, n))
        array[:m, :m] = np.eye(m)[source.permutation(m)]
        array[m:, m:] = np.diag(source.integers(-3, 4, n - m) / 4)
        array[:m, m:] = source.integers(-4, 5, (m, n - m))
        return array
    array = np.triu(source.integers(-2, 3, (n, n)).astype(float), 1)
    return array + np.diag(source.choice([1.0, -1.0, 0.5, 0.25], n))


def _near_circle(source: np.random.Generator, n: int) -> Array:
    """ρ = 1 to within 1e-3 to 1e-16, on either side."""
    gap = 10.0 ** source.uniform(-16, -3) * float(source.choice([1, 1, 1, -1]))
    array = np.triu(source.standard_normal((n, n)), 1) * 10.0 ** source.uniform(-3, 1)
    array += np.diag(source.uniform(-0.9, 0.9, n))
    array[0, 0] = 1 - gap
    return array


def _rotation(angle: float) -> Array:
    cosine, sine = math.cos(angle), math.sin(angle)
    return np.array([[cosine, -sine], [sine, cosine]])


def _direct_sum(blocks: list[Array]) -> Array:
    total = sum(map(len, blocks))
    array, at = np.zeros((total, total)), 0
    for block in blocks:
        array[at : at + len(block), at : at + len(block)] = block
        at += len(block)
    return array


def _needles(source: np.random.Generator, n: int) -> Array:
    """A direct sum of [[gR, cI], [0, gR]], R a rotation: narrow peaks at angles of their own."""
    blocks = []
    for _ in range(max(1, n // 4)):
        g, c = 1 - 10.0 ** source.uniform(-6, -1), 10.0 ** source.uniform(-6, 0)
        turned = g * _rotation(source.uniform(0, np.pi))
        blocks.append(np.block([[turned, c * np.eye(2)], [np.zeros((2, 2)), turned]]))
    return _direct_sum(blocks)


def _rotated_blocks(source: np.random.Generator, n: int) -> Array:
    """A direct sum of multiples of rotations, and of such with a coupling."""
    blocks = []
    for _ in range(max(1, n // 2)):
        block = source.uniform(0.3, 0.999) * _rotation(source.uniform(0, np.pi))
        block[0, 1] *= float(source.choice([1.0, 1.0, 1.5]))
        blocks.append(block * min(1.0, 0.999 / np.abs(np.linalg.eigvals(block)).max()))
    return _direct_sum(blocks)


def _spiral(source: np.random.Generator, n: int) -> Array:
    """Block triangular, with eigenvalues along a spiral into the disc."""
    m = max(1, n // 2)
    angle, decay = source.uniform(0.1, 1.5), source.uniform(0.01, 0.3)
    first = 1 - 10.0 ** source.uniform(-5, -1)
    turned = [first * math.exp(-decay * k) * _rotation(angle * (k + 1)) for k in range(m)]
    array = _direct_sum(turned)
    upper = np.triu(source.standard_normal((2 * m, 2 * m)), 2)
    upper[::2][np.arange(m), 2 * np.arange(m) + 1] = 0  # within a block there is no coupling
    return array + 10.0 ** source.uniform(-2, 0.5) * upper


_MAKERS: dict[str, Callable[[np.random.Generator, int], Array]] = {
    "gaussian": _gaussian,
    "scaled": _scaled,
    "unbalanced": _unbalanced,
    "companion": _companion,
    "defective": _defective,
    "godunov": _godunov,
    "on the circle": _on_circle,
    "near the circle": _near_circle,
    "needles": _needles,
    "rotated blocks": _rotated_blocks,
    "spiral": _spiral,
}
KINDS = tuple(_MAKERS)
