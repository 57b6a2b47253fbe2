"""Departures from normality of stacks in float64, with estimates of their errors."""

from __future__ import annotations

from typing import Any

import numpy as np

from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.estimates import Estimates
from kreissverify.quantities.float_scaling import in_range

__all__ = ["departure_estimates"]

_UNIT = 2.0**-52
# LAPACK's backward error of eigenvalues in units of n·‖A‖, as for the spectral radius.
_BACKWARD = 4.0
_LEAST = 5e-324  # the spacing of floats around 0


def departure_estimates(stack: Any) -> Estimates:
    """Return √(‖A‖_F² - Σ|λ_i|²) of matrices (..., n, n), real or complex and finite."""
    n = stack.shape[-1]
    scaled, shifts = in_range(stack.reshape(-1, n, n))
    plain = n == 2 and scaled.dtype.kind != "c"
    values, errors = _two_by_two(scaled) if plain else _general(scaled)
    for known, found in ((_is_triangular(scaled), _of_triangular), (_is_hermitian(scaled), _zeros)):
        values = np.where(known, found(scaled), values)
        errors = np.where(known, n * _UNIT * np.linalg.norm(scaled, axis=(-2, -1)), errors)
    errors = np.ldexp(errors, shifts) + _LEAST
    return Estimates(np.ldexp(values, shifts), errors).reshaped(stack.shape[:-2])


def _general(stack: Any) -> tuple[FloatArray, FloatArray]:
    """Return departures, and errors by the first-order changes of ‖A‖_F² and of each |λ_i|²."""
    norms = np.linalg.norm(stack, axis=(-2, -1))
    eigenvalues, right = np.linalg.eig(stack)
    try:
        left = np.linalg.inv(right)
    except np.linalg.LinAlgError:  # one of them is defective to all digits
        left = np.full(right.shape, np.nan)
    conditions = np.nan_to_num(np.linalg.norm(left, axis=-1), nan=np.inf)
    squares = norms**2 - np.sum(np.abs(eigenvalues) ** 2, axis=-1)
    change = _BACKWARD * stack.shape[-1] * _UNIT * norms
    off = 2 * change * (norms + np.sum((np.abs(eigenvalues) + change[:, None]) * conditions, -1))
    return _roots(squares, off)


def _roots(squares: FloatArray, off: FloatArray) -> tuple[FloatArray, FloatArray]:
    values = np.sqrt(np.maximum(squares, 0.0))
    # √(x ± e) is within e/√x of √x for e ≤ x; beyond, an error of first order says nothing
    return values, np.where(off <= squares, off / values, np.inf)


def _two_by_two(stack: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return |b - c| of [[a, b], [c, d]] where its eigenvalues are real, else |(a - d, b + c)|.

    From ‖A‖_F² - tr A² = (b-c)² and ‖A‖_F² - 2 det A = (a-d)² + (b+c)².
    """
    a, b, c, d = (stack[:, i, j] for i in (0, 1) for j in (0, 1))
    discriminant = (a - d) ** 2 + 4 * b * c  # of which the second square is that more
    total = np.abs(a) + np.abs(b) + np.abs(c) + np.abs(d)
    off = 4 * _UNIT * total**2
    values = np.where(discriminant >= 0, np.abs(b - c), np.hypot(a - d, b + c))
    # within rounding of a double eigenvalue either formula may be right
    doubtful = np.where(np.abs(discriminant) <= off, off / np.maximum(values, off**0.5), 0.0)
    return values, 2 * _UNIT * total + doubtful


def _is_triangular(stack: Any) -> Any:
    rows, columns = np.tril_indices(stack.shape[-1], -1)
    lower, upper = stack[:, rows, columns], stack[:, columns, rows]
    return ~lower.any(axis=-1) | ~upper.any(axis=-1)


def _of_triangular(stack: Any) -> Any:
    off = stack * (1 - np.eye(stack.shape[-1]))
    return np.linalg.norm(off, axis=(-2, -1))


def _is_hermitian(stack: Any) -> Any:
    return (stack == np.swapaxes(stack, -1, -2).conj()).all(axis=(-2, -1))


def _zeros(stack: Any) -> Any:
    # under rounding E it is at most ‖E - E*‖_F/√2 for a Hermitian matrix
    return np.zeros(len(stack))
