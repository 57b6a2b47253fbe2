"""Estimates of G(r) from below, along the angles where peaks were seen: a guide, no proof."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from flint import fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.ball import working_precision
from kreissverify.numbers.rational import as_float
from kreissverify.quantities.curve_proofs.continuation import LevelContinuation
from kreissverify.quantities.curves import CIRCLES, Curves
from kreissverify.quantities.curves.exact import ball_point
from kreissverify.quantities.kreiss.curve_maxima import CurveMaxima
from kreissverify.quantities.kreiss.ridge_scan import ridge_angles
from kreissverify.quantities.maximisation.batched.search import highest_on_circles
from kreissverify.quantities.resolvent.compensated import Twofold, compensated_norms, points_of
from kreissverify.quantities.resolvent.curve_maximum import CurveSearch
from kreissverify.quantities.resolvent.derivatives import drifts
from kreissverify.quantities.resolvent.high_precision import local_norm
from kreissverify.quantities.resolvent.values import resolvent_norms

__all__ = ["ResolventModel"]


_MOST_BITS = 2048  # norms up to 2¹⁰⁰⁰, far above any that an enclosure is possible with
_RISE = 0.05  # of the room: a ridge that raises an estimate by less does not explain a failed proof
_WIDEST_TURN = 0.3  # of a ridge's line, in radians: a drift is a tangent, and no more is known
# From this size on one Schur form is cheaper than singular values at the angles of all ridges,
# and lets every circle be searched. Below, estimates (and so certificates) are those of singular
# values.
_BY_SCHUR = 48
_GUIDES = 1e-2  # relative error of singular vectors up to which they are a guide
_LOST = 1e-3  # relative error of a float64 norm above which its circle is scanned in coordinates


@dataclass(frozen=True)
class Ridge:
    """The line θ = angle + drift·log((r-1)/excess), near which ‖R‖ is largest on its circles."""

    excess: float
    angle: float
    drift: float

    def angles(self, excess: FloatArray) -> FloatArray:
        """Return θ on the circles |z| = 1 + excess."""
        if self.drift == 0 or not math.isfinite(self.drift):
            return np.full(excess.shape, self.angle)
        with np.errstate(divide="ignore"):
            turn = self.drift * np.log(excess / self.excess)
        return np.asarray(
            np.clip(self.angle + np.clip(turn, -_WIDEST_TURN, _WIDEST_TURN), 0.0, math.pi)
        )


class ResolventModel:
    """Estimates of log G along the real axis and the ridges that are added.

    Parameters
    ----------
    matrix
        The matrix J.
    accuracy
        The relative accuracy wanted; where float64 cannot have it, the precision is raised.
    curves
        Circles or lines.
    """

    def __init__(self, matrix: Matrix, accuracy: float, curves: Curves = CIRCLES) -> None:
        self.matrix = matrix
        self.accuracy = accuracy
        self.curves = curves
        self.ridges = [Ridge(1.0, t, 0.0) for t in curves.axis]
        self.maxima = CurveMaxima(matrix.array, curves) if matrix.n >= _BY_SCHUR else None
        # one eigenproblem of size 2n tells the highest maximum of a line; of a circle it is dearer
        lines = curves is not CIRCLES and self.maxima is None
        self.search = CurveSearch(matrix.array, curves) if lines else None
        self._continuation = LevelContinuation(matrix, curves)
        self._size = float(np.linalg.norm(matrix.array)) + curves.unit

    def add(self, excess: FloatArray, angle: FloatArray) -> None:
        """Add the ridges through maxima of ‖R(z)‖ on circles, at angles (p,) and r - 1 of (p,).

        Each with its drift and without: a drift that a crossing of singular values has spoilt
        leads away from the ridge, and an estimate from below is only ever raised.
        """
        if self.maxima is not None:
            heights = [self.maxima.highest(x, angle)[0] for x in excess.tolist()]
            # angles are improved on every circle, except where float64 is lost
            if self._error(float(excess.max()), max(heights)) < _GUIDES:
                self._add_lines(excess, angle)
                return
        if self.curves is not CIRCLES:
            self._add_lines(excess, angle)
            return
        shape = (len(excess), self.matrix.n, self.matrix.n)
        slopes = drifts(np.broadcast_to(self.matrix.array, shape), excess, angle)
        self.ridges += map(Ridge, excess.tolist(), angle.tolist(), slopes.tolist())
        self._add_lines(excess, angle)

    def _add_lines(self, excess: FloatArray, angle: FloatArray) -> None:
        self.ridges += [
            Ridge(x, t, 0.0) for x, t in zip(excess.tolist(), angle.tolist(), strict=True)
        ]

    def log_norms(self, excess: FloatArray) -> FloatArray:
        """Return the estimates of log G(1 + excess), of shape (p,) for (p,)."""
        if self.maxima is not None:
            return np.array([self._by_schur(self.maxima, x) for x in excess.tolist()])
        if self.search is not None:
            return np.array([self._by_search(self.search, x) for x in excess.tolist()])
        angles = np.stack([ridge.angles(excess) for ridge in self.ridges], axis=1)
        points = np.asarray((1 + excess)[:, None] * np.exp(1j * angles))
        each = resolvent_norms(self.matrix.array[None], points.reshape(1, -1))
        values = each.reshape(points.shape).max(axis=1)
        # as in `lower_bound.lost_digits`: what float64 has lost is recomputed in higher precision
        error = 2.0**-50 * (self._size + excess) * values
        with np.errstate(divide="ignore"):
            logs = np.log(values)
        lost = np.flatnonzero(error > self.accuracy)
        if lost.size:
            logs[lost] = self._recomputed(excess[lost], angles[lost], error[lost])
        return np.asarray(logs)

    def _recomputed(self, levels: FloatArray, places: FloatArray, error: FloatArray) -> FloatArray:
        """Return log‖R‖ at the highest of some points of each curve, with more digits.

        Parameters
        ----------
        levels, places
            The curves, of shape (p,), and the places on them, of shape (p, k).
        error
            The relative error e of float64 there, of shape (p,).
        """
        found = np.full(levels.shape, np.nan)
        # ‖R‖ is then off by a fifth of e² at most: `error` is what LAPACK may lose at worst
        some = np.flatnonzero((error < _GUIDES) & (error**2 < 2 * self.accuracy))
        if some.size:
            each = np.repeat(levels[some], places.shape[1])
            points = points_of(self.curves, each, places[some].ravel())
            norms = compensated_norms(self._twofold, *points).reshape(-1, places.shape[1])
            with np.errstate(all="ignore"):
                found[some] = np.log(norms.max(axis=1))
        # one by one: few curves are so close to the spectrum
        for i in np.flatnonzero(~np.isfinite(found)):
            found[i] = self._high(float(levels[i]), places[i])
        return found

    @cached_property
    def _twofold(self) -> Twofold:
        """J as a sum of two floats."""
        array = self.matrix.array
        low = [
            [as_float(x - fmpq(*y.as_integer_ratio())) for x, y in zip(*rows, strict=True)]
            for rows in zip(self.matrix.exact.tolist(), array.tolist(), strict=True)
        ]
        return Twofold(array, np.array(low).reshape(array.shape))

    def _by_search(self, search: CurveSearch, level: float) -> float:
        if search.outermost >= level:
            return math.inf
        height, angle = self._seen(search, level)
        error = self._error(level, height)
        if error > self.accuracy:
            others = np.concatenate([ridge.angles(np.array([level])) for ridge in self.ridges])
            places = np.append(others, angle)[None]
            return float(self._recomputed(np.array([level]), places, np.array([error]))[0])
        return height

    def _seen(self, search: CurveSearch, level: float) -> tuple[float, float]:
        """Return log‖R‖ at the highest point of a line or of the ridges, and the ordinate."""
        points = [search.highest(level)[0]]
        points += [search.point(level, ridge.angle) for ridge in self.ridges if ridge.angle]
        best = min(points, key=lambda p: p.sigma)
        return -math.log(best.sigma), abs(best.angle)

    def highest_angle(self, excess: float) -> float:
        """Return the angle in [0, π] of the highest maximum found on a circle, in float64."""
        if self.search is not None:
            return self._seen(self.search, excess)[1]
        assert self.maxima is not None
        return self.maxima.highest(excess, np.array([ridge.angle for ridge in self.ridges]))[1]

    def _by_schur(self, maxima: CurveMaxima, excess: float) -> float:
        angles = np.concatenate([ridge.angles(np.array([excess])) for ridge in self.ridges])
        height, angle = maxima.highest(excess, angles)
        error = self._error(excess, height)
        if error > _GUIDES or error**2 > self.accuracy:
            return self._high(excess, np.append(angles, angle))
        return height

    def _error(self, excess: float, height: float) -> float:
        """Return about the relative error e of float64 vectors at norm e^height; σ loses e²."""
        return 2.0**-50 * (self._size + excess) * math.exp(min(height, 700.0))

    def best(self, excess: float) -> tuple[float, float]:
        """Return the angle of the highest ridge on a circle in high precision, and ‖R‖ there."""
        angles = np.concatenate([ridge.angles(np.array([excess])) for ridge in self.ridges])
        height, angle = max(
            (self._high(excess, angles[i : i + 1]), t) for i, t in enumerate(angles)
        )
        return float(angle), math.exp(min(height, 700.0))

    def sharpen(self, excess: FloatArray, room: FloatArray, angles: int) -> bool:
        """Look for other ridges on the given circles.

        Parameters
        ----------
        excess
            r - 1 on the circles, of shape (p,).
        room
            The room that each was thought to have, of shape (p,).
        angles
            From how many angles of the upper half-plane each is searched.

        Returns
        -------
        bool
            Whether an estimate has risen by a good part of the `room` that it was thought to have.
        """
        worst = int(np.argmin(room))
        before = float(self.log_norms(excess[worst : worst + 1])[0])
        if 2.0**-48 * (self._size + float(excess[worst])) * math.exp(min(before, 700)) > _LOST:
            return self._scan(float(excess[worst]), before, float(room[worst]))
        if self.search is not None:  # its estimates are of the whole line already
            return False
        if self.maxima is not None:
            return self._searched(self.maxima, excess, room)
        shape = (len(excess), self.matrix.n, self.matrix.n)
        found = highest_on_circles(np.broadcast_to(self.matrix.array, shape), excess, angles)
        rise = -np.log(found.sigma) - self.log_norms(excess)
        noise = 2.0**-48 * (self._size + excess) / found.sigma
        higher = rise > _RISE * np.minimum(room, 1.0) + noise
        if higher.any():
            self.add(excess[higher], np.abs(found.angle[higher]))
        return bool(higher.any())

    def _searched(self, maxima: CurveMaxima, excess: FloatArray, room: FloatArray) -> bool:
        """Look for other ridges by a search of each circle, see `sharpen`."""
        before = self.log_norms(excess)
        found = np.array([maxima.searched(x) for x in excess.tolist()])
        higher = found[:, 0] - before > _RISE * np.minimum(room, 1.0) + 1e-12
        if higher.any():
            self._add_lines(excess[higher], found[higher, 1])
        return bool(higher.any())

    def _scan(self, excess: float, before: float, room: float) -> bool:
        """Look for other ridges where float64 has lost the resolvent."""
        angles = ridge_angles(self._continuation, excess, self.curves)
        self.ridges += [Ridge(1.0, float(angle), 0.0) for angle in angles]
        return float(self.log_norms(np.array([excess]))[0]) > before + _RISE * min(room, 1.0)

    def _high(self, excess: float, angles: FloatArray) -> float:
        """Estimate at a precision under which σ_min is not lost."""
        bits = 64
        while bits < _MOST_BITS:
            bits *= 2
            with working_precision(bits):
                best = max(self._at(excess, angle) for angle in angles.tolist())
            # σ² has lost twice the bits of ‖R‖: with so many left over, the digits shown are right
            if best < (bits / 2 - 8) * math.log(2):
                return best
        return best

    def _at(self, excess: float, angle: float) -> float:
        try:
            local = local_norm(self.matrix.exact, ball_point(self.curves, excess, angle).mid())
        except ZeroDivisionError:
            return math.inf
        return -float(local.sigma.log())
