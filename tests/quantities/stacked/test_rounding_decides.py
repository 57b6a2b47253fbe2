"""Stacks are unsure where rounding decides whether a matrix is stable."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kreissverify import H, K, L, M
from kreissverify import continuous as ct

_FLOWS, _MAPS = (ct.H, ct.K, ct.L, ct.M), (H, K, L, M)


def _next_to_the_axis(number: int) -> Any:
    """Return a symmetric matrix with largest eigenvalue 0 but for rounding: α may be 1e-17."""
    generator = np.random.default_rng(number)
    n = 3 + number % 3
    turn, _ = np.linalg.qr(generator.standard_normal((n, n)))
    eigenvalues = -generator.random(n)
    eigenvalues[0] = 0
    return (turn * eigenvalues) @ turn.T


@pytest.mark.parametrize("quantity", _FLOWS, ids=lambda q: q.name)
def test_next_to_the_axis(quantity: Any) -> None:
    # of each of them some are stable and some are not, which floats do not tell
    for number in range(12):
        assert quantity.float64(_next_to_the_axis(number)[None]).errors[0] == np.inf


@pytest.mark.parametrize("quantity", _MAPS, ids=lambda q: q.name)
def test_next_to_the_circle(quantity: Any) -> None:
    for number in range(12):
        array = _next_to_the_axis(number)
        found = quantity.float64((array + np.eye(len(array)))[None])
        assert found.errors[0] == np.inf


def test_stable_ones_in_ill_conditioned_coordinates_are_sure() -> None:
    # at a quintuple eigenvalue -1/4 floats leave α in doubt, and the norm falls all the same
    array = np.eye(5, k=1) * 2 - np.eye(5) / 4
    found = ct.M.float64(array[None])
    assert found.errors[0] < 1e-6 * found.values[0]
