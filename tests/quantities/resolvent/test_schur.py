"""Estimates of the resolvent norm from a Schur form, and where they are taken."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreissverify.quantities.maximisation.single.grid import adapted_grid, distances
from kreissverify.quantities.resolvent.schur import Resolvent


def drawn(n: int, seed: int, radius: float = 0.9) -> np.ndarray:
    matrix = np.random.default_rng(seed).standard_normal((n, n))
    return np.asarray(matrix * (radius / np.abs(np.linalg.eigvals(matrix)).max()))


def sampled(n: int, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    points = (1 + rng.uniform(0.01, 1, count)) * np.exp(1j * rng.uniform(0, math.pi, count))
    return points, rng.standard_normal((n, count)) + 1j * rng.standard_normal((n, count))


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 40), st.integers(0, 2**32), st.booleans())
def test_the_schur_form_of_real_and_complex_matrices(n: int, seed: int, real: bool) -> None:
    matrix = drawn(n, seed) if real else drawn(n, seed) + 1j * drawn(n, seed + 1)
    resolvent = Resolvent(matrix)
    t, z = resolvent.triangle, resolvent.basis
    assert np.all(np.tril(t, -1) == 0)
    assert np.abs(z @ t @ z.conj().T - matrix).max() < 1e-13 * (1 + n)
    assert np.abs(z.conj().T @ z - np.eye(n)).max() < 1e-13
    assert resolvent.norm == pytest.approx(np.linalg.norm(matrix, 2), rel=0.1)


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 50), st.integers(0, 2**32))
def test_estimates_are_from_below_and_become_exact(n: int, seed: int) -> None:
    matrix = drawn(n, seed)
    points, starts = sampled(n, 7, seed)
    shifted = points[:, None, None] * np.eye(n) - matrix
    norms = 1 / np.linalg.svd(shifted, compute_uv=False)[:, -1]
    resolvent = Resolvent(matrix)
    few = resolvent.estimates(points, starts, 2)
    assert np.all(few.norm <= norms * (1 + 1e-12))
    many = resolvent.estimates(points, few.vectors, min(n, 20))
    assert np.all(many.norm >= few.norm * (1 - 1e-12))
    pair = resolvent.at(complex(points[0]), many.vectors[:, 0], 1e-9)
    assert 1 / pair.sigma == pytest.approx(norms[0], rel=1e-12)
    there = points[0] * np.eye(n) - resolvent.triangle
    assert np.linalg.norm(there.conj().T @ pair.left - pair.sigma * pair.right) < 1e-12
    assert np.linalg.norm(there @ pair.right - pair.sigma * pair.left) < 1e-7


def test_slopes_are_those_of_the_logarithm() -> None:
    n, step = 30, 1e-5
    resolvent = Resolvent(drawn(n, 1))
    points, starts = sampled(n, 1, 2)
    z = complex(points[0])
    pair = resolvent.at(z, starts[:, 0], 1e-10)
    for turn in (1, 1j):
        ends = [resolvent.at(z + s * turn, pair.right, 1e-10).sigma for s in (step, -step)]
        slope = -math.log(ends[0] / ends[1]) / (2 * step)
        assert slope == pytest.approx(-(turn * pair.slope).real, rel=1e-6)


def test_the_grid_is_as_dense_as_the_spectrum_asks() -> None:
    eigenvalues = np.linalg.eigvals(drawn(60, 3, 0.99))
    grid = adapted_grid(eigenvalues, 2.0, real=True, most=3000)
    points = (1 + grid.excess) * np.exp(1j * grid.angle)
    assert grid.levels[0] <= 0.1 * (1 - 0.99) * 1.01
    assert np.all(np.diff(np.log(grid.levels)) <= math.log(2) * 1.001)
    same = np.diff(grid.level) == 0
    gaps = np.abs(np.diff(points))[same]
    near = distances(points, eigenvalues)[:-1][same]
    close = grid.excess[:-1][same] > 0.3 * near
    assert np.all(gaps[close] <= 1.1 * near[close])
    assert points.size < 3000
