"""Jacobians of linear-quadratic problems: exact, and refused where they do not contract."""

from __future__ import annotations

import numpy as np
import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given
from hypothesis import strategies as st

from kreissverify.matrices import (
    BlockTriangular,
    InvalidMatrix,
    Matrix,
    SelfReferential,
    linear_quadratic,
)


def test_jacobian_of_a_zero_sum_game() -> None:
    # f = x² + 3xy - y²/2 for x, -f for y
    J = linear_quadratic(2, -3, 1, Hxy=3, alpha="1/4", beta="1/3")
    assert type(J) is SelfReferential
    assert Matrix(J.exact) == Matrix([["1/2", "-3/4"], [1, "2/3"]])
    assert J.gamma == fmpq(2, 3)


def test_without_action_on_x_it_is_block_triangular() -> None:
    J = linear_quadratic([[2, 1], [1, 2]], [["1/2", 0]], 1, alpha="1/2", beta=1)
    assert isinstance(J, BlockTriangular) and J.sizes == (2, 1)
    expected = [[0, "-1/2", 0], ["-1/2", 0, 0], ["-1/2", 0, 0]]
    assert Matrix(J.exact) == Matrix(expected) and J.gamma == fmpq(1, 2)
    assert isinstance(linear_quadratic(1, 1, 1, Hxy=[[0]], alpha=1, beta=1), BlockTriangular)


@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 9))
def test_gradient_steps_are_those_of_the_objective(h: int, k: int, cross: int) -> None:
    alpha, beta = fmpq(1, 20), fmpq(1, 30)
    if alpha * h >= 2:
        h = 30
    J = linear_quadratic(h, cross, k, Hxy=cross, alpha=alpha, beta=beta)
    x, y = fmpq(3), fmpq(-2)
    after = J.exact * fmpq_mat([[x], [y]])
    assert after[0, 0] == x - alpha * (h * x + cross * y)
    assert after[1, 0] == y - beta * (cross * x + k * y)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"alpha": 1}, "alpha: the step 1 is too large for Hxx, gamma >= 1: expected a step below"),
        ({"beta": 2}, "beta: the step 2 is too large for Hyy, gamma >= 1"),
        ({"alpha": 0}, "alpha: expected a positive step, got 0"),
        ({"beta": "-1/2"}, "beta: expected a positive step, got -1/2"),
        ({"alpha": float("nan")}, "alpha: expected a finite number"),
        ({"alpha": None}, "alpha: expected a rational number, got NoneType"),
        ({"Hxx": 0}, "Hxx: expected a positive definite Hessian"),
        ({"Hyy": [[1, 2], [2, 1]], "Hyx": [[1], [1]]}, "Hyy: expected a positive definite"),
        ({"Hxx": [[1, 2], [0, 1]]}, "Hxx: expected a symmetric Hessian block"),
        ({"Hxx": np.ones((1, 2))}, "Hxx: expected a symmetric Hessian block"),
        ({"Hyx": [[1, 1]]}, "Hyx: expected 1 rows and 1 columns to match the Hessians"),
        ({"Hxy": [[1], [1]]}, "Hxy: expected 1 rows and 1 columns to match the Hessians"),
        ({"Hxy": "y"}, "Hxy: entry [0, 0]: expected a rational number"),
        ({"gamma": "1/100"}, "gamma: expected gamma >= the spectral radius"),
    ],
)
def test_each_wrong_input_is_one_clear_sentence(options: dict[str, object], sentence: str) -> None:
    given_well: dict[str, object] = {
        "Hxx": 2,
        "Hyx": 1,
        "Hyy": 1,
        "Hxy": 0,
        "alpha": "1/4",
        "beta": "1/2",
    }
    with pytest.raises(InvalidMatrix) as caught:
        linear_quadratic(**(given_well | options))  # type: ignore[arg-type]
    assert str(caught.value).startswith(sentence)
    assert "\n" not in str(caught.value)


def test_the_largest_step_is_named() -> None:
    with pytest.raises(InvalidMatrix, match=r"expected a step below 2/\|\|Hxx\|\| = 0\.666667$"):
        linear_quadratic([[2, 1], [1, 2]], 0, 1, alpha="2/3", beta=1)
