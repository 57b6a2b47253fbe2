"""K ≤ k in floats for stacks of block-triangular matrices: never said below K, and said near it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreissverify import BlockTriangular, K, SelfReferential
from kreissverify.evidence.evaluation.float_stack import CoupledFloats, FloatStack
from kreissverify.evidence.evaluation.margins import holds_by_far, margins
from kreissverify.instances import class_of
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.quantities import enclose
from kreissverify.quantities.kreiss.real_axis import kreiss_at_most
from kreissverify.quantities.maximisation.batched.search import highest_maxima
from kreissverify.theorems import bundled_statement


def batch(sizes: tuple[int, int], seed: int, count: int):
    quantifier = BlockTriangular(sizes=sizes)
    (stack,) = class_of(quantifier).batch(quantifier, seed, count)
    return stack


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 3), st.integers(1, 3), st.integers(0, 10**6), st.floats(-4, -1))
def test_it_is_not_said_below_the_proved_value(a: int, d: int, seed: int, gap: float) -> None:
    stack = batch((a, d), seed, 2)
    for place in range(2):
        shown: Enclosure = enclose(K, stack.instance(place), rtol=1e-5)
        below = float(shown.lower) * (1 - 10**gap)
        assert not kreiss_at_most(stack.matrices[place : place + 1], a, np.array([below]))[0]


def test_the_peak_is_on_the_real_axis_and_it_is_said_just_above_it() -> None:
    rng = np.random.default_rng(2)
    count = 200
    matrices = np.zeros((count, 4, 4))
    for i, value in enumerate((0.9, -0.9, 0.9, -0.9)):
        matrices[:, i, i] = value * rng.uniform(0.5, 1, count)
    matrices[:, 2:, :2] = rng.standard_normal((count, 2, 2)) * 5
    peaks = highest_maxima(matrices)
    assert (np.minimum(np.abs(peaks.angle), np.pi - np.abs(peaks.angle)) < 1e-6).all()
    values = peaks.excess / peaks.sigma
    clear = values > 1.05
    assert clear.sum() > 150
    assert kreiss_at_most(matrices[clear], 2, values[clear] * (1 + 1e-5)).all()
    assert not kreiss_at_most(matrices[clear], 2, values[clear] * (1 - 1e-8)).any()


def test_it_is_said_just_above_the_exact_value() -> None:
    rng = np.random.default_rng(5)
    gamma = 1 - 10 ** rng.uniform(-4, -0.1, 50)
    kappa = 10 ** rng.uniform(0.35, 4, 50)
    matrices = np.zeros((50, 2, 2))
    matrices[:, 0, 0] = matrices[:, 1, 1] = gamma
    matrices[:, 1, 0] = kappa * (1 - gamma)
    exact = kappa / 4 + 1 / kappa  # E1
    assert kreiss_at_most(matrices, 1, exact * (1 + 1e-5)).all()
    assert not kreiss_at_most(matrices, 1, exact * (1 - 1e-8)).any()
    matrices[:, 0, 0] *= -1  # the blocks far apart: K is less
    assert kreiss_at_most(matrices, 1, exact).all()


def test_most_of_a_class_is_decided_at_twice_its_value() -> None:
    stack = batch((4, 4), 3, 300)
    values = K.float64(stack.matrices).values
    assert kreiss_at_most(stack.matrices, 4, 2.2 * np.maximum(values, 1.5)).mean() > 0.95


def test_nothing_is_said_of_what_it_does_not_cover() -> None:
    stack = batch((2, 2), 1, 4).matrices.copy()
    stack[0, 0, 0] = stack[0, 1, 1] = 1.5  # unstable
    stack[1, 0, 3] = 0.1  # B ≠ 0
    stack[2, 0, 1] += 0.1  # A is not symmetric
    bounds = np.full(4, 1e9)
    assert K.float64_at_most(stack, (2, 2), bounds).tolist() == [False, False, False, True]
    assert not K.float64_at_most(stack, (1, 1, 2), bounds).any()
    stack[3, 2, 0] = np.nan
    bad = np.array([1.0, np.nan, -1.0, np.inf])
    assert not K.float64_at_most(stack, (2, 2), bounds).any()
    ones = np.broadcast_to(np.diag([0.5, 0.5]), (4, 2, 2))
    assert not K.float64_at_most(ones, (1, 1), bad).any()


@pytest.mark.parametrize("identifier", ["R3", "E1"])
def test_what_holds_by_far_has_that_margin(identifier: str) -> None:
    statement = bundled_statement(identifier)
    stack = batch((3, 2), 8, 300)
    floats = FloatStack.of_class("J", CoupledFloats(stack.sizes, stack.matrices, stack.gamma), {})
    conclusion = margins(statement, floats).conclusion
    for gap in (1e-3, 0.1, 0.5):
        shown = holds_by_far(statement, floats, gap)
        assert (conclusion[shown] >= gap * (1 - 1e-9)).all()
        assert shown.any()


def test_statements_of_another_form_are_decided_nowhere() -> None:
    quantifier = SelfReferential(sizes=(2, 2))
    (stack,) = class_of(quantifier).batch(quantifier, 0, 5)
    floats = FloatStack.of_class("J", CoupledFloats(stack.sizes, stack.matrices, stack.gamma), {})
    assert not holds_by_far(bundled_statement("R6"), floats, 1e-3).any()
