"""From finitely many circles to all |z| > 1: bounds on (r-1)G(r) by convexity.

log G is a convex function of log r (Hadamard's three circles for the subharmonic log‖R‖), and
log(rG) is convex and bounded as r → ∞, hence nonincreasing. Between circles log G therefore lies
under its chord, and beyond the last one (r-1)G(r) ≤ r_m G(r_m).

To show K ≤ k it is enough that a polygon over log G stays under log k - log(r-1), which is convex
in log r: so the polygon is made of tangents to that curve. A tangent is named by its point of
contact x = r - 1, a vertex by the two tangents that meet there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from flint import arb, fmpq

from kreissverify.numbers.ball import upper_rational, working_precision

__all__ = [
    "Vertex",
    "chain_bound",
    "first_vertex",
    "last_vertex",
    "short_dyadic",
    "start_vertex",
    "vertex",
]

_BITS = 256  # chords between circles with r - 1 down to 1e-15 cancel some 100 bits


@dataclass(frozen=True)
class Vertex:
    """A circle |z| = 1 + excess, on which G must be shown to be at most gain/(1 + excess).

    Attributes
    ----------
    excess
        r - 1, a short dyadic number.
    depth
        The distance of the vertex below log k - log(r-1); infinite at r = 1.
    log_gain
        log(rG) there, as a float relative to log k.
    """

    excess: float
    depth: float
    log_gain: float

    @property
    def radius(self) -> fmpq:
        """The exact radius."""
        return 1 + fmpq(*self.excess.as_integer_ratio())


def short_dyadic(value: float, bits: int) -> float:
    """Return `value` > 0 rounded down to `bits` significant bits."""
    mantissa, exponent = math.frexp(value)
    return math.ldexp(math.floor(math.ldexp(mantissa, bits)), exponent - bits)


def _representable(excess: float) -> float:
    """Round r - 1 to few bits, so that r is a float64 and certificates stay short.

    At least 8: a vertex that is moved by more than 1/256 of r - 1 loses its tangents.
    """
    bits = min(24, 51 + math.frexp(excess)[1])
    return short_dyadic(excess, max(bits, 8))


def _depth(excess: float, contact: float) -> float:
    """Return how far the tangent at `contact` lies below the curve at `excess`."""
    ratio = (excess - contact) / contact
    slope = (1 + contact) / contact
    return max(0.0, slope * math.log1p((excess - contact) / (1 + contact)) - math.log1p(ratio))


def first_vertex(contact: float) -> Vertex:
    """Return the vertex at r = 1 on the first tangent."""
    height = (1 + contact) / contact * math.log1p(contact) - math.log(contact)
    # rounding of the logarithms must not lift the vertex above its tangent
    return Vertex(0.0, math.inf, height - 1e-13 * (1 + abs(height)))


def start_vertex(excess: float) -> Vertex:
    """Return the vertex on the curve itself, where a chain begins that need not reach r = 1."""
    return _at(excess, 0.0)


def last_vertex(contact: float) -> Vertex:
    """Return the vertex where the last tangent meets the asymptote rG = k."""
    log_radius = contact * math.log1p(1 / contact) + math.log1p(contact)
    excess = _representable(math.expm1(log_radius))
    depth = max(_depth(excess, contact), math.log1p(1 / excess))
    return _at(excess, depth)


def vertex(left: float, right: float) -> Vertex:
    """Return the vertex where two tangents, touching at left < right, meet."""
    slopes = (1 + left) / left, (1 + right) / right
    shift = math.log1p((right - left) / (1 + left))
    fall = math.log1p((right - left) / left)
    # -log(left) - slope_l·t = -log(right) - slope_r·(t - shift), with t measured from the left
    step = (fall - slopes[1] * shift) / (slopes[0] - slopes[1])
    # by rounding it may lie a little outside
    step = min(max(step, 0.0), shift)
    excess = _representable((1 + left) * math.expm1(step) + left)
    return _at(excess, max(_depth(excess, left), _depth(excess, right)))


def _at(excess: float, depth: float) -> Vertex:
    depth = depth * (1 + 1e-9) + 2e-16  # deeper than rounding could have made it
    return Vertex(excess, depth, math.log1p(1 / excess) - depth)


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
