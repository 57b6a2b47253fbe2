"""Balls (python-flint): rigorous real arithmetic at any precision, with exact rational ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flint import arb, arb_mat, ctx, fmpq, fmpq_mat

__all__ = [
    "ball",
    "ball_matrix",
    "lower_rational",
    "middle_rational",
    "upper_rational",
    "working_precision",
]


@contextmanager
def working_precision(bits: int) -> Iterator[None]:
    """Compute balls with `bits` bits inside the block, and restore the precision after it."""
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
    """Return an exact rational that is at most every point of the finite ball `value`."""
    return _dyadic(value.lower())


def upper_rational(value: arb) -> fmpq:
    """Return an exact rational that is at least every point of the finite ball `value`."""
    return _dyadic(value.upper())


def middle_rational(value: arb) -> fmpq:
    """Return the exact midpoint of the finite ball `value`."""
    return _dyadic(value.mid())


def _dyadic(end: arb) -> fmpq:
    if not end.is_finite():
        raise ArithmeticError("the ball is unbounded at this precision")
    mantissa, exponent = end.mid().man_exp()
    shift = int(exponent)
    return fmpq(mantissa << shift) if shift >= 0 else fmpq(mantissa, 1 << -shift)
