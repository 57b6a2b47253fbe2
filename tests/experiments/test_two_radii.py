"""N1 is never below K; the closed forms of the optimisers are what is measured."""

from __future__ import annotations

import numpy as np
import pytest

from kreissverify import K
from kreissverify.experiments.optimisers import METHODS, optimisers
from kreissverify.experiments.two_radii import TwoRadii, two_radii, worst_kreiss_constants
from kreissverify.reports.experiments.two_radii import EXPERIMENT


def test_the_closed_form_is_that_of_the_comparison_matrix() -> None:
    draw = np.random.default_rng(0)
    d1, d2 = 10.0 ** draw.uniform(-4, 0, (2, 50))
    b, c = 10.0 ** draw.uniform(-3, 2, (2, 50))
    b = np.minimum(b, 0.9 * d1 * d2 / c)
    T = np.stack([np.stack([1 - d1, b], -1), np.stack([c, 1 - d2], -1)], -2)
    found = K.float64(T)
    assert worst_kreiss_constants(d1, d2, b, c) == pytest.approx(found.values, rel=1e-7)


def test_without_stability_nothing_bounds_it() -> None:
    half = np.array([0.5])
    assert worst_kreiss_constants(half, half, half, half).tolist() == [np.inf]


def test_no_problem_exceeds_the_worst_case_of_its_class() -> None:
    found = two_radii(problems=40)
    finite = np.isfinite(found.N1)
    assert finite.sum() >= 100 and (~finite).any()
    assert (found.N1[finite] >= found.K[finite] * (1 - 1e-7)).all()
    one = finite & ~found.acts_back
    assert (found.R3[one] >= found.N1[one]).all()
    # a bound by half of it would be noticed
    assert (found.N1[finite] / 2 < found.K[finite]).any()


def test_the_optimisers_have_their_closed_forms() -> None:
    found = optimisers(decades=3)
    assert pytest.approx(found.closed_K, rel=1e-5) == found.K
    assert pytest.approx(found.closed_M, rel=1e-9) == found.M
    assert pytest.approx(found.closed_H, rel=1e-9) == found.H
    assert (found.bound * (1 + 1e-9) >= found.M).all()
    optimistic = METHODS.index("optimistic")
    assert (found.K[optimistic] <= np.sqrt(2)).all()  # OG
    assert found.K.shape == (len(METHODS), 3) and (found.M >= found.K * (1 - 1e-9)).all()


@pytest.mark.parametrize(("K", "below"), [(1.5, 0), (3.0, 1), (np.inf, 1)])
def test_a_bound_that_is_none_is_said_to_be_none(K: float, below: int) -> None:
    one = np.ones(1)
    said = EXPERIMENT.table(TwoRadii(0, one, one > 0, K * one, 2 * one, 2 * one))
    verdict = "contrary to what is proved" if below else "a bound, as is proved"
    assert said.endswith(f"N1 is below K on {below} of them: {verdict}")
