"""What is said exactly of normal matrices lies in their enclosures, and of others nothing is."""

import pytest
import sympy
from flint import arb, fmpq

from kreissverify import (
    G,
    distance_to_instability,
    enclose,
    pseudospectral_radius,
    rho,
    w,
)
from kreissverify import continuous as ct
from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.extended import Extended, is_finite
from kreissverify.numbers.radicals import to_bits
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.normal_matrices import is_normal, of_normal

ROTATION = [["1/2", "-1/3"], ["1/3", "1/2"]]
SYMMETRIC = [["1/7", "-1/5"], ["-1/5", "-1/5"]]
LARGER = [["1/2", 0, "1/7"], [0, "1/3", "1/5"], ["1/7", "1/5", "1/9"]]
CIRCULANT = [[0, "1/2", "1/4"], ["1/4", 0, "1/2"], ["1/2", "1/4", 0]]
SHEAR = [["1/2", 1], [0, "1/2"]]
THIRD = fmpq(1, 3)
OF_MAPS = [
    (w, ()), (G, (fmpq(2),)), (distance_to_instability, ()), (pseudospectral_radius, (THIRD,)),
]  # fmt: skip
OF_FLOWS = [(ct.G, (fmpq(2),)), (ct.pseudospectral_abscissa, (THIRD,))]


def known(quantity: Quantity, matrix: Matrix, parameters: tuple[fmpq, ...]) -> sympy.Expr | None:
    return quantity.algebraic(matrix, *parameters)


@pytest.mark.parametrize("entries", [ROTATION, SYMMETRIC, LARGER, CIRCULANT])
@pytest.mark.parametrize(("quantity", "parameters"), OF_MAPS)
def test_values_of_maps_lie_in_enclosures(
    quantity: Quantity, parameters: tuple[fmpq, ...], entries: list[list[object]]
) -> None:
    value = known(quantity, Matrix(entries), parameters)
    assert value is not None
    assert lies_in(value, quantity, entries, parameters)


@pytest.mark.parametrize("entries", [ROTATION, SYMMETRIC])
@pytest.mark.parametrize(("quantity", "parameters"), OF_FLOWS)
def test_values_of_flows_lie_in_enclosures(
    quantity: Quantity, parameters: tuple[fmpq, ...], entries: list[list[object]]
) -> None:
    value = known(quantity, Matrix(entries), parameters)
    assert value is not None
    assert lies_in(value, quantity, entries, parameters)


def lies_in(
    value: sympy.Expr, quantity: Quantity, entries: object, parameters: tuple[fmpq, ...]
) -> bool:
    narrow = enclose(quantity, entries, *parameters, rtol=1e-9)
    ball = to_bits(value, 200)
    low, high = (as_arb(x.value) for x in (narrow.lower, narrow.upper))
    return not (ball < low or ball > high)


def as_arb(end: Extended) -> arb:
    assert is_finite(end)
    return arb(end)


@pytest.mark.parametrize(("quantity", "parameters"), [*OF_MAPS, *OF_FLOWS])
def test_of_other_matrices_nothing_is_said(
    quantity: Quantity, parameters: tuple[fmpq, ...]
) -> None:
    assert known(quantity, Matrix(SHEAR), parameters) is None


def test_complex_ones_are_known_by_their_real_form() -> None:
    turned = Matrix([[0.25 + 0.5j, 0], [0, 0.125]])
    assert of_normal(rho, turned) is not None
    assert of_normal(rho, Matrix([[0.25 + 0.5j, 1], [0, 0.125]])) is None


def test_a_resolvent_within_the_spectrum_has_no_value() -> None:
    assert G.algebraic(Matrix(ROTATION), fmpq(1, 2)) is None  # ρ = √13/6 is larger
    assert G.algebraic(Matrix([[0, 1], [-1, 0]]), fmpq(1)) is None  # and here it is 1


def test_normality_is_exact() -> None:
    assert is_normal(Matrix(CIRCULANT).exact)
    moved = [["1/2", "-1/3"], ["1/3", "500000001/1000000000"]]
    assert not is_normal(Matrix(moved).exact)
