"""The envelope t ↦ ‖e^{tA}‖: rigorous bounds over whole cells of times.

On a cell [a, a+h] a function with |φ''| ≤ D stays within h²D/8 of its chord. Applied to φ(t) =
uᵀe^{tA}v for unit vectors, and to the same of A²e^{tA}, with m(h) ≥ ‖e^{sA}‖ for 0 ≤ s ≤ h:

    ‖e^{tA}‖ ≤ max of ‖e^{tA}‖ at both ends + (h²/8)·D,
    D = max of ‖A²e^{tA}‖ at both ends + (h²/8)·F,   F ≥ ‖e^{sA}A⁴e^{aA}‖ for 0 ≤ s ≤ h.

The second line makes D small where the fast modes have decayed. F is ‖A⁴e^{aA}‖·m(h), or what
coordinates in which the flow is a contraction say (`contractions`). For m: it is at most e^{ωh}, ω
the numerical abscissa; and with what is known of [0, h], the cells of [h, 2h] need only be narrower
than h to bound m(2h). Once ‖e^{TA}‖ ≤ 1, the cells of [0, T] are all (semigroup). All times are
dyadic, so that every exponential is a product of one known before and e^{2ᵏA}.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from flint import arb_mat, fmpq, fmpq_mat

from kreissverify.numbers.ball import ball_matrix, working_precision
from kreissverify.numbers.ball_matrix import BallArithmetic
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.float_ball_matrix import FloatArithmetic, FloatBall, round_up
from kreissverify.quantities.exponentials.contractions import contractions

__all__ = ["FlowEnvelope", "FlowMaximum", "LostDigits", "TooManyCells", "in_rising_precision"]

_AT_ONCE = 64  # cells halved in one step: more would halve what the first of them make needless
_ROUGH = 0.1  # relative width of norms of derivatives, whose bounds enter by h² only
_FINEST = 60  # levels that cells may be finer than 1/‖A‖
_COARSEST = 120  # levels that the horizon may be longer than 1/‖A‖
_MOST_BITS = 1 << 13  # of the exponentials e^{2ᵏA} that all others are products of
_GUARD = 80  # bits that they are to be right to, relative to their norms

Result = TypeVar("Result")
Envelope = TypeVar("Envelope", bound="FlowEnvelope")
Key = tuple[int, int]
"""The time m·2ᵏ as (m, k) with odd m, or (0, 0)."""


class TooManyCells(Refused):
    """The bisection would go on for too long."""


class LostDigits(Refused):
    """Norms at single times are not known closely enough: more precision will tell."""


class _Jet(NamedTuple):
    """e^{tA}, A²e^{tA} and A⁴e^{tA}: products of the last two with A² would lose digits."""

    exponential: Any
    second: Any
    fourth: Any


class _Point(NamedTuple):
    """What is known at a time t.

    Attributes
    ----------
    jet
        The matrices.
    low, high
        Bounds of ‖e^{tA}‖.
    second, fourth
        Bounds of ‖A²e^{tA}‖ and ‖A⁴e^{tA}‖.
    later, fourth_later
        Bounds of ‖e^{sA}‖, and of ‖A⁴e^{sA}‖, for all s ≥ t.
    """

    jet: _Jet
    low: float
    high: float
    second: float
    fourth: float
    later: float
    fourth_later: float


class _Cell(NamedTuple):
    """A bound of ‖e^{tA}‖ over [i·2ᵏ, (i+1)·2ᵏ], negated, as heaps have the least on top."""

    minus_bound: float
    place: int
    level: int


@dataclass(frozen=True)
class FlowMaximum:
    """The supremum of ‖e^{tA}‖ over t ≥ 0: at least `low`, at the time `t`, and at most `high`.

    If it is not `is_finished`, more precision would not narrow it: there are too many cells.
    """

    t: fmpq
    low: float
    high: float
    is_finished: bool = True


class FlowEnvelope:
    """Bounds on ‖e^{tA}‖ at single times and over cells, of a Hurwitz matrix.

    Parameters
    ----------
    matrix
        A square rational matrix.
    growth
        A float at or above its numerical abscissa, if that is positive, else 0.
    arithmetic
        The number system in which exponentials are held.
    """

    def __init__(self, matrix: fmpq_mat, growth: float, arithmetic: Any) -> None:
        self._matrix, self._growth, self._arithmetic = matrix, growth, arithmetic
        square = matrix * matrix
        self._powers = (square, square * square)
        self._contractions = [
            (arithmetic.of(x.factor), x.inverse_norm) for x in contractions(matrix)
        ]
        size = max(sum((abs(x) for x in row), fmpq(0)) for row in matrix.tolist())
        self._unit = -_exponent(size) if size != 0 else 0  # the level of the time 1/‖A‖
        self._steps: dict[int, _Jet] = {}
        self._points: dict[Key, _Point] = {}
        identity = fmpq_mat(
            matrix.nrows(), matrix.nrows(), [fmpq(int(i == j)) for i, j in _places(matrix.nrows())]
        )
        self._take([(0, 0)], [_Jet(*map(arithmetic.of, (identity, *self._powers)))])
        self._best = (1.0, (0, 0))
        self._suprema: dict[int, float] = {}  # m(2ᵏ) for the levels k of the stages so far
        self._first = self._unit  # the level of the first stage
        self.unfinished = math.inf

    # -- exponentials ---------------------------------------------------------------------------

    def step(self, level: int) -> _Jet:
        """Return e^{2ᵏA} and its derivatives for a level k, in the arithmetic."""
        if level not in self._steps:
            if not -_FINEST <= level - self._unit <= _COARSEST:
                raise TooManyCells(
                    "the times of interest are too many orders of magnitude apart to be bounded"
                )
            found = _exponential(self._matrix, level)
            with working_precision(2 * _GUARD):
                parts = (found, *(ball_matrix(x) * found for x in self._powers))
            self._steps[level] = _Jet(*map(self._arithmetic.of_balls, parts))
        return self._steps[level]

    def _take(self, keys: list[Key], jets: list[_Jet]) -> None:
        """Bound norms at times whose matrices are given."""
        if len(self._points) + len(keys) > self._arithmetic.most_norms:
            raise TooManyCells(
                f"the exponential was bounded at {len(self._points)} times, and more than "
                f"{self._arithmetic.most_norms} are needed: it decays too slowly while it rotates"
            )
        exponentials, seconds, fourths = (list(x) for x in zip(*jets, strict=True))
        n, take = len(keys), self._arithmetic.norms
        norms, rough = take(exponentials, 1e-12), take(seconds + fourths, _ROUGH)
        later = [math.inf] * (2 * n)
        for R, inverse in self._contractions:
            images = self._arithmetic.products([R] * (2 * n), exponentials + fourths)
            bounds = [round_up(high * inverse) for _, high in take(images, _ROUGH)]
            later = [min(x, y) for x, y in zip(later, bounds, strict=True)]
        for k, (key, jet, (low, high)) in enumerate(zip(keys, jets, norms, strict=True)):
            self._points[key] = _Point(
                jet, low, high, rough[k][1], rough[n + k][1], later[k], later[n + k]
            )

    def _need(self, cells: list[_Cell]) -> None:
        """Take the ends of cells, each the left end of a known cell and a step from it."""
        wanted: dict[Key, tuple[Key, int]] = {}
        for _, index, level in cells:
            left, right = key_of(index, level), key_of(index + 1, level)
            for key in (left, right):
                if key not in self._points and key not in wanted:
                    wanted[key] = (left, level)
        if not wanted:
            return
        before = [self._points[left].jet for left, _ in wanted.values()]
        steps = [self.step(level).exponential for _, level in wanted.values()]
        flat = [matrix for jet in before for matrix in jet]
        moved = self._arithmetic.products(flat, [step for step in steps for _ in range(3)])
        self._take(list(wanted), [_Jet(*moved[i : i + 3]) for i in range(0, len(moved), 3)])
        for key in wanted:
            self._best = max(self._best, (self._points[key].low, key))

    # -- cells ----------------------------------------------------------------------------------

    def _supremum(self, level: int) -> float:
        """Return m(2ᵏ): a bound of ‖e^{sA}‖ for 0 ≤ s ≤ 2ᵏ."""
        known = self._suprema.get(level)
        if known is not None:
            return known
        exponent = round_up(self._growth * math.ldexp(1.0, level))
        early = round_up(math.exp(exponent) * (1 + 1e-14)) if exponent < 500 else math.inf
        later = [m for k, m in self._suprema.items() if k >= level]
        return min([early, *later])

    def bound(self, index: int, level: int) -> float:
        """Return a bound of ‖e^{tA}‖ over a cell whose ends are known."""
        left, right = (self._points[key_of(i, level)] for i in (index, index + 1))
        m = self._supremum(level)
        width = math.ldexp(1.0, 2 * level - 3)  # h²/8
        fourth = min(round_up(left.fourth * m), left.fourth_later)
        curvature = max(left.second, right.second) + round_up(width * fourth)
        chord = max(left.high, right.high) + round_up(width * round_up(curvature))
        return min(round_up(chord), round_up(left.high * m), left.later)

    def _cells(self, places: list[tuple[int, int]]) -> list[_Cell]:
        cells = [_Cell(0.0, i, k) for i, k in places]
        self._need(cells)
        return [_Cell(-self.bound(i, k), i, k) for _, i, k in cells]

    def _halved(self, cells: list[_Cell]) -> list[_Cell]:
        return self._cells([(2 * c.place + i, c.level - 1) for c in cells for i in (0, 1)])

    def refined(self, heap: list[_Cell], excess: Callable[[], float]) -> None:
        """Halve the cells of a heap until no bound is above a level that rises with the best.

        Parameters
        ----------
        heap
            Cells, changed in place.
        excess
            The level to get below, asked for anew in each step.
        """
        while heap and -heap[0].minus_bound > excess():
            worst: list[_Cell] = []
            while heap and len(worst) < _AT_ONCE and -heap[0].minus_bound > excess():
                worst.append(heapq.heappop(heap))
            halves = worst  # whose bounds stand if there is nothing better
            try:
                self._require_digits(worst, excess())
                halves = self._halved(worst)
            finally:
                for cell in halves:
                    heapq.heappush(heap, cell)

    def _require_digits(self, cells: list[_Cell], level: float) -> None:
        """Refuse to halve cells of which the norms at the ends are in doubt themselves."""
        ends = {key_of(c.place + i, c.level) for c in cells for i in (0, 1)}
        if max(self._points[key].high for key in ends) > level:
            raise LostDigits("the norm of an exponential was not enclosed closely enough")

    def staged(self) -> list[_Cell]:
        """Return cells of [0, T] with ‖e^{TA}‖ ≤ 1, whose bounds are within a factor of 2.

        Raises
        ------
        TooManyCells
            If no such T is found; `unfinished` says what is known then.
        """
        while self._growth * math.ldexp(1.0, self._first) > 0.5:
            self._first -= 1
        level = self._first
        heap = self._cells([(0, level)])
        self._suprema[level] = max(1.0, -heap[0].minus_bound)
        after = self._after(level)
        while not self._is_over(level, after):
            # what was found so far, and all that comes after it
            self.unfinished = max([after, *(-c.minus_bound for c in heap)])
            stage = self._cells([(1, level)])
            self.refined(stage, lambda: 2 * self._best[0])
            highest = max((-c.minus_bound for c in stage), default=1.0)
            self._suprema[level + 1] = max(self._suprema[level], highest)
            heap += stage
            level += 1
            after = self._after(level)
        heapq.heapify(heap)
        self.unfinished = self._left_over(after)
        return heap

    def _after(self, level: int) -> float:
        """Return a bound of ‖e^{tA}‖ for all t ≥ 2ᵏ."""
        return self._points[key_of(1, level)].later

    def _is_over(self, level: int, after: float) -> bool:
        """Say whether no norm after 2ᵏ, where `after` bounds them, is above those before."""
        return self._points[key_of(1, level)].high <= 1 or after <= self._best[0]

    def _left_over(self, after: float) -> float:
        """Return a bound of what comes after the last stage beside that of its cells."""
        return 1.0

    def maximum(self, rtol: float) -> FlowMaximum:
        """Return the supremum to a relative width of `rtol`, or what this arithmetic has of it."""
        heap: list[_Cell] = []
        finest = 1 + max(rtol, 1e-14)
        refusal: Refused | None = None
        try:
            heap = self.staged()
            self.refined(heap, lambda: self._best[0] * finest)
        except (TooManyCells, LostDigits) as error:  # a wide enclosure is better than none
            refusal = error
        low, (m, k) = self._best
        high = max([self.unfinished, low, *(-c.minus_bound for c in heap)])
        if refusal is not None and not math.isfinite(high):
            raise refusal
        return FlowMaximum(fmpq(m) * fmpq(2) ** k, low, high, not isinstance(refusal, TooManyCells))

    def _is_below(self, level: int, total: float, bound: float) -> bool:
        end = self._points[key_of(1, level)]
        return min(round_up(end.high * total), end.later) <= bound

    # -- crossings ------------------------------------------------------------------------------

    def last_above(self, below: float, above: float, rtol: float) -> tuple[fmpq, fmpq]:
        """Return times low ≤ T ≤ high for T the infimum of t with ‖e^{sA}‖ ≤ δ for all s ≥ t.

        Parameters
        ----------
        below, above
            Floats around δ > 0.
        rtol
            The relative width asked for.
        """
        heap = self.staged()
        total = max([1.0, *(-c.minus_bound for c in heap)])
        cells = sorted((c for c in heap), key=lambda c: math.ldexp(c.place, c.level))
        level = max(k for k in self._suprema)
        # beyond T with ‖e^{TA}‖·M ≤ δ all norms are at most δ
        while not self._is_below(level, total, below):
            cells += self._cells([(1, level)])
            self._suprema[level + 1] = total
            level += 1
        low = fmpq(0)
        width = fmpq(*float(max(rtol, 1e-15)).as_integer_ratio())
        while cells:
            _, index, k = cells[-1]
            if self.bound(index, k) <= below:
                cells.pop()
                continue
            left, right = (fmpq(i) * fmpq(2) ** k for i in (index, index + 1))
            if self._points[key_of(index + 1, k)].low > above:
                return right, right  # and the cells after it are at most δ
            if self._points[key_of(index, k)].low > above:
                low = max(low, left)
            if right - left <= width * right and (low == left or k < self._unit - 40):
                return low, right
            cells.pop()
            cells += self._halved([_Cell(0.0, index, k)])
        return low, low


def _places(size: int) -> Iterator[tuple[int, int]]:
    return ((i, j) for i in range(size) for j in range(size))


def _exponent(x: fmpq) -> int:
    return int(x.p).bit_length() - int(x.q).bit_length()


def key_of(index: int, level: int) -> Key:
    """Return the time index·2ᵏ as a key."""
    if index == 0:
        return (0, 0)
    zeros = (index & -index).bit_length() - 1
    return index >> zeros, level + zeros


def _exponential(matrix: fmpq_mat, level: int) -> arb_mat:
    """Return e^{2ᵏA} to `_GUARD` bits of its norm.

    Raises
    ------
    Refused
        If the precision allowed is not enough.
    """
    scaled = matrix * fmpq(2) ** level
    bits = 2 * _GUARD
    while bits <= _MOST_BITS:
        with working_precision(bits):
            found = ball_matrix(scaled).exp()
            entries = found.entries()
            if all(x.is_finite() for x in entries):
                size = max(abs(x).upper() for x in entries)
                if max(x.rad() for x in entries) <= size * 2.0**-_GUARD:
                    return found
        bits *= 2
    raise Refused("an exponential of the matrix was not enclosed")


def in_rising_precision(
    matrix: fmpq_mat,
    growth: float,
    ask: Callable[[Envelope], Result],
    make: Callable[[fmpq_mat, float, Any], Envelope] = FlowEnvelope,  # type: ignore[assignment]
    *,
    patient: bool = False,
) -> Iterator[Result]:
    """Yield what an envelope says, in ever higher precision.

    Parameters
    ----------
    matrix, growth
        See `FlowEnvelope`.
    ask
        What is asked of an envelope.
    make
        Makes one of these and an arithmetic.
    patient
        Whether to go on after too many cells, which wide balls may be the reason of.

    Raises
    ------
    Refused
        If no arithmetic had an answer.
    """
    refusal: Refused | None = None
    found = False
    for arithmetic in (_Floats(), _Balls(128), _Balls(512), _Balls(2048)):
        try:
            yield ask(make(matrix, growth, arithmetic))
            found = True
        except TooManyCells as error:
            if not patient:
                raise
            refusal = error
        except Refused as error:
            refusal = error
    if not found and refusal is not None:
        raise refusal


class _Floats(FloatArithmetic):
    def of_balls(self, matrix: arb_mat) -> FloatBall:
        return FloatBall.of_balls(matrix)


class _Balls(BallArithmetic):
    def of_balls(self, matrix: arb_mat) -> arb_mat:
        return matrix
