"""Orders of exact matrices."""

from __future__ import annotations

import numpy as np
import pytest

from kreissverify import InvalidMatrix
from kreissverify.matrices.exact_matrix import as_exact_matrix
from kreissverify.matrices.exact_order import entrywise_at_most, is_psd


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([[1, 1], [1, 1]], True),
        ([[1, 1], [1, "999999999999/1000000000000"]], False),
        ([[0, 0], [0, 0]], True),
        ([[0, 1], [1, 1]], False),
        ([[1, 1], [0, 1]], False),  # xᵀAx ≥ 0, but it is not symmetric
        ([[2, "i"], ["-i", "1/2"]], True),
        ([[2, "i"], ["-i", "1/3"]], False),
        ([[1, "i"], ["i", 1]], False),
        ([[1, 0]], False),
        ([[-1]], False),
    ],
)
def test_positive_semidefinite(rows: list[list[object]], expected: bool) -> None:
    assert is_psd(as_exact_matrix(rows)) is expected


def test_grams_are_semidefinite_and_less_a_little_they_are_not() -> None:
    random = np.random.default_rng(0)
    for _ in range(50):
        X = as_exact_matrix(random.integers(-3, 4, (2, 3)) + 1j * random.integers(-3, 4, (2, 3)))
        square = X.adjoint() * X  # of rank 2
        assert is_psd(square)
        assert not is_psd(square - as_exact_matrix((np.eye(3) * 2.0**-60).tolist()))


def test_entry_by_entry() -> None:
    X, Y = as_exact_matrix([["1/3", 0, -1]]), as_exact_matrix([["1/3", 1, "-1/2"]])
    assert entrywise_at_most(X, Y) and entrywise_at_most(X, X) and not entrywise_at_most(Y, X)
    with pytest.raises(InvalidMatrix, match="expected real matrices"):
        entrywise_at_most(X, as_exact_matrix([["i", 0, 0]]))
    with pytest.raises(InvalidMatrix, match="of one shape, got 1x3 and 3x1"):
        entrywise_at_most(X, Y.transpose())
