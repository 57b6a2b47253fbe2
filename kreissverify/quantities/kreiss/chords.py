"""From finitely many circles to all |z| > 1: bounds on (r-1)G(r) by convexity.

log G is a convex function of log r (Hadamard's three circles for the subharmonic log‖R‖), and
log(rG) is convex and bounded as r → ∞, hence nonincreasing. Between circles log G therefore lies
under its chord, and beyond the last one (r-1)G(r) ≤ r_m G(r_m).

To show K ≤ k it is enough that a polygon over log G stays under log k - log(r-1), which is convex
in log r: so the polygon is made of tangents to that curve. A tangent is named by its point of
contact x = r - 1, a vertex by the two tangents that meet there.

On lines it is log G(x), convex and decreasing in x itself, under log k - log x. The last line is
one from which on x/(x-ω) ≤ k, which bounds xG(x) there as 1/G(x) ≥ x - ω. As 1/G changes by no more
than x does, a line with G(x) ≤ 1/x shows xG(x) ≤ 1 at every x to its left also: the chain begins
there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from flint import arb, fmpq

from kreissverify.numbers.ball import upper_rational, working_precision
from kreissverify.numbers.rational import as_fmpq
from kreissverify.quantities.curves import CIRCLES, LINES, Curves

__all__ = [
    "Vertex",
    "chain_bound",
    "covering_vertex",
    "first_contact",
    "first_vertex",
    "last_vertex",
    "line_chain_bound",
    "short_dyadic",
    "start_vertex",
    "vertex",
]

_BITS = 256  # chords between circles with r - 1 down to 1e-15 cancel some 100 bits


@dataclass(frozen=True)
class Vertex:
    """A circle |z| = 1 + excess, on which G must be shown to be at most gain/(1 + excess).

    Or a line Re z = excess, on which G must be at most the gain.

    Attributes
    ----------
    excess
        r - 1, a short dyadic number.
    depth
        The distance of the vertex below log k - log(r-1); infinite at r = 1.
    log_gain
        log(rG) there, as a float relative to log k; or log G.
    curves
        Circles or lines.
    """

    excess: float
    depth: float
    log_gain: float
    curves: Curves = CIRCLES

    @property
    def level(self) -> fmpq:
        """The exact radius, or abscissa."""
        return self.curves.unit + fmpq(*self.excess.as_integer_ratio())


def short_dyadic(value: float, bits: int) -> float:
    """Return `value` > 0 rounded down to `bits` significant bits."""
    mantissa, exponent = math.frexp(value)
    return math.ldexp(math.floor(math.ldexp(mantissa, bits)), exponent - bits)


def _representable(excess: float, curves: Curves) -> float:
    """Round r - 1 to few bits, so that r is a float64 and certificates stay short.

    At least 8: a vertex that is moved by more than 1/256 of r - 1 loses its tangents.
    """
    if curves is not CIRCLES:
        return short_dyadic(excess, 24)
    bits = min(24, 51 + math.frexp(excess)[1])
    return short_dyadic(excess, max(bits, 8))


def _depth(excess: float, contact: float, curves: Curves) -> float:
    """Return how far the tangent at `contact` lies below the curve at `excess`."""
    ratio = (excess - contact) / contact
    if curves is not CIRCLES:
        return max(0.0, ratio - math.log1p(ratio))
    slope = (1 + contact) / contact
    return max(0.0, slope * math.log1p((excess - contact) / (1 + contact)) - math.log1p(ratio))


def first_vertex(contact: float, curves: Curves = CIRCLES) -> Vertex:
    """Return the vertex at r = 1, or x = 0, on the first tangent."""
    if curves is not CIRCLES:
        height = 1 - math.log(contact)
        return Vertex(0.0, math.inf, height - 1e-13 * (1 + abs(height)), curves)
    height = (1 + contact) / contact * math.log1p(contact) - math.log(contact)
    # rounding of the logarithms must not lift the vertex above its tangent
    return Vertex(0.0, math.inf, height - 1e-13 * (1 + abs(height)))


def start_vertex(excess: float, curves: Curves = CIRCLES) -> Vertex:
    """Return the vertex on the curve itself, where a chain begins that need not reach r = 1."""
    return _at(excess, 0.0, curves)


def covering_vertex(level: float, log_bound: float) -> Vertex:
    """Return the line with G(x) ≤ 1/x, a little less lest rounding of logarithms lifts it."""
    depth = log_bound + 1e-13
    return Vertex(level, depth, -math.log(level) - depth, LINES)


def first_contact(level: float, log_bound: float) -> float:
    """Return the contact of the tangent that is log k below the curve at a line to its left."""
    # r - log(1+r) = log k for level = (1+r)·contact, r < 0; with r = e^{-v} - 1 the left side is
    # e^{-v} - 1 + v, increasing in v
    v = math.sqrt(2 * log_bound) + log_bound
    for _ in range(60):
        miss = math.expm1(-v) + v - log_bound
        v -= miss / -math.expm1(-v)
        if abs(miss) <= 1e-15 * log_bound:
            break
    # to the left of it the tangent is higher at the line
    return level * math.exp(v * (1 - 1e-9))


def last_vertex(contact: float, curves: Curves = CIRCLES, last: float = math.inf) -> Vertex:
    """Return the vertex where the last tangent meets the asymptote rG = k.

    Parameters
    ----------
    contact
        Of the last tangent.
    curves
        Circles or lines.
    last
        For lines, the x from which on it is shown by the numerical abscissa; right of the contact.
    """
    if curves is not CIRCLES:
        # above it, as rounding to a short number is downwards
        excess = _representable(last * (1 + 1e-6), curves)
        return _at(excess, _depth(excess, contact, curves), curves)
    log_radius = contact * math.log1p(1 / contact) + math.log1p(contact)
    excess = _representable(math.expm1(log_radius), curves)
    depth = max(_depth(excess, contact, curves), math.log1p(1 / excess))
    return _at(excess, depth, curves)


def vertex(left: float, right: float, curves: Curves = CIRCLES) -> Vertex:
    """Return the vertex where two tangents, touching at left < right, meet."""
    if curves is not CIRCLES:
        ratio = (right - left) / left
        meet = right * math.log1p(ratio) / ratio
        excess = _representable(min(max(meet, left), right), curves)
        return _at(excess, max(_depth(excess, c, curves) for c in (left, right)), curves)
    slopes = (1 + left) / left, (1 + right) / right
    shift = math.log1p((right - left) / (1 + left))
    fall = math.log1p((right - left) / left)
    # -log(left) - slope_l·t = -log(right) - slope_r·(t - shift), with t measured from the left
    step = (fall - slopes[1] * shift) / (slopes[0] - slopes[1])
    # by rounding it may lie a little outside
    step = min(max(step, 0.0), shift)
    excess = _representable((1 + left) * math.expm1(step) + left, curves)
    return _at(excess, max(_depth(excess, c, curves) for c in (left, right)), curves)


def _at(excess: float, depth: float, curves: Curves) -> Vertex:
    depth = depth * (1 + 1e-9) + 2e-16  # deeper than rounding could have made it
    curve = math.log1p(1 / excess) if curves is CIRCLES else -math.log(excess)
    return Vertex(excess, depth, curve - depth, curves)


def chain_bound(radii: Sequence[fmpq], gains: Sequence[fmpq]) -> fmpq:
    """Return a proved upper bound on sup of (r-1)G(r) from the first radius on.

    Parameters
    ----------
    radii
        Increasing, the first of them at least 1: for K it is 1, or what is nearer to the unit
        circle is bounded by other means.
    gains
        Proved upper bounds on rG(r) at the radii.
    """
    if radii[0] < 1 or any(a >= b for a, b in pairwise(radii)):
        raise ValueError("radii: expected increasing numbers, the first of them at least 1")
    with working_precision(_BITS):
        logs = [arb(r).log() for r in radii]
        heights = [arb(g).log() for g in gains]
        best = arb(gains[-1])
        for i in range(len(radii) - 1):
            best = best.max(_chord(radii, gains, logs, heights, i))
        return upper_rational(best)


def _chord(
    radii: Sequence[fmpq], gains: Sequence[fmpq], logs: list[arb], heights: list[arb], i: int
) -> arb:
    """Return max of (1-1/r)·g_i(r/r_i)^q over [r_i, r_{i+1}]: by calculus at r = 1 - 1/q."""
    # its logarithm is concave in log r: it has one maximum, inside or at an end
    at_ends = [arb(gains[j] * (1 - 1 / radii[j])) for j in (i, i + 1)]
    slope = (heights[i + 1] - heights[i]) / (logs[i + 1] - logs[i])
    if not slope < 0:  # undecided: (1-1/r)·rG(r) ≤ rG(r) ≤ g_i, as rG(r) falls
        return at_ends[0].max(at_ends[1]) if slope >= 0 else arb(gains[i])
    top = 1 - 1 / slope
    if top <= arb(radii[i]) or top >= arb(radii[i + 1]):
        return at_ends[0].max(at_ends[1])
    return (heights[i] + slope * (top.log() - logs[i])).exp() / (1 - slope)


def line_chain_bound(levels: Sequence[fmpq], norms: Sequence[fmpq], start: float = 0.0) -> fmpq:
    """Return a proved upper bound on sup of xG(x) for `start` < x up to the last line.

    Parameters
    ----------
    levels
        Increasing abscissae, the first of them `start`, or one with G(x) ≤ 1/x.
    norms
        Proved upper bounds on G there.
    start
        Up to which x it is bounded by other means.
    """
    if levels[0] < 0 or any(a >= b for a, b in pairwise(levels)):
        raise ValueError("levels: expected increasing numbers, the first of them at least 0")
    if levels[0] > as_fmpq(start) and levels[0] * norms[0] > 1:
        raise ValueError("levels: expected 0, or a line on which G(x) <= 1/x, to be the first")
    least = list(accumulate(norms, min))  # G decreases
    with working_precision(_BITS):
        heights = [arb(g).log() for g in least]
        best = arb(levels[-1] * least[-1])
        for i, (low, high) in enumerate(pairwise(levels)):
            slope = (heights[i] - heights[i + 1]) / arb(high - low)
            best = best.max(arb(low * least[i])).max(arb(high * least[i + 1]))
            # x·e^{-s(x-x_i)} is largest at x = 1/s; where it is not known whether that is inside
            # the interval, its value there is a bound all the same
            if not (slope > 0):
                best = best.max(arb(high * least[i]))
            elif not (1 / slope <= arb(low) or 1 / slope >= arb(high)):
                best = best.max((heights[i] + slope * arb(low) - 1).exp() / slope)
        return upper_rational(best)
