"""Proved bounds of K for many matrices at once: a point from below, chains of circles from above.

Between circles log G lies under its chord as a function of u = log r (Hadamard's three circles),
and beyond the last one ‖R(z)‖ ≤ 1/(|z|-‖J‖). To show K ≤ k it is enough that the chords stay
under log k - log(r-1). On circles whose r - 1 are geometric of ratio q a chord of that curve rises
above it by at most

    δ(q) = log w - 1 + 1/w,   w = (q-1)/log q,

where r - 1 ≪ 1, and by less elsewhere: so rG(r) ≤ k·e^(-δ)·r/(r-1) is what is to be proved on them,
and no estimate of G is needed. What the chain shows is computed from its proved circles alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.float_ball_matrix import FloatBall, norm_bounds_of_stack, round_up
from kreissverify.numbers.intervals import Intervals
from kreissverify.quantities.kreiss.maximiser import UNSTABLE
from kreissverify.quantities.maximisation.batched.search import Searched, searched
from kreissverify.quantities.stacked.circles import circles_proved, resolvents_from_below
from kreissverify.quantities.stacked.numerical_radius import numerical_radius_at_most

__all__ = ["kreiss_bounds"]

# Of the logarithm of the width: the share of the chords; the rest is room for the proofs.
_CHORDS = 0.8
# The estimate of G(1) is one from below, at some angles: so much room costs one more circle, and
# the proof may have so much of it, in the logarithm.
_ON_CIRCLE, _SPARE_ON_CIRCLE = 3.0, 1.0
# Where float64 has not the digits for the circle r = 1, which takes the square of G(1) in units of
# the last place, wider bounds are tried: many statements hold by so much. There r = 1 has more
# room, most of which goes to a candidate of a smaller circle, by a share of what is between
# it and the eigenvalues: at r = 1 - e the inequality has e to spare, and 1/G(1) before.
_WIDER = (9.0, 999.0)
_ON_CIRCLE_WIDER, _SPARE_WIDER, _TOWARDS_EIGENVALUES = 20.0, 2.0, 0.1
_MOST = 160  # circles of one matrix: a slow decay with a wide range of radii is left open
_LARGEST = 1e60  # entries whose squares and gains stay within float64
_CLOSEST = 1e-12  # r - 1 of the first circle, below which r itself has no digits


def kreiss_bounds(balls: FloatBall, rtol: float) -> Intervals:
    """Return bounds of K, of relative width about rtol where that is shown.

    Parameters
    ----------
    balls
        Matrices, of shape (N, n, n).
    rtol
        The relative width, in (0, 1]. Bounds are wider where such ones are not shown.
    """
    count = len(balls.mid)
    low, high = np.ones(count), np.full(count, np.inf)
    usual = np.abs(balls.mid).max(axis=(1, 2), initial=0.0) < _LARGEST
    usual &= np.isfinite(balls.rad).all((1, 2))
    norms = np.full(count, np.inf)
    norms[usual] = norm_bounds_of_stack(balls.chosen(usual), 1e-3)[1]
    high[norms <= 1] = 1.0
    # the stack that floats are searched on, whose peaks may be known (see `kreiss_of_stack`)
    stable = usual.copy()
    stable[usual] = np.abs(np.linalg.eigvals(balls.mid[usual])).max(axis=1) <= UNSTABLE
    if not (stable & (high > 1)).any():
        return Intervals(low, high)
    every, places = np.flatnonzero(stable), np.flatnonzero(stable & (high > 1))
    found = searched(balls.mid[every]).chosen(np.flatnonzero(high[every] > 1))
    some = balls.chosen(places)
    low[places] = _from_below(some, found)
    high[places] = _Chains.of(some, found, low[places], norms[places], rtol).shown()
    for wider in _WIDER:
        left = np.flatnonzero(np.isinf(high[places]) & ~found.is_one)
        if left.size == 0:
            break
        ends = low[places[left]], norms[places[left]]
        chains = _Chains.of(some.chosen(left), found.chosen(left), *ends, max(wider, rtol))
        high[places[left]] = chains.shown()
    # where K seems to be 1, which no chain shows
    one = np.flatnonzero(found.is_one)
    high[places[one[numerical_radius_at_most(some.chosen(one), np.ones(one.size))]]] = 1.0
    return Intervals(low, high)


def _from_below(balls: FloatBall, found: Searched) -> FloatArray:
    """Return max(1, (|z|-1)‖R(z)‖) at the peaks found."""
    z = np.asarray(found.peaks.z)
    norms = resolvents_from_below(balls, z)
    # |z| of two floats is right to 2u; on the real axis to nothing, so that no digits are lost
    modulus = np.where(z.imag == 0, np.abs(z.real), np.abs(z) * (1 - 2.0**-50))
    excess = np.nextafter(modulus - 1, 0.0)
    with np.errstate(all="ignore"):
        height = np.nextafter(excess * norms, 0.0)
    return np.where((excess > 0) & np.isfinite(height), np.maximum(1.0, height), 1.0)


@dataclass(frozen=True)
class _Chains:
    """Circles that would show K ≤ bound: of all matrices in one row, sorted by matrix and radius.

    Attributes
    ----------
    balls
        The matrices, of shape (N, n, n).
    owner, radii, gains
        Of shape (m,): the matrix, r, and the bound of rG(r) to be proved.
    norms
        Upper bounds of ‖J‖, of shape (N,).
    spare
        How far gains are above what rG(r) is thought to be, in the logarithm.
    is_wide
        Whether they are far above it, so that candidates of smaller circles may do.
    """

    balls: FloatBall
    owner: NDArray[np.intp]
    radii: FloatArray
    gains: FloatArray
    norms: FloatArray
    spare: float
    is_wide: bool

    @classmethod
    def of(
        cls,
        balls: FloatBall,
        found: Searched,
        low: FloatArray,
        norms: FloatArray,
        rtol: float,
    ) -> _Chains:
        """Place the circles for a bound of low·(1+rtol).

        Parameters
        ----------
        balls
            The matrices.
        found
            Where their peaks are.
        low
            Lower bounds of K.
        norms
            Upper bounds of ‖J‖, above 1.
        rtol
            The relative width.
        """
        width = np.log1p(rtol)
        depth, ratio = _CHORDS * width, _ratio(_CHORDS * width)
        bound, is_wide = low * (1 + rtol), rtol > 1
        room = _ON_CIRCLE_WIDER if is_wide else _ON_CIRCLE
        with np.errstate(all="ignore"):
            # the chord from r = 1 may begin at e·w·k/(r₁-1), w - 1 - log w = δ, w ≥ 1 + √2δ
            on_circle = np.e * (1 + np.sqrt(2 * depth)) * bound
            first = np.maximum(on_circle / (room * found.on_circle), _CLOSEST)
            # (r-1)/(r-‖J‖) ≤ k from there on
            last = np.maximum((norms - 1) * bound / (bound - 1), first * ratio)
            steps = np.ceil(np.log(last / first) / np.log(ratio))
        steps = np.where(np.isfinite(steps) & (steps < _MOST), steps, 0).astype(np.intp)
        owner = np.repeat(np.arange(len(low)), steps + 1)
        step = np.arange(len(owner)) - np.repeat(np.cumsum(steps + 1) - (steps + 1), steps + 1)
        share = step / np.maximum(steps, 1)[owner]
        excess = first[owner] * (last / first)[owner] ** share
        radii = 1 + excess
        gains = bound[owner] * np.exp(-depth) * radii / (radii - 1)
        # before each chain the circle r = 1
        begins = step == 0
        places = np.flatnonzero(begins)
        chain = cls(
            balls,
            np.insert(owner, places, owner[places]),
            np.insert(radii, places, 1.0),
            np.insert(gains, places, on_circle / first),
            norms,
            (1 - _CHORDS) * width,
            is_wide,
        )
        return chain._known(steps > 0)

    def _known(self, some: NDArray[np.bool_]) -> _Chains:
        """Return the chains of some matrices; those of the others are empty."""
        whole = some.copy()
        # a chain without one of its circles is none: each of them begins at r = 1
        whole[self.owner[~(np.isfinite(self.gains) & np.isfinite(self.radii))]] = False
        kept = whole[self.owner]
        return _Chains(
            self.balls,
            self.owner[kept],
            self.radii[kept],
            self.gains[kept],
            self.norms,
            self.spare,
            self.is_wide,
        )

    def shown(self) -> FloatArray:
        """Return what the chains show K to be at most, of shape (N,); ∞ where a circle failed."""
        count = len(self.norms)
        high = np.full(count, np.inf)
        if self.owner.size == 0:
            return high
        # far out 1/(r-‖J‖) is a bound by itself
        with np.errstate(all="ignore"):
            by_norm = round_up(self.radii / (self.radii - self.norms[self.owner]))
            known = (self.radii > self.norms[self.owner]) & (by_norm <= self.gains)
        gains = np.where(known, by_norm, self.gains)
        open_ = np.flatnonzero(~known)
        known[open_] = self._proved(open_)
        whole = np.ones(count, dtype=bool)
        whole[np.setdiff1d(np.arange(count), self.owner)] = False
        np.logical_and.at(whole, self.owner, known)
        last = np.append(np.diff(self.owner) > 0, True)
        pairs = np.flatnonzero(~last)
        most = np.zeros(count)
        tops = chord_tops(self.radii[pairs], self.radii[pairs + 1], gains[pairs], gains[pairs + 1])
        np.maximum.at(most, self.owner[pairs], tops)
        # beyond the last circle rG(r) does not grow, and (r-1)/(r-‖J‖) falls
        np.maximum.at(most, self.owner[last], self._tails(last, gains[last]))
        return np.where(whole, most, high)

    def _proved(self, some: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Say which of some circles are proved."""
        balls, radii, gains = (
            self.balls.chosen(self.owner[some]),
            self.radii[some],
            self.gains[some],
        )
        innermost = radii == 1
        spare = np.where(innermost, _SPARE_ON_CIRCLE, self.spare)
        shown = circles_proved(balls, radii, gains, spare)
        again = np.flatnonzero(innermost & ~shown)
        if self.is_wide and again.size:
            chosen = balls.chosen(again)
            between = 1 - np.abs(np.linalg.eigvals(chosen.mid)).max(axis=1)
            ease = np.clip(_TOWARDS_EIGENVALUES * between, 0, 0.5)
            spare = np.full(again.size, _SPARE_WIDER)
            shown[again] = circles_proved(chosen, radii[again], gains[again], spare, ease)
        return shown

    def _tails(self, last: NDArray[np.bool_], gains: FloatArray) -> FloatArray:
        radii, norms = self.radii[last], self.norms[self.owner[last]]
        with np.errstate(all="ignore"):
            by_norm = round_up((radii - 1) / (radii - norms))
        return np.where((radii > norms) & (norms >= 1), np.minimum(by_norm, gains), gains)


def chord_tops(
    first: FloatArray, second: FloatArray, at_first: FloatArray, at_second: FloatArray
) -> FloatArray:
    """Return upper bounds of (r-1)G(r) between circles, of shape (m,).

    With u = log r and the chord log G ≤ y + s(u-u₁), h(u) = log(e^u-1) + y + s(u-u₁) is concave in
    u: so h(u) ≤ h(u₀) + h'(u₀)(u-u₀) for every u₀, of which the best is where e^u - 1 = 1/(-s-1).

    Parameters
    ----------
    first, second
        Radii r₁ < r₂ with r₁ ≥ 1.
    at_first, at_second
        Bounds of rG(r) on them.
    """
    excess, farther = Intervals.exactly(first - 1), Intervals.exactly(second - 1)
    begin, end = excess.log1p(), farther.log1p()
    y = Intervals.exactly(at_first).log() - begin
    slope = (Intervals.exactly(at_second).log() - end - y) / (end - begin)
    steep = (slope.lower + slope.upper) / 2
    with np.errstate(all="ignore"):
        top = np.where(steep < -1, 1 / (-steep - 1), np.inf)
        top = np.clip(top, np.maximum(first - 1, (second - 1) * 1e-3), second - 1)
    at = Intervals.exactly(top)
    place = at.log1p()
    height = at.log() + y + slope * (place - begin)
    rise = (at + 1.0) / at + slope
    ends = (rise * (begin - place)).largest(rise * (end - place))
    return np.asarray((height + ends.largest(Intervals.exactly(0.0))).exp().upper)


def _ratio(depth: float) -> float:
    """Return the ratio q of chords that rise by `depth`, rounded down: by bisection."""
    low, high = 1.0, 1e3
    for _ in range(60):
        middle = (low + high) / 2
        w = (middle - 1) / np.log(middle)
        low, high = (middle, high) if np.log(w) - 1 + 1 / w <= depth else (low, middle)
    return low
