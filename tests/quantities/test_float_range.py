"""Entries beyond the range of float64 are refused by name, not met with an OverflowError."""

import numpy as np
import pytest

from kreissverify.numbers.errors import Refused
from kreissverify.numbers.float_positive_definite import proved_definite
from kreissverify.quantities.base import enclose
from kreissverify.quantities.maps.kreiss_constant import QUANTITY as K
from kreissverify.quantities.maps.maximal_resolvent_norm import QUANTITY as G
from kreissverify.quantities.maps.noise_gain import QUANTITY as H
from kreissverify.quantities.maps.numerical_radius import QUANTITY as W
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


@pytest.mark.parametrize(("quantity", "value"), [(RHO, "1/2"), (H, None)])
def test_what_needs_no_floats_is_exact(quantity, value):
    shown = enclose(quantity, HUGE)
    assert shown.is_exact
    assert value is None or shown.contains(value)


@pytest.mark.parametrize("size", [1e-200, 1.0, 1e200])
def test_definiteness_is_scaled_exactly(size):
    matrix = size * np.array([[[2.0, 1.0], [1.0, 2.0]], [[1.0, 2.0], [2.0, 1.0]]])
    assert proved_definite(matrix, np.zeros_like(matrix)).tolist() == [True, False]
