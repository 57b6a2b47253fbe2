"""Whether two players with momentum, or with the steps of Adam, are stable: by ball arithmetic.

Apart from the monitor: nothing but the theorem of its critical coupling is taken from there.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from flint import acb, arb, fmpq, fmpq_mat

from kreissverify import enclose, norm
from kreissverify.numbers.rational import as_fmpq

__all__ = ["Certified", "coupling", "exact", "finite", "hopeless"]

# Arcs are halved so often at most: down to 1e-9, below which rounding would be all that is seen.
_HALVINGS = 30


@dataclass(frozen=True)
class Certified:
    """A player: m⁺ = μm + κQθ, θ⁺ = sθ - eQθ - fm, by rational bounds of the spectrum of Q."""

    momentum: Fraction
    gain: Fraction
    direct: Fraction
    inherited: Fraction
    shrink: Fraction
    Q: Sequence[Sequence[Fraction]]

    @property
    def ends(self) -> tuple[Fraction, Fraction]:
        """Return a lower bound of the least, and an upper bound of the largest eigenvalue."""
        inverse = fmpq_mat([[as_fmpq(x) for x in row] for row in self.Q]).inv()
        return 1 / _norm(_rows(inverse), "upper"), _norm(self.Q, "upper")

    @property
    def most_of_lowest(self) -> Fraction:
        """Return an upper bound of d(1)."""
        inverse = fmpq_mat([[as_fmpq(x) for x in row] for row in self.Q]).inv()
        whole = self.direct + self.inherited * self.gain / (1 - self.momentum)
        return 1 / _norm(_rows(inverse), "lower") + (1 - self.shrink) / whole

    def contracts(self) -> bool:
        """Whether z² - tz + p has its roots in the disc at both ends: the conditions of Jury."""
        for q in self.ends:
            t = self.shrink + self.momentum - self.direct * q
            p = self.momentum * self.shrink
            p += (self.inherited * self.gain - self.direct * self.momentum) * q
            if not (abs(p) < 1 and abs(t) < 1 + p):
                return False
        return True

    def square_of_distance(self, z: acb, ends: tuple[arb, arb]) -> arb:
        """Return a lower bound of d(z)² on an arc."""
        mu, s = _ball(self.momentum), _ball(self.shrink)
        e, f_gain = _ball(self.direct), _ball(self.inherited * self.gain)
        at = -(z - s) * (z - mu) / (e * z - e * mu + f_gain)
        # lower ends, which are numbers: the square of a ball that has 0 inside would go below 0
        outside = ((ends[0] - at.real).lower(), (at.real - ends[1]).lower())
        beside = max(arb(0), *outside)
        return beside**2 + at.imag.abs_lower() ** 2


def exact(matrix: Any) -> list[list[Fraction]]:
    """Return the floats of a matrix as fractions."""
    return [[Fraction(x) for x in row] for row in np.asarray(matrix, dtype=float).tolist()]


def coupling(blocks: Sequence[Sequence[Sequence[Fraction]]], *, upper: bool = True) -> Fraction:
    """Return a bound of the product of the norms."""
    first, second = (_norm(block, "upper" if upper else "lower") for block in blocks)
    return first * second


def finite(x: Certified, y: Certified, product: Fraction) -> bool:
    """Whether bc < d₁(z)d₂(z) is certain on the whole circle; real blocks, so half of it is."""
    if not (x.contracts() and y.contracts()):
        return False
    squared = _ball(product) ** 2
    players = [(p, tuple(map(_ball, p.ends))) for p in (x, y)]
    arcs = [(k, 5) for k in range(2**5)]
    while arcs:
        k, halvings = arcs.pop()
        angle = arb(arb(fmpq(2 * k + 1, 2 ** (halvings + 1))), arb(fmpq(1, 2 ** (halvings + 1))))
        z = acb(0, angle * arb.pi()).exp()
        first, second = (player.square_of_distance(z, ends) for player, ends in players)
        if first * second > squared:
            continue
        if halvings == _HALVINGS:
            return False
        arcs += [(2 * k, halvings + 1), (2 * k + 1, halvings + 1)]
    return True


def hopeless(x: Certified, y: Certified, product: Fraction) -> bool:
    """Whether bc ≥ d₁(1)d₂(1) is certain, both sides of which go with both steps."""
    return product >= x.most_of_lowest * y.most_of_lowest


def _norm(matrix: Sequence[Sequence[Fraction]], side: str) -> Fraction:
    if not any(itertools.chain(*matrix)):
        return Fraction(0)
    found = getattr(enclose(norm, matrix, rtol=1e-12), side).value
    return Fraction(int(found.p), int(found.q))


def _rows(matrix: fmpq_mat) -> list[list[Fraction]]:
    return [[Fraction(int(x.p), int(x.q)) for x in row] for row in matrix.tolist()]


def _ball(x: Fraction) -> arb:
    return arb(fmpq(x.numerator, x.denominator))
