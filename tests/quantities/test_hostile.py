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
from kreissverify.quantities.lyapunov.gramians import inverses_of_definite
from tests.quantities.support.hostile import KINDS, hostile_matrices, is_tame
from tests.quantities.support.silent_errors import (
    COMPUTED,
    happenings,
    happenings_of_phases,
    parameters_of,
)

NAMES = ("rho", "norm", "w", "H", "stein_bound")
SEARCHED = (
    "power_norm",
    "resolvent_norm",
    "G",
    "rho_eps",
    "distance_to_instability",
    "K",
    "M",
    "T",
)
# Level sets of w in high precision take tenths of a second beyond.
LARGEST = dict.fromkeys(NAMES, 7) | {"w": 4}


def faults(name: str, count: int, seed: int, largest: int, first: int = 0) -> list[str]:
    """Return what is wrong of so many hostile matrices, the fourth of each four with phases."""
    found = []
    for k in range(first, first + count):
        judge, complex_ = (happenings_of_phases, True) if k % 4 == 3 else (happenings, False)
        one = hostile_matrices(1, seed, largest, complex_, first=k)[0]
        parameters = parameters_of(name, one.array, np.random.default_rng([seed, k]))
        happened = judge(name, one.array, parameters)
        if "wrong" in happened:
            found.append(f"number {k} of seed {seed}, {one.kind}, is wrong")
        if "refused" in happened and name in COMPUTED and is_tame(one.array):
            found.append(f"number {k} of seed {seed}, {one.kind}, is refused")
    return found


@pytest.mark.parametrize("name", NAMES)
def test_no_float_is_wrong_in_silence(name: str) -> None:
    assert not faults(name, 3 * len(KINDS), 2, LARGEST[name])


@pytest.mark.slow
@pytest.mark.parametrize("first", [0, 1, 2])
@pytest.mark.parametrize("name", [*NAMES, *SEARCHED])
def test_no_float_of_many_is_wrong_in_silence(name: str, first: int) -> None:
    assert not faults(name, len(KINDS), 3, 6, first * len(KINDS))


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


@pytest.mark.parametrize(
    ("name", "k", "parameters"),
    [
        ("power_norm", 4, (9839,)),  # ‖Aᵗ‖ is 3e-1225, and was 0 without an error
        ("power_norm", 85, (1477,)),  # only the square of ‖Aᵗ‖ is none
        ("distance_to_instability", 78, ()),  # of a chain the error was NaN
        ("M", 34, ()),  # errors that were sampled were 6 % too small
        ("T", 34, ("2060238183038537/72057594037927936",)),
        ("T", 106, ("6107797626241885/144115188075855872",)),  # moved matrices are as wrong
    ],
)
def test_what_was_wrong_in_silence(name: str, k: int, parameters: tuple[Any, ...]) -> None:
    exact = tuple(map(registry()[name].parameter, parameters))
    array = hostile_matrices(1, 0, first=k)[0].array
    assert "wrong" not in happenings(name, array, exact)


@pytest.mark.parametrize("k", [29, 119, 142, 159, 376])
@pytest.mark.parametrize("name", ["H", "stein_bound"])
def test_gramians_that_float64_loses_come_from_more_digits(name: str, k: int) -> None:
    # P is as large as 1e12: its asymmetry from squared powers once made its inverse wrong by 1e-3
    array = hostile_matrices(1, 0, 20, first=k)[0].array
    value, error = registry()[name].float64(array[None]).one(0)
    truth = registry()[name].highprec(Matrix(array), digits=25)
    assert abs(value - truth) <= error <= 2e-7 * value


@pytest.mark.parametrize("kind", [np.float64, np.complex128, np.longdouble, np.clongdouble])
def test_inverses_of_definite_matrices_in_their_own_precision(kind: type) -> None:
    source = np.random.default_rng(0)
    factor = source.standard_normal((3, 6, 6)) * np.geomspace(1, 1e-4, 6)
    if np.iscomplexobj(kind(0)):
        factor = factor * np.exp(1j * source.random((3, 6, 6)))
    square = factor @ factor.swapaxes(1, 2).conj()
    wide = ((square + square.swapaxes(1, 2).conj()) / 2).astype(kind)
    found = inverses_of_definite(wide)
    assert found.dtype == kind
    scale = np.abs(wide) @ np.abs(found)
    assert (np.abs(wide @ found - np.eye(6)) <= 20 * np.finfo(kind).eps * scale.max()).all()
    assert np.isnan(inverses_of_definite(wide - np.eye(6))).any()
