"""A chain of tangents that decides K ≤ k in floats, by the levels at its vertices.

Between log(rG) and the curve log(kr/(r-1)), both convex in log r, a chain of tangents of the curve
is below it. Its vertices, where neighbours meet, are the circles to be tested: if log(rG) is below
every vertex, it is below the chords between them (Hadamard), which are on tangents, thus below the
curve. To the right of a vertex at log k or below rG, which falls, is at most k.
On lines Re z = x it is log G below log(k/x), both convex in x, and to the right of the last vertex
xG(x) ≤ x/(x-ω), which is at most k from x = kω/(k-1) on. To the left of one with G(x) ≤ 1/x it is
at most 1, as 1/G changes by no more than x does.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities.curves import CIRCLES, Curves

__all__ = ["ROOM", "TangentChain", "end_ratio"]

ROOM = 0.85
"""The share of the way from log(rG) up to the curve that a vertex may be below the curve."""

_MOST_PARTS = 16  # into which a vertex is split: one that needs more is split again


class TangentChain:
    """Tangents in the points h, and which of their vertices have been shown to be above log(rG).

    Parameters
    ----------
    touching
        h of the points, increasing, of shape (m,).
    log_bound
        log k > 0.
    curves
        Circles or lines.
    last
        For lines the x from which on G is known to be small enough: kω/(k-1).
    """

    def __init__(
        self,
        touching: FloatArray,
        log_bound: float,
        curves: Curves = CIRCLES,
        last: float = math.inf,
    ) -> None:
        self._touching, self._log_bound = touching, log_bound
        self._curves, self._last = curves, last
        self._open = np.ones(touching.size + 1, dtype=bool)

    def curve(self, height: FloatArray) -> FloatArray:
        """Return log(k·speed/h)."""
        return np.asarray(self._log_bound + np.log(self._curves.speed(height) / height))

    def vertices(self) -> tuple[FloatArray, FloatArray]:
        """Return h of all vertices, m+1 of them, and their levels."""
        h, curves = self._touching, self._curves
        u, slope = curves.convex(h), 1 / h  # the tangents fall
        start = self.curve(h) + u * slope
        between = (start[1:] - start[:-1]) / (slope[1:] - slope[:-1])
        first, end = 0.0, self._last
        if curves is CIRCLES:
            # where the last tangent is at log k
            end = float(curves.from_convex((start[-1] - self._log_bound) * h[-1]))
        else:
            first = float(h[0]) * end_ratio(self._log_bound)
        heights = np.concatenate([[first], curves.from_convex(between), [end]])
        own = np.arange(h.size + 1)
        own[-1] -= 1
        levels = start[own] - curves.convex(heights) * slope[own]
        return heights, levels

    def open(self) -> NDArray[np.intp]:
        """Return which vertices are not shown."""
        return np.flatnonzero(self._open)

    def show(self, some: NDArray[np.intp]) -> None:
        """Note that log(rG) is below these vertices."""
        self._open[some] = False

    def split(self, some: NDArray[np.intp], levels: FloatArray) -> None:
        """Add tangents at vertices that log(rG) exceeds.

        Parameters
        ----------
        some
            Their numbers, increasing.
        levels
            log(rG) there, below the curve.
        """
        heights, low = self.vertices()
        h, added, at = self._touching, [], []
        for i, level in zip(some.tolist(), levels.tolist(), strict=True):
            if i == 0:
                new = [h[0] / 2]
            elif i == h.size:
                new = [2 * h[-1] if self._curves is CIRCLES else math.sqrt(h[-1] * self._last)]
            else:
                curve = float(self.curve(heights[i : i + 1])[0])
                # vertices of a chain with m times the points are m² times nearer to the curve
                need = (curve - float(low[i])) / max(ROOM * (curve - level), 1e-300)
                parts = min(max(math.ceil(math.sqrt(need)), 2), _MOST_PARTS)
                new = np.geomspace(h[i - 1], h[i], parts + 1)[1:-1].tolist()
            added += new
            at += [i] * len(new)
        self._touching = np.insert(h, at, added)
        self._open[some] = True
        self._open = np.insert(self._open, at, True)


def end_ratio(log_bound: float) -> float:
    """Return ρ < 1 such that the tangent of lines in h is at -log x in x = ρh: xG(x) ≤ 1 is asked.

    It is log ρ + 1 - ρ + log k = 0.
    """
    # ρ = e^{-y}, y - 1 + e^{-y} = log k, by Newton's method for a convex function from the right
    y = 1 + log_bound + math.sqrt(log_bound)
    for _ in range(60):
        step = (y - 1 + math.exp(-y) - log_bound) / -math.expm1(-y)
        y -= step
        if step < 1e-12 * y:
            break
    return math.exp(-y)
