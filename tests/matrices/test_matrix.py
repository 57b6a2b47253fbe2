"""Exact matrices: what may become one, and one clear sentence for what may not."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy
from flint import fmpq, fmpq_mat, fmpz
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from kreissverify.matrices import InvalidMatrix, Matrix, as_matrix

finite = st.floats(allow_nan=False, allow_infinity=False)


@given(hnp.arrays(np.float64, st.integers(1, 4).map(lambda n: (n, n)), elements=finite))
def test_floats_are_kept_exactly(array: np.ndarray) -> None:
    matrix = Matrix(array)
    np.testing.assert_array_equal(matrix.array, array + 0.0)
    for x, entry in zip(array.ravel().tolist(), matrix.exact.entries(), strict=True):
        assert Fraction(int(entry.p), int(entry.q)) == Fraction(x)


def test_every_kind_of_exact_entry_is_accepted() -> None:
    half = [Fraction(1, 2), fmpq(1, 2), "1/2", "0.5", 0.5, np.float64(0.5), sympy.Rational(1, 2)]
    for entry in half:
        assert Matrix([[entry]]) == Matrix([["1/2"]])
    for entry in (3, fmpz(3), np.int64(3), "3", sympy.Integer(3)):
        assert Matrix(((entry,),)) == Matrix(np.array([[3]]))
    assert Matrix([np.array([1, 2]), np.array([3, 4])]) == Matrix(np.array([[1, 2], [3, 4]]))


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ([[1, 2]], "matrix: expected a square matrix, got 1 rows and 2 columns"),
        ([[1, 2], [3]], "matrix: expected rows of equal length"),
        ([1, 2], "matrix: expected rows of equal length"),
        ([], "matrix: expected at least one entry, got an empty matrix"),
        ([[]], "matrix: expected at least one entry, got an empty matrix"),
        (fmpq_mat(0, 0), "matrix: expected at least one entry, got an empty matrix"),
        ([[float("nan")]], "matrix: entry [0, 0]: expected a finite number, got nan"),
        ([[1, 2], [3, float("-inf")]], "matrix: entry [1, 1]: expected a finite number, got -inf"),
        ([["x"]], "matrix: entry [0, 0]: expected a rational number such as '3/8', got 'x'"),
        ([[True]], "matrix: entry [0, 0]: expected a rational number, got a bool"),
        ([[1j, float("nan")]], "matrix: entry [0, 1]: expected a finite number, got nan"),
        (
            np.array([[complex(0, np.inf)]]),
            "matrix: entry [0, 0]: expected a finite number, got inf",
        ),
        (np.zeros((0, 0), complex), "matrix: expected at least one entry, got an empty matrix"),
        ([[1j], [1, 2]], "matrix: expected rows of equal length"),
        (
            [["1+2i+3i"]],
            "matrix: entry [0, 0]: expected a complex rational such as '3/2+1/4i', got '1+2i+3i'",
        ),
        # a stack of matrices by mistake
        ([[(1, 2), (3, 4)]] * 2, "matrix: entry [0, 0]: expected a rational number, got tuple"),
        (np.zeros((2, 2, 2)), "matrix: expected a 2-dimensional array, got 3 dimensions"),
        (None, "matrix: expected a matrix, got NoneType"),
        ({1: 2}, "matrix: expected a matrix, got dict"),
    ],
)
def test_what_is_no_matrix_is_refused_in_one_sentence(entries: object, sentence: str) -> None:
    with pytest.raises(InvalidMatrix) as caught:
        Matrix(entries)
    assert str(caught.value) == sentence


def test_complex_entries_of_every_kind() -> None:
    third = (fmpq(1, 2), fmpq(-1, 3))
    kinds = ("1/2-1/3i", " 1/2 - 1/3j", "(1/2-1/3i)", third, sympy.Rational(1, 2) - sympy.I / 3)
    for entry in kinds:
        assert Matrix([[entry]]).parts == (fmpq_mat([[third[0]]]), fmpq_mat([[third[1]]]))
    half = (0.5j, np.complex64(0.5j), np.complex128(0.5j), mpmath.mpc(0, 0.5))
    for entry in half:
        assert Matrix([[entry]]) == Matrix([["1/2i"]]) != Matrix([["1/2"]])
    assert Matrix([["-i", "2i"], ["j", "1e-1i"]]) == Matrix([["-1i", 2j], [1j, "1/10i"]])
    assert repr(Matrix([["1/2+i", "-2i"], [3, 0]])) == "Matrix([[1/2+1i, -2i], [3, 0]])"


def test_a_matrix_is_not_changed_from_outside() -> None:
    source = fmpq_mat([[1, 2], [3, 4]])
    matrix = Matrix(source)
    source[0, 0] = fmpq(7)
    assert matrix.exact[0, 0] == 1
    with pytest.raises(ValueError, match="read-only"):
        matrix.array[0, 0] = 7


def test_equality_digest_and_hash() -> None:
    first, second = Matrix([["1/2"]]), Matrix(np.array([[0.5]]))
    assert first == second and hash(first) == hash(second) and first.digest == second.digest
    assert first != Matrix([["1/3"]]) and first.digest != Matrix([["1/3"]]).digest
    assert first != [["1/2"]]
    assert as_matrix(first) is first


def test_strings_are_those_of_certificates() -> None:
    assert Matrix([["1/2", -3], [0, "6/4"]]).strings() == [["1/2", "-3"], ["0", "3/2"]]
    assert repr(Matrix([["1/2"]])) == "Matrix([[1/2]])"
    assert repr(Matrix(np.eye(5))) == "Matrix(5x5)"
