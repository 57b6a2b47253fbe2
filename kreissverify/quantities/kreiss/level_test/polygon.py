"""Few circles that decide K ≤ k in floats: a polygon between log(rG) and the curve log(kr/(r-1)).

Both are convex in log r, the polygon's edges touch the curve from below, and its vertices are the
circles to be tested: if log(rG) is below every vertex, it is below the chords between them
(Hadamard), thus below the curve. To the right of the last vertex rG, which falls, is at most k.
On lines Re z = x it is log G below log(k/x), both convex in x, and to the right of the last vertex
xG(x) ≤ x/(x-ω), which is at most k from x = kω/(k-1) on. To the left of one with G(x) ≤ 1/x it is
at most 1, as 1/G changes by no more than x does.
Where log(rG) lies a guide says; if it is wrong a circle is found above its vertex.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities.curves import CIRCLES, Curves

__all__ = ["Polygon"]

IntArray = NDArray[np.intp]

# How far above the guide a vertex is, as a share of the way to the curve. With less, circles fail
# where the guide is a little too low; with more there are more circles.
_SHARE = 0.1
_ROOM_AT_ONE = 0.2  # the least for log G(1), of which the guide knows little
# Offsets from the maximum in log(r-1): edges there are about √tol long, and each is about twice as
# long as the one before; a step of 5 % places their ends well enough.
_FIRST, _RATIO, _FARTHEST = 5e-4, 1.05, 45.0
_OFFSETS = _FIRST * _RATIO ** np.arange(math.log(_FARTHEST / _FIRST) / math.log(_RATIO))
_MOST = 250  # vertices to a side: a guide that leaves no room would ask for ever more


class Polygon:
    """Vertices above a guide, and which of them have been shown to be above log(rG).

    Parameters
    ----------
    top
        h where hG is largest.
    log_bound
        log k > 0, more than the height there.
    curves
        Circles or lines.
    last
        For lines the x from which on G is known to be small enough: kω/(k-1).
    """

    def __init__(
        self, top: float, log_bound: float, curves: Curves = CIRCLES, last: float = math.inf
    ) -> None:
        x = math.log(top) + np.concatenate([-_OFFSETS[::-1], [0.0], _OFFSETS])
        self.excess = np.concatenate([[0.0], np.exp(x)])  # the places where vertices may be
        self._middle = _OFFSETS.size + 1
        self._boundary = curves
        self._radii = curves.convex(self.excess)
        with np.errstate(divide="ignore"):
            self._curve = log_bound + np.log(curves.speed(self.excess) / self.excess)
        # Between two places a tangent may rise above the curve by an eighth of the square of the
        # step in log r times the second derivative r/(r-1)², at its largest to the left; on lines
        # of a step in x times 1/x².
        steps = np.diff(x, prepend=x[0], append=x[-1])
        least = np.concatenate([[1.0], curves.speed(self.excess[1:-1])])  # at the place before
        dip = np.maximum(steps[:-1], steps[1:]) ** 2 / (8 * least)
        self._below = self._curve - np.concatenate([[0.0], dip])
        # the level at which the last vertex may be
        self._end = np.full(self.excess.size, log_bound)
        self._left: FloatArray | None = None
        if curves is not CIRCLES:
            self._end = np.where(self.excess >= last, np.inf, -np.inf)
            with np.errstate(divide="ignore"):
                self._left = -np.log(self.excess)
        self._shown = np.full(self.excess.size, np.inf)

    def show(self, places: IntArray, levels: FloatArray) -> None:
        """Note that log(rG) is at most so large at places (indices of `excess`)."""
        self._shown[places] = np.minimum(self._shown[places], levels)

    def vertices(
        self, log_norms: Callable[[FloatArray], FloatArray]
    ) -> tuple[IntArray, FloatArray] | None:
        """Return the vertices that are not shown: their places and levels; None if stuck.

        Parameters
        ----------
        log_norms
            The guide: r - 1, of shape (p,), to about log G.
        """
        guide = log_norms(self.excess) + self._boundary.weights(self.excess)
        wanted = guide + _SHARE * np.minimum(self._curve - guide, 2.0)
        wanted[0] = guide[0] + _ROOM_AT_ONE
        m = self._middle
        slope = -1 / self.excess[m]  # of log(r/(r-1)) in log r, and of -log x in x
        line = self._curve[m] + slope * (self._radii - self._radii[m])
        places, levels = [], []
        columns = self._radii, self._below, wanted, self._shown, line
        for half, sign in ((slice(m, None), 1), (slice(m, None, -1), -1)):
            end = self._left if sign < 0 else self._end
            end = None if end is None else end[half]
            t, curve, least, shown, edge = (column[half] for column in columns)
            found = _marched(t, curve, least, shown, edge, end, rightwards=sign > 0)
            if found is None:
                return None
            places += [m + sign * i for i, _ in found]
            levels += [level for _, level in found]
        return np.array(places, dtype=np.intp), np.array(levels)


def _marched(
    t: FloatArray,
    curve: FloatArray,
    wanted: FloatArray,
    shown: FloatArray,
    line: FloatArray,
    end: FloatArray | None,
    *,
    rightwards: bool,
) -> list[tuple[int, float]] | None:
    """Return the new vertices of one half, from the maximum outward; None if there is no room.

    Parameters
    ----------
    t, curve, wanted, shown
        log r, what is below the curve, the least level of a vertex, and the levels shown (inf where
        none is), of shape (p,), the maximum first.
    line
        The edge that begins, at all t.
    end
        The levels at which a vertex may be the last; None for h = 0 as the end.
    rightwards
        Whether the half is that of larger h.
    """
    found: list[tuple[int, float]] = []
    known = np.flatnonzero(np.isfinite(shown))
    reached = known[shown[known] <= line[known] + 1e-12]
    extreme = np.minimum if rightwards else np.maximum
    here, edge = 0, line[1:]  # what follows is of the places beyond `here`
    for _ in range(_MOST):
        if reached.size:  # a vertex that is shown, and lies under the edge or ends a chord
            here = int(reached[-1])
            level = float(shown[here])
        else:
            fits = edge >= wanted[here + 1 :]
            if end is not None:
                # to the left a vertex may be below its edge, as low as lines are to be there
                ended = edge if rightwards else np.minimum(edge, end[here + 1 :])
                last = (ended >= wanted[here + 1 :]) & (ended <= end[here + 1 :])
                i = int(last.argmax())
                if last[i]:
                    return [*found, (here + 1 + i, float(ended[i]))]
            i = fits.size - 1 - int(fits[::-1].argmax())
            if not fits[i]:
                return None
            here += 1 + i
            level = float(edge[i])
            found.append((here, level))
        if (here == t.size - 1 and not rightwards) or (end is not None and level <= end[here]):
            return found
        if here == t.size - 1:
            return None
        away = t[here + 1 :] - t[here]
        slopes = (curve[here + 1 :] - level) / away
        # through the vertex, below the curve on the other side, and as high as that allows
        edge = level + extreme.reduce(slopes) * away
        if known.size:
            ahead = known[known > here]
            chords = (shown[ahead] - level) / (t[ahead] - t[here])
            most = extreme.accumulate(slopes)[ahead - here - 1]
            slack = 1e-12 * np.abs(most)  # chords that are edges are equal but for rounding
            good = chords <= most + slack if rightwards else chords >= most - slack
            reached = ahead[good]
    return None
