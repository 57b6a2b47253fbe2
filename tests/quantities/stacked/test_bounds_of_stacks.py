"""Bounds of stacks agree with enclosures of single matrices, and planted errors are seen."""

import numpy as np
import pytest
from flint import fmpq
from numpy.typing import NDArray

from kreissverify import G, K, L, M, T, enclose, norm, power_norm, pseudospectral_radius, rho, w
from kreissverify.numbers.extended import below
from kreissverify.numbers.float_ball_matrix import FloatBall
from kreissverify.numbers.intervals import Intervals
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.stacked.circles import circles_proved, resolvents_from_below
from kreissverify.quantities.stacked.kreiss import chord_tops
from kreissverify.quantities.stacked.numerical_radius import numerical_radius_at_most
from tests.quantities.support.nearly_unstable import nearly_unstable

ASKED = [
    (K, ()), (M, ()), (G, (1.0,)), (G, (1.25,)), (L, ()), (T, (0.125,)), (T, (1.0,)), (norm, ()),
    (power_norm, (0.0,)), (power_norm, (7.0,)), (rho, ()), (w, ()),
    (pseudospectral_radius, (0.5,)), (pseudospectral_radius, (1e-3,)),
]  # fmt: skip


def stack(n: int, count: int = 12) -> NDArray[np.float64]:
    """Return matrices of several kinds: coupled, far from normal, rotating, with K = 1."""
    source = np.random.default_rng(n)
    made = source.standard_normal((count, n, n))
    for k, matrix in enumerate(made):
        cut = max(1, n // 2)
        if k % 3 == 0:
            matrix[:cut, cut:] = 0
            matrix[cut:, :cut] *= 10.0 ** source.uniform(-1, 2)
        radius = np.abs(np.linalg.eigvals(matrix)).max()
        matrix *= source.choice([0.5, 0.9, 0.99]) / radius
        if k % 4 == 1:
            matrix *= 0.9 / np.linalg.norm(matrix, 2)
    made[-1] = 0
    return np.asarray(made)


def balls(matrices: NDArray[np.float64]) -> FloatBall:
    return FloatBall(matrices, np.zeros_like(matrices))


def bounds(
    quantity: Quantity, parameters: tuple[float, ...], of: FloatBall, rtol: float
) -> Intervals:
    rows = [Intervals.exactly(np.full(len(of.mid), x)) for x in parameters]
    return quantity.bounds_of_stack(of, *rows, rtol=rtol)


@pytest.mark.parametrize("n", [1, 2, 3, 5])
@pytest.mark.parametrize(("quantity", "parameters"), ASKED)
def test_they_meet_enclosures_of_single_matrices(
    quantity: Quantity, parameters: tuple[float, ...], n: int
) -> None:
    matrices = stack(n)
    found = bounds(quantity, parameters, balls(matrices), 0.1)
    assert np.isfinite(found.upper).mean() > 0.7
    for k, matrix in enumerate(matrices):
        single = enclose(quantity, matrix, *parameters, rtol=1e-1 if quantity is L else 1e-6)
        assert not below(exact(found.upper[k]), single.lower.value)
        assert not below(single.upper.value, exact(found.lower[k]))


def exact(value: float) -> fmpq | float:
    return fmpq(*float(value).as_integer_ratio()) if np.isfinite(value) else float(value)


@pytest.mark.parametrize("rtol", [1e-1, 1e-2])
def test_widths_of_k_m_and_g_are_as_asked(rtol: float) -> None:
    for quantity, parameters in ASKED[:3]:
        found = bounds(quantity, parameters, balls(stack(4)), rtol)
        narrow = found.upper <= found.lower * (1 + 1.01 * rtol)
        assert narrow.mean() > 0.8


def misses(found: Intervals, matrices: NDArray[np.float64]) -> int:
    """Return how many bounds of K do not meet an enclosure of the single matrix."""
    count = 0
    for low, high, matrix in zip(found.lower, found.upper, matrices, strict=True):
        single = enclose(K, matrix, rtol=1e-1)
        count += below(exact(high), single.lower.value) or below(single.upper.value, exact(low))
    return count


def test_k_has_wide_bounds_where_floats_have_not_the_digits_for_narrow_ones() -> None:
    matrices = nearly_unstable(40, 0)
    found = bounds(K, (), balls(matrices), 0.1)
    bounded = np.isfinite(found.upper)
    wide = bounded & (found.upper > 2 * found.lower)
    assert bounded.mean() > 0.7 and wide.mean() > 0.1
    assert (found.upper[bounded] <= 1001 * found.lower[bounded]).all()
    assert misses(found, matrices) == 0


def test_peaks_that_are_taken_too_low_show_nothing_false(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bounds come from what is proved on circles, not from where a search has seen a peak."""
    from kreissverify.quantities.stacked import kreiss

    matrices = nearly_unstable(20, 1)
    seen = kreiss._from_below
    monkeypatch.setattr(
        kreiss, "_from_below", lambda *of: np.maximum(1.0, 1e-4 * np.asarray(seen(*of)))
    )
    assert misses(bounds(K, (), balls(matrices), 0.1), matrices) == 0
    # and were circles believed without a proof, it would be seen here
    monkeypatch.setattr(kreiss, "circles_proved", lambda _, radii, *__: np.full(len(radii), True))
    assert misses(bounds(K, (), balls(matrices), 0.1), matrices) > 5


def test_zeros_beside_a_matrix_change_nothing() -> None:
    matrices = stack(3)
    padded = np.zeros((len(matrices), 5, 5))
    padded[:, :3, :3] = matrices
    of_padded = [x for x in ASKED if x[0].of_padded]
    assert len(of_padded) >= 12
    for quantity, parameters in of_padded:
        one, other = (bounds(quantity, parameters, balls(x), 0.1) for x in (matrices, padded))
        assert (one.lower <= other.upper).all() and (other.lower <= one.upper).all()


def test_every_matrix_of_a_ball_is_meant() -> None:
    middle = np.array([[[0.5, 0.0], [2.0, 0.5]], [[0.5, 0.1], [1.0, 0.3]]])
    wide = FloatBall(middle, np.full_like(middle, 1e-3))
    for quantity, parameters in ASKED:
        found = bounds(quantity, parameters, wide, 0.1)
        for sign in (-1, 1):
            inner = bounds(quantity, parameters, balls(middle + sign * 1e-3), 1e-3)
            assert (found.lower <= inner.upper).all() and (inner.lower <= found.upper).all()


def test_unstable_matrices_are_left_open() -> None:
    unstable = balls(np.array([[[1.5, 0.0], [0.0, 0.5]], [[1.0, 0.0], [1.0, 1.0]]]))
    for quantity, parameters in ((K, ()), (M, ()), (G, (1.0,)), (L, ()), (T, (0.5,))):
        assert np.isposinf(bounds(quantity, parameters, unstable, 0.1).upper).all()


def test_matrices_out_of_range_are_left_open() -> None:
    strange = np.array([[[1e200, 0.0], [1.0, 0.5]], [[np.nan, 0.0], [0.0, 0.5]]])
    for quantity, parameters in ASKED:
        if parameters == (0.0,):
            continue  # J⁰ = I
        found = bounds(quantity, parameters, balls(strange), 0.1)
        assert not (found.upper < 1e100).any()


def test_a_gain_that_is_too_small_is_not_proved() -> None:
    matrices = stack(4)[:4]
    radii = np.full(4, 1.05)
    z = radii.astype(np.complex128)
    on_axis = resolvents_from_below(balls(matrices), z)
    assert not circles_proved(balls(matrices), radii, 0.999 * radii * on_axis, 0.01).any()


def test_a_point_bounds_the_resolvent_from_below() -> None:
    matrices, z = stack(4), np.full(12, 1.1 + 0.3j)
    found = resolvents_from_below(balls(matrices), z)
    inverses = np.linalg.inv(z[:, None, None] * np.eye(4) - matrices)
    true = np.linalg.norm(inverses, 2, axis=(1, 2))
    assert (found <= true * (1 + 1e-12)).all() and (found > 0.999 * true).all()


def test_chords_are_above_what_they_cover() -> None:
    # of J = 1/2: G(r) = 1/(r - 1/2), whose logarithm is convex in log r
    first, second = np.array([1.0, 1.2, 2.0]), np.array([1.2, 2.0, 9.0])
    tops = chord_tops(first, second, first / (first - 0.5), second / (second - 0.5))
    for low, high, top in zip(first, second, tops, strict=True):
        r = np.linspace(low, high, 50)
        assert ((r - 1) / (r - 0.5) <= top).all()
        assert top < 1.5 * ((r - 1) / (r - 0.5)).max()


def test_numerical_radii_are_told_from_1() -> None:
    jordan = np.array([[[0.0, 0.0], [2 * c, 0.0]] for c in (0.5, 0.99, 1.01, 3.0)])
    assert numerical_radius_at_most(balls(jordan), np.ones(4)).tolist() == [
        True,
        True,
        False,
        False,
    ]
