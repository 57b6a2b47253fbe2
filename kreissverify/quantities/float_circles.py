"""Circles proved in float64, in coordinates that suit them.

Where cond(P) defeats float64 a circle is tried again in coordinates in which P is nearly the
identity: those of the solution of a neighbour, or of the rough one of the circle itself. Each
change of coordinates mends some ten digits of the condition, and a few of them any condition.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from flint import fmpq_mat
from numpy.typing import NDArray

from kreissverify.matrices.matrix import Matrix
from kreissverify.quantities.circle_inequality import proved_in_float
from kreissverify.quantities.coordinates import Coordinates, changed, original
from kreissverify.quantities.riccati import riccati_float

__all__ = ["Aim", "FloatProver", "FloatSolution"]

FloatArray = NDArray[np.float64]

_OWN_TRIES = 5  # changes to the coordinates of a circle's own rough solution
_MOST_CHANGES = 24
_CHUNK = 500_000  # entries of a stack of solutions computed at once


@dataclass(frozen=True)
class Aim:
    """A circle to prove in float64: r, rG(r) ≤ gain, and what there is to spare (see `Task`)."""

    radius: float
    gain: float
    spare: float
    ease: float


@dataclass(frozen=True)
class FloatSolution:
    """P = WᵀP'W of a circle, by P' and its coordinates."""

    coordinates: Coordinates
    inner: FloatArray

    def exact(self) -> fmpq_mat:
        """Return P, exactly."""
        return self.coordinates.exact(self.inner)

    def factor(self) -> FloatArray | None:
        """Return W with WᵀW near P, the small eigenvalues of P' lifted to where it is trusted."""
        if not np.isfinite(self.inner).all():
            return None
        values, vectors = np.linalg.eigh((self.inner + self.inner.T) / 2)
        if not values[-1] > 0:
            return None
        root = np.sqrt(np.maximum(values, 1e-13 * values[-1]))
        turned = np.asarray(root[:, None] * vectors.T)
        w = self.coordinates.factor
        return turned if w is None else np.asarray(turned @ w)


class FloatProver:
    """Prove circle inequalities for one matrix in float64."""

    def __init__(self, matrix: Matrix) -> None:
        self.matrix = matrix
        self._coordinates = [original(matrix)]
        self._proved: list[tuple[Aim, FloatSolution]] = []

    def prove(self, aims: list[Aim]) -> list[FloatSolution | None]:
        """Return the proved solutions, None where it was not shown."""
        found: dict[int, FloatSolution] = {}
        rough: dict[int, FloatSolution] = {}
        for coordinates in self._coordinates:
            self._attempt(coordinates, aims, found, rough)
        while len(found) < len(aims):
            hardest = max(set(range(len(aims))) - set(found), key=lambda i: aims[i].radius)
            if not self._mend(hardest, aims, found, rough):
                break
        return [found.get(i) for i in range(len(aims))]

    def _mend(
        self,
        index: int,
        aims: list[Aim],
        found: dict[int, FloatSolution],
        rough: dict[int, FloatSolution],
    ) -> bool:
        """Change coordinates until this circle is proved; others may be, by the way."""
        for factor in self._factors(index, aims, rough):
            if len(self._coordinates) > _MOST_CHANGES:
                return False
            moved = changed(self.matrix, factor)
            if moved is not None:
                self._coordinates.append(moved)
                self._attempt(moved, aims, found, rough)
                if index in found:
                    return True
        return False

    def _factors(
        self, index: int, aims: list[Aim], rough: dict[int, FloatSolution]
    ) -> Iterator[FloatArray]:
        """Yield the factors W that are worth a try for this circle, one after the other."""
        if self._proved:
            near = min(self._proved, key=lambda p: abs(math.log(p[0].gain / aims[index].gain)))
            neighbour = near[1].factor()
            if neighbour is not None:
                yield neighbour
        for _ in range(_OWN_TRIES):
            own = rough[index].factor()
            if own is None:  # P of the Stein equation, as if the gain were infinite, always exists
                own = self._stein(aims[index])
            if own is None:
                return
            yield own

    def _stein(self, aim: Aim) -> FloatArray | None:
        here = self._coordinates[-1]
        inner = riccati_float(here, np.array([aim.radius]), np.array([math.inf]))[0]
        return FloatSolution(here, inner).factor()

    def _attempt(
        self,
        coordinates: Coordinates,
        aims: list[Aim],
        found: dict[int, FloatSolution],
        rough: dict[int, FloatSolution],
    ) -> None:
        """Try what is open in these coordinates."""
        left = [i for i in range(len(aims)) if i not in found]
        step = max(1, _CHUNK // self.matrix.n**2)
        for start in range(0, len(left), step):
            part = left[start : start + step]
            inner, candidates, shown = _solved(coordinates, [aims[i] for i in part])
            for k, i in enumerate(part):
                if shown[k]:
                    found[i] = FloatSolution(coordinates, inner[k].copy())
                    self._proved.append((aims[i], found[i]))
                else:
                    rough[i] = FloatSolution(coordinates, candidates[k].copy())


def _solved(
    coordinates: Coordinates, aims: list[Aim]
) -> tuple[FloatArray, FloatArray, NDArray[np.bool_]]:
    """Return shortened solutions, the unshortened ones, and which of them are proved."""
    n = len(coordinates.matrix)
    radii, gains, spare, ease = np.array([[a.radius, a.gain, a.spare, a.ease] for a in aims]).T
    root = np.sqrt(1 - ease)
    candidates = riccati_float(coordinates, radii * root, gains * np.exp(-0.3 * spare) * root)
    candidates = candidates / (1 - ease)[:, None, None]
    rounded = _shortened(candidates, np.minimum(ease, 0.3 * spare) / (64 * n))
    shown = proved_in_float(coordinates, radii, gains, rounded)
    if not shown.all():
        again = ~shown
        rounded[again] = _shortened(candidates[again], np.full(int(again.sum()), 2.0**-60))
        shown[again] = proved_in_float(coordinates, radii[again], gains[again], rounded[again])
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
