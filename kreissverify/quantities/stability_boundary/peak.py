"""The transient peak M(J) at ρ(J) = 1, where powers do not decay but become periodic.

With Jᵗ = JᵗE + Bᵗ (see `splitting`) and JᵠE = E the powers approach the q limits JʳE, r < q, and
for t ≥ T

    ‖Jᵗ‖ ≤ max over r of ‖JʳE‖ + sup over t ≥ T of ‖Bᵗ‖,

where the last is the largest over T ≤ t < T + m if ‖Bᵐ‖ ≤ 1. From below M ≥ ‖JʳE‖ as a limit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flint import fmpq, fmpq_mat

from kreissverify.numbers.ball import working_precision
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.float_ball_matrix import FloatBall, norm_bounds
from kreissverify.numbers.rational import as_fmpq, rational_string
from kreissverify.quantities.maps.power_norm import exact_power_is_short
from kreissverify.quantities.powers.arithmetic import Arithmetic, arithmetics
from kreissverify.quantities.stability_boundary.splitting import Splitting
from kreissverify.quantities.witnesses import matrix_strings

__all__ = [
    "MOST_PERIOD",
    "Found",
    "Powers",
    "found_peak",
    "limit_norms",
    "lower_witness_of",
    "periodic_peak",
]

# The longest period whose limits are taken one by one, at a norm each: orders of permutations of 40
# points go up to 16380, and those of orthogonal similarity are contractions, decided before.
MOST_PERIOD = 4_000
# Times looked at one by one, at a third of a millisecond each. Powers that decay so slowly that
# more are needed leave a gap between the largest norm found and the bound of what comes later.
_MOST_TIMES = 16_384
# What a checker re-derives in moderate time: bits of the powers, and how many of them
_CHECKED_BITS, _CHECKED_TIME = 4_000, 1_024


@dataclass(frozen=True)
class Found:
    """What is known of the times looked at: M lies in [low, high], and ‖Jᵗ‖ ≥ shown at `time`.

    ‖Jᵗ‖ ≤ high for t < start; for later times ‖Bᵗ‖ ≤ rest, as ‖Bᵗ‖ ≤ 1 for t = window.
    """

    low: fmpq
    high: fmpq
    time: int
    shown: fmpq
    start: int
    window: int
    rest: fmpq
    is_narrow: bool  # whether the balls of all powers were narrow beside the width asked for


def periodic_peak(parts: Splitting, rtol: float) -> Enclosure:
    """Return an enclosure of M, for eigenvalues on the circle that are roots of unity.

    Parameters
    ----------
    parts
        A splitting with a period.
    rtol
        The relative width to reach. If B decays too slowly for that the enclosure is wider.

    Raises
    ------
    Refused
        If no number system tried suffices.
    """
    norms = limit_norms(parts, rtol / 16)
    low, high = max(x for x, _ in norms), max(x for _, x in norms)
    found = found_peak(parts, rtol, low, high)
    return Enclosure.between(found.low, found.high, _certificate(parts, found))


def limit_norms(parts: Splitting, rtol: float) -> list[tuple[float, float]]:
    """Return floats below and above ‖JʳE‖ for all r below the period."""
    assert parts.period is not None
    limits = [parts.projector]
    while len(limits) < parts.period:
        limits.append(parts.matrix * limits[-1])
    return [norm_bounds(FloatBall.of_rationals(limit), rtol) for limit in limits]


def found_peak(parts: Splitting, rtol: float, low: float, high: float) -> Found:
    """Look at times until what is left of B no longer matters, in ever higher precision.

    Parameters
    ----------
    parts
        The splitting.
    rtol
        The relative width to reach.
    low, high
        Bounds of the largest limit of ‖Jᵗ‖: M ≥ low, and ‖JᵗE‖ ≤ high for all t.

    Raises
    ------
    Refused
        If no number system tried suffices.
    """
    best: Found | None = None
    for arithmetic in arithmetics():
        found = _search(Powers(parts, arithmetic, rtol / 16), rtol, low, high)
        if found is not None and (best is None or found.high - found.low < best.high - best.low):
            best = found
        if best is not None and best.high <= best.low * (1 + as_fmpq(rtol)):
            break
        if found is not None and found.is_narrow:
            break  # it is times that lack, not bits
    if best is None:
        raise Refused("M: the part of the matrix inside the unit circle decays too slowly")
    return best


class Powers:
    """‖Jᵗ‖ and ‖Bᵗ‖ in one number system, t ≥ 1."""

    def __init__(self, parts: Splitting, arithmetic: Arithmetic, rtol: float) -> None:
        self.arithmetic, self.rtol = arithmetic, rtol
        self._moving = _PowersOf(parts.matrix * parts.projector, arithmetic)
        self._decaying = _PowersOf(parts.remainder, arithmetic)

    def norm(self, t: int) -> tuple[float, float]:
        """Return floats below and above ‖Jᵗ‖."""
        # sums of python-flint's balls are rounded to the precision of the moment
        with working_precision(getattr(self.arithmetic, "bits", 53)):
            power = self._moving.power(t) + self._decaying.power(t)
        return self.arithmetic.norms([power], self.rtol)[0]

    def decay(self, t: int) -> float:
        """Return a float above ‖Bᵗ‖, within a tenth: it is added to a norm that is larger."""
        return self.arithmetic.norms([self._decaying.power(t)], 0.1)[0][1]

    def window(self) -> int | None:
        """Return an m with ‖Bᵐ‖ ≤ 1, the least power of two; None if there is none in time."""
        m = 1
        while m <= _MOST_TIMES:
            if self.decay(m) <= 1:
                return m
            m *= 2
        return None


class _PowersOf:
    """Powers as products of few squares, as balls widen in long products."""

    def __init__(self, matrix: fmpq_mat, arithmetic: Arithmetic) -> None:
        self.arithmetic = arithmetic
        self._squares = [arithmetic.of(matrix)]
        self._powers: dict[int, Any] = {}

    def power(self, t: int) -> Any:
        """Return a ball around the power, t ≥ 1."""
        if t not in self._powers:
            bit = (t & -t).bit_length() - 1
            square, rest = self._square(bit), t - (1 << bit)
            if rest:
                (square,) = self.arithmetic.products([self.power(rest)], [square])
            self._powers[t] = square
        return self._powers[t]

    def _square(self, bit: int) -> Any:
        while len(self._squares) <= bit:
            last = self._squares[-1:]
            self._squares += self.arithmetic.products(last, last)
        return self._squares[bit]


def _search(powers: Powers, rtol: float, low: float, high: float) -> Found | None:
    window = powers.window()
    if window is None:
        return None
    # J⁰ = I is not of the form JᵗE + Bᵗ; its place in `decays` is never reached
    norms, decays = [(1.0, 1.0)], [1.0]
    best, start = max(1.0, low), 1
    while True:
        t = len(norms)
        norms.append(powers.norm(t))
        decays.append(powers.decay(t))
        best, start = max(best, norms[t][0]), t - window + 1
        ended = t >= window and high + decays[t] <= best * (1 + rtol / 2)
        if t == _MOST_TIMES or (ended and high + max(decays[start:]) <= best * (1 + rtol / 2)):
            break
    rest = as_fmpq(max(decays[start:]))
    bound = max(as_fmpq(max(above for _, above in norms[:start])), as_fmpq(high) + rest)
    time = max(range(len(norms)), key=lambda t: norms[t][0])
    narrow = all(above <= below * (1 + rtol) for below, above in norms)
    shown = as_fmpq(norms[time][0])
    return Found(as_fmpq(best), bound, time, shown, start, window, rest, narrow)


def lower_witness_of(matrix: fmpq_mat, time: int, value: fmpq) -> dict[str, Any]:
    """Return the side "lower" of M ≥ value by ‖Jᵗ‖, if a checker can compute that power."""
    moderate = time <= 10 * _CHECKED_TIME
    if moderate and exact_power_is_short(matrix, time, 10 * _CHECKED_BITS):
        return {"lower": {"value": rational_string(value), "t": str(time)}}
    return {}


def _certificate(parts: Splitting, found: Found) -> dict[str, Any]:
    """Return the witnesses: a time below, and above the projector with the times that matter.

    The time shows ‖Jᵗ‖, of which the limit may be a little more: then its value is a little less.
    """
    certificate = lower_witness_of(parts.matrix, found.time, found.shown)
    last = found.start + found.window
    moderate = max(last, parts.period or 0) <= _CHECKED_TIME
    if moderate and exact_power_is_short(parts.remainder, last, _CHECKED_BITS):
        certificate["upper"] = {
            "value": rational_string(found.high),
            "E": matrix_strings(parts.projector),
            "q": str(parts.period),
            "T": str(found.start),
            "m": str(found.window),
            "w": rational_string(found.rest),
        }
    return certificate
