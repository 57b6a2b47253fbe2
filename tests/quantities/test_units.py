"""Quantities in other units: of 2ᵏA they are known from those of A, for every power of two.

Nothing is rounded on the way, so that floats, values and enclosures have to agree.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest

from kreissverify import G, Refused, enclose, registry, resolvent_peak
from kreissverify.matrices import Matrix
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.rational import as_fmpq


class Units(NamedTuple):
    """q(2ᵏA, p(2ᵏ)) = 2^(dk)·q(A, p(1)) for the degree d."""

    degree: int
    parameters: Callable[[float], tuple[Any, ...]] = lambda scale: ()


UNITS = {
    "rho": Units(1),
    "norm": Units(1),
    "w": Units(1),
    "frobenius": Units(1),
    "cond": Units(0),
    "G": Units(-1, lambda scale: (1.5 * scale,)),
    "rho_eps": Units(1, lambda scale: (scale / 64,)),
    "resolvent_norm": Units(-1, lambda scale: ((1.25 + 0.5j) * scale,)),
    "spectral_abscissa": Units(1),
    "numerical_abscissa": Units(1),
    "exp_norm": Units(0, lambda scale: (0.75 / scale,)),
    "G_c": Units(-1, lambda scale: (0.25 * scale,)),
    "pseudospectral_abscissa": Units(1, lambda scale: (scale / 64,)),
    "continuous_distance_to_instability": Units(1),
    "H_c": Units(-1),
    "K_c": Units(0),
    "M_c": Units(0),
    "T_c": Units(-1, lambda scale: (0.25,)),
}
EXPONENTS = (-480, -332, -200, -60, 60, 200, 332)
MAP = np.array([[0.5, 1, -0.25], [0.125, 0.25, 2], [0, -0.25, 0.5]])
FLOW = np.array([[-1.0, 10, 0], [0, -2, 5], [0, 0, -3]])
COMPLEX = np.array([[-1 + 0.5j, 2, 1j], [0, -0.5 - 1j, 3], [0.125, 0, -2]])


@pytest.mark.parametrize("name", UNITS)
@pytest.mark.parametrize("k", EXPONENTS)
def test_floats_and_values_in_other_units(name: str, k: int) -> None:
    quantity, (degree, parameters) = registry()[name], UNITS[name]
    for array in (
        FLOW if quantity.continuous else MAP,
        COMPLEX / (1 if quantity.continuous else 4),
    ):
        given, scaled = (tuple(map(quantity.parameter, parameters(2.0**x))) for x in (0, k))
        value = quantity(array, *given)
        other = array * 2.0**k
        wanted = math.ldexp(value, degree * k)
        assert quantity(other, *scaled) == pytest.approx(wanted, rel=1e-8)
        floats = map(quantity.float_parameter, scaled)
        found = quantity.float64(other, *floats).one()
        assert found.is_right and abs(found.value - wanted) <= found.error + 1e-9 * abs(wanted)


@pytest.mark.parametrize("name", ["G", "rho_eps", "pseudospectral_abscissa", "M_c", "T_c"])
@pytest.mark.parametrize("k", [-332, 200])
def test_enclosures_in_other_units(name: str, k: int) -> None:
    quantity, (degree, parameters) = registry()[name], UNITS[name]
    array = FLOW if quantity.continuous else MAP
    given, scaled = (tuple(map(quantity.parameter, parameters(2.0**x))) for x in (0, k))
    wanted = math.ldexp(quantity(array, *given), degree * k)
    shown = enclose(quantity, array * 2.0**k, *scaled, rtol=1e-4)
    low, high = float(shown.lower), float(shown.upper)
    assert low <= wanted <= high and high - low <= 2e-4 * abs(wanted)
    assert shown.certificate is not None and set(shown.certificate) == {"lower", "upper"}


@pytest.mark.parametrize("k", [-332, 200])
def test_the_witness_of_a_flow_in_other_units(k: int) -> None:
    one, other = (enclose(registry()["M_c"], FLOW * 2.0**x, rtol=1e-4).certificate for x in (0, k))
    assert one is not None and other is not None
    unit, shown, moved = as_fmpq(2) ** k, one["upper"], other["upper"]
    assert moved["P"] == shown["P"]
    assert [as_fmpq(t) * unit for t in moved["times"]] == [as_fmpq(t) for t in shown["times"]]
    # ω is rounded up in either unit
    omega, exact = as_fmpq(moved["omega"]), as_fmpq(shown["omega"]) * unit
    assert abs(omega - exact) <= exact / 10**5


@pytest.mark.parametrize("k", EXPONENTS)
def test_eigenvalues_outside_a_small_circle_are_seen(k: int) -> None:
    array, radius = np.diag([2.0, 1, 0.5]) * 2.0**k, 1.5 * 2.0**k
    array[0, 1] = 2.0**k
    assert G(array, radius) == math.inf
    assert G.float64(array[None], radius).one(0) == (math.inf, 0.0)
    assert resolvent_peak(array, radius).value == math.inf
    assert not is_finite(enclose(G, array, radius).lower.value)


def test_an_enclosure_of_a_flow_of_large_entries_names_the_unit_of_time() -> None:
    with pytest.raises(Refused, match="same in any unit of time"):
        enclose(registry()["K_c"], FLOW * 2.0**400)


def test_highest_precision_in_other_units() -> None:
    peak = registry()["M_c"]
    values = [peak.highprec(Matrix(FLOW * 2.0**k), digits=25) for k in (0, -332, 332)]
    assert max(values) - min(values) <= 1e-23 * values[0]


def test_a_time_beyond_floats_is_unsure_or_refused() -> None:
    slow = registry()["T_c"]
    assert not slow.float64(FLOW * 2.0**-1023, 0.25).one().is_right
    with pytest.raises(Refused):
        slow(FLOW * 2.0**-1030, 0.25)
