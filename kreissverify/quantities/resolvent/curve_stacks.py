"""G(r) of many small matrices at once: an ascent of each, and one level-set test of each circle.

The search of `curve_maximum` with one start and one round, by calls on whole stacks. Where the
test does not confirm the maximum found, nothing is said: that matrix is searched alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.numbers.estimates import Estimates
from kreissverify.quantities.maximisation.batched.ascents import Ascents
from kreissverify.quantities.resolvent.curve_maximum import (
    LOST,
    MARGIN,
    SAME,
    backward_error,
)
from kreissverify.quantities.resolvent.level_set import NEAR, crossing_angles
from kreissverify.quantities.resolvent.values import shifted

__all__ = ["MOST_ROWS", "confirmed_estimates"]

MOST_ROWS = 12
"""The size up to which calls on stacks pay: beyond, the searches one by one, which solve with one
factorisation where these have all singular vectors, are as fast."""

_STARTS = 4  # angles of the eigenvalues next to the circle
_LARGEST, _LEAST = 1e100, 1e-100  # of radii and entries whose squares stay within float64


def confirmed_estimates(stack: NDArray[Any], radii: FloatArray) -> Estimates:
    """Return G(r) with its error where one round confirms it; the error is infinite elsewhere.

    Parameters
    ----------
    stack, radii
        Finite matrices of shape (B, n, n), and r > 0 of shape (B,).
    """
    found = Estimates.unsure(np.full(len(stack), np.nan))
    usual = (radii > _LEAST) & (np.maximum(np.abs(stack).max(axis=(1, 2)), radii) < _LARGEST)
    some = np.flatnonzero(usual)
    # the circle becomes |z| = 2: `Ascents` take r - 1 for the scale of angles
    scaled = stack[some] * (2 / radii[some])[:, None, None]
    eigenvalues = np.linalg.eigvals(scaled) if some.size else np.empty((0, 1))
    inside = np.abs(eigenvalues).max(axis=1) < 2
    some, scaled, eigenvalues = some[inside], scaled[inside], eigenvalues[inside]
    if not some.size:
        return found
    angles = _starts(eigenvalues, real=not np.iscomplexobj(stack))
    inverses = _inverse_norms(scaled, angles)
    # where rounding is as large as σ_min there are no derivatives to ascend by
    lost = backward_error(stack.shape[-1], 2.0, np.linalg.norm(scaled, axis=(1, 2)))
    clear = lost * inverses.max(axis=1) < LOST
    some, scaled, angles, inverses = some[clear], scaled[clear], angles[clear], inverses[clear]
    if some.size:
        start = np.take_along_axis(angles, inverses.argmax(axis=1)[:, None], 1)[:, 0]
        sigma, errors = _searched(scaled, start)
        found.values[some] = 2 / sigma / radii[some]
        found.errors[some] = np.where(np.isfinite(errors), errors * found.values[some], np.inf)
    return found


def _searched(stack: NDArray[Any], start: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the least σ_min found on |z| = 2 and its relative error, ∞ where not confirmed.

    Parameters
    ----------
    stack, start
        Of shape (B, n, n), and the angles from which to ascend, of shape (B,).
    """
    count, n, real = len(stack), stack.shape[-1], not np.iscomplexobj(stack)
    top = Ascents(stack, np.arange(count), np.ones(count), start, along_circle=True).maxima()
    # where the level set is farthest the circle is turned into a line; at ±1 in real arithmetic
    poles = np.array([0.0, np.pi]) if real else np.array([0.0, np.pi / 2, np.pi, -np.pi / 2])
    points = 2 * np.exp(1j * poles)
    sizes = _least_singular_values(stack, np.broadcast_to(points, (count, poles.size)))
    pole = np.exp(1j * poles)[sizes.argmax(axis=1)]
    pole = np.rint(pole.real) if real else pole
    level = top.sigma * (1 - MARGIN)
    rounding = backward_error(n, 2.0, np.linalg.norm(stack, axis=(1, 2))) / top.sigma
    clear = (rounding < LOST) & (sizes.max(axis=1) > 2 * level)  # false of NaN
    errors = np.full(count, np.inf)
    if not clear.any():
        return top.sigma, errors
    crossing, distance = crossing_angles(stack[clear] / 2, level[clear] / 2, pole[clear])
    away = (
        np.abs(crossing) - np.abs(top.angle[clear])[:, None]
        if real
        else _turned(crossing - top.angle[clear][:, None])
    )
    other = (distance < NEAR) & ~(np.abs(away) < SAME * top.sigma[clear][:, None] / 2)
    errors[clear] = np.where(other.any(axis=1), np.inf, MARGIN + rounding[clear])
    return top.sigma, errors


def _starts(eigenvalues: ComplexArray, *, real: bool) -> FloatArray:
    """Return the angles of the outermost eigenvalues and of the axes, of shape (B, p)."""
    nearest = np.argsort(-np.abs(eigenvalues), axis=1)[:, : _STARTS * (2 if real else 1)]
    angles = np.angle(np.take_along_axis(eigenvalues, nearest, 1))
    # conjugate pairs have one angle in the upper half-plane
    angles = np.abs(angles)[:, ::2] if real else angles
    axes = np.broadcast_to(np.array([0.0, np.pi]), (len(angles), 2))
    return np.concatenate([angles, axes], axis=1)


def _inverse_norms(stack: NDArray[Any], angles: FloatArray) -> FloatArray:
    """Return ‖R‖_F at 2e^{iθ}, of shape (B, p), or ‖R‖ where LAPACK calls a matrix singular."""
    points = 2 * np.exp(1j * angles)
    try:
        inverses = np.linalg.inv(_shifted(stack, points))
    except np.linalg.LinAlgError:  # of one member; which one it does not say
        return np.asarray(1 / np.maximum(_least_singular_values(stack, points), 1e-300))
    return np.asarray(np.linalg.norm(inverses, axis=(1, 2)).reshape(angles.shape))


def _least_singular_values(stack: NDArray[Any], points: ComplexArray) -> FloatArray:
    """Return σ_min(zI - J) at points (B, p), of that shape."""
    values = np.linalg.svd(_shifted(stack, points), compute_uv=False)
    return np.asarray(values[:, -1].reshape(points.shape), dtype=np.float64)


def _shifted(stack: NDArray[Any], points: ComplexArray) -> ComplexArray:
    """Return zI - J at points (B, p), of shape (Bp, n, n)."""
    return shifted(np.repeat(stack, points.shape[1], axis=0), points.reshape(-1))


def _turned(angles: FloatArray) -> FloatArray:
    """Return angles moved by full turns to the interval about 0."""
    return np.asarray(angles - 2 * np.pi * np.rint(angles / (2 * np.pi)))
