"""ρ(A) ≤ γ is decided exactly, on the boundary too."""

from __future__ import annotations

import numpy as np
import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.spectrum.stability import (
    least_short_bound,
    spectral_radius_at_most,
    spectral_radius_below,
)
from kreissverify.numbers.rational import as_fmpq
from kreissverify.numbers.spectral_radius import spectral_radius

BELOW = fmpq(1) - fmpq(1, 10**30)


def exact(rows: list[list[object]]) -> fmpq_mat:
    return Matrix(rows).exact


@pytest.mark.parametrize(
    ("rows", "radius"),
    [
        ([["1/2", 0], [0, "-1/2"]], "1/2"),
        ([["1/2", 5], [0, "1/2"]], "1/2"),  # defective
        ([["3/10", "-4/10"], ["4/10", "3/10"]], "1/2"),  # complex, modulus 1/2
        ([[0, 1], [0, 0]], "0"),  # nilpotent
        ([[0, 0, 1], [1, 0, 0], [0, 1, 0]], "1"),  # roots of unity
        ([[0, -1, 1, 0], [1, 0, 0, 1], [0, 0, 0, -1], [0, 0, 1, 0]], "1"),  # i, twice, defective
        # companion of z⁴ - 2z³ - 2z + 1: two roots on the unit circle and a real pair r, 1/r
        ([[2, 0, 2, -1], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]], None),
        ([["6/5", -1], [1, 0]], "1"),  # z² - 6z/5 + 1: unit modulus, no root of unity
        ([[0, 2], ["1/8", 0]], "1/2"),
    ],
)
def test_boundary_cases(rows: list[list[object]], radius: str | None) -> None:
    matrix = exact(rows)
    if radius is None:
        assert not spectral_radius_at_most(matrix, fmpq(1))
        assert spectral_radius_at_most(matrix, fmpq(3))
        return
    value = as_fmpq(radius)
    assert spectral_radius_at_most(matrix, value)
    assert spectral_radius_at_most(matrix, value + fmpq(1, 10**30))
    assert not spectral_radius_at_most(matrix, value - fmpq(1, 10**30))
    assert least_short_bound(matrix, spectral_radius(matrix)) == value


@st.composite
def similar_to_known_spectrum(draw: st.DrawFn) -> tuple[fmpq_mat, fmpq]:
    """S·(triangular)·S⁻¹ with a unimodular S: the spectral radius is the largest |diagonal|."""
    size = draw(st.integers(1, 4))
    small = st.integers(-3, 3)
    upper = fmpq_mat(
        size, size, [draw(small) if j > i else 0 for i in range(size) for j in range(size)]
    )
    values = [fmpq(draw(st.integers(-6, 6)), draw(st.integers(1, 6))) for _ in range(size)]
    lower = fmpq_mat(
        size,
        size,
        [draw(small) if j < i else int(i == j) for i in range(size) for j in range(size)],
    )
    for i in range(size):
        upper[i, i] = values[i]
    return lower * upper * lower.inv(), max(map(abs, values))


@settings(max_examples=60, deadline=None)
@given(similar_to_known_spectrum())
def test_known_spectral_radius_is_decided_on_both_sides(case: tuple[fmpq_mat, fmpq]) -> None:
    matrix, radius = case
    assert spectral_radius_at_most(matrix, radius)
    assert spectral_radius_at_most(matrix, radius * (1 + fmpq(1, 10**20)))
    assert radius == 0 or not spectral_radius_at_most(matrix, radius * BELOW)


def test_irrational_radius_gets_a_short_bound_just_above() -> None:
    matrix = exact([["1/2", "1/3"], ["1/3", "1/5"]])  # symmetric, (7 + sqrt(109))/60 irrational...
    bound = least_short_bound(matrix, spectral_radius(matrix))
    radius = np.abs(np.linalg.eigvals(np.array([[0.5, 1 / 3], [1 / 3, 0.2]]))).max()
    assert spectral_radius_at_most(matrix, bound)
    assert 0 <= float(int(bound.p) / int(bound.q)) - radius < 1e-11
    assert int(bound.q).bit_length() < 40


def test_negative_bound() -> None:
    assert not spectral_radius_at_most(exact([[0]]), fmpq(-1))


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8])
def test_below_is_at_most_and_no_root_on_the_circle(size: int) -> None:
    rng = np.random.default_rng(size)
    for _ in range(20):
        entries = [[fmpq(int(x), 4) for x in row] for row in rng.integers(-4, 5, (size, size))]
        matrix = fmpq_mat(entries)
        radius = np.abs(
            np.linalg.eigvals(np.array([[float(x.p) / float(x.q) for x in row] for row in entries]))
        ).max()
        for bound in (fmpq(1), fmpq(3, 4), fmpq(2)):
            below = spectral_radius_below(matrix, bound)
            assert spectral_radius_at_most(matrix, bound) or not below
            if abs(radius - float(bound.p) / float(bound.q)) > 1e-6:
                assert below == (radius < float(bound.p) / float(bound.q))


@pytest.mark.parametrize("entries", [[[1]], [[0, 1], [1, 0]], [[1, 1], [0, 1]], [[0, -1], [1, 0]]])
def test_on_the_circle_is_not_below(entries: list[list[int]]) -> None:
    matrix = fmpq_mat(entries)
    assert not spectral_radius_below(matrix, fmpq(1))
    assert spectral_radius_below(matrix, fmpq(2**60 + 1, 2**60))
    assert not spectral_radius_below(matrix, fmpq(0))
