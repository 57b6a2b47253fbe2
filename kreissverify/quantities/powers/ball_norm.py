"""Spectral norms of matrices of balls of any size, at any precision."""

from __future__ import annotations

from flint import arb, arb_mat, fmpq, fmpq_mat

from kreissverify.numbers.ball import upper_rational
from kreissverify.numbers.ball_matrix import norm_of_ball
from kreissverify.numbers.enclosure import Enclosure, maximum
from kreissverify.numbers.extended import INFINITY
from kreissverify.numbers.spectral_norm import spectral_norm

__all__ = ["ball_norm"]

_LONGEST = 1 << 22  # as of the rationals that balls are rounded to (`numbers.ball`)


def ball_norm(power: arb_mat, rtol: float, bits: int) -> Enclosure:
    """Enclose the norm of every matrix in a ball matrix.

    Parameters
    ----------
    power
        The balls.
    rtol
        The relative width asked for, besides what the balls leave open.
    bits
        Those of the midpoints that count.
    """
    entries = power.entries()
    if not all(x.is_finite() for x in entries):
        return Enclosure.between(0, INFINITY)
    # beyond it the rationals below would fill the memory
    exponents = [int(x.abs_upper().mid().man_exp()[1]) for x in entries]
    if max(exponents) > _LONGEST:
        return Enclosure.between(0, INFINITY)
    # of size 2 there is a formula, which needs no midpoint
    if power.nrows() <= 2:
        found = Enclosure.of_ball(norm_of_ball(power))
    else:
        found = _rounded_norm(power, rtol, bits)
    return maximum([found, Enclosure.exactly(0)])


def _rounded_norm(power: arb_mat, rtol: float, bits: int) -> Enclosure:
    """Enclose the norm of a ball matrix by that of its middle, scaled and rounded to `bits` bits.

    Without the scaling, exact arithmetic on entries such as 2^-1000000 would be slow.
    """
    entries = power.entries()
    largest = max(x.abs_upper() for x in entries)
    if largest == 0:
        return Enclosure.exactly(0)
    # the largest entry becomes an integer of `bits` bits
    exponent = bits - int(largest.mid().man_exp()[1]) - int(largest.mid().man_exp()[0]).bit_length()
    integers = [(x.mid() * arb(2) ** exponent).floor().unique_fmpz() for x in entries]
    middle = fmpq_mat(power.nrows(), power.ncols(), [fmpq(x or 0) for x in integers])
    radii = sum((arb(x.rad()) ** 2 for x in entries), arb(0)).sqrt() * arb(2) ** exponent
    # rounding down n² entries by less than 1 changes the norm by less than n
    error = upper_rational(radii) + power.nrows()
    unit = fmpq(2) ** -exponent
    return (spectral_norm(middle, rtol) + Enclosure.between(-error, error)) * unit
