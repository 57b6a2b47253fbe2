"""Spectral radii and abscissae of stacks in float64, with estimates of their errors.

With left and right eigenvectors y and x, ‖y‖‖x‖/|y*x| is the condition of an eigenvalue λ: to
first order a change E of the matrix moves λ by at most that times ‖E‖ (J. H. Wilkinson, The
Algebraic Eigenvalue Problem, 1965, chapter 2). The eigenvalues that LAPACK finds are those of A + E
with ‖E‖ a few units of rounding of ‖A‖, A balanced before. All of them count for ρ and not the
largest only, as an ill-conditioned one may be larger than it seems. The same holds of α, with real
parts in the place of moduli.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.linalg import lapack

from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.estimates import Estimates
from kreissverify.quantities.eigenvalue_conditions import eigenvalues_and_cosines
from kreissverify.quantities.float_scaling import in_range

__all__ = ["abscissa_estimates", "radius_estimates"]

Height = Callable[[Any], Any]
"""What eigenvalues are compared by: their modulus or their real part."""

_UNIT = 2.0**-52
# LAPACK's backward error in units of n·‖A‖: about 1 is seen. The factor n is also that by which a
# group of n eigenvalues near a defective one is off by more than its condition says: rounding e
# moves them by s = e^(1/n), where their condition is s/(ne).
_BACKWARD = 4.0
_TINY = 1e-100  # entries below it, or above its inverse, are scaled: their cubes overflow
_LEAST = 5e-324  # the spacing of floats around 0
_LEAST_SQUARE = 2.0**-1020  # below it products have lost digits
# Matrices up to which each is balanced and has its own call; for more, calls of NumPy for all.
# A choice of speed: the loop takes thirty microseconds a matrix more.
_FEW = 4
# Between these the squares and products of entries are normal numbers, and ρ of 2×2 matrices comes
# from them; beyond, from roots, which cost a rounding more.
_SQUARES_ABOVE, _SQUARES_BELOW = 1e-150, 1e150


def radius_estimates(stack: Any) -> Estimates:
    """Return ρ of matrices (..., n, n), real or complex and finite, of shape (...)."""
    n = stack.shape[-1]
    if n == 1:
        sizes = np.abs(stack[..., 0, 0])
        return Estimates(sizes, _UNIT * sizes)
    if n == 2 and stack.dtype.kind != "c":
        return _two_by_two(stack)
    return _of_stack(stack, np.abs)


def abscissa_estimates(stack: Any) -> Estimates:
    """Return α of matrices (..., n, n), real or complex and finite, of shape (...)."""
    n = stack.shape[-1]
    if n == 1:
        parts = np.array(stack[..., 0, 0].real)
        return Estimates(parts, _UNIT * np.abs(parts))
    if n == 2 and stack.dtype.kind != "c":
        return _two_by_two_abscissa(stack)
    return _of_stack(stack, np.real)


def _of_stack(stack: Any, height: Height) -> Estimates:
    shape, flat = stack.shape[:-2], stack.reshape(-1, *stack.shape[-2:])
    if len(flat) > _FEW:
        return _of_many(flat, height).reshaped(shape)
    found = np.array([_of_one(one, height) for one in flat]).reshape(*shape, 2)
    return Estimates(found[..., 0], found[..., 1])


def _of_one(array: Any, height: Height) -> tuple[float, float]:
    """Return ρ or α of one matrix and its error, the matrix balanced before."""
    balance = lapack.zgebal if array.dtype.kind == "c" else lapack.dgebal
    balanced = balance(array, scale=1, permute=1)[0]
    norm = float(np.linalg.norm(balanced))
    if not _TINY < norm < 1 / _TINY and np.any(array):
        scaled, shift = in_range(array)
        radius, error = _of_one(scaled, height)
        return float(np.ldexp(radius, shift)), float(np.ldexp(error, shift)) + _LEAST
    values, cosines = eigenvalues_and_cosines(balanced)
    return _largest(height(values), np.abs(values), 1 / cosines, norm)


def _of_many(stack: Any, height: Height) -> Estimates:
    stack, shifts = in_range(stack)
    values, right = np.linalg.eig(stack)
    norms = np.linalg.norm(stack, axis=(-2, -1))
    try:
        left = np.linalg.inv(right)
    except np.linalg.LinAlgError:  # one of them is defective to all digits
        left = np.full(right.shape, np.nan)
    # the rows of V⁻¹ are the left eigenvectors, with y*x = 1 as the right ones have length 1
    conditions = np.nan_to_num(np.linalg.norm(left, axis=-1), nan=np.inf)
    found = Estimates(*_largest(height(values), np.abs(values), conditions, norms[:, None]))
    for i in np.flatnonzero(~found.are_right).tolist():  # balanced it may be better conditioned
        found.values[i], found.errors[i] = _of_one(stack[i], height)
    return Estimates(np.ldexp(found.values, shifts), np.ldexp(found.errors, shifts) + _LEAST)


def _largest(heights: Any, sizes: Any, conditions: Any, norm: Any) -> tuple[Any, Any]:
    """Return ρ or α and its error, from what eigenvalues (..., n) are compared by.

    Parameters
    ----------
    heights
        Their moduli, or their real parts.
    sizes
        Their moduli.
    conditions
        Of the eigenvalues.
    norm
        ‖A‖_F, which the rounding errors are proportional to.
    """
    errors = (_BACKWARD * sizes.shape[-1] * _UNIT * norm) * conditions
    highest = heights.max(axis=-1)
    error = (heights + errors).max(axis=-1) - highest
    # beyond the size of the eigenvalues an error says nothing, as it is one of the first order
    beyond = ~(error <= sizes.max(axis=-1))
    return highest, np.where(beyond, np.inf, error) if beyond.any() else error


def _two_by_two(stack: FloatArray) -> Estimates:
    """Return ρ from the discriminant, without a difference of nearly equal numbers.

    So double eigenvalues keep their digits, if the rounding of the entries does not split them.
    """
    a, b, c, d = (stack[..., i, j] for i in (0, 1) for j in (0, 1))
    sizes = np.abs(stack).reshape(*stack.shape[:-2], 4)
    largest, least = sizes.max(axis=-1), np.where(sizes > 0, sizes, np.inf).min(axis=-1)
    if np.any((largest > _SQUARES_BELOW) | (least < _SQUARES_ABOVE)):
        return _two_by_two_of_roots(a, b, c, d)
    half, h, product = (a + d) / 2, (a - d) / 2, b * c
    sums = np.abs(a) + np.abs(d)
    return Estimates(*_from_discriminant(half, h**2 + product, sums, sums**2 + np.abs(product)))


def _from_discriminant(half: Any, discriminant: Any, sums: Any, terms: Any) -> tuple[Any, Any]:
    """Return ρ and its error.

    Parameters
    ----------
    half
        (a+d)/2.
    discriminant
        ((a-d)/2)² + bc: the eigenvalues are half ± its root.
    sums
        |a| + |d|, of which half is off by a few units.
    terms
        What the discriminant is a few units of off.
    """
    radius = _radius(half, discriminant)
    off = 2 * _UNIT * terms
    ends = [np.abs(_radius(half, discriminant + x) - radius) for x in (-off, off)]
    # it falls up to a discriminant of 0, and grows from there
    least = np.where(np.abs(discriminant) <= off, np.abs(radius - np.abs(half)), 0.0)
    return radius, np.maximum.reduce([*ends, least]) + 2 * _UNIT * (radius + sums)


def _radius(half: Any, discriminant: Any) -> Any:
    real = np.abs(half) + np.sqrt(np.maximum(discriminant, 0.0))
    rotating = np.sqrt(np.maximum(half**2 - discriminant, 0.0))
    return np.asarray(np.where(discriminant >= 0, real, rotating))


def _two_by_two_abscissa(stack: FloatArray) -> Estimates:
    """Return α = τ + √max(τ² - det, 0), τ half the trace, each matrix scaled by a power of two.

    The discriminant ((a-d)/2)² + bc and τ are right to a few units of their terms.
    """
    scaled, shifts = in_range(stack)
    a, b, c, d = (scaled[..., i, j] for i in (0, 1) for j in (0, 1))
    half, discriminant = (a + d) / 2, ((a - d) / 2) ** 2 + b * c
    sums = np.abs(a) + np.abs(d)
    # squares of the least entries beside one of size 1 are lost
    off = 2 * _UNIT * (sums**2 + np.abs(b * c)) + _LEAST_SQUARE
    low, root, high = (np.sqrt(np.maximum(discriminant + x, 0.0)) for x in (-off, 0.0, off))
    values, errors = half + root, np.maximum(high - root, root - low) + 2 * _UNIT * (root + sums)
    return Estimates(np.ldexp(values, shifts), np.ldexp(errors, shifts) + _LEAST)


def _two_by_two_of_roots(a: Any, b: Any, c: Any, d: Any) -> Estimates:
    """Return ρ of [[a, b], [c, d]], of numbers (...) whose squares may leave the range of float64.

    With h = (a-d)/2 and g = √|bc| the discriminant is h² ± g², and no square is formed. All are
    scaled by a power of two, so that halves of the least numbers are not rounded away.
    """
    g = np.sqrt(np.abs(b)) * np.sqrt(np.abs(c))
    shift = -np.frexp(np.maximum(np.maximum(np.abs(a), np.abs(d)), g))[1]
    a, d, g = (np.ldexp(x, shift) for x in (a, d, g))
    half, h = a / 2 + d / 2, np.abs(a / 2 - d / 2)
    positive = np.sign(b) * np.sign(c) >= 0
    gap = np.sqrt(np.abs(h - g)) * np.sqrt(h + g)  # |h² - g²|^½
    real = np.abs(half) + np.where(positive, np.hypot(h, g), gap)
    radius = np.where(positive | (h >= g), real, np.hypot(half, gap))
    sums = np.abs(a) + np.abs(d)
    signed = h**2 + np.where(positive, g, -g) * g
    errors = _from_discriminant(half, signed, sums, sums**2 + g**2)[1]
    return Estimates(np.ldexp(radius, -shift), np.ldexp(2 * errors, -shift) + _LEAST)
