"""Closed forms of step sizes and of the worst case, against exact arithmetic and bisection."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreissverify import K, enclose
from kreissverify.experiments.monitor.worst_case import (
    Curvature,
    comparison,
    finite,
    largest_common_factor,
    largest_factor,
    worst_K,
)

POSITIVE = st.floats(1e-3, 3.0)
CURVATURES = st.tuples(st.floats(-0.2, 1.5), st.floats(0, 3.0)).map(
    lambda pair: Curvature(pair[0], pair[0] + pair[1])
)
SIMULTANEOUS, ALTERNATING = ((0, 1),), ((0,), (1,))


def supremum(holds, most: float = 64.0) -> float | None:
    """Return the end of an interval (0, s) on which a condition holds, by bisection."""
    if not holds(1e-9):
        return None
    low, high = 1e-9, most
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


@given(CURVATURES, CURVATURES, POSITIVE)
def test_the_common_factor_is_the_largest(x: Curvature, y: Curvature, product: float) -> None:
    found = largest_common_factor(x, y, product)
    expected = supremum(lambda s: finite([x.gap(s), y.gap(s)], 1.0, s * s * product))
    if found is None or expected is None:
        # at equality of the products nothing is claimed
        assert (
            found == expected or abs(x.low * y.low / product - 1) < 1e-6 or min(x.low, y.low) < 1e-6
        )
    else:
        assert found == pytest.approx(expected, rel=1e-6)


@given(CURVATURES, CURVATURES, POSITIVE)
def test_the_factor_of_one_player_is_the_largest(
    x: Curvature, y: Curvature, product: float
) -> None:
    found = largest_factor(x, y, product)
    expected = supremum(lambda s: finite([x.gap(s), y.gap()], 1.0, s * product))
    if found is None or expected is None:
        assert found == expected or abs(x.low * y.per_step(1) / product - 1) < 1e-6 or x.low < 1e-6
    else:
        assert found == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("schedule", [SIMULTANEOUS, ALTERNATING, ((1,), (1,), (0,))])
def test_the_threshold_does_not_depend_on_the_order(schedule) -> None:
    source = np.random.default_rng(0)
    for gaps, (b, c) in zip(
        source.uniform(0.01, 1, (200, 2)), source.uniform(0, 1, (200, 2)), strict=True
    ):
        T = comparison(gaps, b, c, schedule)
        assert finite(gaps, b, c) == (np.abs(np.linalg.eigvals(T)).max() < 1)


def test_the_worst_case_is_that_of_the_comparison_matrix() -> None:
    # the rational instance of two radii: K = 5/4
    assert worst_K([1 / 4, 1 / 16], 0.0, 35 / 64, SIMULTANEOUS) == pytest.approx(5 / 4, rel=1e-9)
    # alternating steps may be worse
    gaps, b, c = [2 / 3, 1 / 6], 3 / 10, 7 / 20
    assert worst_K(gaps, b, c, SIMULTANEOUS) == 1.0
    found = worst_K(gaps, b, c, ALTERNATING)
    exact = enclose(K, _alternating())
    assert float(exact.lower) * (1 - 1e-9) <= found <= float(exact.upper) * (1 + 1e-9)
    assert found == pytest.approx(1.00068, abs=1e-5)
    assert math.isinf(worst_K([0.1, 0.1], 0.1, 0.1, SIMULTANEOUS))


def _alternating() -> list[list[str]]:
    """Return [[1 - d₁, b], [c(1 - d₁), 1 - d₂ + bc]] of the instance above."""
    return [["1/3", "3/10"], ["7/60", "563/600"]]
