"""K of one larger matrix: against references, sampled points, its invariances, and enclosures."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
import scipy.linalg
from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from kreissverify.matrices.gallery import (
    companion,
    convdiff,
    grcar,
    jordan,
    kahan,
    named,
    random_normal,
)
from kreissverify.matrices.matrix import InvalidMatrix, Matrix
from kreissverify.numbers.arrays import float_real_form
from kreissverify.numbers.errors import Refused
from kreissverify.quantities import enclose
from kreissverify.quantities.kreiss import peaks
from kreissverify.quantities.kreiss.complex_peaks import peak_of_complex
from kreissverify.quantities.kreiss.maximiser import found_peak
from kreissverify.quantities.kreiss.peaks import kreiss_peak
from kreissverify.quantities.maps.kreiss_constant import QUANTITY as K
from tests.paths import DATA

REFERENCE = DATA / "kreiss_reference.json"
REFERENCE = json.loads(REFERENCE.read_text())["matrices"]


def scaled(matrix: np.ndarray, radius: float) -> np.ndarray:
    return matrix * (radius / np.abs(np.linalg.eigvals(matrix)).max())


def rotated(matrix: np.ndarray, seed: int) -> np.ndarray:
    turn = np.linalg.qr(np.random.default_rng(seed).standard_normal(matrix.shape))[0]
    return turn @ matrix @ turn.T


def turning(radius: float, angle: float, coupling: float) -> np.ndarray:
    """Return a 4×4 block with double eigenvalues radius·e^{±i·angle}."""
    c, s = radius * math.cos(angle), radius * math.sin(angle)
    return np.kron(np.eye(2), [[c, s], [-s, c]]) + coupling * np.eye(4, k=2)


def made(kind: int, n: int, seed: int) -> np.ndarray:
    """Return a stable matrix of one of several kinds."""
    rng = np.random.default_rng(seed)
    if kind == 0:
        return scaled(rng.standard_normal((n, n)), 0.95)
    if kind == 1:
        upper = np.triu(rng.standard_normal((n, n)), 1) / math.sqrt(n)
        return np.asarray(np.diag(rng.uniform(-0.95, 0.95, n)) + upper)
    if kind == 2:
        orthogonal = np.linalg.qr(rng.standard_normal((n, n)))[0]
        return scaled(orthogonal + 0.3 * rng.standard_normal((n, n)) / math.sqrt(n), 0.99)
    k = n // 2
    blocks = [rng.standard_normal((k, k)) for _ in range(3)]
    left, right = (x + x.T for x in blocks[:2])
    left, right = (0.97 * x / np.linalg.norm(x, 2) for x in (left, right))
    return np.block([[left, np.zeros((k, k))], [blocks[2], right]])


matrices = st.builds(made, st.integers(0, 3), st.integers(21, 40), st.integers(0, 2**32))


@pytest.mark.parametrize("name", REFERENCE)
def test_reference_to_its_trusted_digits(name: str) -> None:
    digits = REFERENCE[name]["digits_trusted"]
    rel = max(1e-14, min(1e-11, 10.0 ** (1 - digits))) if digits > 11 else 10.0 ** (1 - digits)
    peak = kreiss_peak(named(name))
    assert peak.value == pytest.approx(float(REFERENCE[name]["K"]), rel=rel)


@settings(max_examples=15, deadline=None)
@given(matrices)
def test_the_vectors_attain_the_value(matrix: np.ndarray) -> None:
    peak = kreiss_peak(matrix)
    assert peak.z is not None and peak.u is not None and peak.v is not None
    sigma = (abs(peak.z) - 1) / peak.value
    there = peak.z * np.eye(len(matrix)) - matrix
    assert np.linalg.norm(there @ peak.v - sigma * peak.u) < 1e-7
    assert np.linalg.norm(there.conj().T @ peak.u - sigma * peak.v) < 1e-12
    assert np.linalg.norm(peak.u) == pytest.approx(1, rel=1e-13)
    assert sigma == pytest.approx(np.linalg.svd(there, compute_uv=False)[-1], rel=1e-11)
    assert K.value(Matrix(matrix)) == pytest.approx(peak.value, rel=1e-13)


@settings(max_examples=15, deadline=None)
@given(matrices, st.integers(0, 2**32))
def test_no_sampled_point_is_higher(matrix: np.ndarray, seed: int) -> None:
    rng = np.random.default_rng(seed)
    excess = np.exp(rng.uniform(math.log(1e-3), math.log(10), 60))
    points = (1 + excess) * np.exp(1j * rng.uniform(0, math.pi, 60))
    shifted = points[:, None, None] * np.eye(len(matrix)) - matrix
    heights = excess / np.linalg.svd(shifted, compute_uv=False)[:, -1]
    assert heights.max() <= K(matrix) * (1 + 1e-12)


@settings(max_examples=15, deadline=None)
@given(matrices, st.floats(-0.95, 0.95))
def test_invariances(matrix: np.ndarray, gamma: float) -> None:
    value = K(matrix)
    for other in (matrix.T, -matrix, rotated(matrix, 1)):
        assert K(other) == pytest.approx(value, rel=1e-11)
    beside = scipy.linalg.block_diag(matrix, gamma * np.eye(2))
    assert K(beside) == pytest.approx(value, rel=1e-12)


ENCLOSED = {
    "random": random_normal(60, 0.95, seed=3),
    "random near the circle": random_normal(30, 1 - 1e-6, seed=4),
    "upper triangular": made(1, 40, 5),
    "block-triangular": made(3, 40, 6),
    "grcar": grcar(40) / 2.7,
    "convection-diffusion": scaled(convdiff(31), 0.97),
    "companion": scaled(companion(21) + 0.0, 0.5),
    "kahan": 0.95 * kahan(30),
    "jordan": jordan(24, 0.4, 0.7),
}


@pytest.mark.parametrize("name", ENCLOSED)
def test_certified_enclosures_agree(name: str) -> None:
    bounds = enclose(K, ENCLOSED[name], rtol=1e-3)
    value = K(ENCLOSED[name])
    assert float(bounds.lower) * (1 - 1e-12) <= value <= float(bounds.upper) * (1 + 1e-12)


def test_the_highest_of_many_nearly_equal_peaks_is_found() -> None:
    angles = np.linspace(0.2, 2.9, 10)
    radii = 1 - np.geomspace(1e-6, 0.3, 10)
    blocks = [
        turning(g, t, 5 * (1 - g) * (1 + 1e-3 * (i == 6)))
        for i, (g, t) in enumerate(zip(radii, angles, strict=True))
    ]
    single = [kreiss_peak(block) for block in blocks]
    highest = max(single, key=lambda peak: peak.value)
    assert highest is single[6]
    found = kreiss_peak(rotated(scipy.linalg.block_diag(*blocks), 2))
    assert found.value == pytest.approx(highest.value, rel=1e-9)
    assert found.z is not None and highest.z is not None
    assert abs(found.z - highest.z) < 1e-3 * (1 - radii[6])


def test_a_low_peak_far_out_is_not_taken_for_one() -> None:
    # the circles prove 1.00000106 for the 4×4 matrix
    flat = np.array([[21, 0, 0, 3], [15, -30, 0, 0], [0, 0, -3, 0], [33, 0, 0, 0]]) / 32
    both = rotated(scipy.linalg.block_diag(flat, np.diag(np.linspace(-0.9, 0.9, 20))), 3)
    peak = kreiss_peak(both)
    assert peak.value == pytest.approx(1.0000010631563936, rel=1e-12)
    assert peak.z is not None and abs(abs(peak.z) - 357) < 1


def test_constant_one_is_recognised_and_has_no_maximiser() -> None:
    for matrix in (np.eye(30), np.diag(np.linspace(-0.9, 0.9, 25)), 2 * np.eye(22, k=11)):
        peak = kreiss_peak(matrix)
        assert (peak.value, peak.z, peak.u, peak.v) == (1.0, None, None, None)
        assert K(matrix) == 1.0


@pytest.mark.slow
def test_unstable_matrices_and_those_on_the_circle() -> None:
    assert kreiss_peak(np.eye(25) * 1.5).value == math.inf
    assert K(np.eye(25) * 1.5) == math.inf
    on_circle = np.diag(np.linspace(-0.5, 1, 25)) + np.eye(25, k=1)
    found = enclose(K, on_circle)  # exactly, and with bounded powers
    assert float(found.lower) <= K(on_circle) * (1 + 1e-12) <= float(found.upper)


def test_instability_is_believed_only_where_rounding_cannot_be_its_cause() -> None:
    generator = np.random.default_rng(0)
    clear = found_peak(scaled(generator.standard_normal((60, 60)), 1.1))
    assert math.isinf(clear.value) and clear.error < 1e-8
    chain = rotated(np.eye(40, k=1) * 4, 1)  # its eigenvalues are 0, if not for rounding
    doubtful = found_peak(chain)
    assert math.isinf(doubtful.value) and doubtful.error > 1
    with pytest.raises(Refused, match="rounding may be the cause"):
        kreiss_peak(rotated(np.eye(60, k=1) * 4, 1))


def test_where_float64_has_lost_digits_more_are_used() -> None:
    matrix = jordan(24, 0.5, 1.0)
    peak = found_peak(matrix)
    assert peak.error > 1e-13
    exact = float(K.highprec(Matrix(matrix), digits=20))
    assert K(matrix) == pytest.approx(exact, rel=1e-14)
    assert peak.value == pytest.approx(exact, rel=max(peak.error, 1e-15))
    hard = found_peak(grcar(100) / 2.5)  # ‖R(z)‖ is 2.6e10 at the peak
    assert hard.value == pytest.approx(9.27540366e6, rel=1e-9)
    assert K(grcar(100) / 2.5) == pytest.approx(9275403.660563523, rel=1e-15)
    assert 1e-13 < hard.error < 1e-8


def test_the_route_is_as_far_as_floats_can_be_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peaks, "certified_maximum", lambda *arguments, **options: 7.0)
    monkeypatch.setattr(
        peaks, "sharpened", lambda array, rest, maximum: replace(maximum, error=0.5)
    )
    untested = np.array([[0.5, 1e60, 0], [0, 0.5, 0], [0, 0, 0.25]])
    lost = grcar(100) / 2.3
    assert K(untested) == K.value(Matrix(untested)) == 7.0
    assert peaks.kreiss_peak(lost).error == 0.5
    for trusted in (jordan(24, 0.5, 1.0), np.array([[0.5, 1], [0, 0.5]])):
        assert peaks.kreiss_peak(trusted).error < 1e-9


@pytest.mark.parametrize(
    "matrix",
    [
        named("grcar_n32_div2.5").array,  # searched as one matrix
        jordan(24, 0.5, 1.0),  # and refined in high precision
        companion(10) / 7,  # certified
        np.array([[0.5, 0.0], [2.0, 0.5]]),
    ],
)
def test_value_proof_and_point_come_from_one_search(matrix: np.ndarray) -> None:
    peak = K.peak(Matrix(matrix))
    assert peak.value == K(matrix) == peak.maximum.value
    z = complex(peak.z)
    norm = 1 / np.linalg.svd(z * np.eye(len(matrix)) - matrix, compute_uv=False)[-1]
    assert (abs(z) - 1) * norm == pytest.approx(peak.value, rel=1e-6)
    shown = enclose(K, matrix, rtol=1e-3)
    assert float(shown.lower.value.p) / float(shown.lower.value.q) <= peak.value


def test_entries_that_no_float_holds_are_allowed_for() -> None:
    n = 24
    block = fmpq_mat(
        n, n, [fmpq(j == i + 1, 1) + fmpq(i == j, 3) for i in range(n) for j in range(n)]
    )
    mirror = fmpq_mat(n, n, [fmpq(i == j, 1) - fmpq(2, n) for i in range(n) for j in range(n)])
    matrix = Matrix(mirror * block * mirror)
    exact = float(K.highprec(matrix, digits=20))
    assert K(matrix) == pytest.approx(exact, rel=2e-15)
    assert abs(K(matrix.array) / exact - 1) > 1e-14  # the rounded matrix has another constant


def test_arrays_of_other_kinds() -> None:
    integers = np.eye(24, k=-12, dtype=int) * 3
    assert K(integers) == pytest.approx(K(integers.astype(float)), rel=1e-15)
    stack = np.stack([made(0, 22, 7), made(1, 22, 8)])
    assert K.float64(stack).values == pytest.approx([K(stack[0]), K(stack[1])], rel=1e-13)


def test_wrong_input_is_told_in_a_sentence() -> None:
    for entries, reason in (
        (np.zeros((30, 31)), "expected a square matrix"),
        (np.full((30, 30), np.nan), "entry"),
        (np.full((30, 30), np.inf), "entry"),
        (np.zeros((0, 0)), "empty"),
        (np.full((30, 30), complex(0, np.nan)), "entry"),
        (np.full((30, 30), "a", dtype=object), "entry"),
    ):
        for of in (K, kreiss_peak):
            with pytest.raises(InvalidMatrix, match=reason):
                of(entries)


@given(st.floats(2.001, 12))
def test_a_small_peak_far_out_is_met(c: float) -> None:
    """K of [[0, 0], [c, 0]] is c/4 + 1/c, at a point that moves out to infinity as c falls to 2."""
    matrix = np.array([[0, 0], [c, 0]])
    peak = kreiss_peak(matrix)
    assert abs(peak.value - (c / 4 + 1 / c)) <= 1e-12 * peak.value
    if peak.z is not None:
        height = (abs(peak.z) - 1) * np.linalg.norm(np.linalg.inv(peak.z * np.eye(2) - matrix), 2)
        assert height >= peak.value * (1 - 1e-12)


@pytest.mark.parametrize("n", [3, 30])
def test_the_peak_of_a_complex_matrix_and_of_its_conjugate(n: int) -> None:
    random = np.random.default_rng(n)
    matrix = random.standard_normal((n, n)) + 1j * random.standard_normal((n, n))
    matrix *= 0.95 / np.abs(np.linalg.eigvals(matrix)).max()
    peak, mirrored = kreiss_peak(matrix), kreiss_peak(matrix.conj())
    assert peak.value == pytest.approx(K(matrix), rel=1e-10)
    assert mirrored.value == pytest.approx(peak.value, rel=1e-10)
    if peak.z is not None:
        norm = np.linalg.norm(np.linalg.inv(peak.z * np.eye(n) - matrix), 2)
        assert (abs(peak.z) - 1) * norm == pytest.approx(peak.value, rel=1e-10)


@pytest.mark.parametrize("conjugate", [False, True])
def test_the_peak_of_a_real_form_has_the_vectors_of_the_complex_matrix(conjugate: bool) -> None:
    random = np.random.default_rng(8)
    array = random.standard_normal((5, 5)) + 1j * random.standard_normal((5, 5))
    array *= 0.95 / np.abs(np.linalg.eigvals(array)).max()
    array = array.conj() if conjugate else array
    found = peak_of_complex(kreiss_peak(float_real_form(array)), array)
    z, u, v = found.z, found.u, found.v
    assert z is not None and u is not None and v is not None
    sigma = (abs(z) - 1) / found.value
    np.testing.assert_allclose(z * v - array @ v, sigma * u, atol=1e-9)
    np.testing.assert_allclose([np.linalg.norm(u), np.linalg.norm(v)], 1)
    assert (z.imag > 0) != (kreiss_peak(array.conj()).z.imag > 0)  # type: ignore[union-attr]


def test_large_complex_matrices_are_searched_as_they_are() -> None:
    random = np.random.default_rng(4)
    array = random.standard_normal((24, 24)) + 1j * random.standard_normal((24, 24))
    array *= 0.95 / np.abs(np.linalg.eigvals(array)).max()
    expected = K(float_real_form(array))
    assert K(array) == pytest.approx(expected, rel=1e-12)


def test_what_floats_lack_of_complex_entries_counts() -> None:
    """K of [[g, 0], [1, g]] is κ/4 + 1/κ, κ = 1/(1-|g|), and float64 has g to 1e-16 only."""
    g, kappa = fmpq(999_999, 10**6), 10**6
    matrix = Matrix.of_parts(
        fmpq_mat(22, 22),
        fmpq_mat(
            22, 22, [g if i == j else i == 1 and j == 0 for i in range(22) for j in range(22)]
        ),
    )
    assert K(matrix) == pytest.approx(kappa / 4 + 1 / kappa, rel=1e-12)
    assert K(matrix.array) != pytest.approx(kappa / 4 + 1 / kappa, rel=1e-12)


def test_entries_whose_products_leave_the_range_of_floats() -> None:
    block = np.array([[1e300, 1.5e300], [0, 1.2e300]])
    turned = np.block([[0 * block, -block], [block, 0 * block]])
    assert K(turned) == math.inf
    assert K.float64(turned[None]).errors[0] == math.inf
