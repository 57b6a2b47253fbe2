"""Enclosures of quantities of every matrix within ε of a given one."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from flint import fmpq, fmpq_mat

from kreissverify import Matrix, Refused, enclose, kreiss_peak
from kreissverify.matrices.exact_matrix import as_exact_matrix
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.extended import at_most
from kreissverify.quantities import Quantity, registry
from kreissverify.quantities.base import OutsideDomain
from kreissverify.quantities.nearby.enclosure import enclose_nearby
from tests.quantities.support.complex_matrices import subject_of
from tests.quantities.support.perturbations import near_misses

PARAMETERS: dict[str, tuple[Any, ...]] = {
    "G": ("3/2",),
    "G_c": ("3/2",),
    "pseudospectral_abscissa": ("1/20",),
    "T": ("1/3",),
    "power_norm": (5,),
    "resolvent_norm": ("3/2",),
    "rho_eps": ("1/20",),
    "exp_norm": ("3/2",),
    "T_c": ("1/3",),
}
NAMES = sorted(registry())
UNBOUNDED = ["K", "M", "H", "L", "stein_bound", "T", "M_c", "H_c", "L_c", "T_c"]
"""Infinite of unstable matrices."""
STABLE = [["1/2", "3/2", 0], [0, "-1/3", "1/4"], ["1/8", 0, "1/5"]]


def nearby(name: str, centre: Any, radius: fmpq, rtol: float = 1e-6) -> Enclosure:
    subject = _shifted(name, centre)
    return enclose_nearby(registry()[name], subject, radius, *PARAMETERS.get(name, ()), rtol=rtol)


def _shifted(name: str, matrix: Any) -> Any:
    """Return the matrix, or A - I for a quantity of flows."""
    quantity = registry()[name]
    return subject_of(quantity, Matrix(matrix)) if quantity.continuous else matrix


def at(name: str, matrix: Any, rtol: float = 1e-6) -> Enclosure:
    subject = _shifted(name, matrix)
    return enclose(registry()[name], subject, *PARAMETERS.get(name, ()), rtol=rtol)


@pytest.mark.parametrize("name", NAMES)
def test_no_perturbed_matrix_is_missed(name: str) -> None:
    assert near_misses(name, PARAMETERS.get(name, ()), seed=1, count=6) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_none_of_many_is_missed(name: str) -> None:
    assert near_misses(name, PARAMETERS.get(name, ()), seed=2, count=60) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_width_goes_to_zero_with_the_radius(name: str) -> None:
    widths = [nearby(name, STABLE, fmpq(1, 10**k), 1e-9).width for k in (3, 6, 15)]
    value = max(1.0, float(at(name, STABLE).upper))
    assert widths[0] >= widths[1] >= widths[2] and widths[2] <= 1e-7 * value


def test_a_radius_of_zero_is_the_matrix_itself() -> None:
    assert nearby("K", STABLE, fmpq(0)) == at("K", STABLE)


@pytest.mark.parametrize(
    ("name", "share"),
    [
        *(
            (x, 0.999)
            for x in (
                *("norm", "w", "trace", "rho", "frobenius", "distance_to_instability"),
                *("spectral_abscissa", "numerical_abscissa"),
            )
        ),
        *((x, 0.97) for x in ("G", "resolvent_norm", "det", "rho_eps")),
        *((x, 0.7) for x in ("power_norm", "H", "exp_norm", "H_c")),
    ],
)
def test_the_bounds_are_nearly_attained_at_multiples_of_the_identity(
    name: str, share: float
) -> None:
    """So that a smaller radius in the place of ε would be found out."""
    a, radius = fmpq(9, 10), fmpq(1, 1000)
    for size in (1, 2):
        shown = nearby(name, _multiple(a, size), radius, 1e-10)
        ends = [at(name, _multiple(a + s * radius, size), 1e-10) for s in (-1, 1)]
        low, high = (min(ends, key=lambda x: x.midpoint()), max(ends, key=lambda x: x.midpoint()))
        found = float(high.upper.value - low.lower.value)
        slack = size if name in ("H", "H_c") else 1  # tr Q in the place of ‖Q‖
        assert share / slack * shown.width <= found <= shown.width


def _multiple(value: fmpq, size: int) -> fmpq_mat:
    return fmpq_mat(size, size, [value * int(i == j) for i in range(size) for j in range(size)])


@pytest.mark.parametrize(
    "name", ["K", "M", "L", "H", "stein_bound", "T", "power_norm", "M_c", "H_c", "L_c", "T_c"]
)
def test_a_coupling_that_grows_by_the_radius(name: str) -> None:
    radius = fmpq(1, 10**4)
    for sign in (-1, 1):
        A = fmpq_mat([[fmpq(3, 4), 0], [fmpq(3) + sign * radius, fmpq(3, 4)]])
        shown, found = nearby(name, [["3/4", 0], [3, "3/4"]], radius, 1e-9), at(name, A, 1e-9)
        assert at_most(shown.lower.value, found.lower.value)
        assert at_most(found.upper.value, shown.upper.value)


@pytest.mark.parametrize("sign", [-1, 1])
def test_a_settling_time_that_changes(sign: int) -> None:
    a, radius = fmpq(9, 10), fmpq(1, 10**6)
    delta = a**10 + sign * radius  # 10·a⁹ε, by which ‖C¹⁰‖ changes, is more than ε
    T = registry()["T"]
    found = enclose(T, [[a + sign * radius]], delta)
    shown = enclose_nearby(T, [[a]], radius, delta)
    assert found.exact != enclose(T, [[a]], delta).exact
    assert shown.exact == (10, 11) and shown.contains(found.lower.value)


def test_the_kreiss_constant_in_the_worst_direction() -> None:
    """E = ∓ε·uvᵀ moves σ_min(zI - C) = uᵀ(zI - C)v by ∓ε, at the z where K(C) is attained."""
    C, radius = [["3/4", 0], [3, "3/4"]], fmpq(1, 10**4)
    z = kreiss_peak(C).z
    assert z.imag == 0
    left, _, right = np.linalg.svd(z.real * np.eye(2) - Matrix(C).array)
    shown, value = nearby("K", C, radius, 1e-9), float(at("K", C, 1e-9).lower)
    direction = float(radius) * (1 - 1e-12) * np.outer(left[:, -1], right[-1])
    ends = [float(at("K", Matrix(C).array + s * direction, 1e-9).upper) for s in (-1, 1)]
    low, high = float(shown.lower), float(shown.upper)
    assert low <= min(ends) and max(ends) <= high
    # of the first order, and what else the circles between 1 and |z| cost
    assert max(ends) - value > 0.55 * (high - value) and value - min(ends) > 0.55 * (value - low)


@pytest.mark.parametrize(
    "name", ["K", "M", "H", "L", "stein_bound", "T", "M_c", "H_c", "L_c", "T_c"]
)
def test_unstable_matrices_and_those_that_may_be(name: str) -> None:
    unstable = nearby(name, [[2, 1], [0, "1/2"]], fmpq(1, 100))
    assert unstable.lower.value == math.inf
    # some within 1/100 are stable, and some are not
    perhaps = nearby(name, [["999/1000", 1], [0, "1/2"]], fmpq(1, 100))
    assert perhaps.upper.value == math.inf and at_most(perhaps.lower.value, fmpq(10**9))


@pytest.mark.parametrize("name", NAMES)
def test_complex_centres(name: str) -> None:
    if name in ("trace", "det"):
        centre: Any = [[1, "1/2+1/3i"], ["1/2-1/3i", "1/4"]]
    else:
        centre = [["1/2+1/5i", "1/3"], ["-1/4i", "-2/5i"]]
    radius = fmpq(1, 10**6)
    shown, found = nearby(name, centre, radius), at(name, centre)
    assert at_most(shown.lower.value, found.upper.value)
    assert at_most(found.lower.value, shown.upper.value)
    assert shown.width <= found.width + 1e-2


def test_a_value_that_is_real_of_an_irrational_matrix_only() -> None:
    # i·√2·(-i·√2) = 2, and rounded it is not real
    root = fmpq(14142135, 10**7)
    centre = [[(fmpq(0), root), (fmpq(0), fmpq(0))], [(fmpq(0), fmpq(0)), (fmpq(1, 10**8), -root)]]
    shown = nearby("det", centre, fmpq(1, 10**6))
    assert shown.contains(2) and shown.width < 1e-5
    with pytest.raises(OutsideDomain, match="not real"):
        nearby("det", [["1+i"]], fmpq(1, 10))
    with pytest.raises(OutsideDomain, match="not real"):
        nearby("trace", [["1+i"]], fmpq(1, 10))


def test_rectangles() -> None:
    block = as_exact_matrix([[3, 0, 0], [0, 4, 0]])
    radius = fmpq(1, 100)
    assert nearby("norm", block, radius).upper.value == fmpq(401, 100)
    shown = nearby("frobenius", block, radius)
    assert shown.contains(5) and shown.width == pytest.approx(2 * 0.01 * 2**0.5)
    assert nearby("rank", block, radius) == Enclosure.exactly(2)
    assert nearby("rank", [[1, 1], [1, 1]], radius).exact == (1, 2)
    assert nearby("rank", [[1, 0], [0, "1/100"]], radius).exact == (1, 2)
    assert nearby("rank", np.zeros((2, 3)), radius).exact == (0, 2)


def test_conditions_of_matrices_near_a_singular_one() -> None:
    shown = nearby("cond", [[1, 0], [0, "1/10"]], fmpq(1, 100))
    assert shown.exact == (Fraction(9), Fraction(101, 9))
    perhaps = nearby("cond", [[1, 0], [0, "1/200"]], fmpq(1, 100))
    assert perhaps.exact == (Fraction(990, 15), math.inf)
    assert nearby("cond", [[0]], fmpq(1)).exact == (1, math.inf)


def test_a_defective_matrix() -> None:
    """√ε is how far the eigenvalues of such a matrix move, and what the bounds allow them."""
    centre, radius = [["1/2", 1], [0, "1/2"]], fmpq(1, 10**10)
    shown = nearby("rho", centre, radius)
    found = at("rho", [["1/2", 1], [radius, "1/2"]])
    assert at_most(found.upper.value, shown.upper.value) and float(shown.upper) < 0.5 + 2e-5
    assert float(shown.lower) > 0.5 - 2e-5


def test_the_departure_of_a_defective_matrix() -> None:
    """A corner of ε makes eigenvalues of modulus ε^(1/3), so that ‖A‖_F² - Σ|λ|² falls by 3ε^⅔."""
    radius = fmpq(1, 10**6)
    shown = nearby("departure", [[0, 1, 0], [0, 0, 1], [0, 0, 0]], radius)
    found = at("departure", [[0, 1, 0], [0, 0, 1], [radius, 0, 0]])
    assert float(found.upper) ** 2 == pytest.approx(2 - 3e-4, rel=1e-6)
    assert at_most(shown.lower.value, found.lower.value) and shown.contains(Fraction(7, 5))


@pytest.mark.parametrize("name", ["G", "T", "rho_eps", "resolvent_norm"])
def test_a_parameter_that_is_known_by_an_enclosure(name: str) -> None:
    quantity, ends = registry()[name], [fmpq(141421, 100000), fmpq(141422, 100000)]
    scale = {"T": fmpq(1, 10), "rho_eps": fmpq(1, 100)}.get(name, fmpq(1))
    low, high = (x * scale for x in ends)
    for radius in (fmpq(0), fmpq(1, 10**6)):
        shown = enclose_nearby(quantity, STABLE, radius, Enclosure.between(low, high))
        for parameter in (low, (low + high) / 2, high):
            found = enclose_nearby(quantity, STABLE, radius, parameter)
            assert at_most(shown.lower.value, found.lower.value * (1 + fmpq(1, 10**5)))
            assert at_most(found.upper.value * (1 - fmpq(1, 10**5)), shown.upper.value)
        assert shown.width <= 1e-2
    exact = enclose_nearby(quantity, STABLE, fmpq(0), Enclosure.exactly(low))
    assert exact == enclose(quantity, STABLE, low)


def test_a_parameter_of_which_too_little_is_known() -> None:
    for name, parameter in (
        ("T", Enclosure.between(-1, 1)),
        ("power_norm", Enclosure.between(1, 2)),
        ("G", Enclosure.between(1, math.inf)),
    ):
        with pytest.raises(Refused, match=f"^{name}: "):
            enclose_nearby(registry()[name], STABLE, fmpq(0), parameter)


def test_refused_by_name_is_what_is_not_known() -> None:
    class Sum(Quantity):
        name = "sum_of_entries"
        long_name = "sum_of_entries"

    with pytest.raises(Refused, match="sum_of_entries: nothing is known"):
        enclose_nearby(Sum(), [[1]], fmpq(1, 10))
    with pytest.raises(ValueError, match="radius: expected"):
        nearby("norm", [[1]], fmpq(-1, 10))
    with pytest.raises(OutsideDomain):
        enclose_nearby(registry()["T"], [["1/2"]], fmpq(1, 10), 0)
