"""The largest score over a region: visited points, the subspace they span, its maxima.

A visit to z takes one factorisation and some solutions, and adds the right singular vectors there
to the subspace. On the subspace the whole region is searched at once; its maxima are the next
points to visit, until the score at the point visited is the score that the subspace said.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.quantities.large.ascent import climbed
from kreissverify.quantities.large.eigenvalues import (
    arnoldi,
    nearest_eigenvalues,
    outermost_eigenvalues,
)
from kreissverify.quantities.large.objective import Objective
from kreissverify.quantities.large.projection import Projection
from kreissverify.quantities.large.region import Region
from kreissverify.quantities.large.resolvent import LargeResolvent, Vector
from kreissverify.quantities.large.singular_vectors import (
    SingularVectors,
    smallest_singular_vectors,
)
from kreissverify.quantities.large.starts import apart, distinct_eigenvalues, grid

__all__ = ["Search", "Visit"]

_SEED = 17  # of the start vectors: any will do, but always the same
_KRYLOV = 50  # products with A for the first map
_SECTORS = 5  # points in the upper half of the region that are visited in any case
_OF_MAP = 24  # eigenvalues that a map is denser at
_OUTERMOST = 8  # eigenvalues above which a point is visited
_KEPT = 2  # singular vectors of a point that the subspace keeps
_PEAKS = 4  # maxima of a map that are gone up to
_ROUNDS = 3  # maps
_HIGHER = 1e-6  # of the score, that another map is looked at for
_VISITS_OF_PEAK = 12
_HOPELESS = math.log(2.0)  # below the best score: left if visits no longer gain this much
_GAIN = 0.2
_ENDED = 2e-14  # of the score, which is a logarithm, that a further visit may gain
_MOST_VISITS = 80
_UNIT = 2.0**-52
# Depth of an eigenvalue beside the size, below which rounding decides where it is.
_LEAST_DEPTH = 1e-14
_FLATTEST = 1e-6  # dσ/dheight that is divided by


@dataclass(frozen=True)
class Visit:
    """What was found at one point."""

    height: float
    position: float
    z: complex
    score: float
    found: SingularVectors


class Search:
    """A search of one matrix for one objective."""

    def __init__(self, resolvent: LargeResolvent, region: Region, objective: Objective) -> None:
        self.resolvent, self.region, self.objective = resolvent, region, objective
        self.real = not resolvent.is_complex
        self.projection = Projection(
            resolvent.n, is_complex=resolvent.is_complex, matrix=resolvent.matrix
        )
        self._random = np.random.default_rng(_SEED)
        self.visits: list[Visit] = []
        self.eigenvalues: ComplexArray = np.empty(0, dtype=np.complex128)
        self.guesses: ComplexArray = self.eigenvalues  # Ritz values, which need not be near any
        self.singular: list[complex] = []  # points where zI-A has no inverse in floats
        self.size = 1.0

    @property
    def best(self) -> Visit | None:
        """The visit with the highest score."""
        return max(self.visits, key=lambda x: x.score, default=None)

    def explore(self) -> None:
        """Visit the first points, which are spread over the region and above eigenvalues."""
        for height, position in self._first_points():
            self.visit(height, position, eigenvalues=True)
        self._look_above_eigenvalues()

    def climb(self) -> None:
        """Go up to the highest maxima that the subspace knows, until none is new."""
        for _ in range(_ROUNDS):
            before = self.best
            for height, position, _ in self._candidates():
                self._go_up(height, position)
            after = self.best
            if before is not None and after is not None and after.score - before.score < _HIGHER:
                break

    def _look_above_eigenvalues(self) -> None:
        """Visit points above the outermost eigenvalues, as far as they are known.

        Each visit sharpens what is known of those near by, and another may then be farther out: of
        a cluster at the boundary Krylov steps with A find none.
        """
        seen: list[complex] = []
        for _ in range(_OUTERMOST):
            known = self.distinct(np.append(self.eigenvalues, self.guesses), _OUTERMOST)
            new = [
                x for x in known.tolist() if all(abs(x - y) > 0.5 * self._depth(x) for y in seen)
            ]
            if not new:
                return
            seen.append(new[0])
            self.visit(*self._above(new[0]), eigenvalues=True)

    def distinct(self, eigenvalues: ComplexArray, most: int) -> ComplexArray:
        """Return the outermost of some eigenvalues, one of each cluster and conjugate pair."""
        return distinct_eigenvalues(self.region, eigenvalues, most, real=self.real)

    def _depth(self, eigenvalue: complex) -> float:
        return abs(self.region.height(eigenvalue))

    def visit(self, height: float, position: float, *, eigenvalues: bool = False) -> Visit | None:
        """Add what one point tells; None if zI-A has no inverse in floats there."""
        if len(self.visits) >= _MOST_VISITS:
            return None
        z = self.region.point(height, position)
        solver = self.resolvent.at(z)
        real = self.real and z.imag == 0
        found = None
        if solver is not None:
            found = smallest_singular_vectors(solver, self._start(z, real), _KEPT)
        if solver is None or found is None:
            self.singular.append(z)
            return None
        if eigenvalues:
            start = self._noise(real)
            near, guess = nearest_eigenvalues(solver, z, start)
            self.eigenvalues = np.concatenate([self.eigenvalues, near])
            self.guesses = np.concatenate([self.guesses, guess])
        point = z.real if real else z
        self.projection.add(found.vectors, point * found.vectors - found.images)
        self.size = max(self.size, float(np.linalg.norm(self.projection.top, 2)))
        score = self.objective.scores(np.array([height]), np.array([found.sigma]))
        seen = Visit(height, position, z, float(score[0]), found)
        self.visits.append(seen)
        return seen

    def _noise(self, real: bool) -> Vector:
        noise = self._random.standard_normal(self.resolvent.n)
        if real:
            return noise
        return noise + 1j * self._random.standard_normal(self.resolvent.n)

    def _start(self, z: complex, real: bool) -> Vector:
        """Return the singular vector that the subspace knows, with a little of everything."""
        noise = self._noise(real)
        noise /= np.linalg.norm(noise)
        if self.projection.size == 0:
            return noise
        _, _, right = self.projection.at(z)
        return self.projection.lifted(right) + 1e-3 * noise

    def _first_points(self) -> list[tuple[float, float]]:
        matrix = self.resolvent.matrix
        if matrix is None:
            height = self.objective.level
            if height is None:
                height = 0.1 if self.objective.bound is None else 0.1 + self.objective.bound
            places = self.region.spread(10 * self.size, _SECTORS, real=self.real)
            return [(height, x) for x in places.tolist()]
        start = self._noise(self.real)
        self.eigenvalues = outermost_eigenvalues(matrix, self.region, start)
        _, hessenberg = arnoldi(matrix.product, start, min(_KRYLOV, matrix.n))
        k = hessenberg.shape[1]
        pencil = Projection.of_pencil(hessenberg[:k], hessenberg[k:])
        self.size = max(self.size, float(np.linalg.norm(hessenberg, 2)))
        self.guesses = np.linalg.eigvals(hessenberg[:k]).astype(np.complex128)
        known = np.append(self.guesses, self.eigenvalues)
        heights, positions, scores = self._map(pencil, known)
        return self._best_of_sectors(heights, positions, scores)

    def _best_of_sectors(
        self, heights: FloatArray, positions: FloatArray, scores: FloatArray
    ) -> list[tuple[float, float]]:
        ends = self.region.spread(self.size, _SECTORS, real=self.real)
        sector = np.abs(positions[:, None] - ends).argmin(axis=1)
        chosen = []
        for k in range(ends.size):
            mine = np.flatnonzero(sector == k)
            if mine.size:
                top = mine[scores[mine].argmax()]
                if scores[top] > -math.inf:
                    chosen.append((float(heights[top]), float(positions[top])))
        return chosen

    def _map(
        self, projection: Projection, eigenvalues: ComplexArray
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        chosen = self.distinct(eigenvalues, _OF_MAP)
        heights, positions = grid(self.region, self.objective, chosen, self.size, real=self.real)
        sigmas = projection.sigma(self.region.points(heights, positions))
        return heights, positions, self.objective.scores(heights, sigmas)

    def _candidates(self) -> list[tuple[float, float, float]]:
        """Return the maxima of a map of the subspace, and the best point visited."""
        ritz = np.linalg.eigvals(self.projection.top)
        heights, positions, scores = self._map(self.projection, np.append(self.eigenvalues, ritz))
        seen = [x for x in self.visits if x.score > -math.inf]
        heights = np.append(heights, [x.height for x in seen])
        positions = np.append(positions, [x.position for x in seen])
        scores = np.append(scores, [x.score for x in seen])
        room = np.abs(heights) if self.objective.level is None else np.full(heights.shape, 1e-3)
        return apart(heights, positions, scores, room, _PEAKS)

    def _above(self, eigenvalue: complex) -> tuple[float, float]:
        """Return a point above an eigenvalue, as far as the boundary is on the other side."""
        position = self.region.position(eigenvalue)
        own = self.region.height(eigenvalue)
        if self.objective.level is not None:
            return self.objective.level, position
        if self.objective.bound is not None:
            return own + self.objective.bound, position
        return max(abs(own), _LEAST_DEPTH * self.size), position

    def _go_up(self, height: float, position: float) -> None:
        """Visit the maximum of the subspace near by, until it is where the subspace says."""
        last = -math.inf
        for k in range(_VISITS_OF_PEAK):
            height, position = climbed(
                self.projection, self.region, self.objective, (height, position), self.size
            )
            position = float(self.region.folded(np.array([position]), real=self.real)[0])
            before = self.best
            if before is not None and self._is_visited(height, position):
                return
            seen = self.visit(height, position)
            if seen is None:
                return
            gain, last = seen.score - last, seen.score
            if abs(gain) <= self.tolerance(seen):
                return
            hopeless = before is not None and seen.score < before.score - _HOPELESS
            if k >= 1 and hopeless and gain < _GAIN:
                return

    def lost(self, seen: Visit) -> float:
        """Return about what share of σ rounding is: ‖zI-A‖/σ units."""
        return _UNIT * (abs(seen.z) + self.size) / seen.found.sigma

    def tolerance(self, seen: Visit) -> float:
        """Return the difference of scores that is left to rounding."""
        share = _ENDED + self.lost(seen)
        if self.objective.bound is None:
            return share
        # a height changes with log σ as 1 over its slope
        sigma, slope, _ = self.projection.at(seen.z)
        return share * sigma / max(abs(slope), _FLATTEST)

    def remaining(self) -> float:
        """Return what the subspace says that the score at the best peak is higher than visited."""
        best = self.best
        if best is None:
            return math.inf
        point = climbed(
            self.projection, self.region, self.objective, (best.height, best.position), self.size
        )
        sigma, _, _ = self.projection.at(self.region.point(*point))
        score = self.objective.scores(np.array([point[0]]), np.array([sigma]))
        return max(0.0, float(score[0]) - best.score) + self.tolerance(best)

    def _is_visited(self, height: float, position: float) -> bool:
        """Say whether a visit was so near that the score is the same to all digits."""
        z = self.region.point(height, position)
        return any(abs(z - x.z) <= 1e-9 * max(abs(x.height), 1e-12) for x in self.visits)
