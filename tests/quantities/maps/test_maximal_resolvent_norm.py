"""The largest resolvent norm on a circle."""

import math

import numpy as np
import pytest
import sympy
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from kreissverify.matrices.matrix import Matrix
from kreissverify.quantities import enclose
from kreissverify.quantities.maps.maximal_resolvent_norm import QUANTITY as G
from kreissverify.quantities.resolvent.values import resolvent_norms

number = st.integers(-8, 8).map(lambda p: fmpq(p, 10))
radii = st.integers(0, 40).map(lambda p: 1 + fmpq(p, 20))


@st.composite
def stable(draw: st.DrawFn) -> Matrix:
    size = draw(st.integers(1, 4))
    rows = draw(
        st.lists(st.lists(number, min_size=size, max_size=size), min_size=size, max_size=size)
    )
    matrix = Matrix(rows)
    radius = float(np.abs(np.linalg.eigvals(matrix.array)).max())
    return matrix if radius < 0.9 else Matrix([[x / 4 for x in row] for row in rows])


@settings(max_examples=40, deadline=None)
@given(stable(), radii, st.floats(0, math.pi))
def test_enclosure_contains_values_and_exceeds_points(
    matrix: Matrix, radius: fmpq, angle: float
) -> None:
    bounds = enclose(G, matrix, radius, rtol=1e-6)
    low, high = float(bounds.lower), float(bounds.upper)
    r = float(radius.p) / float(radius.q)
    assert low <= high <= low * (1 + 1e-6)
    assert low * (1 - 1e-12) <= float(G.float64(matrix.array, r).values) <= high * (1 + 1e-12)
    assert low * (1 - 1e-15) <= G.highprec(matrix, radius, digits=25) <= high * (1 + 1e-15)
    point = np.array([[r * np.exp(1j * angle)]])
    assert resolvent_norms(matrix.array[None], point)[0, 0] <= high * (1 + 1e-10)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 7), min_size=4, max_size=4), radii)
def test_exact_value_of_nonnegative_matrices(entries: list[int], radius: fmpq) -> None:
    a, b, c, d = (fmpq(p, 16) for p in entries)
    matrix = Matrix([[a, b], [c, d]])
    exact = G.exact(matrix, radius)
    assert exact is not None
    bounds = enclose(G, matrix, radius, rtol=1e-9)
    value = float(sympy.N(exact, 30))
    assert float(bounds.lower) <= value * (1 + 1e-14)
    assert value <= float(bounds.upper) * (1 + 1e-14)
    assert G.highprec(matrix, radius, digits=20) == pytest.approx(value, rel=1e-14)


@settings(max_examples=25, deadline=None)
@given(stable(), radii, radii)
def test_log_convexity_between_circles(matrix: Matrix, r: fmpq, s: fmpq) -> None:
    """Hadamard: the value on the circle of radius √(rs) is at most the geometric mean."""
    ends = [float(G.float64(matrix.array, float(x.p) / float(x.q)).values) for x in (r, s)]
    middle = math.sqrt(float((r * s).p) / float((r * s).q))
    assert float(G.float64(matrix.array, middle).values) ** 2 <= ends[0] * ends[1] * (1 + 1e-10)


def test_a_planted_error_of_1e_9_is_caught() -> None:
    matrix = Matrix([["1/2", 0], [3, "1/2"]])  # G(1) = 2·e^{asinh 3} = 6 + 2√10
    bounds = enclose(G, matrix, 1, rtol=1e-10)
    value = 6 + 2 * math.sqrt(10)
    assert float(bounds.lower) == pytest.approx(value, rel=1e-15)
    assert float(bounds.upper) == pytest.approx(value, rel=1e-15)
    assert not float(bounds.lower) <= value * (1 + 1e-9) <= float(bounds.upper)
    assert not float(bounds.lower) <= value * (1 - 1e-9) <= float(bounds.upper)


def test_instability_and_its_boundary() -> None:
    matrix = [["5/4", 1], [0, "1/2"]]
    assert enclose(G, matrix, "6/5").lower.value == math.inf
    assert G(matrix, 1) == math.inf
    assert enclose(G, matrix, "13/10").is_finite
    assert enclose(G, matrix, "5/4").lower.value == math.inf  # an eigenvalue on the circle
    turning = [["1/3", "1/5", 1], ["-1/5", "1/3", 1], [0, 0, 0]]  # |eigenvalue|² = 34/225
    assert enclose(G, turning, "34/225").lower.value == math.inf


@settings(max_examples=25, deadline=None)
@given(stable(), st.integers(1, 40), st.integers(-3, 60))
def test_small_circles_are_large_ones_scaled(matrix: Matrix, parts: int, power: int) -> None:
    """G_{sJ}(sr) = G_J(r)/s for every s > 0, so radii below one hide nothing."""
    s, r = fmpq(1, 3) * fmpq(1, 2) ** power, 1 + fmpq(parts, 20)
    shrunk = Matrix(matrix.exact * s)
    large, small = enclose(G, matrix, r, rtol=1e-6), enclose(G, shrunk, s * r, rtol=1e-6)
    assert small.lower.value * s <= large.upper.value
    assert large.lower.value <= small.upper.value * s
    assert G(shrunk, s * r) * float(s.p) / float(s.q) == pytest.approx(G(matrix, r), rel=1e-14)
    near = G.float64(shrunk.array, float((s * r).p) / float((s * r).q)).values
    assert float(near) == pytest.approx(G(shrunk, s * r), rel=1e-10)


def test_a_radius_that_is_not_positive_is_refused() -> None:
    with pytest.raises(ValueError, match="r > 0"):
        enclose(G, [["1/2"]], 0)
    with pytest.raises(ValueError, match="r > 0"):
        G.float64(np.eye(2) / 2, -0.5)
