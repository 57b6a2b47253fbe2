"""K of small matrices in floats: level sets on circles, chains of tangents; values and proofs."""

import math

import numpy as np
import pytest
import scipy.linalg
from hypothesis import given, settings
from hypothesis import strategies as st

import kreissverify.continuous as ct
from kreissverify import K, enclose
from kreissverify.quantities.curves import CIRCLES, LINES, Curves
from kreissverify.quantities.kreiss.level_test import float_test
from kreissverify.quantities.kreiss.level_test.first_points import first_points
from kreissverify.quantities.kreiss.level_test.float_test import tested_peak as judged
from kreissverify.quantities.kreiss.level_test.level_sets import exceeded_levels
from kreissverify.quantities.kreiss.level_test.tangent_chain import ROOM, TangentChain
from kreissverify.quantities.maximisation.single.ascent import Ascent, ascended
from kreissverify.quantities.maximisation.single.small import small_map


def random_matrix(seed: int, n: int, radius: float, *, real: bool = True) -> np.ndarray:
    rng = np.random.default_rng(seed)
    matrix = rng.standard_normal((n, n))
    if not real:
        matrix = matrix + 1j * rng.standard_normal((n, n))
    return matrix * (radius / np.abs(np.linalg.eigvals(matrix)).max())


def needle(gap: float, angle: float, coupling: float) -> np.ndarray:
    c, s = (1 - gap) * math.cos(angle), (1 - gap) * math.sin(angle)
    return np.kron(np.eye(2), [[c, s], [-s, c]]) + coupling * np.eye(4, k=2)


def law(x: float) -> float:
    return x / 4 + 1 / x if x > 2 else 1.0


def norms(matrix: np.ndarray, radius: float, count: int = 2000) -> np.ndarray:
    points = radius * np.exp(1j * np.linspace(-np.pi, np.pi, count))
    shifted = points[:, None, None] * np.eye(len(matrix)) - matrix
    return np.asarray(1 / np.linalg.svd(shifted, compute_uv=False)[:, -1])


@settings(max_examples=20, deadline=None)
@given(
    st.integers(0, 2**32), st.sampled_from([1, 2, 4, 7]), st.booleans(), st.sampled_from([1, -1])
)
def test_a_level_is_exceeded_where_sampled_norms_exceed_it(
    seed: int, n: int, real: bool, pole: int
) -> None:
    matrix = random_matrix(seed, n, 0.9, real=real)
    excess = np.array([0.0, 0.05, 1.0])
    highest = np.array([norms(matrix, 1 + x).max() for x in excess])
    for share, count in ((1 - 1e-3, 3), (1 + 1e-3, 0)):
        found = exceeded_levels(matrix, excess, share * highest * (1 + excess), float(pole))
        assert found.circle.tolist() == list(range(count))
        for i in range(count):
            z = (1 + excess[i]) * np.exp(1j * found.angle[i])
            there = 1 / np.linalg.svd(z * np.eye(n) - matrix, compute_uv=False)[-1]
            assert found.norm[i] == pytest.approx(there) and there > share * highest[i]


def test_a_needle_on_a_circle_is_seen_between_any_angles() -> None:
    matrix = scipy.linalg.block_diag(random_matrix(1, 8, 0.7), needle(1e-6, 1.234567, 3e-6))
    found = exceeded_levels(matrix, np.array([1e-6]), np.array([4e5]), -1.0)
    assert found.angle[0] == pytest.approx(1.234567, abs=1e-6)


@pytest.mark.parametrize("curves", [CIRCLES, LINES])
@pytest.mark.parametrize("bound", [1e-3, math.log(2), 5.0])
def test_a_chain_lies_under_the_curve(curves: Curves, bound: float) -> None:
    chain = TangentChain(np.geomspace(0.01, 20, 9), bound, curves, 30.0)
    for _ in range(2):
        heights, levels = chain.vertices()
        u = curves.convex(heights)
        assert (np.diff(u) > 0).all() and chain.open().size == u.size
        fine = np.linspace(u[0], u[-1], 20000)[1:-1]
        curve = chain.curve(curves.from_convex(fine))
        gap = curve - np.interp(fine, u, levels)
        assert (gap >= -1e-9 * (1 + abs(curve))).all() and gap.min() < 1e-3
        if curves is CIRCLES:
            assert heights[0] == 0 and levels[-1] == pytest.approx(bound, abs=1e-9)
        else:
            assert levels[0] == pytest.approx(-math.log(heights[0]), abs=1e-9)
            assert heights[-1] == 30
        # both ends and one between: a point more each, and the others stay
        some = np.array([0, 4, u.size - 1])
        chain.split(some, levels[some] + 0.1 * (chain.curve(heights + 1e-9)[some] - levels[some]))
        assert set(heights[[2, 3, 6, 7]]) < set(chain.vertices()[0])


def test_what_is_shown_of_a_chain_is_not_asked_again() -> None:
    chain = TangentChain(np.geomspace(0.1, 1, 4), 0.7)
    heights, levels = chain.vertices()
    chain.show(np.array([0, 1, 3, 4]))
    assert chain.open().tolist() == [2]
    # a quarter of the way to the curve needs twice the points, by the share of a room
    curve = float(chain.curve(heights[2:3])[0])
    chain.split(np.array([2]), np.array([curve - (curve - levels[2]) / 4 / ROOM]))
    assert chain.open().tolist() == [2, 3]
    now = chain.vertices()
    assert now[0][4:] == pytest.approx(heights[3:]) and now[1][4:] == pytest.approx(levels[3:])


@pytest.mark.parametrize("n", [3, 5, 12])
def test_first_points_leave_few_vertices_to_split(n: int) -> None:
    # a budget: the mean is below forty circles, and splits add few
    asked, first = 0, 0
    for seed in range(12):
        matrix = random_matrix(seed, n, 0.95)
        field = small_map(matrix)
        best = float_test._highest(matrix, field)
        if best.maximum.value < 1.01:
            continue
        bound = math.log(best.maximum.value) + 1e-6
        points = first_points(matrix, best, field, bound, math.inf)
        assert (np.diff(points) > 0).all() and best.maximum.excess in points
        heights, levels = TangentChain(points, bound).vertices()
        asked += exceeded_levels(matrix, heights, np.exp(levels), -1.0).circle.size
        first += heights.size
    assert first < 12 * 60 and asked < first / 10


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 8), st.floats(0.3, 0.999))
def test_a_tested_value_is_in_the_enclosure(seed: int, n: int, radius: float) -> None:
    matrix = random_matrix(seed, n, radius)
    found = judged(matrix)
    bounds = enclose(K, matrix, rtol=1e-4)
    value = 1.0 if found.peak is None else max(1.0, found.peak.maximum.value)
    assert float(bounds.lower) * (1 - 1e-9) <= value <= float(bounds.upper) * (1 + 1e-12)


def test_most_matrices_need_no_proof() -> None:
    for n in (3, 6, 12, 20):
        for seed, radius in enumerate((0.5, 0.95, 0.9999)):
            assert judged(random_matrix(seed, n, radius)).shown


def test_level_sets_find_the_peak_that_the_search_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    gaps, angles = (1e-5, 1e-3, 0.1), (2.1, 0.4, 1.3)
    parts = [
        needle(g, t, 6 * g * (1 + i)) for i, (g, t) in enumerate(zip(gaps, angles, strict=True))
    ]
    matrix = scipy.linalg.block_diag(*parts)

    def lowest(array: np.ndarray, field: object) -> Ascent:
        return ascended(array, 1e-5, 2.1)  # of the first block, K = 1.67

    monkeypatch.setattr(float_test, "_highest", lowest)
    found = judged(matrix)
    assert found.shown and found.peak is not None
    assert found.peak.maximum.value == pytest.approx(law(18), rel=1e-9)


def test_a_matrix_whose_digits_are_lost_is_not_called_tested() -> None:
    assert not judged(np.array([[0.5, 1e9], [0, 0.5]])).shown


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_sums_of_needles(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(40):
        count = int(rng.integers(1, 6))
        gaps, kappas = 10 ** rng.uniform(-6, -0.5, count), 10 ** rng.uniform(-0.5, 2, count)
        parts = [needle(g, rng.uniform(0, np.pi), k * g) for g, k in zip(gaps, kappas, strict=True)]
        turn = np.linalg.qr(rng.standard_normal((4 * count, 4 * count)))[0]
        value = K(turn @ scipy.linalg.block_diag(*parts) @ turn.T)
        assert value == pytest.approx(max(map(law, kappas)), rel=1e-7)


def test_a_flow_whose_norm_does_not_grow_has_no_peak() -> None:
    # ω = 0 in floats and exactly, and no multiple of the identity
    flow = np.array([[0.0, 1.0, 0.0], [-1.0, -1.0, 0.0], [0.0, 0.0, -2.0]])
    assert judged(flow, LINES).peak is None and judged(flow, LINES).shown
    assert ct.K(flow) == 1.0
    assert ct.K.float64(np.array([flow, flow])).values.tolist() == [1.0, 1.0]
