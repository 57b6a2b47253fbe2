"""One power of a stack in floats, with a bound or an estimate of its rounding error."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities.powers.batched import identities, norms
from kreissverify.quantities.powers.steps import (
    frobenius,
    perturbed,
    product_error,
    sampled_errors,
)

__all__ = ["power_norms"]

_UNIT = 2.0**-53
_ENOUGH = 1e-10  # a relative error below which a bound is good enough: else it is sampled
_LARGEST, _LEAST = 1e150, 1e-150  # norms of powers between which squares are normal numbers


def power_norms(stack: NDArray[Any], t: int) -> tuple[FloatArray, FloatArray]:
    """Return ‖Aᵗ‖ and an estimate of its error, for matrices (N, n, n), both of shape (N,).

    The error is ∞ where a power on the way leaves the range of float64.
    """
    power, errors, usual = _power(stack, t)
    values = norms(power)
    errors = errors + 4 * stack.shape[-1] * _UNIT * values
    doubtful = usual & ~(errors <= _ENOUGH * values)
    if doubtful.any():
        twins = tuple(np.linalg.matrix_power(x, t) for x in perturbed(stack[doubtful]))
        errors[doubtful] = np.fmin(
            errors[doubtful], sampled_errors(power[doubtful], twins, np.asarray(t))
        )
    return values, np.where(usual, errors, np.inf)


def _power(stack: NDArray[Any], t: int) -> tuple[NDArray[Any], FloatArray, NDArray[np.bool_]]:
    """Return Aᵗ, bounds on its errors, and whether all on the way was in the range of float64."""
    unit, square = product_error(stack), stack
    result, slip = identities(stack), np.zeros(len(stack))
    size = frobenius(stack)
    off, usual = _UNIT * size, _is_usual(stack)
    while t:
        if t & 1:
            length = frobenius(result)
            result = result @ square
            slip = slip * (size + off) + length * (off + unit * size)
            usual &= _is_usual(result)
        t >>= 1
        if t:
            square, off = square @ square, 2 * off * size + off**2 + unit * size**2
            size = frobenius(square)
            usual &= _is_usual(square)
    return result, slip, usual


def _is_usual(stack: NDArray[Any]) -> NDArray[np.bool_]:
    """Say which matrices have norms, but for 0, whose squares are normal numbers."""
    largest = np.abs(stack).max(axis=(-2, -1))
    return np.asarray((largest == 0) | (largest > _LEAST) & (largest < _LARGEST))
