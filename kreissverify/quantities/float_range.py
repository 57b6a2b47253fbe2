"""The faces of a quantity at the ends of float64: a value, or a refusal in one sentence.

Entries of 1e±300, integers beyond floats and powers on the way leave the range of float64. NumPy
then warns and goes on with an infinity, LAPACK raises, Python raises another error; each face of
each quantity is wrapped once, here, so that none of these reaches a user.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import mpmath
import numpy as np

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.errors import Refused

__all__ = ["extreme", "guarded", "guarded_stack", "guarded_value"]

Face = Callable[..., Any]

# The entries above which an infinite float asks whether it is one: as for K, squares of norms, and
# their cubes in error bounds, stay below 1e308.
_LARGEST = 1e100
# What leaving the range of float64 raises: Python's integers and rationals as they become floats,
# and LAPACK where it meets an infinity or does not converge.
_OUT_OF_RANGE = (OverflowError, np.linalg.LinAlgError)


def guarded(face: Face) -> Face:
    """Return a face that refuses what is beyond the range of float64, and warns of nothing.

    Overflow on the way is no fault by itself: what is infinite is compared, bounded or refused.
    """

    @wraps(face)
    def within(quantity: Any, *arguments: Any, **options: Any) -> Any:
        with np.errstate(all="ignore"):
            try:
                return face(quantity, *arguments, **options)
            except _OUT_OF_RANGE:
                raise Refused(
                    f"{quantity.name}: the entries, or numbers on the way, "
                    "are beyond the range of float64"
                ) from None

    return within


def guarded_value(face: Face) -> Face:
    """Return a face of one matrix whose infinity is never that of an overflow."""
    inner = guarded(face)

    @wraps(face)
    def within(quantity: Any, matrix: Any, *parameters: Any, **options: Any) -> Any:
        value = inner(quantity, matrix, *parameters, **options)
        if mpmath.isfinite(value):
            return value
        # a number without value, or an infinite one of what is finite, is what float64 made of it
        if mpmath.isnan(value) or quantity.is_finite(matrix, *parameters):
            raise Refused(
                f"{quantity.name}: finite, but float64 loses it, by its range or by the condition "
                "of the eigenvalues; an enclosure may be had"
            )
        return value

    return within


def guarded_stack(face: Face) -> Face:
    """Return a face of a stack in which one bad member makes NaN of itself only.

    LAPACK raises for a whole stack if it fails on one of its matrices.
    """

    @wraps(face)
    def within(quantity: Any, stack: Any, *parameters: Any) -> Any:
        with np.errstate(all="ignore"):
            array = np.asarray(stack)
            try:
                values = face(quantity, stack, *parameters)
            except _OUT_OF_RANGE:
                values = _one_by_one(face, quantity, array, parameters)
            return _without_overflow(quantity, array, values, parameters)

    return within


def extreme(stack: Any) -> Any:
    """Say which matrices (..., n, n) have entries whose squares, times those of norms, overflow."""
    return np.abs(stack).max(axis=(-2, -1), initial=0.0) > _LARGEST


def _without_overflow(quantity: Any, stack: Any, values: Any, parameters: tuple[Any, ...]) -> Any:
    """Return values, NaN for those that overflow made infinite; few stacks have such members."""
    if stack.dtype.kind == "c" or not extreme(stack).any():
        return values
    flat, kept = stack.reshape(-1, *stack.shape[-2:]), np.array(values, dtype=float).reshape(-1)
    rows = [np.broadcast_to(p, stack.shape[:-2]).reshape(-1) for p in parameters]
    for i in np.flatnonzero(extreme(flat) & np.isinf(kept)).tolist():
        if np.isfinite(flat[i]).all():
            exact = (quantity.parameter(row[i].item()) for row in rows)
            kept[i] = np.nan if quantity.is_finite(Matrix(flat[i]), *exact) else np.inf
    return kept.reshape(stack.shape[:-2])


def _one_by_one(face: Face, quantity: Any, stack: Any, parameters: tuple[Any, ...]) -> Any:
    flat = stack.reshape(-1, 1, *stack.shape[-2:])
    values = np.full(len(flat), np.nan)
    # parameters are numbers, or arrays with one entry a matrix
    rows = [np.broadcast_to(p, stack.shape[:-2]).reshape(-1) for p in parameters]
    for i, one in enumerate(flat):
        try:
            values[i] = face(quantity, one, *(row[i] for row in rows))[0]
        except _OUT_OF_RANGE:
            continue  # no value in float64
    return values.reshape(stack.shape[:-2])
