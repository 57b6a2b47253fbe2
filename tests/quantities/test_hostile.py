"""Floats of hostile matrices: right, unsure or refused, and never wrong in silence.

The benchmark `tests/benchmarks/hostile_matrices.py` does the same for thousands.
"""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
import pytest

from kreissverify import Refused, enclose, registry
from kreissverify.matrices import Matrix
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.rational import as_mpf
from tests.quantities.support.hostile import KINDS, hostile_matrices, is_tame

NAMES = ("rho", "norm", "w", "H", "stein_bound")
# Level sets of w in high precision take tenths of a second beyond.
LARGEST = dict.fromkeys(NAMES, 7) | {"w": 4}


def real_form(array: Any) -> Any:
    return np.block([[array.real, -array.imag], [array.imag, array.real]])


@pytest.mark.parametrize("name", NAMES)
def test_no_float_is_wrong_in_silence(name: str) -> None:
    quantity = registry()[name]
    for kind, array in hostile_matrices(3 * len(KINDS), 2, LARGEST[name]):
        matrix = Matrix(array)
        value, error = quantity.estimate(matrix)
        try:
            truth = quantity.highprec(matrix, digits=25)
            right = quantity.value(matrix)
        except Refused as refusal:
            assert not is_tame(array), (kind, refusal)
            continue
        if math.isinf(value) or math.isinf(error):
            assert error > 0 or truth == mpmath.inf
        else:
            assert abs(truth - value) <= error, kind
        assert right == truth or abs(right - truth) <= 1e-8 * truth + 1e-300, kind


@pytest.mark.parametrize("name", NAMES)
def test_complex_stacks_are_those_of_their_real_forms(name: str) -> None:
    quantity, halves = registry()[name], 2 if name == "H" else 1
    for kind, array in hostile_matrices(len(KINDS), 5, LARGEST[name] // 2 + 1, complex_=True):
        value, error = quantity.float64(array[None]).one(0)
        if math.isinf(error):
            continue
        try:
            truth = quantity.highprec(real_form(array), digits=25) / halves
        except Refused:  # the phases are rounded, and may move an eigenvalue over the circle
            continue
        assert value == truth or abs(truth - value) <= error, kind


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("complex_", [False, True])
def test_members_of_a_stack_are_as_if_alone(name: str, complex_: bool) -> None:
    members = [x.array for x in hostile_matrices(60, 7, 6, complex_) if len(x.array) == 4]
    assert len(members) > 6
    together = registry()[name].float64(np.stack(members))
    for i, array in enumerate(members):
        value, error = registry()[name].float64(array[None]).one(0)
        if math.isfinite(error + together.errors[i]):
            assert together.values[i] == value or (
                abs(together.values[i] - value) <= error + together.errors[i]
            )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("digits", [20, 70])
def test_high_precision_has_the_digits_asked_for(name: str, digits: int) -> None:
    quantity = registry()[name]
    for _, array in hostile_matrices(2 * len(KINDS), 9, LARGEST[name])[::4]:
        matrix = Matrix(array)
        try:
            value, more = (quantity.highprec(matrix, digits=d) for d in (digits, digits + 12))
        except Refused:
            continue
        with mpmath.workdps(digits + 20):
            assert value == more or abs(value / more - 1) < mpmath.mpf(10) ** (1 - digits)
            if name == "w":  # whose enclosures are of float proofs
                continue
            shown = enclose(quantity, matrix, rtol=10.0 ** -min(digits, 20))
            low, high = (
                as_mpf(x) if is_finite(x) else mpmath.inf
                for x in (shown.lower.value, shown.upper.value)
            )
            slack = mpmath.mpf(10) ** (1 - digits)
            assert low * (1 - slack) <= value <= high * (1 + slack)
