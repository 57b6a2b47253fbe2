"""K_c of flows: floats, high precision and enclosures beside values that are known otherwise."""

from __future__ import annotations

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from kreissverify import K, Matrix, Refused, enclose
from kreissverify import continuous as ct
from kreissverify.quantities.curves import LINES
from kreissverify.quantities.kreiss.maximiser import found_peak
from tests.benchmarks.flow_enclosures import cost
from tests.quantities.support.flows import known_flow, missed_enclosures, planar_kreiss
from tests.quantities.support.reference_flows import FLOWS, height, largest_on_grid

#: K_c and where it is attained; both found by EigTool and ROSTAPACK 2.2 also, to ten digits.
REFERENCE = {
    "1.86535561590076983": [[-1, 10], [0, -2]],
    "1.01124478951314088": FLOWS["Grcar"].tolist(),
}


@pytest.mark.parametrize("value", REFERENCE)
def test_reference_values(value: str) -> None:
    rows = REFERENCE[value]
    with mpmath.workdps(25):
        assert ct.K(rows) == pytest.approx(float(mpmath.mpf(value)), rel=1e-14)
        assert abs(ct.K.highprec(ct.K.subject(rows)) - mpmath.mpf(value)) < 1e-17
    peak = found_peak(np.array(rows, dtype=float), None, LINES)  # without the closed form
    assert peak.tested and peak.value == pytest.approx(float(value), rel=1e-13)
    shown, digits = enclose(ct.K, rows, rtol=1e-9), Fraction(value)
    low, high = (Fraction(int(x.p), int(x.q)) for x in (shown.lower.value, shown.upper.value))
    assert low - Fraction(1, 10**17) <= digits <= high + Fraction(1, 10**17)


def test_the_closed_form_of_random_matrices_of_two_rows() -> None:
    random = np.random.default_rng(3)
    for k in range(200):
        array = random.standard_normal((2, 2))
        if k % 2:
            array = array + 1j * random.standard_normal((2, 2))
        array = array * [[1, 10.0 ** random.uniform(-2, 3)], [1, 1]]
        shift = np.linalg.eigvals(array).real.max() + 10.0 ** random.uniform(-6, 1)
        array = array - shift * np.eye(2)
        exact = planar_kreiss(array.tolist())
        assert ct.K(array) == pytest.approx(float(exact), rel=1e-13)
        value, error = ct.K.float64(array).one()
        assert abs(value - float(exact)) <= error * (1 + 1e-9) + 1e-15 * value
        if k < 20:
            with mpmath.workdps(55):
                found = ct.K.highprec(Matrix(array), digits=50)
                assert abs(found / exact - 1) < mpmath.mpf(10) ** -48


@pytest.mark.slow
def test_the_search_agrees_with_the_closed_form() -> None:
    """1,000 matrices of two rows by the search and the tests of lines, which know nothing of it."""
    random = np.random.default_rng(4)
    seen = 0
    for _ in range(1000):
        array = random.standard_normal((2, 2)) * [[1, 10.0 ** random.uniform(-2, 3)], [1, 1]]
        array -= (np.linalg.eigvals(array).real.max() + 10.0 ** random.uniform(-3, 1)) * np.eye(2)
        found = found_peak(array, None, LINES)
        exact = float(planar_kreiss(array.tolist()))
        assert found.value <= exact * (1 + 1e-9)
        if found.tested:
            seen += 1
            assert found.value == pytest.approx(exact, rel=1e-10)
    assert seen > 900


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(x, marks=pytest.mark.slow) if x in ("needles, 5", "oscillating, 10") else x
        for x in FLOWS
    ],
)
def test_flows_of_applications(name: str) -> None:
    array = FLOWS[name]
    peak = ct.K.peak(Matrix(array))
    if peak.z is None:
        assert peak.value == 1 and np.linalg.eigvalsh(array + array.T)[-1] <= 0
    else:
        with mpmath.workdps(30):
            at = height(array, mpmath.mpc(peak.z))
        assert peak.value == pytest.approx(float(at), rel=1e-12)
    assert peak.value >= largest_on_grid(array, 30) * (1 - 1e-10)


@pytest.mark.slow
@pytest.mark.parametrize("name", FLOWS)
def test_enclosures_and_high_precision_of_flows_of_applications(name: str) -> None:
    array = FLOWS[name]
    # of the five needles, nearly equally high over a decade of x, 1e-7 would take too many lines
    value, shown = ct.K(array), enclose(ct.K, array, rtol=1e-6)
    assert float(shown.lower) <= value * (1 + 1e-13) and value <= float(shown.upper) * (1 + 1e-13)
    assert shown.width <= 1e-6 * value
    assert float(ct.K.highprec(Matrix(array))) == pytest.approx(value, rel=1e-12)
    assert largest_on_grid(array, 100) <= float(shown.upper) * (1 + 1e-10)


def test_no_enclosure_misses_a_known_value() -> None:
    assert missed_enclosures(seed=1, count=25) == ([], 0)


@pytest.mark.slow
def test_none_of_many_enclosures_misses_a_known_value() -> None:
    missed, refused = missed_enclosures(seed=2, count=500)
    assert missed == [] and refused <= 5


def test_floats_of_known_values() -> None:
    for k in range(10):
        matrix, value = known_flow(np.random.default_rng([9, k]))
        try:
            assert ct.K(matrix) == pytest.approx(value, rel=1e-8)
        except Refused:  # that rounding decides stability
            assert np.linalg.eigvals(matrix.array).real.max() > -1e-6
        found, error = ct.K.float64(matrix.array).one()
        assert math.isinf(error) or abs(found - value) <= error + 1e-10 * value


def test_k_is_one_iff_the_numerical_abscissa_is_not_positive() -> None:
    skew = [[0, "1/3", 2], ["-1/3", 0, 1], [-2, -1, 0]]
    for rows in (skew, [[0]], [[-1, 1], [1, -1]], [[-1, "1/2", 0], [0, -1, 0], [0, 0, -3]]):
        assert ct.K(rows) == 1.0 and enclose(ct.K, rows).is_exact
        assert enclose(ct.K, rows).lower.value == 1
    barely = [[-1, "2000001/1000000"], [0, -1]]
    assert 1 < ct.K.highprec(ct.K.subject(barely)) < 1 + 1e-12
    assert enclose(ct.K, barely, rtol=1e-15).lower.value > 1


def test_infinite_ones() -> None:
    for rows in ([[1]], [[0, 1], [0, 0]], [[-1, 5, 0], [0, "1/1000", 2], [0, 0, -3]]):
        assert ct.K(rows) == math.inf and enclose(ct.K, rows).lower.value == math.inf
    witness = enclose(ct.K, [[1, 0, 0], [0, 2, 1], [0, 0, -1]]).certificate
    assert witness is not None and 0 < Fraction(witness["lower"]["abscissa"]) <= 2


nonnegative = st.integers(2, 4).flatmap(
    lambda n: st.lists(st.integers(0, 9), min_size=n * n, max_size=n * n).map(
        lambda entries: np.array(entries, dtype=object).reshape(n, n)
    )
)


def scaled_below_one(array: np.ndarray) -> fmpq_mat:
    size = len(array)
    radius = max(float(np.abs(np.linalg.eigvals(array.astype(float))).max()), 1.0)
    divisor = math.ceil(radius * 1.1 * 16)
    return fmpq_mat(size, size, [fmpq(int(x) * 16, divisor) for x in array.ravel()])


def less_identity(matrix: fmpq_mat) -> fmpq_mat:
    size = matrix.nrows()
    return matrix - fmpq_mat(size, size, [int(i == j) for i in range(size) for j in range(size)])


@settings(max_examples=15, deadline=None)
@given(nonnegative)
def test_k_of_a_nonnegative_map_is_that_of_the_flow(array: np.ndarray) -> None:
    """C1: both suprema are on the real axis, rI - T = xI - (T - I)."""
    T = scaled_below_one(array)
    one, other = enclose(K, Matrix(T)), enclose(ct.K, Matrix(less_identity(T)))
    assert one.lower.value <= other.upper.value and other.lower.value <= one.upper.value


@settings(max_examples=15, deadline=None)
@given(nonnegative, st.integers(0, 2**12 - 1))
def test_k_of_any_map_is_at_least_that_of_the_flow(array: np.ndarray, signs: int) -> None:
    """C1: Re z - 1 ≤ |z| - 1."""
    turned = np.array([(-1) ** (signs >> k & 1) * x for k, x in enumerate(array.ravel())])
    J = scaled_below_one(turned.reshape(array.shape))
    assert enclose(K, Matrix(J)).upper.value >= enclose(ct.K, Matrix(less_identity(J))).lower.value


def test_units_do_not_matter() -> None:
    array = FLOWS["Grcar"]
    value = ct.K(array)
    for scale in (1e-250, 1e-6, 3.0, 1e6, 1e250):
        assert ct.K(array * scale) == pytest.approx(value, rel=1e-11)


def test_complex_flows() -> None:
    random = np.random.default_rng(1)
    array = random.standard_normal((4, 4)) + 1j * random.standard_normal((4, 4))
    array -= (np.linalg.eigvals(array).real.max() + 0.3) * np.eye(4)
    value, shown = ct.K(array), enclose(ct.K, array, rtol=1e-5)
    assert float(shown.lower) <= value <= float(shown.upper)
    # a shift along the imaginary axis, and conjugation, change nothing
    assert ct.K(array + 7j * np.eye(4)) == pytest.approx(value, rel=1e-11)
    assert ct.K(array.conj()) == pytest.approx(value, rel=1e-11)


def test_the_gradient_says_how_k_changes() -> None:
    array = FLOWS["shear, 2+2"]
    peak = ct.K.peak(Matrix(array))
    change = np.random.default_rng(0).standard_normal(array.shape) * 1e-7 * np.abs(array)
    slope = float((peak.gradient * change).sum())
    assert ct.K(array + change) - peak.value == pytest.approx(slope, rel=1e-3)


@pytest.mark.slow
@pytest.mark.parametrize("n", [20, 50, 100])
def test_lines_cost_about_as_much_as_circles(n: int) -> None:
    assert cost(n).ratio <= 1.5
