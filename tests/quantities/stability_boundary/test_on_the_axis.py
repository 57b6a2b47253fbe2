"""Flows with α = 0, semisimple: K_c and M_c are enclosed, by certificates that are accepted."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import scipy.linalg
from flint import fmpq_mat

from kreissverify import Matrix, enclose
from kreissverify import continuous as ct
from kreissverify.certificates import checker
from kreissverify.matrices.spectrum.stability import AXIS
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.stability_boundary.closed_curve import largest_on_curve
from kreissverify.quantities.stability_boundary.eigenvalues import eigenvalues
from kreissverify.quantities.stability_boundary.splitting import split

FLOWS: dict[str, list[list[Any]]] = {
    "a rotation that is driven": [[0, 1, 3], [-1, 0, 0], [0, 0, -1]],
    "the eigenvalue 0": [[0, 3, 1], [0, -1, 2], [0, 0, -2]],
    "a rotation in oblique coordinates": [[0, 2, 1], [-1, 0, 1], [0, 0, "-1/2"]],
    "frequencies 1 and 2": [
        [0, 1, 0, 0, 3],
        [-1, 0, 0, 0, 1],
        [0, 0, 0, 2, 1],
        [0, 0, -2, 0, 2],
        [0, 0, 0, 0, -1],
    ],
    "0 and a rotation": [[0, 1, 0, 3], [-1, 0, 0, 1], [0, 0, 0, 2], [0, 0, 0, -1]],
    "nothing decays": [[0, 1, 1], [-1, 0, 0], [0, 0, 0]],
    "a peak before the limit": [[-1, 20, 0, 0], [0, -2, 0, 0], [0, 0, 0, 2], [1, 0, -1, 0]],
}


def shown(quantity: Quantity, matrix: Any, found: Enclosure, side: str) -> float:
    """Return the bound that the checker accepts of one side of a certificate."""
    rows = [[Fraction(x) for x in row] for row in Matrix(matrix).strings()]
    checker.BUDGET.left = checker.WORK
    assert found.certificate is not None
    data = dict(found.certificate[side])
    return float(checker.bound_shown(rows, "J", 1, quantity.name, (), side, data))


def largest_exponential(matrix: Any, until: float = 60.0) -> float:
    array = Matrix(matrix).array
    steps = scipy.linalg.expm(array * (until / 4096))
    power, best = np.eye(len(array)), 1.0
    for _ in range(4096):
        power = power @ steps
        best = max(best, float(np.linalg.norm(power, 2)))
    return best


def resolvent_supremum(matrix: Any) -> float:
    """Return the largest Re z·‖R(z)‖ of many z, in floats."""
    array = Matrix(matrix).array
    heights = np.concatenate([np.linspace(-6, 6, 97), np.linalg.eigvals(array).imag])
    z = (np.geomspace(1e-6, 1e3, 121)[:, None] + 1j * heights).ravel()
    least = np.linalg.svd(z[:, None, None] * np.eye(len(array)) - array, compute_uv=False)[:, -1]
    return float((z.real / least).max())


@pytest.mark.parametrize("name", FLOWS)
def test_between_samples_and_the_checker(name: str) -> None:
    matrix = FLOWS[name]
    for quantity, brute in (
        (ct.M, largest_exponential(matrix)),
        (ct.K, resolvent_supremum(matrix)),
    ):
        found = enclose(quantity, matrix, rtol=1e-5)
        low, high = float(found.lower), float(found.upper)
        assert 1 <= low <= high <= low * (1 + 1.001e-5)
        assert low * (1 - 1e-2) <= brute <= high * (1 + 1e-12)
        assert shown(quantity, matrix, found, "lower") >= low * (1 - 1e-5)
        assert shown(quantity, matrix, found, "upper") >= low
        if quantity is ct.K:
            assert shown(quantity, matrix, found, "upper") <= low * (1 + 1.001e-5)


def test_floats_are_right() -> None:
    # the projector of the eigenvalue 0 of [[0, 3], [0, -1]] is [[1, 3], [0, 0]]
    assert ct.K([[0, 3], [0, -1]]) == pytest.approx(math.sqrt(10), rel=1e-12)
    driven = FLOWS["a rotation that is driven"]
    (one,) = eigenvalues(split(Matrix(driven).exact, AXIS), 128)
    assert ct.K(driven) == pytest.approx(float(np.linalg.norm(one.array, 2)), rel=1e-12)
    found = enclose(ct.M, driven, rtol=1e-9)
    assert float(found.lower) <= ct.M(driven) * (1 + 1e-12) <= float(found.upper) * (1 + 2e-12)


def test_a_change_of_units_changes_nothing() -> None:
    matrix = Matrix(FLOWS["0 and a rotation"]).exact
    known = [enclose(q, Matrix(matrix), rtol=1e-4) for q in (ct.K, ct.M)]
    for factor in (Fraction(10**9),):
        scaled = Matrix([[Fraction(str(x)) * factor for x in row] for row in matrix.tolist()])
        for quantity, other in zip((ct.K, ct.M), known, strict=True):
            found = enclose(quantity, scaled, rtol=1e-4)
            assert float(found.lower) <= float(other.upper)
            assert float(other.lower) <= float(found.upper) <= float(other.lower) * (1 + 2.1e-4)


@pytest.mark.slow
def test_two_frequencies_that_are_no_multiples() -> None:
    matrix = [
        [0, 1, 0, 0, 3],
        [-1, 0, 0, 0, 1],
        [0, 0, 0, 2, 1],
        [0, 0, -1, 0, 2],
        [0, 0, 0, 0, -1],
    ]
    found = enclose(ct.M, matrix, rtol=1e-4)
    brute = largest_exponential(matrix, 2000.0)
    assert float(found.lower) <= float(found.upper) <= float(found.lower) * (1 + 1.001e-4)
    assert brute * (1 - 1e-3) <= float(found.upper) and brute <= float(found.upper) * (1 + 1e-12)


def test_many_frequencies_are_bounded_by_a_form_and_say_so() -> None:
    rows = [[0] * 7 for _ in range(7)]
    for k, square in enumerate((1, 2, 3)):
        rows[2 * k][2 * k + 1], rows[2 * k + 1][2 * k] = square, -1
        rows[2 * k][6] = 1
    rows[6][6] = -1
    found = enclose(ct.M, rows, rtol=1e-3)
    assert "frequencies" in str(found)
    assert float(found.lower) <= largest_exponential(rows) <= float(found.upper)


@pytest.mark.slow
def test_random_flows_with_eigenvalues_on_the_axis() -> None:
    source = np.random.default_rng(17)
    for _ in range(40):
        core = scipy.linalg.block_diag(
            *([[0, int(source.integers(1, 4))], [-1, 0]] for _ in range(source.integers(0, 2))),
            *([[0]] for _ in range(source.integers(0, 2))),
            *([[-int(source.integers(1, 5))]] for _ in range(source.integers(1, 3))),
            [[0, 1], [-1, 0]],
        )
        n = len(core)
        change = fmpq_mat(np.triu(source.integers(-2, 3, (n, n)), 1).tolist())
        for i in range(n):
            change[i, i] = 1
        matrix = Matrix(change * fmpq_mat(core.astype(int).tolist()) * change.inv())
        peak, kreiss = (enclose(q, matrix, rtol=1e-4) for q in (ct.M, ct.K))
        brute = largest_exponential(matrix)
        assert float(peak.lower) * (1 - 2e-2) <= brute <= float(peak.upper) * (1 + 1e-12)
        assert float(peak.upper) <= float(peak.lower) * (1 + 1.001e-4)
        brute = resolvent_supremum(matrix)
        assert float(kreiss.lower) * (1 - 1e-2) <= brute <= float(kreiss.upper) * (1 + 1e-12)
        assert float(kreiss.lower) <= float(peak.upper)


@pytest.mark.parametrize("coefficient", [0.0, 0.4])
def test_a_closed_curve(coefficient: float) -> None:
    from flint import acb_mat

    # X(θ) = 2 Re(e^{iθ}P) with P = [[1, -i], [i, 1]]/2 turns, and has the norm 1 for all θ
    turning = [[0.5, -0.5j], [0.5j, 0.5]]
    found = largest_on_curve(
        {0: acb_mat([[0, 0], [0, 0]]), 1: acb_mat(turning), 3: acb_mat(turning) * coefficient},
        1e-9,
    )
    angles = np.linspace(0, 2 * np.pi, 20_001)[:, None, None]
    P = np.array(turning)
    X = 2 * (np.exp(1j * angles) * P + coefficient * np.exp(3j * angles) * P).real
    brute = float(np.linalg.svd(X, compute_uv=False).max())
    assert found.low <= brute * (1 + 1e-12) and brute <= found.high * (1 + 1e-12)
    assert found.high <= found.low * (1 + 1.01e-9)
