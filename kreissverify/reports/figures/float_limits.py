"""Where float64 cannot draw a portrait: levels that are rounding noise, eigenvalues not there.

The singular values of zI - J that LAPACK computes are those of a matrix near it, of a distance of
about √n·2⁻⁵³‖zI - J‖ (the bound has n for √n, which is rarely met), so that ‖R(z)‖ has a relative
error of about √n·2⁻⁵³‖zI - J‖‖R(z)‖ (G. W. Stewart, J.-G. Sun, Matrix Perturbation Theory (1990),
IV.4). Computed eigenvalues lie where this is about 1 or more.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.quantities.resolvent.grid import grid_norms

__all__ = ["lost_eigenvalues", "noise"]

Mask = NDArray[np.bool_]

# The relative error of a norm above which its level is not drawn: levels are a factor of two or
# more apart, so that curves are still in their order. With a much larger one curves are noise where
# they are drawn; with a much smaller one good curves are left out.
_THIRD = 1 / 3
_DIRECTIONS = 8  # in which an eigenvalue is asked about: its neighbourhood in noise is about round


def noise(array: FloatArray, points: ComplexArray, norms: FloatArray) -> Mask:
    """Say at which points rounding may have changed ‖(zI-J)⁻¹‖ by more than a third.

    Parameters
    ----------
    array
        J, of shape (n, n).
    points
        The points z.
    norms
        The norms as computed, of the same shape.

    Returns
    -------
    ndarray
        Of the shape of `points`.
    """
    size = np.abs(points) + float(np.linalg.norm(array, 2))
    with np.errstate(invalid="ignore"):  # J = 0 at z = 0: an eigenvalue that is exact
        return np.asarray(math.sqrt(len(array)) * 2.0**-53 * size * norms > _THIRD)


def lost_eigenvalues(array: FloatArray, eigenvalues: ComplexArray, distance: float) -> Mask:
    """Say which computed eigenvalues may be farther from every true one than a distance.

    That is where the norms at this distance are noise: an eigenvalue that is known is an isolated
    pole, and around it the norms have fallen below that.

    Parameters
    ----------
    array
        J, of shape (n, n).
    eigenvalues
        As LAPACK computes them.
    distance
        What can be told apart in the picture.
    """
    turns = np.exp(2j * np.pi * np.arange(_DIRECTIONS) / _DIRECTIONS)
    around = eigenvalues[:, None] + distance * turns
    noisy = noise(array, around, grid_norms(array, around, rtol=1e-2))
    return np.asarray(noisy.any(axis=1))
