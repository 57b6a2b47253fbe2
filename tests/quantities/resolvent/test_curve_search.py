"""G and ρ_ε in float64: right to 1e-8, or refused; the errors said contain the truth."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from kreissverify import (
    G,
    Refused,
    distance_to_instability,
    enclose,
    pseudospectral_radius,
    resolvent_norm,
)
from kreissverify.matrices.gallery import grcar
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.rational import as_float
from kreissverify.quantities.resolvent.curve_estimates import curve_estimate
from kreissverify.quantities.resolvent.curve_maximum import CurveSearch
from kreissverify.quantities.resolvent.curve_stacks import confirmed_estimates
from kreissverify.quantities.resolvent.grid import grid_norms
from kreissverify.quantities.resolvent.inverse_iteration import ShiftedMatrix
from kreissverify.quantities.resolvent.level_set import NEAR, crossing_angles
from tests.quantities.support.hostile import godunov, hostile_matrices, needles
from tests.quantities.support.silent_errors import happenings, parameters_of

THREE = needles(
    (0.999959, 0.005874, 0.3636), (0.994827, 0.0008605, 0.738), (0.999971, 0.01628, 3.0798)
)
OTHERS = needles(
    (0.999914, 0.000985, 1.5811), (0.999999, 2.675e-6, 1.3341), (0.999223, 0.02815, 0.1916)
)


def ends(quantity: Any, matrix: Any, parameter: Any, rtol: float) -> tuple[float, float]:
    bounds = enclose(quantity, matrix, parameter, rtol=rtol)
    both = (bounds.lower.value, bounds.upper.value)
    low, high = (as_float(x) if is_finite(x) else math.inf for x in both)
    return low, high


# ---- the parts -------------------------------------------------------------------------------


@pytest.mark.parametrize("pole", [1, -1, 1j, np.exp(2j)])
@pytest.mark.parametrize("complex_", [False, True])
def test_crossings_are_where_a_singular_value_takes_the_level(
    pole: complex, complex_: bool
) -> None:
    rng = np.random.default_rng(3)
    matrix = rng.standard_normal((6, 6)) + (1j * rng.standard_normal((6, 6)) if complex_ else 0)
    matrix *= 0.95 / np.abs(np.linalg.eigvals(matrix)).max()
    level = 0.06
    angles, distances = crossing_angles(matrix, level, pole)
    found = angles[distances < NEAR]
    points = np.exp(1j * found)[:, None, None] * np.eye(6) - matrix
    values = np.linalg.svd(points, compute_uv=False)
    assert found.size >= 2
    assert np.abs(values - level).min(axis=1) == pytest.approx(0, abs=1e-10)
    swept = np.exp(1j * np.linspace(-np.pi, np.pi, 4001))[:, None, None] * np.eye(6) - matrix
    signs = np.sign(np.linalg.svd(swept, compute_uv=False) - level)
    assert np.abs(np.diff(signs, axis=0)).sum() / 2 == found.size


@pytest.mark.parametrize("n", [1, 2, 7, 30])
def test_inverse_iteration_gives_the_least_singular_triplet(n: int) -> None:
    rng = np.random.default_rng(n)
    matrix = rng.standard_normal((n, n))
    z = complex(0.3, 1.1)
    found = ShiftedMatrix(matrix).at(z)
    shifted = z * np.eye(n) - matrix
    assert found.sigma == pytest.approx(np.linalg.svd(shifted, compute_uv=False)[-1], rel=1e-12)
    assert shifted @ found.right == pytest.approx(found.sigma * found.left, abs=1e-6)
    assert ShiftedMatrix(np.eye(n)).at(1.0).sigma == pytest.approx(0, abs=1e-299)


def test_equal_and_cluttered_singular_values() -> None:
    # of 0 and of a multiple of an orthogonal matrix ‖R‖ is the same on the whole circle
    assert G(np.zeros((4, 4)), 2) == 0.5
    turn = np.linalg.qr(np.random.default_rng(0).standard_normal((12, 12)))[0]
    assert G(0.5 * turn, 1) == pytest.approx(2, rel=1e-8)
    assert pseudospectral_radius(np.zeros((3, 3)), 0.25) == 0.25


# ---- what was wrong --------------------------------------------------------------------------


def test_needles_of_direct_sums() -> None:
    assert pytest.approx(2.617979695851661, rel=1e-8) == G(THREE, 1.39)
    assert pytest.approx(1.4646852433667414, rel=1e-8) == pseudospectral_radius(OTHERS, 0.4516)
    found = G.float64(np.stack([THREE, OTHERS]), 1.39)
    assert found.values[0] == pytest.approx(2.617979695851661, rel=1e-8)
    assert (found.errors <= 1e-8 * found.values).all()
    assert ends(G, THREE, "139/100", 1e-6)[0] == pytest.approx(2.6179797, rel=1e-6)
    assert ends(pseudospectral_radius, OTHERS, "4516/10000", 1e-6)[0] > 1.46468


def test_needles_of_complex_direct_sums() -> None:
    turned = [THREE * np.exp(0.7j), THREE * 1j]
    found = G.float64(np.stack(turned), 1.39)
    assert found.values == pytest.approx(2.617979695851661, rel=1e-8)
    radii = pseudospectral_radius.float64(np.stack([OTHERS * np.exp(0.7j)]), 0.4516)
    assert radii.values == pytest.approx(1.4646852433667414, rel=1e-8)
    assert (radii.errors <= 1e-8 * radii.values).all()


def test_the_eigenvalues_of_godunov_are_not_believed() -> None:
    matrix = godunov()
    assert G.estimate(matrix, 1).error == math.inf
    assert pytest.approx(26664944652525.312, rel=1e-8) == G(matrix, 1)
    assert pytest.approx(284596633686318.8, rel=1e-8) == G(matrix, "3/4")  # LAPACK's ρ is .924
    assert math.inf == G(matrix, "1/2")
    assert distance_to_instability(matrix) == pytest.approx(1 / 26664944652525.312, rel=1e-8)


def test_an_eigenvalue_that_floats_put_inside() -> None:
    rng = np.random.default_rng(0)
    lower = np.eye(6) + np.tril(rng.integers(-4, 5, (6, 6)), -1)
    matrix = lower @ np.diag([0.5] * 5 + [0.25]) @ np.linalg.inv(lower)
    matrix[0, 5] += 1e-9  # the fivefold eigenvalue splits by the fifth root of rounding
    radius = float(np.abs(np.linalg.eigvals(matrix)).max())
    for r in (radius * (1 - 1e-4), radius * (1 + 1e-4)):
        found = G.estimate(matrix, r)
        low, high = ends(G, matrix, r, 1e-3)
        assert found.error == math.inf or low <= found.value * (1 + 1e-8) <= high * (1 + 2e-8)


@pytest.mark.parametrize(
    ("matrix", "eps", "expected"),
    [
        ([["1/2", 0], ["1e60", "1/2"]], "1/100", 1e29),  # γ + √((ε+b)(ε+c))
        ([[0.5, 1e200], [0, 0.5]], 0.01, 1e99),
        ([[1e150, 0], [0, 3e150]], 0.01, 3e150),
        ([[1e-300, 3e-300], [0, 2e-300]], "1/100", 0.01),
        ([[1, 1], [0, 1]], "1e-12", 1 + math.sqrt(1e-12 * (1 + 1e-12))),
        ([["9/10", "1/10"], ["1/2", "1/2"]], 0, 1.0),
    ],
)
def test_radii_at_the_ends_of_floats(matrix: Any, eps: Any, expected: float) -> None:
    try:
        assert pseudospectral_radius(matrix, eps) == pytest.approx(expected, rel=1e-8)
    except Refused:
        assert expected > 1e98  # may be beyond the range on the way, and nothing is said wrongly


def test_values_next_to_the_circle() -> None:
    assert G([[1 - 2.0**-53, 0], [0, 0.5]], 1) == pytest.approx(2.0**53, rel=1e-8)
    assert G([[0.5, 1e200], [0, 0.5]], 1) == pytest.approx(4e200, rel=1e-8)
    assert G([["9/10", "1/10"], ["1/2", "1/2"]], 1) == math.inf
    assert distance_to_instability([[1, 1], [0, 1]]) == 0
    with pytest.raises(Refused, match='give the entries exactly: "9/10", "1/10", "1/2"'):
        G(np.array([[0.9, 0.1], [0.5, 0.5]]), 1)


def test_the_errors_of_infinite_values() -> None:
    clear = np.stack([np.diag([2.0, 0.5]), np.diag([0.5, 0.25]), np.diag([1.0, 0.5])])
    found = G.float64(clear, 1)
    assert found.values.tolist() == [math.inf, 2.0, math.inf]
    assert found.errors[0] == 0 and found.errors[1] < 1e-7 and found.errors[2] == math.inf
    distances = distance_to_instability.float64(clear)
    assert distances.values.tolist() == [0, 0.5, 0] and distances.errors[2] > 0


def test_large_matrices_are_answered_or_refused_at_once() -> None:
    # of ‖R‖ = 2.8e9 float64 alone keeps four digits for sure, extended precision the rest
    matrix = np.asarray(grcar(100)) / 2.5
    assert curve_estimate(matrix, 1.0).error > 1e4
    for found in (G.estimate(matrix, 1), G.float64(matrix[None], 1).one(0)):
        assert found.error < 30
        assert found.value == pytest.approx(2774506677.4515, abs=found.error)
    assert G(matrix, 1) == pytest.approx(2774506677.4515, rel=1e-8)
    with pytest.raises(Refused, match="float64 loses"):
        G(np.asarray(grcar(150)) / 2.5, 1)
    jordan = 0.8 * np.eye(25) + np.eye(25, k=1)
    assert G(jordan, 1) == pytest.approx(float(G.highprec(jordan, 1, digits=25)), rel=1e-14)


# ---- hostile matrices ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["G", "rho_eps"])
def test_hostile_matrices(name: str) -> None:
    for k in (0, 3, 4, 8, 11, 15, 16):
        array = hostile_matrices(1, 5, 9, first=k)[0].array
        parameters = parameters_of(name, array, np.random.default_rng(k))
        assert "wrong" not in happenings(name, array, parameters), k


# ---- more than one peak that float64 does not tell apart -------------------------------------


def test_rivals_are_all_maxima_on_the_level() -> None:
    matrix = needles((0.9, 0.1, 0.5), (0.9, 0.1 - 1e-9, 1.5), (0.8, 0.1, 2.5))
    search = CurveSearch(matrix)
    point, error = search.highest(1.0)
    assert error < 1e-8 and point.angle == pytest.approx(0.5, abs=1e-6)
    found = sorted(search.rivals(1.0, point.sigma * (1 + 1e-6)))
    assert found == pytest.approx([0.5, 1.5], abs=1e-6)


def test_peaks_apart_by_less_than_rounding() -> None:
    # G near 1e7 with 1e-8 of rounding: both peaks are refined, and the higher is told
    one, other = (1 - 1e-7, 0.0, 0.5), (1 - 1e-7 * (1 - 2e-8), 0.0, 1.5)
    matrix = needles(one, other)
    low, high = ends(G, matrix, 1, 1e-9)
    assert low * (1 - 1e-8) <= G(matrix, 1) <= high * (1 + 1e-8)


# ---- the grid --------------------------------------------------------------------------------


def test_grids_of_complex_matrices() -> None:
    rng = np.random.default_rng(4)
    matrix = rng.standard_normal((45, 45)) + 1j * rng.standard_normal((45, 45))
    points = rng.uniform(-12, 12, (9, 9)) + 1j * rng.uniform(-12, 12, (9, 9))
    values = grid_norms(matrix, points)
    shifted = points[..., None, None] * np.eye(45) - matrix
    expected = 1 / np.linalg.svd(shifted, compute_uv=False)[..., -1]
    assert values == pytest.approx(expected, rel=2e-12)


def test_conjugate_points_have_the_same_norm() -> None:
    matrix = np.random.default_rng(5).standard_normal((50, 50))
    points = np.linspace(-9, 9, 80) + 2j
    assert resolvent_norm(matrix, points).tolist() == resolvent_norm(matrix, points.conj()).tolist()


# ---- stacks ----------------------------------------------------------------------------------


@pytest.mark.parametrize("complex_", [False, True])
def test_stacks_are_confirmed_together_or_searched_alone(complex_: bool) -> None:
    rng = np.random.default_rng(15)
    stack = rng.standard_normal((40, 4, 4)) + 1j * complex_ * rng.standard_normal((40, 4, 4))
    stack = stack if complex_ else stack.real
    stack *= (0.95 / np.abs(np.linalg.eigvals(stack)).max(axis=1))[:, None, None]
    stack[0] = np.eye(4) * 1e-120  # of these four calls on stacks say nothing
    stack[1] = np.eye(4)
    stack[2] = needles((0.9, 0.1, 0.5)) @ np.diag([1, 1, 1, 1 - 1e-9])
    stack[3] = np.diag([1 - 1e-15, 0.5, 0.25, 0.0]) + np.eye(4, k=1)
    radii = rng.choice([1.0, 1.3], len(stack))
    radii[:4] = 1
    found, together = G.float64(stack, radii), confirmed_estimates(stack, radii)
    assert np.isfinite(together.errors[4:]).mean() > 0.8
    for i, one in enumerate(stack):
        value, error = G.float64(one, radii[i]).one()
        for other, its in (found.one(i), together.one(i)):
            if math.isfinite(error + its):
                assert other == value or abs(other - value) <= error + its
    assert found.values[1] == math.inf  # an eigenvalue on the circle


@pytest.mark.slow
def test_hostile_matrices_confirmed_together() -> None:
    for k in range(600):
        one = hostile_matrices(1, 7, 12, k % 3 == 0, first=k)[0]
        radius = (1.0, 1.39)[k % 2]
        value, error = confirmed_estimates(one.array[None], np.array([radius])).one(0)
        if math.isfinite(error):
            other, its = curve_estimate(one.array, radius)
            assert abs(value - other) <= error + its, one.kind
