"""Whether every member of the class of two players is stable, decided rigorously.

The theorem of critical_coupling.py in exact and ball arithmetic: of the matrices of a quadratic
game and the rule of each optimiser, both of which are floats, and so taken as they are.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import torch
from flint import acb, arb, fmpq_mat

from kreissverify import enclose, norm
from kreissverify.numbers.rational import as_fmpq

__all__ = ["Exact", "exact_players", "hopeless", "stable"]

Rows = list[list[Fraction]]
# Cells of angles are halved so often at most: what is not decided then counts as not shown.
_DEPTH = 26


@dataclass(frozen=True)
class Exact:
    """A player: step times curvature Q, its coupling to the other one, and μ, κ, e, f, s."""

    Q: Rows
    coupling: Rows
    momentum: Fraction
    gain: Fraction
    direct: Fraction
    inherited: Fraction
    shrink: Fraction

    def times(self, factor: float) -> Exact:
        """Return the player with its learning rate multiplied by a factor."""
        by = Fraction(factor)
        Q, coupling = ([[by * x for x in row] for row in rows] for rows in (self.Q, self.coupling))
        rest = (self.momentum, self.gain, self.direct, self.inherited)
        return Exact(Q, coupling, *rest, 1 - by * (1 - self.shrink))

    def ends(self) -> tuple[Fraction, Fraction]:
        """Return numbers between which the spectrum of Q lies, which is positive definite."""
        return 1 / largest(inverse(self.Q)), largest(self.Q)

    def contracts(self) -> bool:
        """Whether every mode contracts: Jury's conditions, affine in q."""
        for q in self.ends():
            trace = self.shrink + self.momentum - self.direct * q
            own = self.momentum * (self.shrink - self.direct * q)
            det = own + self.inherited * self.gain * q
            if not (abs(det) < 1 and abs(trace) < 1 + det):
                return False
        return True

    def distance(self, z: Any, low: Any, high: Any) -> Any:
        """Return a lower bound of d on a ball."""
        beside = z - ball(self.momentum)
        n = ball(self.direct) * beside + ball(self.inherited * self.gain)
        at = (ball(self.shrink) - z) * beside / n
        outside = max(0.0, float((low - at.real).lower()), float((at.real - high).lower()))
        # a share below, for the roundings of these few floats
        return math.hypot(outside, float(at.imag.abs_lower())) * (1 - 1e-12)


def ball(x: Fraction) -> Any:
    return arb(as_fmpq(x))


def largest(rows: Rows) -> Fraction:
    """Return an upper bound of the norm."""
    return Fraction(float(enclose(norm, rows, rtol=1e-10).upper))


def inverse(rows: Rows) -> Rows:
    found = fmpq_mat([[as_fmpq(x) for x in row] for row in rows]).inv()
    return [[Fraction(int(x.p), int(x.q)) for x in row] for row in found.tolist()]


def exact_players(update: Any, blocks: Mapping[str, Any]) -> tuple[Exact, Exact]:
    """Return both players of a quadratic game, in the coordinates of their rules."""
    rules = [update.move(i).rule for i in (0, 1)]
    ones = [torch.ones(player.size, dtype=torch.float64) for player in update.players]
    roots = [exact(rule.root.times(one)) for rule, one in zip(rules, ones, strict=True)]
    found = []
    for i, names in enumerate((("Hxx", "Hxy"), ("Hyy", "Hyx"))):
        rule = rules[i]
        # the Hessian is taken as it is, which decay of weights by the gradient would change
        assert not rule.decay.times(ones[i]).any()
        own, coupling = (
            scaled(Fraction(rule.step), roots[i], blocks[name], roots[j])
            for name, j in zip(names, (i, 1 - i), strict=True)
        )
        numbers = (rule.momentum, rule.gain, rule.direct, rule.inherited, rule.shrink.range[0])
        found.append(Exact(own, coupling, *(Fraction(float(x)) for x in numbers)))
    return found[0], found[1]


def exact(numbers: Any) -> list[Fraction]:
    return [Fraction(float(x)) for x in numbers]


def scaled(step: Fraction, left: list[Fraction], rows: Any, right: list[Fraction]) -> Rows:
    """Return p·R·H·R'."""
    return [
        [step * at * x * by for x, by in zip(exact(row), right, strict=True)]
        for at, row in zip(left, rows, strict=True)
    ]


def stable(x: Exact, y: Exact) -> bool:
    """Whether bc < d₁(z)d₂(z) for all |z| = 1, and both contract; False if it is not shown."""
    if not (x.contracts() and y.contracts()):
        return False
    product = float(largest(x.coupling) * largest(y.coupling)) * (1 + 1e-12)
    ends = [[ball(q) for q in player.ends()] for player in (x, y)]
    # real matrices: the upper half of the circle is enough
    cells = [(Fraction(k, 16), Fraction(1, 16), 0) for k in range(16)]
    while cells:
        start, width, depth = cells.pop()
        middle = as_fmpq(start + width / 2)
        angle = arb.pi() * arb(arb(middle).mid(), float(width / 2) * (1 + 1e-9))
        z = acb(angle.cos(), angle.sin())
        bound = math.prod(player.distance(z, *of) for player, of in zip((x, y), ends, strict=True))
        if bound > product:
            continue
        if depth == _DEPTH:
            return False
        cells += [(start, width / 2, depth + 1), (start + width / 2, width / 2, depth + 1)]
    return True


def hopeless(x: Exact, y: Exact) -> bool:
    """Whether bc ≥ d₁(1)d₂(1), which no step sizes change: both sides are proportional to both."""
    sides = []
    for player in (x, y):
        whole = player.direct + player.inherited * player.gain / (1 - player.momentum)
        decay = (1 - player.shrink) / whole
        n = range(len(player.Q))
        own = [[player.Q[i][j] + (decay if i == j else 0) for j in n] for i in n]
        least = enclose(norm, inverse(own), rtol=1e-12).lower
        sides.append(float(enclose(norm, player.coupling, rtol=1e-12).lower) * float(least))
    return math.prod(sides) > 1 + 1e-9
