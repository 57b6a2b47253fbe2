"""M, T and the norm of one power in floats: right, or with an error that is as large as it is."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from flint import arb_mat, ctx, fmpq, fmpq_poly

from kreissverify import M, Refused, T, power_norm
from kreissverify.numbers.arrays import rational_matrix
from kreissverify.numbers.estimates import Estimates
from kreissverify.numbers.rational import as_fmpq, rational_string
from tests.quantities.support.hostile import godunov, hostile_matrices
from tests.quantities.support.silent_errors import happenings

Rows = list[list[Any]]
GODUNOV = godunov()
BELOW_ONE = 1 - 2.0**-53


def companion(root: str, degree: int) -> Rows:
    """Return the companion matrix of (z - root)^degree, exactly."""
    coefficients = (fmpq_poly([-as_fmpq(root), 1]) ** degree).coeffs()
    top = [rational_string(-x) for x in reversed(coefficients[:-1])]
    return [top] + [[int(j == i) for j in range(degree)] for i in range(degree - 1)]


# what was wrong in silence, with the right values
ROWS: list[Any] = [
    (M, GODUNOV, (), 17593508181529.62),
    (T, GODUNOV, ("1/2",), 51),
    (power_norm, GODUNOV, (50,), 1.422298513651671),
    (M, [[1.875, -0.875], [1, 0]], (), 15.033296378372908),
    (T, companion("15/16", 5), ("1/2",), 375),
    pytest.param(M, companion("1/2", 20), (), 136491841.44513378, marks=pytest.mark.slow),
    pytest.param(T, companion("1/2", 20), ("1/2",), 96, marks=pytest.mark.slow),
    pytest.param(M, companion("99/100", 8), (), 2383786633893704.5, marks=pytest.mark.slow),
    (T, [["1/2", "-3"], ["1/5", "1/2"]], (1,), 15),
    (T, [["9/10", "-1"], ["1/10", "9/10"]], (1,), 24),
    (M, [["29997/50000", "-29997/12500"], ["3333/12500", "29997/50000"]], (), 2.9929348061581),
    (M, [[0.5, 1e200], [0, 0.5]], (), 1e200),
    (T, [[0.5, 1e200], [0, 0.5]], ("1/2",), 676),
    (T, [[0.5, 1e-150, 0], [0, 0.5, 1e-150], [1e-150, 0, 0.5]], ("1/2",), 2),
    (T, [["3/5", "-4/5"], ["4/5", "3/5"]], ("1/2",), math.inf),
    (power_norm, [[1e-300, 1e300], [0, 1e-300]], (3,), 3e-300),
]


@pytest.mark.parametrize(("quantity", "matrix", "parameters", "right"), ROWS)
def test_what_was_wrong_in_silence(
    quantity: Any, matrix: Any, parameters: tuple[Any, ...], right: float
) -> None:
    assert quantity(matrix, *parameters) == pytest.approx(right, rel=1e-8)
    value, error = quantity.estimate(matrix, *parameters)
    assert math.isinf(error) or value == right or abs(value - right) <= error + 1e-13 * right
    array = quantity.subject(matrix).array
    found = quantity.float64(array[None], *(float(as_fmpq(x)) for x in parameters))
    assert found.errors[0] >= 0
    if quantity.is_computed and not found.one(0).is_right:  # the estimate has more digits then
        assert error <= 2 * math.ulp(right)
    else:
        assert found.values[0] == pytest.approx(value, nan_ok=True)
        assert math.isinf(found.errors[0]) == math.isinf(error)
    if len(matrix) in (
        5,
        8,
        20,
    ):  # the value of these is that of an enclosure, which takes a second
        return
    try:
        shown = quantity.highprec(matrix, *parameters, digits=20)
    except Refused:
        return
    assert float(shown) == pytest.approx(right, rel=1e-13)


def test_rounding_that_decides_is_refused() -> None:
    chain = np.array([[0.9, 0.1], [0.5, 0.5]])
    with pytest.raises(Refused, match='give the entries exactly: "9/10", "1/10", "1/2"'):
        M(chain)
    assert math.isinf(M.estimate(chain).value)  # of the rationals that the floats are
    with pytest.raises(Refused, match="rounding"):
        T(np.array([[0.6, -0.8], [0.8, 0.6]]), "1/2")


def test_exact_input_off_the_circle_that_is_rounded_onto_it() -> None:
    above = [["1000000000000000000001/1000000000000000000000", 1], [0, "1/2"]]
    assert M(above) == math.inf
    assert M.highprec(above) == math.inf
    assert T(above, "1/2") == math.inf


def test_a_stack_on_the_circle() -> None:
    turn = [[0.6, -0.8], [0.8, 0.6]]
    found = T.float64(np.array([turn, [[0, 1], [1, 0]], [[0.5, 0], [0, 0.25]]]), 0.5)
    assert found.values.tolist() == [math.inf, math.inf, 1]
    assert found.errors.tolist()[:2] == [math.inf, 0]
    limits = M.float64(
        np.array([[[1.5, -0.5], [1, 0]], [[1, 1], [0, 1]], [[0, -4], [0.25, 0]], [[1, 0], [0, -1]]])
    )
    assert limits.values == pytest.approx([math.sqrt(10), math.inf, 4, 1])
    assert limits.are_right.all()


def stepped(matrix: np.ndarray, count: int) -> list[float]:
    """Return ‖Aᵗ‖ for t < count, from powers at 400 bits."""
    real = np.block([[matrix.real, -matrix.imag], [matrix.imag, matrix.real]])
    exact = rational_matrix(np.ascontiguousarray(real if np.iscomplexobj(matrix) else matrix))
    before, ctx.prec = ctx.prec, 400
    try:
        step, norms = arb_mat(exact), [1.0]
        power = step
        for _ in range(1, count):
            floats = np.array([float(x.mid()) for x in power.entries()])
            norms.append(float(np.linalg.norm(floats.reshape(exact.nrows(), -1), 2)))
            power = power * step
    finally:
        ctx.prec = before
    return norms


def members(size: int, source: np.random.Generator) -> list[np.ndarray]:
    """Return matrices with ρ ≤ 0.99 that are defective, rotate, alternate, or grow at first."""
    normal = source.standard_normal((size, size))
    radius = np.abs(np.linalg.eigvals(normal)).max()
    jordan = np.diag(np.full(size, 0.9)) + np.diag(np.full(size - 1, 3.0), 1)
    angle, swing = source.uniform(0, 3), float(source.choice([1, 3, 30]))
    turn = np.array(
        [[np.cos(angle), -swing * np.sin(angle)], [np.sin(angle) / swing, np.cos(angle)]]
    )
    spiral = np.diag(source.uniform(-0.9, 0.9, size))
    spiral[:2, :2] = 0.98 * turn
    signs = np.tril(3 * source.standard_normal((size, size)), -1)
    signs += np.diag(source.choice([0.97, -0.97, 0.5], size))
    turned = np.exp(1j * source.uniform(0, 3, size))
    return [0.95 / radius * normal, jordan, spiral, signs, 0.98 / radius * normal * turned[:, None]]


@pytest.mark.parametrize("size", [2, 3, 5])
def test_stacks_against_exact_powers(size: int) -> None:
    source = np.random.default_rng(size)
    chosen = [x for _ in range(2) for x in members(size, source)]
    chosen = [x for x in chosen if np.abs(np.linalg.eigvals(x)).max() < 0.985]
    for matrix in chosen:
        norms = np.array(stepped(matrix, 700))
        stack = matrix[None]
        peak = M.float64(stack).one((0,))
        assert abs(peak.value - norms.max()) <= peak.error + 1e-14 * norms.max()
        assert peak.error < 1e-6 * peak.value
        for delta in (2.0, 1.0, 0.01):
            above = np.flatnonzero(norms > delta)
            time = T.float64(stack, delta).one((0,))
            assert abs(time.value - (above.max() + 1 if len(above) else 0)) <= time.error
        for t in (0, 1, 7, 100):
            power = power_norm.float64(stack, t).one((0,))
            assert abs(power.value - norms[t]) <= power.error + 1e-300
            assert power.error < 1e-6 * power.value


def test_a_stack_gives_what_its_members_give() -> None:
    source = np.random.default_rng(7)
    stack = np.array([x for _ in range(5) for x in members(4, source)[:4]])
    for found, each in (
        (M.float64(stack), [M.float64(x) for x in stack]),
        (T.float64(stack, 0.1), [T.float64(x, 0.1) for x in stack]),
    ):
        assert isinstance(found, Estimates)
        assert found.values == pytest.approx([float(x.values) for x in each], rel=1e-12)
    assert M.float64(stack.reshape(4, 5, 4, 4)).values.shape == (4, 5)


@pytest.mark.parametrize("gap", [1e-3, 1e-6, 1e-9])
def test_slow_decay(gap: float) -> None:
    gamma = 1 - gap
    planar = np.array([[gamma, 0], [1000 * gap, gamma]])
    value, error = M.estimate(planar)
    assert value == pytest.approx(1000 / np.e, rel=1e-3)
    assert error < 1e-5 * value
    wide = np.zeros((3, 3))
    wide[:2, :2], wide[2, 2] = planar, 0.5
    other, slip = M.float64(wide[None]).one((0,))
    assert abs(other - value) <= error + slip
    assert slip < 1e-4 * other
    early, late = (T.float64(x[None], 0.5).one((0,)) for x in (planar, wide))
    assert abs(early.value - late.value) <= early.error + late.error
    assert late.error < 1e-4 * late.value


def test_a_slow_spiral() -> None:
    turn = np.array([[math.cos(1), -3 * math.sin(1)], [math.sin(1) / 3, math.cos(1)]])
    value, error = M.estimate((1 - 1e-6) * turn)
    assert 2.9999 < value < 3
    assert error < 1e-10
    time, error = T.estimate((1 - 1e-6) * turn, "1/2")
    assert time == pytest.approx(math.log(6) * 1e6, rel=1e-3)
    assert error <= 2


def test_times_next_to_rounding_are_enclosed() -> None:
    assert T([[BELOW_ONE, 1], [0, 0.5]], 1) == pytest.approx(math.log(5) / 2 * 2**53, rel=1e-8)


def test_a_late_peak_behind_an_early_one() -> None:
    both = np.zeros((4, 4))
    both[:2, :2], both[2:, 2:] = [[0.1, 1.9], [0, 0.1]], [[0.99, 0.1], [0, 0.99]]
    late, error = M.estimate(both[2:, 2:])
    assert late > 3
    found, slip = M.float64(both[None]).one((0,))
    assert abs(found - late) <= error + slip < 1e-7
    assert T.float64(both[None], 2.0).one((0,)) == T.estimate(both[2:, 2:], 2)


@pytest.mark.parametrize("level", [0.0, -1.0])
def test_stacks_have_no_settling_time_to_what_is_not_positive(level: float) -> None:
    found = T.float64(np.array([[[0.5, 0], [0, -0.5]], [[0.5, 1], [0, 0.25]]]), level)
    assert np.isnan(found.values).all() and np.isinf(found.errors).all()
    mixed = T.float64(np.array([[[0.5, 0], [0, -0.5]]] * 2), np.array([level, 0.3]))
    assert mixed.values[1] == 2 and np.isnan(mixed.values[0])


def test_times_where_no_norm_is_next_to_the_level() -> None:
    """Its block of powers, looked at backwards, had none to be bounded closely: an error once."""
    needles = hostile_matrices(1, 0, 20, first=209)[0].array
    assert "wrong" not in happenings("T", needles, (fmpq(1279136702387945, 2**54),))
