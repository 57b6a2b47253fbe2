"""Enclosures of K of larger matrices: the estimates of G that guide them, and their cost."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.linalg.lapack import dgesv

from kreissverify import K, enclose
from kreissverify.matrices.gallery import grcar
from kreissverify.matrices.matrix import Matrix
from kreissverify.quantities.curve_proofs import riccati
from kreissverify.quantities.curve_proofs.coordinates import original
from kreissverify.quantities.curve_proofs.riccati import _of_one, riccati_float
from kreissverify.quantities.kreiss.curve_maxima import CurveMaxima
from kreissverify.quantities.kreiss.resolvent_model import ResolventModel
from tests.benchmarks.kreiss_enclosures import gaussian, measured


def on_circle(matrix: NDArray[np.float64], excess: float, count: int = 181) -> float:
    """Return max log‖R(z)‖ over points of a circle, by singular values."""
    points = (1 + excess) * np.exp(1j * np.linspace(0, np.pi, count))
    shifted = points[:, None, None] * np.eye(len(matrix)) - matrix
    return -math.log(float(np.linalg.svd(shifted, compute_uv=False)[:, -1].min()))


@pytest.mark.parametrize("excess", [0.0, 0.03, 0.4, 7.0])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_highest_maximum_of_a_circle_is_found(excess: float, seed: int) -> None:
    matrix = np.random.default_rng(seed).standard_normal((50, 50))
    matrix *= 0.95 / np.abs(np.linalg.eigvals(matrix)).max()
    maxima = CurveMaxima(matrix)
    dense = on_circle(matrix, excess)
    for height, angle in (maxima.highest(excess, np.array([])), maxima.searched(excess)):
        assert height > dense - 1e-6 and 0 <= angle <= math.pi
        z = (1 + excess) * np.exp(1j * angle) * np.eye(50)
        least = np.linalg.svd(z - matrix, compute_uv=False)[-1]
        assert height == pytest.approx(-math.log(least), abs=1e-11)


def test_digits_that_float64_loses_are_had_by_extended_precision() -> None:
    """‖R‖ = 1e9, so that singular values of float64 are off by 1e-6."""
    matrix = Matrix(grcar(60) / 2.4)
    model = ResolventModel(matrix, 1e-9)
    assert model.maxima is not None
    height, angle = model.maxima.highest(0.02, np.array([]))
    assert height > 12
    assert height == pytest.approx(model._high(0.02, np.array([angle])), abs=1e-9)


def test_a_search_of_a_circle_finds_a_ridge_that_the_map_lacks() -> None:
    matrix = Matrix(gaussian(50))
    model = ResolventModel(matrix, 1e-6)
    assert model.maxima is not None
    excess, room = np.array([0.05]), np.array([0.1])
    levels, _ = model.maxima._map
    true = float(model.log_norms(excess)[0])
    model.maxima.__dict__["_map"] = levels, [np.array([])] * len(levels)
    model.ridges = model.ridges[1:]  # the direction -1 only, which is not the highest
    assert float(model.log_norms(excess)[0]) < true - 0.1
    assert model.sharpen(excess, room, 12)
    assert float(model.log_norms(excess)[0]) == pytest.approx(true, abs=1e-6)
    assert not model.sharpen(excess, room, 12)


def test_one_circle_at_a_time_gives_the_solution_of_the_stack() -> None:
    matrix = gaussian(30)
    here = original(Matrix(matrix))
    gain = 1.05 * 1.1 * math.exp(on_circle(matrix, 0.1))
    start = here.matrix / 1.1, -here.gram() / gain**2, here.metric
    one = _of_one(here, start, gain**2)
    stack = riccati_float(here, np.array([1.1]), np.array([gain]))[0]
    assert np.linalg.norm(one - stack) < 1e-9 * np.linalg.norm(stack)


def test_a_circle_without_a_solution_ends_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """Below the norm of the resolvent: 11 doublings without the tests of H."""
    solves = []
    monkeypatch.setattr(riccati, "dgesv", lambda *a, **k: solves.append(1) or dgesv(*a, **k))
    matrix = gaussian(30)
    gain = 0.95 * 1.1 * math.exp(on_circle(matrix, 0.1))
    here = original(Matrix(matrix))
    _of_one(here, (here.matrix / 1.1, -here.gram() / gain**2, here.metric), gain**2)
    assert len(solves) <= 8


def test_larger_matrices_are_enclosed() -> None:
    matrix = gaussian(60)
    bounds = enclose(K, matrix, rtol=1e-3)
    low, high = float(bounds.lower.value), float(bounds.upper.value)
    assert low <= K(matrix) <= high <= low * 1.001


def test_the_benchmark_measures() -> None:
    found = measured(gaussian(40), 1e-2)
    assert found.low <= K(gaussian(40)) <= found.high
    assert 0 < found.schur < found.seconds and 20 < found.mebibytes < 1024
