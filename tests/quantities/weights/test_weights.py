"""Weighted norms: each face of a quantity with `weight=P` is that of RAR⁻¹, P = R*R."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from kreissverify import InvalidMatrix, Matrix, Refused, enclose, registry
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.rational import as_fmpq
from kreissverify.quantities.weights.weight import Weight
from tests.quantities.support.complex_matrices import PARAMETERS

MAP = [["1/2", 1, 0], [0, "1/3", "1/2"], ["1/8", 0, "-1/4"]]
FLOW = [[-1, 2, 0], [0, -2, 1], ["1/8", 0, "-1/4"]]
SQUARES = [[4, 2, 0], [2, 10, 3], [0, 3, 2]]  # pivots 4, 9, 1: a rational factor
NO_SQUARES = [[2, 1, 0], [1, 3, 1], [0, 1, 5]]
HERMITIAN = [[2, "i", 0], ["-i", 3, 1], [0, 1, 5]]
entries = st.fractions(-2, 2, max_denominator=8).map(as_fmpq)


def subject(name: str) -> Any:
    return FLOW if registry()[name].continuous else MAP


def moved(entries: Any, weight: Any) -> np.ndarray[Any, Any]:
    """Return RAR⁻¹ in float64 by another factor: the Hermitian root of P."""
    array, values = Matrix(entries).array, Matrix(weight).array
    sizes, vectors = np.linalg.eigh(values)
    root = vectors * np.sqrt(sizes) @ vectors.conj().T
    made: np.ndarray[Any, Any] = root @ array @ np.linalg.inv(root)
    return made


#: Exponentials of flows that are known nearly, to a hundred digits, take minutes.
CASES = [
    pytest.param(
        name,
        weight,
        id=f"{name}-{kind}",
        marks=[pytest.mark.slow] * (quantity.continuous and kind != "rational"),
    )
    for name, quantity in sorted(registry().items())
    for kind, weight in (
        ("rational", SQUARES),
        ("irrational", NO_SQUARES),
        ("complex", HERMITIAN),
    )
]


def test_more_digits_of_a_matrix_nearby_are_not_those_of_the_weighted_one() -> None:
    # RAR⁻¹ of a cycle is known to 1e-128; of what stands for it H is 4e154, and of itself infinite
    cycle = [[0, 1, 0], [0, 0, 1], [1, 0, 0]]
    for name in ("H", "stein_bound"):
        found = registry()[name].estimate(cycle, weight=[[2, 1, 0], [1, 2, 0], [0, 0, 3]])
        assert found.error == math.inf


@pytest.mark.parametrize(("name", "weight"), CASES)
def test_each_face_is_that_of_the_transformed_matrix(name: str, weight: Any) -> None:
    quantity, parameters = registry()[name], PARAMETERS.get(name, ())
    matrix = subject(name)
    if name in {"trace", "det"} and weight is HERMITIAN:
        # no weight changes them, and they are asked about A itself
        assert quantity(matrix, weight=weight) == quantity(matrix)
        return
    if quantity.copies_in_real_form is None and not quantity.native and weight is HERMITIAN:
        with pytest.raises(InvalidMatrix, match="real"):
            quantity(matrix, *parameters, weight=weight)
        return
    value = quantity(matrix, *parameters, weight=weight)
    expected = quantity.estimate(moved(matrix, weight), *parameters).value
    if name == "rank":  # of a matrix with an eigenvalue near 0, floats may find another
        expected = quantity(matrix)
    assert value == pytest.approx(expected, rel=1e-7)
    rtol = 1e-6 if name in {"L", "L_c"} else 1e-4  # for wider ones its program is spared
    shown = enclose(quantity, matrix, *parameters, weight=weight, rtol=rtol)
    near = fmpq(1, 10**12) * abs(as_fmpq(value))
    low, high = (as_fmpq(x) for x in shown.exact)
    assert low - near <= as_fmpq(value) <= high + near
    assert shown.width <= rtol * abs(shown.midpoint())
    found = quantity.estimate(matrix, *parameters, weight=weight)
    assert abs(found.value - value) <= found.error + 1e-12 * abs(value)
    if name in {"L", "L_c"}:  # of three rows no more than floats is known
        with pytest.raises(Refused, match="no more digits of it are known"):
            quantity.highprec(matrix, weight=weight)
    else:
        accurate = quantity.highprec(matrix, *parameters, weight=weight, digits=25)
        assert mpmath.almosteq(accurate, value, rel_eps=1e-8)
    stack = np.stack([Matrix(matrix).array] * 2)
    floats = [quantity.float_parameter(quantity.parameter(x)) for x in parameters]
    together = quantity.float64(stack, *floats, weight=weight)
    assert together.values.shape == (2,)
    assert np.all(abs(together.values - value) <= together.errors + 1e-9 * abs(value))


@settings(max_examples=60, deadline=None)
@given(st.lists(entries, min_size=9, max_size=9), st.lists(entries, min_size=9, max_size=9))
def test_the_radius_holds_what_r_leaves_out(numbers: list[fmpq], factor: list[fmpq]) -> None:
    # P = XᵀX + I by an X whose own RAR⁻¹ is another: norms of both lie in one neighbourhood
    X = fmpq_mat(3, 3, factor)
    P = X.transpose() * X + fmpq_mat([[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    A = Matrix(fmpq_mat(3, 3, numbers))
    few, many = (Weight(P).of(A, bits) for bits in (60, 500))
    norm = registry()["norm"]
    wide, narrow = (
        norm.enclose_nearby(norm, near.matrix, near.radius, rtol=1e-30) for near in (few, many)
    )
    assert many.radius <= few.radius < fmpq(1, 10**12)
    # the norm in the weight is also the root of the largest eigenvalue of P⁻¹AᵀPA
    exact = (P.inv() * A.exact.transpose() * P * A.exact).tolist()
    largest = max(abs(x) for x in np.linalg.eigvals(np.array(exact, dtype=float)))
    assert wide.lower.value <= narrow.upper.value
    assert narrow.lower.value <= wide.upper.value
    assert float(narrow.midpoint()) == pytest.approx(np.sqrt(largest), rel=1e-6, abs=1e-7)


def test_a_radius_that_is_too_small_is_noticed() -> None:
    # planted: the factor as float64 has it, called exact
    A, P = Matrix(MAP), Matrix(NO_SQUARES)
    norm = registry()["norm"]
    wrong = enclose(norm, Weight(P).of(A, 20).matrix, rtol=1e-30)
    right = enclose(norm, A, weight=P, rtol=1e-25)
    disjoint = wrong.upper.value < right.lower.value or right.upper.value < wrong.lower.value
    assert disjoint


def test_the_identity_and_its_multiples_change_nothing() -> None:
    for weight in ([[1, 0], [0, 1]], [["1/3", 0], [0, "1/3"]]):
        K = registry()["K"]
        shown = enclose(K, [["1/2", 0], [2, "1/2"]], weight=weight)
        assert shown == Enclosure.exactly("5/4")


def test_a_lyapunov_form_is_a_weight_in_which_nothing_grows() -> None:
    # E8: with P = diag(I, s²I), cs = 1 - γ², powers of [[γ, 0], [c, γ]] do not grow
    J, P = [["1/2", 0], [3, "1/2"]], [[1, 0], [0, "1/16"]]
    M, norm = registry()["M"], registry()["norm"]
    shown = enclose(M, J, weight=P, rtol=1e-12)
    assert shown.contains(1)
    assert shown.width < 1e-12
    assert enclose(norm, J, weight=P).upper.value <= 1


def test_similar_matrices_share_what_no_weight_changes() -> None:
    for name in ("rho", "trace", "det", "rank"):
        quantity = registry()[name]
        assert quantity(MAP, weight=NO_SQUARES) == quantity(MAP)
        assert enclose(quantity, MAP, weight=NO_SQUARES) == enclose(quantity, MAP)


def test_what_jumps_nearby_is_refused_and_not_guessed() -> None:
    # ρ = 1: RAR⁻¹ is known to within ε only, and K of such matrices may be infinite
    K = registry()["K"]
    at_one = [[1, 1, 0], [0, "1/2", 1], [0, 0, "1/2"]]
    for ask in (K, K.highprec):
        with pytest.raises(Refused):
            ask(at_one, weight=NO_SQUARES)
    assert not enclose(K, at_one, weight=NO_SQUARES).is_finite
    # a weight with a rational factor leaves it on the circle
    assert 1 < K(at_one, weight=[[1, 0, 0], [0, 4, 0], [0, 0, 16]]) < 10


@pytest.mark.parametrize(
    ("weight", "words"),
    [
        ([[1, 2], [3, 4]], r"expected a symmetric matrix, but entries \[1, 0\] and \[0, 1\]"),
        ([[1, "i"], ["i", 4]], "expected a Hermitian matrix"),
        ([[1, 2, 3]], "weight: expected a square matrix, got 1x3"),
        ([[1, 2], [2, 1]], "expected a positive definite matrix"),
        ([[1, "2i"], ["-2i", 1]], "expected a positive definite matrix"),
        ([[1, 0], [0, 0]], "expected a positive definite matrix"),
        ([[1]], "expected 2 rows, as the matrix has, got 1"),
        ([[1, float("nan")], [float("nan"), 1]], "weight: .*nan"),
        ("P", "weight: "),
    ],
)
def test_what_is_no_weight_is_told_in_one_sentence(weight: Any, words: str) -> None:
    with pytest.raises(InvalidMatrix, match=words) as told:
        registry()["K"]([["1/2", 1], [0, "1/2"]], weight=weight)
    assert "\n" not in str(told.value)
    assert str(told.value).startswith("weight: ")


def test_a_weight_that_floats_cannot_factor_is_refused() -> None:
    # positive definite by 2⁻¹²⁰, which no float64 shows; with square pivots it is exact
    small = fmpq(1, 2**120)
    real = [[1, 1 - small], [1 - small, 1]]
    square = [[1, 1], [1, 1 + small]]
    with pytest.raises(Refused, match="weight: the matrix is so near a singular one"):
        registry()["norm"]([["1/2", 1], [0, "1/2"]], weight=real)
    assert registry()["norm"]([[1, 0], [0, 1]], weight=square) == 1


def test_in_a_statement_the_expression_to_write_is_named() -> None:
    J = sympy.MatrixSymbol("J", 2, 2)
    with pytest.raises(InvalidMatrix, match=r"K\(R\*J\*inverse\(R\)\), where P = R.T\*R"):
        registry()["K"](J, weight=[[1, 0], [0, 2]])
