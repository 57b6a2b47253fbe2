"""The linear-quadratic experiment: exact problems, and measurements that keep the theorems."""

from __future__ import annotations

from math import e
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreissverify.evidence import Verdict, verify
from kreissverify.experiments.linear_quadratic import (
    TRACKS,
    LinearQuadratic,
    linear_quadratic_experiment,
)
from kreissverify.experiments.random_quadratics import KINDS, random_quadratics
from kreissverify.matrices import BlockTriangular, Matrix
from kreissverify.numbers.three_valued import Outcome
from kreissverify.quantities import K
from kreissverify.theorems.library import bundled_statement

ROUNDING = 1 + 1e-8


@pytest.fixture(scope="module")
def result() -> LinearQuadratic:
    return linear_quadratic_experiment(count=25, sizes=(1, 2, 3), resolution=24, optimised=1)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**31), st.sampled_from(KINDS), st.integers(1, 5))
def test_the_float_jacobians_are_the_exact_ones(seed: int, kind: str, size: int) -> None:
    problems = random_quadratics(seed, kind, size, 3)
    assert np.array_equal(problems.jacobians, random_quadratics(seed, kind, size, 3).jacobians)
    for i, array in enumerate(problems.jacobians):
        exact = problems.exact(i)
        assert exact.exact == Matrix(array).exact and exact.gamma < 1
        assert isinstance(exact, BlockTriangular) or kind != "bilevel"
    if kind == "zero-sum":
        assert np.array_equal(problems.Hxy, -np.swapaxes(problems.Hyx, -1, -2))


def test_no_problem_exceeds_its_worst_case(result: LinearQuadratic) -> None:
    sample = result.sample
    assert set(sample.kind) == set(KINDS) and len(sample.K) <= sample.drawn == 3 * 3 * 25
    assert np.all(sample.worst_K * ROUNDING >= sample.K)
    assert np.all(sample.worst_M * ROUNDING >= sample.M)
    assert np.all(sample.K <= sample.M * ROUNDING) and np.all(sample.M <= sample.L * ROUNDING)
    least = np.array([K([[0, 0], [c, 0]]) for c in sample.c[sample.bilevel]])
    assert np.all(least <= sample.K[sample.bilevel] * ROUNDING)  # E5
    assert np.all(sample.K[sample.bilevel] <= sample.R3[sample.bilevel])


def test_the_curve_is_that_of_the_problem(result: LinearQuadratic) -> None:
    curve, sample = result.curve, result.sample
    assert curve.norm[0] == curve.worst[0] == 1
    assert np.all(curve.norm <= curve.worst * ROUNDING)
    assert np.all(np.diff(curve.t) <= 1 + curve.t[:-1] / 20)  # no peak is stepped over
    assert 0.99 * sample.M[curve.row] < curve.norm.max() <= sample.M[curve.row] * ROUNDING
    assert curve.worst[-1] < curve.worst.max() / 2


def test_what_two_time_scales_do_to_the_worst_case(result: LinearQuadratic) -> None:
    steps = result.steps
    least = steps.worst_K.min()
    assert steps.worst_K[0] == pytest.approx(least, rel=1e-6)  # ‖Hyx‖/μ alone, while y is slower
    slower = steps.worst_K <= least * (1 + 1e-6)
    assert slower.sum() >= 3 and np.all(np.diff(steps.worst_K[~slower]) > 0)
    assert np.all(steps.worst_K * ROUNDING >= steps.K)


def test_R3_over_the_peak_of_T_tends_to_its_limit(result: LinearQuadratic) -> None:
    cases = result.worst_cases
    limit = e * (1 / 4 + 2 / cases.c)
    far = cases.c / cases.gap[0] > 1e3  # κ large, at the least gap 1-γ = 1e-4
    assert far.sum() > 10
    assert cases.ratio[0, far] == pytest.approx(limit[far], rel=2e-3)
    assert cases.ratio.min() > 1 / 4  # M(T) ≤ 4 K(T) < 4·R3


def test_R10_is_judged_as_its_statement_is(result: LinearQuadratic, tmp_path: Path) -> None:
    assert bundled_statement("R10").expect is not None
    verdict = verify(bundled_statement("R10"), instances=5, certificates=tmp_path).verdict
    assert result.refutes is (verdict is Verdict.REFUTED)
    assert result.tracked.size == result.sample.bilevel.sum()
    for decided in result.decided:
        within = 1 / TRACKS <= decided.ratio <= TRACKS
        assert decided.outcome is (Outcome.HOLDS if within else Outcome.VIOLATED)
    ratios = [decided.ratio for decided in result.decided]
    assert ratios == sorted(ratios) and ratios[-1] > TRACKS
