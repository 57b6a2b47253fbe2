"""Exponentials: the closed forms of 2×2, cells of times, and hard matrices against mpmath."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
from flint import fmpq

from kreissverify import Matrix, enclose
from kreissverify import continuous as ct
from kreissverify.numbers.arrays import rational_matrix
from kreissverify.numbers.ball import working_precision
from kreissverify.numbers.rational import as_float, as_fmpq
from kreissverify.quantities.exponentials.norm import norm_enclosure
from kreissverify.quantities.exponentials.planar import norm_estimates, peak_ball, peak_estimates
from tests.quantities.support.random_flows import misses


def planar_flows(count: int) -> np.ndarray:
    """Return stable 2×2 matrices of many scales, rotating or not."""
    random = np.random.default_rng(0)
    stack = random.standard_normal((count, 2, 2)) * 10 ** random.uniform(-2, 2, (count, 1, 1))
    stack[:, 0, 1] *= 10 ** random.uniform(-2, 3, count)
    alpha = np.linalg.eigvals(stack).real.max(-1)
    shift = alpha + np.abs(alpha) * 10 ** random.uniform(-3, 1, count)
    return np.asarray(stack - shift[:, None, None] * np.eye(2))


def mp_norm(array: np.ndarray, t: Any) -> mpmath.mpf:
    power = mpmath.expm(mpmath.matrix(array.tolist()) * t, method="taylor")
    return mpmath.sqrt(max(mpmath.eigsy(power.T * power, eigvals_only=True)))


def test_norms_of_planar_exponentials_are_within_their_errors() -> None:
    stack = planar_flows(200)
    times = 1 / np.abs(np.linalg.eigvals(stack).real.max(-1))
    found = norm_estimates(stack, times)
    for A, t, value, error in zip(stack, times, found.values, found.errors, strict=True):
        exact = norm_enclosure(rational_matrix(A), fmpq(*float(t).as_integer_ratio()), 1e-20)
        assert float(abs(exact.midpoint() - value)) <= error + 1e-15 * value <= 1e-3 * value
    with mpmath.workdps(40):
        for A, t, value in zip(stack[:6], times, found.values, strict=False):
            assert abs(mp_norm(A, mpmath.mpf(float(t))) / float(value) - 1) < 1e-9


def test_peaks_of_planar_flows_are_stationary_and_within_their_errors() -> None:
    stack = planar_flows(200)
    found = peak_estimates(stack)
    for A, value, error in zip(stack, found.values, found.errors, strict=True):
        with working_precision(200):
            exact = peak_ball(tuple(rational_matrix(A).entries()))
            assert abs(float(exact) - value) <= error
        if exact != 1:  # no time nearby has a larger norm
            witness = dict(enclose(ct.M, A, rtol=1e-12).certificate or {})["lower"]
            t = as_fmpq(witness["t"])
            near = [norm_enclosure(rational_matrix(A), t * s, 1e-20) for s in _around()]
            assert all(float(x.upper) <= float(exact) * (1 + 1e-15) for x in near)
            assert float(near[1].lower) >= float(exact) * (1 - 1e-12)


def _around() -> list[fmpq]:
    return [fmpq(99, 100), fmpq(1), fmpq(101, 100), fmpq(3), fmpq(1, 3)]


@pytest.mark.parametrize(
    ("rows", "value"),
    [
        ([[0, 1], [-1, 0]], 1),
        ([[0, 2], [-1, 0]], mpmath.sqrt(2)),  # an ellipse: e^{tA} turns, and stretches by √2
        ([[-1, 0], [5, 0]], mpmath.sqrt(26)),  # the norm of the projector to the kernel
        ([[0, 1], [0, 0]], mpmath.inf),
        ([[1, 0], [0, -1]], mpmath.inf),
        ([[-1, 2], [0, -1]], 1),  # ω = 0
    ],
)
def test_peaks_on_the_axis(rows: list[list[int]], value: Any) -> None:
    assert ct.M(rows) == pytest.approx(float(value), rel=1e-15)
    assert abs(ct.M.highprec(rows, digits=30) - value) < 1e-14 or value == mpmath.inf
    shown = enclose(ct.M, rows)
    assert float(shown.lower) * (1 - 1e-12) <= value <= float(shown.upper) * (1 + 1e-12)


def convection_diffusion(n: int) -> np.ndarray:
    h = 1 / (n + 1)
    diffusion = np.diag(np.full(n, -2.0)) + np.eye(n, k=1) + np.eye(n, k=-1)
    wind = np.eye(n, k=1) - np.eye(n, k=-1)
    scale = np.geomspace(1, 30, n)  # coordinates in which it is not dissipative
    return (0.02 * diffusion / h**2 + wind / (2 * h)) * scale[:, None] / scale


def orr_sommerfeld_like(n: int) -> np.ndarray:
    """Return a stable operator with a sheared advection, in real form."""
    y = np.linspace(-1, 1, n)
    decay = -0.05 * (np.arange(1, n + 1) ** 2)
    first = np.diag(decay) + np.triu(np.outer(1 - y**2, y), 1)
    shear = np.diag(1 - y**2)
    return (
        np.block([[first, -shear], [shear, first]]) + 2 * np.eye(2 * n, k=n) - 1.3 * np.eye(2 * n)
    )


HARD: dict[str, Callable[[], np.ndarray]] = {
    "convection-diffusion 8": lambda: convection_diffusion(8),
    "convection-diffusion 12": lambda: convection_diffusion(12),
    "Orr-Sommerfeld-like 6": lambda: orr_sommerfeld_like(3),
    "Orr-Sommerfeld-like 8": lambda: orr_sommerfeld_like(4),
    "a Jordan block": lambda: -0.5 * np.eye(5) + np.eye(5, k=1),
    "a slow Jordan block": lambda: -1e-3 * np.eye(3) + np.eye(3, k=1),
    "stiff": lambda: (
        np.diag([-1e4, -300.0, -10, -1, -0.5])
        + np.triu(np.full((5, 5), 3.0), 1) * np.array([1e4, 300, 10, 1, 1])[:, None]
    ),
    "stiff, turned": lambda: _turned(np.diag([-1e3, -30.0, -1]) + 40 * np.eye(3, k=1)),
    "oscillating": lambda: _oscillating([10.0, 7.3], 0.3),
    "oscillating slowly decaying": lambda: _oscillating([6.0, 1.3], 0.02),
    "two time scales": lambda: np.array([[-1, 0, 0], [50, -100, 0], [0, 30, -2.0]]),
    "Grcar": lambda: np.asarray(
        sum(np.eye(8, k=k) for k in (1, 2, 3)) - np.eye(8, k=-1) - 0.7 * np.eye(8)
    ),
}


def _turned(array: np.ndarray) -> np.ndarray:
    basis = np.linalg.qr(np.random.default_rng(3).standard_normal(array.shape))[0]
    return np.asarray(basis @ array @ basis.T)


def _oscillating(turns: list[float], rate: float) -> np.ndarray:
    n = 2 * len(turns)
    array = np.zeros((n, n))
    for i, w in enumerate(turns):
        array[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = [[-rate, w], [-w, -rate]]
    array[:2, 2:] = [[3.0, 1.0], [-2.0, 5.0]]
    return array


@pytest.mark.parametrize("name", HARD)
def test_hard_matrices_against_mpmath(name: str) -> None:
    """Newton's maximum in mpmath, from the time that was found, and a scan that is not higher."""
    A = HARD[name]()
    shown = enclose(ct.M, A, rtol=1e-9)
    value = ct.M(A)
    assert float(shown.lower) * (1 - 1e-15) <= value <= float(shown.upper) * (1 + 1e-15)
    assert shown.width <= 1e-8 * value
    t = as_float(as_fmpq(dict(shown.certificate or {})["lower"]["t"]))
    with mpmath.workdps(40):
        high = ct.M.highprec(A, digits=30)
        assert float(shown.lower) * (1 - 1e-14) <= high <= float(shown.upper) * (1 + 1e-14)
        best = max(mp_norm(A, mpmath.mpf(t) * s) for s in (1, 1 + mpmath.mpf("1e-5")))
        assert best <= high * (1 + mpmath.mpf("1e-25")) and best >= high * (1 - mpmath.mpf("1e-8"))
    slowest = -np.linalg.eigvals(A).real.max()
    times = np.geomspace(1e-3 / np.abs(A).max(), 20 / slowest, 80)
    scanned = ct.exp_norm.float64(np.broadcast_to(A, (80, *A.shape)), times)
    assert (scanned.values - scanned.errors <= float(shown.upper)).all()


def test_random_enclosures_of_peaks_miss_nothing() -> None:
    found = [misses(2, k) for k in (0, 1, 2, 4, 5)]
    assert [x for x in found if x is not None] == []


@pytest.mark.slow
def test_many_random_enclosures_of_peaks_miss_nothing() -> None:
    found = [misses(1, k) for k in range(300)]
    assert [x for x in found if x is not None and not x.startswith("refused")] == []


def test_a_needle_that_a_grid_does_not_see() -> None:
    """The peak of a fast chain is over before the first of 5000 equidistant times."""
    rates = np.diag([-1e4, -2e4, -1.0]) + 4e6 * np.eye(3, k=1) * np.array([[1], [0], [0]])
    shown = enclose(ct.M, rates, rtol=1e-2)
    grid = np.linspace(0, 20, 5000)[1:]
    seen = ct.exp_norm.float64(np.broadcast_to(rates, (len(grid), 3, 3)), grid).values.max()
    assert float(shown.lower) > 50 > 2 > seen


def test_settling_times_are_crossings() -> None:
    A = HARD["oscillating"]()
    for delta in ("1/2", "1/10", "1/1000"):
        shown = enclose(ct.T, A, delta, rtol=1e-9)
        low, high = shown.lower.value, shown.upper.value
        exact = Matrix(A).exact
        assert shown.width <= 1e-8 * float(shown.upper)
        level = float(mpmath.mpf(eval(delta)))
        assert float(norm_enclosure(exact, low * fmpq(999999, 1000000), 1e-9).lower) > level
        after = [norm_enclosure(exact, high * (1 + fmpq(k, 50)), 1e-9) for k in range(1, 100)]
        assert all(float(x.upper) <= level for x in after)
        assert float(shown.lower) <= float(ct.T.highprec(A, delta)) <= float(shown.upper)


def test_settling_times_of_numbers_and_contractions() -> None:
    with mpmath.workdps(40):
        assert abs(ct.T.highprec([["-1/3"]], "1/10", digits=30) - 3 * mpmath.log(10)) < 1e-28
    assert ct.T([[-1, 1], [0, -2]], 1) == 0
    assert ct.T([[0, 1], [-1, 0]], "1/2") == math.inf
    assert ct.T([[-1, 40], [0, -2]], 100) == 0  # δ above the peak
