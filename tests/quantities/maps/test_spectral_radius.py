"""The spectral radius: exact values."""

import numpy as np
import pytest
from flint import fmpq, fmpq_mat

from kreissverify.matrices import BlockTriangular
from kreissverify.numbers.spectral_radius import spectral_radius
from kreissverify.quantities import enclose
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO


def test_exact_spectral_radii():
    assert enclose(RHO, [["1/4", "1/8"], [8, "1/4"]]).lower.value == fmpq(5, 4)
    assert enclose(RHO, [[0, -2], [2, 0]]).lower.value == 2
    assert enclose(RHO, [[1, 5, 7], [0, -3, 1], [0, 0, 2]]).upper.value == 3
    jacobian = BlockTriangular([["1/2", "1/4"], ["1/4", 0]], [[1, 2], [3, 4]], [["1/5", 0], [0, 0]])
    assert enclose(RHO, jacobian, rtol=1e-20).contains(0) is False
    shown = enclose(RHO, jacobian, rtol=1e-20)
    assert float(shown.lower) == pytest.approx((1 / 2 + np.sqrt(1 / 2)) / 2, rel=1e-15)


@pytest.mark.parametrize("rtol", [1e-6, 1e-20, 1e-40])
def test_an_enclosure_has_the_width_asked_for(rtol):
    golden = spectral_radius(fmpq_mat([[1, 1, 0], [1, 0, 0], [0, 1, 0]]), rtol)
    low, high = golden.lower.value, golden.upper.value
    assert low < high <= low * (1 + fmpq(*rtol.as_integer_ratio()))
