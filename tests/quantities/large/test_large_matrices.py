"""Lower bounds of quantities of sparse matrices: true, proved, and as high as the dense code's."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
import scipy.sparse as sp
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from kreissverify import G, K, enclose, kreiss_peak, pseudospectral_radius, resolvent_norm
from kreissverify import continuous as ct
from kreissverify.numbers.enclosure import Lower
from kreissverify.numbers.rational import as_mpf
from kreissverify.quantities.large.lower_estimate import LowerEstimate, rounded_down
from tests.quantities.support.sparse_families import FAMILIES, convection_diffusion, needle

# of a float rounded down from the proved bound, beside one rounded to nearest from mixed precision
ROUNDINGS = 4 * 2.0**-52


@pytest.mark.parametrize("family", FAMILIES)
def test_the_kreiss_constant_is_that_of_the_dense_matrix(family: str) -> None:
    A = FAMILIES[family](100)
    found, dense = K(A), kreiss_peak(A.toarray())
    assert found.lower is not None and found.value <= dense.value * (1 + ROUNDINGS)
    assert found.value == pytest.approx(dense.value, rel=1e-12)
    assert abs(found.value - dense.value) <= found.error + ROUNDINGS * dense.value
    assert found.error < 1e-7 * found.value
    assert found.z is not None and dense.z is not None
    assert abs(found.z.imag) == pytest.approx(abs(dense.z.imag), abs=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("n", [400, 800])
@pytest.mark.parametrize("family", FAMILIES)
def test_the_kreiss_constant_of_larger_matrices(family: str, n: int) -> None:
    A = FAMILIES[family](n)
    assert K(A).value == pytest.approx(kreiss_peak(A.toarray()).value, rel=1e-11)


@pytest.mark.parametrize("family", ["convection-diffusion", "outlying"])
def test_the_other_quantities_are_those_of_the_dense_matrix(family: str) -> None:
    A = FAMILIES[family](49)
    D = A.toarray()
    for quantity, parameter in (
        (G, "1.05"),
        (pseudospectral_radius, "0.01"),
        (resolvent_norm, "1.01+0.5i"),
    ):
        found, dense = quantity(A, parameter), quantity.highprec(D, parameter, digits=20)
        assert found.lower is not None and as_mpf(found.lower.value) <= dense * (1 + 1e-18)
        assert found.value == pytest.approx(float(dense), rel=1e-13)
        assert found.note == ""


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
def test_ten_thousand_rows(family: str) -> None:
    """The peaks of the blocks that do not change with n, and those of the grid's limit."""
    A = FAMILIES[family](10_000)
    found = K(A)
    assert found.points <= 40 and found.lower is not None
    assert found.error < 1e-5 * found.value
    known = {"outlying": 80.72947210201814, "needle": 32.1637137358126}
    if family in known:
        assert found.value == pytest.approx(known[family], rel=1e-11)


def test_a_bound_is_proved_by_its_point_and_vector() -> None:
    """Decided again by fractions: K ≥ (|z|-1)‖x‖/‖(zI-A)x‖ for the vector that is returned."""
    A = convection_diffusion(64)
    found = K(A)
    assert found.z is not None and found.z.imag == 0 and found.lower is not None
    assert found.v is not None
    x = [Fraction(float(v)) for v in found.v]
    z, rows = Fraction(found.z.real), A.toarray().tolist()
    y = [z * x[i] - sum(Fraction(a) * b for a, b in zip(row, x, strict=True) if a)
         for i, row in enumerate(rows)]  # fmt: skip
    square = (z - 1) ** 2 * sum(v * v for v in x) / sum(v * v for v in y)
    # the proof refines the vector, so that the bound may be higher by what rounding lost
    assert float(square) == pytest.approx(found.value**2, rel=1e-9)
    assert isinstance(found.lower.value, fmpq) and fmpq(found.value.as_integer_ratio()[0]) > 0
    assert found.value <= float(found.lower)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(-8, 8), min_size=9, max_size=9), st.booleans())
def test_bounds_are_below_enclosures(entries: list[int], turned: bool) -> None:
    """Proved from below against proved from above, of small matrices with any eigenvalues."""
    A = np.array(entries, dtype=np.float64).reshape(3, 3) / 16
    A = A * 1j if turned else A
    radius = np.abs(np.linalg.eigvals(A)).max()
    if not radius < 0.99:
        return
    found = K(sp.csr_array(A))
    shown = enclose(K, A, rtol=1e-6)
    assert found.lower is not None and found.lower.value <= shown.upper.value
    assert found.value >= float(shown.lower) * (1 - 1e-6)


def test_real_and_complex_formats_and_types_are_one_matrix() -> None:
    A = sp.csr_array(np.array([[0.5, 0], [2, 0.5]]))
    for one in (A, A.tocsc(), sp.coo_matrix(A), sp.dok_array(A), A.tolil(), A.astype(complex)):
        assert K(one).value == pytest.approx(1.25, rel=1e-15)


def test_results_do_not_depend_on_the_run() -> None:
    A = needle(20)
    first, second = K(A), K(A)
    assert (first.value, first.z, first.error) == (second.value, second.z, second.error)


@pytest.mark.parametrize("family", ["convection-diffusion", "convection-diffusion on a line"])
def test_flows_of_nonnegative_maps_have_the_same_constant(family: str) -> None:
    """K(T) = K_c(T-I) for T ≥ 0."""
    T = FAMILIES[family](196)
    flow = ct.K(T - sp.eye_array(T.shape[0]))
    assert flow.value == pytest.approx(K(T).value, rel=1e-12)


def test_flows_have_the_closed_forms_of_two_by_two_blocks() -> None:
    """K_c, G_c(x) and α_ε of direct sums of [[-1, c], [0, -1]] rotated up the imaginary axis."""
    c, turn = 8.0, 3.0
    block = np.array([[-1 + 1j * turn, c], [0, -1 + 1j * turn]])
    A = sp.csc_array(sp.block_diag([block, -3 * sp.eye_array(40)]))
    # Q of a 2×2 with equal eigenvalues: X = c/2·(1/|Re λ|)
    X = c / 2
    assert ct.K(A).value == pytest.approx((X + 1 / X) / 2, rel=1e-12)
    # σ_min of [[d, -c], [0, d]] is (√(c²+4d²) - c)/2, and (x+1)² = ε(ε+c) where it is ε
    at = ct.G(A, "1/2")
    assert at.value == pytest.approx(2 / (math.hypot(c, 3.0) - c), rel=1e-12)
    far = ct.pseudospectral_abscissa(A, "1/8")
    assert far.value == pytest.approx(math.sqrt(0.125 * (0.125 + c)) - 1, rel=1e-12)
    assert far.z is not None and far.z.imag == pytest.approx(turn, abs=1e-4)


def test_contractions_have_the_constant_one() -> None:
    for A in (0.5 * sp.eye_array(60), sp.diags_array([0.9] * 59, offsets=-1), sp.csr_array((3, 3))):
        found = K(A)
        assert (found.value, found.z, found.note) == (1.0, None, "") and found.error < 1e-15


def test_a_peak_far_out_is_found() -> None:
    """w(A) is 1.04 for this nilpotent block: K is c/4 + 1/c for c = 2.08."""
    A = sp.csc_array(sp.block_diag([np.array([[0, 2.08], [0, 0]]), 0.5 * sp.eye_array(50)]))
    assert K(A).value == pytest.approx(2.08 / 4 + 1 / 2.08, rel=1e-12)


def test_an_eigenvalue_outside_makes_the_constant_infinite() -> None:
    A = FAMILIES["outlying"](96).tolil()
    A[95, 95] = -1.25
    A = A.tocsc()
    found = K(A)
    assert math.isinf(found.value) and found.error == 0
    assert found.z is not None and found.z.real == pytest.approx(-1.25, abs=0.2)
    assert found.lower is not None and float(found.lower) > 1e6
    assert "lies outside" in str(found)
    radius = abs(found.z) / 2
    assert math.isinf(G(A, radius).value)


@pytest.mark.parametrize("block", [[[1.0, 0], [0, 0.5]], [[1.0, 1.0], [0, 1.0]]])
def test_an_eigenvalue_on_the_circle_leaves_it_open(block: list[list[float]]) -> None:
    """K is 1 of the one, and infinite of the other: neither is said, the bound is true of both."""
    found = K(sp.csc_array(sp.block_diag([np.array(block), 0.5 * sp.eye_array(60)])))
    assert math.isinf(found.error) and "may lie on the unit circle or outside" in found.note
    assert found.value == 1 if block[0][1] == 0 else found.value > 1e6


def test_the_norm_at_an_eigenvalue() -> None:
    exactly = resolvent_norm(sp.diags_array([0.5, 0.25, 0.1]), "1/2")
    assert math.isinf(exactly.value) and exactly.lower is not None
    assert str(exactly) == "resolvent_norm = inf (proved; z is an eigenvalue)"
    nearly = resolvent_norm(sp.csr_array(np.array([[0.5, 0], [2, 0.5]])), "1/2")
    assert math.isfinite(nearly.value) and math.isinf(nearly.error) and nearly.value > 1e8


def test_digits_that_factors_lose_are_won_back() -> None:
    """‖R(1)‖ = 2⁴⁰ + ...: float64 alone knows three digits of σ there, the bound all."""
    A = np.eye(40, k=-1)
    A[0, 0] = 0.0
    bound = resolvent_norm(sp.csc_array(4 * A), "2.5")
    shown = enclose(resolvent_norm, 4 * A, "2.5", rtol=1e-12)
    assert bound.value > 1e7
    assert float(shown.lower) * (1 - 1e-12) <= bound.value <= float(shown.upper)


@given(st.fractions(1, 10**6))
def test_what_is_printed_of_a_proved_bound_is_proved(x: Fraction) -> None:
    bound = Lower(fmpq(x.numerator, x.denominator))
    text = str(LowerEstimate("K", rounded_down(bound), 1e-9, bound, 2 + 0j))
    shown = Fraction(text.removeprefix("K >= ").split()[0])
    assert x * (1 - Fraction(1, 10**11)) <= shown <= x
    doubtful = LowerEstimate("K", math.inf, math.inf, bound, 2 + 0j, note="open")
    assert Fraction(str(doubtful).rsplit("at least ", 1)[1]) <= x
