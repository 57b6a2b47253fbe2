"""The maximiser of the resolvent norm on a circle, and the gradient of G."""

import math

import numpy as np
import pytest

from kreissverify import G, InvalidMatrix, resolvent_peak
from kreissverify.quantities.base import OutsideDomain


def drawn(n: int, seed: int) -> np.ndarray:
    matrix = np.random.default_rng(seed).standard_normal((n, n))
    return np.asarray(matrix * (0.9 / np.abs(np.linalg.eigvals(matrix)).max()))


@pytest.mark.parametrize("n", [2, 5, 12, 40])
@pytest.mark.parametrize("radius", [1.0, 1.3])
def test_the_gradient_is_that_of_differences(n: int, radius: float) -> None:
    matrix = drawn(n, n)
    found = resolvent_peak(matrix, radius)
    assert found.value == pytest.approx(G(matrix, radius), rel=1e-12)
    assert found.gradient is not None and found.gradient.dtype == np.float64
    rng = np.random.default_rng(n + 1)
    for _ in range(3):
        direction = rng.standard_normal((n, n))
        step = 1e-6 / (found.value * float(np.linalg.norm(direction)))
        ahead, behind = (G(matrix + s * direction, radius) for s in (step, -step))
        expected = (ahead - behind) / (2 * step)
        assert np.sum(found.gradient * direction) == pytest.approx(
            expected, rel=1e-5, abs=1e-6 * found.value**2
        )


def test_point_and_vectors() -> None:
    matrix = drawn(8, 3)
    found = resolvent_peak(matrix, 1.2)
    assert found.z is not None and found.u is not None and found.v is not None
    assert abs(found.z) == pytest.approx(1.2, rel=1e-15)
    shifted = found.z * np.eye(8) - matrix
    assert shifted @ found.v == pytest.approx(found.u / found.value, abs=1e-7)
    assert np.linalg.norm(np.linalg.solve(shifted, found.u)) == pytest.approx(found.value)
    assert found.error < 1e-8


def test_where_there_is_none() -> None:
    found = resolvent_peak([[2, 0], [0, "1/2"]])
    assert found.value == math.inf and found.error == 0
    assert found.z is None and found.gradient is None
    with pytest.raises(OutsideDomain, match="r > 0"):
        resolvent_peak([[0]], 0)
    with pytest.raises(InvalidMatrix, match="square"):
        resolvent_peak([[0, 1]])
