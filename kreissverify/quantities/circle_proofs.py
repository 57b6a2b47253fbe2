"""Proving bounds on single circles: a Riccati candidate, shortened, then the circle inequality.

For slack in every direction the candidate solves the equation of a slightly smaller circle, which
leaves the multiple εP in the first block, and of a slightly smaller gain.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import arb, arb_mat, fmpq, fmpq_mat
from numpy.typing import NDArray

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.balls import ball_matrix, working_precision
from kreissverify.numbers.rational import as_fmpq, rational_string
from kreissverify.quantities.circle_inequality import proved_by_balls, proved_in_float
from kreissverify.quantities.riccati import riccati_float, riccati_high

__all__ = ["Circle", "CircleProver", "Task"]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Circle:
    """A proved circle: G(radius) ≤ gain/radius, by the symmetric dyadic solution P."""

    radius: fmpq
    gain: fmpq
    solution: fmpq_mat

    def as_json(self) -> dict[str, Any]:
        """Return r, g and P as a certificate writes them."""
        return {
            "r": rational_string(self.radius),
            "g": rational_string(self.gain / self.radius),
            "P": [[rational_string(x) for x in row] for row in self.solution.tolist()],
        }


@dataclass(frozen=True)
class Task:
    """A circle to prove: rG(r) ≤ gain, with guesses of what there is to spare.

    Attributes
    ----------
    radius, gain
        Exact, the gain a dyadic number.
    room
        An estimate of log gain - log(rG(r)).
    slope
        An estimate of -d log(rG)/d log r, rather too large than too small.
    """

    radius: fmpq
    gain: fmpq
    room: float
    slope: float

    @property
    def ease(self) -> float:
        """The relative decrease of r² that spends a third of the room."""
        return min(0.3 * self.spare / self.slope, 0.5)

    @property
    def spare(self) -> float:
        """The room, kept within what is sensible."""
        return min(max(self.room, 1e-40), 1.0)


class CircleProver:
    """Prove circle inequalities for one matrix, in float64 or in balls."""

    def __init__(self, matrix: Matrix) -> None:
        self.matrix = matrix
        self.error = 0.0 if _is_float_exact(matrix) else 2.0**-52

    def prove(self, tasks: list[Task], bits: int) -> list[Circle | None]:
        """Return the proved circles, None where it was not shown."""
        if not tasks:
            return []
        if bits > 53:
            with working_precision(bits):
                return [self._in_balls(task) for task in tasks]
        return self._in_float(tasks)

    def _in_float(self, tasks: list[Task]) -> list[Circle | None]:
        array, n = self.matrix.array, self.matrix.n
        radii = np.array([as_float(t.radius) for t in tasks])
        gain = np.array([as_float(t.gain) for t in tasks])
        spare = np.array([t.spare for t in tasks])
        ease = np.array([t.ease for t in tasks])
        root = np.sqrt(1 - ease)
        solution = riccati_float(array, radii * root, gain * np.exp(-0.3 * spare) * root)
        solution = solution / (1 - ease)[:, None, None]
        rounded = _shortened(solution, np.minimum(ease, 0.3 * spare) / (64 * n))
        shown = proved_in_float(array, self.error, radii, gain, rounded)
        if not shown.all():
            again = ~shown
            rounded[again] = _shortened(solution[again], np.full(int(again.sum()), 2.0**-60))
            shown[again] = proved_in_float(
                array, self.error, radii[again], gain[again], rounded[again]
            )
        return [
            Circle(t.radius, t.gain, _dyadic_matrix(rounded[i])) if shown[i] else None
            for i, t in enumerate(tasks)
        ]

    def _in_balls(self, task: Task) -> Circle | None:
        keep = (1 - arb(task.ease)).mid()
        matrix = ball_matrix(self.matrix.exact)
        root = keep.sqrt().mid()
        candidate = riccati_high(
            matrix,
            (arb(task.radius) * root).mid(),
            (arb(task.gain) * arb(-0.3 * task.spare).exp() * root).mid(),
        )
        if candidate is None:
            return None
        candidate = (candidate / keep).mid()
        short = math.ceil(8 + math.log2(self.matrix.n / task.ease))
        for bits in (short, 2 * short, 4 * short):
            solution = _shortened_ball(candidate, bits)
            if solution is not None and proved_by_balls(matrix, task.radius, task.gain, solution):
                return Circle(task.radius, task.gain, solution)
        return None


def _is_float_exact(matrix: Matrix) -> bool:
    entries = zip(matrix.array.ravel().tolist(), matrix.exact.entries(), strict=True)
    return all(as_fmpq(x) == y for x, y in entries)


def as_float(value: fmpq) -> float:
    """Return the float64 number nearest a rational."""
    return int(value.p) / int(value.q)


def _shortened(solutions: FloatArray, tolerance: FloatArray) -> FloatArray:
    """Round the entries P_ij to multiples of a power of two below tolerance·√(P_ii P_jj)."""
    with np.errstate(all="ignore"):
        root = np.sqrt(np.diagonal(solutions, axis1=1, axis2=2))
        unit = tolerance[:, None, None] * root[:, :, None] * root[:, None, :]
        grid = np.exp2(np.floor(np.log2(unit)))
        rounded = np.rint(solutions / grid) * grid
        symmetric = np.tril(rounded) + np.tril(rounded, -1).swapaxes(1, 2)
    return np.asarray(symmetric)


def _dyadic_matrix(matrix: FloatArray) -> fmpq_mat:
    n = matrix.shape[0]
    return fmpq_mat(n, n, [fmpq(*x.as_integer_ratio()) for x in matrix.ravel().tolist()])


def _shortened_ball(matrix: arb_mat, bits: int) -> fmpq_mat | None:
    n = matrix.nrows()
    rows = matrix.mid().tolist()
    roots = []
    for i in range(n):
        if not rows[i][i] > 0:
            return None
        roots.append(int(rows[i][i].log_base(2).floor().unique_fmpz() or 0))
    entries = [[fmpq(0)] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1):
            shift = bits - (roots[i] + roots[j]) // 2
            scale = arb(2) ** shift
            whole = (rows[i][j] * scale).mid().floor().unique_fmpz()
            if whole is None:
                return None
            value = fmpq(whole, 1) * (fmpq(1, 1 << shift) if shift >= 0 else fmpq(1 << -shift))
            entries[i][j] = entries[j][i] = value
    return fmpq_mat(entries)
