"""A chain of tangents under log k - log(r-1), refined until its vertices clear estimates of G.

The estimates guide where circles are placed; no bound rests on them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from kreissverify.quantities.curves import CIRCLES, Curves
from kreissverify.quantities.kreiss.chords import (
    Vertex,
    covering_vertex,
    first_contact,
    first_vertex,
    last_vertex,
    short_dyadic,
    start_vertex,
    vertex,
)
from kreissverify.quantities.kreiss.resolvent_model import ResolventModel

__all__ = [
    "BoundNotProved",
    "TangentChain",
    "first_contacts",
    "line_chain",
    "refine",
    "slopes",
    "started_chain",
]

# An empirical limit: gaps are split by as much as they lack, so a chain that needs more rounds is
# one that a wrong estimate would split for ever.
_ROUNDS = 40
_MOST_CIRCLES = 3000  # their number goes as 1/√rtol near the peak; thousands take minutes to prove
_ROOM_AT_ONE = 0.3  # in log: on r = 1 estimates are at their worst, and the depth is infinite
_PART, _MOST_ROOM = 0.7, 0.5  # of the vertex's own depth: the estimate is then as far as the curve
# Steps to the left for a line that covers what is left of it: with K = 10⁸ there are 14 of them.
_LEFT, _MOST_LEFT = 4.0, 40
_SEARCHES = ((8, 12), (3, 120))  # circles, and angles on each: first quickly, then with care


class BoundNotProved(ArithmeticError):
    """K ≤ k was not shown. `excess` is r - 1 of the circle where it failed.

    `exceeded` says that an estimate there is above k, so that k is (probably) too small; otherwise
    `bits` is a precision that was not enough.
    """

    def __init__(self, excess: float, exceeded: bool, bits: int, reason: str) -> None:
        super().__init__(reason)
        self.excess = excess
        self.exceeded = exceeded
        self.bits = bits


@dataclass
class TangentChain:
    """Tangents in increasing order, and what is known at their vertices."""

    contacts: list[float]
    model: ResolventModel
    log_bound: float
    start: float = 0.0
    """r - 1 of the first circle; where it is not 0, the bound is shown up to it by other means.

    Or x of the first line.
    """
    known: dict[Vertex, float] = field(default_factory=dict)
    """Estimates of log(rG) - log k."""
    curves: Curves = CIRCLES
    last: float = math.inf
    """For lines, the x from which on the bound is shown by the numerical abscissa."""
    covers: bool = False
    """Whether the first line shows K ≤ 1 up to it, by G(x) ≤ 1/x."""

    def vertices(self) -> list[Vertex]:
        c = self.contacts
        middle = [vertex(a, b, self.curves) for a, b in pairwise(c)]
        first = self._first()
        if self.start >= self.last:  # what is right of the first line is shown already
            return [first]
        return [first, *middle, last_vertex(c[-1], self.curves, self.last)]

    def _first(self) -> Vertex:
        if not self.start:
            return first_vertex(self.contacts[0], self.curves)
        if self.covers:
            return covering_vertex(self.start, self.log_bound)
        return start_vertex(self.start, self.curves)

    def measure(self) -> list[tuple[Vertex, float]]:
        """Return the vertices with the room between the estimate of log(rG) and the vertex."""
        vertices = self.vertices()
        new = [v for v in vertices if v not in self.known]
        if new:
            excess = np.array([v.excess for v in new])
            heights = self.model.log_norms(excess) + self.curves.weights(excess) - self.log_bound
            self.known.update(zip(new, heights.tolist(), strict=True))
        return [(v, v.log_gain - self.known[v]) for v in vertices]

    def sharpen(self, failed: list[tuple[Vertex, float]]) -> bool:
        """Look for higher peaks on these circles; return whether that mattered for any."""
        for count, angles in _SEARCHES:
            excess = np.array([v.excess for v, _ in failed[:count]])
            room = np.array([room for _, room in failed[:count]])
            if self.model.sharpen(excess, room, angles):
                self.known.clear()
                return True
        return False


def first_contacts(peak: float, curves: Curves = CIRCLES) -> list[float]:
    """Return contacts around r - 1 = peak, kept to where floats can tell r from 1 and from ∞."""
    if curves is CIRCLES:
        peak = min(max(peak, 1e-13), 1e12)
    return [short_dyadic(peak * 4.0**j, 30) for j in (-1, 0, 1)]


def line_chain(model: ResolventModel, log_bound: float, peak: float, last: float) -> TangentChain:
    """Return a chain of lines: from one with G(x) ≤ 1/x, if there is one, else from x = 0.

    Parameters
    ----------
    model
        Estimates of G.
    log_bound
        log k.
    peak
        x where xG(x) is thought to be largest.
    last
        The x from which on the bound is shown by the numerical abscissa.
    """
    contacts, level = first_contacts(min(peak, last / 2), model.curves), peak
    contacts = [c for c in contacts if c < last]
    for _ in range(_MOST_LEFT):
        level = short_dyadic(level / _LEFT, 24)
        height = float(model.log_norms(np.array([level]))[0]) + math.log(level)
        if height < -min(log_bound, _MOST_ROOM):
            first = first_contact(level, log_bound)
            kept = [min(first, last), *(c for c in contacts if c > first * 1.01)]
            return TangentChain(
                kept, model, log_bound, level, curves=model.curves, last=last, covers=True
            )
    return TangentChain(contacts, model, log_bound, curves=model.curves, last=last)


def started_chain(
    model: ResolventModel, log_bound: float, start: float, last: float = math.inf
) -> TangentChain:
    """Return a chain from a level on, up to which the bound is shown by other means.

    Parameters
    ----------
    model, log_bound, last
        See `line_chain`.
    start
        The height of the first circle or line.
    """
    contacts = [c for c in (start, 4 * start, 16 * start) if c < last]
    return TangentChain(contacts, model, log_bound, start, curves=model.curves, last=last)


def refine(chain: TangentChain) -> None:
    """Insert tangents until every vertex is well above the estimate there."""
    for _ in range(_ROUNDS):
        narrow = [(v, room) for v, room in chain.measure() if room < _wanted(v, room)]
        if not narrow:
            return
        _split(chain, narrow)
        if len(chain.contacts) > _MOST_CIRCLES:
            break
    raise BoundNotProved(chain.contacts[0], False, 53, "too many circles")


def _wanted(v: Vertex, room: float) -> float:
    """Return the room wanted at a vertex: about its own depth, more at the first.

    With less a proof in float64 fails more often; with more there are more circles.
    """
    if math.isinf(v.depth):
        return _ROOM_AT_ONE
    return min(_PART * v.depth, _MOST_ROOM)


def _split(chain: TangentChain, narrow: list[tuple[Vertex, float]]) -> None:
    contacts = chain.contacts
    for v, room in narrow:
        if math.isinf(v.depth):
            contacts.append(contacts[0] * math.exp(min(room - 0.5, -0.1)))
            if contacts[-1] < (1e-15 if chain.curves is CIRCLES else 1e-250):
                raise BoundNotProved(
                    0.0, False, 53, f"the resolvent on the {chain.curves.edge} is too large"
                )
            continue
        gap = room + v.depth
        if gap <= 0:  # the estimate is above the curve itself: no circles can show this bound
            raise BoundNotProved(
                v.excess,
                True,
                53,
                f"{chain.curves.objective} exceeds it at {chain.curves.level_name} = "
                f"{chain.curves.unit + v.excess:.6g}",
            )
        if gap < 1e-15:
            raise BoundNotProved(
                v.excess, False, 53, "the margin is below the precision of the search"
            )
        # n tangents in a gap divide the depth by n²; they are to leave 0.45 of the gap as room
        count = math.ceil(math.sqrt(1.8 * v.depth / gap)) - 1
        _insert(contacts, v, count, chain.last)
    contacts.sort()
    chain.contacts = _distinct(contacts)


def _insert(contacts: list[float], v: Vertex, count: int, last: float) -> None:
    """Add contacts on both sides of a vertex, evenly in log(r-1); at most 8 at a time.

    Estimates at the new vertices say where more are worth it.

    Parameters
    ----------
    contacts
        The list to add to.
    v
        The vertex that has too little room.
    count
        How many tangents would do if ‖R‖ went straight on.
    last
        Where a chain of lines ends; infinite for circles.
    """
    inner = sorted(contacts)
    left = [c for c in inner if c < v.excess]
    right = [c for c in inner if c > v.excess]
    if not right and math.isfinite(last):
        right = [v.excess]
    count = min(max(count, 1), 8)
    if not right:
        contacts.extend(inner[-1] * 3.0**j for j in range(1, count + 1))
    elif left:
        low, high = math.log(left[-1]), math.log(right[0])
        if count == 1:
            contacts.append(v.excess)
        else:
            contacts.extend(
                math.exp(low + (high - low) * j / (count + 1)) for j in range(1, count + 1)
            )


def _distinct(contacts: list[float]) -> list[float]:
    """Return sorted contacts without those that no vertex of 24 bits tells from their neighbour."""
    kept = contacts[:1]
    for c in contacts[1:]:
        if c > kept[-1] * (1 + 1e-7):
            kept.append(c)
    return kept


def slopes(vertices: list[tuple[Vertex, float]], log_bound: float) -> list[float]:
    """Return upper estimates of -d log(rG)/d log r at the vertices, from the chord to the left.

    Or of -d log G/dx on lines, where G itself, e^{log k} times as large, is a bound.

    Parameters
    ----------
    vertices
        With their room.
    log_bound
        log k.
    """
    heights = [v.log_gain - room for v, room in vertices]
    curves = vertices[0][0].curves
    if curves is not CIRCLES:
        first = math.exp(min(heights[0] + log_bound, 600.0))
        runs = [b[0].excess - a[0].excess for a, b in pairwise(vertices)]
        falls = [max(a - b, 0.0) for a, b in pairwise(heights)]
        return [first, *(fall / run for fall, run in zip(falls, runs, strict=True))]
    # at r = 1 there is no chord: ‖R‖ itself bounds the slope; the factor is for what was missed
    slopes = [max(2.0, min(math.exp(min(heights[0], 600.0)) * 4, 1e15))]
    for i in range(1, len(vertices)):
        run = math.log1p(vertices[i][0].excess) - math.log1p(vertices[i - 1][0].excess)
        slopes.append(max(1.0, (heights[i - 1] - heights[i]) / run))
    return slopes
