"""Sparse matrices: what is summed, left out, converted and refused."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from kreissverify import InvalidMatrix, SparseMatrix

PLACES = ([0, 0, 1], [1, 1, 0])


@pytest.mark.parametrize("dtype", [bool, np.int8, np.uint8, np.int64, np.float32, np.complex64])
def test_duplicates_are_added_as_numbers(dtype: Any) -> None:
    """Also where their own type would wrap around: True + True is 2, and 100 + 100 is 200."""
    data = np.array([True, True, True] if dtype is bool else [100, 100, 3], dtype=dtype)
    found = SparseMatrix(sp.coo_array((data, PLACES), shape=(2, 2))).csc.toarray()
    assert found.tolist() == ([[0, 2], [1, 0]] if dtype is bool else [[0, 200], [3, 0]])
    assert found.dtype == np.float64  # a complex matrix whose imaginary parts are zero is real


def test_stored_zeros_and_cancelled_entries_are_left_out() -> None:
    made = SparseMatrix(sp.coo_array(([1.0, -1.0, 0.0], PLACES), shape=(2, 2)))
    assert made.nonzero == 0 and made.norm_bound == 0


def test_the_callers_matrix_is_left_alone() -> None:
    A = sp.csr_array(([1.0, 2.0, 0.0], [1, 1, 0], [0, 2, 3]), shape=(2, 2))
    made = SparseMatrix(A)
    assert A.nnz == 3 and made.nonzero == 1
    A.data[:] = 9
    assert made.csc.toarray().tolist() == [[0, 3], [0, 0]]


@pytest.mark.parametrize(
    ("matrix", "sentence"),
    [
        (sp.csr_array(np.ones((2, 3))), "expected a square matrix, got 2 rows and 3 columns"),
        (sp.csr_array((0, 0)), "expected at least one entry"),
        (sp.coo_array(np.ones(3)), "expected 2 dimensions, got 1"),
        (sp.csr_array(np.array([[0, np.nan], [0, 0]])), r"entry \[0, 1\]: expected a finite"),
        (sp.csr_array(np.array([[0, 0], [np.inf, 0]])), r"entry \[1, 0\]: expected a finite"),
        (sp.coo_array(([1e308, 1e308], ([0, 0], [0, 0])), shape=(1, 1)), "expected a finite"),
        (sp.csr_array(np.array([[2**53 + 1]])), "more digits than float64"),
        (sp.csr_array(np.array([[np.longdouble(1) / 3]])), "more digits than float64"),
        (np.eye(2), "expected one of scipy.sparse, got ndarray"),
    ],
)
def test_what_is_none_is_one_sentence(matrix: Any, sentence: str) -> None:
    if np.finfo(np.longdouble).nmant == 52 and getattr(matrix, "dtype", None) == np.longdouble:
        pytest.skip("a long double is a float64 here")
    with pytest.raises(InvalidMatrix, match=sentence):
        SparseMatrix(matrix)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False, width=64), min_size=4, max_size=4))
def test_integers_over_one_denominator_are_the_floats(values: list[float]) -> None:
    made = SparseMatrix(sp.csr_array(np.array(values).reshape(2, 2)))
    entries = made.integers()
    found = {
        (i, j): Fraction(v, entries.denominator)
        for i, j, v in zip(
            entries.rows.tolist(), entries.columns.tolist(), entries.real.tolist(), strict=True
        )
    }
    expected = {(k // 2, k % 2): Fraction(v) for k, v in enumerate(values) if v}
    assert found == expected and math.log2(entries.denominator).is_integer()
