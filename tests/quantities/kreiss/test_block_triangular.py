"""K of block-triangular matrices from their blocks: the dense search agrees, and properties."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreissverify import BlockTriangular, InvalidMatrix, K, Refused, kreiss_constant_of_blocks
from kreissverify.quantities.kreiss.block_triangular import kreiss_peak_of_blocks
from kreissverify.quantities.kreiss.maximiser import found_peak
from kreissverify.quantities.resolvent.block_triangular import CoupledResolvent

Blocks = tuple[np.ndarray, np.ndarray, np.ndarray]

SIGNS = ("both", "positive", "opposite", "extreme")


def symmetric(rng: np.random.Generator, n: int, radius: float, signs: str) -> np.ndarray:
    """Return QΛQᵀ, exactly symmetric, with ρ = `radius` and eigenvalues of the given signs."""
    basis = np.linalg.qr(rng.standard_normal((n, n)))[0]
    values = rng.uniform(-1, 1, n)
    values[0] = 1.0
    if signs != "both":
        values = np.abs(values)
    if signs == "extreme":
        values = rng.choice([-1.0, 1.0], n)
    made = (basis * (radius * values)) @ basis.T
    return (made + made.T) / 2


def blocks(seed: int, n: int = 20, m: int = 30, signs: str = "both") -> Blocks:
    rng = np.random.default_rng(seed)
    radius = 1 - 10 ** rng.uniform(-3, -0.3)
    upper = symmetric(rng, n, radius, signs)
    lower = symmetric(rng, m, radius * rng.uniform(0.5, 1), signs)
    coupling = rng.standard_normal((m, n)) / np.sqrt(n) * 10 ** rng.uniform(-1, 2)
    return upper, coupling, -lower if signs == "opposite" else lower


def whole(upper: np.ndarray, coupling: np.ndarray, lower: np.ndarray) -> np.ndarray:
    return np.block([[upper, np.zeros((len(upper), len(lower)))], [coupling, lower]])


drawn = st.builds(
    blocks, st.integers(0, 2**32), st.integers(2, 9), st.integers(2, 9), st.sampled_from(SIGNS)
)


@pytest.mark.parametrize("signs", SIGNS)
@pytest.mark.parametrize("seed", range(3))
def test_the_dense_search_says_the_same(seed: int, signs: str) -> None:
    parts = blocks(seed, signs=signs)
    structured, dense = kreiss_peak_of_blocks(*parts), found_peak(whole(*parts))
    assert structured.value == pytest.approx(dense.value, rel=1e-12)
    assert structured.spectral_radius == pytest.approx(dense.spectral_radius, rel=1e-12)


def test_the_vectors_attain_the_value() -> None:
    parts = blocks(5)
    peak, matrix = kreiss_peak_of_blocks(*parts), whole(*parts)
    assert peak.z is not None and peak.u is not None and peak.v is not None
    sigma = (abs(peak.z) - 1) / peak.value
    there = peak.z * np.eye(len(matrix)) - matrix
    assert (
        np.linalg.norm(there @ peak.v - sigma * peak.u) < 1e-7
    )  # errors of vectors are squared in the value
    assert np.linalg.norm(peak.u) == pytest.approx(1, rel=1e-12)


@settings(max_examples=25, deadline=None)
@given(drawn, st.floats(-7, 3), st.floats(0, np.pi))
def test_no_point_is_higher(parts: Blocks, log_excess: float, angle: float) -> None:
    matrix, excess = whole(*parts), np.exp(log_excess)
    there = (1 + excess) * np.exp(1j * angle) * np.eye(len(matrix)) - matrix
    height = excess / np.linalg.svd(there, compute_uv=False)[-1]
    assert height <= kreiss_constant_of_blocks(*parts) * (1 + 1e-10)


@settings(max_examples=20, deadline=None)
@given(drawn)
def test_transposition_and_sign_change_nothing(parts: Blocks) -> None:
    upper, coupling, lower = parts
    value = kreiss_constant_of_blocks(*parts)
    # P Jᵀ P with the blocks in the other order is block-triangular again
    assert kreiss_constant_of_blocks(lower, coupling.T, upper) == pytest.approx(value, rel=1e-10)
    assert kreiss_constant_of_blocks(-upper, coupling, -lower) == pytest.approx(value, rel=1e-10)


@settings(max_examples=15, deadline=None)
@given(drawn, st.integers(0, 2**32))
def test_orthogonal_changes_of_each_block_change_nothing(parts: Blocks, seed: int) -> None:
    upper, coupling, lower = parts
    rng = np.random.default_rng(seed)
    one, two = (np.linalg.qr(rng.standard_normal((len(x), len(x))))[0] for x in (upper, lower))
    moved = [one @ upper @ one.T, two @ coupling @ one.T, two @ lower @ two.T]
    moved[0], moved[2] = (moved[0] + moved[0].T) / 2, (moved[2] + moved[2].T) / 2
    assert kreiss_constant_of_blocks(*moved) == pytest.approx(
        kreiss_constant_of_blocks(*parts), rel=1e-10
    )


@settings(max_examples=25, deadline=None)
@given(drawn)
def test_the_numerical_radius_is_the_norm_of_the_symmetric_part(parts: Blocks) -> None:
    matrix, angles = whole(*parts), np.linspace(0, np.pi, 61)
    turned = np.exp(1j * angles)[:, None, None] * matrix
    ends = np.linalg.eigvalsh((turned + turned.conj().swapaxes(-1, -2)) / 2)[:, -1]
    # the support function at 61 angles is below its maximum, attained at 0 or π
    assert CoupledResolvent(*parts).numerical_radius == pytest.approx(ends.max(), rel=1e-9)


def test_large_instances_are_made_without_rationals_and_served_from_their_blocks() -> None:
    parts = blocks(1, 120, 130)
    J = BlockTriangular(*parts)
    assert J.holds_floats and J._exact is None
    gamma = float(J.gamma.p) / float(J.gamma.q)
    radius = max(np.abs(np.linalg.eigvalsh(block)).max() for block in (parts[0], parts[2]))
    assert radius < gamma < radius * (1 + 1e-6)
    assert K(J) == pytest.approx(found_peak(J.array).value, rel=1e-11)
    assert J._exact is None  # nothing above has asked for it
    assert J.triangular is J and J.n == 250


def test_the_bound_is_checked_for_large_blocks() -> None:
    upper, coupling, lower = blocks(2, 120, 130)
    radius = float(np.abs(np.linalg.eigvalsh(upper)).max())
    assert BlockTriangular(upper, coupling, lower, gamma=(1 + radius) / 2).gamma
    with pytest.raises(InvalidMatrix, match="gamma >= the spectral radius of A"):
        BlockTriangular(upper, coupling, lower, gamma=radius * 0.999)
    with pytest.raises(Refused, match="too close"):
        BlockTriangular(upper, coupling, lower, gamma=radius)
    with pytest.raises(InvalidMatrix, match="gamma < 1"):
        BlockTriangular(upper * (1.1 / radius), coupling, lower)
    with pytest.raises(InvalidMatrix, match="A: expected a symmetric"):
        BlockTriangular(upper + np.triu(upper, 1) * 1e-15, coupling, lower)
    with pytest.raises(InvalidMatrix, match="C: expected finite"):
        BlockTriangular(upper, coupling * np.nan, lower)


def test_contractions_unstable_ones_and_those_on_the_circle() -> None:
    upper, coupling, lower = blocks(3)
    size = max(np.linalg.norm(x, 2) for x in (upper, lower))
    weak = coupling * (0.5 * (1 - size) / np.linalg.norm(coupling, 2))
    assert kreiss_constant_of_blocks(upper, weak, lower) == 1.0
    assert kreiss_constant_of_blocks(np.diag([0.5, 1.5]), np.ones((2, 2)), np.eye(2) / 2) == np.inf
    with pytest.raises(Refused, match="spectral radius is 1"):
        kreiss_constant_of_blocks(np.diag([0.5, 1.0]), np.ones((2, 2)), np.eye(2) / 2)
    barely = kreiss_peak_of_blocks([[0.0]], [[2.002]], [[0.0]])  # k(c) = c/4 + 1/c
    assert barely.value == pytest.approx(2.002 / 4 + 1 / 2.002, rel=1e-13)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        (([[0.5, 0.1], [0.2, 0.5]], np.ones((2, 2)), np.eye(2) / 2), "A: expected a symmetric"),
        ((np.eye(2) / 2, np.ones((2, 3)), np.eye(2) / 2), "C: expected 2 rows and 2 columns"),
        ((np.eye(2) / 2, np.ones((2, 2)), np.ones((2, 3))), "D: expected a square block"),
        ((np.eye(2) / 2, np.ones((2, 2)), np.full((2, 2), np.nan)), "D: expected finite"),
        ((np.eye(2) / 2, np.ones((2, 2)) * 1j, np.eye(2) / 2), "C: expected real numbers"),
        ((np.zeros((0, 0)), np.ones((2, 0)), np.eye(2) / 2), "A: expected a 2-dimensional"),
        (([[1.0, 2.0], [3.0]], np.ones((2, 2)), np.eye(2) / 2), "A: expected rows of equal"),
    ],
)
def test_wrong_input_is_told_in_a_sentence(parts: tuple[object, ...], reason: str) -> None:
    with pytest.raises(InvalidMatrix, match=reason):
        kreiss_constant_of_blocks(*parts)
