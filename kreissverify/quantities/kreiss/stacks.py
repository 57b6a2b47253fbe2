"""K of many matrices at once in float64, with estimates of the errors.

The highest peak found by `maximisation.batched`, its height recomputed in extended precision, and
what is known of the error: of the height by the rounding of the entries and of the vectors; and of
the search by whether all starts were followed, and whether the circle itself is in doubt.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import Estimates
from kreissverify.quantities.kreiss.equal_to_one import radius_below_one
from kreissverify.quantities.kreiss.lower_bound import refined_maximum
from kreissverify.quantities.maximisation.batched.search import searched
from kreissverify.quantities.maximisation.local_maximum import BatchOfMaxima
from kreissverify.quantities.resolvent.high_precision import height_at

__all__ = ["kreiss_of_stack"]

_UNIT = 2.0**-52
_WIDE = float(np.finfo(np.longdouble).eps)
_CONVERGED = 1e-12  # of a height: ascents end where a step would change it by less
# The rounding of J that K is asked to bear, as a share of the distance to instability: above it
# the side of the circle on which an eigenvalue lies is in doubt.
_IN_DOUBT = 1e-3
_LOST = 1e-10  # of a height by its vectors, from which on it is taken from higher precision
_ASTRAY = 1e-3  # of σ, from which on the peak itself may be elsewhere, and is looked for there
_NOT_KNOWN_ONE = 1e-3  # by which K may exceed 1 where w(J) is 1 to within 2e-4
_DIGITS = 18


def kreiss_of_stack(stack: NDArray[Any], unstable: float) -> Estimates:
    """Return K of each matrix of a stack, with estimates of the errors.

    Parameters
    ----------
    stack
        Real or complex, of shape (N, n, n).
    unstable
        The computed spectral radius above which K = ∞.

    Returns
    -------
    Estimates
        Of shape (N,). The errors are infinite where the search may have missed a peak, or where
        rounding decides on which side of the circle an eigenvalue lies.
    """
    if stack.shape[-1] == 1:
        return _of_numbers(np.abs(stack[:, 0, 0]))
    radii, sensitivity = _spectra(stack)
    values, errors = np.full(len(stack), math.inf), np.full(len(stack), math.inf)
    errors[radii - sensitivity > 1] = 0.0
    stable = np.flatnonzero(radii <= unstable)
    if stable.size:
        values[stable], errors[stable] = _of_stable(stack[stable])
    return Estimates(values, errors)


def _of_numbers(moduli: FloatArray) -> Estimates:
    """Return K of 1×1 matrices: 1 up to modulus 1, unless rounding may have taken it there."""
    away = np.abs(moduli - 1)
    errors = np.where((away > 0) & (away <= _UNIT), math.inf, 0.0)
    return Estimates(np.where(moduli <= 1, 1.0, math.inf), errors)


def _spectra(stack: NDArray[Any]) -> tuple[FloatArray, FloatArray]:
    """Return the spectral radii, and bounds on what rounding does to those above 1 (Bauer-Fike)."""
    eigenvalues = np.linalg.eigvals(stack)
    radii = np.abs(eigenvalues).max(axis=-1)
    moved = np.zeros(len(stack))
    some = np.flatnonzero(radii > 1)
    if some.size:
        condition = np.linalg.cond(np.linalg.eig(stack[some])[1])
        size = np.linalg.norm(stack[some], axis=(-2, -1))
        moved[some] = stack.shape[-1] * _UNIT * size * np.nan_to_num(condition, nan=math.inf)
    return radii, moved


def _of_stable(stack: NDArray[Any]) -> tuple[FloatArray, FloatArray]:
    n = stack.shape[-1]
    found = searched(stack)
    is_one = found.is_one.copy()  # the search is remembered as it was
    for i in np.flatnonzero(~is_one & ~(found.peaks.value > 1)).tolist():
        is_one[i] = radius_below_one(stack[i])  # few matrices have w(J) so near to 1
    size = np.linalg.norm(stack, axis=(-2, -1))
    with np.errstate(all="ignore"):
        heights, relative = _heights(stack, found.peaks, size)
        values = np.where(is_one, 1.0, np.maximum(1.0, heights))
        errors = values * (relative + _CONVERGED)
        errors[~(heights > 1)] = _NOT_KNOWN_ONE
        near_circle = ~(n * _UNIT * size * found.on_circle < _IN_DOUBT)
        errors[near_circle | ~found.complete] = math.inf
    errors[is_one & ~near_circle] = 0.0
    return values, errors


def _heights(
    stack: NDArray[Any], peaks: BatchOfMaxima, size: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the heights of peaks (N,), and their relative errors by rounding.

    Parameters
    ----------
    stack
        Matrices of shape (N, n, n).
    peaks
        Of shape (N,).
    size
        The Frobenius norms, of shape (N,).
    """
    if stack.shape[-1] <= 2:
        return peaks.value, _error_of_two(stack, peaks)
    wide = np.longdouble
    z = peaks.z
    left, _, right = np.linalg.svd(z[:, None, None] * np.eye(stack.shape[-1]) - stack)
    u, v = left[:, :, -1].astype(np.clongdouble), right[:, -1].conj().astype(np.clongdouble)
    image = z[:, None] * v - (stack * v[:, None, :]).sum(axis=-1)
    lengths = np.sqrt((abs(u) ** 2).sum(axis=-1) * (abs(v) ** 2).sum(axis=-1))
    sigma = ((u.conj() * image).sum(axis=-1).real / lengths).astype(np.float64)
    excess = np.sqrt(z.real.astype(wide) ** 2 + z.imag.astype(wide) ** 2) - 1
    heights = (excess / sigma).astype(np.float64)
    lost = 4 * _UNIT * (1 + peaks.excess + size) / np.abs(sigma)
    relative = lost**2 + 4 * _WIDE * (lost / _UNIT + 1 / peaks.excess)
    relative = np.where(sigma > 0, relative, math.inf)
    for i in np.flatnonzero(~(relative < _LOST) & np.isfinite(lost)).tolist():
        sharper = None if np.iscomplexobj(stack) else _sharper(stack[i], peaks, i, float(lost[i]))
        if sharper is not None:
            heights[i], relative[i] = sharper, 0.0
    # the entries may be roundings themselves
    entries = (abs(u)[:, :, None] * np.abs(stack) * abs(v)[:, None, :]).sum(axis=(-2, -1))
    return heights, relative + (_UNIT * (entries / np.abs(sigma)).astype(np.float64) + _UNIT)


def _error_of_two(stack: NDArray[Any], peaks: BatchOfMaxima) -> FloatArray:
    """Return the relative errors of |det|/σ_max, with the entries off by half a unit each."""
    a, b, c, d = (stack[:, i, j] for i in (0, 1) for j in (0, 1))
    z = peaks.z
    first, second = np.abs(z - a), np.abs(z - d)
    terms = (np.abs(z) + np.abs(a)) * second + first * (np.abs(z) + np.abs(d)) + 3 * np.abs(b * c)
    determinant = np.abs((z - a) * (z - d) - b * c)
    return np.asarray(_UNIT * (4 + 2 * terms / determinant + 1 / peaks.excess))


def _sharper(array: FloatArray, peaks: BatchOfMaxima, index: int, lost: float) -> float | None:
    """Return a height from higher precision, of the peak itself if it may be elsewhere.

    Parameters
    ----------
    array
        J, of shape (n, n).
    peaks, index
        The peak.
    lost
        The share of σ that float64 loses.
    """
    matrix, peak = Matrix(array), peaks.one(index)
    bits = 64 + 2 * math.ceil(math.log2(lost / _UNIT + 1))
    try:
        if lost <= _ASTRAY:  # a third of the time of Newton's method
            return height_at(matrix.exact, peak.excess, peak.angle, bits)
        return float(refined_maximum(matrix, peak, bits + math.ceil(3.33 * _DIGITS) + 40).value)
    except (Refused, ZeroDivisionError, OverflowError):
        return None
