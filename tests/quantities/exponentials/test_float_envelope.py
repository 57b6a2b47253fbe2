"""Peaks and settling times of stacks of flows in floats, beside enclosures of each matrix."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import mpmath
import numpy as np
import pytest

from kreissverify import continuous as ct
from kreissverify.numbers.estimates import Estimate
from kreissverify.quantities.exponentials import float_envelope
from kreissverify.quantities.exponentials.float_envelope import float_peaks, float_settling_times
from kreissverify.quantities.exponentials.float_exponential import float_exponential

DELTAS = (0.5, 1e-3, 2.0)


def flows(count: int) -> Iterator[Any]:
    """Yield stiff, rotating, defective, nearly dissipative and slowly decaying flows in turn."""
    rng = np.random.default_rng(5)
    for k in range(count):
        n = int(rng.integers(3, 5))
        A = rng.standard_normal((n, n))
        match k % 5:
            case 0:
                A = np.triu(10 * A, 1) - np.diag(10.0 ** rng.uniform(-3, 4, n))
            case 1:
                A = A + 20 * (A - A.T)
                A -= (np.linalg.eigvals(A).real.max() + 0.3) * np.eye(n)
            case 2:
                A = np.diag(np.full(n - 1, 10.0), 1) - 0.5 * np.eye(n)
            case 3:
                A = 0.1 * A - np.eye(n)
            case _:
                A = A - A.T + np.outer(np.eye(n)[0], 3 * A[1])
                A -= (np.linalg.eigvals(A).real.max() + 0.05) * np.eye(n)
        yield A


def require_agreement(found: Any, known: Estimate) -> None:
    assert abs(known.value - found.values[0]) <= found.errors[0] + known.error


@pytest.mark.parametrize("A", list(flows(5)), ids=["stiff", "turns", "Jordan", "falls", "slow"])
def test_beside_enclosures(A: Any) -> None:
    found = float_peaks(A[None])
    assert found.errors[0] <= 1e-8 * found.values[0]
    require_agreement(found, ct.M.estimate(A))
    for delta in DELTAS[:2]:
        settled = float_settling_times(A[None], np.array([delta]))
        assert settled.errors[0] <= 1e-7 * settled.values[0]
        require_agreement(settled, ct.T.estimate(A, delta))


@pytest.mark.slow
def test_many_beside_enclosures() -> None:
    for A in flows(60):
        require_agreement(float_peaks(A[None]), ct.M.estimate(A))
        for delta in DELTAS:
            found = float_settling_times(A[None], np.array([delta]))
            require_agreement(found, ct.T.estimate(A, delta))


def test_a_stack_is_its_members() -> None:
    stack = np.stack([A for A in flows(40) if len(A) == 3])
    together = float_peaks(stack)
    apart = [float_peaks(A[None]).values[0] for A in stack]
    np.testing.assert_allclose(together.values, apart, rtol=1e-12)
    times = float_settling_times(stack, np.full(len(stack), 0.5))
    apart = [float_settling_times(A[None], np.array([0.5])).values[0] for A in stack]
    np.testing.assert_allclose(times.values, apart, rtol=1e-9)


def test_what_floats_do_not_decide() -> None:
    unstable, rotation = np.diag([1.0, -1, -1]), np.kron([[0.0, 1], [-1, 0]], np.eye(2))
    assert float_peaks(unstable[None]).values[0] == np.inf
    assert float_settling_times(rotation[None], np.array([0.5])).errors[0] == np.inf


def test_a_search_that_stops_early_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    stack = np.stack([A for A in flows(10) if len(A) == 4])
    right = float_peaks(stack)
    monkeypatch.setattr(float_envelope, "_HALVINGS", 3)
    rough = float_peaks(stack)
    assert (np.abs(rough.values - right.values) <= rough.errors + right.errors).all()
    assert (rough.errors >= right.errors).all() and (rough.errors > 1e-8 * right.values).any()


@pytest.mark.parametrize("d", [0.0, 1e-15, 1e-12, 1e-8])
def test_triangular_exponentials(d: float) -> None:
    A = 4 * np.array([[1.0, 1, 0], [0, 1 + d, 1], [0, 0, 1]])
    with mpmath.workdps(40):
        right = np.array(mpmath.expm(mpmath.matrix(A.tolist())).tolist(), dtype=float)
    np.testing.assert_allclose(float_exponential(A), right, rtol=1e-12, atol=1e-12)
    two = A[:2, :2]
    with mpmath.workdps(40):
        right = np.array(mpmath.expm(mpmath.matrix(two.tolist())).tolist(), dtype=float)
    np.testing.assert_allclose(float_exponential(two), right, rtol=1e-12, atol=1e-12)
