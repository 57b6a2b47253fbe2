"""Spectral radii of stacks in float64, with estimates of their errors.

With left and right eigenvectors y and x, ‖y‖‖x‖/|y*x| is the condition of an eigenvalue λ: to
first order a change E of the matrix moves λ by at most that times ‖E‖ (J. H. Wilkinson, The
Algebraic Eigenvalue Problem, 1965, chapter 2). The eigenvalues that LAPACK finds are those of A + E
with ‖E‖ a few units of rounding of ‖A‖, A balanced before. All of them count for ρ and not the
largest only, as an ill-conditioned one may be larger than it seems.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.linalg import lapack

from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.estimates import Estimates
from kreissverify.quantities.eigenvalue_conditions import eigenvalues_and_cosines
from kreissverify.quantities.float_scaling import in_range

__all__ = ["radius_estimates"]

_UNIT = 2.0**-52
# LAPACK's backward error in units of n·‖A‖: about 1 is seen. The factor n is also that by which a
# group of n eigenvalues near a defective one is off by more than its condition says: rounding e
# moves them by s = e^(1/n), where their condition is s/(ne).
_BACKWARD = 4.0
_TINY = 1e-100  # entries below it, or above its inverse, are scaled: their cubes overflow
_LEAST = 5e-324  # the spacing of floats around 0
# Matrices up to which each is balanced and has its own call; for more, calls of NumPy for all.
# A choice of speed: the loop takes thirty microseconds a matrix more.
_FEW = 4
# Between these the squares and products of entries are normal numbers, and ρ of 2×2 matrices comes
# from them; beyond, from roots, which cost a rounding more.
_SQUARES_ABOVE, _SQUARES_BELOW = 1e-150, 1e150


def radius_estimates(stack: Any) -> Estimates:
    """Return ρ of matrices (..., n, n), real or complex and finite, of shape (...)."""
    n, shape = stack.shape[-1], stack.shape[:-2]
    if n == 1:
        sizes = np.abs(stack[..., 0, 0])
        return Estimates(sizes, _UNIT * sizes)
    if n == 2 and stack.dtype.kind != "c":
        return _two_by_two(stack)
    flat = stack.reshape(-1, n, n)
    if len(flat) > _FEW:
        return _of_many(flat).reshaped(shape)
    found = np.array([_of_one(one) for one in flat]).reshape(*shape, 2)
    return Estimates(found[..., 0], found[..., 1])


def _of_one(array: Any) -> tuple[float, float]:
    """Return ρ of one matrix and its error, the matrix balanced before."""
    balance = lapack.zgebal if array.dtype.kind == "c" else lapack.dgebal
    balanced = balance(array, scale=1, permute=1)[0]
    norm = float(np.linalg.norm(balanced))
    if not _TINY < norm < 1 / _TINY and np.any(array):
        scaled, shift = in_range(array)
        radius, error = _of_one(scaled)
        return float(np.ldexp(radius, shift)), float(np.ldexp(error, shift)) + _LEAST
    values, cosines = eigenvalues_and_cosines(balanced)
    return _largest(np.abs(values), 1 / cosines, norm)


def _of_many(stack: Any) -> Estimates:
    stack, shifts = in_range(stack)
    values, right = np.linalg.eig(stack)
    sizes, norms = np.abs(values), np.linalg.norm(stack, axis=(-2, -1))
    try:
        left = np.linalg.inv(right)
    except np.linalg.LinAlgError:  # one of them is defective to all digits
        left = np.full(right.shape, np.nan)
    # the rows of V⁻¹ are the left eigenvectors, with y*x = 1 as the right ones have length 1
    conditions = np.nan_to_num(np.linalg.norm(left, axis=-1), nan=np.inf)
    found = Estimates(*_largest(sizes, conditions, norms[:, None]))
    for i in np.flatnonzero(~found.are_right).tolist():  # balanced it may be better conditioned
        found.values[i], found.errors[i] = _of_one(stack[i])
    return Estimates(np.ldexp(found.values, shifts), np.ldexp(found.errors, shifts) + _LEAST)


def _largest(sizes: Any, conditions: Any, norm: Any) -> tuple[Any, Any]:
    """Return ρ and its error, from moduli and conditions of shape (..., n) of eigenvalues."""
    errors = _BACKWARD * sizes.shape[-1] * _UNIT * norm * conditions
    radius = sizes.max(axis=-1)
    error = (sizes + errors).max(axis=-1) - radius
    # beyond its own size an error says nothing, as it is one of the first order
    beyond = ~(error <= radius)
    return radius, np.where(beyond, np.inf, error) if np.any(beyond) else error


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
