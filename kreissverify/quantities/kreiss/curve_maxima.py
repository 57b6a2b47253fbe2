"""G(r) = max ‖R(z)‖ over |z| = r of one larger matrix, from its Schur form: a guide, no proof.

One map of the plane tells the angles of the local maxima on some circles. On any other circle they
are improved from those of its two neighbours, and only the highest is computed to full accuracy.
"""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.quantities.curves import CIRCLES, Curves
from kreissverify.quantities.maximisation.local_maximum import LocalMaximum
from kreissverify.quantities.maximisation.single.grid import adapted_grid, distances
from kreissverify.quantities.maximisation.single.newton import maximum_above
from kreissverify.quantities.resolvent.schur import Estimates, Resolvent

__all__ = ["CurveMaxima"]

_MOST_POINTS = 1500  # of the map; half of what the search for K takes, as circles have one angle
_STEPS, _WARM_STEPS = 4, 3  # of Lanczos, from random vectors and from those of a neighbour
# Far out all singular values are alike: there the steps converge slowly, and there are few points.
_FAR_STEPS = 16
_CHUNK = 200_000  # entries of the vectors of one batch
# How much lower than the highest of its circle, in the logarithm, a maximum of the map may be to be
# followed: few Lanczos steps give too little, and the highest changes from circle to circle.
_FOLLOWED, _MOST_FOLLOWED = 1.0, 8
_COMPETES, _MOST_FINISHED = 0.03, 2  # the same once they are improved
# Steps of Newton's method along a circle, by slopes that are compared over this part of the
# distance to the spectrum; the second step starts close enough for vectors to be good.
_IMPROVEMENTS, _OFFSET = 2, 0.05
_ACCURACY = 1e-6  # of singular vectors: their values are right to its square
_FINER = 0.25  # the step of a search of one circle, in distances to the spectrum


class CurveMaxima:
    """The highest maxima of ‖R(z)‖ on circles |z| = r > 1, or lines, of one real matrix.

    Parameters
    ----------
    matrix
        A square float array of shape (n, n).
    curves
        Circles or lines.
    """

    def __init__(self, matrix: FloatArray, curves: Curves = CIRCLES) -> None:
        self.resolvent = Resolvent(matrix)
        self.curves = curves
        # the last coordinate that is looked at
        self._last = math.pi if curves is CIRCLES else 1.1 * self.resolvent.norm
        self._wide = matrix.astype(np.longdouble)
        noise = np.random.default_rng(self.resolvent.n).standard_normal((self.resolvent.n, 2))
        self._start: ComplexArray = noise @ np.array([1, 1j])

    def highest(self, excess: float, others: FloatArray) -> tuple[float, float]:
        """Return log G of a curve from below, and t ≥ 0 where it is attained.

        Parameters
        ----------
        excess
            r - 1.
        others
            Further angles (k,) to start from.
        """
        levels, tops = self._map
        upper = int(np.searchsorted(levels, excess))
        near = tops[max(0, upper - 1) : upper + 1]
        return self._finished(excess, np.concatenate([*near, others]))

    def searched(self, excess: float) -> tuple[float, float]:
        """Return the same from a search of this circle alone, with smaller steps than the map's."""
        own = np.abs(self.curves.places(self.resolvent.eigenvalues))
        angles = np.unique(np.concatenate([np.linspace(0, self._last, 33), own]))
        while True:  # halve what is longer than the step, from between the eigenvalues on
            middle = (angles[1:] + angles[:-1]) / 2
            away = distances(self._points(excess, middle), self.resolvent.eigenvalues)
            long = np.diff(angles) * self.curves.speed(excess) > _FINER * away
            if not long.any() or angles.size > _MOST_POINTS:
                break
            angles = np.sort(np.concatenate([angles, middle[long]]))
        return self._finished(excess, _tops(angles, self._heights(excess, angles)))

    def above(self, excess: float, angle: float) -> LocalMaximum:
        """Return the local maximum of h‖R(z)‖ above a point."""
        curves = self.curves
        z = curves.point(curves.unit + excess, angle)
        away = float(distances(np.array([z]), self.resolvent.eigenvalues)[0])
        start = self.resolvent.at(z, self._start, _ACCURACY).right
        x, width = math.log(excess), away / float(curves.speed(excess))
        return maximum_above(self.resolvent, x, angle, width, start, real=True, curves=curves)

    def _points(self, excess: float, angles: FloatArray) -> ComplexArray:
        return self.curves.points(np.asarray(excess), angles)

    @cached_property
    def _map(self) -> tuple[FloatArray, list[FloatArray]]:
        """r - 1 on some circles, and the angles of the high local maxima on each."""
        resolvent = self.resolvent
        grid = adapted_grid(
            resolvent.eigenvalues,
            resolvent.norm,
            real=True,
            most=_MOST_POINTS,
            curves=self.curves,
        )
        tops = []
        for k, excess in enumerate(grid.levels.tolist()):
            angles = grid.angle[grid.level == k]
            tops.append(_tops(angles, self._heights(excess, angles)))
        return grid.levels, tops

    def _heights(self, excess: float, angles: FloatArray) -> FloatArray:
        """Return estimates of log‖R‖ on a circle, of shape (p,)."""
        points = self._points(excess, angles)
        size = max(16, _CHUNK // self.resolvent.n)
        parts = [points[i : i + size] for i in range(0, points.size, size)]
        return np.asarray(np.log(np.concatenate([self._rough(excess, x).norm for x in parts])))

    def _rough(self, excess: float, points: ComplexArray) -> Estimates:
        starts = np.repeat(self._start[:, None], points.size, axis=1)
        return self._estimates(excess, points, starts, _STEPS)

    def _estimates(
        self, excess: float, points: ComplexArray, starts: ComplexArray, steps: int
    ) -> Estimates:
        """Return estimates at points (p,) of a circle, with more steps if it is far out.

        Parameters
        ----------
        excess
            r - 1.
        points
            The points, of shape (p,).
        starts
            Vectors to begin with, of shape (n, p).
        steps
            The number of Lanczos steps near the spectrum.
        """
        far = excess > self.resolvent.norm
        return self.resolvent.estimates(points, starts, _FAR_STEPS if far else steps)

    def _finished(self, excess: float, angles: FloatArray) -> tuple[float, float]:
        """Return the highest of the maxima next to these angles."""
        angles = np.unique(angles)
        vectors = self._rough(excess, self._points(excess, angles)).vectors
        for _ in range(_IMPROVEMENTS):
            angles, vectors = self._improved(excess, angles, vectors)
        # ranked by estimates there: what Newton's steps promise from bad starts is no guide
        points = self._points(excess, angles)
        found = self._estimates(excess, points, vectors, _WARM_STEPS)
        heights, vectors = np.log(found.norm), found.vectors
        best = np.argsort(-heights)[:_MOST_FINISHED]
        best = best[heights[best] > heights[best[0]] - _COMPETES]
        return max(self._height(excess, float(angles[i]), vectors[:, i]) for i in best)

    def _improved(
        self, excess: float, angles: FloatArray, vectors: ComplexArray
    ) -> tuple[FloatArray, ComplexArray]:
        """Take one step of Newton's method along the circle from each angle.

        Parameters
        ----------
        excess
            r - 1.
        angles
            Of shape (p,).
        vectors
            About right singular vectors there, of shape (n, p).

        Returns
        -------
        angles, vectors
            The vectors are those at the old angles.
        """
        count, eigenvalues = angles.size, self.resolvent.eigenvalues
        away = distances(self._points(excess, angles), eigenvalues) / self.curves.speed(excess)
        offset = _OFFSET * away
        both = np.concatenate([angles, angles + offset])
        points, tangents = self._points(excess, both), self.curves.tangents(excess, both)[1]
        found = self._estimates(excess, points, np.hstack([vectors, vectors]), _WARM_STEPS)
        slopes = -(tangents * found.slope).real
        here, there = slopes[:count], slopes[count:]
        curvature = np.abs(there - here) / offset
        # at most a good part of the distance on which log‖R‖ varies
        step = np.clip(here / np.maximum(curvature, 1e-300), -away / 2, away / 2)
        return np.clip(angles + step, 0, self._last), found.vectors[:, :count]

    def _height(self, excess: float, angle: float, start: ComplexArray) -> tuple[float, float]:
        """Return log‖R‖ at a point, σ = Re u*(zI-J)v being formed in extended precision.

        Errors e in the vectors change it by order e² only, as in `maximiser`.
        """
        curves = self.curves
        level = curves.unit + excess
        # on lines the scale of t is σ, which is known once the vectors are
        sigma = 0.0
        if curves is not CIRCLES:
            sigma = self.resolvent.at(curves.point(level, angle), start, _ACCURACY).sigma
        angle = curves.snapped(angle, sigma)
        pair = self.resolvent.at(curves.point(level, angle), start, _ACCURACY)
        left, right = (self.resolvent.basis @ x for x in (pair.left, pair.right))
        u, v = left.astype(np.clongdouble), right.astype(np.clongdouble)
        z = _wide_point(curves, excess, angle)
        image = z * v - (self._wide @ v.real + 1j * (self._wide @ v.imag))
        sigma = float((u.conj() @ image).real / np.sqrt((abs(u) ** 2).sum() * (abs(v) ** 2).sum()))
        return -math.log(sigma) if sigma > 0 else -math.log(pair.sigma), angle


def _wide_point(curves: Curves, excess: float, angle: float) -> np.clongdouble:
    if curves is not CIRCLES:
        return np.clongdouble(complex(excess, angle))
    turn = complex(math.cos(angle), 0.0 if angle in (0.0, math.pi) else math.sin(angle))
    return np.clongdouble((1 + np.longdouble(excess)) * np.clongdouble(turn))


def _tops(angles: FloatArray, heights: FloatArray) -> FloatArray:
    """Return the angles of the high local maxima among sorted nodes, the highest first."""
    padded = np.concatenate([[-np.inf], heights, [-np.inf]])
    high = (heights >= padded[:-2]) & (heights >= padded[2:])
    tops = np.flatnonzero(high & (heights > heights.max() - _FOLLOWED))
    return angles[tops[np.argsort(-heights[tops])][:_MOST_FOLLOWED]]
