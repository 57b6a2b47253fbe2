"""Proving K ≤ k: circles whose chords stay under k/(r-1), each with its circle inequality.

The search for circles is guided by float64 estimates of the resolvent norm and cannot err towards
a wrong bound: a circle counts only once its inequality is proved, and `chain_bound` has the last
word.
"""

from __future__ import annotations

import math

from flint import fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.rational import as_float, as_fmpq
from kreissverify.quantities.curve_proofs.proofs import CurveProof, CurveProver, Task
from kreissverify.quantities.curves import CIRCLES
from kreissverify.quantities.kreiss.chords import Vertex, chain_bound, line_chain_bound
from kreissverify.quantities.kreiss.lines.numerical_abscissa import last_level, tail_is_at_most
from kreissverify.quantities.kreiss.resolvent_model import ResolventModel
from kreissverify.quantities.kreiss.tangents import (
    BoundNotProved,
    TangentChain,
    first_contacts,
    line_chain,
    refine,
    slopes,
    started_chain,
)
from kreissverify.quantities.resolvent.witness import rounded_down

__all__ = ["BoundNotProved", "show_at_most"]

# Rounds of placing circles, proving them and, where one fails, looking for a missed ridge there. A
# round that finds a ridge starts anew; more ridges than this mean that estimates are noise.
_ROUNDS = 20
_MOST_WORK = 2e9  # circles · n³ · bits, of all precisions tried: about a minute
_SHORTEST, _FULL = 12, 52  # bits of a bound: enough to tell vertices apart, and all of a float


def show_at_most(
    matrix: Matrix,
    bound: fmpq,
    peak: float,
    model: ResolventModel,
    most_bits: int,
    start: float = 0.0,
) -> list[CurveProof]:
    """Return proved circles that show K(J) ≤ bound, if that is known for |z| ≤ 1 + start.

    Or proved lines that show it of a flow, where the model is one of lines.

    Parameters
    ----------
    matrix
        The matrix J.
    bound
        The number k > 1 to be shown an upper bound.
    peak
        r - 1 where (r-1)G(r) is thought to be largest.
    model
        Estimates of G from below.
    most_bits
        The precision up to which a circle that float64 cannot prove is escalated.
    start
        r - 1 of the first circle, a short dyadic number.

    Raises
    ------
    BoundNotProved
        If k is too small, or this precision too low.
    """
    log_bound = math.log(int(bound.p)) - math.log(int(bound.q))
    curves = model.curves
    last = math.inf if curves is CIRCLES else last_level(matrix, log_bound)
    if start:
        chain = started_chain(model, log_bound, start, last)
    elif curves is CIRCLES:
        chain = TangentChain(first_contacts(peak), model, log_bound)
    else:
        chain = line_chain(model, log_bound, peak, last)
    proofs = _Proofs(CurveProver(matrix, curves), bound)
    for _ in range(_ROUNDS):
        refine(chain)
        vertices = chain.measure()
        failed = proofs.attempt(vertices, 53)
        if not failed:
            break
        if not chain.sharpen(failed):
            proofs.escalate(vertices, most_bits)
            break
    else:
        raise BoundNotProved(peak, False, 53, "new peaks kept turning up")
    circles = [proofs.found[v] for v, _ in chain.measure()]
    if curves is not CIRCLES:  # neighbouring vertices may be rounded to one line
        circles = sorted({c.level: c for c in circles}.values(), key=lambda c: c.level)
    levels, gains = [c.level for c in circles], [c.gain for c in circles]
    if curves is CIRCLES:
        shown = chain_bound(levels, gains)
    else:
        shown = line_chain_bound(levels, gains, start)
    if shown > bound:
        raise BoundNotProved(peak, False, 53, f"the chords rise to {as_float(shown)}")
    if curves is not CIRCLES and not tail_is_at_most(matrix, circles[-1].level, bound):
        raise BoundNotProved(peak, False, 53, "the numerical abscissa was not bounded")
    return circles


class _Proofs:
    """Circles proved so far, by their vertices: refining the chain moves few of them."""

    def __init__(self, prover: CurveProver, bound: fmpq) -> None:
        self.prover = prover
        self.bound = bound
        self._log_bound = math.log(int(bound.p)) - math.log(int(bound.q))
        self.found: dict[Vertex, CurveProof] = {}

    def attempt(
        self, vertices: list[tuple[Vertex, float]], bits: int, most: int | None = None
    ) -> list[tuple[Vertex, float]]:
        """Prove what is open, at most so many; return the vertices that are not proved."""
        steep = slopes(vertices, self._log_bound)
        open_tasks = {
            v: Task(v.level, _gain(self.bound, v, room), room, slope)
            for (v, room), slope in zip(vertices, steep, strict=True)
            if v not in self.found
        }
        circles = self.prover.prove(list(open_tasks.values())[:most], bits)
        for v, circle in zip(open_tasks, circles, strict=False):
            if circle is not None:
                self.found[v] = circle
        return [(v, room) for v, room in vertices if v not in self.found]

    def escalate(self, vertices: list[tuple[Vertex, float]], most_bits: int) -> None:
        """Prove what is open with more and more bits: one circle first, which tells how many.

        Raises
        ------
        BoundNotProved
            If that would take too much work, or these bits are not enough.
        """
        open_ = [(v, room) for v, room in vertices if v not in self.found]
        bits, work = 53, 0.0
        while open_ and bits < most_bits:
            bits = max(128, 2 * bits)
            each = self.prover.matrix.n**3 * bits
            if work + len(open_) * each > _MOST_WORK:
                reason = f"{bits} bits would take too long for matrices of this size"
                raise BoundNotProved(open_[0][0].excess, False, bits // 2, reason)
            work += each
            if len(self.attempt(vertices, bits, most=1)) < len(open_):
                work += (len(open_) - 1) * each
                open_ = self.attempt(vertices, bits)
        if open_:
            worst = open_[0][0].excess
            curves = self.prover.curves
            at = f"{curves.level_name} = {curves.unit + worst:.8g}"
            reason = f"{bits} bits did not prove the {curves.curve} at {at}"
            raise BoundNotProved(worst, False, bits, reason)


def _gain(bound: fmpq, v: Vertex, room: float) -> fmpq:
    """Return the bound on rG(r) at a vertex, rounded down to a short dyadic number."""
    # rounding down may cost a 64th of the room, and of the depth that the chords need
    least = min(max(room, 1e-15), v.depth, 1.0)
    bits = min(_FULL, max(_SHORTEST, 6 + math.ceil(-math.log2(least))))
    if math.isinf(v.depth):
        return rounded_down(bound * as_fmpq(math.exp(v.log_gain)), bits)
    # the curve k·r/(r-1) exactly, less the depth: no digits of r - 1 are lost
    below = as_fmpq(math.exp(-v.depth) * (1 - 3e-16))  # exp rounds to one unit in the last place
    if v.curves is not CIRCLES:
        return rounded_down(bound / v.level * below, bits)
    return rounded_down(bound * v.level / (v.level - 1) * below, bits)
