"""Circles or lines proved in float64, in coordinates that suit them.

Where cond(P) defeats float64 a circle is tried again in coordinates in which P is nearly the
identity: those of the solution of a neighbour, or of the rough one of the circle itself. Each
change of coordinates mends some ten digits of the condition, and a few of them any condition.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.quantities.curve_proofs.bounded_real import proved_in_float
from kreissverify.quantities.curve_proofs.continuation import LevelContinuation, Solution
from kreissverify.quantities.curve_proofs.coordinates import Coordinates
from kreissverify.quantities.curve_proofs.riccati import riccati_float
from kreissverify.quantities.curves import CIRCLES, Curves

__all__ = ["Aim", "FloatProver"]


_OWN_TRIES = 2  # changes to the coordinates of a circle's own rough solution
_MOST_CHANGES = 24  # coordinates kept for one matrix: each new circle is tried in all of them
# From this size on coordinates are tried with the circle that they are meant for, before all
# others: below, a stack of circles takes little more than one.
_ONE_FIRST = 48
_CHUNK = 500_000  # entries of a stack of solutions computed at once


@dataclass(frozen=True)
class Aim:
    """A curve to prove in float64: r, rG(r) ≤ gain, and what there is to spare (see `Task`)."""

    level: float
    gain: float
    spare: float
    ease: float


class FloatProver:
    """Prove circle inequalities for one matrix in float64."""

    def __init__(self, matrix: Matrix, curves: Curves = CIRCLES) -> None:
        self.matrix, self.curves = matrix, curves
        self._continuation = LevelContinuation(matrix, curves)
        self._coordinates = [self._continuation.steps[0][1]]
        self._proved: list[tuple[Aim, Solution]] = []

    @property
    def eigenvalues(self) -> ComplexArray:
        """Those of J in floats."""
        return self._coordinates[0].eigenvalues

    def prove(self, aims: list[Aim]) -> list[Solution | None]:
        """Return the proved solutions, None where it was not shown."""
        found: dict[int, Solution] = {}
        rough: dict[int, Solution] = {}
        for coordinates in self._coordinates:
            self._attempt(coordinates, aims, found, rough)
        while len(found) < len(aims):
            # the other circles are easier in the coordinates that suit this one than conversely
            hardest = max(set(range(len(aims))) - set(found), key=lambda i: aims[i].level)
            if not self._mend(hardest, aims, found, rough):
                break
        return [found.get(i) for i in range(len(aims))]

    def _mend(
        self,
        index: int,
        aims: list[Aim],
        found: dict[int, Solution],
        rough: dict[int, Solution],
    ) -> bool:
        """Change coordinates until this circle is proved; others may be, by the way.

        Parameters
        ----------
        index
            Which of the aims.
        aims
            All circles.
        found, rough
            Proved and unproved solutions by their index; both are added to.
        """
        for moved in self._changes(index, aims, rough):
            if moved is None or len(self._coordinates) > _MOST_CHANGES:
                continue
            self._coordinates.append(moved)
            if self.matrix.n >= _ONE_FIRST:
                self._attempt(moved, aims, found, rough, [index])
                if index not in found:
                    continue
            self._attempt(moved, aims, found, rough)
            if index in found:
                return True
        return False

    def _changes(
        self, index: int, aims: list[Aim], rough: dict[int, Solution]
    ) -> Iterator[Coordinates | None]:
        """Yield the coordinates that are worth a try for this circle, the cheap and likely first.

        A proved neighbour's solution is nearly this one's. The circle's own rough solution is the
        next best guess; the continuation from far out is sure but slow; and after it has failed,
        own solutions once more, each being rough in better coordinates than the last.
        """
        if self._proved:
            near = min(self._proved, key=lambda p: abs(math.log(p[0].gain / aims[index].gain)))
            yield near[1].suited(self.matrix)
        yield rough[index].suited(self.matrix)
        yield self._continuation.down_to(aims[index].level)
        for _ in range(_OWN_TRIES):
            yield rough[index].suited(self.matrix)

    def _attempt(
        self,
        coordinates: Coordinates,
        aims: list[Aim],
        found: dict[int, Solution],
        rough: dict[int, Solution],
        only: list[int] | None = None,
    ) -> None:
        """Try what is open in these coordinates, or only some of it."""
        left = [i for i in only or range(len(aims)) if i not in found]
        step = max(1, _CHUNK // self.matrix.n**2)
        for start in range(0, len(left), step):
            part = left[start : start + step]
            inner, candidates, shown = _solved(coordinates, [aims[i] for i in part], self.curves)
            for k, i in enumerate(part):
                if shown[k]:
                    found[i] = Solution(coordinates, inner[k].copy())
                    self._proved.append((aims[i], found[i]))
                else:
                    rough[i] = Solution(coordinates, candidates[k].copy())


def _solved(
    coordinates: Coordinates, aims: list[Aim], curves: Curves
) -> tuple[FloatArray, FloatArray, NDArray[np.bool_]]:
    """Return shortened solutions, the unshortened ones, and which of them are proved."""
    n = len(coordinates.matrix)
    # 30 % of the room go to a smaller gain, as much to a smaller radius (`ease`), a 64th of either
    # to the rounding of the entries; the rest is left for the error bounds of the proof
    radii, gains, spare, ease = np.array([[a.level, a.gain, a.spare, a.ease] for a in aims]).T
    etas = gains * np.exp(-0.3 * spare)
    if curves is CIRCLES:
        root = np.sqrt(1 - ease)
        candidates = riccati_float(coordinates, radii * root, etas * root)
        candidates, relative = candidates / (1 - ease)[:, None, None], ease
    else:  # 2·ease·P is left of the block of a line that is farther to the left
        candidates = riccati_float(coordinates, radii - ease, etas, curves)
        relative = ease / (np.abs(radii) + float(np.linalg.norm(coordinates.matrix)))
    rounded = _shortened(candidates, np.minimum(relative, 0.3 * spare) / (64 * n))
    shown = proved_in_float(coordinates, radii, gains, rounded, curves)
    if not shown.all():  # shortening may be what failed: once more with nearly all digits
        again = ~shown
        rounded[again] = _shortened(candidates[again], np.full(int(again.sum()), 2.0**-60))
        shown[again] = proved_in_float(
            coordinates, radii[again], gains[again], rounded[again], curves
        )
    return rounded, candidates, shown


def _shortened(solutions: FloatArray, tolerance: FloatArray) -> FloatArray:
    """Round the entries P_ij to multiples of a power of two below tolerance·√(P_ii P_jj)."""
    with np.errstate(all="ignore"):
        root = np.sqrt(np.diagonal(solutions, axis1=1, axis2=2))
        unit = tolerance[:, None, None] * root[:, :, None] * root[:, None, :]
        grid = np.exp2(np.floor(np.log2(unit)))
        rounded = np.rint(solutions / grid) * grid
        symmetric = np.tril(rounded) + np.tril(rounded, -1).swapaxes(1, 2)
    return np.asarray(symmetric)
