"""Bounds of ‖(zI-J)⁻¹‖ on circles for many matrices at once: one circle of each, or several.

From above by the circle inequality (see `curve_proofs.bounded_real`), whose P solves a Riccati
equation in floats; from below by one vector: ‖(zI-J)⁻¹‖ ≥ ‖v‖/‖(zI-J)v‖.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.numbers.float_ball_matrix import FloatBall, round_up
from kreissverify.quantities.curve_proofs.bounded_real import proved_in_float
from kreissverify.quantities.curve_proofs.coordinates import Coordinates
from kreissverify.quantities.curve_proofs.riccati import riccati_of_stack

__all__ = ["circles_proved", "resolvents_from_below"]

_UNIT = 2.0**-53
_AT_ONCE = 4096  # circles: a stack of them stays within the caches of the processor
# Of the room between the gain and the resolvent, how much goes to a smaller gain in the equation,
# and how much to a smaller radius: both blocks of the inequality must hold with something to spare.
_SHARE = 0.3


def circles_proved(
    balls: FloatBall,
    radii: FloatArray,
    gains: FloatArray,
    spare: FloatArray | float,
    ease: FloatArray | None = None,
) -> NDArray[np.bool_]:
    """Say for which circles rG(r) ≤ gain is proved, and with it ρ(J) < r.

    Parameters
    ----------
    balls
        The matrices J, one for each circle, of shape (m, n, n).
    radii, gains
        r, and the bound, of shape (m,).
    spare
        How far the gain is thought to be above rG(r), in its logarithm: of each circle, or of all.
    ease
        By which share of r² the candidate's circle is smaller; by default as |G'| ≤ G² allows. With
        more of it the inequality has more to spare, if there is a candidate.
    """
    shown = np.zeros(len(radii), dtype=bool)
    # |dG/dr| ≤ G², so a radius smaller by the share e of itself costs about e·rG/2 of the logarithm
    with np.errstate(all="ignore"):
        usual = np.minimum(_SHARE * spare / gains, 0.1)
    eases = usual if ease is None else ease
    lower = gains * np.exp(-_SHARE * np.asarray(spare))
    for start in range(0, len(radii), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        chosen = FloatBall(balls.mid[part], balls.rad[part])
        shown[part] = _proved(chosen, radii[part], gains[part], lower[part], eases[part])
    return shown


def _proved(
    balls: FloatBall, radii: FloatArray, gains: FloatArray, lower: FloatArray, ease: FloatArray
) -> NDArray[np.bool_]:
    root = np.sqrt(1 - ease)
    with np.errstate(all="ignore"):
        found = riccati_of_stack(balls.mid, radii * root, lower * root)
        found = found / (1 - ease)[:, None, None]
    found = (found + found.swapaxes(1, 2)) / 2  # exactly symmetric, as the proof supposes
    found = np.where(np.isfinite(found), found, np.inf)  # not shown
    coordinates = Coordinates(balls.mid, balls.rad, np.eye(balls.mid.shape[-1]), None)
    return proved_in_float(coordinates, radii, gains, found)


def resolvents_from_below(balls: FloatBall, points: ComplexArray) -> FloatArray:
    """Return lower bounds of ‖(zI-J)⁻¹‖ at one point for each matrix; 0 where there is none.

    A product of n terms is off by at most 2(n+3)u of the sum of their moduli, complex ones
    included (Higham, 2nd ed., 3.5 and 3.6); the margins are twice that.

    Parameters
    ----------
    balls
        The matrices J, of shape (N, n, n).
    points
        z, exactly, of shape (N,).
    """
    n = balls.mid.shape[-1]
    shifted = points[:, None, None] * np.eye(n) - balls.mid
    known = np.asarray(np.isfinite(shifted).all((1, 2)) & np.isfinite(balls.rad).all((1, 2)))
    shifted = np.where(known[:, None, None], shifted, np.eye(n))
    try:
        vectors = np.linalg.svd(shifted)[2][:, -1].conj()
    except np.linalg.LinAlgError:  # not converged: any vector is a bound
        vectors = np.ones(shifted.shape[:2], dtype=np.complex128)
    size = np.abs(vectors)
    image = points[:, None] * vectors - (balls.mid @ vectors[:, :, None])[:, :, 0]
    terms = np.abs(points)[:, None] * size + (np.abs(balls.mid) @ size[:, :, None])[:, :, 0]
    moved = (balls.rad @ size[:, :, None])[:, :, 0] + 8 * (n + 4) * _UNIT * terms
    far = round_up(_length(np.abs(image)) + _length(moved))
    with np.errstate(all="ignore"):
        bound = _length(size) / far * (1 - 64 * (n + 4) * _UNIT)
    return np.where(known & np.isfinite(bound), bound, 0.0)


def _length(vectors: FloatArray) -> FloatArray:
    # right to (n+3)u: the margins of its callers allow for it
    return np.asarray(np.sqrt(np.square(vectors).sum(axis=1)) * (1 + 2.0**-46))
