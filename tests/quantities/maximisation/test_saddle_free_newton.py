"""The ascent step of all maximum searches."""

import numpy as np
import pytest

from kreissverify.quantities.maximisation.saddle_free_newton import (
    expected_gain,
    saddle_free_newton_step,
)

RANDOM = np.random.default_rng(3)


def symmetric(count: int) -> np.ndarray:
    matrices = RANDOM.standard_normal((count, 2, 2))
    return matrices + matrices.swapaxes(-1, -2)


def test_it_is_newton_s_step_where_the_hessian_is_negative_definite() -> None:
    gradient = RANDOM.standard_normal((50, 2))
    root = RANDOM.standard_normal((50, 2, 2)) + 3 * np.eye(2)
    hessian = -root @ root.swapaxes(-1, -2)
    step = saddle_free_newton_step(gradient, hessian)
    assert step == pytest.approx(-np.linalg.solve(hessian, gradient[..., None])[..., 0], rel=1e-9)


def test_elsewhere_it_is_that_of_the_moduli_of_the_curvatures_and_rises() -> None:
    gradient, hessian = RANDOM.standard_normal((4, 25, 2)), symmetric(100).reshape(4, 25, 2, 2)
    values, axes = np.linalg.eigh(hessian)
    along = (axes.swapaxes(-1, -2) @ gradient[..., None])[..., 0] / np.abs(values)
    step = saddle_free_newton_step(gradient, hessian)
    assert step == pytest.approx((axes @ along[..., None])[..., 0], rel=1e-7, abs=1e-9)
    assert (expected_gain(gradient, step) > 0).all()


def test_a_saddle_is_left_only_where_that_is_asked_for() -> None:
    gradient, hessian = np.zeros(2), np.array([[-1.0, 0.0], [0.0, 2.0]])
    assert saddle_free_newton_step(gradient, hessian) == pytest.approx([0, 0])
    pushed = saddle_free_newton_step(gradient, hessian, push=0.2)
    assert np.abs(pushed) == pytest.approx([0, 0.2])
    maximum = saddle_free_newton_step(gradient, -np.eye(2), push=0.2)
    assert maximum == pytest.approx([0, 0])


def test_flat_or_unknown_ground_gives_a_finite_step() -> None:
    gradient = np.array([[1.0, 0.0], [1.0, 0.0], [np.nan, 1.0], [1.0, 1.0]])
    hessian = np.zeros((4, 2, 2))
    hessian[1], hessian[3] = np.nan, np.diag([-np.inf, -np.inf])
    step = saddle_free_newton_step(gradient, hessian, least=1e-3)
    assert np.isfinite(step).all()
    assert step[0] == pytest.approx([1e3, 0])
    assert step[2] == pytest.approx([0, 0]) and np.abs(step[3]).max() < 1e-100
