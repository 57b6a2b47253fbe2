"""Matrices and their parameters in other units: values scale by the same power of two.

|λ| - 1 + 1 is 0 for an eigenvalue of 1e-20, and a circle inside a spectrum that is thought to be 0
is confirmed by its level set: so a radius was lost, and G of a circle inside the spectrum finite.
"""

import math
from typing import Any

import numpy as np
import pytest
from flint import fmpq

from kreissverify import continuous as ct
from kreissverify import enclose, maximal_resolvent_norm, pseudospectral_radius
from kreissverify.matrices import Matrix
from kreissverify.numbers.rational import as_fmpq

_MAP = [["1/2", "1/7", 0], ["-1/3", "1/5", 1], [0, "1/9", "-1/4"]]
_FLOW = [["-16/5", 0, "4/3", -4], [0, "-16/5", -4, "-2/3"], [0, 0, "-79/5", 0], [0, 0, 0, "-1/5"]]
_EXPONENTS = (-300, -120, -66, -40, 40, 120, 300)


def _scaled(rows: list[list[Any]], exponent: int) -> Matrix:
    return Matrix([[as_fmpq(x) * fmpq(2) ** exponent for x in row] for row in rows])


@pytest.mark.parametrize("exponent", _EXPONENTS)
@pytest.mark.parametrize(
    ("quantity", "rows", "parameter", "degree"),
    [
        pytest.param(pseudospectral_radius, _MAP, "1/10", 1, id="rho_eps"),
        pytest.param(pseudospectral_radius, [["-3/5"]], "1/100", 1, id="rho_eps of a number"),
        pytest.param(maximal_resolvent_norm, _MAP, 2, -1, id="G"),
        pytest.param(ct.pseudospectral_abscissa, _FLOW, "1/10", 1, id="alpha_eps"),
        pytest.param(ct.G, _FLOW, 1, -1, id="G_c"),
    ],
)
def test_values_with_a_length_scale_with_it(
    quantity: Any, rows: list[list[Any]], parameter: Any, degree: int, exponent: int
) -> None:
    at, unit = as_fmpq(parameter), fmpq(2) ** exponent
    known = quantity(Matrix(rows), at)
    matrix = _scaled(rows, exponent)
    value = quantity(matrix, at * unit)
    assert value == pytest.approx(math.ldexp(known, degree * exponent), rel=1e-8)
    estimate = quantity.estimate(matrix, at * unit)
    assert abs(estimate.value - value) <= estimate.error + 1e-12 * value
    assert quantity.highprec(matrix, at * unit) == pytest.approx(value, rel=1e-8)
    shown = enclose(quantity, matrix, at * unit)
    assert float(shown.lower) * (1 - 1e-9) <= value <= float(shown.upper) * (1 + 1e-9)


@pytest.mark.parametrize("exponent", _EXPONENTS)
def test_a_circle_inside_the_spectrum_is_one_in_any_unit(exponent: int) -> None:
    for rows in ([["-3/5"]], [["3/5", "1/7"], ["1/7", "1/5"]], _MAP):
        matrix, radius = _scaled(rows, exponent), fmpq(1, 8) * fmpq(2) ** exponent
        assert maximal_resolvent_norm(matrix, radius) == math.inf
        assert maximal_resolvent_norm.exact(matrix, radius) is None
        stack = np.stack([matrix.array] * 9)
        of_stack = maximal_resolvent_norm.float64(stack, math.ldexp(0.125, exponent))
        assert of_stack.values[0] == math.inf
    # on the circle itself there is no resolvent to solve with
    shown = enclose(maximal_resolvent_norm, _scaled([["-1/2"]], exponent), radius * 4)
    assert str(shown) == "inf"


@pytest.mark.parametrize("exponent", (-900, *_EXPONENTS))
def test_kreiss_constants_of_flows_have_no_unit(exponent: int) -> None:
    known = ct.K(Matrix(_FLOW))
    assert ct.K(_scaled(_FLOW, exponent)) == pytest.approx(known, rel=1e-10)


@pytest.mark.parametrize("eps", ["1e30", "1e60", "1e90"])
def test_abscissae_far_from_a_small_matrix(eps: str) -> None:
    """The places of an ordinate, which is large, are fewer than none."""
    for rows in ([[0]], [["1/2", 3], [0, "1/2"]]):
        shown = enclose(ct.pseudospectral_abscissa, rows, eps)
        assert float(shown.lower) <= float(eps) * (1 + 1e-6)
        assert float(shown.upper) >= float(eps)
