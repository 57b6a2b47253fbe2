r"""The coupling at which two players become unstable, where steps have momentum or are Adam's.

With z for one update, a player whose gradient is Qθ + w and whose rule is m⁺ = μm + κg,
θ⁺ = sθ - eg - fm (Q symmetric, in coordinates where the preconditioner is the identity) answers
w by θ = -((z - s)/n(z) + Q)⁻¹w with n(z) = e + fκ/(z - μ). The spectrum of Q lies in [low, high],
so that the norm of the answer is at most 1/d(z),

    d(z) = the distance of ζ(z) = -(z - s)/n(z) from the interval [low, high].

On |z| = 1, ζ runs through a circle around 1 for plain descent, and for heavy ball through an
ellipse of half axes (1 + μ)/κ and (1 - μ)/κ. Let both players contract alone, and let ‖B‖ ≤ b and
‖C‖ ≤ c be the couplings in w.

*Theorem.* Every member of this class is stable if and only if bc < d₁(z)d₂(z) for all |z| = 1.

*Proof.* If: multiply B and C by τ from 0 to 1. An eigenvalue that leaves the disc passes a z of
modulus 1 where I - τ²H₁BH₂C is singular, H_i the answers; but its second part has norm
bc/(d₁d₂) < 1 at most. (In alternating updates z multiplies C, which changes no norm.) Only if:
take z where bc ≥ d₁d₂, Q_i = q_iI of size 2 with q_i the point of the interval that is nearest to
ζ_i, C a multiple of the identity, and B one of a rotation by the angle that makes H₁BH₂C a
multiple of a rotation with the eigenvalue 1, at couplings of at most b and c: J has the
eigenvalue z. ∎

For plain descent the least d₁d₂ is that at z = 1 or -1: E3 with a radius for each block. At z = 1
it is low₁·low₂ for every momentum, which is why no step sizes help where bc exceeds that: bc is
proportional to both steps, and so is low₁·low₂.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from kreissverify.experiments.monitor.optimisers import Recurrence
from kreissverify.experiments.monitor.printed import at_least
from kreissverify.numbers.arrays import ComplexArray, FloatArray

__all__ = ["Block", "critical_coupling", "helpful_factor"]

# The least d₁d₂ is bounded by cells of angles: to this share of itself, in so many rounds or cells.
# The share is far below what Lanczos estimates are good for.
_SHARE, _MOST_ROUNDS, _MOST_CELLS = 1e-3, 60, 1 << 14
# Factors on steps are tried from 1 down by this ratio, so many times: to 1e-9.
_RATIO, _TRIES = 0.5, 30
_BISECTIONS = 8


@dataclass(frozen=True)
class Block:
    """A player alone, as a class: its rule, and the ends of the spectrum of Q.

    Attributes
    ----------
    low, high
        The ends of step times curvature.
    rule
        μ, κ, e and f.
    shrinks
        The least and the largest s.
    """

    low: float
    high: float
    rule: Recurrence
    shrinks: tuple[float, float]

    def times(self, factor: float) -> Block:
        """Return the block with the step multiplied by a factor."""
        low, high = (1 - factor * (1 - s) for s in self.shrinks)
        return replace(self, low=factor * self.low, high=factor * self.high, shrinks=(low, high))

    @property
    def lowest(self) -> float:
        """d(1) where it is positive: the least curvature, decoupled decay of weights included."""
        rule = self.rule
        whole = rule.direct + rule.inherited * rule.gain / (1 - rule.momentum)
        return self.low + (1 - self.shrinks[1]) / whole

    def contracts(self) -> bool:
        """Whether every mode contracts: the conditions of Jury are affine in q and in s."""
        ends = ((q, s) for q in (self.low, self.high) for s in self.shrinks)
        return all(self.rule.radius(q, s) < 1 for q, s in ends)

    def distance(self, z: ComplexArray) -> FloatArray:
        """Return d at points of the circle, from below where s is not one number."""
        n = self.rule.direct + self.rule.inherited * self.rule.gain / (z - self.rule.momentum)
        middle, half = sum(self.shrinks) / 2, (self.shrinks[1] - self.shrinks[0]) / 2
        at = -(z - middle) / n
        beside = np.maximum(0, np.maximum(self.low - at.real, at.real - self.high))
        # S is diagonal and does not commute with Q: it moves what is inverted by so much at most
        return np.maximum(0, np.hypot(beside, at.imag) - half / np.abs(n))

    def slopes(self, z: ComplexArray, half: float) -> FloatArray:
        """Return bounds of the slope of d in the angle, on arcs around z of half that length.

        With r the root of n, ζ = -(z + (r - s - μ) + p/(z - r))/e, p = (r - s)(r - μ); and half of
        the range of s over |n| has the slope of |z - μ|/|e(z - r)| = |1 + (r - μ)/(z - r)|/e.
        """
        rule, (least, most) = self.rule, self.shrinks
        root = rule.momentum - rule.inherited * rule.gain / rule.direct
        pole = (root - (least + most) / 2) * (root - rule.momentum)
        apart = 1 - abs(root)
        here = np.abs(1 - pole / (z - root) ** 2)
        # the second derivative in the angle is at most |ζ'| + |ζ''|
        bend = 1 + abs(pole) * (1 / apart**2 + 2 / apart**3)
        of_range = (most - least) / 2 * abs(root - rule.momentum) / apart**2
        slopes: FloatArray = (here + half * bend + of_range) / rule.direct
        return slopes


def critical_coupling(x: Block, y: Block, *, beside: float = math.nan) -> tuple[float, float]:
    """Return an interval that contains the least d₁(z)d₂(z) over |z| = 1.

    Cells of angles are halved where the product may be smaller than the least that was seen; d
    changes by at most its largest slope there times half a cell. Both ends are floats, without
    outward rounding.

    Parameters
    ----------
    x, y
        The players, each of which contracts alone.
    beside
        A number: only on which side of it the least is has to be seen, where it is given.

    Returns
    -------
    (float, float)
        The ends.
    """
    blocks = (x, y)
    # real blocks: the values at z and at its conjugate are the same
    half = math.pi / 128
    angles = half * np.arange(1, 128, 2)
    seen = float(np.prod([block.distance(np.ones(1, complex)) for block in blocks]))
    lower = 0.0
    for _ in range(_MOST_ROUNDS):
        bound, z = np.ones(len(angles)), np.exp(1j * angles)
        for block in blocks:
            bound *= np.maximum(0, block.distance(z) - block.slopes(z, half) * half)
        for at in (angles, angles + half):
            values = [block.distance(np.exp(1j * at)) for block in blocks]
            seen = min(seen, float((values[0] * values[1]).min()))
        # cells that were left out are above the second
        lower = min(float(bound.min()), seen * (1 - _SHARE))
        keep = angles[bound < seen * (1 - _SHARE)]
        decided = lower > beside or seen <= beside
        if decided or not len(keep) or len(keep) > _MOST_CELLS:
            break
        half /= 2
        angles = np.concatenate([keep - half, keep + half])
    return lower, seen


def helpful_factor(
    x: Block, y: Block, product: float, moved: tuple[bool, bool] = (True, True)
) -> float | None:
    """Return a factor of at most 1 on the steps that makes every member of the class stable.

    The condition need not be monotone in the factor, as it is for plain descent. What is returned
    satisfies it; so does, as far as was tried, nothing much larger.

    Parameters
    ----------
    x, y
        The players.
    product
        bc with the present steps.
    moved
        Whose steps are multiplied.

    Returns
    -------
    float or None
        The factor; None if none of those tried does.
    """

    def helps(factor: float) -> bool:
        blocks = [b.times(factor) if m else b for b, m in zip((x, y), moved, strict=True)]
        if not all(block.contracts() for block in blocks):
            return False
        scaled = product * factor ** sum(moved)
        return scaled < critical_coupling(*blocks, beside=scaled)[0]

    if min(x.lowest, y.lowest) <= 0 or x.lowest * y.lowest <= product:
        return None
    tried = (_RATIO**k for k in range(_TRIES))
    found = next((factor for factor in tried if helps(factor)), None)
    if found is None or found == 1:
        return found
    beyond = found / _RATIO
    for _ in range(_BISECTIONS):
        middle = math.sqrt(found * beyond)
        found, beyond = (middle, beyond) if helps(middle) else (found, middle)
    # what is advised is what is printed, and it is that which has to help
    short = float(at_least(found, 3))
    return short if helps(short) else found
