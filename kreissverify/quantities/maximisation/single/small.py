"""The maxima of (|z|-1)‖R(z)‖ of one small matrix: a map by eigenvectors, and where to start."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities.maximisation.batched.estimates import diagonalised, estimates
from kreissverify.quantities.maximisation.batched.local_maxima import local_maxima, raised_between
from kreissverify.quantities.maximisation.batched.search import circles_of, sorted_angles
from kreissverify.quantities.maximisation.local_maximum import StartingPoints
from kreissverify.quantities.maximisation.single.ascent import Ascent
from kreissverify.quantities.maximisation.single.envelope import Envelope

__all__ = ["SmallMap", "small_map"]

# Angles in the upper half-plane beside those of the eigenvalues: a guide to the first ascent. What
# falls between them the level sets of circles find.
_ANGLES = 16
_STARTS = 6  # the highest nodes that are kept


@dataclass(frozen=True)
class SmallMap:
    """A map of estimates on circles.

    Attributes
    ----------
    starts
        Its highest local maxima, of shape (k,), the highest first.
    x, height, slope
        log(r-1) on the circles, the largest log‖R‖ there and its derivative, of shape (q,).
    at_one
        log G(1).
    """

    starts: StartingPoints
    x: FloatArray
    height: FloatArray
    slope: FloatArray
    at_one: float

    def envelope(self, peak: Ascent) -> Envelope:
        """Return G(r) as the map and a peak show it."""
        return Envelope(self.x, self.height, self.slope, self.at_one, peak)


def small_map(array: NDArray[np.generic]) -> SmallMap:
    """Return the map of a matrix of shape (n, n)."""
    stack = array[None]
    eigen = diagonalised(stack)
    angles = sorted_angles(stack, eigen.values, _ANGLES)
    excess, at_one = circles_of(stack, eigen, angles)
    turn = np.exp(1j * angles)[0]
    field = estimates(eigen, ((1 + excess[0])[:, None] * turn).reshape(1, -1))
    starts = local_maxima(excess, angles, field, _STARTS)
    order = np.argsort(-starts.height[0])
    x = np.log(excess[0])
    norms = np.log(field.norm).reshape(1, x.size, -1)
    slope = field.slope.reshape(norms.shape) * turn
    along = (1 + excess)[:, :, None] * slope.imag
    raised, _ = raised_between(norms, along, np.diff(angles, axis=1)[:, None, :])
    top = raised[0].argmax(axis=1)
    circles = np.arange(x.size)
    return SmallMap(
        StartingPoints(*(part[0, order] for part in vars(starts).values())),
        x,
        raised[0, circles, top],
        -excess[0] * slope[0, circles, top].real,
        float(at_one[0]),
    )
