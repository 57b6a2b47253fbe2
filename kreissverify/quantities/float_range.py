"""The faces of a quantity at the ends of float64: a value, or a refusal in one sentence.

Entries of 1e±300, integers beyond floats and powers on the way leave the range of float64. NumPy
then warns and goes on with an infinity, LAPACK raises, Python raises another error; each face of
each quantity is wrapped once, here, so that none of these reaches a user.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import mpmath
import numpy as np

from kreissverify.matrices.matrix import InvalidMatrix, Matrix
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import RIGHT, Estimate, Estimates

__all__ = [
    "as_finite_float",
    "extreme",
    "guarded",
    "guarded_estimate",
    "guarded_highprec",
    "guarded_stack",
    "guarded_value",
]

Face = Callable[..., Any]

# The entries above which an infinite float asks whether it is one: as for K, squares of norms, and
# their cubes in error bounds, stay below 1e308.
_LARGEST = 1e100
# What leaving the range of float64 raises: Python's integers and rationals as they become floats,
# LAPACK where it meets an infinity or does not converge, and a division by what is too small to
# differ from 0.
_OUT_OF_RANGE = (OverflowError, ZeroDivisionError, np.linalg.LinAlgError)


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


def guarded_highprec(face: Face) -> Face:
    """Return a face in high precision that takes whatever stands for a matrix."""
    return _of_matrices(guarded_value(face))


def guarded_estimate(face: Face) -> Face:
    """Return a face of one matrix that never refuses: what is lost is NaN with an infinite error.

    Like `highprec` it is called by users, with whatever stands for a matrix.
    """
    inner = _of_matrices(guarded(face))

    @wraps(face)
    def within(quantity: Any, matrix: Any, *parameters: Any) -> Estimate:
        try:
            found = inner(quantity, matrix, *parameters)
        except Refused:
            return Estimate(math.nan, math.inf)
        return Estimate(math.nan, math.inf) if math.isnan(found.value) else found

    return within


def _of_matrices(face: Face) -> Face:
    """Return a face that takes what `Quantity.__call__` takes: arrays, rationals, numbers."""

    @wraps(face)
    def within(quantity: Any, matrix: Any, *parameters: Any, **options: Any) -> Any:
        quantity.require_count(parameters)
        exact = map(quantity.parameter, parameters)
        return face(quantity, quantity.subject(matrix), *exact, **options)

    return within


def guarded_stack(face: Face) -> Face:
    """Return a face of a stack in which one bad member makes NaN of itself only.

    The face is given float64 or complex128 with finite entries only, and one matrix as a stack of
    one. LAPACK raises for a whole stack if it fails on one of its matrices. A face that returns a
    bare array, as a quantity of a user's own may, has said nothing of its errors.
    """

    @wraps(face)
    def within(quantity: Any, stack: Any, *parameters: Any) -> Estimates:
        quantity.require_count(parameters)
        array = _float_stack(quantity, stack)
        if array.ndim == 2:
            return within(quantity, array[None], *parameters).reshaped(())
        if array.size == 0:  # of no matrix there is no value, and LAPACK is not asked
            return Estimates(np.empty(array.shape[:-2]), np.empty(array.shape[:-2]))
        with np.errstate(all="ignore"):
            tame = bool(np.abs(array).max(initial=0.0) <= _LARGEST)  # not if an entry is NaN
            finite = None if tame else np.isfinite(array).all(axis=(-2, -1))
            if finite is not None and not finite.all():
                array = np.where(finite[..., None, None], array, 0.0)
            try:
                found = face(quantity, array, *parameters)
            except _OUT_OF_RANGE:
                found = _one_by_one(face, quantity, array, parameters)
            if not isinstance(found, Estimates):
                found = Estimates.unsure(found)
            if finite is None and np.isfinite(found.values).all():
                return found  # nearly always
            return _checked(quantity, array, found, finite, parameters)

    return within


def as_finite_float(value: mpmath.mpf) -> float:
    """Return a number of mpmath as a float that is right to 1e-8.

    Raises
    ------
    OverflowError
        If it is finite and beyond the range of float64, of which mpmath makes an infinity; or
        among the subnormal numbers, or below them, where its digits are lost.
    """
    found = float(value)
    if math.isinf(found) and mpmath.isfinite(value):
        raise OverflowError("beyond the range of float64")
    if abs(found) < sys.float_info.min and abs(found - value) > RIGHT * abs(value):
        raise OverflowError("below the range of float64")
    return found


def extreme(stack: Any) -> Any:
    """Say which matrices (..., n, n) have entries whose squares, times those of norms, overflow."""
    return np.abs(stack).max(axis=(-2, -1), initial=0.0) > _LARGEST


def _float_stack(quantity: Any, stack: Any) -> Any:
    """Return a stack as an array of float64 or complex128.

    Raises
    ------
    InvalidMatrix
        If it holds no numbers, or the last two axes are not those of square matrices.
    """
    quantity.require_dense(stack)
    array = np.asarray(stack)
    if array.dtype.kind not in "iufc":
        raise InvalidMatrix(f"stack: expected numbers, got entries of type {array.dtype}")
    array = array.astype(np.complex128 if array.dtype.kind == "c" else np.float64, copy=False)
    square = array.ndim >= 2 and array.shape[-1] == array.shape[-2]
    if array.ndim < 2 or 0 in array.shape[-2:] or (quantity.of_square_matrices and not square):
        raise InvalidMatrix(
            f"stack: expected matrices of shape (..., n, n) with n >= 1, got {array.shape}"
        )
    return array


def _checked(
    quantity: Any, stack: Any, found: Estimates, finite: Any, parameters: tuple[Any, ...]
) -> Estimates:
    """Return estimates, NaN for members that are not finite or that overflow made infinite."""
    flat, values = stack.reshape(-1, *stack.shape[-2:]), np.array(found.values).reshape(-1)
    errors = np.array(found.errors).reshape(-1)
    if finite is not None:
        values[~finite.reshape(-1)] = np.nan
    # as Python's numbers, or as they were given, such as fractions
    rows = [np.broadcast_to(p, stack.shape[:-2]).reshape(-1).tolist() for p in parameters]
    # of few members it is decided exactly
    for i in np.flatnonzero(extreme(flat) & np.isinf(values)).tolist():
        if _is_overflow(quantity, flat[i], [row[i] for row in rows]):
            values[i] = np.nan
    errors[np.isnan(values)] = np.inf
    return Estimates(values, errors).reshaped(stack.shape[:-2])


def _is_overflow(quantity: Any, array: Any, parameters: list[Any]) -> bool:
    """Say whether an infinite value may be that of an overflow."""
    return bool(quantity.is_finite(Matrix(array), *map(quantity.parameter, parameters)))


def _one_by_one(face: Face, quantity: Any, stack: Any, parameters: tuple[Any, ...]) -> Estimates:
    flat = stack.reshape(-1, 1, *stack.shape[-2:])
    values, errors = np.full(len(flat), np.nan), np.full(len(flat), np.inf)
    # parameters are numbers, or arrays with one entry a matrix
    rows = [np.broadcast_to(p, stack.shape[:-2]).reshape(-1) for p in parameters]
    for i, one in enumerate(flat):
        try:
            found = face(quantity, one, *(row[i] for row in rows))
        except _OUT_OF_RANGE:
            continue  # no value in float64
        found = found if isinstance(found, Estimates) else Estimates.unsure(found)
        values[i], errors[i] = found.one((0,))
    return Estimates(values, errors).reshaped(stack.shape[:-2])
