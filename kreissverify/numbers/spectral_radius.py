"""Rigorous spectral radius ρ(A), for any rational matrix, defective ones included.

With k = 2ᵐ (Gelfand and the elementary symmetric functions eⱼ of the eigenvalues of Aᵏ):

    max_j (|eⱼ(Aᵏ)| / binom(n, j))^{1/(jk)}  ≤  ρ(A)  ≤  ‖Aᵏ‖_F^{1/k},

and both ends converge as k grows, whatever the Jordan structure.
"""

from __future__ import annotations

import math

from flint import arb, arb_mat, fmpq_mat

from kreissverify.numbers.balls import ball_matrix, working_precision
from kreissverify.numbers.enclosure import Enclosure, hull, maximum, minimum

__all__ = ["spectral_radius"]

_MOST_SQUARINGS = 120


def spectral_radius(matrix: fmpq_mat, rtol: float = 1e-12) -> Enclosure:
    """Return an enclosure of ρ(A) of relative width about `rtol` or less (at least 1e-30).

    Parameters
    ----------
    matrix
        A square rational matrix.
    rtol
        The relative width asked for.
    """
    size = matrix.nrows()
    if _is_nilpotent(matrix):
        return Enclosure.exactly(0)
    target = max(rtol, 1e-30)
    bits = 128 + 2 * int(-math.log2(target)) + 8 * size
    shown = Enclosure.between(0, math.inf)
    for _ in range(4):
        with working_precision(bits):
            shown = _meet(shown, _by_squaring(ball_matrix(matrix), target))
        if shown.is_finite and shown.width <= target * max(shown.midpoint(), 1e-300):
            break
        bits *= 2
    return shown


def _is_nilpotent(matrix: fmpq_mat) -> bool:
    power = matrix
    for _ in range(max(1, (matrix.nrows() - 1).bit_length())):
        power = power * power
    return all(x == 0 for x in power.entries())


def _meet(a: Enclosure, b: Enclosure) -> Enclosure:
    low = maximum([a, b]).lower.value
    high = minimum([a, b]).upper.value
    return Enclosure.between(low, high)


def _by_squaring(power: arb_mat, target: float) -> Enclosure:
    """Square with normalisation, keeping log ‖·‖, until the ends meet or the balls are spent."""
    size = power.nrows()
    log_scale, exponent = arb(0), 1  # the true power is e^log_scale · power, of order `exponent`
    low, high = arb(0), arb.pos_inf()
    for _ in range(_MOST_SQUARINGS):
        frobenius = sum((x * x for x in power.entries()), arb(0)).sqrt()
        if not (frobenius.is_finite() and frobenius > 0):
            break
        high = high.min(((log_scale + frobenius.log()) / exponent).exp())
        middle = frobenius.mid()
        power, log_scale = power / middle, log_scale + middle.log()
        low = low.max(_from_symmetric_functions(power, log_scale, exponent, size))
        if (high - low).upper() <= target * low.lower() / 2:
            break
        power, log_scale, exponent = power * power, 2 * log_scale, 2 * exponent
    return hull([Enclosure.of_ball(low), Enclosure.of_ball(high)])


def _from_symmetric_functions(power: arb_mat, log_scale: arb, exponent: int, size: int) -> arb:
    best = arb(0)
    coefficients = power.charpoly().coeffs()
    coefficients += [arb(0)] * (size + 1 - len(coefficients))
    for j in range(1, size + 1):
        least = arb(coefficients[size - j].abs_lower()) / math.comb(size, j)
        if least > 0:
            best = best.max(((log_scale + least.log() / j) / exponent).exp())
    return best
