"""Matrices with ρ = 1: K, M and L are enclosed, by certificates that the checker accepts."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from flint import fmpq, fmpq_mat

from kreissverify import H, K, L, M, Matrix, T, enclose
from kreissverify.certificates import checker
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.stability_boundary.start import MOST_ROWS
from kreissverify.reports.render.enclosures import enclosure_record

INF = math.inf
CHAIN = [["9/10", "1/10"], ["1/2", "1/2"]]
ABSORBING = [[1, 0, 0, 0], ["1/2", 0, "1/2", 0], [0, "1/2", 0, "1/2"], [0, 0, 0, 1]]
#: I - L/4 of the path of three agents with the first one leading.
CONSENSUS = [[1, 0, 0], ["1/4", "1/2", "1/4"], [0, "1/4", "3/4"]]
UNIT_ROOT = [[2, "-5/4", "1/4"], [1, 0, 0], [0, 1, 0]]  # companion: 1, 1/2, 1/2
JORDAN = [[1, 1, 1], [0, 1, 0], [0, 0, 1]]


def conjugated(rows: list[list[Any]]) -> fmpq_mat:
    """Return C⁻¹AC with ones on and twos above the diagonal of C."""
    core = Matrix(rows).exact
    n = core.nrows()
    change = fmpq_mat(n, n, [(i == j) + 2 * (j == i + 1) for i in range(n) for j in range(n)])
    return change.inv() * core * change


CYCLE = conjugated([[0, 1, 0], [0, 0, 1], [1, 0, 0]])
TURN = conjugated([["3/5", "-4/5", 0], ["4/5", "3/5", 0], [0, 0, "1/3"]])


def shown(quantity: Quantity, matrix: Any, found: Enclosure, side: str) -> float:
    """Return the bound that the checker accepts of one side of a certificate."""
    rows = [[Fraction(x) for x in row] for row in Matrix(matrix).strings()]
    checker.BUDGET.left = checker.WORK
    assert found.certificate is not None
    data = dict(found.certificate[side])
    return float(checker.bound_shown(rows, "J", 1, quantity.name, (), side, data))


def resolvent_supremum(matrix: Any) -> float:
    """Return the largest (|z|-1)‖R(z)‖ of many z, in floats."""
    array = Matrix(matrix).array
    angles = np.concatenate([np.linspace(0, np.pi, 181), np.angle(np.linalg.eigvals(array))])
    sizes = 1 + np.geomspace(1e-6, 1e3, 181)
    z = (sizes[:, None] * np.exp(1j * angles)).ravel()
    least = np.linalg.svd(z[:, None, None] * np.eye(len(array)) - array, compute_uv=False)[:, -1]
    return float(((np.abs(z) - 1) / least).max())


def largest_power(matrix: Any, times: int = 3000) -> float:
    array, power, best = Matrix(matrix).array, np.eye(Matrix(matrix).n), 1.0
    for _ in range(times):
        power = power @ array
        best = max(best, float(np.linalg.norm(power, 2)))
    return best


KNOWN = {
    "chain": (CHAIN, 1.2018504251546631, 1.2018504251546631),
    "eigenvalues 1 and 1/2": ([["3/2", "-1/2"], [1, 0]], math.sqrt(10), math.sqrt(10)),
    "eigenvalues 1 and 7/8": ([["15/8", "-7/8"], [1, 0]], 15.0332963783729, 15.0332963783729),
    "unit root": (UNIT_ROOT, 9.9498743710662, 9.9498743710662),
    "absorbing": (ABSORBING, None, None),
    "consensus": (CONSENSUS, None, None),
    "cycle": (CYCLE, None, None),
}


@pytest.mark.parametrize("name", KNOWN)
def test_roots_of_unity(name: str) -> None:
    matrix, kreiss, peak = KNOWN[name]
    k, m = enclose(K, matrix), enclose(M, matrix)
    for quantity, found in ((K, k), (M, m)):
        low, high = float(found.lower), float(found.upper)
        assert 1 <= low <= high <= low * (1 + 1.001e-6)
        assert shown(quantity, matrix, found, "lower") >= low * (1 - 1e-6)
        assert low <= shown(quantity, matrix, found, "upper") <= high * (1 + 1e-6)
    brute = kreiss or resolvent_supremum(matrix)
    assert float(k.lower) <= brute * (1 + 1e-4) and brute <= float(k.upper) * (1 + 1e-15)
    brute = peak or largest_power(matrix)
    assert float(m.lower) <= brute * (1 + 1e-12) and brute <= float(m.upper) * (1 + 1e-12)
    assert float(K.highprec(Matrix(matrix))) == pytest.approx(float(k.lower), rel=1e-6)
    assert float(M.highprec(Matrix(matrix))) == pytest.approx(float(m.lower), rel=1e-6)


@pytest.mark.parametrize("matrix", [UNIT_ROOT, ABSORBING, CYCLE], ids=["unit root", "abs", "cycle"])
def test_the_lyapunov_bound(matrix: Any) -> None:
    found, peak = enclose(L, matrix), enclose(M, matrix)
    low, high = float(found.lower), float(found.upper)
    assert float(peak.lower) <= low <= high <= low * (1 + 1e-6)
    assert shown(L, matrix, found, "upper") == pytest.approx(high, rel=1e-12)
    kreiss = enclose(K, matrix)
    assert float(kreiss.lower) <= (high + 1 / high) / 2 * (1 + 1e-12)  # theorem W


def test_one_irrational_angle() -> None:
    peak, kreiss = enclose(M, TURN, rtol=1e-4), enclose(K, TURN, rtol=1e-4)
    assert float(peak.upper) <= float(peak.lower) * (1 + 1.001e-4)
    assert float(kreiss.upper) <= float(kreiss.lower) * (1 + 1.001e-4)
    assert float(peak.lower) <= largest_power(TURN, 20_000) * (1 + 1e-9) <= float(peak.upper)
    assert resolvent_supremum(TURN) <= float(kreiss.upper)
    assert shown(K, TURN, kreiss, "upper") == pytest.approx(float(kreiss.upper))
    assert shown(M, TURN, peak, "upper") >= float(peak.lower)


@pytest.mark.slow
def test_two_irrational_angles() -> None:
    turn = conjugated(
        [
            ["3/5", "-4/5", 0, 0],
            ["4/5", "3/5", 0, 0],
            [0, 0, "5/13", "-12/13"],
            [0, 0, "12/13", "5/13"],
        ]
    )
    peak, kreiss = enclose(M, turn, rtol=1e-4), enclose(K, turn, rtol=1e-4)
    assert float(peak.upper) <= float(peak.lower) * (1 + 1.001e-4)
    assert float(kreiss.upper) <= float(kreiss.lower) * (1 + 1.001e-4)


@pytest.mark.parametrize("quantity", [K, M, L])
def test_a_jordan_block_on_the_circle_is_infinite(quantity: Quantity) -> None:
    found = enclose(quantity, JORDAN)
    assert (float(found.lower), float(found.upper)) == (INF, INF)
    assert shown(quantity, JORDAN, found, "lower") == INF
    assert quantity(JORDAN) == INF


def test_orthogonal_matrices_and_permutations_are_contractions() -> None:
    rotation = [["3/5", "-4/5"], ["4/5", "3/5"]]
    for matrix in (rotation, np.eye(5)[[1, 2, 0, 4, 3]]):
        for quantity in (K, M, L):
            assert enclose(quantity, matrix).is_exact
            assert quantity(matrix) == 1


def test_what_is_infinite_on_the_circle() -> None:
    assert float(enclose(H, UNIT_ROOT).lower) == INF
    assert float(enclose(T, UNIT_ROOT, "1/2").lower) == INF


@pytest.mark.parametrize(
    ("matrix", "level", "time"),
    [
        (UNIT_ROOT, "1/2", INF),
        (UNIT_ROOT, 4, INF),
        (UNIT_ROOT, 10, 0),
        ([["6/5", "-1/5"], [1, 0]], 2, 0),
        ([[0, "-9/2", 0], [0, 0, 0], [0, 0, 1]], 2, 2),  # ‖J‖ = 9/2, and ‖Jᵗ‖ = 1 from t = 2 on
        (JORDAN, 5, INF),
    ],
)
def test_settling_times(matrix: Any, level: Any, time: float) -> None:
    found = enclose(T, matrix, level)
    assert (float(found.lower), float(found.upper)) == (time, time)


def test_a_limit_that_is_the_level_itself_is_refused() -> None:
    with pytest.raises(Refused, match="tend to 4 itself"):
        enclose(T, [[1, 0, 0], [0, 0, 4], [0, "1/4", 0]], 4)


def test_random_chains() -> None:
    """The bounds hold beside brute force for stochastic matrices with small denominators."""
    rng = np.random.default_rng(15)
    for n in (3, 5, 8):
        counts = rng.integers(1, 9, (n, n))
        rows = [[fmpq(int(x), int(row.sum())) for x in row] for row in counts]
        m, k = enclose(M, rows), enclose(K, rows)
        assert (
            float(m.lower) <= largest_power(rows, 200) * (1 + 1e-12) <= float(m.upper) * (1 + 1e-9)
        )
        assert float(k.lower) <= float(m.upper)
        assert shown(M, rows, m, "upper") == pytest.approx(float(m.upper))


# What section 5 of the faults says


def test_a_float_chain_is_refused_with_what_to_give() -> None:
    with pytest.raises(Refused, match=r'\|rho - 1\| = 2.3e-17.*"9/10", "1/10", "1/2"'):
        K(np.array([[0.9, 0.1], [0.5, 0.5]]))
    assert K(CHAIN) == pytest.approx(1.2018504251546631, rel=1e-12)


def test_a_float_rotation_is_refused_with_what_to_give() -> None:
    with pytest.raises(Refused, match=r'rounding decides.*"3/5", "-4/5", "4/5"'):
        K(np.array([[0.6, -0.8], [0.8, 0.6]]))


def test_a_float_orthogonal_matrix_says_what_the_peak_shows() -> None:
    """Inside the circle by 5e-17: refused as floats, with K ≤ M of the floats as they are."""
    rows = np.linalg.qr(np.random.default_rng(1).standard_normal((5, 5)))[0]
    with pytest.raises(Refused, match=r"rounding decides.*1 <= K <= 1 \+ 1e-9, as K <= M"):
        K(rows)
    found = enclose(K, rows)
    assert float(found.lower) == 1 and float(found.upper) <= 1 + 1e-6
    assert shown(K, rows, found, "lower") == 1


def test_floats_exactly_on_the_circle_are_exact_input() -> None:
    assert K(np.array([[1.5, -0.5], [1.0, 0.0]])) == pytest.approx(math.sqrt(10), rel=1e-12)


# What is wider than asked for says so


def turns(*triples: tuple[int, int, int]) -> fmpq_mat:
    """Return the direct sum of rotations by Pythagorean angles, in other coordinates."""
    n = 2 * len(triples)
    rows: list[list[Any]] = [[0] * n for _ in range(n)]
    for k, (a, b, c) in enumerate(triples):
        rows[2 * k][2 * k] = rows[2 * k + 1][2 * k + 1] = fmpq(a, c)
        rows[2 * k + 1][2 * k], rows[2 * k][2 * k + 1] = fmpq(b, c), fmpq(-b, c)
    return conjugated(rows)


@pytest.mark.slow
def test_a_bound_for_three_angles_is_marked() -> None:
    found = enclose(M, turns((3, 4, 5), (5, 12, 13), (8, 15, 17)), rtol=0.1)
    assert float(found.upper) > 1.1 * float(found.lower)
    assert found.mark is not None and "more than 2 angles" in found.mark
    assert str(found).endswith(f"({found.mark})")
    assert enclosure_record(found)["mark"] == found.mark


@pytest.mark.slow
def test_angles_that_depend_on_each_other_leave_a_marked_gap() -> None:
    # the second angle is twice the first: (3+4i)² = -7+24i
    found = enclose(M, turns((3, 4, 5), (-7, 24, 25)), rtol=1e-3)
    assert float(found.upper) > 1.001 * float(found.lower)
    assert "depend on each other" in str(found.mark)


def test_the_lyapunov_bound_says_that_its_program_was_not_solved() -> None:
    rough, fine = (enclose(L, UNIT_ROOT, rtol=rtol) for rtol in (1e-4, 1e-6))
    assert "semidefinite program is solved for rtol <= 1e-06" in str(rough.mark)
    assert fine.mark is None and str(fine) == "19.8493693"


@pytest.mark.slow
def test_kreiss_constants_of_larger_matrices_say_that_there_is_a_gap() -> None:
    n = MOST_ROWS + 2
    rows = fmpq_mat(n, n)
    for i in range(3):
        for j in range(3):
            rows[i, j] = CYCLE[i, j]
    found = enclose(K, rows)
    assert float(found.lower) == pytest.approx(float(enclose(K, CYCLE).lower), rel=1e-6)
    assert float(found.upper) > 1.01 * float(found.lower)
    assert f"beyond {MOST_ROWS} rows" in str(found.mark)
