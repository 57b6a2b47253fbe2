"""The maxima of h‖R(z)‖ of one small matrix: a map by eigenvectors, and where to start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities.curves import CIRCLES, Curves
from kreissverify.quantities.maximisation.batched.estimates import diagonalised, estimates
from kreissverify.quantities.maximisation.local_maximum import StartingPoints

__all__ = ["SmallMap", "small_map"]

# Steps of angle in the upper half-plane, beside the angles of the eigenvalues: a guide to the first
# ascent. What falls between them the level sets of circles find.
_ANGLES = 12
_LOWEST, _HIGHEST = 0.15, 4.0  # r - 1 on the first circle over 1 - ρ, on the last over 1 + ‖J‖
_SPACING = 0.9  # of log(r-1): heights are smooth on the scale 1 there
_STARTS = 6  # the highest nodes that are kept
_LEAST_GAP = 1e-14


@dataclass(frozen=True)
class SmallMap:
    """A map of estimates on circles or lines.

    Attributes
    ----------
    starts
        Its highest local maxima, of shape (k,), the highest first.
    x, height, angle
        log h of the curves, increasing, and log(h‖R‖) and t of the highest node of each: (q,).
    curves
        Circles or lines.
    """

    starts: StartingPoints
    x: FloatArray
    height: FloatArray
    angle: FloatArray
    curves: Curves


def small_map(array: NDArray[np.generic], curves: Curves = CIRCLES) -> SmallMap:
    """Return the map of a matrix of shape (n, n)."""
    eigen = diagonalised(array[None])
    norm = float(np.linalg.norm(array))
    size = curves.unit + norm
    gap = max(-float(curves.heights(eigen.values).max()), _LEAST_GAP * size)
    low, high = np.log(_LOWEST * gap), np.log(_HIGHEST * size)
    x = np.linspace(low, high, 2 + int((high - low) / _SPACING))
    angles = _angles(array, curves.places(eigen.values[0]), curves)
    points = curves.points(np.exp(x)[:, None], angles)
    norms = estimates(eigen, points.reshape(1, -1)).norm.reshape(points.shape)
    height = np.log(norms) + x[:, None]
    best = height.argmax(axis=1)
    highest = height[np.arange(x.size), best]
    return SmallMap(_starts(x, angles, height), x, highest, angles[best], curves)


def _angles(array: NDArray[np.generic], own: FloatArray, curves: Curves) -> FloatArray:
    if curves is not CIRCLES:
        return _ordinates(array, own)
    if np.iscomplexobj(array):
        return np.sort(np.concatenate([np.linspace(-np.pi, np.pi, 2 * _ANGLES + 1)[1:], own]))
    return np.unique(np.concatenate([np.linspace(0, np.pi, _ANGLES + 1), np.abs(own)]))


def _ordinates(array: NDArray[Any], own: FloatArray) -> FloatArray:
    """Return those of the eigenvalues, and of where the resolvent is largest far to the right.

    There ‖R(z)‖⁻² is the least |z - ⟨Av, v⟩|² + var, so that what counts is the ordinate of ⟨Av, v⟩
    for the vectors v that grow first; in between, uniform steps.
    """
    hermitian, vectors = np.linalg.eigh((array + array.conj().T) / 2)
    far = np.einsum("ij,ij->j", vectors.conj(), array @ vectors).imag
    far = far[hermitian > hermitian[-1] - 0.5 * (hermitian[-1] - hermitian[0])]
    low, high = min(own.min(), far.min()), max(own.max(), far.max())
    if np.iscomplexobj(array):
        return np.unique(np.concatenate([np.linspace(low, high, 2 * _ANGLES + 1), own, far]))
    steps = np.linspace(0, max(high, -low), _ANGLES + 1)
    return np.unique(np.concatenate([steps, np.abs(own), np.abs(far)]))


def _starts(x: FloatArray, angles: FloatArray, height: FloatArray) -> StartingPoints:
    """Return the highest nodes that are no lower than their four neighbours."""
    padded = np.full((x.size + 2, angles.size + 2), -np.inf)
    padded[1:-1, 1:-1] = height
    top = (height >= padded[:-2, 1:-1]) & (height >= padded[2:, 1:-1])
    top &= (height >= padded[1:-1, :-2]) & (height >= padded[1:-1, 2:])
    i, j = np.nonzero(top)
    order = np.argsort(-height[i, j])[:_STARTS]
    i, j = i[order], j[order]
    return StartingPoints(x[i], angles[j], height[i, j])
