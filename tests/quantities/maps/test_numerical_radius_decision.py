"""w(A) ≤ v is decided exactly: near the value, at it, and where v is an eigenvalue for every θ."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
import pytest
from flint import fmpq, fmpq_mat

from kreissverify.matrices.exact_entries import assembled_real_form
from kreissverify.numbers.arrays import float_matrix
from kreissverify.numbers.rational import as_fmpq
from kreissverify.quantities.numerical_range import decision
from kreissverify.quantities.numerical_range.decision import numerical_radius_at_most
from kreissverify.quantities.numerical_range.search import highest_directions

_TINY = fmpq(1, 10**60)


def direct_sum(*blocks: Any) -> fmpq_mat:
    """Return the block diagonal matrix."""
    size = sum(len(block) for block in blocks)
    made, at = fmpq_mat(size, size), 0
    for block in blocks:
        for i, row in enumerate(block):
            for j, x in enumerate(row):
                made[at + i, at + j] = as_fmpq(x)
        at += len(block)
    return made


#: w is the value: discs, whose eigenvalue does not depend on θ, beside points and discs in contact.
EXACT = {
    "disc": (direct_sum([[0, 2], [0, 0]]), 1),
    "two discs": (direct_sum([[0, 2], [0, 0]], [[0, 2], [0, 0]]), 1),
    "disc and a point inside": (direct_sum([[0, 2], [0, 0]], [["1/2"]]), 1),
    "disc and a point on it": (direct_sum([[0, 2], [0, 0]], [[1]]), 1),
    "disc and points on it": (direct_sum([[0, 2], [0, 0]], [["3/5", "4/5"], ["-4/5", "3/5"]]), 1),
    "disc and a smaller one": (direct_sum([[0, 2], [0, 0]], [["1/4", 1], [0, "1/4"]]), 1),
    "disc and one in contact": (direct_sum([[0, 2], [0, 0]], [["1/2", 1], [0, "1/2"]]), 1),
    "disc and one in contact, left": (direct_sum([[0, 2], [0, 0]], [["-1/2", 1], [0, "-1/2"]]), 1),
    "turn": (direct_sum([[0, -1], [1, 0]]), 1),
    "segment off the axes": (direct_sum([["3/5", "4/5"], ["-4/5", "3/5"]]), 1),
    "symmetric": (direct_sum([[0, 1], [1, 0]]), 1),
    "ones": (direct_sum([[1, 1], [1, 1]]), 2),
    "ellipse": (direct_sum([[0, 3], [1, 0]]), 2),
    "third shift": (direct_sum([[0, 1, 0], [0, 0, 1], [0, 0, 0]]) ** 2, fmpq(1, 2)),
    "number": (direct_sum([[-3]]), 3),
}


@pytest.mark.parametrize("name", EXACT)
def test_the_value_itself_is_a_bound_and_less_is_not(name: str) -> None:
    matrix, value = EXACT[name]
    assert numerical_radius_at_most(matrix, fmpq(value))
    assert numerical_radius_at_most(matrix, value + _TINY)
    assert not numerical_radius_at_most(matrix, value - _TINY)


def test_only_zero_has_the_bound_zero_and_nothing_a_negative_one() -> None:
    assert numerical_radius_at_most(fmpq_mat(2, 2), fmpq(0))
    assert not numerical_radius_at_most(fmpq_mat([[0, 1], [0, 0]]), fmpq(0))
    assert not numerical_radius_at_most(fmpq_mat(2, 2), fmpq(-1))


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7])
def test_random_matrices_are_told_from_bounds_next_to_the_value(size: int) -> None:
    source = Random(size)
    for index in range(8):
        real, imaginary = (fmpq_mat(size, size, _drawn(source, size)) for _ in range(2))
        is_complex = index % 2 == 1
        form = assembled_real_form(real, imaginary) if is_complex else real
        array = float_matrix(real) + (1j * float_matrix(imaginary) if is_complex else 0)
        value = float(highest_directions(np.asarray(array)[None]).found.values[0])
        assert numerical_radius_at_most(form, as_fmpq(value * (1 + 1e-9)))
        assert not numerical_radius_at_most(form, as_fmpq(value * (1 - 1e-9)))


def _drawn(source: Random, size: int) -> list[fmpq]:
    return [fmpq(source.randint(-9, 9), source.randint(1, 9)) for _ in range(size * size)]


def test_without_the_gaps_a_violation_off_the_axis_is_missed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The planted error: only the real axis is looked at."""
    turn, _ = EXACT["turn"]
    assert not numerical_radius_at_most(turn, fmpq(1, 2))
    monkeypatch.setattr(decision, "_points", lambda polynomial: [])
    assert numerical_radius_at_most(turn, fmpq(1, 2))
