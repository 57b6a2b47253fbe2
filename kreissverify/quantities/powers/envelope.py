"""The envelope t ↦ ‖Jᵗ‖: rigorous bounds over whole ranges of t, without stepping through them.

Let B = Jᵖ for a small period p (so that eigenvalues of B near the unit circle are near 1), and
f(s) = JʳBˢ, so that t = r + ps. Between the ends of a range s₀ ≤ s ≤ s₀ + S the sequence f stays
close to its chord: for a real sequence φ with |φ(i+2) - 2φ(i+1) + φ(i)| ≤ D the distance to the
chord is at most s(S-s)D/2 ≤ S²D/8 (φ minus the chord vanishes at both ends, and ±Ds(S-s)/2 bounds
it by the discrete maximum principle). Applied to φ(s) = uᵀf(s₀+s)v for unit vectors u, v:

    ‖f(s₀+s)‖ ≤ max(‖f(s₀)‖, ‖f(s₀+S)‖) + (S²/8)·max over i ≤ S-2 of ‖Bⁱ‖ · ‖(B-I)²f(s₀)‖,

since the second difference at i is Bⁱ(B-I)²f(s₀). Where J has decayed to its slow modes the last
factor is about (1-ρ)²‖f(s₀)‖, so ranges of length ∼ √rtol/(1-ρ) are decided by their two ends; and
far below the level of interest ranges grow geometrically. Where J rotates, ranges shrink to points.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass
from itertools import count
from typing import Any

from flint import fmpq, fmpq_mat

from kreissverify.numbers.errors import Refused
from kreissverify.numbers.float_ball_matrix import round_up
from kreissverify.numbers.positive_definite import scaled_identity
from kreissverify.quantities.powers.arithmetic import Arithmetic, power_period
from kreissverify.quantities.powers.decay import Decay, proved_decay
from kreissverify.quantities.powers.rising_precision import TooManyTimes, in_rising_precision

__all__ = [
    "Envelope",
    "TransientMaximum",
    "contraction_time",
]

# Ranges that are halved in one step. A step of 64 small matrices takes about three times as long as
# one; more would go on halving what the first of them make needless.
_AT_ONCE = 64
# Steps after which a bound of all powers is looked for, which takes as long as two of them and is
# of use where J rotates: else ranges are few.
_FEW = 3
_NARROWEST = 4e-15  # the relative width of a float64 ball's norm at its best: wider ones have grown


_Time = tuple[int, int]  # t = r + ps, as (r, s)

# times t = r + ps with s₀ < s < s₀ + 2ᵏ, as (-bound of ‖Jᵗ‖ over them, r, s₀, k)
_Range = tuple[float, int, int, int]


@dataclass(frozen=True)
class TransientMaximum:
    """The largest ‖Jᵗ‖: at least `low`, found at `t`; at most `high`.

    ‖J^horizon‖ ≤ 1, and `isolated` says that ‖Jˢ‖ is proved smaller at every other s < horizon.
    """

    t: int
    low: float
    high: float
    isolated: bool
    horizon: int


class Envelope:
    """Bounds on ‖Jᵗ‖ at single times and over ranges.

    Parameters
    ----------
    matrix
        A square rational matrix.
    arithmetic
        The number system in which its powers are held.
    rtol
        The relative width asked of single norms.
    """

    def __init__(self, matrix: fmpq_mat, arithmetic: Arithmetic, rtol: float = 1e-11) -> None:
        self.arithmetic = arithmetic
        self.rtol = rtol
        self.period = power_period(matrix)
        step = matrix**self.period
        identity = scaled_identity(matrix.nrows(), fmpq(1))
        self._matrix = matrix
        self._squares = [arithmetic.of(step)]
        self._curvature_factors = [arithmetic.of((step - identity) ** k) for k in (2, 4)]
        self._powers: dict[tuple[int, int], Any] = {(0, 0): arithmetic.of(identity)}
        self._norms: dict[tuple[int, int], tuple[float, float]] = {(0, 0): (1.0, 1.0)}
        self._largest = (1.0, 1.0)
        self._curvatures: list[dict[_Time, float]] = [{}, {}]
        self._prefixes: list[float] = []
        self._decay: Decay | None = None

    def norm(self, residue: int, index: int) -> tuple[float, float]:
        """Return floats below and above ‖Jᵗ‖ at t = residue + period·index."""
        key = (residue, index)
        if key not in self._norms:
            self._take_norms([key])
        return self._norms[key]

    def _take_norms(self, times: list[_Time]) -> None:
        """Bound the norms at many times at once, each known one by its record."""
        new = list(dict.fromkeys(key for key in times if key not in self._norms))
        if not new:
            return
        if len(self._norms) + len(new) > self.arithmetic.most_norms:
            raise TooManyTimes(
                f"the powers of the matrix were bounded at {len(self._norms)} times, and more than "
                f"{self.arithmetic.most_norms} are needed: it decays too slowly while it rotates"
            )
        found = self.arithmetic.norms(self._take_powers(new), self.rtol)
        self._norms.update(zip(new, found, strict=True))
        self._largest = max(self._largest, *found)

    def at(self, t: int) -> tuple[float, float]:
        """Return floats below and above ‖Jᵗ‖."""
        return self.norm(t % self.period, t // self.period)

    def _take_powers(self, times: list[_Time]) -> list[Any]:
        """Return the powers at many times, the unknown ones multiplied at once."""
        new, before, factors = [], [], []
        for residue, index in times:
            if index > 0 and (residue, index) not in self._powers:
                # from the power without its last bit: dyadic times share all of those
                bit = (index & -index).bit_length() - 1
                new.append((residue, index))
                before.append((residue, index - (1 << bit)))
                factors.append(self._square(bit))
        if new:
            products = self.arithmetic.products(self._take_powers(before), factors)
            self._powers.update(zip(new, products, strict=True))
        return [self._power(*key) for key in times]

    def _power(self, residue: int, index: int) -> Any:
        key = (residue, index)
        if key not in self._powers:
            assert index == 0, "other powers are products"
            self._powers[key] = self.arithmetic.of(self._matrix**residue)
        return self._powers[key]

    def _square(self, bit: int) -> Any:
        while len(self._squares) <= bit:
            last = self._squares[-1:]
            self._squares += self.arithmetic.products(last, last)
        return self._squares[bit]

    def _curvature(self, residue: int, start: int, order: int = 0) -> float:
        """Return a bound of ‖(B-I)²JʳBˢ‖, or with order 1 of ‖(B-I)⁴JʳBˢ‖."""
        key = (residue, start)
        if key not in self._curvatures[order]:
            self._take_curvatures([key], order)
        return self._curvatures[order][key]

    def _take_curvatures(self, times: list[_Time], order: int) -> None:
        known = self._curvatures[order]
        new = list(dict.fromkeys(key for key in times if key not in known))
        if not new:
            return
        powers = self._take_powers(new)
        bent = self.arithmetic.products([self._curvature_factors[order]] * len(new), powers)
        # a tenth is enough, as this bound is multiplied by S²/8 and compared with a norm
        bounds = self.arithmetic.norms(bent, 0.1)
        known.update(zip(new, (high for _, high in bounds), strict=True))

    def prefix(self, level: int) -> float:
        """Return a bound of ‖Bⁱ‖ over 0 ≤ i ≤ 2^level."""
        while len(self._prefixes) <= level:
            known = len(self._prefixes)
            if known == 0:
                self._prefixes.append(max(1.0, self.norm(0, 1)[1]))
                continue
            before, start = self._prefixes[-1], 1 << (known - 1)
            below = max(0, known - 3)  # the range (2^(k-1), 2^k] in up to four parts
            cells = [(0, start + (i << below), below) for i in range(start >> below)]
            self._take_norms([(0, s + (1 << k)) for _, s, k in cells])
            direct = max(
                max(self.norm(0, s + (1 << k))[1], self._cell(r, s, k)) for r, s, k in cells
            )
            # both bounds hold: the direct one is better for rotations, the other for early growth
            doubled = round_up(before * self.norm(0, start)[1])
            self._prefixes.append(max(before, min(direct, doubled)))
        return self._prefixes[level]

    def _cell(self, residue: int, start: int, level: int) -> float:
        """Return a bound of ‖Jᵗ‖ over the interior of a range (0 where it has no interior)."""
        # between neighbours there is no time
        if level == 0:
            return 0.0
        first = self.norm(residue, start)[1]
        last = self.norm(residue, start + (1 << level))[1]
        reach = self._reach(level)
        # submultiplicativity for decay by many decades, the chord for slow decay
        bent = self._bent(residue, start, level, reach)
        return min(round_up(first * reach), round_up(max(first, last) + 4.0**level / 8 * bent))

    def _bent(self, residue: int, start: int, level: int, reach: float) -> float:
        """Return a bound of ‖Bⁱ(B-I)²f(s₀)‖ over 0 ≤ i ≤ S - 2."""
        first = self._curvature(residue, start)
        if level == 1:  # i = 0
            return first
        # a chord once more, which does without ‖Bⁱ‖ but in a term of fourth order
        last = self._curvature(residue, start + (1 << level))
        fourth = 4.0**level / 8 * reach * self._curvature(residue, start, 1)
        return min(round_up(reach * first), round_up(max(first, last) + fourth))

    def _reach(self, level: int) -> float:
        """Return a bound of ‖Bⁱ‖ over 0 ≤ i < 2^level from prefixes of lower level."""
        half = self.prefix(level - 1)
        if level == 1:
            return half
        whole = self._prefixes[level] if level < len(self._prefixes) else math.inf
        return min(round_up(half * half), whole)

    def horizon(self) -> int:
        """Return a k with ‖B^(2ᵏ)‖ ≤ 1, so that every later power repeats a smaller bound.

        Raises
        ------
        Refused
            If no such power is found.
        """
        for level in range(self.arithmetic.longest):
            _, high = self.norm(0, 1 << level)
            if high <= 1:
                return level
            if high == math.inf:
                break
        raise Refused(
            "no power of the matrix was found to be a contraction: its spectral radius is 1, or "
            f"too close to it for {self.arithmetic.name}"
        )

    def ranges(self, level: int) -> list[tuple[int, int, int]]:
        """Return ranges (residue, start, level) that cover 0 ≤ s ≤ 2^level for each residue."""
        dyadic = [(0, 0), *((1 << k, k) for k in range(level))]
        return [(r, start, k) for r in range(self.period) for start, k in dyadic]

    def peak(self, rtol: float) -> TransientMaximum:
        """Enclose the largest ‖Jᵗ‖ to about relative width `rtol`, by best-first bisection.

        With ‖J^N‖ ≤ 1 and t = qN + s, ‖Jᵗ‖ ≤ ‖Jˢ‖: only 0 ≤ t < N matter. With rtol = 0 the
        bisection goes on until every other time is excluded or met.
        """
        horizon = self.horizon()
        heap = self._take_ranges(self.ranges(horizon))
        heapq.heapify(heap)
        best = max(low for low, _ in self._norms.values())
        for steps in count():
            if steps == _FEW:
                heap = self._with_decay(heap)
            if not heap or -heap[0][0] <= best * (1 + rtol):
                break
            self._require_precision(rtol)
            halves: list[tuple[int, int, int]] = []
            middles: list[_Time] = []
            # many at a time, as one costs little less: all of them would be halved in the end,
            # unless a better time is met among the first ones
            while heap and -heap[0][0] > best * (1 + rtol) and len(middles) < _AT_ONCE:
                _, residue, start, length = heapq.heappop(heap)
                middle = start + (1 << (length - 1))
                middles.append((residue, middle))
                if length > 1:
                    halves += [(residue, start, length - 1), (residue, middle, length - 1)]
            self._take_norms(middles)
            best = max(best, *(self._norms[key][0] for key in middles))
            for found in self._take_ranges(halves):
                heapq.heappush(heap, found)
        return self._peak_met(-heap[0][0] if heap else 0.0, horizon)

    def _require_precision(self, rtol: float) -> None:
        """Give up at once where the balls have grown too wide for bisection to narrow the gap."""
        low, high = self._largest
        if high > low * (1 + max(rtol, _NARROWEST)):
            raise Refused(f"{self.arithmetic.name} are too wide for the powers of the matrix")

    def _take_ranges(self, ranges: list[tuple[int, int, int]]) -> list[_Range]:
        """Return ranges (residue, start, level) with their bounds."""
        self._take_norms([(r, s) for r, s, _ in ranges])
        self._take_norms([(r, s + (1 << k)) for r, s, k in ranges])
        bent = [(r, s) for r, s, k in ranges if k > 0]
        self._take_curvatures([*bent, *((r, s + (1 << k)) for r, s, k in ranges if k > 1)], 0)
        self._take_curvatures([(r, s) for r, s, k in ranges if k > 1], 1)
        return [(-min(self._cell(*x), self._decayed(*x)), *x) for x in ranges]

    def _with_decay(self, ranges: list[_Range]) -> list[_Range]:
        """Return ranges with their bounds, now that one of all powers is asked for also."""
        self._decay = proved_decay(self._matrix)
        heap = [(max(x[0], -self._decayed(*x[1:])), *x[1:]) for x in ranges]
        heapq.heapify(heap)
        return heap

    def _decayed(self, residue: int, start: int, level: int) -> float:
        """Return what the bound of all powers says of a range, from its first time on."""
        return math.inf if self._decay is None else self._decay.bound(residue + self.period * start)

    def _peak_met(self, between: float, horizon: int) -> TransientMaximum:
        (residue, index), (low, high) = max(self._norms.items(), key=lambda item: item[1][0])
        others = [x[1] for key, x in self._norms.items() if key != (residue, index)]
        rest = max([between, *others])
        return TransientMaximum(
            t=residue + self.period * index,
            low=low,
            high=max(high, rest),
            # every other time is met or excluded, below what is proved at this one
            isolated=rest < low,
            horizon=self.period << horizon,
        )

    def record_bound(self, t: int, high: float) -> None:
        """Record that ‖Jᵗ‖ ≤ high has been proved elsewhere."""
        key = t % self.period, t // self.period
        low, known = self.norm(*key)
        self._norms[key] = min(low, high), min(known, high)

    def last_above(self, below: float, above: float, count: int) -> tuple[int, int]:
        """Return (t, u): the last time t with ‖Jᵗ‖ > δ proved, and the last u not excluded.

        Times up to period·2^count are looked at, -1 stands for none, and t < u only where a norm
        is too close to δ to be told apart.

        Parameters
        ----------
        below, above
            Floats between which δ is.
        count
            The level of the last time.
        """
        proved = possible = -1
        for residue, start, length in reversed(self.ranges(count)):
            if residue + self.period * (start + (1 << length)) > proved:
                found = self._last_in(below, above, residue, start, length)
                proved, possible = max(proved, found[0]), max(possible, found[1])
        for residue in range(self.period):
            low, high = self.norm(residue, 0)
            proved = max(proved, residue if low > above else -1)
            possible = max(possible, residue if high > below else -1)
        return proved, possible

    def _last_in(
        self, below: float, above: float, residue: int, start: int, length: int
    ) -> tuple[int, int]:
        """As `last_above`, over the times after the start of one range, the later half first.

        So the first time found to be above δ is the last one, and earlier halves are not looked at.

        Parameters
        ----------
        below, above
            Floats between which δ is.
        residue, start, length
            The range: t = residue + period·s, start ≤ s ≤ start + 2^length.
        """
        possible = -1
        stack = [(start, length)]
        while stack:
            first, size = stack.pop()
            end = first + (1 << size)
            low, high = self.norm(residue, end)
            if high > below:
                possible = max(possible, residue + self.period * end)
            if low > above:
                return residue + self.period * end, possible
            if self._cell(residue, first, size) > below:
                middle = first + (1 << (size - 1))
                stack += [(first, size - 1), (middle, size - 1)]
        return -1, possible


def contraction_time(matrix: fmpq_mat) -> int:
    """Return a time T ≥ 1 with ‖J^T‖ ≤ 1, by squaring.

    Raises
    ------
    Refused
        If none is found.
    """

    def attempt(arithmetic: Arithmetic) -> int:
        envelope = Envelope(matrix, arithmetic)
        return envelope.period << envelope.horizon()

    return next(in_rising_precision(attempt, "no power was found to be a contraction"))
