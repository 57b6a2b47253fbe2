"""Where a level is met on the unit circle, also if it is met where the transform has its pole."""

from __future__ import annotations

import numpy as np
import pytest

from kreissverify.quantities.resolvent.level_set import NEAR, crossing_angles

F = np.random.default_rng(4).standard_normal((4, 4)) / 4


def least_singular_value(angle: float) -> float:
    shifted = np.exp(1j * angle) * np.eye(4) - F
    return float(np.linalg.svd(shifted, compute_uv=False)[-1])


@pytest.mark.parametrize("off", [0.0, 1e-14, 1e-7, 0.1])
def test_a_level_that_is_met_at_the_pole_or_next_to_it(off: float) -> None:
    eta = least_singular_value(1.0)
    angles, away = crossing_angles(F, eta, np.exp(1j * (1 + off)))
    met = angles[away < NEAR]
    singular = [
        np.linalg.svd(np.exp(1j * t) * np.eye(4) - F, compute_uv=False) for t in met.tolist()
    ]
    assert np.abs(np.array(singular) - eta).min(axis=1) == pytest.approx(0, abs=1e-7)
    assert min(abs(met - 1)) < 1e-7 and min(abs(met + 1)) < 1e-7  # F is real


def test_members_of_a_stack_are_as_if_alone() -> None:
    etas = np.array([least_singular_value(1.0), 1e-3, least_singular_value(2.0)])
    poles = np.exp([1.0j, 2.0j, 2.5j])
    angles, away = crossing_angles(np.stack([F, F, F]), etas, poles)
    for k in range(3):
        alone = crossing_angles(F, etas[k], poles[k])
        on = alone[1] < NEAR
        assert np.sort(angles[k][away[k] < NEAR]) == pytest.approx(np.sort(alone[0][on]), abs=1e-6)
        assert (k == 1) == (not on.any())
