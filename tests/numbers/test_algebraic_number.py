"""Norms and spectral radii as algebraic numbers: their values, their degrees and their signs."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from flint import fmpq, fmpq_mat
from hypothesis import given
from hypothesis import strategies as st

from kreissverify.numbers.algebraic_number import (
    AlgebraicNumber,
    largest_modulus,
    largest_singular_value,
)
from kreissverify.numbers.radicals import NotRadical, sign

entries = st.integers(-4, 4)


def matrices(rows: int, columns: int | None = None) -> st.SearchStrategy[fmpq_mat]:
    """Return matrices of small rational entries."""
    count = rows * (columns or rows)
    numbers = st.lists(st.builds(fmpq, entries, st.integers(1, 3)), min_size=count, max_size=count)
    return numbers.map(lambda x: fmpq_mat(rows, columns or rows, x))


def floats(matrix: fmpq_mat) -> np.ndarray:
    """Return a matrix rounded to floats."""
    rows = matrix.tolist()
    return np.array([[float(x.p) / float(x.q) for x in row] for row in rows])


@given(matrices(3))
def test_values_are_those_of_floats(matrix: fmpq_mat) -> None:
    norm, radius = largest_singular_value(matrix), largest_modulus(matrix)
    array = floats(matrix)
    assert abs(float(norm) - np.linalg.norm(array, 2)) <= 1e-12 * (1 + float(norm))
    # a triple eigenvalue moves by the cube root of the rounding
    assert abs(float(radius) - abs(np.linalg.eigvals(array)).max()) <= 1e-4 * (1 + float(norm))


@given(matrices(3), matrices(3))
def test_equal_numbers_have_a_difference_of_sign_zero(A: fmpq_mat, B: fmpq_mat) -> None:
    assert sign(largest_singular_value(A) - largest_singular_value(A.transpose())) == 0
    assert sign(largest_modulus(A * B) - largest_modulus(B * A)) == 0
    square = largest_singular_value(A.transpose() * A)
    assert sign(square - largest_singular_value(A) ** 2) == 0
    assert sign(largest_modulus(A.transpose() * A) - square) == 0


@given(matrices(2), matrices(2), st.integers(20, 60))
def test_a_tiny_difference_is_no_zero(A: fmpq_mat, B: fmpq_mat, digits: int) -> None:
    tiny = sympy.Rational(1, 10**digits)
    products = largest_singular_value(A) * largest_singular_value(B)
    blocks = fmpq_mat(4, 4, [
        A[i // 2, j // 2] * B[i % 2, j % 2] for i in range(4) for j in range(4)
    ])  # fmt: skip
    assert sign(largest_singular_value(blocks) - products) == 0
    assert sign(largest_singular_value(blocks) - products - tiny) == -1


@given(matrices(3, 2))
def test_rectangles(matrix: fmpq_mat) -> None:
    assert largest_singular_value(matrix) == largest_singular_value(matrix.transpose())


@pytest.mark.parametrize(
    ("rows", "norm", "radius"),
    [
        ([[0, 0], [0, 0]], "0", "0"),
        ([[0, 1], [0, 0]], "1", "0"),
        ([[3, 0], [0, -4]], "4", "4"),
        ([[1, 1], [1, -1]], "sqrt(2)", None),
        ([[0, -1], [1, 0]], "1", None),
        ([[2, 0], [0, -2]], "2", "2"),
    ],
)
def test_rational_ones_and_roots_come_out_as_such(rows, norm: str, radius: str | None) -> None:
    assert str(largest_singular_value(fmpq_mat(rows))) == norm
    found = largest_modulus(fmpq_mat(rows))
    assert str(found) == radius or (radius is None and isinstance(found, AlgebraicNumber))


def test_an_integer_that_is_not_the_largest_zero_is_not_taken() -> None:
    # zeros 2 and about 2.00002: within a thousandth of an integer that is a zero
    matrix = fmpq_mat([[2, 0, 0], [0, 2, fmpq(1, 10**3)], [0, fmpq(1, 10**6), 2]])
    assert sign(largest_modulus(matrix) - 2) == 1


def test_more_bits_than_are_given_are_refused() -> None:
    large = [
        largest_singular_value(fmpq_mat(4, 4, [(i * i + k) % 11 for i in range(16)]))
        for k in range(6)
    ]
    assert all(isinstance(x, AlgebraicNumber) for x in large)
    twice = largest_singular_value(fmpq_mat(4, 4, [2 * (i * i % 11) for i in range(16)]))
    assert sign(twice - 2 * large[0]) == 0
    with pytest.raises(NotRadical, match="within 65536 bits"):
        sign(sum(large) ** 2 - sympy.expand(sum(large) ** 2))
