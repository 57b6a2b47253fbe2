"""Entries beyond the range of float64 are refused by name, not met with an OverflowError."""

import numpy as np
import pytest

from kreissverify.numbers.float_definite import proved_definite
from kreissverify.numbers.refusal import Refused
from kreissverify.quantities.base import enclose
from kreissverify.quantities.kreiss import QUANTITY as K
from kreissverify.quantities.noise import QUANTITY as H
from kreissverify.quantities.numerical_range import QUANTITY as W
from kreissverify.quantities.peak import QUANTITY as M
from kreissverify.quantities.resolvent import QUANTITY as G
from kreissverify.quantities.settling import QUANTITY as T
from kreissverify.quantities.spectral import QUANTITY as RHO

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
