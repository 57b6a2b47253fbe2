"""Whether floats of a hostile matrix are right, say that they are not, or are wrong in silence."""

from __future__ import annotations

import math
import sys
from typing import Any, NamedTuple

import mpmath
import numpy as np

from kreissverify import Refused, enclose, registry
from kreissverify.matrices import Matrix
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.rational import as_mpf
from kreissverify.quantities import Quantity
from tests.quantities.support.hostile import Array

__all__ = ["happenings", "happenings_of_phases", "parameters_of"]

#: Quantities whose high precision is one computation, with no search for a highest peak or a first
#: time: the enclosures of the others prove that nothing lies beyond them.
COMPUTED = frozenset({"rho", "norm", "H", "stein_bound", "power_norm", "resolvent_norm"})
#: The widths of the enclosures, tried in turn: the first tells what is off by 1e-8.
WIDTHS = (1e-8, 1e-6)
#: What is lost where a value is among the subnormals.
TINY = 1e-300


class Truth(NamedTuple):
    """Ends between which a value lies."""

    low: mpmath.mpf
    high: mpmath.mpf


def parameters_of(name: str, array: Array, source: np.random.Generator) -> tuple[Any, ...]:
    """Return the exact parameters that a quantity of a matrix is asked at, at random.

    Radii and ε are to scale: 1, or of the size of the spectral radius or the norm.
    """
    # of norms beyond 1e±138 LAPACK does not scale eigenvalues back
    size = 2.0 ** np.round(np.log2(np.abs(array).max() or 1.0))
    radius = float(np.abs(np.linalg.eigvals(array / size)).max() * size) or 1.0
    drawn: tuple[Any, ...]
    match name:
        case "G":
            drawn = (1.0 if source.random() < 0.5 else 1.39 * radius,)
        case "rho_eps":
            drawn = (10.0 ** source.uniform(-6, 0) * float(size),)
        case "T":
            drawn = (10.0 ** source.uniform(-2, 0.5),)
        case "power_norm":
            drawn = (int(10.0 ** source.uniform(0, 4)),)
        case "resolvent_norm":
            drawn = (radius * source.uniform(0.5, 2) * np.exp(2j * np.pi * source.random()),)
        case _:
            drawn = ()
    return tuple(map(registry()[name].parameter, drawn))


def happenings(name: str, array: Array, parameters: tuple[Any, ...]) -> set[str]:
    """Return what happened: "wrong", "refused", "unsure", "stack unsure", "no truth" or "no float".

    Looked at are `estimate`, `q(A)` and a stack of one. A value beyond the range of floats, as that
    of a late power, is no float: it can only be refused or unsure, which is not counted then.
    """
    quantity, matrix = registry()[name], Matrix(array)
    estimate = quantity.estimate(matrix, *parameters)
    stack = _of_stack(quantity, array, parameters)
    happened = set()
    if not estimate.is_right:
        happened.add("unsure")
    if not stack.is_right:
        happened.add("stack unsure")
    try:
        value: float | None = quantity.value(matrix, *parameters)
    except Refused:
        value = None
        happened.add("refused")
    truth = _truth(quantity, matrix, parameters)
    if truth is None:
        return happened | {"no truth"}
    honest = is_honest(*estimate, truth) and is_honest(*stack, truth)
    if not (honest and (value is None or _is_right(value, truth))):
        happened.add("wrong")
    if _is_beyond_floats(truth):
        happened = {"no float"} | (happened & {"wrong"})
    return happened


def happenings_of_phases(name: str, array: Array, parameters: tuple[Any, ...]) -> set[str]:
    """Return whether a stack of one complex matrix is "wrong", or has "no truth"."""
    quantity = registry()[name]
    truth = _truth(quantity, Matrix(array), parameters)
    if truth is None:
        return {"no truth"}
    honest = is_honest(*_of_stack(quantity, array, parameters), truth)
    return set() if honest else {"wrong"}


def is_honest(value: float, error: float, truth: Truth) -> bool:
    """Say whether a value is off by no more than its error says."""
    if math.isinf(error):
        return True
    if math.isinf(value):
        return bool(truth.high == mpmath.inf)
    return bool(truth.low - error <= value <= truth.high + error)


def _is_right(value: float, truth: Truth) -> bool:
    if math.isinf(value):
        return bool(truth.high == mpmath.inf)
    slack = 1e-8 * abs(truth.low) + TINY if mpmath.isfinite(truth.low) else 0
    return bool(truth.low - slack <= value <= truth.high + slack)


def _is_beyond_floats(truth: Truth) -> bool:
    finite = bool(mpmath.isfinite(truth.high))
    normal = sys.float_info.min, sys.float_info.max
    return finite and (0 < truth.high < normal[0] or truth.low > normal[1])


def _of_stack(quantity: Quantity, array: Array, parameters: tuple[Any, ...]) -> Any:
    return quantity.float64(array[None], *map(quantity.float_parameter, parameters)).one(0)


def _truth(quantity: Quantity, matrix: Matrix, parameters: tuple[Any, ...]) -> Truth | None:
    if quantity.name in COMPUTED:
        try:
            value = quantity.highprec(matrix, *parameters, digits=25)
        except Refused:
            return None
        return Truth(value, value)
    for width in WIDTHS:
        try:
            found = enclose(quantity, matrix, *parameters, rtol=width)
        except Refused:
            continue
        return Truth(_end(found.lower.value), _end(found.upper.value))
    return None


def _end(end: Any) -> mpmath.mpf:
    return as_mpf(end) if is_finite(end) else mpmath.mpf(float(end))
