"""The float64 proof of a circle inequality never says yes where exact arithmetic says no."""

import numpy as np
import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from kreissverify.matrices.gallery import grcar, jordan
from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.arrays import rational_matrix
from kreissverify.numbers.float_positive_definite import proved_definite
from kreissverify.numbers.positive_definite import is_positive_semidefinite_exact
from kreissverify.quantities.curve_proofs.bounded_real import proved_in_float
from kreissverify.quantities.curve_proofs.continuation import LevelContinuation
from kreissverify.quantities.curve_proofs.coordinates import (
    Coordinates,
    changed,
    original,
)
from kreissverify.quantities.curve_proofs.proofs import CurveProver, Task
from kreissverify.quantities.curve_proofs.riccati import riccati_float

SEEDS = st.integers(0, 2**32 - 1)


def holds(matrix: fmpq_mat, radius: fmpq, gain: fmpq, p: fmpq_mat) -> bool:
    """Decide the circle inequality exactly, from its definition."""
    n = matrix.nrows()
    one = fmpq_mat(n, n, [int(i == j) for i in range(n) for j in range(n)])
    f = matrix / radius
    corner, side = p - f.transpose() * p * f - one, -(p * f)
    bottom = one * gain**2 - p
    rows = [a + b for a, b in zip(corner.tolist(), side.transpose().tolist(), strict=True)]
    rows += [a + b for a, b in zip(side.tolist(), bottom.tolist(), strict=True)]
    return is_positive_semidefinite_exact(fmpq_mat(rows)) and is_positive_semidefinite_exact(p)


def one_by_one(j: float, error: float = 0.0) -> Coordinates:
    return Coordinates(np.array([[j]]), np.array([[error]]), np.eye(1), None)


def random_case(seed: int) -> tuple[Matrix, float, float]:
    """Return a matrix, badly scaled and sometimes not of floats, with a radius and a gain."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 5))
    scales = 10.0 ** rng.integers(-3, 4, n) if rng.random() < 0.7 else 10.0 ** rng.uniform(-70, 70)
    array = rng.standard_normal((n, n)) * (scales * np.ones(n))[:, None] / (scales * np.ones(n))
    array = array / max(np.abs(np.linalg.eigvals(array)).max(), 1e-300) * rng.uniform(0.1, 0.99)
    exact = Matrix(array).exact * (fmpq(1, 3) if rng.random() < 0.5 else fmpq(1))
    radius = 1 + 10.0 ** rng.uniform(-12, 1)
    angles = np.exp(2j * np.pi * np.arange(64) / 64)
    shifted = radius * angles[:, None, None] * np.eye(n) - Matrix(exact).array
    norm = 1 / np.linalg.svd(shifted, compute_uv=False)[:, -1].min()
    return Matrix(exact), radius, float(norm * radius * (1 + 10.0 ** rng.uniform(-15, 0)))


@settings(max_examples=150, deadline=None)
@given(SEEDS)
def test_what_is_proved_holds_exactly(seed: int) -> None:
    matrix, radius, gain = random_case(seed)
    rng = np.random.default_rng(seed + 1)
    here = original(matrix)
    if rng.random() < 0.5:
        turn = rng.standard_normal(here.matrix.shape) * 10.0 ** rng.uniform(-8, 8, (matrix.n, 1))
        here = changed(matrix, here, turn) or here
    solution = riccati_float(here, np.array([radius]), np.array([gain * (1 - 1e-13)]))
    # moved by anything from one unit in the last place to a lot, towards the edge and beyond it
    moved = solution * (1 + rng.standard_normal() * 10.0 ** rng.uniform(-17, -2))
    noise = rng.standard_normal(moved.shape) * np.abs(moved).max() * 10.0 ** rng.uniform(-30, -2)
    for trial in (solution, moved, moved + noise):
        symmetric = np.tril(trial) + np.tril(trial, -1).swapaxes(1, 2)
        if proved_in_float(here, np.array([radius]), np.array([gain]), symmetric)[0]:
            p = here.exact(symmetric[0])
            assert holds(matrix.exact, fmpq(*radius.as_integer_ratio()), exact(gain), p)


def exact(value: float) -> fmpq:
    return fmpq(*value.as_integer_ratio())


def test_much_is_proved() -> None:
    """The property above is not empty: with room, most candidates pass."""
    passed = 0
    for seed in range(40):
        matrix, radius, gain = random_case(seed)
        task = Task(exact(radius), exact(gain) * 2, 0.6, 2 * gain)
        passed += CurveProver(matrix).prove([task], 53)[0] is not None
    assert passed >= 36


@pytest.mark.parametrize("excess", [1e-15, 1e-9, 1e-3])
def test_a_gain_below_the_norm_is_not_proved(excess: float) -> None:
    """For J = j and r the least gain is r/(r-j): P = r²/(r²-j²)·..., scanned around the edge."""
    j, r = 0.5, 1.25
    edge = r / (r - j)
    here = one_by_one(j)
    solutions = (edge * np.linspace(0.2, 1.8, 4001)).reshape(-1, 1, 1)
    radii, ones = np.full(4001, r), np.ones(4001)
    assert not proved_in_float(here, radii, ones * edge * (1 - excess), solutions).any()
    assert proved_in_float(here, radii, ones * edge * (1 + 1e-3), solutions).any()


def test_errors_of_the_entries_count() -> None:
    """J within 0.01 of 1/2: the gain of J = 0.505 is not proved, that of J = 0.6 is."""
    solutions = np.linspace(0.5, 8, 4001).reshape(-1, 1, 1)
    radii, ones = np.ones(4001), np.ones(4001)
    here = one_by_one(0.5, 0.01)
    assert not proved_in_float(here, radii, ones / 0.495, solutions).any()
    assert proved_in_float(one_by_one(0.5), radii, ones / 0.495, solutions).any()
    assert proved_in_float(here, radii, ones / 0.4, solutions).any()


@pytest.mark.parametrize(
    ("entry", "error", "metric", "metric_error", "gain", "solution"),
    [
        (0.99, 0.02, 1.0, 0.0, 1e6, 100.0),  # the corner P - J²P - 1 counts, and J may be 1.01
        (0.0, 1e-3, 1.0, 0.0, 1.0005, 1.00001),  # the side PJ counts: G is 1.001 for J = 1e-3
        (0.0, 0.0, 0.5, 0.6, 10.0, 0.9),  # Q may be 1.1 > P
    ],
)
def test_every_error_counts(
    entry: float, error: float, metric: float, metric_error: float, gain: float, solution: float
) -> None:
    def proved(some: float) -> bool:
        here = Coordinates(
            np.array([[entry]]),
            np.array([[some * error]]),
            np.array([[metric]]),
            np.array([[some * metric_error]]),
        )
        point = np.array([[[solution]]])
        return bool(proved_in_float(here, np.array([1.0]), np.array([gain]), point)[0])

    assert proved(0.0) and not proved(1.0)


def test_radii_whose_square_underflows_prove_nothing() -> None:
    """r² = 7.9e-324 rounds to 9.9e-324, so that J = 1.05·r would seem to be below r."""
    r = 2.81e-162
    here = Coordinates(np.array([[1.05 * r]]), None, np.eye(1), None)
    huge = np.array([[[1e139]]])
    assert not proved_in_float(here, np.array([r]), np.array([1e139]), huge)[0]
    tiny = Matrix([[fmpq(1, 10**330)]])
    assert original(tiny).matrix_error is not None and original(tiny).matrix_error[0, 0] > 1e-330


@pytest.mark.parametrize("size", [2, 5, 30])
@pytest.mark.parametrize("power", [-900, 0, 900])
def test_definiteness_is_not_proved_at_the_edge(size: int, power: int) -> None:
    """Singular matrices with a huge scale are never definite; a little above, they are."""
    rng = np.random.default_rng(size)
    whole = rng.integers(-9, 10, (size - 1, size)).astype(float)
    singular = np.ldexp(whole.T @ whole, power)[None]
    assert not proved_definite(singular, np.zeros_like(singular))[0]
    diagonal = np.diag(np.diag(singular[0]))
    above = singular + 1e-9 * diagonal
    assert proved_definite(above, np.zeros_like(above))[0] == (np.abs(singular).max() > 1e-250)
    assert not proved_definite(above, 2e-9 * diagonal[None])[0]


def test_changed_coordinates_contain_the_matrix() -> None:
    rng = np.random.default_rng(0)
    matrix = Matrix(Matrix(rng.standard_normal((4, 4))).exact / 3)
    here = original(matrix)
    for _ in range(3):
        here = changed(matrix, here, rng.standard_normal((4, 4)) * 10.0 ** rng.uniform(-4, 4, 4))
        assert here is not None and here.matrix_error is not None
        w = here.exact(np.eye(4))  # WᵀW, and so Q⁻¹ up to similarity
        assert w.det() > 0
        inner = rational_matrix(here.matrix)
        moved = here.exact_matrix() * matrix.exact * here.exact_matrix().inv()
        for got, true, bound in zip(
            inner.entries(), moved.entries(), here.matrix_error.ravel(), strict=True
        ):
            assert abs(got - true) <= exact(float(bound))
        inverse = here.exact_matrix().inv()
        metric = inverse.transpose() * inverse
        for got, true, bound in zip(
            rational_matrix(here.metric).entries(),
            metric.entries(),
            here.metric_error.ravel(),
            strict=True,
        ):
            assert abs(got - true) <= exact(float(bound))


def test_the_bridge_makes_contractions() -> None:
    """Even where cond(P) is 1e60 the coordinates at r make J/r a contraction."""
    for matrix in (Matrix(grcar(40) / 2.5), Matrix(jordan(40, 0.75))):
        continuation = LevelContinuation(matrix)
        for radius in (1.5, 1.1, 1.2):
            here = continuation.down_to(radius)
            assert here is not None
            assert np.linalg.norm(here.matrix, 2) < radius * (1 + 1e-9)
        assert [at for at, _ in continuation.steps] == sorted(
            (at for at, _ in continuation.steps), reverse=True
        )
