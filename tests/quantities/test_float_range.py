"""Entries beyond the range of float64 are refused by name, not met with an OverflowError."""

import numpy as np
import pytest

from kreissverify.numbers.errors import Refused
from kreissverify.numbers.float_ball_matrix import FloatBall
from kreissverify.numbers.float_positive_definite import proved_definite
from kreissverify.numbers.intervals import Intervals
from kreissverify.quantities.base import enclose
from kreissverify.quantities.maps.kreiss_constant import QUANTITY as K
from kreissverify.quantities.maps.maximal_resolvent_norm import QUANTITY as G
from kreissverify.quantities.maps.noise_gain import QUANTITY as H
from kreissverify.quantities.maps.numerical_radius import QUANTITY as W
from kreissverify.quantities.maps.pseudospectral_radius import QUANTITY as RHO_EPS
from kreissverify.quantities.maps.settling_time import QUANTITY as T
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO
from kreissverify.quantities.maps.transient_peak import QUANTITY as M

HUGE = [["1/2", 0], ["1e400", "1/2"]]


@pytest.mark.parametrize(
    ("quantity", "parameters"), [(K, ()), (M, ()), (G, (1,)), (T, ("1/2",)), (W, ())]
)
def test_refused_by_name(quantity, parameters):
    try:
        shown = enclose(quantity, HUGE, *parameters)
    except Refused as refusal:
        assert str(refusal)
    else:
        assert shown.upper.value > 10**300 or quantity is T


def test_what_is_too_small_to_divide_by_is_refused():
    """Of a large nilpotent matrix the least singular value is 0 in floats on many circles."""
    matrix = [["-2.5e49", "2.5e49"], ["-2.5e49", "2.5e49"]]
    for ask in (K, lambda matrix: enclose(K, matrix)):
        with pytest.raises(Refused, match="K: "):
            ask(matrix)


def test_a_matrix_whose_digits_are_lost_leaves_the_others_of_a_stack_their_bounds():
    chain = np.diag(np.full(3, 1e25), -1)
    stack = np.stack([np.diag([0.5, 0.2, 0.1, 0.0]), chain])
    eps = Intervals.exactly([0.25, 1e19])
    found = RHO_EPS.bounds_of_stack(FloatBall(stack, np.zeros_like(stack)), eps, rtol=0.01)
    assert 0.74 < found.lower[0] <= 0.75 <= found.upper[0] < 0.76
    # ρ_ε of a nilpotent chain of n rows is about (ε·cⁿ⁻¹)^{1/n}
    assert found.lower[1] < 3.2e23 < found.upper[1]


@pytest.mark.parametrize(("quantity", "value"), [(RHO, "1/2"), (H, None)])
def test_what_needs_no_floats_is_exact(quantity, value):
    shown = enclose(quantity, HUGE)
    assert shown.is_exact
    assert value is None or shown.contains(value)


@pytest.mark.parametrize("size", [1e-200, 1.0, 1e200])
def test_definiteness_is_scaled_exactly(size):
    matrix = size * np.array([[[2.0, 1.0], [1.0, 2.0]], [[1.0, 2.0], [2.0, 1.0]]])
    assert proved_definite(matrix, np.zeros_like(matrix)).tolist() == [True, False]
