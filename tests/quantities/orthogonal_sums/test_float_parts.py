"""Powers of orthogonal sums: the peaks and times are those of the parts, whatever hides them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from kreissverify import M, T
from kreissverify.quantities.orthogonal_sums.float_parts import orthogonal_parts
from tests.quantities.support.hostile import needles

#: (γ, c, angle) of blocks [[γR, cI], [0, γR]]: their powers have the norms of those of
#: [[γ, c], [0, γ]], which do not rotate.
block = st.tuples(st.floats(0.99, 0.9999), st.floats(0.001, 0.1), st.floats(0.2, 3.0))


def turned(matrix: NDArray[Any], seed: int) -> NDArray[Any]:
    """Return QAQᵀ in random orthonormal coordinates, in which no part is seen."""
    source = np.random.default_rng(seed)
    basis = np.linalg.qr(source.standard_normal(matrix.shape))[0]
    return np.asarray(basis @ matrix @ basis.T)


def planar(blocks: list[tuple[float, float, float]]) -> NDArray[Any]:
    """Return the matrices [[γ, c], [0, γ]], whose powers have a closed form."""
    return np.array([[[gamma, c], [0, gamma]] for gamma, c, _ in blocks])


@settings(max_examples=20)
@given(st.lists(block, min_size=1, max_size=3), st.integers(0, 99))
def test_peaks_of_sums_of_needles(blocks: list[tuple[float, float, float]], seed: int) -> None:
    # as many as a needle takes to decay are a thousand times what is stepped through
    matrix = turned(needles(*blocks), seed)
    known = M.float64(planar(blocks)).values.max()
    for found in (M.estimate(matrix), M.float64(matrix[None]).one(0)):
        assert abs(found.value - known) <= found.error + 1e-12 * known
        assert found.error < 1e-6 * known


@settings(max_examples=20)
@given(st.lists(block, min_size=1, max_size=3), st.integers(0, 99))
def test_times_of_sums_of_needles(blocks: list[tuple[float, float, float]], seed: int) -> None:
    matrix = turned(needles(*blocks), seed)
    known = T.float64(planar(blocks), np.full(len(blocks), 0.02)).values.max()
    found = T.estimate(matrix, "1/50")
    assert abs(found.value - known) <= found.error + 1


def test_a_slow_sum_is_answered_at_once() -> None:
    matrix = turned(needles((1 - 2e-6, 1e-5, 1.0), (0.99, 0.001, 2.0)), 0)
    known = M([[1 - 2e-6, 1e-5], [0, 1 - 2e-6]])
    assert M(matrix) == pytest.approx(known, rel=1e-8)
    assert M.estimate(matrix).is_right


def test_what_is_no_sum_is_one_part() -> None:
    skew = needles((0.9, 0.1, 1.0), (0.8, 0.1, 2.0)) + 1e-3 * np.eye(8, k=5)
    assert orthogonal_parts(skew, *np.linalg.eig(skew)) is None


def test_eigenvalues_that_two_parts_share_are_left_alone() -> None:
    # whose is a double eigenvalue? nothing is said, and what follows takes its time
    twice = np.kron(np.eye(2), needles((0.9, 0.1, 1.0)))
    matrix = turned(twice, 1)
    parts = orthogonal_parts(matrix, *np.linalg.eig(matrix))
    if parts is not None:
        assert max(map(np.linalg.norm, parts.matrices)) <= np.linalg.norm(matrix)
    assert M(matrix) == pytest.approx(M([[0.9, 0.1], [0, 0.9]]), rel=1e-8)


def test_a_part_is_turned_only_once() -> None:
    part = np.exp(0.7j) * np.array([[0.9, 0.2], [0.0, 0.9]])
    parts = orthogonal_parts(part, *np.linalg.eig(part))
    assert parts is not None
    (once,) = parts.matrices
    assert np.trace(once).imag == pytest.approx(0, abs=1e-15)
    assert orthogonal_parts(once, *np.linalg.eig(once)) is None
