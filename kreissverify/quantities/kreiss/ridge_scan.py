"""Where ‖R(z)‖ is largest on a circle, in coordinates in which float64 has the digits.

In the coordinates of the continuation J'/r is a contraction and R(z) = W⁻¹(zI-J')⁻¹W, a product
that loses few digits however far J is from normal. A guide, no proof.
"""

from __future__ import annotations

import numpy as np

from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities.curve_proofs.continuation import LevelContinuation
from kreissverify.quantities.curve_proofs.coordinates import Coordinates
from kreissverify.quantities.curves import CIRCLES, Curves
from kreissverify.quantities.maximisation.golden_section import golden_sections
from kreissverify.quantities.resolvent.values import inverses

__all__ = ["ridge_angles"]


# Angles in the upper half-plane beside those of the eigenvalues; golden sections, which narrow an
# angle to 1e-6, where a maximum is flat to 1e-12; and maxima that are worth a ridge. A guide: what
# it misses makes a circle fail, and the bound is refused.
_UNIFORM, _SECTIONS, _KEPT = 49, 24, 4
_CHUNK = 400_000  # complex entries of a stack


def ridge_angles(
    continuation: LevelContinuation, excess: float, curves: Curves = CIRCLES
) -> FloatArray:
    """Return the angles (k,) in [0, π] of the highest local maxima on |z| = 1 + excess.

    Or the ordinates, at least 0, on a line. None of them if the curve is too close to the spectrum
    for the continuation.

    Parameters
    ----------
    continuation
        The coordinates.
    excess, curves
        The curve.
    """
    here = continuation.down_to(curves.unit + excess)
    if here is None:
        return np.empty(0)
    own = np.abs(curves.places(here.eigenvalues))
    last = np.pi if curves is CIRCLES else 2 * float(own.max()) + excess
    grid = np.unique(np.concatenate([np.linspace(0, last, _UNIFORM), own]))
    heights = _norms(here, excess, grid, curves)
    padded = np.concatenate([[-np.inf], heights, [-np.inf]])
    tops = np.flatnonzero((heights >= padded[:-2]) & (heights >= padded[2:]))
    tops = tops[np.argsort(-heights[tops])][:_KEPT]
    low, high = grid[np.maximum(tops - 1, 0)], grid[np.minimum(tops + 1, len(grid) - 1)]
    low, high = golden_sections(lambda t: _norms(here, excess, t, curves), low, high, _SECTIONS)
    return np.unique(np.concatenate([(low + high) / 2, grid[tops]]))


def _norms(here: Coordinates, excess: float, angles: FloatArray, curves: Curves) -> FloatArray:
    """Return ‖R(z)‖ at angles (p,) of a circle, or ordinates of a line, of shape (p,)."""
    n = len(here.matrix)
    step = max(1, _CHUNK // n**2)
    found = []
    for start in range(0, len(angles), step):
        points = curves.points(np.asarray(excess), angles[start : start + step])
        resolvent = inverses(points[:, None, None] * np.eye(n) - here.matrix)
        if here.factor is not None and here.inverse is not None:
            resolvent = here.inverse @ resolvent @ here.factor
        found.append(np.linalg.norm(resolvent, 2, axis=(1, 2)))
    return np.concatenate(found)
