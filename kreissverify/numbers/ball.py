"""Balls (python-flint): rigorous real arithmetic at any precision, with exact rational ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import mpmath
from flint import arb, arb_mat, ctx, fmpq, fmpq_mat

from kreissverify.numbers.errors import Refused

__all__ = [
    "ball",
    "ball_matrix",
    "lower_rational",
    "middle_mpf",
    "middle_rational",
    "upper_rational",
    "working_precision",
]

_LONGEST = 1 << 22  # bits before or after the point: exp(10^12) as a rational would fill the memory


@contextmanager
def working_precision(bits: int) -> Iterator[None]:
    """Compute balls with `bits` bits inside the block, and restore the precision after it.

    Examples
    --------
    >>> with working_precision(100):
    ...     third = ball(fmpq(1)) / 3
    >>> lower_rational(third) < fmpq(1, 3) < upper_rational(third)
    True
    """
    before = ctx.prec
    ctx.prec = bits
    try:
        yield
    finally:
        ctx.prec = before


def ball(value: fmpq) -> arb:
    """Return a ball that contains the rational `value`."""
    return arb(value)


def ball_matrix(matrix: fmpq_mat) -> arb_mat:
    """Return a matrix of balls that contains the rational `matrix`."""
    return arb_mat(matrix)


def lower_rational(value: arb) -> fmpq:
    """Return an exact rational that is at most every point of the finite ball `value`.

    Raises
    ------
    Refused
        If the ball is unbounded, or reaches below -2^(2^22).
    """
    mantissa, exponent = _parts(value.lower())
    size = exponent + mantissa.bit_length()
    if size > _LONGEST:  # a shorter rational of less modulus will do, where there is one
        if mantissa < 0:
            raise Refused("a number exceeds 2^(2^22) in modulus")
        return _dyadic(1, _LONGEST)
    if size < -_LONGEST:  # so near 0 that 0, or a number a little further below it, is written
        return fmpq(0) if mantissa >= 0 else _dyadic(-1, -_LONGEST)
    return _dyadic(mantissa, exponent)


def upper_rational(value: arb) -> fmpq:
    """Return an exact rational that is at least every point of the finite ball `value`.

    Raises
    ------
    Refused
        If the ball is unbounded, or reaches above 2^(2^22).
    """
    return -lower_rational(-value)  # negation of a ball is exact


def middle_rational(value: arb) -> fmpq:
    """Return the exact midpoint of the finite ball `value`: for guesses, as it proves nothing."""
    return _dyadic(*_parts(value.mid()))


def middle_mpf(value: arb, digits: int) -> mpmath.mpf:
    """Return the midpoint of a ball as a number of mpmath, rounded to so many digits."""
    mantissa, exponent = value.mid().man_exp()
    with mpmath.workdps(digits):
        # scaled by the exponent and not built as a rational, which would be as long as it is far
        return mpmath.ldexp(mpmath.mpf(int(mantissa)), int(exponent))


def _parts(end: arb) -> tuple[int, int]:
    """Return m and e of an exact m·2ᵉ."""
    if not end.is_finite():
        raise Refused("a ball is unbounded at this precision")
    mantissa, exponent = end.mid().man_exp()
    return int(mantissa), int(exponent)


def _dyadic(mantissa: int, exponent: int) -> fmpq:
    return fmpq(mantissa << exponent) if exponent >= 0 else fmpq(mantissa, 1 << -exponent)
