"""Float64 search for the peaks of (|z|-1)‖R(z)‖ and of ‖R(z)‖ on circles, batched.

Nothing here is rigorous: it says where to look, and certificates say what is true.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.quantities.maximisation.batched.estimates import Eigen, diagonalised, estimates
from kreissverify.quantities.maximisation.batched.far_field import far_directions
from kreissverify.quantities.maximisation.batched.local_maxima import highest_nodes, local_maxima
from kreissverify.quantities.maximisation.batched.newton import climbed
from kreissverify.quantities.maximisation.batched.sign_patterns import sign_of_nonnegative
from kreissverify.quantities.resolvent.derivatives import derivatives
from kreissverify.quantities.resolvent.values import SMALL, coarse_norms, resolvent_norms

__all__ = ["Peaks", "circle_peaks", "climb", "kreiss_peaks"]


_ANGLES = 24  # uniform angles in the upper half-plane, at least; and so many per row
_ANGLES_PER_ROW = 2.4
_CIRCLE_ANGLES = 12
_STARTS = 10  # and one more for every row beyond eight
_CIRCLE_STARTS = 4
_NEWTON_STEPS = 30
_SMALL_STEP = 1e-8  # its square is the error of the height
_MARGIN = 0.01  # by which a climb must promise less than another to be left
_GROUP = 256
_SPACING = 0.9  # of log(r-1) between circles
_LOWER, _HIGHER = 0.5, 1.5
_COMPETES = 0.15  # how much lower than the best in the logarithm a start may be
_NEARLY_ONE = 1.02
_WIDEST = 14.0  # log of r-1, beyond the norm of J, up to which peaks are looked for


@dataclass(frozen=True)
class Peaks:
    """Local maxima: radii minus one, angles, and smallest singular values of zI - J there."""

    excess: FloatArray
    angle: FloatArray
    sigma: FloatArray

    @property
    def z(self) -> ComplexArray:
        """The points z = r e^{iθ}."""
        return np.asarray((1 + self.excess) * np.exp(1j * self.angle))


def _angles(stack: FloatArray, count: int) -> FloatArray:
    """Return uniform angles and the arguments of the eigenvalues, shape (B, p), sorted."""
    return _sorted_angles(stack, np.asarray(np.linalg.eigvals(stack), np.complex128), count)


def _sorted_angles(stack: FloatArray, eigenvalues: ComplexArray, count: int) -> FloatArray:
    own = np.angle(eigenvalues)
    uniform = np.linspace(0, np.pi, count + 1)
    if np.iscomplexobj(stack):
        uniform = np.concatenate([-uniform[:0:-1], uniform])
    else:  # symmetric about the real axis
        own = np.abs(own)
    everywhere = np.broadcast_to(uniform, (len(stack), uniform.size))
    return np.sort(np.concatenate([everywhere, own], axis=1), axis=1)


def circle_peaks(stack: FloatArray, excess: FloatArray, angles: int = _CIRCLE_ANGLES) -> Peaks:
    """Return the highest peak of ‖R(z)‖ found on the circles |z| = 1 + excess, one a matrix.

    `angles` is the number of steps in the upper half-plane from which the search starts.
    """
    candidates = _angles(stack, angles)
    points = (1 + excess[:, None]) * np.exp(1j * candidates)
    norms = resolvent_norms if stack.shape[-1] <= SMALL else coarse_norms
    values = norms(stack, points)
    chosen = highest_nodes(values[:, None, :], _CIRCLE_STARTS)[:, :, 1]
    starts = np.take_along_axis(candidates, chosen, axis=1)
    return _best(
        stack, np.repeat(excess[:, None], _CIRCLE_STARTS, axis=1), starts, along_circle=True
    )


def kreiss_peaks(stack: FloatArray) -> Peaks:
    """Return the highest peak of (|z|-1)‖R(z)‖ found for each matrix of a stack (B, n, n).

    A map on circles whose r - 1 are geometric, its local maxima, and Newton's method from those
    that may compete; on one ray for matrices that are nonnegative up to signs. Far out, where all
    heights are nearly 1, the numerical range says where.
    """
    found = Peaks(*(np.empty(len(stack)) for _ in range(3)))
    signs = sign_of_nonnegative(stack)
    for sign in (1, -1, 0):
        some = np.flatnonzero(signs == sign)
        if some.size:
            angles = None if sign == 0 else np.full((some.size, 1), 0.0 if sign > 0 else np.pi)
            peaks = _mapped_peaks(stack[some], angles)
            _put(found, some, peaks)
    return _or_far_out(stack, found)


def _mapped_peaks(stack: FloatArray, angles: FloatArray | None) -> Peaks:
    """Return the highest peaks of a map: on rays at given angles, or of the whole plane."""
    eigen = diagonalised(stack)
    if angles is None:
        angles = _sorted_angles(
            stack, eigen.values, max(_ANGLES, int(_ANGLES_PER_ROW * stack.shape[-1]))
        )
    lowest, highest = _logs_of_radii(stack, eigen, angles)
    found = Peaks(*(np.empty(len(stack)) for _ in range(3)))
    order = np.argsort(highest - lowest)
    for start in range(0, len(stack), _GROUP):  # of nearly as many circles
        some = order[start : start + _GROUP]
        count = int(np.ceil((highest - lowest)[some[-1]] / _SPACING)) + 1
        share = np.linspace(0, 1, count)
        logs = lowest[some, None] + (highest - lowest)[some, None] * share
        peaks = _from_map(stack[some], eigen[some], np.exp(logs), angles[some])
        _put(found, some, peaks)
    return found


def _put(found: Peaks, where: NDArray[np.intp], peaks: Peaks) -> None:
    found.excess[where], found.angle[where] = peaks.excess, peaks.angle
    found.sigma[where] = peaks.sigma


def _logs_of_radii(
    stack: FloatArray, eigen: Eigen, angles: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the ends of log(r-1): at a peak, r - 1 ≥ K/G(1) ≥ 1/G(1)."""
    on_circle = np.nan_to_num(estimates(eigen, np.exp(1j * angles)).norm, nan=1e15).max(axis=1)
    lowest = -np.log(np.minimum(on_circle, 1e15)) - _LOWER
    norms = np.linalg.norm(stack, axis=(-2, -1))
    return lowest, np.maximum(np.log1p(norms) + _HIGHER, lowest + _HIGHER)


def _from_map(stack: FloatArray, eigen: Eigen, excess: FloatArray, angles: FloatArray) -> Peaks:
    points = (1 + excess)[:, :, None] * np.exp(1j * angles)[:, None, :]
    field = estimates(eigen, points.reshape(len(stack), -1))
    places = local_maxima(excess, angles, field, _STARTS + max(0, stack.shape[-1] - 8))
    places = climbed(eigen, places)
    competes = places.height >= places.height.max(axis=1, keepdims=True) - _COMPETES
    competes[np.arange(len(stack)), places.height.argmax(axis=1)] = True
    owner, place = np.nonzero(competes)
    peaks = _refined(
        stack,
        owner,
        np.exp(places.log_excess[owner, place]),
        places.angle[owner, place],
        along_circle=False,
        prune=True,
        widest=_HIGHER + 0.5,  # farther out, see `_or_far_out`
    )
    return _highest_of(peaks, owner, np.log(peaks.excess) - np.log(peaks.sigma))


def _highest_of(peaks: Peaks, owner: NDArray[np.intp], height: FloatArray) -> Peaks:
    """Return the highest peak of each owner; owners are sorted, and each has one."""
    order = np.lexsort((height, owner))
    last = order[np.append(np.diff(owner[order]) > 0, True)]
    return Peaks(peaks.excess[last], peaks.angle[last], peaks.sigma[last])


def _or_far_out(stack: FloatArray, found: Peaks) -> Peaks:
    """Look far out where no peak is high."""
    low = np.flatnonzero(found.excess < _NEARLY_ONE * found.sigma)
    if low.size == 0 or stack.shape[-1] == 1:
        return found
    some, first, angle = far_directions(stack[low])
    if some.size == 0:
        return found
    low = low[some]
    far = _refined(stack[low], np.arange(low.size), first, angle, along_circle=False)
    higher = far.excess * found.sigma[low] > found.excess[low] * far.sigma
    _put(found, low[higher], Peaks(far.excess[higher], far.angle[higher], far.sigma[higher]))
    return found


def climb(stack: FloatArray, excess: FloatArray, angle: FloatArray) -> Peaks:
    """Return the peaks of (|z|-1)‖R(z)‖ above one start for each matrix."""
    return _refined(stack, np.arange(len(stack)), excess, angle, along_circle=False)


def _best(stack: FloatArray, excess: FloatArray, angle: FloatArray, *, along_circle: bool) -> Peaks:
    """Refine several starts a matrix and keep the highest."""
    batch, count = excess.shape
    owner = np.repeat(np.arange(batch), count)
    peaks = _refined(stack, owner, excess.ravel(), angle.ravel(), along_circle)
    height = np.log(peaks.excess if not along_circle else 1.0) - np.log(peaks.sigma)
    best = np.argmax(height.reshape(batch, count), axis=1) + count * np.arange(batch)
    return Peaks(peaks.excess[best], peaks.angle[best], peaks.sigma[best])


def _refined(
    stack: FloatArray,
    owner: NDArray[np.intp],
    excess: FloatArray,
    angle: FloatArray,
    along_circle: bool,
    prune: bool = False,
    widest: float = _WIDEST,
) -> Peaks:
    """Climb by Newton steps with exact second derivatives, halved where they would descend.

    `prune` leaves climbs where they are that promise less than the highest of the same owner.
    """
    excess, angle = excess.copy(), angle.copy()
    sigma = np.empty(excess.size)
    height = np.full(excess.size, -np.inf)
    step = np.zeros((excess.size, 2))
    promise = np.full(excess.size, np.inf)
    farthest = np.exp(widest) * (1 + np.abs(stack).max((-2, -1)))
    active = np.arange(excess.size)
    for _ in range(_NEWTON_STEPS):
        trial = np.log(excess[active]) + step[active, 0] if not along_circle else np.zeros(1)
        # rounded as 1 + (r-1) is, so that zI - J and r - 1 belong to the same circle
        new_excess = (1 + np.exp(trial)) - 1 if not along_circle else excess[active]
        new_angle = angle[active] + step[active, 1]
        data = derivatives(stack[owner[active]], new_excess, new_angle, along_circle)
        better = data.height >= height[active] - 1e-15 * np.abs(height[active])
        moved = active[better]
        gain = data.height[better] - height[moved]
        excess[moved], angle[moved] = new_excess[better], new_angle[better]
        height[moved], sigma[moved] = data.height[better], data.sigma[better]
        step[moved], promise[moved] = data.step[better], data.gain[better]
        step[active[~better]] *= 0.25
        width = excess[active] / (1 + excess[active])  # the scale of angles
        done = np.abs(step[active, 0]) < _SMALL_STEP
        done &= np.abs(step[active, 1]) < _SMALL_STEP * width
        done[np.flatnonzero(better)[np.abs(gain) < 1e-15]] = True
        done |= excess[active] > farthest[owner[active]]
        if prune:
            highest = np.full(len(stack), -np.inf)
            np.maximum.at(highest, owner, height)
            done |= height[active] + 2 * promise[active] + _MARGIN < highest[owner[active]]
        active = active[~done]
        if active.size == 0:
            break
    return Peaks(excess, angle, sigma)
