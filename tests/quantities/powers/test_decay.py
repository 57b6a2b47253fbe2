"""The exponential bound of all powers holds at exact powers, and spares slow rotations."""

from __future__ import annotations

import math

import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from kreissverify import M, enclose
from kreissverify.numbers.positive_definite import is_positive_semidefinite_exact, scaled_identity
from kreissverify.numbers.spectral_norm import gram
from kreissverify.quantities.powers.arithmetic import arithmetics
from kreissverify.quantities.powers.decay import proved_decay
from kreissverify.quantities.powers.envelope import Envelope

TURN = fmpq_mat([[3, -4], [4, 3]]) / 5


@settings(max_examples=40, deadline=None)
@given(st.lists(st.fractions(-2, 2, max_denominator=8), min_size=9, max_size=9), st.integers(1, 40))
def test_it_bounds_exact_powers(entries, t):
    matrix = fmpq_mat(3, 3, [fmpq(x.numerator, x.denominator) for x in entries]) / 2
    decay = proved_decay(matrix)
    if decay is not None:
        bound = fmpq(*decay.bound(t).as_integer_ratio())
        assert is_positive_semidefinite_exact(scaled_identity(3, bound**2) - gram(matrix**t))


def test_it_is_sharp_for_normal_matrices():
    decay = proved_decay(TURN * fmpq(9, 10))
    assert decay is not None
    assert decay.constant == pytest.approx(1, rel=1e-7)
    assert decay.rate == pytest.approx(math.log(0.9), rel=1e-5)


@pytest.mark.parametrize("rows", [[[1, 1], [0, 1]], [[2, 0], [0, 1]], [[0, -1], [1, 0]]])
def test_there_is_none_without_decay(rows):
    assert proved_decay(fmpq_mat(rows)) is None


def test_a_slow_rotation_that_grows_first_takes_few_times():
    """‖Jᵗ‖ is nearly periodic: later times are excluded by what one time near the peak shows."""
    stretched = fmpq_mat([[1, 0], [0, 5]])
    matrix = stretched.inv() * TURN * stretched * (1 - fmpq(1, 10**6))
    envelope = Envelope(matrix, arithmetics()[0])
    peak = envelope.peak(1e-3)
    assert len(envelope._norms) < 2_000
    assert peak.high <= peak.low * (1 + 1e-3)
    assert 4.9 < peak.low <= 5  # never above the condition of the stretching
    assert str(enclose(M, matrix, rtol=1e-3))
