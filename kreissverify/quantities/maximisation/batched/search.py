"""The search for stacks: the maxima of (|z|-1)‖R(z)‖, and of ‖R(z)‖ on circles, in float64.

Nothing here is rigorous: it says where to look, and certificates say what is true.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.quantities.maximisation.batched.ascents import Ascents
from kreissverify.quantities.maximisation.batched.estimates import Eigen, diagonalised, estimates
from kreissverify.quantities.maximisation.batched.far_field import far_directions
from kreissverify.quantities.maximisation.batched.local_maxima import highest_nodes, local_maxima
from kreissverify.quantities.maximisation.batched.newton import improved
from kreissverify.quantities.maximisation.batched.sign_patterns import sign_of_nonnegative
from kreissverify.quantities.maximisation.local_maximum import BatchOfMaxima
from kreissverify.quantities.resolvent.values import SMALL, coarse_norms, resolvent_norms
from kreissverify.system.memo import Memo, content

__all__ = ["Searched", "highest_maxima", "highest_on_circles", "maxima_above", "searched"]

IntArray = NDArray[np.intp]
BoolArray = NDArray[np.bool_]

# The numbers of angles, starts and circles are empirical: with fewer, maxima between the nodes are
# missed, with more the time grows in proportion. tests/benchmarks/kreiss_batches.py measures both.
_ANGLES = 24  # uniform angles in the upper half-plane, at least; and so many per row
_ANGLES_PER_ROW = 2.4
_CIRCLE_ANGLES = 12
_STARTS = 10  # and one more for every row beyond eight
_CIRCLE_STARTS = 4
_GROUP = 256  # matrices, sorted by the circles they need: all take as many as the one with most
_SPACING = 0.9  # of log(r-1) between circles: heights are smooth on the scale 1 there
_LOWER, _HIGHER = 0.5, 1.5  # margins of the range of log(r-1), as its ends rest on estimates
_COMPETES = 0.15  # how much lower than the best in the logarithm a start may be
# The same of the nodes of the map, which are not yet improved: a full list that ends above may have
# left one out.
_LEFT_OUT = 0.5
_NEARLY_ONE = 1.02  # the height up to which a higher maximum may lie far out
_LARGEST_NORM = 1e15  # of a resolvent that float64 still sees something of


def _angles(stack: FloatArray, count: int) -> FloatArray:
    """Return uniform angles and the arguments of the eigenvalues, of shape (B, p), sorted."""
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


def highest_on_circles(
    stack: FloatArray, excess: FloatArray, angles: int = _CIRCLE_ANGLES
) -> BatchOfMaxima:
    """Return the highest maximum of ‖R(z)‖ found on a circle, for each matrix of a stack.

    Parameters
    ----------
    stack
        Matrices of shape (B, n, n).
    excess
        |z| - 1 on the circle of each, of shape (B,).
    angles
        The number of steps in the upper half-plane from which the search starts.

    Returns
    -------
    BatchOfMaxima
        Of shape (B,).
    """
    candidates = _angles(stack, angles)
    points = (1 + excess[:, None]) * np.exp(1j * candidates)
    norms = resolvent_norms if stack.shape[-1] <= SMALL else coarse_norms
    values = norms(stack, points)
    chosen = highest_nodes(values[:, None, :], _CIRCLE_STARTS)[:, :, 1]
    starts = np.take_along_axis(candidates, chosen, axis=1)
    owner = np.repeat(np.arange(len(stack)), _CIRCLE_STARTS)
    ascents = Ascents(stack, owner, excess[owner], starts.ravel(), along_circle=True)
    found = ascents.maxima()
    # by logarithms: of heights that are equal but for rounding the first is taken
    best = np.log(found.sigma).reshape(starts.shape).argmin(axis=1)
    return found[best + _CIRCLE_STARTS * np.arange(len(stack))]


@dataclass(frozen=True)
class Searched:
    """What the search of a stack found: arrays of shape (B,).

    Attributes
    ----------
    peaks
        The highest maxima.
    on_circle
        Estimates of G(1) from below.
    complete
        Whether no start that may compete was left out, and each ascent came to its end.
    is_one
        Whether w(J) < 1 beyond doubt, so that K = 1.
    """

    peaks: BatchOfMaxima
    on_circle: FloatArray
    complete: BoolArray
    is_one: BoolArray

    @classmethod
    def unknown(cls, count: int) -> Searched:
        """Return room for so many matrices, to be filled by `put`."""
        flags = np.ones(count, dtype=bool), np.zeros(count, dtype=bool)
        return cls(BatchOfMaxima.unknown(count), np.empty(count), *flags)

    def chosen(self, places: IntArray) -> Searched:
        """Return what was found of some matrices."""
        return Searched(
            self.peaks[places], self.on_circle[places], self.complete[places], self.is_one[places]
        )

    def put(self, where: IntArray, found: Searched) -> None:
        """Write what was found of some matrices to their places."""
        self.peaks.put(where, found.peaks)
        self.on_circle[where], self.complete[where] = found.on_circle, found.complete


def highest_maxima(stack: FloatArray) -> BatchOfMaxima:
    """Return the highest maximum of (|z|-1)‖R(z)‖ found for each matrix of a stack (B, n, n)."""
    return searched(stack).peaks


def searched(stack: FloatArray) -> Searched:
    """Look for the highest maximum of (|z|-1)‖R(z)‖ of each matrix of a stack (B, n, n).

    A map on circles whose r - 1 are geometric, its local maxima, and Newton's method from those
    that may compete; on one ray for matrices that are nonnegative up to signs. Far out, where all
    heights are nearly 1, the numerical range says where.
    """
    return _MEMO.of(content(stack), lambda: _frozen(_searched(stack)))


def _frozen(found: Searched) -> Searched:
    """Return what was found, which nobody can write into any more."""
    peaks = found.peaks
    arrays = (peaks.excess, peaks.angle, peaks.sigma, found.on_circle, found.complete, found.is_one)
    for array in arrays:
        array.flags.writeable = False
    return found


# Stacks of which a value is estimated first, and bounded then.
_MEMO: Memo[Searched] = Memo(most=64)


def _searched(stack: FloatArray) -> Searched:
    found = Searched.unknown(len(stack))
    signs = sign_of_nonnegative(stack)
    for sign in (1, -1, 0):
        some = np.flatnonzero(signs == sign)
        if some.size:
            angles = None if sign == 0 else np.full((some.size, 1), 0.0 if sign > 0 else np.pi)
            found.put(some, _mapped_peaks(stack[some], angles))
    return _or_far_out(stack, found)


def _mapped_peaks(stack: FloatArray, angles: FloatArray | None) -> Searched:
    """Return the highest peaks of a map: on rays at given angles, or of the whole plane."""
    eigen = diagonalised(stack)
    if angles is None:
        angles = _sorted_angles(
            stack, eigen.values, max(_ANGLES, int(_ANGLES_PER_ROW * stack.shape[-1]))
        )
    lowest, highest = _logs_of_radii(stack, eigen, angles)
    found = Searched.unknown(len(stack))
    order = np.argsort(highest - lowest)
    for start in range(0, len(stack), _GROUP):  # of nearly as many circles
        some = order[start : start + _GROUP]
        count = int(np.ceil((highest - lowest)[some[-1]] / _SPACING)) + 1
        share = np.linspace(0, 1, count)
        logs = lowest[some, None] + (highest - lowest)[some, None] * share
        peaks, complete = _from_map(stack[some], eigen[some], np.exp(logs), angles[some])
        on_circle = np.exp(-lowest[some] - _LOWER)
        found.put(some, Searched(peaks, on_circle, complete, np.zeros(some.size, dtype=bool)))
    return found


def _logs_of_radii(
    stack: FloatArray, eigen: Eigen, angles: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the ends of log(r-1): at a peak, r - 1 ≥ K/G(1) ≥ 1/G(1)."""
    on_circle = np.nan_to_num(estimates(eigen, np.exp(1j * angles)).norm, nan=_LARGEST_NORM).max(
        axis=1
    )
    lowest = -np.log(np.minimum(on_circle, _LARGEST_NORM)) - _LOWER
    norms = np.linalg.norm(stack, axis=(-2, -1))
    return lowest, np.maximum(np.log1p(norms) + _HIGHER, lowest + _HIGHER)


def _from_map(
    stack: FloatArray, eigen: Eigen, excess: FloatArray, angles: FloatArray
) -> tuple[BatchOfMaxima, BoolArray]:
    """Return the highest peaks of maps, and which of them left no start out."""
    points = (1 + excess)[:, :, None] * np.exp(1j * angles)[:, None, :]
    field = estimates(eigen, points.reshape(len(stack), -1))
    nodes = local_maxima(excess, angles, field, _STARTS + max(0, stack.shape[-1] - 8))
    places = improved(eigen, nodes)
    competes = places.height >= places.height.max(axis=1, keepdims=True) - _COMPETES
    competes[np.arange(len(stack)), places.height.argmax(axis=1)] = True
    owner, place = np.nonzero(competes)
    ascents = Ascents(
        stack,
        owner,
        np.exp(places.log_excess[owner, place]),
        places.angle[owner, place],
        widest=_HIGHER + 0.5,  # farther out, see `_or_far_out`
    )
    peaks = ascents.maxima(prune=True)
    # where a node is given twice there were no more; else the lowest is too low to compete
    few = (np.diff(np.sort(nodes.height, axis=1), axis=1) == 0).any(axis=1)
    complete = few | (nodes.height.min(axis=1) < places.height.max(axis=1) - _LEFT_OUT)
    np.logical_and.at(complete, owner, ascents.ended)
    return _highest_of(peaks, owner, np.log(peaks.excess) - np.log(peaks.sigma)), complete


def _highest_of(peaks: BatchOfMaxima, owner: NDArray[np.intp], height: FloatArray) -> BatchOfMaxima:
    """Return the highest peak of each owner; owners are sorted, and each has one."""
    order = np.lexsort((height, owner))
    last = order[np.append(np.diff(owner[order]) > 0, True)]
    return peaks[last]


def _or_far_out(stack: FloatArray, found: Searched) -> Searched:
    """Look far out where no peak is high."""
    peaks = found.peaks
    low = np.flatnonzero(peaks.excess < _NEARLY_ONE * peaks.sigma)
    if low.size == 0 or stack.shape[-1] == 1:
        return found
    inside, some, first, angle = far_directions(stack[low])
    found.is_one[low[inside]] = True
    if some.size == 0:
        return found
    far = maxima_above(stack[low[some]], first, angle)
    far = _highest_of(far, some, np.log(far.excess) - np.log(far.sigma))
    low = low[np.unique(some)]
    higher = far.excess * peaks.sigma[low] > peaks.excess[low] * far.sigma
    peaks.put(low[higher], far[higher])
    return found


def maxima_above(stack: FloatArray, excess: FloatArray, angle: FloatArray) -> BatchOfMaxima:
    """Return the maxima of (|z|-1)‖R(z)‖ above one start for each matrix.

    Parameters
    ----------
    stack
        Matrices of shape (B, n, n).
    excess, angle
        |z| - 1 and arg z of the starts, of shape (B,).

    Returns
    -------
    BatchOfMaxima
        Of shape (B,).
    """
    return Ascents(stack, np.arange(len(stack)), excess, angle).maxima()
