"""kreiss_peak: right to 1e-8 or refused in bounded time, with the gradient of K."""

import math
import time

import numpy as np
import pytest
import scipy.linalg
from hypothesis import given, settings
from hypothesis import strategies as st

from kreissverify import K, Refused, enclose, kreiss_peak
from kreissverify.matrices.gallery import grcar
from kreissverify.quantities.kreiss.maximiser import found_peak
from kreissverify.quantities.kreiss.mixed_precision import sharpened
from tests.quantities.support.hostile import godunov

GODUNOV = godunov()


def random_matrix(seed: int, n: int, radius: float) -> np.ndarray:
    matrix = np.random.default_rng(seed).standard_normal((n, n))
    return matrix * (radius / np.abs(np.linalg.eigvals(matrix)).max())


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([2, 3, 5, 8, 24]), st.floats(0.5, 0.98))
def test_the_gradient_is_that_of_differences(seed: int, n: int, radius: float) -> None:
    matrix = random_matrix(seed, n, radius)
    peak = kreiss_peak(matrix)
    if peak.value < 1.01:  # flat, or nearly so
        return
    direction = np.random.default_rng(seed + 1).standard_normal((n, n)) / n
    h = 1e-6 * (1 - radius)
    slope = (K(matrix + h * direction) - K(matrix - h * direction)) / (2 * h)
    assert peak.gradient is not None and peak.gradient.dtype == np.float64
    # two peaks may change places within h; else K is smooth on the scale of 1 - ρ
    assert (peak.gradient * direction).sum() == pytest.approx(slope, rel=1e-3, abs=1e-4)


def test_the_gradient_of_a_complex_matrix_pairs_by_the_real_part() -> None:
    rng = np.random.default_rng(5)
    matrix = rng.standard_normal((4, 4)) + 1j * rng.standard_normal((4, 4))
    matrix *= 0.9 / np.abs(np.linalg.eigvals(matrix)).max()
    direction = rng.standard_normal((4, 4)) + 1j * rng.standard_normal((4, 4))
    peak, h = found_peak(matrix), 1e-6
    ends = [found_peak(matrix + s * h * direction).value for s in (1, -1)]
    assert peak.gradient is not None
    expected = (peak.gradient.conj() * direction).sum().real
    assert (ends[0] - ends[1]) / (2 * h) == pytest.approx(expected, rel=1e-6)


def test_where_peaks_tie_the_gradient_is_that_of_one_of_them() -> None:
    block = np.array([[0.5, 2.0], [0.0, 0.5]])
    peak = kreiss_peak(scipy.linalg.block_diag(block, block))
    single = kreiss_peak(block).gradient
    assert peak.gradient is not None and single is not None
    # any unit vector of the plane of maximisers: the traces of its blocks add up to the one's
    both = peak.gradient[:2, :2] + peak.gradient[2:, 2:]
    assert both == pytest.approx(single, rel=1e-6)


def test_the_gradient_is_zero_where_k_is_one_and_none_where_it_is_infinite() -> None:
    still = kreiss_peak(np.diag(np.linspace(-0.5, 0.5, 6)))
    assert still.value == 1 and still.z is None and still.u is None and still.v is None
    assert still.gradient is not None and not still.gradient.any()
    assert still.gradient.shape == (6, 6)
    assert kreiss_peak([[2, 0], [1, 0]]).gradient is None


def test_godunovs_matrix_is_answered_from_more_digits() -> None:
    peak = kreiss_peak(GODUNOV)
    assert peak.value == pytest.approx(1372968489548.2778, rel=1e-10)
    assert peak.error < 1e-12
    assert peak.z is not None and peak.u is not None and peak.gradient is not None
    shown = enclose(K, GODUNOV, rtol=1e-4)
    assert float(shown.lower) <= peak.value <= float(shown.upper)


@pytest.mark.parametrize(("n", "scale"), [(100, 2.5), (100, 2.3), (150, 2.5)])
def test_a_peak_in_doubt_is_answered_within_ten_searches(n: int, scale: float) -> None:
    matrix = grcar(n) / scale
    start = time.process_time()
    floats = found_peak(matrix)
    middle = time.process_time()
    peak = kreiss_peak(matrix)
    spent = time.process_time() - middle
    assert spent < 10 * (middle - start) + 0.2  # 0.2 s for what a busy machine adds
    assert peak.value == pytest.approx(floats.value, rel=1e-3)
    assert peak.error < 1e-9 and peak.maximum is not None
    # more digits change nothing
    start_again = sharpened(matrix, None, peak.maximum)
    assert start_again is not None and start_again.value == pytest.approx(peak.value, rel=1e-14)


def test_a_large_matrix_that_floats_cannot_place_is_refused_in_a_sentence() -> None:
    turn = np.linalg.qr(np.random.default_rng(1).standard_normal((100, 100)))[0]
    start = time.process_time()
    with pytest.raises(Refused, match=r"^K: .*enclose\(K, J, rtol=0.1\)"):
        kreiss_peak(turn @ (grcar(100) / 2.1) @ turn.T)
    assert time.process_time() - start < 2


def test_entries_that_no_float_holds_reach_the_sharpened_value() -> None:
    rows = [[f"{i + 1}/{3 * (i + j + 2)}" if j >= i else 0 for j in range(4)] for i in range(4)]
    assert kreiss_peak(rows).value == pytest.approx(float(K.highprec(rows, digits=25)), rel=1e-15)


def test_a_value_of_one_is_exactly_one() -> None:
    assert math.isclose(kreiss_peak([["1/2", 0], [2, "1/2"]]).value, 1.25, rel_tol=0, abs_tol=0)
