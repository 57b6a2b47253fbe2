"""Complex matrices in every quantity: the real form, other coordinates, the definition."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kreissverify import InvalidMatrix, Matrix, enclose, registry, resolvent_norm
from kreissverify.numbers.arrays import float_real_form
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.estimates import Estimates
from kreissverify.numbers.rational import as_fmpq
from kreissverify.quantities.base import Quantity, register, unregister
from kreissverify.quantities.real_forms import divided_enclosure
from tests.quantities.support.complex_matrices import (
    NAMES,
    at,
    ends,
    floats,
    matrices,
    mistakes,
    random_matrix,
    subject_of,
)

PAIRS = list(matrices(seed=15, count=3))
UNEQUAL = Matrix([["1/2+1/5i", 3], [0, "-2/5i"]])  # no two rows, parts or coordinates alike


@pytest.mark.parametrize("name", NAMES)
def test_a_complex_matrix_its_real_form_other_coordinates_and_the_definition(name: str) -> None:
    assert [fault for pair in PAIRS for fault in mistakes(name, *pair)] == []


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("name", NAMES)
def test_stacks_of_complex_matrices_are_not_cast(name: str, size: int) -> None:
    """Also where a face is native, its values are those that the real forms have."""
    quantity, random = registry()[name], np.random.default_rng(size)
    made = [subject_of(quantity, random_matrix(random, size)) for _ in range(3)]
    stack = np.array(
        [matrix.array for matrix in made] + [np.eye(size) * (0.5 - quantity.continuous)]
    )
    parameters = [x if x.imag else x.real for x in floats(at(quantity))]
    found = quantity.float64(stack.reshape(1, -1, size, size), *parameters)
    assert found.values.shape == found.errors.shape == (1, 4)
    for value, error, matrix in zip(found.values[0], found.errors[0], made, strict=False):
        low, high = ends(enclose(quantity, matrix, *at(quantity), rtol=1e-5))
        room = 1e-8 * abs(high) if np.isinf(error) else error
        # L of three rows is an upper bound, of which nothing more is known
        assert low - room <= value <= (np.inf if name == "L" else high + room)


def test_the_rows_that_were_once_cast_to_real() -> None:
    array = np.array([[0.5 + 0.2j, 3], [0, -0.4j]])
    for name, right in (("rho", 0.5385), ("w", 1.7764), ("M", 3.0733), ("H", 14.527)):
        quantity = registry()[name]
        for value in (quantity.float64(array[None]).values[0], quantity(array)):
            assert value == pytest.approx(right, rel=1e-4)


@pytest.mark.parametrize("z", [0.3 + 1.2j, 0.3 - 1.2j])
def test_the_resolvent_at_a_complex_point_is_not_that_at_its_conjugate(z: complex) -> None:
    right = np.linalg.norm(np.linalg.inv(z * np.eye(2) - UNEQUAL.array), 2)
    found = enclose(registry()["resolvent_norm"], UNEQUAL, z, rtol=1e-9)
    assert float(found.lower) <= right * (1 + 1e-12) and right * (1 - 1e-12) <= float(found.upper)
    assert resolvent_norm(UNEQUAL, z) == pytest.approx(right, rel=1e-12)
    assert resolvent_norm(UNEQUAL, np.array([z]))[0] == pytest.approx(right, rel=1e-12)
    other = np.linalg.norm(np.linalg.inv(np.conj(z) * np.eye(2) - UNEQUAL.array), 2)
    assert abs(other / right - 1) > 1e-2


def test_the_noise_gain_of_a_complex_matrix_is_half_of_that_of_its_real_form() -> None:
    H = registry()["H"]
    both = enclose(H, UNEQUAL), enclose(H, UNEQUAL.real_form)
    assert both[0].is_exact and 2 * both[0].lower.value == both[1].lower.value
    assert H(UNEQUAL) * 2 == pytest.approx(H(UNEQUAL.real_form), rel=1e-14)
    assert 2 * H.exact(UNEQUAL) == H.exact(UNEQUAL.real_form)


def test_an_unstable_complex_matrix_is_infinite_in_all_that_are() -> None:
    matrix = Matrix([["6/5i", 1], [0, "1/2"]])
    for name in ("K", "M", "H", "L"):
        assert registry()[name](matrix) == np.inf
        assert not enclose(registry()[name], matrix).is_finite


@pytest.mark.parametrize("seed", range(3))
def test_peaks_on_the_real_axis_are_double_in_the_real_form(seed: int) -> None:
    """DJD* of a real J has its peak where J has it, and the real form twice, at one point."""
    random = np.random.default_rng(seed)
    real = random.standard_normal((4, 4))
    real *= 0.9 / np.abs(np.linalg.eigvals(real)).max()
    phases = np.array([1, 1j, -1, -1j])
    similar = phases[:, None] * real * phases.conj()
    for name in ("K", "G", "rho_eps", "w"):
        quantity = registry()[name]
        parameters = at(quantity)
        expected = quantity(real, *parameters)
        assert quantity(similar, *parameters) == pytest.approx(expected, rel=1e-9)
        found = enclose(quantity, similar, *parameters, rtol=1e-5)
        assert float(found.lower) <= expected * (1 + 1e-9) <= float(found.upper) * (1 + 2e-9)


@pytest.mark.parametrize("shape", [(1, 2), (3, 1)])
def test_the_norm_of_a_complex_rectangle(shape: tuple[int, int]) -> None:
    array = (np.arange(1, 4) * (1 + 2j))[: max(shape)].reshape(shape)
    assert registry()["norm"](array) == pytest.approx(np.linalg.norm(array, 2), rel=1e-14)


def test_a_quantity_of_its_author_takes_complex_matrices_only_if_it_says_so() -> None:
    class Trace(Quantity):
        name = "tests_trace"
        long_name = "tests_trace"

        def float64(self, stack: Any, *parameters: Any) -> Estimates:
            values = np.abs(np.trace(stack, axis1=-2, axis2=-1))
            return Estimates(values, 1e-14 * values)

    quantity = register(Trace())
    try:
        for face in (lambda: quantity(UNEQUAL), lambda: quantity.float64(UNEQUAL.array[None])):
            with pytest.raises(InvalidMatrix, match="expected a real matrix, got a complex one"):
                face()
        Trace.native = frozenset({"float64"})
        assert quantity(UNEQUAL) == pytest.approx(abs(0.5 - 0.2j))
    finally:
        unregister(quantity)


def test_the_real_form_of_a_stack_is_that_of_each() -> None:
    stack = np.stack([matrix.array for matrix, _ in PAIRS if matrix.n == 2])
    forms = [matrix.real_form.array for matrix, _ in PAIRS if matrix.n == 2]
    np.testing.assert_array_equal(float_real_form(stack), forms)


def test_a_certificate_with_numbers_of_many_digits_is_halved() -> None:
    # Python's integers refuse text of more than 4,300 digits, which a rational tr P may have
    long = as_fmpq(3) ** 10_000
    found = divided_enclosure(Enclosure.between(1, 2, {"upper": {"value": str(long)}}), 2)
    assert found.certificate is not None
    assert found.certificate["upper"]["value"] == f"{long.p}/2"
