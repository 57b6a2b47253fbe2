"""The envelope of a flow that is bounded and does not decay: α(A) = 0, semisimple.

With the projector E onto the eigenvalues on the axis, e^{tA} = e^{tA}E + e^{tA}(I - E). Of the
first part a bound for all times is given; of the second R, with ‖Re^{sA}(I - E)x‖ falling in s, so
that for s ≥ t

    ‖e^{sA}‖ ≤ ceiling + ‖R⁻¹‖·‖R(I - E)e^{tA}‖.

What remains mostly turns at a norm that hardly changes, which cells of ‖e^{tA}‖ would have to
follow in small steps. Cells of the Gram matrices are wider: for X = e^{tA} the second derivatives
Xᵀ(A²ᵀ + 2AᵀA + A²)X of XᵀX, and those of XXᵀ, vanish where the flow turns without a change of
lengths, and the fourth derivatives are bounded by ‖X‖².
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from flint import fmpq_mat

from kreissverify.numbers.float_ball_matrix import FloatBall, norm_bounds, round_up
from kreissverify.quantities.exponentials.contractions import contractions
from kreissverify.quantities.exponentials.envelope import FlowEnvelope, Key, LostDigits, key_of

__all__ = ["BoundedEnvelope", "Remaining"]


@dataclass(frozen=True)
class Remaining:
    """What is known of a bounded flow.

    Attributes
    ----------
    still
        A matrix with the flow of A on the range of I - E, and no eigenvalue on the axis.
    complement
        I - E.
    floor, ceiling
        Bounds of the supremum of ‖e^{tA}E‖; the first is one of sup ‖e^{tA}‖ also.
    """

    still: fmpq_mat
    complement: fmpq_mat
    floor: float
    ceiling: float


class BoundedEnvelope(FlowEnvelope):
    """Bounds on ‖e^{tA}‖ at single times and over cells.

    Parameters
    ----------
    matrix, growth, arithmetic
        See `FlowEnvelope`.
    remaining
        What is known of the parts.
    rtol
        The relative width of the supremum to reach.
    """

    def __init__(
        self, matrix: fmpq_mat, growth: float, arithmetic: Any, remaining: Remaining, rtol: float
    ) -> None:
        transpose = matrix.transpose()
        self._remaining, self._enough = remaining, 1 + rtol / 2
        self._decays = [
            (arithmetic.of(x.factor * remaining.complement), x.inverse_norm)
            for x in contractions(remaining.still)
        ]
        bends = [_second(matrix), _second(transpose)]
        self._bends = [arithmetic.of(x) for x in bends]
        fourths = [_bend(_bend(x, y), y) for x, y in zip(bends, (matrix, transpose), strict=True)]
        self._fourths = [norm_bounds(FloatBall.of_rationals(x), 1e-3)[1] for x in fourths]
        self._gram: dict[Key, tuple[float, float]] = {}
        self._last = math.inf
        super().__init__(matrix, growth, arithmetic)
        self._best = max(self._best, (remaining.floor, (0, 0)))

    def _take(self, keys: list[Key], jets: list[Any]) -> None:
        super()._take(keys, jets)
        points = [jet.exponential for jet in jets]
        turned = [x.transpose() for x in points]
        products, count = self._arithmetic.products, len(points)
        first = products(products(turned, [self._bends[0]] * count), points)
        second = products(products(points, [self._bends[1]] * count), turned)
        norms = [high for _, high in self._arithmetic.norms(first + second, 1e-3)]
        self._gram.update((key, (norms[k], norms[count + k])) for k, key in enumerate(keys))

    def bound(self, index: int, level: int) -> float:
        """Return a bound over a cell: of the norm itself, or of a Gram matrix."""
        known = super().bound(index, level)
        ends = [key_of(index + i, level) for i in (0, 1)]
        points = [self._points[key] for key in ends]
        width = math.ldexp(1.0, 2 * level - 3)  # h²/8
        most = round_up(points[0].high * self._supremum(level))
        square = max(p.high for p in points)
        square = round_up(square * square)
        for side in (0, 1):
            fourth = round_up(self._fourths[side] * round_up(most * most))
            bend = round_up(max(self._gram[key][side] for key in ends) + round_up(width * fourth))
            known = min(known, round_up(math.sqrt(round_up(square + round_up(width * bend)))))
        return known

    def _after(self, level: int) -> float:
        exponential = self._points[key_of(1, level)].jet.exponential
        images = self._arithmetic.products(
            [factor for factor, _ in self._decays], [exponential] * len(self._decays)
        )
        norms = self._arithmetic.norms(images, 1e-2) if images else []
        rests = [round_up(n[1] * s) for n, (_, s) in zip(norms, self._decays, strict=True)]
        return round_up(self._remaining.ceiling + min(rests, default=math.inf))

    def _is_over(self, level: int, after: float) -> bool:
        last, self._last = self._last, after
        if self._points[key_of(1, level)].high <= 1 or after <= self._best[0] * self._enough:
            return True
        if after >= last and after < 2 * self._remaining.ceiling:
            # it is the rounding of the exponential that is left, and falls no more
            raise LostDigits("what decays was not told from rounding")
        return False

    def _left_over(self, after: float) -> float:
        return after


def _second(matrix: fmpq_mat) -> fmpq_mat:
    """Return S = A²ᵀ + 2AᵀA + A², with (XᵀX)'' = XᵀSX."""
    turned = matrix.transpose()
    return turned * turned + 2 * turned * matrix + matrix * matrix


def _bend(form: fmpq_mat, matrix: fmpq_mat) -> fmpq_mat:
    """Return AᵀS + SA: the derivative of XᵀSX is Xᵀ(AᵀS + SA)X."""
    side = form * matrix
    return side + side.transpose()
