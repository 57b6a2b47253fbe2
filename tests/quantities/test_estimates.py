"""The convention of floats: values with errors, a float that is right, or a refusal."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
import pytest

from kreissverify import (
    InvalidMatrix,
    Refused,
    norm,
    power_norm,
    registry,
    resolvent_norm,
    rho,
)
from kreissverify.matrices import Matrix
from kreissverify.matrices.gallery import jordan
from kreissverify.numbers.estimates import Estimate, Estimates
from kreissverify.quantities import Quantity
from tests.quantities.support.hostile import godunov

PARAMETERS: dict[str, tuple[Any, ...]] = {
    "G": (1.5,),
    "G_c": (1.5,),
    "pseudospectral_abscissa": (0.01,),
    "T": (0.5,),
    "power_norm": (3,),
    "resolvent_norm": (1.5,),
    "rho_eps": (0.01,),
    "exp_norm": (0.5,),
    "T_c": (0.5,),
}
STABLE = np.array([[0.5, 1.0], [0.0, 0.25]])


def stable(name: str) -> Any:
    """Return a matrix that is stable as a map, or as a flow."""
    return STABLE - np.eye(2) if registry()[name].continuous else STABLE


class Sum(Quantity):
    """A quantity of a user's own with a bare float face: the sum of the moduli of the entries."""

    name = "sum_of_moduli"
    long_name = "sum_of_moduli"
    finite = True

    def float64(self, stack: Any, *parameters: Any) -> Any:
        return np.abs(stack).sum(axis=(-2, -1))


class SumInDigits(Sum):
    def highprec(self, matrix: Matrix, *parameters: Any, digits: int = 30) -> mpmath.mpf:
        total = sum(map(abs, matrix.exact.entries()))
        with mpmath.workdps(digits):
            return mpmath.mpf(int(total.p)) / int(total.q)


@pytest.mark.parametrize("name", sorted(registry()))
@pytest.mark.parametrize("shape", [(), (1,), (2, 3)])
def test_values_and_errors_have_the_shape_of_the_stack(name: str, shape: tuple[int, ...]) -> None:
    stack = np.broadcast_to(stable(name), (*shape, 2, 2))
    found = registry()[name].float64(stack, *PARAMETERS.get(name, ()))
    assert isinstance(found, Estimates)
    assert found.values.shape == found.errors.shape == shape
    assert (found.errors >= 0).all() and found.values.dtype == np.float64


@pytest.mark.parametrize("name", sorted(registry()))
def test_a_bad_member_is_nan_and_takes_nothing_from_the_others(name: str) -> None:
    good = stable(name)
    for bad in (np.full((2, 2), np.nan), np.array([[np.inf, 0], [0, 0]])):
        found = registry()[name].float64(np.stack([good, bad]), *PARAMETERS.get(name, ()))
        alone = registry()[name].float64(good, *PARAMETERS.get(name, ()))
        assert math.isnan(found.values[1]) and found.errors[1] == math.inf
        assert found.values[0] == pytest.approx(float(alone.values), rel=1e-14)


def test_integers_and_single_precision_are_taken_as_they_are() -> None:
    for kind in (np.int64, np.float32, np.complex64):
        assert norm.float64(np.array([[3, 0], [4, 0]], dtype=kind)).values == pytest.approx(5)


@pytest.mark.parametrize("name", sorted(registry()))
def test_what_is_no_stack_of_matrices_is_refused_in_a_sentence(name: str) -> None:
    quantity, parameters = registry()[name], PARAMETERS.get(name, ())
    for bad in (np.zeros(3), np.zeros((2, 0, 0)), np.array([["a"]]), 5.0):
        with pytest.raises(InvalidMatrix, match=r"^stack: expected"):
            quantity.float64(bad, *parameters)
    if quantity.of_square_matrices:
        with pytest.raises(InvalidMatrix, match=r"shape \(\.\.\., n, n\)"):
            quantity.float64(np.zeros((2, 2, 3)), *parameters)
    empty = quantity.float64(np.zeros((0, 3, 3)), *parameters)
    assert empty.values.shape == empty.errors.shape == (0,)


def test_an_estimate_takes_arrays_and_exact_numbers_and_never_refuses() -> None:
    value, error = norm.estimate([["1/3", 0], [0, "1/7"]])
    assert abs(value - 1 / 3) <= error < 1e-14
    beyond = norm.estimate([[10**400]])
    assert math.isnan(beyond.value) and beyond.error == math.inf
    at_pole = resolvent_norm.float64(np.diag([0.5, 0.25]), 0.5).one()
    assert at_pole.error == math.inf


@pytest.mark.parametrize(
    "name", sorted(name for name, quantity in registry().items() if quantity.is_computed)
)
def test_what_floats_leave_open_is_estimated_from_more_digits(name: str) -> None:
    quantity = registry()[name]
    array = godunov() - np.eye(7) if quantity.continuous else godunov()
    late = {"power_norm": (50,)}  # floats have 4e46 for 1.4
    exact = tuple(map(quantity.parameter, late.get(name, PARAMETERS.get(name, ()))))
    assert not quantity.float_estimate(Matrix(array), *exact).is_right
    value, error = quantity.estimate(array, *exact)
    assert error == (0.0 if math.isinf(value) else math.ulp(value))
    if math.isfinite(value):
        with mpmath.workdps(40):
            assert abs(quantity.highprec(array, *exact, digits=30) - value) <= error


def test_an_infinity_or_a_zero_that_is_decided_has_no_error() -> None:
    assert resolvent_norm.estimate(np.diag([0.5, 0.25, 0]), 0.5) == Estimate(math.inf, 0.0)
    assert power_norm.estimate(np.diag([1e-5, 1e-7], 1), 3) == Estimate(0.0, 0.0)


def test_what_no_float_can_hold_stays_unsure() -> None:
    beyond = power_norm.estimate(np.diag([0.5, 0.25, 0.125]), 5000)  # 2⁻⁵⁰⁰⁰
    assert not beyond.is_right and beyond.error > 0


@pytest.mark.parametrize(("n", "answered"), [(20, True), (21, False)])
def test_more_digits_are_asked_of_small_matrices_only(n: int, answered: bool) -> None:
    near_jordan = jordan(n, 0.5)
    near_jordan[0, -1] = 2.0**-40
    assert rho.estimate(near_jordan).is_right == answered


def test_high_precision_takes_arrays() -> None:
    with mpmath.workdps(40):
        assert abs(norm.highprec(np.array([[3.0, 0], [4, 0]]), digits=30) - 5) < 1e-29


def test_an_own_quantity_of_bare_floats_is_refused_where_a_right_float_is_asked_for() -> None:
    own, matrix = Sum(), [[1, -2], [3, 4]]
    assert own.float64(np.array(matrix)).errors == math.inf
    assert own.estimate(matrix) == Estimate(10.0, math.inf)
    with pytest.raises(Refused, match="of whose error nothing is known"):
        own(matrix)


def test_an_own_quantity_with_high_precision_gives_that() -> None:
    assert SumInDigits()([["1/3", 0], [0, "1/3"]]) == 2 / 3


def test_an_own_quantity_may_give_its_errors() -> None:
    class Trusted(Sum):
        def float64(self, stack: Any, *parameters: Any) -> Any:
            values = np.abs(stack).sum(axis=(-2, -1))
            return Estimates(values, 1e-14 * values)

    assert Trusted()([[1, -2], [3, 4]]) == 10.0


def test_an_overflow_of_mpmath_is_no_infinity() -> None:
    with pytest.raises(Refused, match="beyond the range"):
        SumInDigits()([[10**400]])


@pytest.mark.parametrize("face", ["estimate", "highprec", "float64", "__call__"])
def test_a_parameter_that_is_missing_or_one_too_many_is_told(face: str) -> None:
    array = np.array([[0.5, 1.0], [0, 0.25]])
    with pytest.raises(TypeError, match=r"power_norm: expected arguments \(matrix, t\), got 1"):
        getattr(registry()["power_norm"], face)(array)
    with pytest.raises(TypeError, match=r"rho: expected arguments \(matrix\), got 2"):
        getattr(registry()["rho"], face)(array, 3)
