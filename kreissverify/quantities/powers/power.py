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

BoolArray = NDArray[np.bool_]

__all__ = ["power_norms"]

_UNIT = 2.0**-53
_ENOUGH = 1e-10  # a relative error below which a bound is good enough: else it is sampled
_LARGEST, _LEAST = 1e150, 1e-150  # norms of powers between which squares are normal numbers
# What the terms of one product lose that are below the normal numbers: 2^-1074 each, of n³; nothing
# beside the rest, but what is lost of zeros is multiplied later.
_LOST = 1e-315


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


def _power(stack: NDArray[Any], t: int) -> tuple[NDArray[Any], FloatArray, BoolArray]:
    """Return Aᵗ, bounds on its errors, and whether all on the way was in the range of float64."""
    unit, square, size = product_error(stack), stack, frobenius(stack)
    off, usual = _UNIT * size, _is_usual(size) | ~stack.any(axis=(-2, -1))
    result: NDArray[Any] | None = None
    slip = length = np.zeros(len(stack))
    while t:
        if t & 1 and result is None:
            result, slip, length = square, off, size
        elif t & 1 and result is not None:
            factor, result = result, result @ square
            slip = slip * (size + off) + length * (off + unit * size) + _LOST
            length = frobenius(result)
            slip, usual = _checked(slip, usual, (factor, square, result), length)
        t >>= 1
        if t:
            factor, square = square, square @ square
            off, size = 2 * off * size + off**2 + unit * size**2 + _LOST, frobenius(square)
            off, usual = _checked(off, usual, (factor, factor, square), size)
    return identities(stack) if result is None else result, slip, usual


def _checked(
    errors: FloatArray,
    usual: BoolArray,
    product: tuple[NDArray[Any], NDArray[Any], NDArray[Any]],
    sizes: FloatArray,
) -> tuple[FloatArray, BoolArray]:
    """Return the errors, and which products are usual: a zero that is none of underflow is exact.

    Parameters
    ----------
    errors, usual
        The errors so far, and what was usual so far.
    product
        X, Y and XY.
    sizes
        ‖XY‖_F, whose squares may underflow.
    """
    usual = usual & (_is_usual(sizes) | (sizes == 0))
    vanished = np.flatnonzero(sizes == 0)
    if not vanished.size:
        return errors, usual
    left, right, both = (x[vanished] for x in product)
    # no term of a product whose factors are that large is below the normal numbers
    true = _least(left) * _least(right) >= np.finfo(np.float64).tiny
    true &= ~both.any(axis=(-2, -1))
    usual[vanished] &= true
    errors = errors.copy()
    errors[vanished[true]] = 0.0
    return errors, usual


def _least(stack: NDArray[Any]) -> FloatArray:
    """Return the least moduli of the parts of entries that are not 0, ∞ of zero matrices."""
    parts = np.abs(np.concatenate([stack.real, stack.imag], axis=-1))
    return np.asarray(np.where(parts == 0, np.inf, parts).min(axis=(-2, -1)))


def _is_usual(sizes: FloatArray) -> BoolArray:
    """Say which norms have squares that are normal numbers."""
    return np.asarray((sizes > _LEAST) & (sizes < _LARGEST))
