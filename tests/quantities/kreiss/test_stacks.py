"""K.float64 of stacks: values with errors that contain the truth, or unsure."""

import math

import numpy as np
import pytest
import scipy.linalg

from kreissverify import K
from kreissverify.quantities.kreiss.maximiser import found_peak


def needle(gap: float, angle: float, coupling: float) -> np.ndarray:
    c, s = (1 - gap) * math.cos(angle), (1 - gap) * math.sin(angle)
    return np.kron(np.eye(2), [[c, s], [-s, c]]) + coupling * np.eye(4, k=2)


def law(x: float) -> float:
    return x / 4 + 1 / x if x > 2 else 1.0


def sums_of_needles(count: int, blocks: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    stack, truth = [], []
    for _ in range(count):
        gaps, kappas = 10 ** rng.uniform(-6.5, -0.3, blocks), 10 ** rng.uniform(-1, 3, blocks)
        parts = [needle(g, rng.uniform(0, np.pi), k * g) for g, k in zip(gaps, kappas, strict=True)]
        stack.append(scipy.linalg.block_diag(*parts))
        truth.append(max(map(law, kappas)))
    return np.array(stack), np.array(truth)


@pytest.mark.parametrize("blocks", [2, 3])
def test_needle_peaks_of_direct_sums_are_found(blocks: int) -> None:
    stack, truth = sums_of_needles(120, blocks, 4)
    found = K.float64(stack)
    sure = found.are_right
    assert sure.mean() > 0.9
    # the blocks themselves are rounded: 1 - g to 1e-16, of a gap of 3e-7
    assert (np.abs(found.values - truth) <= found.errors + 1e-9 * truth).all()


def test_the_rows_that_were_wrong() -> None:
    rows = np.array([[[1, 1], [0, 1]], [[0.5, 0], [1e60, 0.5]]])
    found = K.float64(rows)
    assert np.isinf(found.values[0]) or np.isinf(found.errors[0])
    assert abs(found.values[1] - 5e59) <= found.errors[1] <= 1e-8 * 5e59


def test_errors_are_those_of_one_by_one() -> None:
    rng = np.random.default_rng(3)
    stack = rng.standard_normal((24, 6, 6))
    stack *= (rng.uniform(0.3, 0.999, 24) / np.abs(np.linalg.eigvals(stack)).max(axis=1))[
        :, None, None
    ]
    found = K.float64(stack)
    alone = np.array([found_peak(one).value for one in stack])
    assert found.are_right.all()
    assert (np.abs(found.values - alone) <= found.errors + 1e-14).all()


def test_a_complex_stack_is_searched_as_it_is() -> None:
    stack = np.array([[[0.5 + 0.2j, 3], [0, -0.4j]]])
    real = np.block([[stack[0].real, -stack[0].imag], [stack[0].imag, stack[0].real]])
    assert K.float64(stack).values[0] == pytest.approx(K(real), rel=1e-9)


def test_the_circle_itself() -> None:
    found = K.float64(np.array([[[1.5, 0], [3, 1]], [[1, 0], [0, 0.5]], [[0, 2], [0, 0]]]))
    assert (found.values[0], found.errors[0]) == (math.inf, 0)
    assert math.isinf(found.errors[1])  # rounding decides on which side it is
    assert found.values[2] == 1 and found.errors[2] < 1e-2
    one = K.float64(np.array([[[1.0]], [[0.5]], [[-1.25]], [[1 - 2.0**-53]]]))
    assert one.values.tolist() == [1, 1, math.inf, 1]
    assert one.errors.tolist() == [0, 0, 0, math.inf]


@pytest.mark.parametrize("n", [21, 44])
def test_stacks_of_larger_matrices(n: int) -> None:
    rng = np.random.default_rng(n)
    stack = rng.standard_normal((4, n, n))
    stack *= (0.9 / np.abs(np.linalg.eigvals(stack)).max(axis=1))[:, None, None]
    found = K.float64(stack.reshape(2, 2, n, n))
    assert found.values.shape == (2, 2) and found.are_right.all()
    assert found.values.ravel() == pytest.approx([K(one) for one in stack], rel=1e-12)
