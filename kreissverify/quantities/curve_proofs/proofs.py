"""Proving bounds on single circles or lines: a Riccati candidate, shortened, and its inequality.

For slack in every direction the candidate solves the equation of a slightly smaller circle, which
leaves the multiple εP in the first block, and of a slightly smaller gain.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
from flint import arb, arb_mat, fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.ball import ball_matrix, working_precision
from kreissverify.numbers.rational import as_float, rational_string
from kreissverify.quantities.curve_proofs.bounded_real import proved_by_balls
from kreissverify.quantities.curve_proofs.continuation import Solution
from kreissverify.quantities.curve_proofs.float_proofs import Aim, FloatProver
from kreissverify.quantities.curve_proofs.riccati import riccati_high
from kreissverify.quantities.curves import CIRCLES, Curves

__all__ = ["MOST_BITS", "CurveProof", "CurveProver", "Task"]

MOST_BITS = 1024
"""The precision up to which one circle is tried.

P of condition 10¹⁰⁰ loses about twice 332 bits on the way. More bits help only where r is next to
ρ(J), and there the next doubling costs several times the time for a few more digits of r - ρ.
"""

_PRECISIONS = (53, 128, 256, 512, MOST_BITS)  # cheap first: float64 proves nearly all circles
_CHECKABLE = 40  # beyond this size the checker takes no certificate, and short entries help nobody


@dataclass(frozen=True)
class CurveProof:
    """A proved circle: G(level) ≤ gain/level, by a symmetric dyadic P that is written on use.

    Or a proved line, Re z = level: G_c(level) ≤ gain.
    """

    level: fmpq
    gain: fmpq
    write: Callable[[], fmpq_mat]
    curves: Curves = CIRCLES

    @property
    def norm(self) -> fmpq:
        """The bound of G."""
        return self.gain / self.level if self.curves is CIRCLES else self.gain

    @cached_property
    def solution(self) -> fmpq_mat:
        """P, exactly."""
        return self.write()

    def as_json(self) -> dict[str, Any]:
        """Return r (or x), g and P as a certificate writes them."""
        return {
            self.curves.level_name: rational_string(self.level),
            "g": rational_string(self.norm),
            "P": [[rational_string(x) for x in row] for row in self.solution.tolist()],
        }


@dataclass(frozen=True)
class Task:
    """A circle to prove: rG(r) ≤ gain, with guesses of what there is to spare.

    Or a line: G_c(x) ≤ gain.

    Attributes
    ----------
    level, gain
        Exact, the gain a dyadic number.
    room
        An estimate of log gain - log(rG(r)).
    slope
        An estimate of -d log(rG)/d log r, or -d log G/dx, rather too large than too small.
    """

    level: fmpq
    gain: fmpq
    room: float
    slope: float

    def ease(self, curves: Curves) -> float:
        """Return the relative decrease of r², or that of x, that spends a third of the room.

        At most one half: with less of r² left the candidate would belong to another problem. And
        1/G falls by at most what x does.
        """
        most = 0.5 if curves is CIRCLES else 0.5 / as_float(self.gain)
        return min(0.3 * self.spare / self.slope, most) if self.slope > 0 else most

    @property
    def spare(self) -> float:
        """The room, kept within what is sensible.

        More than a factor e is not spent, as P would be no candidate for the circle asked for; and
        an estimate of no room at all is still tried, with as much as high precision can resolve.
        """
        return min(max(self.room, 1e-40), 1.0)


class CurveProver:
    """Prove inequalities of circles or lines for one matrix, in float64 or in balls."""

    def __init__(self, matrix: Matrix, curves: Curves = CIRCLES) -> None:
        self.matrix, self.curves = matrix, curves
        self.float = FloatProver(matrix, curves)

    def prove(self, tasks: list[Task], bits: int) -> list[CurveProof | None]:
        """Return the proved circles, None where it was not shown."""
        if not tasks:
            return []
        if bits > 53:
            with working_precision(bits):
                return [self._in_balls(task) for task in tasks]
        aims = [
            Aim(as_float(t.level), as_float(t.gain), t.spare, t.ease(self.curves)) for t in tasks
        ]
        return [
            None
            if found is None
            else CurveProof(t.level, t.gain, self._writer(t, found), self.curves)
            for t, found in zip(tasks, self.float.prove(aims), strict=True)
        ]

    def prove_one(self, *tasks: Task, least_bits: float = 0) -> CurveProof | None:
        """Return the first of these circles that is proved, with as many bits as it takes.

        Precisions below `least_bits`, which are known to be in vain, are left out.
        """
        for bits in _PRECISIONS:
            for task in tasks if bits >= least_bits else ():
                circle = self.prove([task], bits)[0]
                if circle is not None:
                    return circle
        return None

    def _writer(self, task: Task, found: Solution) -> Callable[[], fmpq_mat]:
        def write() -> fmpq_mat:
            solution = found.exact()
            # in the original coordinates P is short already
            if found.coordinates.factor is None or self.matrix.n > _CHECKABLE:
                return solution
            return self._shorter(task, solution)

        return write

    def _shorter(self, task: Task, solution: fmpq_mat) -> fmpq_mat:
        """Return a solution with shorter entries, if one is proved; else the given one."""
        least = self._bits(task)
        # the check of P with up to 4·least bits, in balls that keep 512 bits for its cancellations
        with working_precision(4 * least + 512):
            matrix, near = ball_matrix(self.matrix.exact), ball_matrix(solution)
            for bits in range(least, 4 * least, 16):
                short = _shortened_ball(near, bits)
                if short is not None and self._proved(matrix, task, short):
                    return short
        return solution

    def _proved(self, matrix: arb_mat, task: Task, solution: fmpq_mat) -> bool:
        return proved_by_balls(matrix, task.level, task.gain, solution, self.curves)

    def _bits(self, task: Task) -> int:
        # rounding n entries a row by 2⁻ˢ must stay below the ease, with eight bits to guard
        ease = task.ease(self.curves)
        if self.curves is not CIRCLES:  # relative to F, by which the rounded P is multiplied
            ease /= float(np.linalg.norm(self.matrix.array)) + abs(as_float(task.level))
        return math.ceil(8 + math.log2(self.matrix.n) - math.log2(max(ease, 1e-300)))

    def _candidate(self, task: Task, matrix: arb_mat) -> arb_mat | None:
        eta = arb(task.gain) * arb(-0.3 * task.spare).exp()
        if self.curves is not CIRCLES:
            level = (arb(task.level) - arb(task.ease(self.curves))).mid()
            away = np.abs(float(level) - self.float.eigenvalues)
            gamma = math.sqrt(max(away.min(), 1e-16 * away.max()) * away.max())
            return riccati_high(matrix, level, eta.mid(), self.curves, arb(gamma))
        # P of the radius r√keep satisfies the inequality at r with (1-keep)P to spare
        keep = (1 - arb(task.ease(self.curves))).mid()
        root = keep.sqrt().mid()
        found = riccati_high(matrix, (arb(task.level) * root).mid(), (eta * root).mid())
        return None if found is None else (found / keep).mid()

    def _in_balls(self, task: Task) -> CurveProof | None:
        matrix = ball_matrix(self.matrix.exact)
        candidate = self._candidate(task, matrix)
        if candidate is None:
            return None
        short = self._bits(task)
        for bits in (short, 2 * short, 4 * short):
            solution = _shortened_ball(candidate, bits)
            if solution is not None and self._proved(matrix, task, solution):
                return CurveProof(task.level, task.gain, partial(_itself, solution), self.curves)
        return None


def _itself(solution: fmpq_mat) -> fmpq_mat:
    return solution


def _shortened_ball(matrix: arb_mat, bits: int) -> fmpq_mat | None:
    """Return P with P_ij rounded down to multiples of a power of two near 2^-bits·√(P_ii P_jj).

    Relative to the diagonal, since P may have entries of very different sizes. None if P is not
    positive on it.
    """
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
