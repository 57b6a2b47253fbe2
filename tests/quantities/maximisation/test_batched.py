"""K of many small matrices at once: one by one, against denser searches, and on one ray."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kreissverify.quantities.base import enclose
from kreissverify.quantities.maps.kreiss_constant import QUANTITY as K
from kreissverify.quantities.maximisation.batched import search as resolvent_peaks
from kreissverify.quantities.maximisation.batched.estimates import diagonalised, estimates
from kreissverify.quantities.maximisation.batched.search import highest_maxima
from kreissverify.quantities.maximisation.batched.sign_patterns import sign_of_nonnegative
from kreissverify.quantities.resolvent.values import inverses, resolvent_norms


def scaled(stack: np.ndarray, radius: np.ndarray | float) -> np.ndarray:
    found = np.abs(np.linalg.eigvals(stack)).max(axis=-1)
    return stack * (np.asarray(radius) / found)[..., None, None]


def random_stack(seed: int, count: int, n: int) -> np.ndarray:
    """Return Gaussian, companion, upper triangular and near-unimodular matrices."""
    rng = np.random.default_rng(seed)
    radius = 1 - 10 ** rng.uniform(-4, -0.1, count)
    stack = rng.standard_normal((count, n, n))
    kind = np.arange(count) % 4
    stack[kind == 1] = np.eye(n, k=-1)
    stack[kind == 1, 0] = rng.standard_normal((np.sum(kind == 1), n))
    upper = np.triu(stack[kind == 2], 1) / np.sqrt(n)
    stack[kind == 2] = upper + rng.uniform(-0.5, 0.5, (len(upper), n, 1)) * np.eye(n)
    radius[kind == 2] = np.minimum(radius[kind == 2], 0.5)
    basis = np.linalg.qr(stack[kind == 3])[0]
    stack[kind == 3] = basis + 0.01 * rng.standard_normal(basis.shape)
    return scaled(stack, radius)


def values(stack: np.ndarray) -> np.ndarray:
    found = highest_maxima(stack)
    return np.maximum(1, found.excess / found.sigma)


@pytest.mark.parametrize("n", [2, 3, 5, 8, 20])
def test_a_batch_says_what_each_matrix_says_alone(n: int) -> None:
    stack = random_stack(n, 24, n)
    alone = [float(K.float64(matrix).values) for matrix in stack]
    assert K.float64(stack).values == pytest.approx(alone, rel=1e-9)


@pytest.mark.parametrize("n", [3, 8])
def test_a_denser_search_finds_nothing_higher(n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    stack = random_stack(7, 160, n)
    usual = values(stack)
    monkeypatch.setattr(resolvent_peaks, "_ANGLES", 90)
    monkeypatch.setattr(resolvent_peaks, "_SPACING", 0.45)
    monkeypatch.setattr(resolvent_peaks, "_STARTS", 20)
    monkeypatch.setattr(resolvent_peaks, "_COMPETES", 1.0)
    dense = values(stack)
    assert np.flatnonzero(usual < dense * (1 - 1e-8)).size == 0


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 2**32),
    st.integers(2, 8),
    st.floats(-8, 4),
    st.floats(0, math.pi),
)
def test_no_point_is_higher(seed: int, n: int, log_excess: float, angle: float) -> None:
    stack = random_stack(seed, 4, n)
    excess = math.exp(log_excess)
    z = np.full((4, 1), (1 + excess) * np.exp(1j * angle))
    assert (excess * resolvent_norms(stack, z)[:, 0] <= K.float64(stack).values * (1 + 1e-9)).all()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 6))
def test_invariances(seed: int, n: int) -> None:
    stack = random_stack(seed, 4, n)
    rotation = np.linalg.qr(np.random.default_rng(seed).standard_normal((n, n)))[0]
    usual = K.float64(stack).values
    turned = (0.6 + 0.8j) * stack  # complex: K(ωJ) = K(J) for |ω| = 1
    for other in (stack.swapaxes(-1, -2), -stack, rotation @ stack @ rotation.T, turned):
        assert K.float64(other).values == pytest.approx(usual, rel=1e-8)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 7), st.sampled_from([1.0, -1.0]))
def test_one_ray_is_enough_for_nonnegative_matrices(seed: int, n: int, sign: float) -> None:
    rng = np.random.default_rng(seed)
    stack = np.abs(rng.standard_normal((4, n, n))) * 10 ** rng.uniform(-1, 1, (4, 1, 1))
    stack[2:] *= rng.random((2, n, n)) < 0.4
    stack[:, 0, 0] += 0.1
    signs = rng.choice([-1.0, 1.0], n)
    stack = sign * signs[:, None] * scaled(stack, 0.9) * signs
    assert set(sign_of_nonnegative(stack)) <= {int(sign), -int(sign)}  # both for a diagonal 0
    on_ray = values(stack)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resolvent_peaks, "sign_of_nonnegative", lambda s: np.zeros(len(s)))
        everywhere = values(stack)
    assert on_ray == pytest.approx(everywhere, rel=1e-9)


@settings(max_examples=80, deadline=None)
@given(arrays(np.int8, st.integers(1, 4).map(lambda n: (n, n)), elements=st.integers(-1, 1)))
def test_signs_are_found_if_and_only_if_some_change_makes_all_nonnegative(
    pattern: np.ndarray,
) -> None:
    n = len(pattern)
    changes = [np.array([1 - 2 * (k >> i & 1) for i in range(n)]) for k in range(2**n)]
    possible = {
        sign
        for sign in (1, -1)
        for s in changes
        if (sign * pattern * s[:, None] * s[None, :] >= 0).all()
    }
    found = int(sign_of_nonnegative(pattern[None].astype(float))[0])
    assert (found in possible) if possible else found == 0


def test_a_peak_far_out_is_found_where_the_numerical_range_just_leaves_the_disc() -> None:
    # k(c) = c/4 + 1/c at z = 2c/(c - 2)
    for c in (2.001, 2.0005):
        stack = np.array([[[0, 0], [c, 0]]])
        for other in (stack, 1j * stack):
            assert K.float64(other).values[0] == pytest.approx(c / 4 + 1 / c, rel=1e-12)
    assert K.float64(np.array([[0, 0], [1.999, 0]])).values == 1.0


def test_maxima_on_both_sides_of_the_axis_are_reached_from_it() -> None:
    stack = scaled(np.random.default_rng(25).standard_normal((1, 3, 3)), 0.95)
    # the axis is a valley between two peaks: there the slope along the circle is 0
    found = resolvent_peaks.maxima_above(stack, np.array([0.1]), np.array([0.0]))
    assert abs(found.angle[0]) > 0.3
    assert found.excess / found.sigma == pytest.approx(K.float64(stack).values, rel=1e-9)


@pytest.mark.parametrize("entry", [0.0, 1.0, 1e3])
def test_estimates_of_defective_matrices(entry: float) -> None:
    n = 5
    stack = (0.5 * np.eye(n) + entry * np.eye(n, k=-1))[None]
    points = np.exp(1j * np.linspace(0, 3, 7))[None] * 1.5
    found, exact = estimates(diagonalised(stack), points).norm, resolvent_norms(stack, points)
    assert found == pytest.approx(exact, rel=0.1)  # one step of power iteration
    assert (found <= exact * (1 + 1e-3)).all()


def test_two_by_two_singular_values_that_are_equal_keep_their_digits() -> None:
    z = np.exp(1j * np.linspace(0, 3, 50))[None] * 1.35
    assert resolvent_norms(np.zeros((1, 2, 2)), z) == pytest.approx(1 / 1.35, rel=1e-15)


def test_the_inverse_of_a_singular_matrix_is_large_and_spoils_no_other() -> None:
    stack = np.array([np.eye(3), np.diag([1, 0, 2]), np.diag([1, 2, 4])], dtype=np.complex128)
    found = inverses(stack[None])[0]
    np.testing.assert_allclose(found[0], np.eye(3))
    np.testing.assert_allclose(found[2], np.diag([1, 0.5, 0.25]))
    assert np.isfinite(found).all() and np.abs(found[1]).max() > 1e14


@pytest.mark.parametrize("kappa", [1e6, 1e8])
def test_strong_coupling_loses_no_digits(kappa: float) -> None:
    stack = np.array([coupled(kappa, seed) for seed in range(3)])
    for matrix, value in zip(stack, K.float64(stack).values, strict=True):
        shown = enclose(K, matrix, rtol=1e-9)
        assert float(shown.lower) * (1 - 1e-8) <= value <= float(shown.upper) * (1 + 1e-11)


def coupled(kappa: float, seed: int) -> np.ndarray:
    """Return [[A, 0], [C, D]] with symmetric 4×4 blocks, γ = 0.99 and ‖C‖ = κ(1-γ)."""
    generator = np.random.default_rng(seed)
    table = generator.standard_normal((3, 4, 4))
    a, d = (x + x.T for x in table[:2])
    a, d = (0.99 * x / np.linalg.norm(x, 2) for x in (a, d))
    c = table[2] * kappa * 0.01 / np.linalg.norm(table[2], 2)
    return np.block([[a, np.zeros((4, 4))], [c, d]])


def test_peaks_far_out_in_two_directions() -> None:
    """The numerical range reaches farther to the left, and the higher peak is on the right."""
    stack = random_stack(10000001, 4, 6)[2:3]
    found = K.float64(stack).values[0]
    assert found == pytest.approx(K(stack[0]), rel=1e-8) and found > 1.0032
    assert found == pytest.approx(K.float64(-stack).values[0], rel=1e-9)
