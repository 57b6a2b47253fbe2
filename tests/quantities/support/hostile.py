"""Matrices that floats go wrong on, by kind, with fixed seeds: for tests and benchmarks."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import block_diag

from kreissverify.matrices.gallery import grcar, jordan

__all__ = ["KINDS", "Hostile", "godunov", "hostile_matrices", "is_tame", "needle", "needles"]

Array = NDArray[Any]


class Hostile(NamedTuple):
    """One matrix, of shape (n, n), and the kind that it is of."""

    kind: str
    array: Array


def hostile_matrices(
    count: int, seed: int = 0, largest: int = 20, complex_: bool = False, first: int = 0
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
    first
        The number of the first one.
    """
    found = []
    for k in range(first, first + count):
        source = np.random.default_rng([seed, k])
        kind = KINDS[k % len(KINDS)]
        n = int(source.integers(2, largest + 1))
        array = _MAKERS[kind](source, n)
        found.append(Hostile(kind, _with_phases(source, array) if complex_ else array))
    return found


def is_tame(array: Array) -> bool:
    """Say whether cond(V) ≤ 1e8 and 1-ρ ≥ 1e-6: of these few may be refused."""
    values, vectors = np.linalg.eig(array)
    if 1 - np.abs(values).max() < 1e-6:
        return False
    return bool(np.linalg.cond(vectors) <= 1e8)


def needle(gamma: float, c: float, angle: float) -> Array:
    """Return [[γR, cI], [0, γR]] with R the rotation by an angle: two narrow peaks at ± it."""
    turned = gamma * _rotation(angle)
    return np.block([[turned, c * np.eye(2)], [np.zeros((2, 2)), turned]])


def needles(*blocks: tuple[float, float, float]) -> Array:
    """Return the direct sum of such blocks, each given by (γ, c, angle)."""
    return np.asarray(block_diag(*(needle(*block) for block in blocks)))


def godunov() -> Array:
    """Return Godunov's matrix over 8: eigenvalues 0, ±1/8, ±1/4, ±1/2 that LAPACK puts near 1."""
    rows = """
        289 2064 336 128 80 32 16; 1152 30 1312 512 288 128 32; -29 -2000 756 384 1008 224 48;
        512 128 640 0 640 512 128; 1053 2256 -504 -384 -756 800 208;
        -287 -16 1712 -128 1968 -30 2032; -2176 -287 -1565 -512 -541 -1152 -289
    """
    return np.array([[float(x) for x in row.split()] for row in rows.split(";")]) / 8


def _with_phases(source: np.random.Generator, array: Array) -> Array:
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


def _needles(source: np.random.Generator, n: int) -> Array:
    """Narrow peaks at angles of their own."""
    count = max(1, n // 4)
    gaps, couplings = 10.0 ** source.uniform(-6, -1, count), 10.0 ** source.uniform(-6, 0, count)
    angles = source.uniform(0, np.pi, count)
    return needles(*zip(1 - gaps, couplings, angles, strict=True))


def _turned_needles(source: np.random.Generator, n: int) -> Array:
    """The same in orthonormal coordinates in which nothing is seen of the sum."""
    return _rotated(source, _needles(source, n))


def _rotated_blocks(source: np.random.Generator, n: int) -> Array:
    """A direct sum of multiples of rotations, and of such with a coupling."""
    blocks = []
    for _ in range(max(1, n // 2)):
        block = source.uniform(0.3, 0.999) * _rotation(source.uniform(0, np.pi))
        block[0, 1] *= float(source.choice([1.0, 1.0, 1.5]))
        blocks.append(block * min(1.0, 0.999 / np.abs(np.linalg.eigvals(block)).max()))
    return np.asarray(block_diag(*blocks))


def _spiral(source: np.random.Generator, n: int) -> Array:
    """Block triangular, with eigenvalues along a spiral into the disc."""
    m = max(1, n // 2)
    angle, decay = source.uniform(0.1, 1.5), source.uniform(0.01, 0.3)
    first = 1 - 10.0 ** source.uniform(-5, -1)
    turned = [first * math.exp(-decay * k) * _rotation(angle * (k + 1)) for k in range(m)]
    array = np.asarray(block_diag(*turned))
    upper = np.triu(source.standard_normal((2 * m, 2 * m)), 2)
    upper[::2][np.arange(m), 2 * np.arange(m) + 1] = 0  # within a block there is no coupling
    return array + 10.0 ** source.uniform(-2, 0.5) * upper


def _rotated(source: np.random.Generator, array: Array) -> Array:
    turn = np.linalg.qr(source.standard_normal(array.shape))[0]
    return np.asarray(turn @ array @ turn.T)


def _radius(source: np.random.Generator) -> float:
    return 1 - 10.0 ** -float(source.uniform(0.3, 6))


def _jordan(source: np.random.Generator, n: int) -> Array:
    """One Jordan block whose eigenvalue is near the circle."""
    eigenvalue = _radius(source) * float(source.choice([-1, 1]))
    return np.asarray(jordan(n, eigenvalue, 10.0 ** float(source.uniform(-4, 1))))


def _grcar(source: np.random.Generator, n: int) -> Array:
    return np.asarray(grcar(max(n, 3))) / source.uniform(2.3, 5)


def _nilpotent(source: np.random.Generator, n: int) -> Array:
    """Nilpotent but for rounding, of which eigenvalues are made."""
    return _rotated(source, np.triu(source.standard_normal((n, n)), 1))


def _near_normal(source: np.random.Generator, n: int) -> Array:
    """A multiple of an orthogonal matrix, in coordinates that are not orthogonal or only nearly."""
    basis = np.eye(n) + float(source.choice([1e-8, 1e-3, 0.4])) * source.standard_normal((n, n))
    array = basis @ np.linalg.qr(source.standard_normal((n, n)))[0] @ np.linalg.inv(basis)
    return np.asarray(array * (_radius(source) / np.abs(np.linalg.eigvals(array)).max()))


def _clustered(source: np.random.Generator, n: int) -> Array:
    """The companion matrix of real roots near one another, or near ±1."""
    size = min(n, 8)
    roots = _radius(source) * source.choice([-1, 1], size) * source.uniform(0.9, 1, size)
    array = np.eye(size, k=1)
    array[-1] = -np.poly(roots)[:0:-1]
    return array


def _beyond_units(source: np.random.Generator, n: int) -> Array:
    """One of the others times 2^±500: every norm of it is far from 1."""
    makers = [_gaussian, _needles, _jordan, _spiral, _near_normal]
    maker = makers[int(source.integers(len(makers)))]
    return maker(source, n) * 2.0 ** float(source.choice([-500, 500]))


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
    "turned needles": _turned_needles,
    "jordan": _jordan,
    "grcar": _grcar,
    "nilpotent": _nilpotent,
    "near normal": _near_normal,
    "clustered": _clustered,
    "beyond units": _beyond_units,
}
KINDS = tuple(_MAKERS)
