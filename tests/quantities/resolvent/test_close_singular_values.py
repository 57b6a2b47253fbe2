"""Singular values next to the least one, and curves next to the spectrum.

Inverse iteration changes σ by less than rounding shows while it is off by the distance of two of
them: 1e-7, relatively, where values promise 1e-8.
"""

from typing import Any

import numpy as np
import pytest
from flint import fmpq

from kreissverify import continuous as ct
from kreissverify import distance_to_instability, enclose, maximal_resolvent_norm, spectral_radius
from kreissverify import pseudospectral_radius as rho_eps
from kreissverify.matrices import Matrix
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.rational import as_fmpq

_GAPS = (1e-6, 3e-7, 1e-7, 5e-8, 2e-8, 1e-9, 0.0)


def symmetric(gap: float, size: int) -> FloatArray:
    """Return a symmetric matrix with eigenvalues 1/2, 1/2 + gap and smaller ones."""
    turn = np.linalg.qr(np.cos(np.arange(1.0, size * size + 1)).reshape(size, size))[0]
    made = turn @ np.diag([0.5, 0.5 + gap, *np.linspace(-0.3, 0.2, size - 2)]) @ turn.T
    return np.asarray((made + made.T) / 2)


@pytest.mark.parametrize("size", [3, 8])
@pytest.mark.parametrize("gap", _GAPS)
def test_of_symmetric_matrices_with_eigenvalues_next_to_each_other(gap: float, size: int) -> None:
    matrix, largest = symmetric(gap, size), 0.5 + gap
    for value, known in (
        (maximal_resolvent_norm(matrix, 1), 1 / (1 - largest)),
        (ct.G(matrix, 1), 1 / (1 - largest)),
        (distance_to_instability(matrix), 1 - largest),
        (rho_eps(matrix, 0.1), largest + 0.1),
        (ct.pseudospectral_abscissa(matrix, 0.1), largest + 0.1),
    ):
        assert value == pytest.approx(known, rel=5e-9)


@pytest.mark.parametrize("size", [1e-6, 1e-7, 1e-8, 1e-10])
def test_of_matrices_far_smaller_than_the_radius(size: float) -> None:
    """All singular values of I - A lie within the norm of A of each other."""
    matrix = size * np.array([[0.0, 3.0, 1.0], [-1.0, 0.0, 0.0], [0.0, 0.0, -0.5]])
    for quantity in (maximal_resolvent_norm, ct.G, rho_eps, ct.pseudospectral_abscissa):
        shown = enclose(quantity, matrix, 1, rtol=1e-11)
        assert quantity(matrix, 1) == pytest.approx(float(shown.lower), rel=1e-9)


@pytest.mark.parametrize("distance", ["1e-20", "1e-32", "1e-60"])
@pytest.mark.parametrize(
    ("quantity", "spectral"),
    [(maximal_resolvent_norm, spectral_radius), (ct.G, ct.spectral_abscissa)],
)
def test_a_curve_nearer_to_an_eigenvalue_than_the_first_digits(
    quantity: Any, spectral: Any, distance: str
) -> None:
    """At the precision that is tried first the curve runs through it, and zI - A is singular."""
    for rows in (
        [["1/2", 0, 0], [0, "1/3", "1/5"], [0, "1/7", "1/9"]],
        [["1/2", "1/3", "1/9"], ["1/3", "1/5", "1/7"], ["1/9", "1/7", "1/4"]],
    ):
        matrix, gap = Matrix(rows), as_fmpq(distance)
        end = enclose(spectral, matrix, rtol=1e-80).upper.value
        assert isinstance(end, fmpq)
        assert quantity(matrix, end + gap) == pytest.approx(1 / float(distance), rel=1e-2)
        shown = enclose(quantity, matrix, end + gap)
        assert float(shown.lower) * float(distance) == pytest.approx(1, rel=1e-2)
