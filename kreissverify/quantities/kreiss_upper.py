"""Proving K ≤ k: circles whose chords stay under k/(r-1), each with its circle inequality.

The search for circles is guided by float64 estimates of the resolvent norm and cannot err towards
a wrong bound: a circle counts only once its inequality is proved, and `chain_bound` has the last
word.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from flint import arb, arb_mat, fmpq, fmpq_mat
from numpy.typing import NDArray

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.balls import ball_matrix, working_precision
from kreissverify.numbers.rational import as_fmpq
from kreissverify.quantities.circle_inequality import proved_by_balls, proved_in_float
from kreissverify.quantities.circles import (
    Vertex,
    chain_bound,
    first_vertex,
    last_vertex,
    short_dyadic,
    vertex,
)
from kreissverify.quantities.resolvent_model import ResolventModel
from kreissverify.quantities.riccati import riccati_float, riccati_high

__all__ = ["Circle", "NotShown", "show_at_most"]

FloatArray = NDArray[np.float64]
_ROUNDS = 40
_MOST_CIRCLES = 400


@dataclass(frozen=True)
class Circle:
    """A proved circle: G(radius) ≤ gain/radius, by the symmetric dyadic solution P."""

    radius: fmpq
    gain: fmpq
    solution: fmpq_mat


class NotShown(ArithmeticError):
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
class _Chain:
    """Tangents in increasing order, and what is known at their vertices."""

    contacts: list[float]
    model: ResolventModel
    log_bound: float
    known: dict[Vertex, float] = field(default_factory=dict)
    """Estimates of log(rG) - log k."""

    def vertices(self) -> list[Vertex]:
        c = self.contacts
        middle = [vertex(a, b) for a, b in pairwise(c)]
        return [first_vertex(c[0]), *middle, last_vertex(c[-1])]

    def measure(self) -> list[tuple[Vertex, float]]:
        """Return the vertices with the room between the estimate of log(rG) and the vertex."""
        vertices = self.vertices()
        new = [v for v in vertices if v not in self.known]
        if new:
            excess = np.array([v.excess for v in new])
            heights = self.model.log_norms(excess) + np.log1p(excess) - self.log_bound
            self.known.update(zip(new, heights.tolist(), strict=True))
        return [(v, v.log_gain - self.known[v]) for v in vertices]

    def sharpen(self, vertices: list[Vertex]) -> bool:
        """Look for higher peaks on these circles; return whether any was found."""
        found = self.model.sharpen([v.excess for v in vertices])
        if found:
            self.known.clear()
        return found


def show_at_most(
    matrix: Matrix, bound: fmpq, peak: float, model: ResolventModel, most_bits: int
) -> list[Circle]:
    """Return proved circles that show K(J) ≤ bound.

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

    Raises
    ------
    NotShown
        If k is too small, or this precision too low.
    """
    log_bound = math.log(int(bound.p)) - math.log(int(bound.q))
    chain = _Chain(_first_contacts(peak), model, log_bound)
    prover = _Prover(matrix, bound)
    for _ in range(_ROUNDS):
        _refine(chain)
        vertices = chain.measure()
        failed = prover.attempt(vertices, 53)
        if not failed:
            break
        if chain.sharpen([v for v, _ in failed[:8]]):
            continue
        _escalate(prover, vertices, most_bits)
        break
    circles = [prover.proved[v] for v, _ in chain.measure()]
    shown = chain_bound([c.radius for c in circles], [c.gain for c in circles])
    if shown > bound:
        raise NotShown(peak, False, 53, f"the chords rise to {int(shown.p) / int(shown.q)}")
    return circles


def _escalate(prover: _Prover, vertices: list[tuple[Vertex, float]], most_bits: int) -> None:
    bits = 128
    while bits <= most_bits:
        failed = prover.attempt(vertices, bits)
        if not failed:
            return
        bits *= 2
    raise NotShown(
        failed[0][0].excess,
        False,
        bits,
        f"{bits} bits did not prove the circle of radius {1 + failed[0][0].excess:.6g}",
    )


def _first_contacts(peak: float) -> list[float]:
    peak = min(max(peak, 1e-13), 1e12)
    return [short_dyadic(peak * 4.0**j, 30) for j in (-1, 0, 1)]


def _refine(chain: _Chain) -> None:
    """Insert tangents until every vertex is well above the estimate there."""
    for _ in range(_ROUNDS):
        narrow = [(v, room) for v, room in chain.measure() if room < _wanted(v, room)]
        if not narrow:
            return
        _split(chain, narrow)
        if len(chain.contacts) > _MOST_CIRCLES:
            break
    raise NotShown(chain.contacts[0], False, 53, "too many circles")


def _wanted(v: Vertex, room: float) -> float:
    """Return the room wanted at a vertex: as much as its own depth, a bit at the first."""
    if math.isinf(v.depth):
        return 0.3
    return min(0.7 * v.depth, 0.5)


def _split(chain: _Chain, narrow: list[tuple[Vertex, float]]) -> None:
    contacts = chain.contacts
    for v, room in narrow:
        if math.isinf(v.depth):
            contacts.append(contacts[0] * math.exp(min(room - 0.5, -0.1)))
            if contacts[-1] < 1e-15:
                raise NotShown(0.0, False, 53, "the resolvent on the unit circle is too large")
            continue
        gap = room + v.depth
        if gap <= 0:
            raise NotShown(v.excess, True, 53, f"(r-1)G(r) exceeds it at r = {1 + v.excess:.6g}")
        if gap < 1e-15:
            raise NotShown(v.excess, False, 53, "the margin is below the precision of the search")
        _insert(contacts, v, math.ceil(math.sqrt(1.8 * v.depth / gap)) - 1)
    contacts.sort()
    chain.contacts = _distinct(contacts)


def _insert(contacts: list[float], v: Vertex, count: int) -> None:
    inner = sorted(contacts)
    left = [c for c in inner if c < v.excess]
    right = [c for c in inner if c > v.excess]
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
    kept = contacts[:1]
    for c in contacts[1:]:
        if c > kept[-1] * (1 + 1e-7):
            kept.append(c)
    return kept


class _Prover:
    """Prove circle inequalities, keeping those already proved."""

    def __init__(self, matrix: Matrix, bound: fmpq) -> None:
        self.matrix = matrix
        self.bound = bound
        self.proved: dict[Vertex, Circle] = {}
        exact = all(
            as_fmpq(float(x)) == y
            for x, y in zip(matrix.array.ravel(), matrix.exact.entries(), strict=True)
        )
        self.error = 0.0 if exact else 2.0**-52

    def attempt(
        self, vertices: list[tuple[Vertex, float]], bits: int
    ) -> list[tuple[Vertex, float]]:
        """Prove what is open; return the vertices that could not be proved."""
        slopes = _slopes(vertices)
        tasks = [
            (v, room, slope)
            for (v, room), slope in zip(vertices, slopes, strict=True)
            if v not in self.proved
        ]
        if not tasks:
            return []
        if bits <= 53:
            done = self._in_float(tasks)
        else:
            with working_precision(bits):
                done = [self._in_balls(*task) for task in tasks]
        for (v, _, _), circle in zip(tasks, done, strict=True):
            if circle is not None:
                self.proved[v] = circle
        return [(v, room) for v, room, _ in tasks if v not in self.proved]

    def _gain(self, v: Vertex, room: float) -> fmpq:
        """Return the gain of a vertex, rounded down to a short dyadic number."""
        factor = math.exp(v.log_gain)
        bits = min(52, max(12, 6 + math.ceil(-math.log2(min(room, v.depth, 1.0)))))
        value = self.bound * as_fmpq(factor)
        if math.isinf(v.depth):
            return _rounded_down(value, bits)
        # factor = e^-depth·r/(r-1), here with an exact r/(r-1)
        exact = self.bound * v.radius / (v.radius - 1) * as_fmpq(math.exp(-v.depth) * (1 - 3e-16))
        return _rounded_down(exact, bits)

    def _in_float(self, tasks: list[tuple[Vertex, float, float]]) -> list[Circle | None]:
        n = self.matrix.n
        gains = [self._gain(v, room) for v, room, _ in tasks]
        radii = np.array([1 + v.excess for v, _, _ in tasks])
        gain = np.array([_float(g) for g in gains])
        room = np.minimum([max(r, 1e-13) for _, r, _ in tasks], 1.0)
        slope = np.array([s for _, _, s in tasks])
        ease_radius = np.minimum(0.3 * room / slope, 0.5)
        keep = 1 - ease_radius
        solution = riccati_float(
            self.matrix.array, radii * np.sqrt(keep), gain * np.exp(-0.3 * room) * np.sqrt(keep)
        )
        solution = solution / keep[:, None, None]
        rounded = _shortened(solution, np.minimum(ease_radius, 0.3 * room) / (64 * n))
        shown = proved_in_float(self.matrix.array, self.error, radii, gain, rounded)
        if not shown.all():
            again = ~shown
            exactly = proved_in_float(
                self.matrix.array, self.error, radii[again], gain[again], solution[again]
            )
            rounded[again] = solution[again]
            shown[again] = exactly
        return [
            Circle(v.radius, gains[i], _dyadic_matrix(rounded[i])) if shown[i] else None
            for i, (v, _, _) in enumerate(tasks)
        ]

    def _in_balls(self, v: Vertex, room: float, slope: float) -> Circle | None:
        gain = self._gain(v, room)
        room = min(max(room, 1e-40), 1.0)
        ease = min(0.3 * room / slope, 0.5)
        keep = (1 - arb(ease)).mid()
        matrix = ball_matrix(self.matrix.exact)
        root = keep.sqrt().mid()
        candidate = riccati_high(
            matrix, (arb(v.radius) * root).mid(), (arb(gain) * arb(-0.3 * room).exp() * root).mid()
        )
        if candidate is None:
            return None
        candidate = (candidate / keep).mid()
        short = math.ceil(8 + math.log2(self.matrix.n / ease))
        for bits in (short, 2 * short, 4 * short):
            solution = _shortened_ball(candidate, bits)
            if solution is not None and proved_by_balls(matrix, v.radius, gain, solution):
                return Circle(v.radius, gain, solution)
        return None


def _slopes(vertices: list[tuple[Vertex, float]]) -> list[float]:
    """Return upper estimates of -d log(rG)/d log r at the vertices, from the chord to the left."""
    heights = [v.log_gain - room for v, room in vertices]
    slopes = [max(2.0, min(math.exp(min(heights[0], 600.0)) * 4, 1e15))]
    for i in range(1, len(vertices)):
        run = math.log1p(vertices[i][0].excess) - math.log1p(vertices[i - 1][0].excess)
        slopes.append(max(1.0, (heights[i - 1] - heights[i]) / run))
    return slopes


def _float(value: fmpq) -> float:
    return int(value.p) / int(value.q)


def _rounded_down(value: fmpq, bits: int) -> fmpq:
    size = int(value.p).bit_length() - int(value.q).bit_length()
    shift = bits - size
    scale = fmpq(1 << shift) if shift >= 0 else fmpq(1, 1 << -shift)
    return fmpq((value * scale).floor()) / scale


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
