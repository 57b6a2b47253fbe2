"""Frobenius norm, trace, determinant, condition number, rank and departure from normality."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
from flint import fmpq, fmpq_mat

from kreissverify import (
    InvalidMatrix,
    Matrix,
    Refused,
    cond,
    departure,
    det,
    enclose,
    frobenius,
    norm,
    rank,
    trace,
)
from kreissverify.matrices.exact_matrix import as_exact_matrix
from kreissverify.numbers.rational import as_mpf
from kreissverify.quantities.base import OutsideDomain, Quantity
from kreissverify.quantities.symbolic import QuantityExpr
from tests.quantities.support.hostile import hostile_matrices

ALL = (frobenius, trace, det, cond, rank, departure)
THREE = [["1/2", 3, 0], [0, "1/3", "-2/5"], [1, 0, "1/7"]]


def reference(quantity: Quantity, rows: list[list[Any]]) -> mpmath.mpf:
    """Return a value by its definition, in 40 digits."""
    A = mpmath.matrix([[mpmath.mpf(sympy.Rational(x)) for x in row] for row in rows])
    sigma = mpmath.svd_r(A, compute_uv=False)
    match quantity.name:
        case "frobenius":
            return mpmath.sqrt(mpmath.fsum(x * x for x in A))
        case "trace":
            return mpmath.fsum(A[i, i] for i in range(A.rows))
        case "det":
            return mpmath.det(A)
        case "cond":
            return sigma[0] / sigma[A.rows - 1] if sigma[A.rows - 1] > 1e-20 else mpmath.inf
        case "rank":
            return mpmath.mpf(sum(x > 1e-20 for x in sigma))
    T = mpmath.schur(A)[1] if A.rows > 1 else A
    return mpmath.sqrt(mpmath.fsum(abs(T[i, j]) ** 2 for j in range(A.rows) for i in range(j)))


@pytest.mark.parametrize("quantity", ALL, ids=lambda q: q.name)
def test_every_face_says_the_same(quantity: Quantity) -> None:
    random = np.random.default_rng(1)
    for size in (1, 2, 3, 4):
        for _ in range(5):
            rows = [[f"{x}/7" for x in row] for row in random.integers(-9, 10, (size, size))]
            with mpmath.workdps(40):
                value = reference(quantity, rows)
                shown = enclose(quantity, rows, rtol=1e-20)
                exact = quantity.exact(quantity.subject(rows))
                room = mpmath.mpf("1e-18") * (1 + abs(value))
                if mpmath.isinf(value):
                    assert shown.lower.value == math.inf == quantity(rows)
                    continue
                low, high = as_mpf(shown.lower.value), as_mpf(shown.upper.value)
                assert low - room <= value <= high + room
                assert abs(quantity.highprec(rows, digits=20) - value) <= room
                if exact is not None:
                    assert abs(mpmath.mpf(exact.evalf(40)) - value) <= room
                assert abs(quantity(rows) - value) <= 1e-8 * abs(value) + 1e-300


def test_known_values() -> None:
    assert frobenius([[3, 4]]) == 5 and frobenius([["3/5+4/5i"]]) == 1
    assert enclose(frobenius, [[1, 1]]).contains(fmpq(2)) is False
    assert trace(THREE) == pytest.approx(1 / 2 + 1 / 3 + 1 / 7)
    assert enclose(det, THREE).is_exact
    assert cond([[4, 0], [0, "-1/2"]]) == 8 and enclose(cond, [[1, 1], [-1, 1]]).is_exact
    assert departure([[0, 1], [0, 0]]) == 1
    assert departure.exact(Matrix([[0, 2, 0], [0, 0, 3], [0, 0, 0]])) == sympy.sqrt(13)


def test_a_sign_is_kept() -> None:
    assert det([[0, 1], [1, 0]]) == -1 and trace([[-3]]) == -3
    assert enclose(det, [[0, 1], [1, 0]]).upper.value == -1


@pytest.mark.parametrize("scale", [1e-150, 1e-30, 1.0, 1e30, 1e150])
def test_a_determinant_beyond_the_range_is_refused_and_not_infinite(scale: float) -> None:
    array = np.array([[2.0, 1, 0], [1, 3, 1], [0, 1, 4]]) * scale
    if scale == 1e150:
        with pytest.raises(Refused, match="det"):
            det(array)
    else:
        assert det(array) == pytest.approx(
            18 * scale**3 if scale > 1e-100 else 0, rel=1e-12, abs=1e-99
        )
    # to one rounding of the entries
    whole = enclose(det, array).lower.value / fmpq(*scale.as_integer_ratio()) ** 3
    assert abs(whole - 18) < fmpq(1, 10**12)
    stack = det.float64(np.stack([array, np.eye(3)]))
    assert stack.values[1] == pytest.approx(1, rel=1e-15) and stack.errors[1] < 1e-12


def test_a_row_far_from_the_others_does_not_spoil_a_determinant() -> None:
    # LAPACK and mpmath have 0 here, by a pivot that is lost
    assert det([[1, 1e17], [0, 1]]) == 1 == det.highprec([[1, 1e17], [0, 1]])
    assert det(np.array([[1e200, 2.0], [3.0, 4e-200]])) == pytest.approx(-2)


def test_a_rank_has_no_tolerance() -> None:
    assert rank(np.diag([1.0, 1e-30])) == 2
    assert rank([[1, 2, 3], [2, 4, 6]]) == 1 and rank(np.ones((3, 5))) == 1
    tenths = np.array([[0.1, 0.3], [0.7, 2.1]])  # 3·0.1 is not 0.3, as floats are
    assert rank(tenths) == 2 and rank([["1/10", "3/10"], ["7/10", "21/10"]]) == 1
    found = rank.float64(np.array([[[1.0, 2.0], [2.0, 4.0]], [[1.0, 2.0], [3.0, 4.0]]]))
    assert found.errors.tolist() == [math.inf, 0.0] and found.values[1] == 2
    assert rank([[0, 0], [0, 0]]) == 0 and rank.float64(np.zeros((1, 2, 3))).errors == 0


def test_only_a_singular_matrix_has_an_infinite_condition() -> None:
    assert np.linalg.cond(np.array([[1.0, 2.0], [2.0, 4.0]])) < math.inf  # 4.8e16
    for singular in ([[1, 2], [2, 4]], [[0]], np.ones((5, 5)), [["i", 1], [-1, "i"]]):
        assert cond(singular) == math.inf == cond.highprec(singular)
        assert enclose(cond, singular).lower.value == math.inf
    nearly = [[1, 1], [1, "1000000000000000000000001/1000000000000000000000000"]]
    assert cond(nearly) == pytest.approx(4e24) and enclose(cond, nearly).is_finite
    found = cond.float64(np.array([[[1.0, 2.0], [2.0, 4.0]], [[0.0, 0.0], [1.0, 1.0]]]))
    assert found.errors.tolist() == [math.inf, 0.0] and found.values[1] == math.inf


def test_the_departure_is_zero_just_for_normal_matrices() -> None:
    cycle = [[0, 1, 0], [0, 0, 1], [1, 0, 0]]
    for normal in (cycle, [["3/5", "-4/5"], ["4/5", "3/5"]], [[1, "i"], ["-i", 2]]):
        assert departure(normal) == 0 and departure.exact(Matrix(normal)) == 0
        assert enclose(departure, normal).is_exact
    e = fmpq(1, 10**40)
    nearly = [[0, 1, e], [0, 0, 1], [1, 0, 0]]
    shown = enclose(departure, nearly)
    assert 0 < shown.lower.value <= shown.upper.value < 10 * e
    turned = np.array([[0.6, -0.8, 0], [0.8, 0.6, 0], [0, 0, 1.0]])  # not normal, as floats are
    assert 0 <= departure(turned) < 1e-15


def test_the_departure_is_exact_where_the_spectrum_is_real() -> None:
    # similar to diag(1, 2, 3), and to the companion matrix of a polynomial with real roots
    S = fmpq_mat([[1, 2, 0], [0, 1, 3], [1, 0, 1]])
    A = S * fmpq_mat([[1, 0, 0], [0, 2, 0], [0, 0, 3]]) * S.inv()
    shown = enclose(departure, A, rtol=1e-30)
    assert departure.exact(Matrix(A)) is not None
    assert shown.lower.value**2 <= sum(x * x for x in A.entries()) - 14 <= shown.upper.value**2
    real = [[0, 1, 0], [0, 0, 1], [-1, 3, 0]]  # z³ - 3z + 1, three real roots
    assert departure.exact(Matrix(real)) == sympy.sqrt(12 - 6)
    turning = [[0, 1, 0], [0, 0, 1], [1, 1, 0]]  # z³ - z - 1, one
    assert departure.exact(Matrix(turning)) is None


def test_complex_matrices_natively() -> None:
    A = [["1/2+1/3i", 2], ["-i", "1/4"]]
    array = Matrix(A).array
    assert frobenius(A) == pytest.approx(np.linalg.norm(array))
    assert cond(A) == pytest.approx(np.linalg.cond(array)) and rank(A) == 2
    assert float(cond.exact(Matrix(A))) == pytest.approx(np.linalg.cond(array))
    assert float(departure.exact(Matrix(A))) == pytest.approx(departure(A), rel=1e-12)
    shown = enclose(departure, A, rtol=1e-10)
    assert float(shown.lower) <= departure(A) <= float(shown.upper) * (1 + 1e-9)


def test_a_trace_or_determinant_that_is_not_real_is_refused() -> None:
    hermitian = [[1, "1+i"], ["1-i", 3]]
    assert trace(hermitian) == 4 and det(hermitian) == pytest.approx(1, rel=1e-14)
    assert trace(Matrix(hermitian).array) == 4
    for quantity in (trace, det):
        for face in (quantity, lambda x, q=quantity: enclose(q, x), quantity.highprec):
            with pytest.raises(
                OutsideDomain, match=rf"^{quantity.name}: .*i on this complex matrix"
            ):
                face([["1+i", 1], [0, "1/3"]])
        found = quantity.float64(np.array([[[1 + 1j, 1], [0, 2]], [[1, 1j], [-1j, 2]]]))
        assert np.isnan(found.values[0]) and found.errors[0] == math.inf
        assert found.values[1] == pytest.approx({"trace": 3, "det": 1}[quantity.name])


def test_rectangles() -> None:
    for rows in ([[3, 0, 4]], [[3], [0], [4]]):
        assert frobenius(rows) == 5 == norm(rows) and rank(rows) == 1
        for value in (np.array(rows), as_exact_matrix(rows)):
            assert frobenius(value) == 5 == norm(value) and rank(value) == 1
        for quantity in (trace, det, cond, departure):
            with pytest.raises(InvalidMatrix, match="square"):
                quantity(rows)
    assert frobenius.float64(np.ones((2, 3, 4))).values == pytest.approx([12**0.5] * 2)


def test_hostile_floats_are_right_or_refused() -> None:
    for _, array in hostile_matrices(66, seed=16, largest=6):
        for quantity in ALL:
            try:
                value, shown = quantity(array), enclose(quantity, array, rtol=1e-9)
            except Refused:
                continue
            low, high = float(shown.lower), float(shown.upper)
            if low == math.inf:
                assert value == low
                continue
            assert low - 1e-8 * abs(low) - 1e-300 <= value <= high + 1e-8 * abs(high) + 1e-300
            estimate = quantity.estimate(array)
            if math.isfinite(estimate.error):
                assert low - estimate.error <= estimate.value <= high + estimate.error


@pytest.mark.parametrize("quantity", ALL, ids=lambda q: q.name)
def test_a_symbolic_atom(quantity: Quantity) -> None:
    J = sympy.MatrixSymbol("J", 2, 2)
    atom = quantity(J)
    assert isinstance(atom, QuantityExpr) and atom.quantity is quantity
    assert atom.is_nonnegative is None and quantity.is_bundled
    assert sympy.latex(atom)
